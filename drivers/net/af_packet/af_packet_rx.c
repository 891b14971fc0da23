/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive over TPACKET_V2: slots of one frame each. What stands in the ring is
 * not trusted: each word is read once, and a frame whose parts do not lie
 * within its slot is dropped and counted.
 */
#include <errno.h>

#include <rte_ether.h>
#include <rte_mbuf.h>
#include <rte_prefetch.h>

#include "af_packet_private.h"

/* 0, or -EINVAL if it cannot be true. Pairs with what afp_status() does. */
static int
look(const struct afp_rxq *q, const uint8_t *slot, struct afp_frame *f)
{
	const struct tpacket2_hdr *h = (const void *)slot;
	uint32_t mac = AFP_READ(h, tp_mac);

	f->len = AFP_READ(h, tp_snaplen);
	f->wire_len = AFP_READ(h, tp_len);
	if (mac < TPACKET2_HDRLEN + q->vnet_len || mac > q->ring.framesz ||
			f->len > q->ring.framesz - mac ||
			f->len > f->wire_len || f->len < RTE_ETHER_HDR_LEN)
		return -EINVAL;
	f->data = slot + mac;
	f->stamp = afp_stamp(AFP_READ(h, tp_sec), AFP_READ(h, tp_nsec));
	f->tci = AFP_READ(h, tp_vlan_tci);
	f->tpid = AFP_READ(h, tp_vlan_tpid);
	if (!(f->status & TP_STATUS_VLAN_TPID_VALID))
		f->tpid = RTE_ETHER_TYPE_VLAN;
	return 0;
}

/* As afp_frame_take(). */
static int
handle(struct afp_rxq *q, const uint8_t *slot, uint32_t status,
		struct rte_mbuf **m)
{
	struct afp_frame f = {.status = status};

	*m = NULL;
	if (unlikely(afp_is_outgoing(slot, sizeof(struct tpacket2_hdr))))
		return AFP_FRAME_DONE;
	if (likely(look(q, slot, &f) == 0))
		return afp_frame_take(q, &f, m);
	afp_gso_drop(&q->gso);
	bp_eth_count(&q->bad.now, 1);
	bp_eth_count(&q->count.now.errors, 1);
	return AFP_FRAME_DONE;
}

/* The header and the first bytes of the frame: slots are far apart. */
static void
prefetch(const uint8_t *slot)
{
	rte_prefetch0(slot);
	rte_prefetch0(slot + RTE_CACHE_LINE_SIZE);
}

uint16_t
afp_rx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct afp_rxq *q = queue;
	struct rte_mbuf *m;
	uint64_t bytes = 0;
	unsigned int seen, next;
	uint16_t got = 0;
	uint32_t status;
	uint8_t *frame;
	int rc;

	if (unlikely(q == NULL))
		return 0;
	for (seen = 0; seen < q->ring.n && got < n; seen++) {
		frame = q->ring.frame[q->idx];
		status = afp_status(frame);
		if (!(status & TP_STATUS_USER))
			break;
		next = q->idx + 1 == q->ring.n ? 0 : q->idx + 1;
		prefetch(q->ring.frame[next]);
		rc = handle(q, frame, status, &m);
		if (unlikely(rc == AFP_FRAME_STAYS))
			break;
		if (likely(m != NULL)) {
			bytes += m->pkt_len;
			pkts[got++] = m;
		}
		if (unlikely(rc == AFP_FRAME_HAS_MORE))
			continue;
		afp_set_status(frame, TP_STATUS_KERNEL);
		q->idx = next;
	}
	return afp_rxq_done(q, got, bytes);
}

/* Frames that are ready, but at most n. */
unsigned int
afp_rx_waiting(const struct afp_rxq *q, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < RTE_MIN(n, q->ring.n); i++)
		if (!(afp_status(q->ring.frame[(q->idx + i) % q->ring.n]) &
				    TP_STATUS_USER))
			break;
	return i;
}
