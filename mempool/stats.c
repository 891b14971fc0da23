/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Adding statistics up. Each lcore counts in a slot of its own, and what
 * succeeds through a cache in the cache; nobody ever sets a counter back. Sums
 * taken while others get and put are of slightly different moments.
 */
#include "account.h"
#include "cache/cache.h"

#ifdef RTE_LIBRTE_MEMPOOL_STATS

static_assert(sizeof(struct rte_mempool_debug_stats) == 128,
		"part of the contract");
static_assert(offsetof(struct rte_mempool_debug_stats, get_fail_blks) == 88,
		"as above");
static_assert(offsetof(struct rte_mempool_cache, stats) == 16, "as above");
#if RTE_CACHE_LINE_SIZE == 64
static_assert(sizeof(struct rte_mempool) == 192 + (RTE_MAX_LCORE + 1) * 128,
		"as above");
static_assert(offsetof(struct rte_mempool, stats) == 192, "as above");
#endif

#define NOT_IN_CACHES SIZE_MAX

#define POOL_FIELD(field)                                                      \
	{                                                                      \
#field, offsetof(struct rte_mempool_debug_stats, field),       \
				NOT_IN_CACHES                                  \
	}
#define CACHE_FIELD(field)                                                     \
	{                                                                      \
#field, offsetof(struct rte_mempool_debug_stats, field),       \
				offsetof(struct rte_mempool_cache,             \
						stats.field)                   \
	}

struct field {
	const char *name;
	size_t offset;   /* in struct rte_mempool_debug_stats */
	size_t in_cache; /* in struct rte_mempool_cache */
};

/* In the order of the dump; those of blocks come last. */
static const struct field fields[] = {
		CACHE_FIELD(put_bulk),
		CACHE_FIELD(put_objs),
		POOL_FIELD(put_common_pool_bulk),
		POOL_FIELD(put_common_pool_objs),
		POOL_FIELD(get_common_pool_bulk),
		POOL_FIELD(get_common_pool_objs),
		CACHE_FIELD(get_success_bulk),
		CACHE_FIELD(get_success_objs),
		POOL_FIELD(get_fail_bulk),
		POOL_FIELD(get_fail_objs),
		POOL_FIELD(get_success_blks),
		POOL_FIELD(get_fail_blks),
};
#define BLOCK_FIELDS 2

/* Pairs with bp_mempool_count_own() and bp_mempool_count_shared(). */
static uint64_t
load(const void *base, size_t offset)
{
	const uint64_t *counter = RTE_PTR_ADD(base, offset);

	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

/* A field of all the pool's caches; users' own ones count for themselves. */
static uint64_t
sum_caches(const struct rte_mempool *mp, size_t offset)
{
	const struct mempool_thread_cache *tc;
	uint64_t sum = 0;
	unsigned int i;

	for (i = mempool_next_opened(mp, 0); i < RTE_MAX_LCORE;
			i = mempool_next_opened(mp, i + 1))
		sum += load(&mp->local_cache[i], offset);
	for (tc = mempool_threads_first(mp); tc != NULL; tc = tc->next)
		sum += load(&tc->cache, offset);
	return sum;
}

static uint64_t
sum_field(const struct rte_mempool *mp, const struct field *field)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(mp->stats); i++)
		sum += load(&mp->stats[i], field->offset);
	if (field->in_cache != NOT_IN_CACHES)
		sum += sum_caches(mp, field->in_cache);
	return sum;
}

void
mempool_stats_dump(FILE *f, const struct rte_mempool *mp)
{
	struct rte_mempool_info info = {0};
	unsigned int i, n = RTE_DIM(fields);

	if (rte_mempool_ops_get_info(mp, &info) < 0 ||
			info.contig_block_size == 0)
		n -= BLOCK_FIELDS;
	fprintf(f, "  stats:\n");
	for (i = 0; i < n; i++)
		fprintf(f, "    %s=%" PRIu64 "\n", fields[i].name,
				sum_field(mp, &fields[i]));
}

#else

#if RTE_CACHE_LINE_SIZE == 64
static_assert(sizeof(struct rte_mempool) == 192, "part of the contract");
#endif

void
mempool_stats_dump(FILE *f, const struct rte_mempool *mp)
{
	(void)mp;
	fprintf(f, "  no statistics available\n");
}

#endif
