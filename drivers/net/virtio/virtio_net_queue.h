/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Queues of net_virtio: what a burst works with, and the life of it. Memory of
 * the rings is there from set-up on; mbufs are with the device from start to
 * stop. A burst may use a queue while it is started, and is the one that does.
 */
#ifndef VIRTIO_NET_QUEUE_H
#define VIRTIO_NET_QUEUE_H

#include <bufplane_ethdev_count.h>

#include "net/virtio/virtio_net.h"

#define VNET_RULES     "the device broke the rules of the ring"
#define VNET_BATCH     32
#define VNET_TX_PIECES 64 /* of a packet, with its header */
#define VNET_TX_FRONT  64 /* bytes: header, addresses and a tag */

/* Packets of a queue by kind; virtio_net_stats.c has their names. */
enum vnet_count {
	VNET_MULTICAST,
	VNET_BROADCAST,
	VNET_UNDERSIZE,
	VNET_SIZE_64,
	VNET_SIZE_127,
	VNET_SIZE_255,
	VNET_SIZE_511,
	VNET_SIZE_1023,
	VNET_SIZE_1518,
	VNET_SIZE_MAX,
	VNET_COUNTS,
};

/* What a device may do wrong in a packet it delivers. */
enum vnet_breach {
	VNET_BAD_LENGTH,  /* shorter than header and addresses, or too long */
	VNET_BAD_BUFFERS, /* none, or more than there are */
	VNET_BAD_CKSUM,   /* a checksum beyond the packet */
	VNET_BAD_GSO,     /* not asked for, or not what the packet is */
	VNET_BREACHES,
};

struct vnet_counts {
	uint64_t now[VNET_COUNTS];
	uint64_t base[VNET_COUNTS];
};

struct vnet_rxq {
	struct virtq vq;
	struct rte_mempool *mp;
	uint64_t rearm; /* of each mbuf */
	uint64_t mbuf_flags;
	uint64_t offloads;
	uint32_t max_frame;
	uint32_t ahead; /* from an mbuf to the device's header */
	uint16_t hdr_len;
	uint16_t room;  /* for data in an mbuf */
	uint16_t spare; /* descriptors beyond those that were asked for */
	uint16_t free_thresh;
	bool mergeable;
	bool strip;
	bool has_hash;
	bool started;  /* atomic: bursts may use it */
	bool busy;     /* atomic: one does, or is about to look whether it may
			*/
	bool reported; /* that it is broken */
	/* A packet whose other buffers are to come; no head: to be dropped. */
	uint16_t to_come;
	uint64_t first; /* of its header */
	struct rte_mbuf *head;
	struct rte_mbuf *tail;
	uint64_t *nombuf;
	struct bp_eth_queue_counters count;
	struct vnet_counts kinds;
	uint64_t breaches[VNET_BREACHES];
	uint64_t breaches_base[VNET_BREACHES];
	uint64_t vq_base[VIRTQ_BREACHES];
	struct vnet_port *port;
	uint16_t id;
	uint16_t nb_desc;
	uint64_t features; /* that vq was made for */
	struct rte_eth_rxconf conf;
} __rte_cache_aligned;

/* A packet whose header lies in memory of the queue. */
struct vnet_front {
	struct rte_mbuf *m;
	struct vnet_front *next; /* of the free ones */
	uint8_t *data;
	uint64_t iova;
};

struct vnet_txq {
	struct virtq vq;
	uint64_t offloads;
	uint16_t hdr_len;
	uint16_t spare;
	uint16_t free_thresh;
	uint16_t pieces_max; /* of a packet, with its header */
	bool ecn;
	bool started;
	bool busy;
	bool reported;
	bool announce;            /* atomic: tell the network where we are */
	struct vnet_front *front; /* the free ones */
	uint16_t others; /* packets with the device that were not plain */
	struct bp_eth_queue_counters count;
	struct vnet_counts kinds;
	uint64_t vq_base[VIRTQ_BREACHES];
	struct vnet_front *fronts; /* all */
	const struct rte_memzone *fronts_memory;
	struct vnet_port *port;
	uint16_t id;
	uint16_t nb_desc;
	uint64_t features;
	struct rte_eth_txconf conf;
} __rte_cache_aligned;

/* virtio_net_pool.c: 0, -EINVAL or -EFAULT with a log line. */
int vnet_pool_check(const struct vnet_port *port, struct rte_mempool *mp);
int vnet_pool_reached(const struct vnet_port *port, struct rte_mempool *mp);

/* virtio_net_rxq.c and virtio_net_txq.c: queues. */
int vnet_room_fits(const struct vnet_rxq *q, uint32_t mtu);
int vnet_rxq_setup(struct rte_eth_dev *eth, uint16_t id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp);
void vnet_rxq_release(struct rte_eth_dev *eth, uint16_t id);
int vnet_rxq_open(struct vnet_rxq *q);
void vnet_rxq_run(struct vnet_rxq *q);
void vnet_rxq_close(struct vnet_rxq *q);
int vnet_rxq_start(struct rte_eth_dev *eth, uint16_t id);
int vnet_rxq_stop(struct rte_eth_dev *eth, uint16_t id);
int vnet_txq_setup(struct rte_eth_dev *eth, uint16_t id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf);
void vnet_txq_release(struct rte_eth_dev *eth, uint16_t id);
int vnet_txq_open(struct vnet_txq *q);
void vnet_txq_close(struct vnet_txq *q);
int vnet_txq_start(struct rte_eth_dev *eth, uint16_t id);
int vnet_txq_stop(struct rte_eth_dev *eth, uint16_t id);

/* Whose ring it is. */
struct vnet_ring {
	const char *kind; /* receive or transmit */
	uint16_t id;
	uint16_t index; /* of the device's queues */
	uint16_t pieces;
	uint16_t nb_desc;
};

/* virtio_net_queue.c: what both kinds share; 0 or -errno with a log line. */
uint16_t vnet_queue_limit(const struct vnet_port *port, uint16_t max);
uint16_t vnet_queue_max(const struct vnet_port *port, uint16_t index);
void vnet_memory_name(const struct vnet_port *port, const char *kind,
		uint16_t id, char *name);
int vnet_check_conf(const struct vnet_port *port, uint16_t nb_desc,
		uint16_t free_thresh, bool deferred);
uint16_t vnet_free_thresh(uint16_t wanted, uint16_t nb_desc);
/* What features decide on, which a configuration may change: 1 if it did. */
int vnet_ring_make(struct vnet_port *port, const struct vnet_ring *ring,
		struct virtq *vq, uint64_t *features);
bool vnet_is_stuck(const struct vnet_port *port, const char *kind, uint16_t id);
int vnet_queue_enable(
		struct vnet_port *port, struct virtq *vq, uint16_t vector);
int vnet_can_reset_rings(const struct vnet_port *port);
/*
 * Have the device forget a queue, which bursts do not use then: 0; 1: it did
 * not, and is kept from all memory until the port starts again; or -errno, and
 * all is as it was.
 */
int vnet_queue_reset(
		struct vnet_port *port, const struct virtq *vq, bool *started);

/* virtio_net_queue_info.c: what is asked about them. */
void vnet_queue_calls(struct rte_eth_dev *eth);
void vnet_rxq_info(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_rxq_info *info);
void vnet_txq_info(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_txq_info *info);
int vnet_rx_mode(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_burst_mode *mode);
int vnet_tx_mode(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_burst_mode *mode);

#endif
