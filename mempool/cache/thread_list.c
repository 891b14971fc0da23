/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool's list of caches of threads that are no lcores. Invariants: a cache
 * stays listed until the pool goes; one without an owner is empty; only its
 * owner touches its objects. An owner is a process and a thread, so that
 * several processes can have caches in one pool, and that the cache of a
 * thread that ended without a word can be told from others.
 */
#include <bufplane_group.h>
#include <errno.h>
#include <unistd.h>

#include <sys/syscall.h>

#include <rte_cycles.h>
#include <rte_malloc.h>

#include "cache/cache.h"

/* Process ids repeat in containers, and in time. 0: not drawn yet. */
static uint32_t process_key;

static uint32_t
draw_key(void)
{
	uint64_t mix = (rte_rdtsc() ^ (uint64_t)getpid() << 32) *
			UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(mix >> 32) | 1;
}

/*
 * In a group, twice the number of the process, so that others can tell whether
 * it lives; else an odd number.
 */
static uint32_t
own_key(void)
{
	uint32_t number = bp_group_number();
	uint32_t drawn, key = __atomic_load_n(&process_key, __ATOMIC_RELAXED);

	if (number != BP_GROUP_ALONE)
		return number << 1;
	if (likely(key != 0))
		return key;
	drawn = draw_key();
	/* The first one to come decides for all. */
	if (__atomic_compare_exchange_n(&process_key, &key, drawn, false,
			    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		return drawn;
	return key;
}

uint64_t
mempool_owner_self(void)
{
	return (uint64_t)own_key() << 32 | (uint32_t)syscall(SYS_gettid);
}

void
mempool_owner_forked(void)
{
	__atomic_store_n(&process_key, draw_key(), __ATOMIC_RELAXED);
}

bool
mempool_owner_ended(uint64_t owner)
{
	const uint32_t key = (uint32_t)(owner >> 32);
	const int saved = errno;
	bool ended;

	if (key != own_key())
		return (key & 1) == 0 && bp_group_gone(key >> 1);
	ended = syscall(SYS_tgkill, getpid(), mempool_owner_tid(owner), 0) !=
					0 &&
			errno == ESRCH;
	errno = saved;
	return ended;
}

/* The pairs of it are the stores with release of this file. */
struct mempool_thread_cache *
mempool_threads_first(const struct rte_mempool *mp)
{
	return __atomic_load_n(&mempool_hidden(mp)->threads, __ATOMIC_ACQUIRE);
}

static void
set_up(struct rte_mempool_cache *cache, uint32_t size)
{
	__atomic_store_n(&cache->flushthresh, mempool_flushthresh(size),
			__ATOMIC_RELAXED);
	__atomic_store_n(&cache->size, size, __ATOMIC_RELAXED);
}

/* One that nobody owns any more; NULL: there is none. */
static struct mempool_thread_cache *
claim_old(const struct rte_mempool *mp, uint64_t owner)
{
	struct mempool_thread_cache *tc;
	uint64_t nobody;

	for (tc = mempool_threads_first(mp); tc != NULL; tc = tc->next) {
		nobody = 0;
		/* Acquire: pairs with mempool_threads_release(). */
		if (__atomic_compare_exchange_n(&tc->owner, &nobody, owner,
				    false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return tc;
	}
	return NULL;
}

/* A call moves at most as many objects through a cache as flushthresh. */
static struct mempool_thread_cache *
make_new(const struct rte_mempool *mp, uint64_t owner)
{
	struct mempool_hidden *hidden = mempool_hidden(mp);
	struct mempool_thread_cache *tc;

	tc = rte_zmalloc_socket("MEMPOOL_CACHE",
			offsetof(struct mempool_thread_cache, cache.objs) +
					mempool_flushthresh(mp->cache_size) *
							sizeof(void *),
			RTE_CACHE_LINE_SIZE, SOCKET_ID_ANY);
	if (tc == NULL)
		return NULL;
	tc->owner = owner;
	set_up(&tc->cache, mp->cache_size);
	tc->next = mempool_threads_first(mp);
	/* Release: pairs with mempool_threads_first(); it is found set up. */
	while (!__atomic_compare_exchange_n(&hidden->threads, &tc->next, tc,
			false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
	return tc;
}

struct mempool_thread_cache *
mempool_threads_claim(struct rte_mempool *mp, uint64_t owner)
{
	struct mempool_thread_cache *tc = claim_old(mp, owner);

	if (tc == NULL)
		return make_new(mp, owner);
	set_up(&tc->cache, mp->cache_size);
	return tc;
}

unsigned int
mempool_threads_release(struct rte_mempool *mp, struct mempool_thread_cache *tc)
{
	unsigned int n = mempool_cache_empty(mp, &tc->cache);

	/* Release: pairs with claim_old(). */
	__atomic_store_n(&tc->owner, 0, __ATOMIC_RELEASE);
	return n;
}

void
mempool_threads_free(struct rte_mempool *mp)
{
	struct mempool_thread_cache *tc = mempool_threads_first(mp);
	struct mempool_thread_cache *next;

	mempool_hidden(mp)->threads = NULL;
	for (; tc != NULL; tc = next) {
		next = tc->next;
		rte_free(tc);
	}
}
