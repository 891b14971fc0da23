/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Moving elements into and out of a ring: claim positions, copy, hand over.
 * Elements lie behind the ring's header, esize bytes each, and are copied
 * forward in at most two pieces.
 */
#ifndef RTE_RING_ELEM_PVT_H
#define RTE_RING_ELEM_PVT_H

#include <rte_ring_c11_pvt.h>
#include <rte_ring_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Copy n elements. A constant number becomes moves, as does a single element;
 * any other is a call to the C library, which knows the CPU's widest
 * registers.
 */
static __rte_always_inline void
bp_ring_copy(void *dst, const void *src, uint32_t esize, uint32_t n)
{
	if (!__builtin_constant_p(n) && n == 1)
		__builtin_memcpy(dst, src, esize);
	else
		__builtin_memcpy(dst, src, (size_t)n * esize);
}

/* Copy n elements of a table into the positions from pos on. */
static __rte_always_inline void
bp_ring_copy_in(struct rte_ring *r, uint32_t pos, const void *table,
		uint32_t esize, uint32_t n)
{
	char *slots = (char *)(r + 1);
	const char *src = (const char *)table;
	uint32_t idx = pos & r->mask;
	uint32_t left = r->size - idx;

	if (likely(n <= left)) {
		bp_ring_copy(slots + (size_t)idx * esize, src, esize, n);
		return;
	}
	bp_ring_copy(slots + (size_t)idx * esize, src, esize, left);
	bp_ring_copy(slots, src + (size_t)left * esize, esize, n - left);
}

/* Copy n elements from the positions from pos on into a table. */
static __rte_always_inline void
bp_ring_copy_out(const struct rte_ring *r, uint32_t pos, void *table,
		uint32_t esize, uint32_t n)
{
	const char *slots = (const char *)(r + 1);
	char *dst = (char *)table;
	uint32_t idx = pos & r->mask;
	uint32_t left = r->size - idx;

	if (likely(n <= left)) {
		bp_ring_copy(dst, slots + (size_t)idx * esize, esize, n);
		return;
	}
	bp_ring_copy(dst, slots + (size_t)idx * esize, esize, left);
	bp_ring_copy(dst + (size_t)left * esize, slots, esize, n - left);
}

/* Enqueue n elements as behavior says; returns how many. */
static __rte_always_inline unsigned int
bp_ring_enqueue(struct rte_ring *r, const void *obj_table, unsigned int esize,
		unsigned int n, enum rte_ring_queue_behavior behavior,
		unsigned int single, unsigned int *free_space)
{
	const unsigned int want = n;
	uint32_t pos, room;

	n = bp_ring_claim(&r->prod, &r->cons, r->capacity, single, n, behavior,
			&pos, &room);
	if (likely(n != 0)) {
		bp_ring_copy_in(r, pos, obj_table, esize,
				behavior == RTE_RING_QUEUE_FIXED ? want : n);
		n = bp_ring_hand_over(&r->prod, pos, n, single);
	}
	if (free_space != NULL)
		*free_space = room - n;
	return n;
}

/* Dequeue n elements as behavior says; returns how many. */
static __rte_always_inline unsigned int
bp_ring_dequeue(struct rte_ring *r, void *obj_table, unsigned int esize,
		unsigned int n, enum rte_ring_queue_behavior behavior,
		unsigned int single, unsigned int *available)
{
	const unsigned int want = n;
	uint32_t pos, room;

	n = bp_ring_claim(&r->cons, &r->prod, 0, single, n, behavior, &pos,
			&room);
	if (likely(n != 0)) {
		bp_ring_copy_out(r, pos, obj_table, esize,
				behavior == RTE_RING_QUEUE_FIXED ? want : n);
		n = bp_ring_hand_over(&r->cons, pos, n, single);
	}
	if (available != NULL)
		*available = room - n;
	return n;
}

#ifdef __cplusplus
}
#endif

#endif
