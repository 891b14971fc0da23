/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Relaxed tail: the side's threads do not wait for each other's turn.
 *
 * Head and tail are each a position with a counter beside it, changed as one
 * 64-bit word. The head's counter counts claims, the tail's counts claims that
 * are finished. Who finishes last of all that are claimed moves the tail's
 * position up to the head's; the others only count. I1 to I6 of
 * rte_ring_c11_pvt.h hold, with these in place of [H1] and [H2]:
 *
 * R1. The tail moves by a CAS [R3] with release, and it is loaded with acquire
 *     [R1]. All its changes are read-modify-writes, so that who loads it,
 *     on this side or the other, sees what every thread did that has counted
 *     itself there.
 * R2. The head is loaded [R2] after [R1]. By R1 its counter is then at least
 *     the greatest claim of those counted. If it equals the number of the
 *     finished, the caller included, these are exactly the claims up to it,
 *     and all slots before its position are finished.
 * R3. A position that is behind the head by more than htd_max makes claimers
 *     wait, which bounds how long the other side waits for news.
 */
#ifndef RTE_RING_RTS_ELEM_PVT_H
#define RTE_RING_RTS_ELEM_PVT_H

#include <rte_ring_core.h>
#include <rte_ring_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Wait while the head leads by more than htd_max: 1, and the head then, or 0 if
 * the side is broken (bufplane_ring.h).
 */
int bp_ring_rts_wait(struct rte_ring_rts_headtail *own, uint64_t *head);

/*
 * One who waits for what others of an MT_RTS side have to finish gives up: one
 * side is broken. Called once a turn, of which turns is the number.
 */
int bp_ring_rts_hopeless(struct rte_ring *r, struct rte_ring_rts_headtail *side,
		unsigned int *turns);

/* As bp_ring_claim(), with several threads. */
static __rte_always_inline uint32_t
bp_ring_rts_claim(struct rte_ring_rts_headtail *own,
		const struct rte_ring_headtail *other, uint32_t limit,
		uint32_t n, enum rte_ring_queue_behavior behavior,
		uint32_t *pos, uint32_t *room)
{
	union __rte_ring_rts_poscnt head, next;
	const uint32_t want = n;
	uint64_t later;
	uint32_t left;

	for (;;) {
		/* [C2] pairs with [C3]. */
		head.raw = __atomic_load_n(&own->head.raw, __ATOMIC_ACQUIRE);
		if (unlikely(head.val.pos -
						    __atomic_load_n(&own->tail.val.pos,
								    __ATOMIC_RELAXED) >
				    own->htd_max)) {
			n = left = 0;
			if (!bp_ring_rts_wait(own, &later))
				break;
			head.raw = later;
		}
		left = bp_ring_room(other, limit, head.val.pos);
		n = want;
		if (unlikely(n > left))
			n = behavior == RTE_RING_QUEUE_FIXED ? 0 : left;
		if (unlikely(n == 0))
			break;
		next.val.pos = head.val.pos + n;
		next.val.cnt = head.val.cnt + 1;
		/* [C3] pairs with [C2]. */
		if (likely(__atomic_compare_exchange_n(&own->head.raw,
				    &head.raw, next.raw, 0, __ATOMIC_RELEASE,
				    __ATOMIC_RELAXED)))
			break;
		bp_ring_claim_lost();
	}
	*pos = head.val.pos;
	*room = left;
	return n;
}

/* Count one claim as finished. */
static __rte_always_inline void
bp_ring_rts_hand_over(struct rte_ring_rts_headtail *own)
{
	union __rte_ring_rts_poscnt head, tail, next;

	bp_arch_release_part(&own->tail.val.pos);
	/* [R1] pairs with [R3] of this side. */
	tail.raw = __atomic_load_n(&own->tail.raw, __ATOMIC_ACQUIRE);
	do {
		/* [R2] stays behind [R1], which is an acquire. */
		head.raw = __atomic_load_n(&own->head.raw, __ATOMIC_RELAXED);
		next.raw = tail.raw;
		if (++next.val.cnt == head.val.cnt)
			next.val.pos = head.val.pos;
		/* [R3] pairs with [C1] of the other side and [R1]. */
	} while (unlikely(!__atomic_compare_exchange_n(&own->tail.raw,
			&tail.raw, next.raw, 0, __ATOMIC_ACQ_REL,
			__ATOMIC_ACQUIRE)));
}

/* As bp_ring_enqueue(), with a relaxed tail. */
static __rte_always_inline unsigned int
bp_ring_rts_enqueue(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n,
		enum rte_ring_queue_behavior behavior, unsigned int *free_space)
{
	uint32_t pos, room;

	n = bp_ring_rts_claim(&r->rts_prod, &r->cons, r->capacity, n, behavior,
			&pos, &room);
	if (likely(n != 0)) {
		bp_ring_copy_in(r, pos, obj_table, esize, n);
		bp_ring_rts_hand_over(&r->rts_prod);
	}
	if (free_space != NULL)
		*free_space = room - n;
	return n;
}

/* As bp_ring_dequeue(), with a relaxed tail. */
static __rte_always_inline unsigned int
bp_ring_rts_dequeue(struct rte_ring *r, void *obj_table, unsigned int esize,
		unsigned int n, enum rte_ring_queue_behavior behavior,
		unsigned int *available)
{
	uint32_t pos, room;

	n = bp_ring_rts_claim(
			&r->rts_cons, &r->prod, 0, n, behavior, &pos, &room);
	if (likely(n != 0)) {
		bp_ring_copy_out(r, pos, obj_table, esize, n);
		bp_ring_rts_hand_over(&r->rts_cons);
	}
	if (available != NULL)
		*available = room - n;
	return n;
}

#ifdef __cplusplus
}
#endif

#endif
