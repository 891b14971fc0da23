/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mark of a side of which a claim will never be ended, and undoing such
 * claims. The mark ends waits; that nothing is handed over behind the dead
 * claim needs no mark, as the tail stands still. So nothing is damaged if the
 * claimer should live: its claim counts when it ends it, and those behind it,
 * whose owners were refused, never do.
 *
 * MT_RTS has a tail that nobody waits for before the head leads by htd_max:
 * that becomes 0, so that every claim comes by here.
 */
#include <bufplane_export.h>

#include <rte_log.h>

#include "ring.h"

static_assert(offsetof(struct rte_ring, name) == 0, "see below");
static_assert(RING_SIDE_OFFSET >= sizeof(struct rte_ring_rts_headtail) &&
				RING_SIDE_OFFSET + sizeof(struct ring_side) <=
						RTE_CACHE_LINE_MIN_SIZE,
		"behind all modes, on their cache line");
static_assert(offsetof(struct rte_ring,
			      pad1) - offsetof(struct rte_ring, prod) >=
				RTE_CACHE_LINE_MIN_SIZE,
		"nothing else lies there");
static_assert(offsetof(struct rte_ring,
			      pad2) - offsetof(struct rte_ring, cons) >=
				RTE_CACHE_LINE_MIN_SIZE,
		"as above");

void
ring_side_break(volatile void *own, enum rte_ring_sync_type sync_type)
{
	volatile struct rte_ring_rts_headtail *rts = own;
	struct ring_side *side = ring_side(own);
	uint32_t whole = 0;

	/* Pairs with itself: of several one makes the mark. */
	if (!__atomic_compare_exchange_n(&side->broken, &whole, 1, false,
			    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return;
	if (sync_type == RTE_RING_SYNC_MT_RTS) {
		side->htd_max = rts->htd_max;
		__atomic_store_n(&rts->htd_max, 0, __ATOMIC_RELAXED);
	}
	RTE_LOG(ERR, RING,
			"%s: a process died while it used this ring: calls that meet its claim fail until bp_ring_recover() or, for a pool, bp_mempool_recover()\n",
			(const char *)own - side->offset);
}

void
ring_side_mend(volatile void *own)
{
	volatile struct rte_ring_rts_headtail *rts = own;
	struct ring_side *side = ring_side(own);

	if (!ring_side_broken(own))
		return;
	if (rts->sync_type == RTE_RING_SYNC_MT_RTS)
		rts->htd_max = side->htd_max;
	__atomic_store_n(&side->broken, 0, __ATOMIC_RELAXED);
}

BP_EXPORT
bool
bp_ring_broken(const struct rte_ring *r)
{
	return ring_side_broken(&r->prod) || ring_side_broken(&r->cons);
}

/* Undo the claims of a relaxed tail; how many elements these had. */
static uint32_t
drop_claims(struct rte_ring_rts_headtail *own, bool prod)
{
	uint32_t n = own->head.val.pos - own->tail.val.pos;

	if (prod)
		own->head.raw = own->tail.raw;
	else
		own->tail.raw = own->head.raw;
	return n;
}

/* The same of any mode. */
static uint32_t
undo_claims(struct rte_ring_headtail *own, bool prod)
{
	if (own->sync_type == RTE_RING_SYNC_MT_RTS)
		return drop_claims((struct rte_ring_rts_headtail *)own, prod);
	own->head = own->tail;
	return 0;
}

BP_EXPORT
unsigned int
bp_ring_recover(struct rte_ring *r)
{
	unsigned int n = undo_claims(&r->prod, true);

	n += undo_claims(&r->cons, false);
	ring_side_mend(&r->prod);
	ring_side_mend(&r->cons);
	return n;
}
