/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens when a cache cannot serve a call, and caches that users own.
 *
 * Size means size: a cache that only these calls and the inline path touch
 * never holds more than size objects. A put that does not fit moves half of
 * the cache (more, if the put needs it) to the handler; a get that finds too
 * few brings what is missing and half a cache. Calls for more than size pass
 * the cache by. Objects are never lost: a get fails only if cache and handler
 * together have too few, and then leaves both as they were.
 *
 * A fresh lcore cache is zeroed memory that nobody has written to: its size
 * is 0, so its first call misses, comes here, and sets it up.
 */
#include <rte_errno.h>
#include <rte_malloc.h>

#include "mempool.h"

static_assert(sizeof(void *) != 8 || RTE_CACHE_LINE_SIZE != 64 ||
				sizeof(struct rte_mempool_cache) == 8256,
		"part of the contract");

uint32_t
mempool_flushthresh(uint32_t size)
{
	return size + size / 2;
}

static __rte_noinline __rte_cold void
log_lost(const struct rte_mempool *mp, unsigned int n, int rc)
{
	MEMPOOL_LOG(CRIT,
			"%s: handler %s refused %u objects (%d): they are lost\n",
			mp->name, rte_mempool_get_ops(mp->ops_index)->name, n,
			rc);
}

/* Give n objects to the handler; it may not refuse. */
static __rte_always_inline void
put_handler(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	int rc = rte_mempool_ops_enqueue_bulk(mp, obj_table, n);

	if (unlikely(rc != 0))
		log_lost(mp, n, rc);
}

/* Only the owner stores; atomic for those who count meanwhile. */
static void
set_len(struct rte_mempool_cache *cache, uint32_t len)
{
	__atomic_store_n(&cache->len, len, __ATOMIC_RELAXED);
}

/* A get of more than the cache may hold: take from it only if need be. */
static int
get_large(struct rte_mempool *mp, void **obj_table, unsigned int n,
		struct rte_mempool_cache *cache)
{
	uint32_t len = cache->len;
	int rc = rte_mempool_ops_dequeue_bulk(mp, obj_table, n);

	if (rc == 0 || len == 0)
		return rc;
	rc = rte_mempool_ops_dequeue_bulk(mp, obj_table, n - len);
	if (rc != 0)
		return rc;
	memcpy(&obj_table[n - len], cache->objs, len * sizeof(void *));
	set_len(cache, 0);
	return 0;
}

/*
 * A get of more than the cache holds. What it holds goes to the caller first,
 * which also keeps it safe: a handler that fails may have written to objs.
 */
static int
get_refill(struct rte_mempool *mp, void **obj_table, unsigned int n,
		struct rte_mempool_cache *cache)
{
	const uint32_t len = cache->len;
	const uint32_t missing = n - len;
	const uint32_t half = cache->size / 2;
	int rc;

	memcpy(obj_table, cache->objs, len * sizeof(void *));
	rc = rte_mempool_ops_dequeue_bulk(mp, cache->objs, missing + half);
	if (likely(rc == 0)) {
		memcpy(&obj_table[len], &cache->objs[half],
				missing * sizeof(void *));
		set_len(cache, half);
		return 0;
	}
	rc = rte_mempool_ops_dequeue_bulk(mp, &obj_table[len], missing);
	if (rc == 0) {
		set_len(cache, 0);
		return 0;
	}
	memcpy(cache->objs, obj_table, len * sizeof(void *));
	return rc;
}

BP_EXPORT
void
bp_mempool_cache_open(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	const size_t lcore_id = (size_t)(cache - mp->local_cache);
	uint64_t *word;

	if (mp->local_cache == NULL || lcore_id >= RTE_MAX_LCORE ||
			__atomic_load_n(&cache->size, __ATOMIC_RELAXED) != 0)
		return;
	word = &mempool_hidden(mp)->opened[lcore_id / 64];
	__atomic_store_n(&cache->flushthresh,
			mempool_flushthresh(mp->cache_size), __ATOMIC_RELAXED);
	__atomic_store_n(&cache->size, mp->cache_size, __ATOMIC_RELAXED);
	/* Pairs with next_opened() of mempool_inspect.c. */
	__atomic_fetch_or(word, UINT64_C(1) << lcore_id % 64, __ATOMIC_RELEASE);
}

/* Any get but a hit, through a cache. */
static __rte_noinline int
get_cached(struct rte_mempool *mp, void **obj_table, unsigned int n,
		struct rte_mempool_cache *cache)
{
	if (unlikely(cache->size == 0))
		bp_mempool_cache_open(mp, cache);
	if (unlikely(n > cache->size))
		return get_large(mp, obj_table, n, cache);
	return get_refill(mp, obj_table, n, cache);
}

/* Any put but a hit, through a cache. */
static __rte_noinline void
put_cached(struct rte_mempool *mp, void *const *obj_table, unsigned int n,
		struct rte_mempool_cache *cache)
{
	uint32_t len = cache->len;
	uint32_t size, drop;

	if (unlikely(cache->size == 0))
		bp_mempool_cache_open(mp, cache);
	size = cache->size;
	if (unlikely(n > size)) {
		put_handler(mp, obj_table, n);
		return;
	}
	if (likely(len + n > size)) {
		drop = RTE_MAX(size - size / 2, len + n - size);
		drop = RTE_MIN(drop, len);
		len -= drop;
		put_handler(mp, &cache->objs[len], drop);
	}
	memcpy(&cache->objs[len], obj_table, n * sizeof(void *));
	set_len(cache, len + n);
}

BP_EXPORT
int
bp_mempool_get_miss(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache = bp_mempool_lcore_cache(mp);

	if (cache == NULL)
		return rte_mempool_ops_dequeue_bulk(mp, obj_table, n);
	return get_cached(mp, obj_table, n, cache);
}

BP_EXPORT
void
bp_mempool_put_miss(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache = bp_mempool_lcore_cache(mp);

	if (cache == NULL)
		put_handler(mp, obj_table, n);
	else
		put_cached(mp, obj_table, n, cache);
}

BP_EXPORT
int
bp_mempool_cache_get_miss(struct rte_mempool *mp, void **obj_table,
		unsigned int n, struct rte_mempool_cache *cache)
{
	if (cache == NULL)
		return rte_mempool_ops_dequeue_bulk(mp, obj_table, n);
	return get_cached(mp, obj_table, n, cache);
}

BP_EXPORT
void
bp_mempool_cache_put_miss(struct rte_mempool *mp, void *const *obj_table,
		unsigned int n, struct rte_mempool_cache *cache)
{
	if (cache == NULL)
		put_handler(mp, obj_table, n);
	else
		put_cached(mp, obj_table, n, cache);
}

BP_EXPORT
void
bp_mempool_cache_flush(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	uint32_t len;

	if (cache == NULL)
		cache = bp_mempool_lcore_cache(mp);
	if (cache == NULL || cache->len == 0)
		return;
	len = cache->len;
	set_len(cache, 0);
	put_handler(mp, cache->objs, len);
}

BP_EXPORT
struct rte_mempool_cache *
rte_mempool_cache_create(uint32_t size, int socket_id)
{
	struct rte_mempool_cache *cache;

	if (size == 0 || size > RTE_MEMPOOL_CACHE_MAX_SIZE) {
		MEMPOOL_LOG(ERR, "cache of %u objects: must be 1 to %d\n", size,
				RTE_MEMPOOL_CACHE_MAX_SIZE);
		rte_errno = EINVAL;
		return NULL;
	}
	cache = rte_zmalloc_socket("MEMPOOL_CACHE", sizeof(*cache),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (cache == NULL) {
		MEMPOOL_LOG(ERR, "no memory for a cache of %u objects\n", size);
		rte_errno = ENOMEM;
		return NULL;
	}
	cache->size = size;
	cache->flushthresh = mempool_flushthresh(size);
	return cache;
}

BP_EXPORT
void
rte_mempool_cache_free(struct rte_mempool_cache *cache)
{
	rte_free(cache);
}
