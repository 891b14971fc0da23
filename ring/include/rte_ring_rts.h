/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The sync mode MT_RTS, relaxed tail: several threads a side, which do not wait
 * for each other's turn to hand over. It suits more threads than CPUs, where
 * the mode MT makes everybody wait for one that is not scheduled. A side of a
 * ring is used in the mode that the ring was created with, and in no other.
 */
#ifndef RTE_RING_RTS_H
#define RTE_RING_RTS_H

#include <rte_ring_rts_elem_pvt.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * As rte_ring_mp_enqueue_bulk_elem(), on a ring whose producers are of the mode
 * MT_RTS.
 */
static __rte_always_inline unsigned int
rte_ring_mp_rts_enqueue_bulk_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_rts_enqueue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED,
			free_space);
}

/*
 * As rte_ring_mp_enqueue_burst_elem(), on a ring whose producers are of the
 * mode MT_RTS.
 */
static __rte_always_inline unsigned int
rte_ring_mp_rts_enqueue_burst_elem(struct rte_ring *r, const void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *free_space)
{
	return bp_ring_rts_enqueue(r, obj_table, esize, n,
			RTE_RING_QUEUE_VARIABLE, free_space);
}

/*
 * As rte_ring_mc_dequeue_bulk_elem(), on a ring whose consumers are of the mode
 * MT_RTS.
 */
static __rte_always_inline unsigned int
rte_ring_mc_rts_dequeue_bulk_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_rts_dequeue(r, obj_table, esize, n, RTE_RING_QUEUE_FIXED,
			available);
}

/*
 * As rte_ring_mc_dequeue_burst_elem(), on a ring whose consumers are of the
 * mode MT_RTS.
 */
static __rte_always_inline unsigned int
rte_ring_mc_rts_dequeue_burst_elem(struct rte_ring *r, void *obj_table,
		unsigned int esize, unsigned int n, unsigned int *available)
{
	return bp_ring_rts_dequeue(r, obj_table, esize, n,
			RTE_RING_QUEUE_VARIABLE, available);
}

/*
 * As rte_ring_mp_rts_enqueue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mp_rts_enqueue_bulk(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_mp_rts_enqueue_bulk_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_mp_rts_enqueue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mp_rts_enqueue_burst(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_mp_rts_enqueue_burst_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_mc_rts_dequeue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mc_rts_dequeue_bulk(struct rte_ring *r, void **obj_table,
		unsigned int n, unsigned int *available)
{
	return rte_ring_mc_rts_dequeue_bulk_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * As rte_ring_mc_rts_dequeue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mc_rts_dequeue_burst(struct rte_ring *r, void **obj_table,
		unsigned int n, unsigned int *available)
{
	return rte_ring_mc_rts_dequeue_burst_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * By how many positions the head of the producers may lead their tail before
 * more claims wait, or UINT32_MAX when they are not MT_RTS. An eighth of the
 * capacity at first.
 */
static inline uint32_t
rte_ring_get_prod_htd_max(const struct rte_ring *r)
{
	return r->prod.sync_type == RTE_RING_SYNC_MT_RTS ? r->rts_prod.htd_max
							 : UINT32_MAX;
}

/*
 * Set that limit; nobody may use the ring meanwhile. Returns 0, or -ENOTSUP
 * when the producers are not MT_RTS.
 */
static inline int
rte_ring_set_prod_htd_max(struct rte_ring *r, uint32_t v)
{
	if (r->prod.sync_type != RTE_RING_SYNC_MT_RTS)
		return -ENOTSUP;
	r->rts_prod.htd_max = v;
	return 0;
}

/* As rte_ring_get_prod_htd_max(), for the consumers. */
static inline uint32_t
rte_ring_get_cons_htd_max(const struct rte_ring *r)
{
	return r->cons.sync_type == RTE_RING_SYNC_MT_RTS ? r->rts_cons.htd_max
							 : UINT32_MAX;
}

/* As rte_ring_set_prod_htd_max(), for the consumers. */
static inline int
rte_ring_set_cons_htd_max(struct rte_ring *r, uint32_t v)
{
	if (r->cons.sync_type != RTE_RING_SYNC_MT_RTS)
		return -ENOTSUP;
	r->rts_cons.htd_max = v;
	return 0;
}

#ifdef __cplusplus
}
#endif

#endif
