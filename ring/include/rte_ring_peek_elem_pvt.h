/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open claims of the peek functions. An open claim is the distance from tail
 * to head of its side, which belongs to one thread at a time: by the caller's
 * promise in the mode ST, by T2 of rte_ring_hts_elem_pvt.h in MT_HTS.
 */
#ifndef RTE_RING_PEEK_ELEM_PVT_H
#define RTE_RING_PEEK_ELEM_PVT_H

#include <stdbool.h>

#include <rte_ring_c11_pvt.h>
#include <rte_ring_core.h>
#include <rte_ring_hts_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Open a claim of the producers or the consumers in their mode; in modes
 * without, of nothing.
 */
static __rte_always_inline uint32_t
bp_ring_peek_claim(struct rte_ring *r, bool prod, uint32_t n,
		enum rte_ring_queue_behavior behavior, uint32_t *pos,
		unsigned int *left)
{
	struct rte_ring_headtail *own = prod ? &r->prod : &r->cons;
	const struct rte_ring_headtail *other = prod ? &r->cons : &r->prod;
	const uint32_t limit = prod ? r->capacity : 0;
	uint32_t room = 0;

	if (own->sync_type == RTE_RING_SYNC_ST)
		n = bp_ring_claim(
				own, other, limit, 1, n, behavior, pos, &room);
	else if (own->sync_type == RTE_RING_SYNC_MT_HTS)
		n = bp_ring_hts_claim((struct rte_ring_hts_headtail *)own,
				other, limit, n, behavior, pos, &room);
	else
		n = *pos = 0;
	if (left != NULL)
		*left = room - n;
	return n;
}

/*
 * Where the open claim of a side begins, and n, or 0 if it is not so large.
 * Only its owner changes the side meanwhile.
 */
static __rte_always_inline uint32_t
bp_ring_peek_open(
		const struct rte_ring_headtail *own, uint32_t n, uint32_t *pos)
{
	union __rte_ring_hts_pos claim;

	claim.raw = 0;
	if (own->sync_type == RTE_RING_SYNC_ST) {
		claim.pos.tail = __atomic_load_n(&own->tail, __ATOMIC_RELAXED);
		claim.pos.head = __atomic_load_n(&own->head, __ATOMIC_RELAXED);
	} else if (own->sync_type == RTE_RING_SYNC_MT_HTS) {
		claim.raw = __atomic_load_n(
				&((const struct rte_ring_hts_headtail *)own)
						 ->ht.raw,
				__ATOMIC_RELAXED);
	}
	*pos = claim.pos.tail;
	return n <= claim.pos.head - claim.pos.tail ? n : 0;
}

/* End the open claim of a side with the first n positions of it. */
static __rte_always_inline void
bp_ring_peek_close(struct rte_ring_headtail *own, uint32_t pos, uint32_t n)
{
	if (own->sync_type == RTE_RING_SYNC_ST) {
		__atomic_store_n(&own->head, pos + n, __ATOMIC_RELAXED);
		/* [H2] pairs with [C1] of the other side. */
		__atomic_store_n(&own->tail, pos + n, __ATOMIC_RELEASE);
	} else if (own->sync_type == RTE_RING_SYNC_MT_HTS) {
		bp_ring_hts_hand_over(
				(struct rte_ring_hts_headtail *)own, pos, n);
	}
}

#ifdef __cplusplus
}
#endif

#endif
