/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive, the hit path, from which the functions for each path are made: a
 * packet is one buffer, with the device's header in the headroom of its mbuf,
 * in front of the data. Buffers are taken and given in batches; what is not so
 * is a call, into virtio_net_rx_slow.c. The header is looked at whatever was
 * agreed on, so that a packet that the device left half done goes nowhere.
 *
 * Mbufs with the device are ready to be handed out but for vnet_rx_set_len().
 */
#ifndef VIRTIO_NET_RX_H
#define VIRTIO_NET_RX_H

#include "net/virtio/virtio_net_burst.h"

/* Whether it is one buffer, and no work was left undone. */
static __rte_always_inline bool
vnet_rx_is_plain(const struct vnet_rx_header *h, int32_t len, unsigned int path)
{
	/* Flags and the kind of segmentation. */
	return likely((uint16_t)h->first == 0) &&
			likely(len >= RTE_ETHER_HDR_LEN) &&
			(!(path & VNET_MERGE) || likely(h->buffers == 1));
}

/* Buffers become packets, to the first that is not plain: how many; its *h. */
VIRTQ_LOOP uint32_t
vnet_rx_plain(struct vnet_counts *kinds, struct rte_mbuf **pkts,
		const uint32_t *lens, uint32_t n, struct vnet_sum *sum,
		struct vnet_rx_header *h, unsigned int path)
{
	const uint32_t hdr_len = vnet_path_hdr(path);
	const size_t front = RTE_PKTMBUF_HEADROOM - hdr_len;
	struct vnet_sum own = {0, 0, 0};
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct rte_mbuf *m = pkts[i];
		uint8_t *at = (uint8_t *)m->buf_addr + front;
		int32_t len = (int32_t)(lens[i] - hdr_len);
		struct vnet_rx_header header = vnet_rx_read(at, path);

		if (unlikely(!vnet_rx_is_plain(&header, len, path))) {
			*h = header;
			break;
		}
		vnet_rx_set_len(m, (uint32_t)len);
		vnet_count_one(kinds, at + hdr_len, (uint32_t)len, &own);
	}
	vnet_sum_add(sum, &own);
	return i;
}

/* Buffers become packets, of which there may be fewer: how many. */
static __rte_always_inline uint16_t
vnet_rx_take(struct vnet_rxq *q, struct rte_mbuf **pkts, const uint32_t *lens,
		uint32_t n, struct vnet_sum *sum, unsigned int path)
{
	struct vnet_rx_batch b = {.pkts = pkts, .lens = lens, .n = n};

	if (!(path & VNET_MERGE) || likely(q->to_come == 0))
		b.done = vnet_rx_plain(
				&q->kinds, pkts, lens, n, sum, &b.next, path);
	return likely(b.done == n) ? (uint16_t)n : vnet_rx_others(q, &b, sum);
}

/* Mbufs of the pool: n, or fewer if it has not that many. */
static __rte_always_inline uint16_t
vnet_rx_mbufs(const struct vnet_rxq *q, struct rte_mbuf **mbufs, uint16_t n)
{
	while (unlikely(rte_mempool_get_bulk(q->mp, (void **)mbufs, n) != 0)) {
		n /= 2;
		if (n == 0)
			break;
	}
	return n;
}

/* One batch to the device: how many mbufs. */
VIRTQ_LOOP uint16_t
vnet_rx_give(struct vnet_rxq *q, uint16_t n, unsigned int path)
{
	const uint32_t len = vnet_path_hdr(path) + q->room;
	const uint64_t front = RTE_PKTMBUF_HEADROOM - vnet_path_hdr(path);
	const uint64_t words[2] = {q->rearm, q->mbuf_flags};
	struct rte_mbuf *mbufs[VNET_BATCH];
	struct virtq_adder a;
	uint32_t i;

	n = vnet_rx_mbufs(q, mbufs, RTE_MIN(n, (uint16_t)VNET_BATCH));
	if (unlikely(n == 0))
		return 0;
	a = virtq_add_begin(&q->vq, len, VRING_DESC_F_WRITE, path);
	for (i = 0; i < n; i++) {
		struct rte_mbuf *m = mbufs[i];

		MBUF_RAW_ALLOC_CHECK(m);
		memcpy(&m->rearm_data, words, sizeof(words));
		virtq_add_next(&a, rte_mbuf_iova_get(m) + front, 0, m, path);
	}
	virtq_add_end(&q->vq, &a, n, path);
	return n;
}

static __rte_always_inline void
vnet_rx_fill(struct vnet_rxq *q, unsigned int path)
{
	uint16_t wanted = virtq_free(&q->vq) - q->spare;
	uint16_t given = 0, n;

	if (wanted < q->free_thresh || unlikely(q->vq.broken))
		return;
	while (given < wanted) {
		n = vnet_rx_give(q, wanted - given, path);
		given += n;
		if (unlikely(n == 0))
			break;
	}
	if (unlikely(given < wanted)) {
		bp_eth_count_shared(q->nombuf, wanted - given);
		if (given == 0)
			return;
	}
	virtq_submit(&q->vq, path);
}

/* Batches, as long as there are packets and room for them. */
static __rte_always_inline uint16_t
vnet_rx_batches(struct vnet_rxq *q, struct rte_mbuf **pkts, uint16_t n,
		struct vnet_sum *sum, unsigned int path)
{
	uint32_t lens[VNET_BATCH];
	uint16_t got = 0, want, k;

	do {
		void **cookies = (void **)&pkts[got];

		want = RTE_MIN((uint16_t)(n - got), (uint16_t)VNET_BATCH);
		k = virtq_take_n(&q->vq, cookies, lens, want, q->ahead, path);
		got += vnet_rx_take(q, &pkts[got], lens, k, sum, path);
	} while (k == want && got < n);
	/* The buffers of a packet are used together (5.1.6.4). */
	if ((path & VNET_MERGE) && unlikely(q->to_come != 0 && k < want))
		vnet_rx_cut(q);
	return got;
}

static __rte_always_inline uint16_t
vnet_rx(struct vnet_rxq *q, struct rte_mbuf **pkts, uint16_t n,
		unsigned int path)
{
	struct vnet_sum sum = {0, 0, 0};
	uint16_t got;

	if (unlikely(q == NULL || !vnet_enter(&q->busy, &q->started)))
		return 0;
	got = vnet_rx_batches(q, pkts, n, &sum, path);
	if (got != 0) {
		/* Pairs with the store in set_strip(). */
		if (unlikely(q->has_hash ||
				    __atomic_load_n(&q->strip,
						    __ATOMIC_RELAXED)))
			sum.bytes -= vnet_rx_extras(q, pkts, got);
		vnet_count_all(&q->count, &q->kinds, &sum, got);
	}
	vnet_rx_fill(q, path);
	if (got == 0)
		virtq_idle(&q->vq, path);
	if (unlikely(q->vq.broken && !q->reported))
		vnet_rx_report(q);
	vnet_leave(&q->busy);
	return got;
}

#endif
