/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bursts of net_null. Receive takes mbufs from the pool as they lie there
 * (one segment, one reference, no next) and writes only the fields that a
 * packet needs; a burst is all or nothing, like the pool's.
 */
#include <string.h>

#include <rte_mbuf.h>
#include <rte_memcpy.h>
#include <rte_mempool.h>

#include "null_private.h"

static inline void
fill(const struct null_rxq *q, struct rte_mbuf *m)
{
	memcpy(&m->rearm_data, &q->rearm, sizeof(q->rearm));
	m->ol_flags = q->flags;
	m->packet_type = 0;
	m->pkt_len = q->size;
	m->data_len = q->size;
	m->vlan_tci = 0;
}

uint16_t
null_rx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct null_rxq *q = queue;
	uint16_t i;

	if (unlikely(q == NULL))
		return 0;
	if (unlikely(rte_mempool_get_bulk(q->mp, (void **)pkts, n) != 0)) {
		bp_eth_count_shared(q->nombuf, n);
		return 0;
	}
	for (i = 0; i < n; i++)
		fill(q, pkts[i]);
	bp_eth_count(&q->count.now.packets, n);
	bp_eth_count(&q->count.now.bytes, (uint64_t)n * q->size);
	return n;
}

uint16_t
null_rx_copy(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct null_rxq *q = queue;
	uint16_t i;

	n = null_rx(queue, pkts, n);
	for (i = 0; i < n; i++)
		rte_memcpy(rte_pktmbuf_mtod(pkts[i], void *), q->data, q->size);
	return n;
}

uint16_t
null_tx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct null_txq *q = queue;
	uint64_t bytes = 0;
	uint16_t i;

	if (unlikely(q == NULL))
		return 0;
	for (i = 0; i < n; i++)
		bytes += pkts[i]->pkt_len;
	rte_pktmbuf_free_bulk(pkts, n);
	bp_eth_count(&q->count.now.packets, n);
	bp_eth_count(&q->count.now.bytes, bytes);
	return n;
}

uint16_t
null_tx_copy(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct null_txq *q = queue;
	const struct rte_mbuf *seg;
	uint16_t i;

	if (unlikely(q == NULL))
		return 0;
	for (i = 0; i < n; i++) {
		seg = pkts[i];
		do {
			rte_memcpy(q->data, rte_pktmbuf_mtod(seg, const void *),
					seg->data_len);
			seg = seg->next;
		} while (seg != NULL);
	}
	return null_tx(queue, pkts, n);
}
