/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two steps instead of one: start claims elements, finish ends the claim with
 * as many of them as the caller wants, 0 included; the others stay where they
 * were. For sides of the modes ST and MT_HTS; on other modes a start gets
 * nothing and a finish does nothing. A thread finishes what it started before
 * it starts again, and between the two the side belongs to it: others of an
 * MT_HTS side wait. A start that got nothing is not finished.
 */
#ifndef RTE_RING_PEEK_H
#define RTE_RING_PEEK_H

#include <rte_ring_peek_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Claim room for n elements, all n or none. *free_space, unless NULL, is how
 * many more would fit. Returns how many may be put in by the finish.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_bulk_elem_start(
		struct rte_ring *r, unsigned int n, unsigned int *free_space)
{
	uint32_t pos;

	return bp_ring_peek_claim(
			r, true, n, RTE_RING_QUEUE_FIXED, &pos, free_space);
}

/* The same; the element size does not matter here. */
static __rte_always_inline unsigned int
rte_ring_enqueue_bulk_start(
		struct rte_ring *r, unsigned int n, unsigned int *free_space)
{
	return rte_ring_enqueue_bulk_elem_start(r, n, free_space);
}

/*
 * Claim room for n elements, as many as fit. *free_space, unless NULL, is how
 * many more would fit. Returns how many may be put in by the finish.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_burst_elem_start(
		struct rte_ring *r, unsigned int n, unsigned int *free_space)
{
	uint32_t pos;

	return bp_ring_peek_claim(
			r, true, n, RTE_RING_QUEUE_VARIABLE, &pos, free_space);
}

/* The same; the element size does not matter here. */
static __rte_always_inline unsigned int
rte_ring_enqueue_burst_start(
		struct rte_ring *r, unsigned int n, unsigned int *free_space)
{
	return rte_ring_enqueue_burst_elem_start(r, n, free_space);
}

/*
 * Put n elements of esize bytes, at most as many as were claimed, into the
 * ring and end the claim. With a larger n nothing is put in.
 */
static __rte_always_inline void
rte_ring_enqueue_elem_finish(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n)
{
	uint32_t pos;

	n = bp_ring_peek_open(&r->prod, n, &pos);
	bp_ring_copy_in(r, pos, obj_table, esize, n);
	bp_ring_peek_close(&r->prod, pos, n);
}

/* As rte_ring_enqueue_elem_finish(), for pointers. */
static __rte_always_inline void
rte_ring_enqueue_finish(
		struct rte_ring *r, void *const *obj_table, unsigned int n)
{
	rte_ring_enqueue_elem_finish(r, obj_table, sizeof(void *), n);
}

/*
 * Claim n elements of esize bytes, all or none, and copy them; they stay in
 * the ring until the finish. *available, unless NULL, is how many there are
 * beyond them. Returns how many were copied.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_bulk_elem_start(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	uint32_t pos;

	n = bp_ring_peek_claim(
			r, false, n, RTE_RING_QUEUE_FIXED, &pos, available);
	if (n != 0)
		bp_ring_copy_out(r, pos, obj_table, esize, n);
	return n;
}

/* As rte_ring_dequeue_bulk_elem_start(), for pointers. */
static __rte_always_inline unsigned int
rte_ring_dequeue_bulk_start(struct rte_ring *r, void **obj_table,
		unsigned int n, unsigned int *available)
{
	return rte_ring_dequeue_bulk_elem_start(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * Claim n elements of esize bytes, as many as there are, and copy them; they
 * stay in the ring until the finish. *available, unless NULL, is how many there
 * are beyond them. Returns how many were copied.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_burst_elem_start(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	uint32_t pos;

	n = bp_ring_peek_claim(
			r, false, n, RTE_RING_QUEUE_VARIABLE, &pos, available);
	if (n != 0)
		bp_ring_copy_out(r, pos, obj_table, esize, n);
	return n;
}

/* As rte_ring_dequeue_burst_elem_start(), for pointers. */
static __rte_always_inline unsigned int
rte_ring_dequeue_burst_start(struct rte_ring *r, void **obj_table,
		unsigned int n, unsigned int *available)
{
	return rte_ring_dequeue_burst_elem_start(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * Take the first n of the claimed elements out of the ring, of whatever size,
 * and end the claim. With a larger n nothing is taken out.
 */
static __rte_always_inline void
rte_ring_dequeue_elem_finish(struct rte_ring *r, unsigned int n)
{
	uint32_t pos;

	n = bp_ring_peek_open(&r->cons, n, &pos);
	bp_ring_peek_close(&r->cons, pos, n);
}

/* The same. */
static __rte_always_inline void
rte_ring_dequeue_finish(struct rte_ring *r, unsigned int n)
{
	rte_ring_dequeue_elem_finish(r, n);
}

#ifdef __cplusplus
}
#endif

#endif
