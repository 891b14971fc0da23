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
#include <bufplane_group.h>
#include <ethdev_driver.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_ethdev.h>

/* What other processes have to know of a port besides its data. */
struct ethdev_slot {
	uint64_t round; /* grows with each port that is shown; 0: it is not */
	uint32_t maker; /* slot in the group of the process that made it */
	bool open;      /* bursts are let through to the driver */
	char bus[RTE_DEV_NAME_MAX_LEN];
	char device[RTE_DEV_NAME_MAX_LEN];
	char args[512];
};

struct ethdev_shared {
	pthread_mutex_t lock; /* robust, recursive, process-shared */
	uint64_t next_owner_id;
	uint64_t rounds;
	/* By slot in the group: the process that is to hear of ports. */
	int32_t followers[BP_GROUP_MEMBERS];
	struct rte_eth_dev_data data[RTE_MAX_ETHPORTS];
	struct ethdev_slot slots[RTE_MAX_ETHPORTS];
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
/* The id of a name, or of a free slot for the name ""; -1 if none. */
int ethdev_find_name(const struct ethdev_shared *sh, const char *name);
/* Whether this process has it: its own, or one that it is attached to. */
bool ethdev_is_here(const struct rte_eth_dev *dev);
/*
 * Nobody uses it any more; of a foreign one what is this process's goes, but
 * no pointer to its data and functions, as any thread may be looking.
 */
void ethdev_release(struct rte_eth_dev *dev, bool foreign);

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
/* As open, but with these queues and functions; callbacks are dev's. */
void ethdev_fastpath_set(struct rte_eth_dev *dev, struct rte_eth_fp_ops *ops);

/*
 * ethdev_share.c: a port of this process and the others, which attach to what
 * is shown. Hide waits until they have let go of it: 0, or -EBUSY if one does
 * not, and it is shown again. So it is with share_open, which says whether they
 * may use its queues; only that they may not can fail.
 */
void ethdev_share_show(struct rte_eth_dev *dev);
int ethdev_share_hide(uint16_t port_id);
int ethdev_share_open(uint16_t port_id, bool open);
/* Begin and end to follow the ports of others, and to answer them. */
int ethdev_share_init(void);
void ethdev_share_fini(void);

/* What processes ask each other about a port. */
enum ethdev_op {
	ETHDEV_OP_FOLLOW = 1, /* look at its slot: all others answer */
	ETHDEV_OP_INFO,       /* the rest: of its maker */
	ETHDEV_OP_LINK,
	ETHDEV_OP_STATS,
	ETHDEV_OP_STATS_RESET,
	ETHDEV_OP_XSTATS,
	ETHDEV_OP_XSTATS_NAMES,
	ETHDEV_OP_XSTATS_RESET,
};
struct ethdev_msg {
	uint32_t op;
	uint16_t port_id;
	int32_t rc;    /* of the answer */
	uint32_t n;    /* of xstats */
	uint64_t addr; /* of len bytes of shared memory, for more than that */
	uint64_t len;
};
/* Ask a process: what it answers, or -errno. */
int ethdev_share_ask(unsigned int slot, struct ethdev_msg *m, unsigned int ms);

/* ethdev_ask.c: the ops of a port that ask its maker, and its answers. */
extern const struct eth_dev_ops ethdev_ask_ops;
int ethdev_ask_answer(const struct ethdev_msg *m);

/*
 * ethdev_foreign.c: ports that another process made. Attach to all that are
 * shown, or do as the slot of one says: 0, or -EBUSY if a burst does not end.
 */
void ethdev_foreign_attach_all(void);
int ethdev_foreign_follow(uint16_t port_id);
bool ethdev_is_foreign(const struct rte_eth_dev *dev);
/* -ENOTSUP with a log line for such a port, else 0. */
int ethdev_refuse_foreign(const struct rte_eth_dev *dev, const char *what);
/* The last step of attaching, and the end of it. */
void ethdev_foreign_finish(struct rte_eth_dev *dev);
int ethdev_foreign_release(struct rte_eth_dev *dev);
void ethdev_foreign_fini(void);
/* Its driver's name, where it has no device of this process. */
void ethdev_foreign_name_driver(struct rte_eth_dev *dev, const char *name);

/*
 * ethdev_guard.c: bursts on queues that another process may take away. Open
 * them; shut them and wait for those that run: 0, or -EBUSY after a while.
 */
int ethdev_guard_open(struct rte_eth_dev *dev);
int ethdev_guard_shut(uint16_t port_id);
void ethdev_guard_fini(void);

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
