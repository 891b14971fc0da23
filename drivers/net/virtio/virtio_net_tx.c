/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit, the hit path: a packet of one segment that is nobody else's gets
 * its header, of zeros, into its headroom, and is one buffer. Used buffers are
 * taken back when few descriptors are left, and their mbufs freed in bulk. A
 * full ring leaves packets unsent.
 */
#include <errno.h>
#include <string.h>

#include "net/virtio/virtio_net.h"
#include "net/virtio/virtq_packed.h"
#include "net/virtio/virtq_split.h"

#define ASKS_FOR (RTE_MBUF_F_TX_OFFLOAD_MASK)

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
		k = packed ? virtq_packed_take_n(&q->vq, cookies, NULL, want)
			   : virtq_split_take_n(&q->vq, cookies, NULL, want);
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
is_plain(const struct vnet_txq *q, const struct rte_mbuf *m)
{
	return m->nb_segs == 1 && !(m->ol_flags & ASKS_FOR) &&
			bp_mbuf_is_private(m) &&
			rte_pktmbuf_headroom(m) >= q->hdr_len &&
			m->data_len >= RTE_ETHER_HDR_LEN;
}

/* 0; -EAGAIN: there is no room for it; else it cannot be sent at all. */
static __rte_always_inline int
put(struct vnet_txq *q, struct rte_mbuf *m, bool packed)
{
	uint16_t hdr_len = q->hdr_len;
	uint8_t *header;
	uint64_t iova;

	if (unlikely(!is_plain(q, m)))
		return vnet_tx_slow(q, m);
	header = rte_pktmbuf_mtod(m, uint8_t *) - hdr_len;
	memset(header, 0, sizeof(struct virtio_net_hdr_v1));
	if (unlikely(hdr_len != sizeof(struct virtio_net_hdr_v1)))
		memset(header, 0, VNET_HDR_MAX);
	iova = rte_mbuf_data_iova(m) - hdr_len;
	if (packed)
		virtq_packed_add_out(&q->vq, iova,
				(uint32_t)m->data_len + hdr_len, m);
	else
		virtq_split_add_out(&q->vq, iova,
				(uint32_t)m->data_len + hdr_len, m);
	return 0;
}

static __rte_always_inline void
publish(struct vnet_txq *q, bool packed)
{
	bool kick;

	if (packed) {
		virtq_packed_publish(&q->vq);
		kick = virtq_packed_wants_kick(&q->vq);
	} else {
		virtq_split_publish(&q->vq);
		kick = virtq_split_wants_kick(&q->vq);
	}
	if (kick)
		virtq_kick(&q->vq);
}

/* Once more, with what the device has used meanwhile. */
static __rte_noinline int
put_again(struct vnet_txq *q, struct rte_mbuf *m)
{
	bool packed = q->vq.is_packed;

	/* Who takes has published. */
	publish(q, packed);
	vnet_tx_reclaim(q, q->vq.size);
	return room(q) == 0 ? -EAGAIN : put(q, m, packed);
}

/* What is not the program's to send; as it does not wait, it may be dropped. */
static __rte_noinline void
announce(struct vnet_txq *q)
{
	struct rte_mbuf *m = vnet_announcement(q);

	if (m != NULL && (room(q) == 0 || put(q, m, q->vq.is_packed) != 0))
		rte_pktmbuf_free(m);
}

static __rte_noinline void
report(struct vnet_txq *q)
{
	q->reported = true;
	vnet_broken(q->port, "transmit", q->id);
}

static __rte_always_inline uint16_t
tx(struct vnet_txq *q, struct rte_mbuf **pkts, uint16_t n, bool packed)
{
	uint64_t bytes = 0, errors = 0;
	struct rte_mbuf *m;
	uint16_t i;
	int rc;

	if (unlikely(q == NULL || !vnet_txq_runs(q)))
		return 0;
	if (room(q) < RTE_MAX(q->free_thresh, n))
		reclaim(q, q->vq.size, packed);
	/* Pairs with the store in announce() of virtio_net_intr.c. */
	if (unlikely(__atomic_load_n(&q->announce, __ATOMIC_ACQUIRE)))
		announce(q);
	for (i = 0; i < n; i++) {
		uint32_t len;

		m = pkts[i];
		len = m->pkt_len;
		rc = likely(room(q) != 0) ? put(q, m, packed) : -EAGAIN;
		if (unlikely(rc == -EAGAIN))
			rc = put_again(q, m);
		if (unlikely(rc == -EAGAIN))
			break;
		if (unlikely(rc != 0)) {
			errors++;
			rte_pktmbuf_free(m);
			continue;
		}
		bytes += len;
		vnet_count_kind(&q->kinds, rte_pktmbuf_mtod(m, const uint8_t *),
				len);
	}
	if (likely(i != 0)) {
		publish(q, packed);
		bp_eth_count(&q->count.now.packets, i - errors);
		bp_eth_count(&q->count.now.bytes, bytes);
		if (unlikely(errors != 0))
			bp_eth_count(&q->count.now.errors, errors);
	}
	if (unlikely(q->vq.broken && !q->reported))
		report(q);
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

	if (q == NULL || !vnet_txq_runs(q))
		return 0;
	if (free_cnt == 0 || free_cnt > q->vq.size)
		free_cnt = q->vq.size;
	return vnet_tx_reclaim(q, (uint16_t)free_cnt);
}
