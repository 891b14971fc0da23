/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the inline functions of a ring leave out of line: waiting for another
 * thread of the same side, and the modes MT_RTS and MT_HTS behind the calls
 * that follow a ring's own mode. A thread that waits long gives its CPU away,
 * as the one that it waits for may need it, and then asks whether that one is
 * dead.
 */
#include <bufplane_export.h>
#include <bufplane_group.h>
#include <sched.h>

#include <rte_ring.h>

#include "ring.h"

/* Polls before the waiting thread gives its CPU away, and before it asks. */
#define SPINS_BEFORE_YIELD 256
#define SPINS_BEFORE_DOUBT (1024 * SPINS_BEFORE_YIELD)
/* The same for who gives it away at each poll. */
#define TURNS_BEFORE_DOUBT 1024

/*
 * A step of waiting until the word of a side that tells of ended claims is not
 * value any more. True: it never will be, and the side is broken.
 */
static bool
hopeless(volatile void *own, enum rte_ring_sync_type sync_type,
		const volatile uint32_t *word, uint32_t value,
		unsigned int *spins)
{
	if (ring_side_broken(own))
		return true;
	rte_pause();
	if (++*spins % SPINS_BEFORE_YIELD == 0)
		sched_yield();
	if (*spins % SPINS_BEFORE_DOUBT != 0 || !bp_group_stuck(word, value))
		return false;
	ring_side_break(own, sync_type);
	return true;
}

BP_EXPORT
void
bp_ring_claim_lost(void)
{
	bp_stand_back();
}

BP_EXPORT
uint32_t
bp_ring_hand_over_wait(struct rte_ring_headtail *own, uint32_t pos, uint32_t n)
{
	unsigned int spins = 0;
	uint32_t tail;

	/* [H1] pairs with [H2] of the same side; see rte_ring_c11_pvt.h. */
	while ((tail = __atomic_load_n(&own->tail, __ATOMIC_ACQUIRE)) != pos)
		if (hopeless(own, RTE_RING_SYNC_MT, &own->tail, tail, &spins))
			return 0;
	/* [H2] pairs with [C1] of the other side and [H1] of this one. */
	__atomic_store_n(&own->tail, pos + n, __ATOMIC_RELEASE);
	return n;
}

BP_EXPORT
int
bp_ring_rts_wait(struct rte_ring_rts_headtail *own, uint64_t *head)
{
	union __rte_ring_rts_poscnt now;
	unsigned int spins = 0;
	uint32_t tail;

	for (;;) {
		/* [C2] of rte_ring_rts_elem_pvt.h; the tail only bounds. */
		now.raw = __atomic_load_n(&own->head.raw, __ATOMIC_ACQUIRE);
		tail = __atomic_load_n(&own->tail.val.pos, __ATOMIC_RELAXED);
		if (now.val.pos - tail <= __atomic_load_n(&own->htd_max,
							  __ATOMIC_RELAXED))
			break;
		if (hopeless(own, RTE_RING_SYNC_MT_RTS, &own->tail.val.pos,
				    tail, &spins))
			return 0;
	}
	*head = now.raw;
	return 1;
}

BP_EXPORT
int
bp_ring_rts_hopeless(struct rte_ring *r, struct rte_ring_rts_headtail *side,
		unsigned int *turns)
{
	uint32_t tail = __atomic_load_n(&side->tail.val.pos, __ATOMIC_RELAXED);

	if (bp_ring_broken(r))
		return 1;
	sched_yield();
	if (++*turns % TURNS_BEFORE_DOUBT != 0 ||
			!bp_group_stuck(&side->tail.val.pos, tail))
		return 0;
	ring_side_break(side, RTE_RING_SYNC_MT_RTS);
	return 1;
}

BP_EXPORT
uint64_t
bp_ring_hts_wait(struct rte_ring_hts_headtail *own)
{
	union __rte_ring_hts_pos now;
	unsigned int spins = 0;

	for (;;) {
		/* [T1] of rte_ring_hts_elem_pvt.h. */
		now.raw = __atomic_load_n(&own->ht.raw, __ATOMIC_ACQUIRE);
		if (now.pos.head == now.pos.tail ||
				hopeless(own, RTE_RING_SYNC_MT_HTS,
						&own->ht.pos.tail, now.pos.tail,
						&spins))
			return now.raw;
	}
}

BP_EXPORT
unsigned int
bp_ring_enqueue_mode(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n,
		enum rte_ring_queue_behavior behavior, unsigned int *free_space)
{
	if (r->prod.sync_type == RTE_RING_SYNC_MT_RTS)
		return bp_ring_rts_enqueue(
				r, obj_table, esize, n, behavior, free_space);
	return bp_ring_hts_enqueue(
			r, obj_table, esize, n, behavior, free_space);
}

BP_EXPORT
unsigned int
bp_ring_dequeue_mode(struct rte_ring *r, void *obj_table, unsigned int esize,
		unsigned int n, enum rte_ring_queue_behavior behavior,
		unsigned int *available)
{
	if (r->cons.sync_type == RTE_RING_SYNC_MT_RTS)
		return bp_ring_rts_dequeue(
				r, obj_table, esize, n, behavior, available);
	return bp_ring_hts_dequeue(r, obj_table, esize, n, behavior, available);
}
