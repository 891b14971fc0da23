/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many objects a pool needs. The bound is exact: with one object less
 * there is a state in which a get fails although everybody keeps to what was
 * said. It rests on the promise of cache.c that a get fails only if its cache
 * and the handler together have too few.
 */
#include <bufplane_mempool_cache.h>

#include <rte_errno.h>

#include "cache/cache.h"

/* No sum of these products, each below 2^64, may wrap. */
static bool
add_product(uint64_t *sum, uint64_t a, uint64_t b)
{
	uint64_t product;

	return !__builtin_mul_overflow(a, b, &product) &&
			!__builtin_add_overflow(*sum, product, sum);
}

/* The objects that a demand comes to; false: more than can be counted. */
static bool
add_up(const struct bp_mempool_demand *d, uint64_t *sum)
{
	const uint64_t users = (uint64_t)d->lcores + d->threads;
	const uint64_t others = users == 0 ? 0 : users - 1;

	*sum = d->extra;
	return add_product(sum, d->rx_queues, d->rx_desc) &&
			add_product(sum, d->tx_queues, d->tx_desc) &&
			add_product(sum, users, d->burst) &&
			add_product(sum, others, d->cache_size);
}

BP_EXPORT
int
bp_mempool_objects_needed(
		const struct bp_mempool_demand *demand, unsigned int *n)
{
	uint64_t sum;

	if (demand->cache_size > RTE_MEMPOOL_CACHE_MAX_SIZE) {
		MEMPOOL_LOG(ERR, "cache size %u: must be at most %d\n",
				demand->cache_size, RTE_MEMPOOL_CACHE_MAX_SIZE);
		return -EINVAL;
	}
	if (!add_up(demand, &sum) || sum > UINT32_MAX) {
		MEMPOOL_LOG(ERR,
				"%u lcores and %u threads with bursts of %u, %u * %u and %u * %u descriptors and %u more need more than the %u objects that a pool can have\n",
				demand->lcores, demand->threads, demand->burst,
				demand->rx_queues, demand->rx_desc,
				demand->tx_queues, demand->tx_desc,
				demand->extra, UINT32_MAX);
		return -EOVERFLOW;
	}
	sum = RTE_MAX(sum, mempool_flushthresh(demand->cache_size));
	if (sum == 0) {
		MEMPOOL_LOG(ERR,
				"a pool for nobody: lcores or threads with a burst, queues, or extra must be above 0\n");
		return -EINVAL;
	}
	*n = (unsigned int)sum;
	return 0;
}
