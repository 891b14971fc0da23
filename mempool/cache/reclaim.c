/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking objects back from caches. Only its owner may touch a cache that is in
 * use, so an owner that is alive is asked: the size of its cache becomes 0,
 * the next put does not fit, and its way out of line gives everything back; so
 * does that of a get that misses before. A cache whose owner has ended is taken
 * at once. An lcore has ended when its id is free; no thread can get that id
 * while rte_lcore_iterate() runs its callback. Another thread's cache is taken
 * over by becoming its owner.
 */
#include <bufplane_lcore.h>
#include <bufplane_mempool_cache.h>

#include <rte_lcore.h>

#include "cache/cache.h"

struct reclaim {
	struct rte_mempool *mp;
	bool force;
	unsigned int n;
};

/* An empty cache may as well stay as it is. */
static void
ask(struct rte_mempool_cache *cache)
{
	if (__atomic_load_n(&cache->len, __ATOMIC_RELAXED) == 0)
		return;
	/* Pairs with bp_mempool_cache_hit_put() and get_size() of cache.c. */
	__atomic_store_n(&cache->size, 0, __ATOMIC_RELAXED);
}

/* Called with an lcore, so that ids neither come nor go; does all of them. */
static int
reclaim_lcores(unsigned int first, void *arg)
{
	struct reclaim *r = arg;
	unsigned int id;

	(void)first;
	for (id = mempool_next_opened(r->mp, 0); id < RTE_MAX_LCORE;
			id = mempool_next_opened(r->mp, id + 1)) {
		struct rte_mempool_cache *cache = &r->mp->local_cache[id];

		if (r->force || id == rte_lcore_id() || bp_lcore_id_free(id))
			r->n += mempool_cache_empty(r->mp, cache);
		else
			ask(cache);
	}
	return 1;
}

/* Take over the cache of a thread that has ended; false: another one did. */
static bool
take_over(struct mempool_thread_cache *tc, uint64_t owner, uint64_t self)
{
	/* Pairs with claim and release of thread_list.c. */
	return mempool_owner_ended(owner) &&
			__atomic_compare_exchange_n(&tc->owner, &owner, self,
					false, __ATOMIC_ACQUIRE,
					__ATOMIC_RELAXED);
}

static void
reclaim_thread(struct reclaim *r, struct mempool_thread_cache *tc,
		uint64_t self)
{
	uint64_t owner = __atomic_load_n(&tc->owner, __ATOMIC_RELAXED);

	if (owner == 0)
		return;
	if (take_over(tc, owner, self))
		r->n += mempool_threads_release(r->mp, tc);
	else if (r->force || owner == self)
		r->n += mempool_cache_empty(r->mp, &tc->cache);
	else
		ask(&tc->cache);
}

static unsigned int
reclaim(struct rte_mempool *mp, bool force)
{
	const uint64_t self = mempool_owner_self();
	struct reclaim r = {.mp = mp, .force = force};
	struct mempool_thread_cache *tc;

	/* A pool with checks has objects in no cache. */
	if (mp->cache_size == 0 || mempool_hidden(mp)->checks != 0)
		return 0;
	rte_lcore_iterate(reclaim_lcores, &r);
	for (tc = mempool_threads_first(mp); tc != NULL; tc = tc->next)
		reclaim_thread(&r, tc, self);
	return r.n;
}

BP_EXPORT
unsigned int
bp_mempool_reclaim(struct rte_mempool *mp)
{
	return reclaim(mp, false);
}

BP_EXPORT
unsigned int
bp_mempool_reclaim_force(struct rte_mempool *mp)
{
	return reclaim(mp, true);
}
