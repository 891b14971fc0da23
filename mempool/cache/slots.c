/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of the lcores' caches, a slot each. It is lazy memory, in which a
 * slot costs nothing until its lcore comes; where there is none it lies behind
 * the pool's hidden block. An lcore's slot is there before its cache is set up,
 * so that the inline path, which does not touch closed caches but to see that
 * they are closed, never waits for memory.
 */
#include <bufplane_lazy.h>

#include <rte_errno.h>

#include "cache/cache.h"

#define SLOTS_SIZE (RTE_MAX_LCORE * sizeof(struct rte_mempool_cache))

void *
mempool_slots_alloc(void)
{
	return bp_lazy_alloc(SLOTS_SIZE);
}

void
mempool_slots_free(void *slots)
{
	bp_lazy_free(slots, SLOTS_SIZE);
}

size_t
mempool_slots_reserve(size_t *size)
{
	const size_t offset = RTE_ALIGN_CEIL(*size, (size_t)RTE_MEMPOOL_ALIGN);

	*size = offset + SLOTS_SIZE;
	return offset;
}

/* As much as calls may touch of a cache of the pool's size. */
static size_t
slot_len(const struct rte_mempool *mp)
{
	return offsetof(struct rte_mempool_cache, objs) +
			mempool_flushthresh(mp->cache_size) * sizeof(void *);
}

/* Once for each lcore: a call to the system at each miss would cost more. */
static void
refuse(struct rte_mempool *mp, size_t lcore_id, int rc)
{
	uint64_t *word = &mempool_hidden(mp)->refused[lcore_id / 64];
	const uint64_t bit = UINT64_C(1) << lcore_id % 64;

	if ((__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit) == 0)
		MEMPOOL_LOG(WARNING,
				"%s: no memory for the cache of lcore %zu (%s): it does without\n",
				mp->name, lcore_id, rte_strerror(-rc));
}

bool
mempool_slot_need(struct rte_mempool *mp, size_t lcore_id)
{
	const struct mempool_hidden *hidden = mempool_hidden(mp);
	const uint64_t refused = __atomic_load_n(
			&hidden->refused[lcore_id / 64], __ATOMIC_RELAXED);
	int rc;

	if (!hidden->lazy)
		return true;
	if ((refused >> lcore_id % 64 & 1) != 0)
		return false;
	rc = bp_lazy_fault(&mp->local_cache[lcore_id], slot_len(mp));
	if (rc < 0)
		refuse(mp, lcore_id, rc);
	return rc == 0;
}
