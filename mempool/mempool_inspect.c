/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looking at pools: counts, audits, dumps. Nothing here changes a pool, and
 * caches that no lcore has used are not even read. Counts taken while others
 * get and put are sums of figures of slightly different moments.
 */
#include <bufplane_mempool_view.h>

#include <rte_debug.h>
#include <rte_string_fns.h>

#include "account.h"
#include "cache/cache.h"

static unsigned int
cache_len(const struct rte_mempool_cache *cache)
{
	/* Pairs with the owner's stores, of which any recent one will do. */
	return __atomic_load_n(&cache->len, __ATOMIC_RELAXED);
}

static void
each_thread_cache(const struct rte_mempool *mp, mempool_cache_fn *fn, void *arg)
{
	const struct mempool_thread_cache *tc;

	for (tc = mempool_threads_first(mp); tc != NULL; tc = tc->next) {
		const uint64_t owner =
				__atomic_load_n(&tc->owner, __ATOMIC_RELAXED);
		const struct bp_mempool_view_cache cache = {
				.is_thread = true,
				.id = mempool_owner_tid(owner),
				.size = mp->cache_size,
				.len = cache_len(&tc->cache),
		};

		if (owner != 0)
			fn(arg, &cache);
	}
}

void
mempool_each_cache(
		const struct rte_mempool *mp, mempool_cache_fn *fn, void *arg)
{
	unsigned int lcore_id;

	for (lcore_id = mempool_next_opened(mp, 0); lcore_id < RTE_MAX_LCORE;
			lcore_id = mempool_next_opened(mp, lcore_id + 1)) {
		const struct bp_mempool_view_cache cache = {
				.id = lcore_id,
				.size = mp->cache_size,
				.len = cache_len(&mp->local_cache[lcore_id]),
		};

		fn(arg, &cache);
	}
	each_thread_cache(mp, fn, arg);
}

unsigned int
mempool_handler_count(const struct rte_mempool *mp)
{
	if ((mp->flags & RTE_MEMPOOL_F_POOL_CREATED) == 0)
		return 0;
	return rte_mempool_get_ops(mp->ops_index)->get_count(mp);
}

static void
add_len(void *arg, const struct bp_mempool_view_cache *cache)
{
	*(unsigned int *)arg += cache->len;
}

BP_EXPORT
unsigned int
rte_mempool_avail_count(const struct rte_mempool *mp)
{
	unsigned int n = mempool_handler_count(mp);

	mempool_each_cache(mp, add_len, &n);
	/* Objects on the move may have been seen twice. */
	return RTE_MIN(n, mp->size);
}

BP_EXPORT
unsigned int
rte_mempool_in_use_count(const struct rte_mempool *mp)
{
	return mp->size - rte_mempool_avail_count(mp);
}

static void
check_len(void *arg, const struct bp_mempool_view_cache *cache)
{
	if (cache->len > mempool_flushthresh(cache->size))
		*(bool *)arg = false;
}

static bool
check_caches(const struct rte_mempool *mp, const char **reason)
{
	bool ok = true;

	mempool_each_cache(mp, check_len, &ok);
	if (!ok)
		*reason = "a cache holds more than it may";
	return ok;
}

/* Whether an object, header and trailer included, lies in a chunk of mp. */
static bool
in_chunk(const struct rte_mempool *mp, const struct rte_mempool_objhdr *hdr)
{
	const uintptr_t begin = (uintptr_t)(hdr + 1) - mp->header_size;
	const struct rte_mempool_memhdr *chunk = mempool_chunk_at(mp, begin);

	return chunk != NULL &&
			(uintptr_t)chunk->addr + chunk->len - begin >=
			mempool_total_size(mp);
}

static bool
check_objects(const struct rte_mempool *mp, const char **reason)
{
	const struct rte_mempool_objhdr *hdr;
	uint32_t n = 0;

	STAILQ_FOREACH (hdr, &mp->elt_list, next) {
		if (++n > mp->populated_size) {
			*reason = "more objects are listed than were added";
			return false;
		}
		if (hdr->mp != mp) {
			*reason = "an object's header names another pool";
			return false;
		}
		if (!in_chunk(mp, hdr)) {
			*reason = "an object lies outside the pool's memory";
			return false;
		}
	}
	if (n != mp->populated_size)
		*reason = "fewer objects are listed than were added";
	return n == mp->populated_size;
}

static bool
check_chunks(const struct rte_mempool *mp, const char **reason)
{
	const struct rte_mempool_memhdr *chunk;
	uint32_t n = 0;

	STAILQ_FOREACH (chunk, &mp->mem_list, next) {
		if (++n > mp->nb_mem_chunks || chunk->mp != mp)
			break;
	}
	if (chunk != NULL || n != mp->nb_mem_chunks)
		*reason = "the list of chunks is broken";
	return chunk == NULL && n == mp->nb_mem_chunks;
}

bool
mempool_check(const struct rte_mempool *mp, const char **reason)
{
	if (memchr(mp->name, '\0', sizeof(mp->name)) == NULL)
		*reason = "name has no end";
	else if (mp->ops_index < 0 ||
			(uint32_t)mp->ops_index >=
					rte_mempool_ops_table.num_ops ||
			rte_mempool_get_ops(mp->ops_index)->enqueue == NULL)
		*reason = "no handler has its index";
	else if (mp->populated_size > mp->size)
		*reason = "more objects were added than it may have";
	else if (mempool_handler_count(mp) > mp->populated_size)
		*reason = "the handler has more objects than were added";
	else
		return check_chunks(mp, reason) && check_objects(mp, reason) &&
				check_caches(mp, reason);
	return false;
}

BP_EXPORT
void
rte_mempool_audit(struct rte_mempool *mp)
{
	const char *reason;

	if (!check_caches(mp, &reason))
		rte_panic("MEMPOOL: %s: %s\n", mp->name, reason);
	mempool_cookies_audit(mp);
	mempool_checks_audit(mp);
}

static void
dump_cache(void *arg, const struct bp_mempool_view_cache *cache)
{
	fprintf(arg, "    %scache_count[%u]=%u\n",
			cache->is_thread ? "thread_" : "", cache->id,
			cache->len);
}

/* Print the caches; returns how many objects they hold. */
static unsigned int
dump_caches(FILE *f, const struct rte_mempool *mp)
{
	unsigned int total = 0;

	fprintf(f, "  internal cache infos:\n");
	fprintf(f, "    cache_size=%" PRIu32 "\n", mp->cache_size);
	mempool_each_cache(mp, dump_cache, f);
	mempool_each_cache(mp, add_len, &total);
	if (mp->cache_size != 0)
		fprintf(f, "    total_cache_count=%u\n", total);
	return total;
}

/* Bytes of memory that the chunks have. */
static size_t
memory_size(const struct rte_mempool *mp)
{
	const struct rte_mempool_memhdr *chunk;
	size_t size = 0;

	STAILQ_FOREACH (chunk, &mp->mem_list, next)
		size += chunk->len;
	return size;
}

BP_EXPORT
void
rte_mempool_dump(FILE *f, struct rte_mempool *mp)
{
	unsigned int common;

	fprintf(f, "mempool <%s>@%p\n", mp->name, (void *)mp);
	fprintf(f, "  flags=%x\n", mp->flags);
	fprintf(f, "  socket_id=%d\n", mp->socket_id);
	fprintf(f, "  pool=%p\n", mp->pool_data);
	fprintf(f, "  iova=0x%" PRIx64 "\n", mp->mz->iova);
	fprintf(f, "  nb_mem_chunks=%" PRIu32 "\n", mp->nb_mem_chunks);
	fprintf(f, "  size=%" PRIu32 "\n", mp->size);
	fprintf(f, "  populated_size=%" PRIu32 "\n", mp->populated_size);
	fprintf(f, "  header_size=%" PRIu32 "\n", mp->header_size);
	fprintf(f, "  elt_size=%" PRIu32 "\n", mp->elt_size);
	fprintf(f, "  trailer_size=%" PRIu32 "\n", mp->trailer_size);
	fprintf(f, "  total_obj_size=%zu\n", mempool_total_size(mp));
	fprintf(f, "  private_data_size=%u\n", mp->private_data_size);
	fprintf(f, "  ops_index=%d\n", mp->ops_index);
	fprintf(f, "  ops_name: <%s>\n", mempool_handler(mp)->name);
	if (mp->populated_size != 0)
		fprintf(f, "  avg bytes/object=%f\n",
				(double)memory_size(mp) / mp->populated_size);
	common = dump_caches(f, mp);
	common = RTE_MIN(mempool_handler_count(mp), mp->size - common);
	fprintf(f, "  common_pool_count=%u\n", common);
	mempool_stats_dump(f, mp);
}

static void
dump_one(struct rte_mempool *mp, void *arg)
{
	rte_mempool_dump(arg, mp);
}

BP_EXPORT
void
rte_mempool_list_dump(FILE *f)
{
	rte_mempool_walk(dump_one, f);
}
