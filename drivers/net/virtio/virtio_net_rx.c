/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive, beside the hit path, for rings of any kind: buffers before the first
 * burst, longer headers, hashes and tags, and queues that broke.
 */
#include "net/virtio/virtio_net_rx.h"

uint16_t
vnet_rx_any(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct vnet_rxq *q = queue;

	return vnet_rx(queue, pkts, n, q == NULL ? 0 : vnet_path_of(q->vq.dev));
}

void
vnet_rx_refill(struct vnet_rxq *q)
{
	vnet_rx_fill(q, vnet_path_of(q->vq.dev));
}

/* The rest of a batch, of whatever kind; a header is read once. */
uint16_t
vnet_rx_others(struct vnet_rxq *q, const struct vnet_rx_batch *b,
		struct vnet_sum *sum)
{
	const unsigned int path = q->mergeable ? VNET_MERGE : 0;
	struct vnet_rx_header h = b->next;
	uint32_t out = b->done, i;

	for (i = b->done; i < b->n; i++) {
		struct rte_mbuf *m = b->pkts[i];

		if (i != b->done && q->to_come == 0)
			h = vnet_rx_read(vnet_rx_header(q, m), path);
		m = vnet_rx_slow(q, m, b->lens[i], h);
		if (m == NULL)
			continue;
		vnet_count_one(&q->kinds, rte_pktmbuf_mtod(m, uint8_t *),
				m->pkt_len, sum);
		b->pkts[out++] = m;
	}
	return (uint16_t)out;
}

static void
set_hash(const struct vnet_rxq *q, struct rte_mbuf *m)
{
	const struct virtio_net_hdr_v1_hash *h =
			(const void *)vnet_rx_header(q, m);
	uint16_t report = __atomic_load_n(&h->hash_report, __ATOMIC_RELAXED);

	if (report == VIRTIO_NET_HASH_REPORT_NONE ||
			report > VIRTIO_NET_HASH_REPORT_UDPv6_EX)
		return;
	m->hash.rss = __atomic_load_n(&h->hash_value, __ATOMIC_RELAXED);
	m->ol_flags |= RTE_MBUF_F_RX_RSS_HASH;
}

/* What few queues are asked for: how many bytes fewer these packets have. */
uint64_t
vnet_rx_extras(const struct vnet_rxq *q, struct rte_mbuf **pkts, uint16_t n)
{
	/* Pairs with the store in set_strip(). */
	bool strip = __atomic_load_n(&q->strip, __ATOMIC_RELAXED);
	uint64_t fewer = 0;
	uint16_t i;

	for (i = 0; i < n; i++) {
		if (q->has_hash)
			set_hash(q, pkts[i]);
		if (strip && rte_vlan_strip(pkts[i]) == 0)
			fewer += RTE_VLAN_HLEN;
	}
	return fewer;
}

void
vnet_rx_report(struct vnet_rxq *q)
{
	q->reported = true;
	vnet_broken(q->port, "receive", q->id, VNET_RULES);
}
