/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive over TPACKET_V3: blocks of frames that follow one another, each with
 * the way to the next. The kernel hands over a block when it is full or old
 * enough; the ring's slots are whole blocks here. What stands in a block is not
 * trusted: each word is read once, ways lead forward and stay in the block, and
 * a block that breaks that goes back as a whole and is counted.
 */
#include <errno.h>

#include <rte_ether.h>
#include <rte_mbuf.h>
#include <rte_prefetch.h>

#include "af_packet_private.h"

#define HEADER    TPACKET3_HDRLEN /* and the address behind it */
#define ALIGNMENT 8               /* of frames in a block */

static struct tpacket_hdr_v1 *
block_of(const struct afp_rxq *q)
{
	struct tpacket_block_desc *block = (void *)q->ring.frame[q->idx];

	return &block->hdr.bh1;
}

static void
close_block(struct afp_rxq *q)
{
	q->left = 0;
	/* Release pairs with the kernel's look before it fills the block. */
	__atomic_store_n(&block_of(q)->block_status, TP_STATUS_KERNEL,
			__ATOMIC_RELEASE);
	q->idx = q->idx + 1 == q->ring.n ? 0 : q->idx + 1;
}

static void
drop_block(struct afp_rxq *q)
{
	afp_gso_drop(&q->gso);
	bp_eth_count(&q->bad_blocks.now, 1);
	bp_eth_count(&q->count.now.errors, 1);
	close_block(q);
}

/* Whether a frame of a block can begin there. */
static int
is_place(const struct afp_rxq *q, uint32_t offset)
{
	return offset % ALIGNMENT == 0 &&
			offset >= sizeof(struct tpacket_block_desc) &&
			offset <= q->ring.framesz - HEADER;
}

/* The next block that is ours and has frames; 0 if there is none. */
static int
open_block(struct afp_rxq *q)
{
	const struct tpacket_hdr_v1 *h;
	unsigned int seen;

	for (seen = 0; seen < q->ring.n; seen++) {
		h = block_of(q);
		/* Acquire pairs with the kernel's barrier before it sets it. */
		if (!(__atomic_load_n(&h->block_status, __ATOMIC_ACQUIRE) &
				    TP_STATUS_USER))
			return 0;
		q->left = AFP_READ(h, num_pkts);
		q->offset = AFP_READ(h, offset_to_first_pkt);
		if (q->left != 0 && is_place(q, q->offset))
			return 1;
		if (q->left != 0)
			drop_block(q);
		else
			close_block(q);
	}
	return 0;
}

/* 0, or -EINVAL if it cannot be true. The frame has room bytes. */
static int
look(const struct afp_rxq *q, const uint8_t *slot, uint32_t room,
		struct afp_frame *f)
{
	const struct tpacket3_hdr *h = (const void *)slot;
	uint32_t mac = AFP_READ(h, tp_mac);

	f->len = AFP_READ(h, tp_snaplen);
	f->wire_len = AFP_READ(h, tp_len);
	if (mac < HEADER + q->vnet_len || mac > room || f->len > room - mac ||
			f->len > f->wire_len || f->len < RTE_ETHER_HDR_LEN)
		return -EINVAL;
	f->data = slot + mac;
	f->stamp = afp_stamp(AFP_READ(h, tp_sec), AFP_READ(h, tp_nsec));
	f->status = AFP_READ(h, tp_status) & ~(uint32_t)TP_STATUS_COPY;
	f->tci = (uint16_t)AFP_READ(h, hv1.tp_vlan_tci);
	f->tpid = AFP_READ(h, hv1.tp_vlan_tpid);
	if (!(f->status & TP_STATUS_VLAN_TPID_VALID))
		f->tpid = RTE_ETHER_TYPE_VLAN;
	return 0;
}

/* As afp_frame_take(). */
static int
handle(struct afp_rxq *q, const uint8_t *slot, uint32_t room,
		struct rte_mbuf **m)
{
	struct afp_frame f;

	*m = NULL;
	if (unlikely(afp_is_outgoing(slot, sizeof(struct tpacket3_hdr))))
		return AFP_FRAME_DONE;
	if (likely(look(q, slot, room, &f) == 0))
		return afp_frame_take(q, &f, m);
	afp_gso_drop(&q->gso);
	bp_eth_count(&q->bad.now, 1);
	bp_eth_count(&q->count.now.errors, 1);
	return AFP_FRAME_DONE;
}

/* The frame at q->offset of the open block, as handle(), and on to the next. */
static int
step(struct afp_rxq *q, struct rte_mbuf **m)
{
	uint8_t *slot = q->ring.frame[q->idx] + q->offset;
	uint32_t room = q->ring.framesz - q->offset, next;
	int rc;

	*m = NULL;
	if (q->left == 1) {
		rc = handle(q, slot, room, m);
		if (rc == AFP_FRAME_DONE)
			close_block(q);
		return rc;
	}
	next = AFP_READ((struct tpacket3_hdr *)(void *)slot, tp_next_offset);
	if (unlikely(next < HEADER || next > room ||
			    !is_place(q, q->offset + next))) {
		drop_block(q);
		return AFP_FRAME_DONE;
	}
	rte_prefetch0(slot + next);
	rc = handle(q, slot, next, m);
	if (likely(rc == AFP_FRAME_DONE)) {
		q->offset += next;
		q->left--;
	}
	return rc;
}

uint16_t
afp_rx3(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct afp_rxq *q = queue;
	struct rte_mbuf *m;
	uint64_t bytes = 0;
	unsigned int blocks;
	uint16_t got = 0;

	if (unlikely(q == NULL))
		return 0;
	for (blocks = 0; got < n && blocks <= q->ring.n;) {
		if (q->left == 0) {
			if (!open_block(q))
				break;
			blocks++;
		}
		if (step(q, &m) == AFP_FRAME_STAYS)
			break;
		if (likely(m != NULL)) {
			bytes += m->pkt_len;
			pkts[got++] = m;
		}
	}
	return afp_rxq_done(q, got, bytes);
}

/* Frames that are ready, as far as it is cheap to tell, but at most n. */
unsigned int
afp_rx3_waiting(const struct afp_rxq *q, unsigned int n)
{
	unsigned int i, idx = q->idx, sum = q->left;
	const struct tpacket_block_desc *block;

	/* The open block is counted by what is left of it. */
	for (i = q->left != 0; i < q->ring.n && sum < n; i++) {
		block = (const void *)q->ring.frame[(idx + i) % q->ring.n];
		/* Acquire pairs with the kernel's barrier before it sets it. */
		if (!(__atomic_load_n(&block->hdr.bh1.block_status,
				      __ATOMIC_ACQUIRE) &
				    TP_STATUS_USER))
			break;
		sum += RTE_MIN(AFP_READ(&block->hdr.bh1, num_pkts), n);
	}
	return RTE_MIN(sum, n);
}
