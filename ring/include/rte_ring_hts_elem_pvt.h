/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Head and tail as one word: one thread of the side at a time works on slots.
 *
 * A claim moves the head by a 64-bit CAS that succeeds only while head and
 * tail are equal, so that until the claimer hands over nobody else of its
 * side moves either. I1 to I6 of rte_ring_c11_pvt.h hold, with these in place
 * of [H1]:
 *
 * T1. Head and tail are loaded in one piece with acquire [T1], which pairs with
 *     the store of the thread before [T3]: what that one did happens before
 *     this thread's own store.
 * T2. Between a claim [T2] and its hand-over [T3] the word belongs to the
 *     claimer, so a plain store of head and tail ends the claim, in full or,
 *     for the peek functions, in part.
 */
#ifndef RTE_RING_HTS_ELEM_PVT_H
#define RTE_RING_HTS_ELEM_PVT_H

#include <rte_ring_core.h>
#include <rte_ring_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Wait until no claim is open; returns head and tail, loaded as [T1], which are
 * still apart if the side is broken (bufplane_ring.h).
 */
uint64_t bp_ring_hts_wait(struct rte_ring_hts_headtail *own);

/* As bp_ring_claim(), with several threads, one after another. */
static __rte_always_inline uint32_t
bp_ring_hts_claim(struct rte_ring_hts_headtail *own,
		const struct rte_ring_headtail *other, uint32_t limit,
		uint32_t n, enum rte_ring_queue_behavior behavior,
		uint32_t *pos, uint32_t *room)
{
	union __rte_ring_hts_pos now, next;
	const uint32_t want = n;
	uint32_t left;

	for (;;) {
		/* [T1] pairs with [T3] of the side, and as [C2] with [T2]. */
		now.raw = __atomic_load_n(&own->ht.raw, __ATOMIC_ACQUIRE);
		if (unlikely(now.pos.head != now.pos.tail)) {
			now.raw = bp_ring_hts_wait(own);
			n = left = 0;
			if (now.pos.head != now.pos.tail)
				break;
		}
		left = bp_ring_room(other, limit, now.pos.head);
		n = want;
		if (unlikely(n > left))
			n = behavior == RTE_RING_QUEUE_FIXED ? 0 : left;
		if (unlikely(n == 0))
			break;
		next.pos.head = now.pos.head + n;
		next.pos.tail = now.pos.tail;
		/* [T2], as [C3], pairs with [T1]. */
		if (likely(__atomic_compare_exchange_n(&own->ht.raw, &now.raw,
				    next.raw, 0, __ATOMIC_ACQ_REL,
				    __ATOMIC_RELAXED)))
			break;
		bp_ring_claim_lost();
	}
	*pos = now.pos.head;
	*room = left;
	return n;
}

/* End a claim from pos on with n positions finished. */
static __rte_always_inline void
bp_ring_hts_hand_over(
		struct rte_ring_hts_headtail *own, uint32_t pos, uint32_t n)
{
	union __rte_ring_hts_pos next;

	next.pos.head = next.pos.tail = pos + n;
	bp_arch_release_part(&own->ht.pos.tail);
	/* [T3] pairs with [C1] of the other side and [T1] of this one. */
	__atomic_store_n(&own->ht.raw, next.raw, __ATOMIC_RELEASE);
}

/* As bp_ring_enqueue(), one thread after another. */
static __rte_always_inline unsigned int
bp_ring_hts_enqueue(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n,
		enum rte_ring_queue_behavior behavior, unsigned int *free_space)
{
	uint32_t pos, room;

	n = bp_ring_hts_claim(&r->hts_prod, &r->cons, r->capacity, n, behavior,
			&pos, &room);
	if (likely(n != 0)) {
		bp_ring_copy_in(r, pos, obj_table, esize, n);
		bp_ring_hts_hand_over(&r->hts_prod, pos, n);
	}
	if (free_space != NULL)
		*free_space = room - n;
	return n;
}

/* As bp_ring_dequeue(), one thread after another. */
static __rte_always_inline unsigned int
bp_ring_hts_dequeue(struct rte_ring *r, void *obj_table, unsigned int esize,
		unsigned int n, enum rte_ring_queue_behavior behavior,
		unsigned int *available)
{
	uint32_t pos, room;

	n = bp_ring_hts_claim(
			&r->hts_cons, &r->prod, 0, n, behavior, &pos, &room);
	if (likely(n != 0)) {
		bp_ring_copy_out(r, pos, obj_table, esize, n);
		bp_ring_hts_hand_over(&r->hts_cons, pos, n);
	}
	if (available != NULL)
		*available = room - n;
	return n;
}

#ifdef __cplusplus
}
#endif

#endif
