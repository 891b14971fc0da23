/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Statistics and cookies (bufplane_mempool_modes.h) inside the layer: what a
 * get or a put that was no hit is counted as, and the calls to stats.c and
 * cookies.c. Without these options of the build, nothing of it is left.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "mempool.h"

/* Bytes behind each object at least. */
#ifdef RTE_LIBRTE_MEMPOOL_DEBUG
#define MEMPOOL_TRAILER_SIZE sizeof(struct rte_mempool_objtlr)
#else
#define MEMPOOL_TRAILER_SIZE 0
#endif

/*
 * A get of n objects came to rc, which is returned. cache is the one that it
 * went through; NULL: none, or one that was never set up.
 */
static inline int
mempool_account_get(struct rte_mempool *mp, struct rte_mempool_cache *cache,
		void *const *obj_table, unsigned int n, int rc)
{
	if (unlikely(rc != 0)) {
		RTE_MEMPOOL_STAT_ADD(mp, get_fail_bulk, 1);
		RTE_MEMPOOL_STAT_ADD(mp, get_fail_objs, n);
		return rc;
	}
	RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table, n, 1);
	if (cache != NULL) {
		RTE_MEMPOOL_CACHE_STAT_ADD(cache, get_success_bulk, 1);
		RTE_MEMPOOL_CACHE_STAT_ADD(cache, get_success_objs, n);
	} else {
		RTE_MEMPOOL_STAT_ADD(mp, get_success_bulk, 1);
		RTE_MEMPOOL_STAT_ADD(mp, get_success_objs, n);
	}
	return 0;
}

/* n objects are put, with the same cache. */
static inline void
mempool_account_put(struct rte_mempool *mp, struct rte_mempool_cache *cache,
		unsigned int n)
{
	if (cache != NULL) {
		RTE_MEMPOOL_CACHE_STAT_ADD(cache, put_bulk, 1);
		RTE_MEMPOOL_CACHE_STAT_ADD(cache, put_objs, n);
	} else {
		RTE_MEMPOOL_STAT_ADD(mp, put_bulk, 1);
		RTE_MEMPOOL_STAT_ADD(mp, put_objs, n);
	}
}

/* stats.c: print the sums, or that there are none. */
void mempool_stats_dump(FILE *f, const struct rte_mempool *mp);

/* cookies.c: a new object, whose header names the pool, is free. */
void mempool_cookies_set(void *obj);
/* Panic when an object of the pool, free or not, has a wrong cookie. */
void mempool_cookies_audit(const struct rte_mempool *mp);

#endif
