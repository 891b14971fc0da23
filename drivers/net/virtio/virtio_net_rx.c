/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive, the hit path: a packet is one buffer, with the device's header in
 * the headroom of its mbuf, in front of the data. Buffers are taken and given
 * in batches. Whatever is not so, or is to be done to a packet, is a call.
 * Mbufs with the device are ready to be handed out but for their length.
 */
#include <string.h>

#include <rte_prefetch.h>

#include "net/virtio/virtio_net_burst.h"
#include "net/virtio/virtq_any.h"

/* What the device wrote in front of the data (5.1.6). */
static __rte_always_inline uint8_t *
header_of(const struct rte_mbuf *m, uint32_t hdr_len)
{
	return (uint8_t *)m->buf_addr + RTE_PKTMBUF_HEADROOM - hdr_len;
}

static __rte_always_inline void
set_hash(struct rte_mbuf *m, const uint8_t *header)
{
	const struct virtio_net_hdr_v1_hash *h = (const void *)header;
	uint16_t report = __atomic_load_n(&h->hash_report, __ATOMIC_RELAXED);

	if (report == VIRTIO_NET_HASH_REPORT_NONE ||
			report > VIRTIO_NET_HASH_REPORT_UDPv6_EX)
		return;
	m->hash.rss = __atomic_load_n(&h->hash_value, __ATOMIC_RELAXED);
	m->ol_flags |= RTE_MBUF_F_RX_RSS_HASH;
}

/* What few queues are asked for. */
static __rte_always_inline void
add_extras(const struct vnet_rxq *q, struct rte_mbuf *m, const uint8_t *header)
{
	if (q->has_hash)
		set_hash(m, header);
	/* Pairs with the store in set_strip(). */
	if (__atomic_load_n(&q->strip, __ATOMIC_RELAXED))
		rte_vlan_strip(m);
}

static __rte_always_inline bool
has_extras(const struct vnet_rxq *q)
{
	return q->has_hash || __atomic_load_n(&q->strip, __ATOMIC_RELAXED);
}

/* A packet is complete but for what its header asks for: whether it is good. */
static __rte_always_inline bool
finish(struct vnet_rxq *q, struct rte_mbuf *m, uint32_t hdr_len, bool extras)
{
	const uint8_t *header = header_of(m, hdr_len);
	/* Flags and the kind of segmentation, in one word. */
	uint16_t word = __atomic_load_n((const uint16_t *)(const void *)header,
			__ATOMIC_RELAXED);

	if (unlikely(word != 0)) {
		struct virtio_net_hdr_v1 h;

		memcpy(&h, header, sizeof(h));
		if (vnet_rx_offload(q, m, &h) != 0)
			return false;
	}
	vnet_count_kind(&q->kinds, header + hdr_len, m->pkt_len);
	if (unlikely(extras))
		add_extras(q, m, header);
	return true;
}

static __rte_always_inline uint16_t
buffers_of(const struct rte_mbuf *m, uint32_t hdr_len, bool mergeable)
{
	const struct virtio_net_hdr_v1 *h = (const void *)header_of(m, hdr_len);

	return mergeable ? __atomic_load_n(&h->num_buffers, __ATOMIC_RELAXED)
			 : 1;
}

/* Buffers become packets; there are no more of these, so pkts is reused. */
static __rte_always_inline uint16_t
take_buffers(struct vnet_rxq *q, struct rte_mbuf **pkts, const uint32_t *lens,
		uint16_t n, uint64_t *bytes)
{
	const uint32_t hdr_len = q->hdr_len, min = hdr_len + RTE_ETHER_HDR_LEN;
	const bool extras = has_extras(q), mergeable = q->mergeable;
	struct rte_mbuf **out = pkts;
	uint16_t i;

	for (i = 0; i < n; i++)
		rte_prefetch0(header_of(pkts[i], hdr_len));
	for (i = 0; i < n; i++) {
		struct rte_mbuf *m = pkts[i];
		uint16_t buffers = buffers_of(m, hdr_len, mergeable);

		if (likely(buffers == 1 && q->to_come == 0 && lens[i] >= min)) {
			m->pkt_len = lens[i] - hdr_len;
			m->data_len = (uint16_t)m->pkt_len;
		} else {
			m = vnet_rx_slow(q, m, lens[i], buffers);
		}
		if (unlikely(m == NULL))
			continue;
		if (unlikely(!finish(q, m, hdr_len, extras))) {
			rte_pktmbuf_free(m);
			continue;
		}
		*bytes += m->pkt_len;
		*out++ = m;
	}
	return (uint16_t)(out - pkts);
}

/* Mbufs of the pool: n, or fewer if it has not that many. */
static inline uint16_t
get_mbufs(const struct vnet_rxq *q, struct rte_mbuf **mbufs, uint16_t n)
{
	uint16_t want = n;

	while (unlikely(rte_mempool_get_bulk(q->mp, (void **)mbufs, want) !=
			0)) {
		want /= 2;
		if (want == 0)
			return 0;
	}
	return want;
}

/* One batch to the device: how many mbufs. */
static __rte_always_inline uint16_t
give_batch(struct vnet_rxq *q, uint16_t n, bool packed)
{
	const uint32_t len = (uint32_t)q->hdr_len + q->room;
	const uint64_t front = RTE_PKTMBUF_HEADROOM - (uint64_t)q->hdr_len;
	const uint64_t rearm = q->rearm, flags = q->mbuf_flags;
	struct rte_mbuf *mbufs[VNET_BATCH];
	uint64_t iovas[VNET_BATCH];
	uint16_t i;

	n = get_mbufs(q, mbufs, RTE_MIN(n, (uint16_t)VNET_BATCH));
	for (i = 0; i < n; i++) {
		struct rte_mbuf *m = mbufs[i];

		MBUF_RAW_ALLOC_CHECK(m);
		memcpy(&m->rearm_data, &rearm, sizeof(rearm));
		m->ol_flags = flags;
		m->packet_type = 0;
		m->vlan_tci = 0;
		iovas[i] = rte_mbuf_iova_get(m) + front;
	}
	if (packed)
		virtq_packed_add_in_n(&q->vq, iovas, len, (void **)mbufs, n);
	else
		virtq_split_add_in_n(&q->vq, iovas, len, (void **)mbufs, n);
	return n;
}

static __rte_always_inline void
refill(struct vnet_rxq *q, bool packed)
{
	uint16_t wanted = virtq_free(&q->vq) - q->spare;
	uint16_t given = 0, n;

	if (wanted < q->free_thresh || unlikely(q->vq.broken))
		return;
	while (given < wanted) {
		n = give_batch(q, wanted - given, packed);
		given += n;
		if (unlikely(n == 0))
			break;
	}
	if (unlikely(given < wanted)) {
		bp_eth_count_shared(q->nombuf, wanted - given);
		if (given == 0)
			return;
	}
	virtq_submit(&q->vq, packed);
}

void
vnet_rx_refill(struct vnet_rxq *q)
{
	refill(q, q->vq.is_packed);
}

static __rte_always_inline uint16_t
rx(struct vnet_rxq *q, struct rte_mbuf **pkts, uint16_t n, bool packed)
{
	uint32_t lens[VNET_BATCH];
	uint64_t bytes = 0;
	uint16_t got = 0, want, k;

	if (unlikely(q == NULL || !vnet_enter(&q->busy, &q->started)))
		return 0;
	do {
		void **cookies = (void **)&pkts[got];

		want = RTE_MIN((uint16_t)(n - got), (uint16_t)VNET_BATCH);
		k = virtq_take_n(&q->vq, cookies, lens, want, packed);
		got += take_buffers(q, &pkts[got], lens, k, &bytes);
	} while (k == want && got < n);
	/* The buffers of a packet are used together (5.1.6.4). */
	if (unlikely(q->to_come != 0 && k < want))
		vnet_rx_cut(q);
	if (got != 0) {
		bp_eth_count(&q->count.now.packets, got);
		bp_eth_count(&q->count.now.bytes, bytes);
	}
	refill(q, packed);
	if (got == 0)
		virtq_idle(&q->vq, packed);
	if (unlikely(q->vq.broken && !q->reported)) {
		q->reported = true;
		vnet_broken(q->port, "receive", q->id, VNET_RULES);
	}
	vnet_leave(&q->busy);
	return got;
}

uint16_t
vnet_rx_split(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	return rx(queue, pkts, n, false);
}

uint16_t
vnet_rx_packed(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	return rx(queue, pkts, n, true);
}
