/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings of pointers: first in, first out, of fixed size, without locks, for
 * any number of producers and consumers. A ring lies in a memzone of its own
 * and is found by its name, or in memory of the caller's. rte_ring_elem.h
 * explains the variants of each call and has them for other element sizes.
 */
#ifndef RTE_RING_H
#define RTE_RING_H

#include <rte_ring_core.h>
#include <rte_ring_elem.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Bytes that a ring of count pointers takes, header included. -EINVAL: count
 * is no power of two or above RTE_RING_SZ_MASK.
 */
ssize_t rte_ring_get_memsize(unsigned int count);

/*
 * Make an empty ring of the caller's memory: rte_ring_get_memsize(count)
 * bytes, aligned to a cache line; with RING_F_EXACT_SZ, count is rounded up
 * to a power of two above it first. Such a ring has no memzone and cannot be
 * looked up. Returns 0, -EINVAL for flags that are unknown or contradict each
 * other, or for a bad count, or -ENAMETOOLONG.
 */
int rte_ring_init(struct rte_ring *r, const char *name, unsigned int count,
		unsigned int flags);

/*
 * Create a ring that holds count - 1 pointers, count being a power of two, or
 * with RING_F_EXACT_SZ exactly count, on a NUMA node or SOCKET_ID_ANY. flags
 * are RING_F_*. Not for time-critical code. Returns NULL with rte_errno set:
 * EINVAL as rte_ring_init(), EEXIST, ENAMETOOLONG, ENOMEM, ENOSPC.
 */
struct rte_ring *rte_ring_create(const char *name, unsigned int count,
		int socket_id, unsigned int flags);

/* Free a ring of rte_ring_create(). Nobody may use it any more; NULL is fine.
 */
void rte_ring_free(struct rte_ring *r);

/* The ring of that name, or NULL with rte_errno ENOENT. */
struct rte_ring *rte_ring_lookup(const char *name);

/* Forget what the ring holds. Nobody else may use it meanwhile. */
void rte_ring_reset(struct rte_ring *r);

/* Print state and fill level of one ring, or of all, to a file. */
void rte_ring_dump(FILE *f, const struct rte_ring *r);
void rte_ring_list_dump(FILE *f);

/*
 * How many elements a ring holds. Exact only while nobody else uses the ring;
 * otherwise a value between 0 and the capacity.
 */
static inline unsigned int
rte_ring_count(const struct rte_ring *r)
{
	/* In this order the difference is not negative; see I1. */
	uint32_t tail = __atomic_load_n(&r->cons.tail, __ATOMIC_ACQUIRE);
	uint32_t n = __atomic_load_n(&r->prod.tail, __ATOMIC_RELAXED) - tail;

	return n > r->capacity ? r->capacity : n;
}

/* How many more elements fit; as exact as rte_ring_count(). */
static inline unsigned int
rte_ring_free_count(const struct rte_ring *r)
{
	return r->capacity - rte_ring_count(r);
}

/* 1 when no element fits any more, else 0. */
static inline int
rte_ring_full(const struct rte_ring *r)
{
	return rte_ring_free_count(r) == 0;
}

/* 1 when the ring holds nothing, else 0. */
static inline int
rte_ring_empty(const struct rte_ring *r)
{
	return rte_ring_count(r) == 0;
}

/* How many slots a ring has: a power of two, not all of them usable. */
static inline unsigned int
rte_ring_get_size(const struct rte_ring *r)
{
	return r->size;
}

/* How many elements a ring can hold. */
static inline unsigned int
rte_ring_get_capacity(const struct rte_ring *r)
{
	return r->capacity;
}

/* How the producers of a ring are kept apart. */
static inline enum rte_ring_sync_type
rte_ring_get_prod_sync_type(const struct rte_ring *r)
{
	return r->prod.sync_type;
}

/* 1 when one producer at a time may use the ring, else 0. */
static inline int
rte_ring_is_prod_single(const struct rte_ring *r)
{
	return rte_ring_get_prod_sync_type(r) == RTE_RING_SYNC_ST;
}

/* How the consumers of a ring are kept apart. */
static inline enum rte_ring_sync_type
rte_ring_get_cons_sync_type(const struct rte_ring *r)
{
	return r->cons.sync_type;
}

/* 1 when one consumer at a time may use the ring, else 0. */
static inline int
rte_ring_is_cons_single(const struct rte_ring *r)
{
	return rte_ring_get_cons_sync_type(r) == RTE_RING_SYNC_ST;
}

/*
 * As rte_ring_mp_enqueue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mp_enqueue_bulk(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_mp_enqueue_bulk_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_sp_enqueue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_sp_enqueue_bulk(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_sp_enqueue_bulk_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_enqueue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_bulk(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_enqueue_bulk_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_mp_enqueue_elem(), for a pointer.
 */
static __rte_always_inline int
rte_ring_mp_enqueue(struct rte_ring *r, void *obj)
{
	return rte_ring_mp_enqueue_elem(r, &obj, sizeof(void *));
}

/*
 * As rte_ring_sp_enqueue_elem(), for a pointer.
 */
static __rte_always_inline int
rte_ring_sp_enqueue(struct rte_ring *r, void *obj)
{
	return rte_ring_sp_enqueue_elem(r, &obj, sizeof(void *));
}

/*
 * As rte_ring_enqueue_elem(), for a pointer.
 */
static __rte_always_inline int
rte_ring_enqueue(struct rte_ring *r, void *obj)
{
	return rte_ring_enqueue_elem(r, &obj, sizeof(void *));
}

/*
 * As rte_ring_mp_enqueue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mp_enqueue_burst(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_mp_enqueue_burst_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_sp_enqueue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_sp_enqueue_burst(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_sp_enqueue_burst_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_enqueue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_enqueue_burst(struct rte_ring *r, void *const *obj_table,
		unsigned int n, unsigned int *free_space)
{
	return rte_ring_enqueue_burst_elem(
			r, obj_table, sizeof(void *), n, free_space);
}

/*
 * As rte_ring_mc_dequeue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mc_dequeue_bulk(struct rte_ring *r, void **obj_table, unsigned int n,
		unsigned int *available)
{
	return rte_ring_mc_dequeue_bulk_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * As rte_ring_sc_dequeue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_sc_dequeue_bulk(struct rte_ring *r, void **obj_table, unsigned int n,
		unsigned int *available)
{
	return rte_ring_sc_dequeue_bulk_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * As rte_ring_dequeue_bulk_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_bulk(struct rte_ring *r, void **obj_table, unsigned int n,
		unsigned int *available)
{
	return rte_ring_dequeue_bulk_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * As rte_ring_mc_dequeue_elem(), for a pointer.
 */
static __rte_always_inline int
rte_ring_mc_dequeue(struct rte_ring *r, void **obj_p)
{
	return rte_ring_mc_dequeue_elem(r, obj_p, sizeof(void *));
}

/*
 * As rte_ring_sc_dequeue_elem(), for a pointer.
 */
static __rte_always_inline int
rte_ring_sc_dequeue(struct rte_ring *r, void **obj_p)
{
	return rte_ring_sc_dequeue_elem(r, obj_p, sizeof(void *));
}

/*
 * As rte_ring_dequeue_elem(), for a pointer.
 */
static __rte_always_inline int
rte_ring_dequeue(struct rte_ring *r, void **obj_p)
{
	return rte_ring_dequeue_elem(r, obj_p, sizeof(void *));
}

/*
 * As rte_ring_mc_dequeue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_mc_dequeue_burst(struct rte_ring *r, void **obj_table, unsigned int n,
		unsigned int *available)
{
	return rte_ring_mc_dequeue_burst_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * As rte_ring_sc_dequeue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_sc_dequeue_burst(struct rte_ring *r, void **obj_table, unsigned int n,
		unsigned int *available)
{
	return rte_ring_sc_dequeue_burst_elem(
			r, obj_table, sizeof(void *), n, available);
}

/*
 * As rte_ring_dequeue_burst_elem(), for pointers.
 */
static __rte_always_inline unsigned int
rte_ring_dequeue_burst(struct rte_ring *r, void **obj_table, unsigned int n,
		unsigned int *available)
{
	return rte_ring_dequeue_burst_elem(
			r, obj_table, sizeof(void *), n, available);
}

#ifdef __cplusplus
}
#endif

#endif
