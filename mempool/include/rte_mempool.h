/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mempools: objects of one size that threads get and put without locks of
 * their own. Each lcore has a cache, unless cache_size is 0, and so has each
 * other thread that comes (bufplane_mempool_cache.h). Put an object back once
 * only, into the pool it came from. bufplane_mempool_core.h explains the types.
 */
#ifndef RTE_MEMPOOL_H
#define RTE_MEMPOOL_H

#include <bufplane_mempool.h>
#include <bufplane_mempool_core.h>
#include <bufplane_mempool_modes.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_config.h>
#include <rte_debug.h>
#include <rte_lcore.h>
#include <rte_memcpy.h>
#include <rte_mempool_trace_fp.h>
#include <rte_ring.h>
#include <rte_spinlock.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Bytes of a pool up to its private data, whatever the size cs of its caches,
 * which lie elsewhere.
 */
#define RTE_MEMPOOL_HEADER_SIZE(mp, cs) (sizeof(*(mp)) + 0 * sizeof(cs))

/* ------------------------------------------------------------------ pools */

/*
 * Create a pool of n objects of elt_size bytes and fill it. cache_size is at
 * most RTE_MEMPOOL_CACHE_MAX_SIZE and at most n / 1.5. mp_init, if any, sets
 * up the private data, then obj_init, if any, each object. flags are
 * RTE_MEMPOOL_F_*. Returns NULL with rte_errno set: EINVAL, ENAMETOOLONG (a
 * name has at most 25 characters), EEXIST, ENOMEM, ENOSPC.
 */
struct rte_mempool *rte_mempool_create(const char *name, unsigned int n,
		unsigned int elt_size, unsigned int cache_size,
		unsigned int private_data_size, rte_mempool_ctor_t *mp_init,
		void *mp_init_arg, rte_mempool_obj_cb_t *obj_init,
		void *obj_init_arg, int socket_id, unsigned int flags);

/* As rte_mempool_create(), but without memory for objects yet. */
struct rte_mempool *rte_mempool_create_empty(const char *name, unsigned int n,
		unsigned int elt_size, unsigned int cache_size,
		unsigned int private_data_size, int socket_id,
		unsigned int flags);

/* Free a pool and all its memory. Nobody may use it any more; NULL is fine. */
void rte_mempool_free(struct rte_mempool *mp);

/* The pool of that name, or NULL with rte_errno ENOENT. */
struct rte_mempool *rte_mempool_lookup(const char *name);

/* Call func for each pool, with the list locked; func may free its pool. */
void rte_mempool_walk(void (*func)(struct rte_mempool *, void *arg), void *arg);

/* --------------------------------------------------------- memory of pools */

/*
 * Cut objects from a chunk of len bytes at vaddr, which lies at iova for
 * devices (RTE_BAD_IOVA: nowhere). free_cb, if any, is called for the chunk
 * when the pool is freed. Returns how many objects were added (0: there was
 * no room for one, and the chunk is not used), -ENOSPC when the pool has all
 * its objects, -ENOMEM, or an error of the handler. A handler that refuses
 * some of the objects leaves the pool without any memory.
 */
int rte_mempool_populate_iova(struct rte_mempool *mp, char *vaddr,
		rte_iova_t iova, size_t len,
		rte_mempool_memchunk_free_cb_t *free_cb, void *opaque);

/*
 * As rte_mempool_populate_iova(), but finds out where the pages of pg_sz
 * bytes lie for devices, and makes a chunk of each contiguous run. When one
 * fails, the pool is left without any memory.
 */
int rte_mempool_populate_virt(struct rte_mempool *mp, char *addr, size_t len,
		size_t pg_sz, rte_mempool_memchunk_free_cb_t *free_cb,
		void *opaque);

/*
 * Fill an empty pool from memzones. Returns the number of objects, -EEXIST
 * when it has memory already, -ENOMEM, or an error of the handler.
 */
int rte_mempool_populate_default(struct rte_mempool *mp);

/*
 * Fill an empty pool from memory that the kernel maps for it. Returns the
 * number of objects, or 0 with rte_errno set: EINVAL when it has memory.
 */
int rte_mempool_populate_anon(struct rte_mempool *mp);

/*
 * How an object with elements of elt_size bytes is made up in a pool with
 * these flags; sz may be NULL. Returns its total size, 0 if it cannot be.
 */
uint32_t rte_mempool_calc_obj_size(uint32_t elt_size, uint32_t flags,
		struct rte_mempool_objsz *sz);

/* Call obj_cb for each object, or mem_cb for each chunk. Return how many. */
uint32_t rte_mempool_obj_iter(struct rte_mempool *mp,
		rte_mempool_obj_cb_t *obj_cb, void *obj_cb_arg);
uint32_t rte_mempool_mem_iter(struct rte_mempool *mp,
		rte_mempool_mem_cb_t *mem_cb, void *mem_cb_arg);

/* ---------------------------------------------------------------- handlers */

extern struct rte_mempool_ops_table rte_mempool_ops_table;

/*
 * Add a handler. Returns its index, the old one if the very same handler is
 * there, -EINVAL when a needed operation or the name is missing or the name
 * has no end, -EEXIST when another handler has that name, -ENOSPC.
 */
int rte_mempool_register_ops(const struct rte_mempool_ops *ops);

/* Register a handler when the program or a plug-in is loaded. */
#define RTE_MEMPOOL_REGISTER_OPS(ops)                                          \
	RTE_INIT(bp_mempool_register_##ops)                                    \
	{                                                                      \
		rte_mempool_register_ops(&(ops));                              \
	}

/*
 * Choose the handler of a pool that has no memory yet. Returns 0, -EEXIST
 * when it is too late, -EINVAL when there is no handler of that name.
 */
int rte_mempool_set_ops_byname(
		struct rte_mempool *mp, const char *name, void *pool_config);

/* Ask a pool's handler about itself; -ENOTSUP when it does not tell. */
int rte_mempool_ops_get_info(
		const struct rte_mempool *mp, struct rte_mempool_info *info);

static inline struct rte_mempool_ops *
rte_mempool_get_ops(int ops_index)
{
	return &rte_mempool_ops_table.ops[ops_index];
}

/* Get n objects from a pool's handler, past the caches. */
static inline int
rte_mempool_ops_dequeue_bulk(
		struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	int rc = rte_mempool_get_ops(mp->ops_index)->dequeue(mp, obj_table, n);

	if (rc == 0) {
		RTE_MEMPOOL_STAT_ADD(mp, get_common_pool_bulk, 1);
		RTE_MEMPOOL_STAT_ADD(mp, get_common_pool_objs, n);
	}
	return rc;
}

/* As rte_mempool_get_contig_blocks(), of a handler that has blocks. */
static inline int
rte_mempool_ops_dequeue_contig_blocks(
		struct rte_mempool *mp, void **first_obj_table, unsigned int n)
{
	return rte_mempool_get_ops(mp->ops_index)
			->dequeue_contig_blocks(mp, first_obj_table, n);
}

/* Give n objects to a pool's handler, past the caches. */
static inline int
rte_mempool_ops_enqueue_bulk(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	RTE_MEMPOOL_STAT_ADD(mp, put_common_pool_bulk, 1);
	RTE_MEMPOOL_STAT_ADD(mp, put_common_pool_objs, n);
	return rte_mempool_get_ops(mp->ops_index)->enqueue(mp, obj_table, n);
}

/* Objects lie at multiples of their total size, not only of a cache line. */
#define RTE_MEMPOOL_POPULATE_F_ALIGN_OBJ 0x0001

/* The operations of a handler that has none of its own; see their types. */
ssize_t rte_mempool_op_calc_mem_size_default(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t *min_chunk_size,
		size_t *align);
int rte_mempool_op_populate_default(struct rte_mempool *mp,
		unsigned int max_objs, void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg);

/* As the default one, but with chunk_reserve bytes more in each chunk. */
ssize_t rte_mempool_op_calc_mem_size_helper(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t chunk_reserve,
		size_t *min_chunk_size, size_t *align);

/* As the default one, but flags are RTE_MEMPOOL_POPULATE_F_*. */
int rte_mempool_op_populate_helper(struct rte_mempool *mp, unsigned int flags,
		unsigned int max_objs, void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg);

/* -------------------------------------------------------------- inspection */

/* Objects that can be got, caches included; exact while nobody uses mp. */
unsigned int rte_mempool_avail_count(const struct rte_mempool *mp);

/* Objects that are out; as exact as rte_mempool_avail_count(). */
unsigned int rte_mempool_in_use_count(const struct rte_mempool *mp);

/* 1 when all objects are in the pool, else 0. */
static inline int
rte_mempool_full(const struct rte_mempool *mp)
{
	return rte_mempool_avail_count(mp) == mp->size;
}

/* 1 when no object is in the pool, else 0. */
static inline int
rte_mempool_empty(const struct rte_mempool *mp)
{
	return rte_mempool_avail_count(mp) == 0;
}

/* Check a pool's caches and cookies; panic when something is broken. */
void rte_mempool_audit(struct rte_mempool *mp);

/* Print state and fill level of one pool, or of all, to a file. */
void rte_mempool_dump(FILE *f, struct rte_mempool *mp);
void rte_mempool_list_dump(FILE *f);

/*
 * Have func called when a pool gets ready or goes. Returns 0, or a negative
 * value with rte_errno set: EINVAL, EEXIST, ENOMEM, and ENOENT for one that
 * was not registered.
 */
__rte_internal int rte_mempool_event_callback_register(
		rte_mempool_event_callback *func, void *user_data);
__rte_internal int rte_mempool_event_callback_unregister(
		rte_mempool_event_callback *func, void *user_data);

/* The private data of a pool. */
static inline void *
rte_mempool_get_priv(struct rte_mempool *mp)
{
	return (char *)mp + RTE_MEMPOOL_HEADER_SIZE(mp, mp->cache_size);
}

/* ------------------------------------------------------------------ caches */

/*
 * Create a cache for one user, who passes it to the generic calls. Returns
 * NULL with rte_errno EINVAL (size is 0 or above the maximum) or ENOMEM.
 */
struct rte_mempool_cache *rte_mempool_cache_create(
		uint32_t size, int socket_id);

/* Free a cache; flush it first. NULL is fine. */
void rte_mempool_cache_free(struct rte_mempool_cache *cache);

/* The cache of an lcore; NULL when it has none. */
static __rte_always_inline struct rte_mempool_cache *
rte_mempool_default_cache(struct rte_mempool *mp, unsigned int lcore_id)
{
	struct rte_mempool_cache *cache;

	if (mp->cache_size == 0 || lcore_id >= bp_lcore_own_ids)
		return NULL;
	cache = &mp->local_cache[lcore_id];
	/* Pairs with bp_mempool_reclaim(). */
	if (unlikely(__atomic_load_n(&cache->size, __ATOMIC_RELAXED) == 0))
		bp_mempool_cache_open(mp, cache);
	return cache;
}

/* Give all objects of a cache to the pool; NULL: the caller's own cache. */
static inline void
rte_mempool_cache_flush(struct rte_mempool_cache *cache, struct rte_mempool *mp)
{
	bp_mempool_cache_flush(mp, cache);
}

/* ------------------------------------------------------------- get and put */

/* Put n objects through a cache; NULL: past all caches. */
static __rte_always_inline void
rte_mempool_generic_put(struct rte_mempool *mp, void *const *obj_table,
		unsigned int n, struct rte_mempool_cache *cache)
{
	RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table, n, 0);
	if (unlikely(cache == NULL ||
			    !bp_mempool_cache_hit_put(cache, obj_table, n)))
		bp_mempool_cache_put_miss(mp, obj_table, n, cache);
}

/* Put n objects, through the calling lcore's cache if it has one. */
static __rte_always_inline void
rte_mempool_put_bulk(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache = bp_mempool_lcore_cache(mp);

	RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table, n, 0);
	if (unlikely(cache == NULL ||
			    !bp_mempool_cache_hit_put(cache, obj_table, n)))
		bp_mempool_put_miss(mp, obj_table, n);
}

/* As rte_mempool_put_bulk(), for one object. */
static __rte_always_inline void
rte_mempool_put(struct rte_mempool *mp, void *obj)
{
	rte_mempool_put_bulk(mp, &obj, 1);
}

/*
 * Get n objects through a cache; NULL: past all caches. Returns 0, or -ENOBUFS
 * and no object when the pool has too few. Their order means nothing.
 */
static __rte_always_inline int
rte_mempool_generic_get(struct rte_mempool *mp, void **obj_table,
		unsigned int n, struct rte_mempool_cache *cache)
{
	if (likely(cache != NULL &&
			    bp_mempool_cache_hit_get(cache, obj_table, n))) {
		RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table, n, 1);
		return 0;
	}
	return bp_mempool_cache_get_miss(mp, obj_table, n, cache);
}

/*
 * Get n objects, through the calling lcore's cache if it has one. Returns as
 * rte_mempool_generic_get().
 */
static __rte_always_inline int
rte_mempool_get_bulk(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache = bp_mempool_lcore_cache(mp);

	if (likely(cache != NULL &&
			    bp_mempool_cache_hit_get(cache, obj_table, n))) {
		RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table, n, 1);
		return 0;
	}
	return bp_mempool_get_miss(mp, obj_table, n);
}

/* As rte_mempool_get_bulk(), for one object. */
static __rte_always_inline int
rte_mempool_get(struct rte_mempool *mp, void **obj_p)
{
	return rte_mempool_get_bulk(mp, obj_p, 1);
}

/*
 * Get n blocks of adjacent objects; first_obj_table receives the first object
 * of each, rte_mempool_ops_get_info() tells their length. Returns 0, -ENOBUFS,
 * or -ENOTSUP when the handler has no blocks.
 */
static __rte_always_inline int
rte_mempool_get_contig_blocks(
		struct rte_mempool *mp, void **first_obj_table, unsigned int n)
{
	struct rte_mempool_ops *ops = rte_mempool_get_ops(mp->ops_index);
	int rc;

	if (unlikely(ops->dequeue_contig_blocks == NULL))
		return -ENOTSUP;
	rc = rte_mempool_ops_dequeue_contig_blocks(mp, first_obj_table, n);
	if (rc == 0) {
		RTE_MEMPOOL_STAT_ADD(mp, get_success_bulk, 1);
		RTE_MEMPOOL_STAT_ADD(mp, get_success_blks, n);
		RTE_MEMPOOL_CONTIG_BLOCKS_CHECK_COOKIES(
				mp, first_obj_table, n, 1);
	} else {
		RTE_MEMPOOL_STAT_ADD(mp, get_fail_bulk, 1);
		RTE_MEMPOOL_STAT_ADD(mp, get_fail_blks, n);
	}
	return rc;
}

#ifdef __cplusplus
}
#endif

#endif
