/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of this folder share: moving a cache's objects to the
 * handler, and the caches of threads that are no lcores. These are listed in
 * their pool's hidden block, are only ever added while the pool lives, and
 * pass from a thread that ends to one that comes; so that whoever walks over
 * the list needs no lock.
 */
#ifndef CACHE_H
#define CACHE_H

#include "mempool.h"

struct mempool_thread_cache {
	struct mempool_thread_cache *next; /* stays as it was when listed */
	uint64_t owner;                    /* 0: nobody */
	/* Its array ends where a cache of the pool's size does not reach. */
	struct rte_mempool_cache cache;
};

/* cache.c: the owner alone, or who has taken its place, may call both. */

/* Give all objects of a cache to the handler; how many there were. */
unsigned int mempool_cache_empty(
		struct rte_mempool *mp, struct rte_mempool_cache *cache);
/* The cache's size is 0: undo a reclaim's asking, or set up a fresh one. */
uint32_t mempool_cache_reopen(
		struct rte_mempool *mp, struct rte_mempool_cache *cache);

/* The next lcore from lcore_id on whose cache is set up, or RTE_MAX_LCORE. */
unsigned int mempool_next_opened(
		const struct rte_mempool *mp, unsigned int lcore_id);

/* slots.c */

/* Lazy memory for the caches of all lcores, or NULL. */
void *mempool_slots_alloc(void);
void mempool_slots_free(void *slots);
/* Add room for them to *size; where it begins. */
size_t mempool_slots_reserve(size_t *size);
/* Whether the memory of an lcore's cache is there, as it must be to open it. */
bool mempool_slot_need(struct rte_mempool *mp, size_t lcore_id);

/* thread.c */

/* The cache of the calling thread, which is no lcore; NULL: it has none. */
struct rte_mempool_cache *mempool_thread_cache(struct rte_mempool *mp);
/* As above, but only if it is there already; the thread may be an lcore. */
struct rte_mempool_cache *mempool_thread_cache_find(
		const struct rte_mempool *mp);

/* thread_list.c */

/* A cache for the owner, empty, or NULL. */
struct mempool_thread_cache *mempool_threads_claim(
		struct rte_mempool *mp, uint64_t owner);
/* Empty a cache of the caller's, for others to claim; how many it had. */
unsigned int mempool_threads_release(
		struct rte_mempool *mp, struct mempool_thread_cache *tc);
/* Free all. */
void mempool_threads_free(struct rte_mempool *mp);
struct mempool_thread_cache *mempool_threads_first(
		const struct rte_mempool *mp);

/* The process and the thread that an owner is; never 0. */
uint64_t mempool_owner_self(void);
/* A forked process is another one. */
void mempool_owner_forked(void);
/* Whether it was a thread that has ended, or one of a process that has. */
bool mempool_owner_ended(uint64_t owner);

/* The kernel's id of the thread. */
static inline uint32_t
mempool_owner_tid(uint64_t owner)
{
	return (uint32_t)owner;
}

#endif
