/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which checks a pool gets, and passing to them what the handler "guard" and
 * the life of a pool tell. The guard looks at objects while AddressSanitizer
 * allows it: an object is poisoned last and unpoisoned first.
 */
#include "checks.h"

#include "guard/guard.h"

static bool
has(const struct rte_mempool *mp, unsigned int check)
{
	return (mempool_hidden(mp)->checks & check) != 0;
}

unsigned int
mempool_checks_wanted(bool asked, bool builtin)
{
	unsigned int checks = 0;

	if (asked || guard_everywhere())
		checks |= MEMPOOL_CHECK_GUARD;
	/* A handler from outside may keep links in free objects. */
	if (builtin && mempool_asan_on())
		checks |= MEMPOOL_CHECK_ASAN;
	return checks;
}

int
mempool_checks_start(struct rte_mempool *mp)
{
	mempool_user_caches_disable();
	return has(mp, MEMPOOL_CHECK_GUARD) ? guard_start(mp) : 0;
}

void
mempool_checks_stop(struct rte_mempool *mp)
{
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_stop(mp);
}

void
mempool_checks_add(struct rte_mempool *mp, void *obj)
{
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_add(mp, obj);
	if (has(mp, MEMPOOL_CHECK_ASAN))
		mempool_asan_add(mp, obj);
}

void
mempool_checks_added(struct rte_mempool *mp)
{
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_added(mp);
}

unsigned int
mempool_checks_put(struct rte_mempool *mp, void **good, void *const *obj_table,
		unsigned int n)
{
	if (has(mp, MEMPOOL_CHECK_GUARD))
		n = guard_put(mp, good, obj_table, n);
	else
		memcpy(good, obj_table, n * sizeof(*good));
	if (has(mp, MEMPOOL_CHECK_ASAN))
		mempool_asan_poison(mp, good, n);
	return n;
}

void
mempool_checks_get(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	if (has(mp, MEMPOOL_CHECK_ASAN))
		mempool_asan_unpoison(mp, obj_table, n);
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_get(mp, obj_table, n);
}

/* All objects of one block are out. */
static void
get_block(struct rte_mempool *mp, char *first, unsigned int n)
{
	const size_t step = mempool_total_size(mp);
	void *objs[CHECKS_BATCH];
	unsigned int batch, i;

	for (; n > 0; n -= batch) {
		batch = RTE_MIN(n, CHECKS_BATCH);
		for (i = 0; i < batch; i++, first += step)
			objs[i] = first;
		mempool_checks_get(mp, objs, batch);
	}
}

void
mempool_checks_get_blocks(
		struct rte_mempool *mp, void *const *first, unsigned int n)
{
	struct rte_mempool_info info = {0};
	unsigned int i;

	if (rte_mempool_ops_get_info(mp, &info) != 0)
		info.contig_block_size = 1;
	for (i = 0; i < n; i++)
		get_block(mp, first[i], info.contig_block_size);
}

void
mempool_checks_closing(struct rte_mempool *mp)
{
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_closing(mp);
}

void
mempool_checks_forget(struct rte_mempool *mp)
{
	const struct rte_mempool_memhdr *chunk;

	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_forget(mp);
	/* Not by objects: memory of the user's may be unmapped already. */
	STAILQ_FOREACH (chunk, &mp->mem_list, next)
		mempool_checks_unused(mp, chunk->addr, chunk->len);
}

void
mempool_checks_unused(
		const struct rte_mempool *mp, const void *addr, size_t len)
{
	if (has(mp, MEMPOOL_CHECK_ASAN))
		mempool_asan_clear(addr, len);
}

void
mempool_checks_audit(struct rte_mempool *mp)
{
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_audit(mp);
}

void
mempool_checks_open(struct rte_mempool *mp, struct mempool_visit *v, void *obj)
{
	if (has(mp, MEMPOOL_CHECK_ASAN))
		mempool_asan_enter(mp, v, obj);
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_open(mp, obj);
}

void
mempool_checks_close(struct rte_mempool *mp, struct mempool_visit *v, void *obj)
{
	if (has(mp, MEMPOOL_CHECK_GUARD))
		guard_close(mp, obj);
	if (has(mp, MEMPOOL_CHECK_ASAN))
		mempool_asan_leave(mp, v);
}
