/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who owns which slot of a ring: the protocol of heads and tails.
 *
 * Positions are free-running 32-bit counters; position p lies in slot
 * p & mask. Each side claims slots by moving its head, works on them, and
 * hands them over by moving its tail.
 *
 * I1. cons.tail <= cons.head <= prod.tail <= prod.head <= cons.tail +
 *     capacity, modulo 2^32, in any consistent view of the four.
 * I2. A position belongs to the thread that moved prod.head over it until
 *     prod.tail passes it; then to nobody until a thread moves cons.head over
 *     it; then to that thread until cons.tail passes it.
 * I3. A slot is written only after it was read: a producer loads cons.tail
 *     with acquire [C1], which pairs with the release store of that tail [H2]
 *     by the consumer that read the slot. Likewise a consumer's load of
 *     prod.tail [C1] pairs with the producer's store [H2].
 * I4. I3 holds for all elements before a tail, though several threads moved
 *     it: before its own store [H2] a thread loads its predecessor's tail
 *     with acquire [H1], so what the predecessor did happens before that
 *     store too.
 * I5. No thread computes room from a head that is newer than the opposite
 *     tail it sees (the difference would be negative, a huge number, and the
 *     claim would succeed): a head moves by a release CAS [C3], after the
 *     claimer loaded the opposite tail, and is loaded with acquire [C2], so
 *     whoever sees that head then sees that tail or a later one.
 * I6. A head that is older than the opposite tail makes room look too large;
 *     the head has moved then, and [C3] fails. (It would succeed wrongly if
 *     exactly 2^32 elements passed between load and CAS.)
 *
 * With one thread a side, head and tail of that side are its own: [C2], [C3]
 * and [H1] fall away, and I3 alone is left. Another thread may take over the
 * side if something else orders the two.
 */
#ifndef RTE_RING_C11_PVT_H
#define RTE_RING_C11_PVT_H

#include <rte_ring_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * As bp_ring_hand_over() with several threads, when threads that claimed
 * earlier have not finished: waits for them, with acquire [H1], and gives up
 * the CPU when that takes long. The tail of a side that is broken
 * (bufplane_ring.h) never comes: its claims are not handed over any more.
 */
uint32_t bp_ring_hand_over_wait(
		struct rte_ring_headtail *own, uint32_t pos, uint32_t n);

/* bp_stand_back(), out of line: another thread of the side won a claim. */
void bp_ring_claim_lost(void);

/* How many positions from head on the other side has left to this one. */
static __rte_always_inline uint32_t
bp_ring_room(const struct rte_ring_headtail *other, uint32_t limit,
		uint32_t head)
{
	/* [C1] pairs with [H2], or with [R3] or [T3], of the other side. */
	uint32_t tail = __atomic_load_n(&other->tail, __ATOMIC_ACQUIRE);

	bp_arch_acquire_part(&other->tail);
	return limit + tail - head;
}

/*
 * Claim up to n positions for one side of a ring: own moves, the other side's
 * tail limits it. limit is the capacity for producers and 0 for consumers.
 * Returns how many were claimed, from *pos on, and in *room how many could
 * have been.
 */
static __rte_always_inline uint32_t
/* NOLINTNEXTLINE(readability-function-size): inlined into few arguments */
bp_ring_claim(struct rte_ring_headtail *own,
		const struct rte_ring_headtail *other, uint32_t limit,
		unsigned int single, uint32_t n,
		enum rte_ring_queue_behavior behavior, uint32_t *pos,
		uint32_t *room)
{
	const uint32_t want = n;
	uint32_t head, left;

	if (single) {
		head = __atomic_load_n(&own->head, __ATOMIC_RELAXED);
		left = bp_ring_room(other, limit, head);
		if (unlikely(n > left))
			n = behavior == RTE_RING_QUEUE_FIXED ? 0 : left;
		__atomic_store_n(&own->head, head + n, __ATOMIC_RELAXED);
	} else {
		for (;;) {
			/* [C2] pairs with [C3]. */
			head = __atomic_load_n(&own->head, __ATOMIC_ACQUIRE);
			left = bp_ring_room(other, limit, head);
			n = want;
			if (unlikely(n > left))
				n = behavior == RTE_RING_QUEUE_FIXED ? 0 : left;
			/* [C3] pairs with [C2]. */
			if (unlikely(n == 0) ||
					likely(__atomic_compare_exchange_n(
							&own->head, &head,
							head + n, 0,
							__ATOMIC_RELEASE,
							__ATOMIC_RELAXED)))
				break;
			bp_ring_claim_lost();
		}
	}
	*pos = head;
	*room = left;
	return n;
}

/*
 * Hand n positions from pos on, which the caller claimed, to the other side.
 * Returns n, or 0 if the side is broken.
 */
static __rte_always_inline uint32_t
bp_ring_hand_over(struct rte_ring_headtail *own, uint32_t pos, uint32_t n,
		unsigned int single)
{
	/* [H1] pairs with [H2] of the same side. */
	if (!single &&
			unlikely(__atomic_load_n(&own->tail,
						 __ATOMIC_ACQUIRE) != pos))
		return bp_ring_hand_over_wait(own, pos, n);
	/* [H2] pairs with [C1] of the other side and [H1] of this one. */
	__atomic_store_n(&own->tail, pos + n, __ATOMIC_RELEASE);
	return n;
}

#ifdef __cplusplus
}
#endif

#endif
