/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * As rte_ring_peek.h, without a copy: start tells where the claimed elements
 * lie in the ring, in one piece or, around its end, in two.
 */
#ifndef RTE_RING_PEEK_ZC_H
#define RTE_RING_PEEK_ZC_H

#include <rte_ring_peek_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Claimed elements: n1 of them at ptr1, the rest at ptr2, which is NULL when
 * there is no rest.
 */
struct rte_ring_zc_data {
	void *ptr1;
	void *ptr2;
	unsigned int n1;
} __rte_cache_aligned;

/* Describe n positions from pos on. */
static __rte_always_inline void
bp_ring_zc_describe(struct rte_ring *r, uint32_t pos, unsigned int esize,
		uint32_t n, struct rte_ring_zc_data *zcd)
{
	uint32_t idx = pos & r->mask;
	uint32_t left = r->size - idx;

	zcd->ptr1 = (char *)(r + 1) + (size_t)idx * esize;
	zcd->ptr2 = n > left ? (void *)(r + 1) : NULL;
	zcd->n1 = n > left ? left : n;
}

/*
 * Claim room for n elements of esize bytes, all or none, and describe where
 * they lie. *free_space, unless NULL, is how many there are beyond them.
 * Returns how many were claimed.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_zc_bulk_elem_start(struct rte_ring *r, unsigned int esize,
		unsigned int n, struct rte_ring_zc_data *zcd,
		unsigned int *free_space)
{
	uint32_t pos;

	n = bp_ring_peek_claim(
			r, true, n, RTE_RING_QUEUE_FIXED, &pos, free_space);
	bp_ring_zc_describe(r, pos, esize, n, zcd);
	return n;
}

/* As rte_ring_enqueue_zc_bulk_elem_start(), for pointers. */
static __rte_always_inline unsigned int
rte_ring_enqueue_zc_bulk_start(struct rte_ring *r, unsigned int n,
		struct rte_ring_zc_data *zcd, unsigned int *free_space)
{
	return rte_ring_enqueue_zc_bulk_elem_start(
			r, sizeof(void *), n, zcd, free_space);
}

/*
 * Claim room for n elements of esize bytes, as many as can be, and describe
 * where they lie. *free_space, unless NULL, is how many there are beyond them.
 * Returns how many were claimed.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_zc_burst_elem_start(struct rte_ring *r, unsigned int esize,
		unsigned int n, struct rte_ring_zc_data *zcd,
		unsigned int *free_space)
{
	uint32_t pos;

	n = bp_ring_peek_claim(
			r, true, n, RTE_RING_QUEUE_VARIABLE, &pos, free_space);
	bp_ring_zc_describe(r, pos, esize, n, zcd);
	return n;
}

/* As rte_ring_enqueue_zc_burst_elem_start(), for pointers. */
static __rte_always_inline unsigned int
rte_ring_enqueue_zc_burst_start(struct rte_ring *r, unsigned int n,
		struct rte_ring_zc_data *zcd, unsigned int *free_space)
{
	return rte_ring_enqueue_zc_burst_elem_start(
			r, sizeof(void *), n, zcd, free_space);
}

/*
 * End the claim with its first n elements put into the ring; with more than
 * were claimed, none.
 */
static __rte_always_inline void
rte_ring_enqueue_zc_elem_finish(struct rte_ring *r, unsigned int n)
{
	uint32_t pos;

	n = bp_ring_peek_open(&r->prod, n, &pos);
	bp_ring_peek_close(&r->prod, pos, n);
}

/* The same. */
static __rte_always_inline void
rte_ring_enqueue_zc_finish(struct rte_ring *r, unsigned int n)
{
	rte_ring_enqueue_zc_elem_finish(r, n);
}

/*
 * Claim n elements of esize bytes, all or none, and describe where they lie.
 * *available, unless NULL, is how many there are beyond them. Returns how
 * many were claimed.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_zc_bulk_elem_start(struct rte_ring *r, unsigned int esize,
		unsigned int n, struct rte_ring_zc_data *zcd,
		unsigned int *available)
{
	uint32_t pos;

	n = bp_ring_peek_claim(
			r, false, n, RTE_RING_QUEUE_FIXED, &pos, available);
	bp_ring_zc_describe(r, pos, esize, n, zcd);
	return n;
}

/* As rte_ring_dequeue_zc_bulk_elem_start(), for pointers. */
static __rte_always_inline unsigned int
rte_ring_dequeue_zc_bulk_start(struct rte_ring *r, unsigned int n,
		struct rte_ring_zc_data *zcd, unsigned int *available)
{
	return rte_ring_dequeue_zc_bulk_elem_start(
			r, sizeof(void *), n, zcd, available);
}

/*
 * Claim n elements of esize bytes, as many as can be, and describe where they
 * lie. *available, unless NULL, is how many there are beyond them. Returns how
 * many were claimed.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_zc_burst_elem_start(struct rte_ring *r, unsigned int esize,
		unsigned int n, struct rte_ring_zc_data *zcd,
		unsigned int *available)
{
	uint32_t pos;

	n = bp_ring_peek_claim(
			r, false, n, RTE_RING_QUEUE_VARIABLE, &pos, available);
	bp_ring_zc_describe(r, pos, esize, n, zcd);
	return n;
}

/* As rte_ring_dequeue_zc_burst_elem_start(), for pointers. */
static __rte_always_inline unsigned int
rte_ring_dequeue_zc_burst_start(struct rte_ring *r, unsigned int n,
		struct rte_ring_zc_data *zcd, unsigned int *available)
{
	return rte_ring_dequeue_zc_burst_elem_start(
			r, sizeof(void *), n, zcd, available);
}

/*
 * End the claim with its first n elements taken out of the ring; with more than
 * were claimed, none.
 */
static __rte_always_inline void
rte_ring_dequeue_zc_elem_finish(struct rte_ring *r, unsigned int n)
{
	uint32_t pos;

	n = bp_ring_peek_open(&r->cons, n, &pos);
	bp_ring_peek_close(&r->cons, pos, n);
}

/* The same. */
static __rte_always_inline void
rte_ring_dequeue_zc_finish(struct rte_ring *r, unsigned int n)
{
	rte_ring_dequeue_zc_elem_finish(r, n);
}

#ifdef __cplusplus
}
#endif

#endif
