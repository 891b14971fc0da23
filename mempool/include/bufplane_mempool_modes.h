/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What two options of the build add to each get and put: statistics
 * (mempool_stats, RTE_LIBRTE_MEMPOOL_STATS) and cookies around the objects
 * (mempool_debug, RTE_LIBRTE_MEMPOOL_DEBUG). Without them the macros are
 * empty. Both change structures, so program and library must agree on them:
 * bufplane_mode.h sees to that.
 */
#ifndef BUFPLANE_MEMPOOL_MODES_H
#define BUFPLANE_MEMPOOL_MODES_H

#include <bufplane_mempool_core.h>

#include <rte_branch_prediction.h>
#include <rte_lcore.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Check the cookies of n objects and panic when one is wrong. free is what
 * happens to them: 0 they are put, 1 they were got, 2 nothing. Does nothing in
 * a build without cookies.
 */
void rte_mempool_check_cookies(const struct rte_mempool *mp,
		void *const *obj_table_const, unsigned int n, int free);

/* As rte_mempool_check_cookies(), for all objects of n blocks. */
void rte_mempool_contig_blocks_check_cookies(const struct rte_mempool *mp,
		void *const *first_obj_table_const, unsigned int n, int free);

#ifdef RTE_LIBRTE_MEMPOOL_DEBUG
#define RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table_const, n, free)                \
	rte_mempool_check_cookies(mp, obj_table_const, n, free)
#define RTE_MEMPOOL_CONTIG_BLOCKS_CHECK_COOKIES(                               \
		mp, first_obj_table_const, n, free)                            \
	rte_mempool_contig_blocks_check_cookies(                               \
			mp, first_obj_table_const, n, free)
#else
#define RTE_MEMPOOL_CHECK_COOKIES(mp, obj_table_const, n, free)                \
	do {                                                                   \
	} while (0)
#define RTE_MEMPOOL_CONTIG_BLOCKS_CHECK_COOKIES(                               \
		mp, first_obj_table_const, n, free)                            \
	do {                                                                   \
	} while (0)
#endif

#ifdef RTE_LIBRTE_MEMPOOL_STATS
/* Only the caller writes to it; pairs with the loads of mempool/stats.c. */
static __rte_always_inline void
bp_mempool_count_own(uint64_t *counter, uint64_t n)
{
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

/* Any thread may write to it; pairs as the one above. */
static __rte_always_inline void
bp_mempool_count_shared(uint64_t *counter, uint64_t n)
{
	__atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

/* counter is where it lies in struct rte_mempool_debug_stats. */
static __rte_always_inline void
bp_mempool_count(struct rte_mempool *mp, size_t counter, uint64_t n)
{
	unsigned int lcore_id = rte_lcore_id();
	unsigned int slot = RTE_MIN(lcore_id, (unsigned int)RTE_MAX_LCORE);
	uint64_t *at = (uint64_t *)((char *)&mp->stats[slot] + counter);

	if (likely(slot < RTE_MAX_LCORE))
		bp_mempool_count_own(at, n);
	else
		bp_mempool_count_shared(at, n);
}

#define RTE_MEMPOOL_STAT_ADD(mp, name, n)                                      \
	bp_mempool_count(mp, offsetof(struct rte_mempool_debug_stats, name), n)
#define RTE_MEMPOOL_CACHE_STAT_ADD(cache, name, n)                             \
	bp_mempool_count_own(&(cache)->stats.name, n)
#else
#define RTE_MEMPOOL_STAT_ADD(mp, name, n)                                      \
	do {                                                                   \
	} while (0)
#define RTE_MEMPOOL_CACHE_STAT_ADD(cache, name, n)                             \
	do {                                                                   \
	} while (0)
#endif

#ifdef __cplusplus
}
#endif

#endif
