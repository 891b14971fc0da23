/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit, the hit path, from which the functions for each kind of rings are
 * made: a packet of one segment that is nobody else's gets its header, of
 * zeros, into its headroom, and is one buffer. Used buffers are taken back when
 * few descriptors are left, and their mbufs freed in bulk. A full ring leaves
 * packets unsent. What is not so is a call, into virtio_net_tx.c.
 */
#ifndef VIRTIO_NET_TX_H
#define VIRTIO_NET_TX_H

#include <errno.h>

#include "net/virtio/virtio_net_burst.h"

/* What makes a packet one for vnet_tx_slow(). */
#define VNET_NOT_PLAIN                                                         \
	(RTE_MBUF_F_TX_OFFLOAD_MASK | RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)

static __rte_always_inline uint16_t
vnet_tx_room(const struct vnet_txq *q)
{
	return q->vq.broken ? 0 : virtq_free(&q->vq) - q->spare;
}

/*
 * Mbufs that the device has done with. Who was plain when it was sent is so
 * still, since nobody else had it, and goes to its pool.
 */
VIRTQ_LOOP void
vnet_tx_free_done(struct vnet_txq *q, void **cookies, uint16_t n)
{
	struct rte_mempool *mp;
	uint16_t i = 0;

	if (n > 0 && likely(q->others == 0)) {
		mp = ((struct rte_mbuf *)cookies[0])->pool;
		for (; i < n; i++) {
			const struct rte_mbuf *m = cookies[i];

			if (unlikely(m->pool != mp || m->next != NULL))
				break;
			MBUF_RAW_ALLOC_CHECK(m);
		}
		rte_mempool_put_bulk(mp, cookies, i);
	}
	if (unlikely(i < n))
		vnet_tx_free(q, cookies + i, n - i);
}

/* Take back up to n packets: how many. */
static __rte_always_inline uint16_t
vnet_tx_take_back(struct vnet_txq *q, uint16_t n, unsigned int path)
{
	void *cookies[VNET_BATCH];
	uint16_t done = 0, want, k;

	do {
		want = RTE_MIN((uint16_t)(n - done), (uint16_t)VNET_BATCH);
		k = virtq_take_n(&q->vq, cookies, NULL, want, 0, path);
		vnet_tx_free_done(q, cookies, k);
		done += k;
	} while (k == VNET_BATCH && done < n);
	return done;
}

/*
 * One user and one segment, as rearm_data says; data behind room for a header:
 * neither the place of that nor what there is beyond the addresses is negative.
 */
static __rte_always_inline bool
vnet_tx_is_plain(const struct rte_mbuf *m, uint64_t rearm, int64_t header)
{
	return likely((uint32_t)(rearm >> 16) == (1U << 16 | 1)) &&
			likely(!(m->ol_flags & VNET_NOT_PLAIN)) &&
			likely((header |
					       ((int64_t)m->data_len -
							       RTE_ETHER_HDR_LEN)) >=
					0);
}

/* The plain packets among n, to the first that is not: how many. */
VIRTQ_LOOP uint16_t
vnet_tx_put_plain(struct vnet_txq *q, struct rte_mbuf **pkts, uint16_t n,
		struct vnet_sum *sum, unsigned int path)
{
	const uint32_t hdr_len = vnet_path_hdr(path);
	struct virtq_adder a = virtq_add_begin(&q->vq, hdr_len, 0, path);
	struct vnet_sum own = {0, 0, 0};
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct rte_mbuf *m = pkts[i];
		/* One load; others count users of theirs at the same time. */
		uint64_t rearm = __atomic_load_n(
				(uint64_t *)(void *)&m->rearm_data,
				__ATOMIC_RELAXED);
		int64_t off = (int64_t)(uint16_t)rearm - hdr_len;
		uint32_t len = m->data_len;
		uint8_t *header = (uint8_t *)m->buf_addr + off;

		if (unlikely(!vnet_tx_is_plain(m, rearm, off)))
			break;
		/* Nothing is left to be done. */
		memset(header, 0, hdr_len);
		vnet_count_one(&q->kinds, header + hdr_len, len, &own);
		virtq_add_next(&a, rte_mbuf_iova_get(m) + (uint64_t)off, len, m,
				path);
	}
	virtq_add_end(&q->vq, &a, (uint16_t)i, path);
	vnet_sum_add(sum, &own);
	return (uint16_t)i;
}

/* As many as there is room for: how many, with those that were refused. */
static __rte_always_inline uint16_t
vnet_tx_put_all(struct vnet_txq *q, struct rte_mbuf **pkts, uint16_t n,
		struct vnet_sum *sum, unsigned int path)
{
	uint16_t i = 0;
	int rc;

	while (i < n) {
		i += vnet_tx_put_plain(q, &pkts[i],
				RTE_MIN((uint16_t)(n - i), vnet_tx_room(q)),
				sum, path);
		if (i == n)
			break;
		rc = vnet_tx_put_any(q, pkts[i], sum);
		if (rc == -EAGAIN)
			break;
		if (rc != 0) {
			sum->errors++;
			rte_pktmbuf_free(pkts[i]);
		}
		i++;
	}
	return i;
}

static __rte_always_inline uint16_t
vnet_tx(struct vnet_txq *q, struct rte_mbuf **pkts, uint16_t n,
		unsigned int path)
{
	struct vnet_sum sum = {0, 0, 0};
	uint16_t i;

	if (unlikely(q == NULL || !vnet_enter(&q->busy, &q->started)))
		return 0;
	if (vnet_tx_room(q) < RTE_MAX(q->free_thresh, n))
		vnet_tx_take_back(q, q->vq.size, path);
	/* Pairs with the store in announce() of virtio_net_intr.c. */
	if (unlikely(__atomic_load_n(&q->announce, __ATOMIC_ACQUIRE)))
		vnet_tx_announce(q);
	i = vnet_tx_put_all(q, pkts, n, &sum, path);
	if (likely(i != 0)) {
		virtq_submit(&q->vq, path);
		vnet_count_all(&q->count, &q->kinds, &sum, i);
	} else {
		virtq_idle(&q->vq, path);
	}
	if (unlikely(q->vq.broken && !q->reported))
		vnet_tx_report(q);
	vnet_leave(&q->busy);
	return i;
}

#endif
