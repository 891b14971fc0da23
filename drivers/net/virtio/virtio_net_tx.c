/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit, beside the hit path: single packets of any make-up, and what has to
 * be taken back at once; for rings of any kind.
 */
#include "net/virtio/virtio_net_tx.h"

uint16_t
vnet_tx_any(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	const struct vnet_txq *q = queue;

	return vnet_tx(queue, pkts, n, q == NULL ? 0 : vnet_path_of(q->vq.dev));
}

uint16_t
vnet_tx_reclaim(struct vnet_txq *q, uint16_t n)
{
	return vnet_tx_take_back(q, n, vnet_path_of(q->vq.dev));
}

/* 0; -EAGAIN: there is no room for it; else it cannot be sent at all. */
static int
put(struct vnet_txq *q, struct rte_mbuf *m, struct vnet_sum *sum)
{
	int rc;

	if (vnet_tx_room(q) == 0)
		return -EAGAIN;
	if (vnet_tx_put_plain(q, &m, 1, sum, vnet_path_of(q->vq.dev)) == 1)
		return 0;
	rc = vnet_tx_slow(q, m);
	if (rc == 0)
		vnet_count_one(&q->kinds, rte_pktmbuf_mtod(m, const uint8_t *),
				m->pkt_len, sum);
	return rc;
}

/* As put(), of any packet; if need be with what the device has used by now. */
int
vnet_tx_put_any(struct vnet_txq *q, struct rte_mbuf *m, struct vnet_sum *sum)
{
	int rc = put(q, m, sum);

	if (rc != -EAGAIN)
		return rc;
	/* Who takes has published. */
	virtq_submit(&q->vq, vnet_path_of(q->vq.dev));
	vnet_tx_reclaim(q, q->vq.size);
	return put(q, m, sum);
}

/* What is not the program's to send; as it does not wait, it may be dropped. */
void
vnet_tx_announce(struct vnet_txq *q)
{
	struct rte_mbuf *m = vnet_announcement(q);

	if (m == NULL)
		return;
	if (vnet_tx_room(q) != 0 && vnet_tx_slow(q, m) == 0)
		virtq_submit(&q->vq, vnet_path_of(q->vq.dev));
	else
		rte_pktmbuf_free(m);
}

void
vnet_tx_report(struct vnet_txq *q)
{
	q->reported = true;
	vnet_broken(q->port, "transmit", q->id, VNET_RULES);
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
