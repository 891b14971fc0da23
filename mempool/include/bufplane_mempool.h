/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the inline path of rte_mempool.h calls when a cache cannot serve it,
 * and the hit path itself. A cache whose size is 0 always misses, so that all
 * traffic of its pool passes through the calls declared here: a fresh cache
 * is set up by its first miss.
 */
#ifndef BUFPLANE_MEMPOOL_H
#define BUFPLANE_MEMPOOL_H

#include <bufplane_lcore.h>
#include <bufplane_mempool_core.h>
#include <bufplane_mempool_modes.h>

#include <rte_branch_prediction.h>
#include <rte_lcore.h>
#include <rte_memcpy.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Get n objects as rte_mempool_get_bulk(), any way but a cache hit. */
int bp_mempool_get_miss(
		struct rte_mempool *mp, void **obj_table, unsigned int n);

/* Put n objects as rte_mempool_put_bulk(), any way but a cache hit. */
void bp_mempool_put_miss(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);

/* As bp_mempool_get_miss(), but through the given cache; NULL: none. */
int bp_mempool_cache_get_miss(struct rte_mempool *mp, void **obj_table,
		unsigned int n, struct rte_mempool_cache *cache);

/* As bp_mempool_put_miss(), but through the given cache; NULL: none. */
void bp_mempool_cache_put_miss(struct rte_mempool *mp, void *const *obj_table,
		unsigned int n, struct rte_mempool_cache *cache);

/* Give all objects of a cache to its pool's handler; NULL: the caller's. */
void bp_mempool_cache_flush(
		struct rte_mempool *mp, struct rte_mempool_cache *cache);

/* Set up a cache if it is an lcore's and that is to be done. */
void bp_mempool_cache_open(
		struct rte_mempool *mp, struct rte_mempool_cache *cache);

/* The cache of the calling lcore; NULL: no lcore of its own, or no caches. */
static __rte_always_inline struct rte_mempool_cache *
bp_mempool_lcore_cache(const struct rte_mempool *mp)
{
	unsigned int lcore_id = rte_lcore_id();

	if (unlikely(lcore_id >= bp_lcore_own_ids || mp->local_cache == NULL))
		return NULL;
	return &mp->local_cache[lcore_id];
}

/*
 * Copy n pointers, each to the same place: what was stored as one vector is
 * loaded back as the same one. One index down to 0 keeps the loop short,
 * wherever it lies; the barrier keeps compilers from making it a call.
 */
static __rte_always_inline void
bp_mempool_copy(void **dst, void *const *src, unsigned int n)
{
	size_t i = n & ~3u;

	if (n & 1)
		dst[n - 1] = src[n - 1];
	if (n & 2)
		rte_mov16((uint8_t *)(dst + i), (const uint8_t *)(src + i));
	while (i != 0) {
		i -= 4;
		rte_mov32((uint8_t *)(dst + i), (const uint8_t *)(src + i));
		__asm__("" ::: "memory");
	}
}

/*
 * Take n objects from a cache. Returns where they lie until it is used again,
 * or NULL when it has too few. The store is atomic for the sake of those who
 * count a pool's objects meanwhile.
 */
static __rte_always_inline void *const *
bp_mempool_cache_take(struct rte_mempool_cache *cache, unsigned int n)
{
	uint32_t len = cache->len;

	if (unlikely(n > len))
		return NULL;
	len -= n;
	__atomic_store_n(&cache->len, len, __ATOMIC_RELAXED);
	RTE_MEMPOOL_CACHE_STAT_ADD(cache, get_success_bulk, 1);
	RTE_MEMPOOL_CACHE_STAT_ADD(cache, get_success_objs, n);
	return &cache->objs[len];
}

/* As bp_mempool_cache_take(), but copy them; 0 when it has too few. */
static __rte_always_inline int
bp_mempool_cache_hit_get(struct rte_mempool_cache *cache, void **obj_table,
		unsigned int n)
{
	void *const *objs = bp_mempool_cache_take(cache, n);

	if (unlikely(objs == NULL))
		return 0;
	bp_mempool_copy(obj_table, objs, n);
	return 1;
}

/* Add n objects to a cache; 0 when they do not fit. */
static __rte_always_inline int
bp_mempool_cache_hit_put(struct rte_mempool_cache *cache,
		void *const *obj_table, unsigned int n)
{
	size_t len = cache->len;

	/* Pairs with bp_mempool_reclaim(): 0 is a wish to be seen out of line.
	 */
	if (unlikely(len + n > __atomic_load_n(&cache->size, __ATOMIC_RELAXED)))
		return 0;
	RTE_MEMPOOL_CACHE_STAT_ADD(cache, put_bulk, 1);
	RTE_MEMPOOL_CACHE_STAT_ADD(cache, put_objs, n);
	bp_mempool_copy(&cache->objs[len], obj_table, n);
	/* Of a process that dies here, others take what len counts. */
	__atomic_signal_fence(__ATOMIC_RELEASE);
	__atomic_store_n(&cache->len, (uint32_t)(len + n), __ATOMIC_RELAXED);
	return 1;
}

#ifdef __cplusplus
}
#endif

#endif
