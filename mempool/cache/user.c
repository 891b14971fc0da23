/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Caches that users own. All of them are listed, in shared memory as pools
 * are, so that they can be put out of use: invariant: while a pool with checks
 * exists, each object passes its handler, so every such cache has size 0. What
 * a cache held before stays in it, for its owner to use or flush.
 */
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_tailq.h>

#include "checks.h"

TAILQ_HEAD(user_cache_list, rte_tailq_entry);

static struct rte_tailq_elem user_cache_tailq = {
		.name = "BP_MEMPOOL_CACHE",
};
EAL_REGISTER_TAILQ(user_cache_tailq)

/* The user has the address of the first member. */
struct user_cache {
	struct rte_mempool_cache cache;
	struct rte_tailq_entry entry;
};

static struct user_cache_list *
user_caches(void)
{
	return RTE_TAILQ_CAST(user_cache_tailq.head, user_cache_list);
}

static void
list_cache(struct user_cache *uc)
{
	uc->entry.data = &uc->cache;
	if (user_cache_tailq.head == NULL)
		return;
	rte_mcfg_tailq_write_lock();
	TAILQ_INSERT_TAIL(user_caches(), &uc->entry, next);
	rte_mcfg_tailq_write_unlock();
}

static void
unlist_cache(struct user_cache *uc)
{
	if (user_cache_tailq.head == NULL)
		return;
	rte_mcfg_tailq_write_lock();
	TAILQ_REMOVE(user_caches(), &uc->entry, next);
	rte_mcfg_tailq_write_unlock();
}

/*
 * The owner may be in a call with this cache. It reads size before each put,
 * and a put that it has begun is for a pool without checks. Each size that a
 * get finds is right. The inline path loads size plainly: it is one word.
 */
static void
disable_cache(struct rte_mempool_cache *cache)
{
	__atomic_store_n(&cache->flushthresh, 0, __ATOMIC_RELAXED);
	/* Release pairs with get_size() of cache.c. */
	__atomic_store_n(&cache->size, 0, __ATOMIC_RELEASE);
}

void
mempool_user_caches_disable(void)
{
	struct rte_tailq_entry *te;

	if (user_cache_tailq.head == NULL)
		return;
	rte_mcfg_tailq_write_lock();
	TAILQ_FOREACH (te, user_caches(), next)
		disable_cache(te->data);
	rte_mcfg_tailq_write_unlock();
}

static void
note_checks(struct rte_mempool *mp, void *arg)
{
	bool *found = arg;

	/* Pairs with the store of rte_mempool_set_ops_byname(). */
	if (__atomic_load_n(&mempool_hidden(mp)->checks, __ATOMIC_RELAXED) != 0)
		*found = true;
}

/* Whether objects must not be cached. */
static bool
caches_are_out(void)
{
	bool found = false;

	if (mempool_checks_wanted(false, true) != 0)
		return true;
	rte_mempool_walk(note_checks, &found);
	return found;
}

BP_EXPORT
struct rte_mempool_cache *
rte_mempool_cache_create(uint32_t size, int socket_id)
{
	struct user_cache *uc;

	if (size == 0 || size > RTE_MEMPOOL_CACHE_MAX_SIZE) {
		MEMPOOL_LOG(ERR, "cache of %u objects: must be 1 to %d\n", size,
				RTE_MEMPOOL_CACHE_MAX_SIZE);
		rte_errno = EINVAL;
		return NULL;
	}
	uc = rte_zmalloc_socket("MEMPOOL_CACHE", sizeof(*uc),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (uc == NULL) {
		MEMPOOL_LOG(ERR, "no memory for a cache of %u objects\n", size);
		rte_errno = ENOMEM;
		return NULL;
	}
	uc->cache.size = size;
	uc->cache.flushthresh = mempool_flushthresh(size);
	/* In this order: either this call finds the pool, or its start us. */
	list_cache(uc);
	if (caches_are_out())
		disable_cache(&uc->cache);
	return &uc->cache;
}

BP_EXPORT
void
rte_mempool_cache_free(struct rte_mempool_cache *cache)
{
	struct user_cache *uc = (struct user_cache *)cache;

	if (cache == NULL)
		return;
	unlist_cache(uc);
	rte_free(uc);
}
