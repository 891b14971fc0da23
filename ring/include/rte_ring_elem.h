/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings of elements of any size that is a multiple of 4 bytes. A ring does
 * not remember the size: every call on it names the same one. bulk moves all
 * n elements or none, burst as many as it can. The functions whose names hold
 * mp or mc are for any number of threads, those with sp or sc for one thread
 * a side; those without follow the flags that the ring was created with.
 */
#ifndef RTE_RING_ELEM_H
#define RTE_RING_ELEM_H

#include <rte_ring_core.h>
#include <rte_ring_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * As bp_ring_enqueue() and bp_ring_dequeue(), for a side of the modes MT_RTS
 * and MT_HTS.
 */
unsigned int bp_ring_enqueue_mode(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n,
		enum rte_ring_queue_behavior behavior,
		unsigned int *free_space);
unsigned int bp_ring_dequeue_mode(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n,
		enum rte_ring_queue_behavior behavior, unsigned int *available);

/*
 * Bytes that a ring of count slots of esize bytes takes, header included.
 * -EINVAL: esize is no multiple of 4, or count is no power of two or above
 * RTE_RING_SZ_MASK.
 */
ssize_t rte_ring_get_memsize_elem(unsigned int esize, unsigned int count);

/*
 * Create a ring as rte_ring_create(), but of elements of esize bytes, a
 * multiple of 4.
 */
struct rte_ring *rte_ring_create_elem(const char *name, unsigned int esize,
		unsigned int count, int socket_id, unsigned int flags);

/*
 * Put n elements of esize bytes, a multiple of 4 and the one that the ring was
 * created with, into a ring; any number of threads at once. All or none.
 * *free_space, unless NULL, is how many more fit afterwards. Returns n or 0.
 */
static __rte_always_inline unsigned int
rte_ring_mp_enqueue_bulk_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED, 0,
			free_space);
}

/*
 * As rte_ring_mp_enqueue_bulk_elem(), but one producer at a time.
 */
static __rte_always_inline unsigned int
rte_ring_sp_enqueue_bulk_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED, 1,
			free_space);
}

/*
 * As rte_ring_mp_enqueue_bulk_elem(), but with the sync mode that the ring was
 * created with.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_bulk_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	if (unlikely(r->prod.sync_type > RTE_RING_SYNC_ST))
		return bp_ring_enqueue_mode(r, obj_table, esize, n,
				RTE_RING_QUEUE_FIXED, free_space);
	return bp_ring_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED,
			r->prod.sync_type == RTE_RING_SYNC_ST, free_space);
}

/*
 * Put one element into a ring; any number of threads at once. Returns 0, or
 * -ENOBUFS when the ring is full.
 */
static __rte_always_inline int
rte_ring_mp_enqueue_elem(struct rte_ring *r, void *obj, unsigned int esize)
{
	return rte_ring_mp_enqueue_bulk_elem(r, obj, esize, 1, NULL) != 0
			? 0
			: -ENOBUFS;
}

/*
 * As rte_ring_mp_enqueue_elem(), but one producer at a time.
 */
static __rte_always_inline int
rte_ring_sp_enqueue_elem(struct rte_ring *r, void *obj, unsigned int esize)
{
	return rte_ring_sp_enqueue_bulk_elem(r, obj, esize, 1, NULL) != 0
			? 0
			: -ENOBUFS;
}

/*
 * As rte_ring_mp_enqueue_elem(), but with the ring's own sync mode.
 */
static __rte_always_inline int
rte_ring_enqueue_elem(struct rte_ring *r, void *obj, unsigned int esize)
{
	return rte_ring_enqueue_bulk_elem(r, obj, esize, 1, NULL) != 0
			? 0
			: -ENOBUFS;
}

/*
 * As rte_ring_mp_enqueue_bulk_elem(), but as many as fit. Returns how many.
 */
static __rte_always_inline unsigned int
rte_ring_mp_enqueue_burst_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_VARIABLE,
			0, free_space);
}

/*
 * As rte_ring_sp_enqueue_bulk_elem(), but as many as fit. Returns how many.
 */
static __rte_always_inline unsigned int
rte_ring_sp_enqueue_burst_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_VARIABLE,
			1, free_space);
}

/*
 * As rte_ring_enqueue_bulk_elem(), but as many as fit. Returns how many.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_burst_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	if (unlikely(r->prod.sync_type > RTE_RING_SYNC_ST))
		return bp_ring_enqueue_mode(r, obj_table, esize, n,
				RTE_RING_QUEUE_VARIABLE, free_space);
	return bp_ring_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_VARIABLE,
			r->prod.sync_type == RTE_RING_SYNC_ST, free_space);
}

/*
 * Take n elements of esize bytes out of a ring; any number of threads at once.
 * All or none. *available, unless NULL, is how many are left. Returns n or 0.
 */
static __rte_always_inline unsigned int
rte_ring_mc_dequeue_bulk_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED, 0,
			available);
}

/*
 * As rte_ring_mc_dequeue_bulk_elem(), but one consumer at a time.
 */
static __rte_always_inline unsigned int
rte_ring_sc_dequeue_bulk_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED, 1,
			available);
}

/*
 * As rte_ring_mc_dequeue_bulk_elem(), but with the sync mode that the ring was
 * created with.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_bulk_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	if (unlikely(r->cons.sync_type > RTE_RING_SYNC_ST))
		return bp_ring_dequeue_mode(r, obj_table, esize, n,
				RTE_RING_QUEUE_FIXED, available);
	return bp_ring_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED,
			r->cons.sync_type == RTE_RING_SYNC_ST, available);
}

/*
 * Take one element out of a ring; any number of threads at once. Returns 0, or
 * -ENOENT when the ring is empty; *obj_p is then unchanged.
 */
static __rte_always_inline int
rte_ring_mc_dequeue_elem(struct rte_ring *r, void *obj_p, unsigned int esize)
{
	return rte_ring_mc_dequeue_bulk_elem(r, obj_p, esize, 1, NULL) != 0
			? 0
			: -ENOENT;
}

/*
 * As rte_ring_mc_dequeue_elem(), but one consumer at a time.
 */
static __rte_always_inline int
rte_ring_sc_dequeue_elem(struct rte_ring *r, void *obj_p, unsigned int esize)
{
	return rte_ring_sc_dequeue_bulk_elem(r, obj_p, esize, 1, NULL) != 0
			? 0
			: -ENOENT;
}

/*
 * As rte_ring_mc_dequeue_elem(), but with the ring's own sync mode.
 */
static __rte_always_inline int
rte_ring_dequeue_elem(struct rte_ring *r, void *obj_p, unsigned int esize)
{
	return rte_ring_dequeue_bulk_elem(r, obj_p, esize, 1, NULL) != 0
			? 0
			: -ENOENT;
}

/*
 * As rte_ring_mc_dequeue_bulk_elem(), but as many as there are. Returns how
 * many.
 */
static __rte_always_inline unsigned int
rte_ring_mc_dequeue_burst_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_VARIABLE,
			0, available);
}

/*
 * As rte_ring_sc_dequeue_bulk_elem(), but as many as there are. Returns how
 * many.
 */
static __rte_always_inline unsigned int
rte_ring_sc_dequeue_burst_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_VARIABLE,
			1, available);
}

/*
 * As rte_ring_dequeue_bulk_elem(), but as many as there are. Returns how many.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_burst_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	if (unlikely(r->cons.sync_type > RTE_RING_SYNC_ST))
		return bp_ring_dequeue_mode(r, obj_table, esize, n,
				RTE_RING_QUEUE_VARIABLE, available);
	return bp_ring_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_VARIABLE,
			r->cons.sync_type == RTE_RING_SYNC_ST, available);
}

#ifdef __cplusplus
}
#endif

#include <rte_ring.h>
#include <rte_ring_hts.h>
#include <rte_ring_peek.h>
#include <rte_ring_peek_zc.h>
#include <rte_ring_rts.h>

#endif
