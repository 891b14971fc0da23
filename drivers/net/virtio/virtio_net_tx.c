/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit, the hit path: a packet of one segment that is nobody else's gets
 * its header, of zeros, into its headroom, and is one buffer. Used buffers are
 * taken back when few descriptors are left, and their mbufs freed in bulk. A
 * full ring leaves packets unsent.
 */
#include <errno.h>
#include <string.h>

#include "net/virtio/virtio_net_burst.h"
#include "net/virtio/virtq_any.h"

/* What makes a packet one for vnet_tx_slow(). */
#define NOT_PLAIN                                                              \
	(RTE_MBUF_F_TX_OFFLOAD_MASK | RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)

static __rte_always_inline uint16_t
room(const struct vnet_txq *q)
{
	return q->vq.broken ? 0 : virtq_free(&q->vq) - q->spare;
}

/* Take back up to n packets: how many. */
static __rte_always_inline uint16_t
reclaim(struct vnet_txq *q, uint16_t n, bool packed)
{
	void *cookies[VNET_BATCH];
	uint16_t done = 0, want, k;

	do {
		want = RTE_MIN((uint16_t)(n - done), (uint16_t)VNET_BATCH);
		k = virtq_take_n(&q->vq, cookies, NULL, want, packed);
		vnet_tx_free(q, cookies, k);
		done += k;
	} while (k == VNET_BATCH && done < n);
	return done;
}

uint16_t
vnet_tx_reclaim(struct vnet_txq *q, uint16_t n)
{
	return reclaim(q, n, q->vq.is_packed);
}

static __rte_always_inline bool
is_plain(const struct rte_mbuf *m, uint32_t hdr_len)
{
	return m->nb_segs == 1 && !(m->ol_flags & NOT_PLAIN) &&
			rte_mbuf_refcnt_read(m) == 1 &&
			rte_pktmbuf_headroom(m) >= hdr_len &&
			m->data_len >= RTE_ETHER_HDR_LEN;
}

/* The plain packets among n, to the first that is not: how many. */
static __rte_always_inline uint16_t
put_plain(struct vnet_txq *q, struct rte_mbuf **pkts, uint16_t n,
		uint64_t *bytes, bool packed)
{
	const uint32_t hdr_len = q->hdr_len;
	uint64_t iovas[VNET_BATCH];
	uint32_t lens[VNET_BATCH];
	uint16_t i;

	for (i = 0; i < n; i++) {
		struct rte_mbuf *m = pkts[i];
		uint8_t *header;

		if (unlikely(!is_plain(m, hdr_len)))
			break;
		header = rte_pktmbuf_mtod(m, uint8_t *) - hdr_len;
		memset(header, 0, sizeof(struct virtio_net_hdr_v1));
		if (unlikely(hdr_len != sizeof(struct virtio_net_hdr_v1)))
			memset(header, 0, VNET_HDR_MAX);
		iovas[i] = rte_mbuf_data_iova(m) - hdr_len;
		lens[i] = m->data_len + hdr_len;
		*bytes += m->data_len;
		vnet_count_kind(&q->kinds, header + hdr_len, m->data_len);
	}
	if (packed)
		virtq_packed_add_out_n(
				&q->vq, iovas, lens, (void *const *)pkts, i);
	else
		virtq_split_add_out_n(
				&q->vq, iovas, lens, (void *const *)pkts, i);
	return i;
}

/* 0; -EAGAIN: there is no room for it; else it cannot be sent at all. */
static int
put(struct vnet_txq *q, struct rte_mbuf *m, uint64_t *bytes)
{
	int rc;

	if (room(q) == 0)
		return -EAGAIN;
	if (put_plain(q, &m, 1, bytes, q->vq.is_packed) == 1)
		return 0;
	rc = vnet_tx_slow(q, m);
	if (rc != 0)
		return rc;
	*bytes += m->pkt_len;
	vnet_count_kind(&q->kinds, rte_pktmbuf_mtod(m, const uint8_t *),
			m->pkt_len);
	return 0;
}

/* As put(), of any packet; if need be with what the device has used by now. */
static __rte_noinline int
put_any(struct vnet_txq *q, struct rte_mbuf *m, uint64_t *bytes)
{
	int rc = put(q, m, bytes);

	if (rc != -EAGAIN)
		return rc;
	/* Who takes has published. */
	virtq_submit(&q->vq, q->vq.is_packed);
	vnet_tx_reclaim(q, q->vq.size);
	return put(q, m, bytes);
}

/* What is not the program's to send; as it does not wait, it may be dropped. */
static __rte_noinline void
announce(struct vnet_txq *q)
{
	struct rte_mbuf *m = vnet_announcement(q);

	if (m == NULL)
		return;
	if (room(q) != 0 && vnet_tx_slow(q, m) == 0)
		virtq_submit(&q->vq, q->vq.is_packed);
	else
		rte_pktmbuf_free(m);
}

static __rte_noinline void
report(struct vnet_txq *q)
{
	q->reported = true;
	vnet_broken(q->port, "transmit", q->id, VNET_RULES);
}

/* As many as there is room for: how many, with those that were refused. */
static __rte_always_inline uint16_t
put_all(struct vnet_txq *q, struct rte_mbuf **pkts, uint16_t n, uint64_t *bytes,
		uint64_t *errors, bool packed)
{
	uint16_t i = 0, k;
	int rc;

	while (i < n) {
		k = RTE_MIN((uint16_t)(n - i), (uint16_t)VNET_BATCH);
		k = put_plain(q, &pkts[i], RTE_MIN(k, room(q)), bytes, packed);
		i += k;
		if (k == VNET_BATCH || i == n)
			continue;
		rc = put_any(q, pkts[i], bytes);
		if (rc == -EAGAIN)
			break;
		if (rc != 0) {
			(*errors)++;
			rte_pktmbuf_free(pkts[i]);
		}
		i++;
	}
	return i;
}

static __rte_always_inline uint16_t
tx(struct vnet_txq *q, struct rte_mbuf **pkts, uint16_t n, bool packed)
{
	uint64_t bytes = 0, errors = 0;
	uint16_t i;

	if (unlikely(q == NULL || !vnet_enter(&q->busy, &q->started)))
		return 0;
	if (room(q) < RTE_MAX(q->free_thresh, n))
		reclaim(q, q->vq.size, packed);
	/* Pairs with the store in announce() of virtio_net_intr.c. */
	if (unlikely(__atomic_load_n(&q->announce, __ATOMIC_ACQUIRE)))
		announce(q);
	i = put_all(q, pkts, n, &bytes, &errors, packed);
	if (likely(i != 0)) {
		virtq_submit(&q->vq, packed);
		bp_eth_count(&q->count.now.packets, i - errors);
		bp_eth_count(&q->count.now.bytes, bytes);
		if (unlikely(errors != 0))
			bp_eth_count(&q->count.now.errors, errors);
	} else {
		virtq_idle(&q->vq, packed);
	}
	if (unlikely(q->vq.broken && !q->reported))
		report(q);
	vnet_leave(&q->busy);
	return i;
}

uint16_t
vnet_tx_split(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	return tx(queue, pkts, n, false);
}

uint16_t
vnet_tx_packed(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	return tx(queue, pkts, n, true);
}

/* 0 stands for all that the device has used. */
int
vnet_tx_done(void *queue, uint32_t free_cnt)
{
	struct vnet_txq *q = queue;
	uint16_t n;

	if (q == NULL || !vnet_enter(&q->busy, &q->started))
		return 0;
	if (free_cnt == 0 || free_cnt > q->vq.size)
		free_cnt = q->vq.size;
	n = vnet_tx_reclaim(q, (uint16_t)free_cnt);
	vnet_leave(&q->busy);
	return n;
}
