/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens when a cache cannot serve a call. user.c has the caches that
 * users own, thread.c those of threads that are no lcores, reclaim.c takes
 * objects back from all but the former.
 *
 * Size means size: a cache that only these calls and the inline path touch
 * never holds more than size objects. A put that does not fit moves half of
 * the cache (more, if the put needs it) to the handler; a get that finds too
 * few brings what is missing and half a cache. Calls for more than size pass
 * the cache by. Objects are never lost: a get fails only if cache and handler
 * together have too few, and then leaves both as they were.
 *
 * A fresh lcore cache is zeroed memory that nobody has written to: its size
 * is 0, so its first call misses, comes here, and sets it up, if there is
 * memory behind it (slots.c). Size 0 with a flushthresh is a reclaim's wish,
 * met by the owner's next call that comes here. It may be made at any moment,
 * so each call reads the size once.
 */
#include "cache/cache.h"

#include "account.h"

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
	static unsigned int calls;
	unsigned int nth = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);

	/* A pool that is broken refuses all: ever fewer words about it. */
	if ((nth & (nth - 1)) != 0)
		return;
	MEMPOOL_LOG(CRIT,
			"%s: handler %s refused %u objects (%d): they are lost (such calls so far: %u)\n",
			mp->name, rte_mempool_get_ops(mp->ops_index)->name, n,
			rc, nth);
}

/* Give n objects to the handler; it may not refuse. */
static __rte_always_inline void
put_handler(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	int rc = rte_mempool_ops_enqueue_bulk(mp, obj_table, n);

	if (unlikely(rc != 0))
		log_lost(mp, n, rc);
}

/*
 * Pairs with ask() of reclaim.c; either size is right for what follows. Acquire
 * pairs with disable_cache() of user.c, where the flushthresh is 0 before.
 */
static __rte_always_inline uint32_t
get_size(const struct rte_mempool_cache *cache)
{
	return __atomic_load_n(&cache->size, __ATOMIC_ACQUIRE);
}

/*
 * Only the owner stores; atomic for those who count meanwhile. Of a process
 * that dies, others take what len counts (reclaim.c): an object is there before
 * it is counted, and not counted any more before somebody else may have it.
 */
static void
set_len(struct rte_mempool_cache *cache, uint32_t len)
{
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
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
		struct rte_mempool_cache *cache, uint32_t half)
{
	const uint32_t len = cache->len;
	const uint32_t missing = n - len;
	int rc;

	memcpy(obj_table, cache->objs, len * sizeof(void *));
	set_len(cache, 0);
	rc = rte_mempool_ops_dequeue_bulk(mp, cache->objs, missing + half);
	if (likely(rc == 0)) {
		memcpy(&obj_table[len], &cache->objs[half],
				missing * sizeof(void *));
		set_len(cache, half);
		return 0;
	}
	rc = rte_mempool_ops_dequeue_bulk(mp, &obj_table[len], missing);
	if (rc == 0)
		return 0;
	memcpy(cache->objs, obj_table, len * sizeof(void *));
	set_len(cache, len);
	return rc;
}

/* Whether a cache whose size is 0 had one, until a reclaim. */
static bool
asked_to_flush(const struct rte_mempool_cache *cache)
{
	return __atomic_load_n(&cache->flushthresh, __ATOMIC_RELAXED) != 0;
}

/* Set up a fresh cache of an lcore. */
static void
open_fresh(struct rte_mempool *mp, struct rte_mempool_cache *cache,
		size_t lcore_id)
{
	uint64_t *word = &mempool_hidden(mp)->opened[lcore_id / 64];

	__atomic_store_n(&cache->flushthresh,
			mempool_flushthresh(mp->cache_size), __ATOMIC_RELAXED);
	__atomic_store_n(&cache->size, mp->cache_size, __ATOMIC_RELAXED);
	/* Pairs with mempool_next_opened(). */
	__atomic_fetch_or(word, UINT64_C(1) << lcore_id % 64, __ATOMIC_RELEASE);
}

unsigned int
mempool_next_opened(const struct rte_mempool *mp, unsigned int lcore_id)
{
	const uint64_t *words = mempool_hidden(mp)->opened;
	uint64_t word;

	if (mp->cache_size == 0)
		return RTE_MAX_LCORE;
	while (lcore_id < RTE_MAX_LCORE) {
		/* Pairs with open_fresh(). */
		word = __atomic_load_n(&words[lcore_id / 64],
				       __ATOMIC_ACQUIRE) >>
				lcore_id % 64;
		if (word != 0)
			return lcore_id + (unsigned int)__builtin_ctzll(word);
		lcore_id = RTE_ALIGN_FLOOR(lcore_id, 64U) + 64;
	}
	return RTE_MAX_LCORE;
}

unsigned int
mempool_cache_empty(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	/* An exchange: of several who take an ended owner's place, one wins. */
	uint32_t len = __atomic_exchange_n(&cache->len, 0, __ATOMIC_ACQUIRE);

	if (len != 0)
		put_handler(mp, cache->objs, len);
	return len;
}

uint32_t
mempool_cache_reopen(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	if (asked_to_flush(cache))
		__atomic_store_n(
				&cache->size, mp->cache_size, __ATOMIC_RELAXED);
	else
		bp_mempool_cache_open(mp, cache);
	return get_size(cache);
}

/* Any thread may call it for an lcore's cache, if only to look at it. */
BP_EXPORT
void
bp_mempool_cache_open(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	const size_t lcore_id = (size_t)(cache - mp->local_cache);

	if (mp->local_cache == NULL || lcore_id >= RTE_MAX_LCORE ||
			get_size(cache) != 0)
		return;
	/* Each object of a pool with checks passes its handler. */
	if (mempool_hidden(mp)->checks != 0)
		return;
	if (!asked_to_flush(cache)) {
		if (mempool_slot_need(mp, lcore_id))
			open_fresh(mp, cache, lcore_id);
	} else if (lcore_id == rte_lcore_id()) {
		mempool_cache_empty(mp, cache);
		mempool_cache_reopen(mp, cache);
	}
}

/* The cache's size is 0: give back what a reclaim wants, if it is that. */
static bool
flush_if_asked(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	bool asked = asked_to_flush(cache);

	if (asked)
		mempool_cache_empty(mp, cache);
	return asked;
}

/*
 * Any get but a hit, through a cache. One that was asked to flush stays empty.
 */
static __rte_noinline int
get_cached(struct rte_mempool *mp, void **obj_table, unsigned int n,
		struct rte_mempool_cache *cache)
{
	uint32_t size = get_size(cache);
	bool asked = false;
	int rc;

	if (unlikely(size == 0)) {
		asked = flush_if_asked(mp, cache);
		size = mempool_cache_reopen(mp, cache);
	}
	if (unlikely(n > size))
		rc = get_large(mp, obj_table, n, cache);
	else
		rc = get_refill(mp, obj_table, n, cache, asked ? 0 : size / 2);
	return mempool_account_get(
			mp, size == 0 ? NULL : cache, obj_table, n, rc);
}

/* Any get without a cache. */
static int
get_uncached(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	int rc = rte_mempool_ops_dequeue_bulk(mp, obj_table, n);

	return mempool_account_get(mp, NULL, obj_table, n, rc);
}

/* Any put but a hit, through a cache. */
static __rte_noinline void
put_cached(struct rte_mempool *mp, void *const *obj_table, unsigned int n,
		struct rte_mempool_cache *cache)
{
	uint32_t size = get_size(cache);
	uint32_t len, drop;

	if (unlikely(size == 0)) {
		flush_if_asked(mp, cache);
		size = mempool_cache_reopen(mp, cache);
	}
	mempool_account_put(mp, size == 0 ? NULL : cache, n);
	len = cache->len;
	if (unlikely(n > size)) {
		put_handler(mp, obj_table, n);
		return;
	}
	if (likely(len + n > size)) {
		drop = RTE_MAX(size - size / 2, len + n - size);
		drop = RTE_MIN(drop, len);
		len -= drop;
		set_len(cache, len);
		put_handler(mp, &cache->objs[len], drop);
	}
	memcpy(&cache->objs[len], obj_table, n * sizeof(void *));
	set_len(cache, len + n);
}

/* Any put without a cache. */
static void
put_uncached(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	mempool_account_put(mp, NULL, n);
	put_handler(mp, obj_table, n);
}

/* The inline path has not tried the cache of a thread that is no lcore. */
static __rte_noinline int
get_no_lcore(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache = mempool_thread_cache(mp);

	if (cache == NULL)
		return get_uncached(mp, obj_table, n);
	if (likely(bp_mempool_cache_hit_get(cache, obj_table, n))) {
		RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table, n, 1);
		return 0;
	}
	return get_cached(mp, obj_table, n, cache);
}

/* As get_no_lcore(). */
static __rte_noinline void
put_no_lcore(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache = mempool_thread_cache(mp);

	if (cache == NULL)
		put_uncached(mp, obj_table, n);
	else if (unlikely(!bp_mempool_cache_hit_put(cache, obj_table, n)))
		put_cached(mp, obj_table, n, cache);
}

/* A pool without caches comes here each time: it goes first. */
BP_EXPORT
int
bp_mempool_get_miss(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache;

	if (mp->local_cache == NULL)
		return get_uncached(mp, obj_table, n);
	cache = bp_mempool_lcore_cache(mp);
	if (cache == NULL)
		return get_no_lcore(mp, obj_table, n);
	return get_cached(mp, obj_table, n, cache);
}

/* As bp_mempool_get_miss(). */
BP_EXPORT
void
bp_mempool_put_miss(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	struct rte_mempool_cache *cache;

	if (mp->local_cache == NULL) {
		put_uncached(mp, obj_table, n);
		return;
	}
	cache = bp_mempool_lcore_cache(mp);
	if (cache == NULL)
		put_no_lcore(mp, obj_table, n);
	else
		put_cached(mp, obj_table, n, cache);
}

BP_EXPORT
int
bp_mempool_cache_get_miss(struct rte_mempool *mp, void **obj_table,
		unsigned int n, struct rte_mempool_cache *cache)
{
	if (cache == NULL)
		return get_uncached(mp, obj_table, n);
	return get_cached(mp, obj_table, n, cache);
}

BP_EXPORT
void
bp_mempool_cache_put_miss(struct rte_mempool *mp, void *const *obj_table,
		unsigned int n, struct rte_mempool_cache *cache)
{
	if (cache == NULL)
		put_uncached(mp, obj_table, n);
	else
		put_cached(mp, obj_table, n, cache);
}

static void
flush(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	if (cache != NULL && cache->len != 0)
		mempool_cache_empty(mp, cache);
}

BP_EXPORT
void
bp_mempool_cache_flush(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	if (cache != NULL || mp->local_cache == NULL) {
		flush(mp, cache);
		return;
	}
	flush(mp, bp_mempool_lcore_cache(mp));
	/* An lcore may have a cache from the time before it was one. */
	flush(mp, mempool_thread_cache_find(mp));
}
