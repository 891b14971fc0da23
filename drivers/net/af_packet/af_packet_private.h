/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_af_packet inside: each queue has a packet socket of its own with a ring
 * of frames that it shares with the kernel (TPACKET_V2, or V3 to receive: then
 * the ring's slots are blocks, many frames each). A queue's socket and
 * ring are touched by the thread that runs its bursts alone; port->lock is held
 * by whoever replaces a receive queue's socket, or asks it for its statistics.
 * Sockets are opened when the port starts for the first time, hear nothing
 * while it is stopped, and are closed with their queues.
 */
#ifndef AF_PACKET_PRIVATE_H
#define AF_PACKET_PRIVATE_H

#include <bufplane_ethdev_count.h>
#include <bufplane_export.h>
#include <ethdev_driver.h>

#include <linux/if_packet.h>
#include <net/if.h>

#include <rte_spinlock.h>

#include "af_packet_offload.h"

#define AFP_QUEUES_MAX   256 /* of one fanout group */
#define AFP_ROOM_MIN     64  /* of an mbuf, so that a chain stays short */
#define AFP_BLOCK_SIZE   4096
#define AFP_FRAME_SIZE   2048
#define AFP_FRAME_COUNT  512
#define AFP_RX_BLOCK     (128 << 10)
#define AFP_BURST        32
#define AFP_RX_BLOCKS    4 /* at least so many */
#define AFP_RETIRE_MS    1
#define AFP_LARGEST      (RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN + UINT16_MAX)
#define AFP_LARGE_BYTES  (AFP_VNET_LEN + AFP_LARGEST)
#define AFP_OVERHEAD     (RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN)
#define AFP_CHECK_PERIOD 10 /* looks at the interface a second */

#define AFP_TYPE_OFFSET ((size_t)2 * RTE_ETHER_ADDR_LEN) /* or a tag's */

/*
 * Where the kernel puts a frame of Ethernet, with a header in front of it, and
 * where it wants one, or that header.
 */
#define AFP_RX_OFFSET                                                          \
	(TPACKET_ALIGN(TPACKET2_HDRLEN + 16) - RTE_ETHER_HDR_LEN + AFP_VNET_LEN)
#define AFP_RX3_OFFSET                                                         \
	(TPACKET_ALIGN(TPACKET3_HDRLEN + 16) - RTE_ETHER_HDR_LEN + AFP_VNET_LEN)
#define AFP_TX_OFFSET (TPACKET2_HDRLEN - sizeof(struct sockaddr_ll))

struct afp_args {
	char iface[IFNAMSIZ];
	unsigned int qpairs;
	unsigned int blocksz; /* bytes of a block of the ring */
	unsigned int framesz; /* bytes of a frame; lies within one block */
	unsigned int framecnt;
	int sized; /* blocksz or framesz was given */
	unsigned int qdisc_bypass;
	int fanout;              /* PACKET_FANOUT_* */
	unsigned int rx_version; /* 2 or 3, of TPACKET */
	unsigned int rx_blocksz; /* of V3, as rx_retire_ms */
	unsigned int rx_retire_ms;
};

struct afp_ring {
	uint8_t *base; /* NULL: there is none */
	size_t bytes;
	uint8_t **frame; /* the first byte of each */
	unsigned int n;
	unsigned int framesz;
};

struct afp_port;

/* A counter of its own for one thread, and what it was at the last reset. */
struct afp_xstat {
	uint64_t now;
	uint64_t base;
};

/* A frame as it was found in a ring. */
struct afp_frame {
	const uint8_t *data;
	uint32_t len;
	uint32_t wire_len;
	uint64_t stamp;  /* ns */
	uint32_t status; /* TP_STATUS_* */
	uint16_t tci;
	uint16_t tpid;
};

struct afp_rxq {
	struct afp_ring ring;
	unsigned int idx; /* the frame, or block, to look at next */
	uint32_t left;    /* frames in the open block, 0: none is open */
	uint32_t offset;  /* of the next of them */
	int fd;           /* -1: none */
	int wake;         /* af_packet_intr.c: what a program waits for, */
	int kick;         /* and what wakes it; or -1 */
	struct rte_mempool *mp;
	uint64_t *nombuf; /* the port's count of allocation failures */
	uint64_t offloads;
	uint64_t stamp_flag;
	int stamp_offset; /* -1: no stamps wanted */
	uint16_t port_id;
	uint16_t room;       /* for data in an mbuf */
	uint64_t next_check; /* of the interface, in cycles */
	unsigned int if_index;
	uint8_t *large;    /* AFP_LARGE_BYTES for what is no frame's size */
	uint32_t vnet_len; /* bytes in front of each frame: AFP_VNET_LEN or 0 */
	struct afp_gso gso; /* the frame that is looked at, if it is split */
	struct bp_eth_queue_counters count;
	struct afp_xstat cut; /* frames that the kernel had to cut short */
	struct afp_xstat bad; /* frames whose description cannot be true */
	struct afp_xstat bad_blocks;
	struct afp_xstat freezes; /* no block was free; under port->lock */
	uint64_t missed; /* the kernel found the ring full; under port->lock */
	struct afp_port *port;
} __rte_cache_aligned;

/* The pending frames before head await the kernel. */
struct afp_txq {
	struct afp_ring ring;
	unsigned int head; /* the frame to write next */
	unsigned int pending;
	int fd;
	uint64_t offloads;
	uint32_t vnet_len;   /* bytes in front of each frame */
	uint32_t *len;       /* of each frame, for the counters */
	uint8_t *large;      /* AFP_LARGE_BYTES for what is no frame's size, */
	int large_fd;        /* and goes by this socket; or NULL */
	uint64_t next_check; /* of the interface, in cycles */
	uint64_t next_mtu;   /* look at its MTU, in cycles */
	unsigned int if_index;
	struct bp_eth_queue_counters count;
	struct afp_port *port;
} __rte_cache_aligned;

struct afp_port {
	struct afp_args args;
	rte_spinlock_t lock; /* for all below, except mtu */
	int ctl;             /* a socket to ask and to hold memberships */
	unsigned int if_index;
	unsigned int fanout_index; /* the interface of fanout_id, or 0 */
	unsigned int fanout_flags;
	uint16_t fanout_id;
	int promiscuous;
	int allmulticast;
	uint32_t mtu;                 /* of the interface; atomic */
	int vnet;                     /* the kernel knows PACKET_VNET_HDR */
	struct rte_intr_handle *link; /* af_packet_link.c; or NULL */
	unsigned int link_index;
};

extern int af_packet_logtype;
#define AFP_LOG(level, ...)                                                    \
	rte_log(RTE_LOG_##level, af_packet_logtype, __VA_ARGS__)

/* af_packet_args.c: 0 or -EINVAL with a log line. */
int afp_args_parse(const char *name, const char *text, struct afp_args *args);
void afp_args_fit(struct afp_args *args, uint32_t mtu);
void afp_args_blocks(const struct afp_args *args, struct afp_args *blocks);
uint32_t afp_max_frame(const struct afp_args *args);
uint32_t afp_largest_frame(const struct afp_args *args);

/* af_packet_iface.c: the interface through any socket; 0 or -errno. */
int afp_iface_index(int fd, const char *name, unsigned int *if_index);
int afp_iface_exists(int fd, unsigned int if_index);
int afp_iface_mtu(int fd, unsigned int if_index, uint32_t *mtu);
int afp_iface_set_mtu(int fd, unsigned int if_index, uint32_t mtu);
int afp_iface_mac(int fd, unsigned int if_index, struct rte_ether_addr *addr);
int afp_iface_set_mac(int fd, unsigned int if_index,
		const struct rte_ether_addr *addr);
int afp_iface_link(int fd, unsigned int if_index, struct rte_eth_link *link);
int afp_iface_member(int fd, unsigned int if_index, int what, int on);

/* The index that the port is to use now, 0 if the interface is gone. */
unsigned int afp_port_index(struct afp_port *port);
void afp_port_refresh_mtu(struct afp_port *port);

/* af_packet_settings.c: ops; */
int afp_configure(struct rte_eth_dev *dev);
int afp_promiscuous_on(struct rte_eth_dev *dev);
int afp_promiscuous_off(struct rte_eth_dev *dev);
int afp_allmulticast_on(struct rte_eth_dev *dev);
int afp_allmulticast_off(struct rte_eth_dev *dev);
int afp_mac_set(struct rte_eth_dev *dev, struct rte_ether_addr *addr);
int afp_mtu_set(struct rte_eth_dev *dev, uint16_t mtu);
/* with port->lock held: port and data as the interface. */
void afp_follow_mtu(struct rte_eth_dev *dev);

/* af_packet_link.c: events while the port is started. */
#define AFP_LINK_CHANGED (1u << 0)
#define AFP_LINK_DELETED (1u << 1)
unsigned int afp_link_read(const void *data, size_t len, unsigned int if_index);
int afp_link_start(struct rte_eth_dev *dev);
void afp_link_stop(struct rte_eth_dev *dev);

/* af_packet_intr.c: interrupts of receive queues. */
int afp_intr_open(struct rte_eth_dev *dev);
void afp_intr_close(struct rte_eth_dev *dev);
int afp_intr_watch(struct afp_rxq *q);
void afp_intr_seen(const struct afp_rxq *q);
void afp_intr_kick(struct rte_eth_dev *dev);
int afp_intr_switch(struct rte_eth_dev *dev, uint16_t queue_id);

/* af_packet_ring.c */
int afp_ring_frames(struct afp_ring *ring, uint8_t *base,
		const struct afp_args *args);
int afp_ring_map(struct afp_ring *ring, int fd, int option,
		const struct afp_args *args);
void afp_ring_unmap(struct afp_ring *ring);
bool afp_ring_is_fit(const struct afp_ring *ring, const struct afp_args *args);
int afp_socket(const struct afp_args *args);
int afp_bind(int fd, unsigned int if_index, uint16_t protocol);

/* The word of a frame that says whose it is. */
static inline uint32_t
afp_status(const uint8_t *frame)
{
	const struct tpacket2_hdr *h = (const void *)frame;

	/* Acquire pairs with the kernel's barrier before it sets the status. */
	return __atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE);
}

static inline void
afp_set_status(uint8_t *frame, uint32_t status)
{
	struct tpacket2_hdr *h = (void *)frame;

	/* Release pairs with the kernel's barrier after it read the status. */
	__atomic_store_n(&h->tp_status, status, __ATOMIC_RELEASE);
}

/* A word that the kernel wrote, and could write again. */
#define AFP_READ(h, field) __atomic_load_n(&(h)->field, __ATOMIC_RELAXED)

static inline uint64_t
afp_stamp(uint32_t sec, uint32_t nsec)
{
	return sec * UINT64_C(1000000000) + nsec;
}

/*
 * What the interface sends is not to be heard, not even by a fanout group. The
 * address stands behind the frame's header of so many bytes.
 */
static inline int
afp_is_outgoing(const uint8_t *slot, size_t header)
{
	const struct sockaddr_ll *from =
			(const void *)(slot + TPACKET_ALIGN(header));

	return AFP_READ(from, sll_pkttype) == PACKET_OUTGOING;
}

/* af_packet_rxq.c, af_packet_txq.c: sockets of queues. 0 or -errno. */
int afp_rxq_open(struct afp_rxq *q);
void afp_rxq_close(struct afp_rxq *q);
void afp_rxq_rest(struct afp_rxq *q);
bool afp_rxq_is_fit(const struct afp_rxq *q);
void afp_rxq_release(struct rte_eth_dev *dev, uint16_t queue_id);
void afp_rxq_count_missed(struct afp_rxq *q);
uint16_t afp_rxq_done(struct afp_rxq *q, uint16_t got, uint64_t bytes);
int afp_txq_open(struct afp_txq *q);
void afp_txq_close(struct afp_txq *q);
void afp_txq_rest(struct afp_txq *q);
void afp_txq_release(struct rte_eth_dev *dev, uint16_t queue_id);
int afp_txq_move(struct afp_txq *q);

/* af_packet_stats.c: ops. */
int afp_stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats);
int afp_stats_reset(struct rte_eth_dev *dev);
int afp_xstats_get_names(struct rte_eth_dev *dev,
		struct rte_eth_xstat_name *names, unsigned int n);
int afp_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats,
		unsigned int n);

/* af_packet_queue.c: ops, and the calls of queues. */
void afp_queue_defaults(const struct rte_eth_dev *dev,
		struct rte_eth_dev_portconf *conf);
void afp_queue_calls(struct rte_eth_dev *dev);
int afp_rxq_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp);
int afp_txq_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf);
void afp_rxq_info(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_rxq_info *info);
void afp_txq_info(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_txq_info *info);
int afp_rx_mode(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_burst_mode *mode);
int afp_tx_mode(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_burst_mode *mode);

/*
 * af_packet_frame.c: a packet of the frame, or NULL if it was dropped. Without
 * mbufs the frame is to stay in the ring; with more packets in it too, and to
 * be taken again.
 */
enum {
	AFP_FRAME_STAYS,
	AFP_FRAME_DONE,
	AFP_FRAME_HAS_MORE
};
int afp_frame_take(
		struct afp_rxq *q, struct afp_frame *f, struct rte_mbuf **pkt);
ssize_t afp_next_copy(struct afp_rxq *q);

/* af_packet_rx.c, af_packet_rx3.c, af_packet_tx.c: bursts. */
uint16_t afp_rx(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t afp_rx3(void *queue, struct rte_mbuf **pkts, uint16_t n);
unsigned int afp_rx_waiting(const struct afp_rxq *q, unsigned int n);
unsigned int afp_rx3_waiting(const struct afp_rxq *q, unsigned int n);
uint16_t afp_tx(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t afp_tx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n);

#endif
