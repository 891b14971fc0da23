/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bursts of net_virtio, and what their hit path has inline. A path is what was
 * agreed on, in bits: of the rings, those of virtq_any.h, and these. Each that
 * is common has a function of its own, made from the pieces of virtio_net_rx.h
 * and virtio_net_tx.h; for others there is one that finds out in each burst.
 */
#ifndef VIRTIO_NET_BURST_H
#define VIRTIO_NET_BURST_H

#include <string.h>

#include "net/virtio/virtio_net_queue.h"
#include "net/virtio/virtq_any.h"

#define VNET_MERGE 16U
#define VNET_HASH  32U /* longer headers */

/* Each in virtio_net_X.c, as its name. */
uint16_t vnet_rx_split(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_split_merge(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_split_in_order(
		void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_split_in_order_merge(
		void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_packed(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_packed_merge(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_packed_in_order(
		void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_packed_in_order_merge(
		void *queue, struct rte_mbuf **pkts, uint16_t n);

uint16_t vnet_rx_any(void *queue, struct rte_mbuf **pkts, uint16_t n);

struct vnet_sum;

/* What is looked at of a header: flags to csum_start; how many buffers. */
struct vnet_rx_header {
	uint64_t first;
	uint16_t buffers;
};

/* Buffers, of which done are packets; what was read of the next, if so. */
struct vnet_rx_batch {
	struct rte_mbuf **pkts;
	const uint32_t *lens;
	uint32_t n;
	uint32_t done;
	struct vnet_rx_header next;
};

/* virtio_net_rx.c, virtio_net_rx_slow.c: receive, but for the hit path. */
void vnet_rx_refill(struct vnet_rxq *q);
uint64_t vnet_rx_extras(
		const struct vnet_rxq *q, struct rte_mbuf **pkts, uint16_t n);
void vnet_rx_report(struct vnet_rxq *q);
uint16_t vnet_rx_others(struct vnet_rxq *q, const struct vnet_rx_batch *b,
		struct vnet_sum *sum);
struct rte_mbuf *vnet_rx_slow(struct vnet_rxq *q, struct rte_mbuf *m,
		uint32_t len, struct vnet_rx_header header);
void vnet_rx_cut(struct vnet_rxq *q);

uint16_t vnet_tx_split(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_split_in_order(
		void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_packed(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_packed_in_order(
		void *queue, struct rte_mbuf **pkts, uint16_t n);

/* virtio_net_tx.c, virtio_net_tx_slow.c: transmit, but for the hit path. */
uint16_t vnet_tx_any(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_reclaim(struct vnet_txq *q, uint16_t n);
int vnet_tx_done(void *queue, uint32_t free_cnt);
int vnet_tx_put_any(
		struct vnet_txq *q, struct rte_mbuf *m, struct vnet_sum *sum);
void vnet_tx_announce(struct vnet_txq *q);
void vnet_tx_report(struct vnet_txq *q);
int vnet_tx_slow(struct vnet_txq *q, struct rte_mbuf *m);
void vnet_tx_free(struct vnet_txq *q, void **cookies, uint16_t n);
struct rte_mbuf *vnet_announcement(struct vnet_txq *q);

/* Let bursts use a queue, or not. The pairs are the loads below. */
static inline void
vnet_set_started(bool *at, bool started)
{
	__atomic_store_n(at, started, __ATOMIC_RELEASE);
}

static inline void
vnet_rxq_set(struct vnet_rxq *q, bool started)
{
	vnet_set_started(&q->started, started);
}

static inline void
vnet_txq_set(struct vnet_txq *q, bool started)
{
	vnet_set_started(&q->started, started);
}

static __rte_always_inline bool
vnet_rxq_runs(const struct vnet_rxq *q)
{
	return __atomic_load_n(&q->started, __ATOMIC_ACQUIRE);
}

static __rte_always_inline bool
vnet_txq_runs(const struct vnet_txq *q)
{
	return __atomic_load_n(&q->started, __ATOMIC_ACQUIRE);
}

/*
 * A burst begins, if it may, and ends. Between the store and the load is no
 * fence of a processor's, which costs more than the rest of an empty burst:
 * vnet_pause(), who stores and loads the other way round, has one executed
 * by all of them.
 */
static __rte_always_inline bool
vnet_enter(bool *busy, const bool *started)
{
	/* Pairs with the load in wait_for(). */
	__atomic_store_n(busy, true, __ATOMIC_RELAXED);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	/* Pairs with vnet_rxq_set() and vnet_txq_set(). */
	if (likely(__atomic_load_n(started, __ATOMIC_ACQUIRE)))
		return true;
	__atomic_store_n(busy, false, __ATOMIC_RELEASE);
	return false;
}

static __rte_always_inline void
vnet_leave(bool *busy)
{
	__atomic_store_n(busy, false, __ATOMIC_RELEASE);
}

static __rte_always_inline enum vnet_count
vnet_size_kind(uint32_t len)
{
	if (len <= RTE_ETHER_MIN_LEN)
		return len == RTE_ETHER_MIN_LEN ? VNET_SIZE_64 : VNET_UNDERSIZE;
	if (len >= 1024)
		return len <= RTE_ETHER_MAX_LEN ? VNET_SIZE_1518
						: VNET_SIZE_MAX;
	/* 65 to 127 has 7 bits. */
	return VNET_SIZE_127 + 25 - (unsigned int)__builtin_clz(len);
}

static inline unsigned int
vnet_path_of(const struct virtio_dev *dev)
{
	static const struct {
		unsigned int feature, bit;
	} bits[] = {{VIRTIO_F_RING_PACKED, VIRTQ_PACKED},
			{VIRTIO_F_IN_ORDER, VIRTQ_IN_ORDER},
			{VIRTIO_NET_F_MRG_RXBUF, VNET_MERGE},
			{VIRTIO_NET_F_HASH_REPORT, VNET_HASH}};
	unsigned int path = 0, i;

	for (i = 0; i < RTE_DIM(bits); i++)
		if (virtio_has(dev, bits[i].feature))
			path |= bits[i].bit;
	return path;
}

/* Bytes of a header. */
static __rte_always_inline uint32_t
vnet_path_hdr(unsigned int path)
{
	return path & VNET_HASH ? sizeof(struct virtio_net_hdr_v1_hash)
				: sizeof(struct virtio_net_hdr_v1);
}

/* What a burst has moved. */
struct vnet_sum {
	uint64_t bytes;
	uint64_t of_64; /* packets of this size, which many are */
	uint64_t errors;
};

static inline void
vnet_sum_add(struct vnet_sum *sum, const struct vnet_sum *more)
{
	sum->bytes += more->bytes;
	sum->of_64 += more->of_64;
	sum->errors += more->errors;
}

/* One more, of len bytes from its destination on. */
static __rte_always_inline void
vnet_count_one(struct vnet_counts *c, const uint8_t *dst, uint32_t len,
		struct vnet_sum *sum)
{
	sum->bytes += len;
	if (len == RTE_ETHER_MIN_LEN)
		sum->of_64++;
	else
		bp_eth_count(&c->now[vnet_size_kind(len)], 1);
	if (unlikely(dst[0] & 1))
		bp_eth_count(&c->now[rte_is_broadcast_ether_addr(
						     (const void *)dst)
							     ? VNET_BROADCAST
							     : VNET_MULTICAST],
				1);
}

/* n packets, of which some were not good. */
static __rte_always_inline void
vnet_count_all(struct bp_eth_queue_counters *count, struct vnet_counts *kinds,
		const struct vnet_sum *sum, uint16_t n)
{
	bp_eth_count(&count->now.packets, n - sum->errors);
	bp_eth_count(&count->now.bytes, sum->bytes);
	bp_eth_count(&kinds->now[VNET_SIZE_64], sum->of_64);
	if (unlikely(sum->errors != 0))
		bp_eth_count(&count->now.errors, sum->errors);
}

/* What the device wrote in front of the data (5.1.6). */
static __rte_always_inline uint8_t *
vnet_rx_header(const struct vnet_rxq *q, const struct rte_mbuf *m)
{
	return (uint8_t *)m->buf_addr + RTE_PKTMBUF_HEADROOM - q->hdr_len;
}

static __rte_always_inline struct vnet_rx_header
vnet_rx_read(const uint8_t *header, unsigned int path)
{
	const struct virtio_net_hdr_v1 *h = (const void *)header;

	return (struct vnet_rx_header){.first = virtq_read_pair(h),
			.buffers = path & VNET_MERGE
					? __atomic_load_n(&h->num_buffers,
							  __ATOMIC_RELAXED)
					: 1};
}

/* A packet of one buffer, without a type or a tag. */
static __rte_always_inline void
vnet_rx_set_len(struct rte_mbuf *m, uint32_t len)
{
	uint8_t *fields = (uint8_t *)&m->rx_descriptor_fields1;

	m->packet_type = 0;
	m->pkt_len = len;
	/* With the tag, of 0. */
	memcpy(fields + 2 * sizeof(len), &len, sizeof(len));
}

#endif
