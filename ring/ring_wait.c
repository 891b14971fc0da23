/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the inline functions of a ring leave out of line: waiting for another
 * thread of the same side, and the modes MT_RTS and MT_HTS behind the calls
 * that follow a ring's own mode. A thread that waits long gives its CPU away,
 * as the one that it waits for may need it.
 */
#include <bufplane_export.h>
#include <sched.h>

#include <rte_ring.h>

/* Polls before the waiting thread gives its CPU away. */
#define SPINS_BEFORE_YIELD 256

static void
relax(unsigned int *spins)
{
	rte_pause();
	if (++*spins % SPINS_BEFORE_YIELD == 0)
		sched_yield();
}

BP_EXPORT
void
bp_ring_claim_lost(void)
{
	bp_stand_back();
}

BP_EXPORT
void
bp_ring_hand_over_wait(struct rte_ring_headtail *own, uint32_t pos, uint32_t n)
{
	unsigned int spins = 0;

	/* [H1] pairs with [H2] of the same side; see rte_ring_c11_pvt.h. */
	while (__atomic_load_n(&own->tail, __ATOMIC_ACQUIRE) != pos)
		relax(&spins);
	/* [H2] pairs with [C1] of the other side and [H1] of this one. */
	__atomic_store_n(&own->tail, pos + n, __ATOMIC_RELEASE);
}

BP_EXPORT
uint64_t
bp_ring_rts_wait(const struct rte_ring_rts_headtail *own)
{
	union __rte_ring_rts_poscnt head;
	unsigned int spins = 0;

	for (;;) {
		/* [C2] of rte_ring_rts_elem_pvt.h; the tail only bounds. */
		head.raw = __atomic_load_n(&own->head.raw, __ATOMIC_ACQUIRE);
		if (head.val.pos -
						__atomic_load_n(&own->tail.val.pos,
								__ATOMIC_RELAXED) <=
				own->htd_max)
			return head.raw;
		relax(&spins);
	}
}

BP_EXPORT
uint64_t
bp_ring_hts_wait(const struct rte_ring_hts_headtail *own)
{
	union __rte_ring_hts_pos now;
	unsigned int spins = 0;

	for (;;) {
		/* [T1] of rte_ring_hts_elem_pvt.h. */
		now.raw = __atomic_load_n(&own->ht.raw, __ATOMIC_ACQUIRE);
		if (now.pos.head == now.pos.tail)
			return now.raw;
		relax(&spins);
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
