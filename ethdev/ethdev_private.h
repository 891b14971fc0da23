/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of this layer share. struct ethdev_shared lies in a memzone
 * that every process of a group sees, from the first port or owner on until the
 * library stops, as owner ids are given out once. The list of ports (names and
 * owners) changes under ethdev_lock() only.
 */
#ifndef ETHDEV_PRIVATE_H
#define ETHDEV_PRIVATE_H

#include <bufplane_export.h>
#include <ethdev_driver.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_ethdev.h>

struct ethdev_shared {
	pthread_mutex_t lock; /* robust, recursive, process-shared */
	uint64_t next_owner_id;
	struct rte_eth_dev_data data[RTE_MAX_ETHPORTS];
};

/* ethdev_shared.c: the shared region, and the lock of the list of ports. */
struct ethdev_shared *ethdev_shared_get(void); /* NULL: none yet */
int ethdev_shared_attach(void);                /* with the lock held */
void ethdev_shared_fini(void);                 /* the library stops */
void ethdev_lock(void);
void ethdev_unlock(void);

/* ethdev_port.c: the port of an id, or NULL with a log line. */
struct rte_eth_dev *ethdev_get(uint16_t port_id);
/* All of it, the state first: no port is there. */
void ethdev_wipe(struct rte_eth_dev *dev);

/*
 * ethdev_reader.c: as ethdev_get(), and the port stays until it is read; the
 * other end waits for those who read, and lets nobody in meanwhile.
 */
struct rte_eth_dev *ethdev_read_begin(uint16_t port_id);
void ethdev_read_end(uint16_t port_id);
void ethdev_readers_hold(uint16_t port_id);
void ethdev_readers_admit(uint16_t port_id);

/* -EIO instead of rc if rc is an error and the device is gone. */
int ethdev_rc(struct rte_eth_dev *dev, int rc);

/* What the driver's op says, -ENOTSUP if it has none, -EIO if it is gone. */
#define ethdev_call(op, dev, ...)                                              \
	((dev)->dev_ops->op == NULL ? -ENOTSUP                                 \
				    : ethdev_rc((dev),                         \
						      (dev)->dev_ops->op(      \
								      __VA_ARGS__)))

/* ethdev_fastpath.c: let bursts through to the driver, or not. */
void ethdev_fastpath_open(struct rte_eth_dev *dev);
void ethdev_fastpath_shut(uint16_t port_id);

/* ethdev_history.c: a port that is starting marks mbufs, if that is wanted. */
void ethdev_history_start(struct rte_eth_dev *dev);
/* The port becomes unused; nobody adds callbacks for marks to it any more. */
void ethdev_history_end(struct rte_eth_dev *dev);

/* ethdev_queue.c: is the id in range; release a queue, if it is there. */
int ethdev_check_rxq_id(const struct rte_eth_dev *dev, uint16_t id);
int ethdev_check_txq_id(const struct rte_eth_dev *dev, uint16_t id);
void ethdev_rxq_release(struct rte_eth_dev *dev, uint16_t id);
void ethdev_txq_release(struct rte_eth_dev *dev, uint16_t id);

/* ethdev_queue.c: release the queues from these ids up. */
void ethdev_queues_release(
		struct rte_eth_dev *dev, uint16_t rx_from, uint16_t tx_from);

/* ethdev_rx_pool.c: the pools of a queue, and the smallest room they have. */
int ethdev_check_pools(const struct rte_eth_dev *dev,
		const struct rte_eth_dev_info *info,
		const struct rte_eth_rxconf *conf, struct rte_mempool *mp);
void ethdev_note_room(struct rte_eth_dev *dev,
		const struct rte_eth_rxconf *conf, struct rte_mempool *mp);

/* ethdev_queue_run.c: is the id in range and the queue set up. */
int ethdev_check_rxq(const struct rte_eth_dev *dev, uint16_t id);
int ethdev_check_txq(const struct rte_eth_dev *dev, uint16_t id);

/* ethdev_iterator.c: the class "eth", while the library runs. */
int ethdev_class_init(void);
void ethdev_class_fini(void);

/* ethdev_callback.c and ethdev_burst_callback.c: forget a port's callbacks. */
void ethdev_callbacks_init(struct rte_eth_dev *dev);
void ethdev_callbacks_free(struct rte_eth_dev *dev);
void ethdev_burst_callbacks_free(struct rte_eth_dev *dev);

/* ethdev_names.c: log each bit of bits as refused by this port. */
void ethdev_refuse_bits(const struct rte_eth_dev *dev, const char *what,
		uint64_t bits, const char *(*name)(uint64_t bit));
const char *ethdev_rss_name(uint64_t bit);

#endif
