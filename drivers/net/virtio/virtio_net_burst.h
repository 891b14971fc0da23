/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bursts of net_virtio, and what their hit path has inline. It is in
 * virtio_net_rx.c and virtio_net_tx.c; whatever is not plain is a call, into
 * virtio_net_rx_slow.c and virtio_net_tx_slow.c.
 */
#ifndef VIRTIO_NET_BURST_H
#define VIRTIO_NET_BURST_H

#include "net/virtio/virtio_net_queue.h"

/* virtio_net_rx.c, virtio_net_rx_slow.c: receive. */
uint16_t vnet_rx_split(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_rx_packed(void *queue, struct rte_mbuf **pkts, uint16_t n);
void vnet_rx_refill(struct vnet_rxq *q);
int vnet_rx_offload(struct vnet_rxq *q, struct rte_mbuf *m,
		const struct virtio_net_hdr_v1 *hdr);
struct rte_mbuf *vnet_rx_slow(struct vnet_rxq *q, struct rte_mbuf *m,
		uint32_t len, uint16_t n);
void vnet_rx_cut(struct vnet_rxq *q);
void vnet_rx_breach(struct vnet_rxq *q, enum vnet_breach breach);

/* virtio_net_tx.c, virtio_net_tx_slow.c: transmit. */
uint16_t vnet_tx_split(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_packed(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_prepare(void *queue, struct rte_mbuf **pkts, uint16_t n);
uint16_t vnet_tx_reclaim(struct vnet_txq *q, uint16_t n);
int vnet_tx_done(void *queue, uint32_t free_cnt);
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

/* Other than 64. */
static __rte_always_inline enum vnet_count
vnet_size_kind(uint32_t len)
{
	if (len < RTE_ETHER_MIN_LEN)
		return VNET_UNDERSIZE;
	if (len >= 1024)
		return len <= RTE_ETHER_MAX_LEN ? VNET_SIZE_1518
						: VNET_SIZE_MAX;
	/* 65 to 127 has 7 bits. */
	return VNET_SIZE_127 + 25 - (unsigned int)__builtin_clz(len);
}

/* Count a packet of so many bytes by its size and destination. */
static __rte_always_inline void
vnet_count_kind(struct vnet_counts *c, const uint8_t *dst, uint32_t len)
{
	if (len == RTE_ETHER_MIN_LEN)
		bp_eth_count(&c->now[VNET_SIZE_64], 1);
	else
		bp_eth_count(&c->now[vnet_size_kind(len)], 1);
	if (unlikely(dst[0] & 1))
		bp_eth_count(&c->now[rte_is_broadcast_ether_addr(
						     (const void *)dst)
							     ? VNET_BROADCAST
							     : VNET_MULTICAST],
				1);
}

#endif
