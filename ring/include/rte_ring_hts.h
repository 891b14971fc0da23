/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sync mode MT_HTS, head and tail together: several threads a side, one at
 * a time between claim and hand-over. It suits more threads than CPUs as the
 * mode MT_RTS does, and the peek functions work on it. A side of a ring is used
 * in the mode that the ring was created with, and in no other.
 */
#ifndef RTE_RING_HTS_H
#define RTE_RING_HTS_H

#include <rte_ring_hts_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * As rte_ring_mp_enqueue_bulk_elem(), on a ring whose producers are of the mode
 * MT_HTS.
 */
static __rte_always_inline unsigned int
rte_ring_mp_hts_enqueue_bulk_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_hts_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED,
			free_space);
}

/*
 * As rte_ring_mp_enqueue_burst_elem(), on a ring whose producers are of the
 * mode MT_HTS.
 */
static __rte_always_inline unsigned int
rte_ring_mp_hts_enqueue_burst_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_hts_enqueue(r, obj_table, esize, n,
			RTE_RING_QUEUE_VARIABLE, free_space);
}

/*
 * As rte_ring_mc_dequeue_bulk_elem(), on a ring whose consumers are of the mode
 * MT_HTS.
 */
static __rte_always_inline unsigned int
rte_ring_mc_hts_dequeue_bulk_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_hts_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED,
			available);
}

/*
 * As rte_ring_mc_dequeue_burst_elem(), on a ring whose consumers are of the
 * mode MT_HTS.
 */
static __rte_always_inline unsigned int
rte_ring_mc_hts_dequeue_burst_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_hts_dequeue(r, obj_table, esize, n,
			RTE_RING_QUEUE_VARIABLE, available);
}

/*
 * As rte_ring_mp_hts_enqueue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mp_hts_enqueue_bulk(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_mp_hts_enqueue_bulk_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_mp_hts_enqueue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mp_hts_enqueue_burst(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_mp_hts_enqueue_burst_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_mc_hts_dequeue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mc_hts_dequeue_bulk(struct rte_ring *r, void **obj_table,
		unsigned int n, unsigned int *available)
{
	return rte_ring_mc_hts_dequeue_bulk_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * As rte_ring_mc_hts_dequeue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mc_hts_dequeue_burst(struct rte_ring *r, void **obj_table,
		unsigned int n, unsigned int *available)
{
	return rte_ring_mc_hts_dequeue_burst_elem(
			r, obj_table, sizeof(void *), n, available);
}

#ifdef __cplusplus
}
#endif

#endif
