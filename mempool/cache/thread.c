/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which cache a thread that is no lcore has in a pool. Each thread has a table
 * of its own, keyed by the pool's address and id, with the last answer on top,
 * so that no lock is taken. A pool may go while its entry stays: a later one
 * at its address has another id, and gets the entry. Whatever is behind an
 * entry is touched only with the pool known to be alive: because the caller
 * uses it, or, when the thread ends, because the list of pools says so.
 *
 * A thread that is ending has caches no more: destructors of others that run
 * after ours, and still get and put, go to the handler.
 */
#include <bufplane_settings.h>
#include <pthread.h>
#include <stdlib.h>

#include "cache/cache.h"
#include "handlers.h"

#define FIRST_ROOM 8U

struct entry {
	struct rte_mempool *mp;
	uint64_t id;
	struct mempool_thread_cache *tc; /* NULL: there is none to be had */
};

struct table {
	struct entry last; /* a copy */
	struct entry *entries;
	unsigned int n;
	unsigned int room;
	bool ended;
};

static __thread struct table own;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool key_made; /* ordered by key_once, but for the end */

/* Give back what the table leads to, as far as it is still there. */
static void
release_all(const struct table *t)
{
	unsigned int i;

	if (mempool_list_ready() != 0)
		return;
	mempool_list_lock();
	for (i = 0; i < t->n; i++) {
		const struct entry *e = &t->entries[i];

		if (e->tc != NULL && mempool_list_has(e->mp, e->id))
			mempool_threads_release(e->mp, e->tc);
	}
	mempool_list_unlock();
}

static void
forget_all(struct table *t)
{
	t->n = 0;
	t->last = (struct entry){NULL, 0, NULL};
}

static void
thread_ends(void *arg)
{
	struct table *t = arg;

	t->ended = true;
	release_all(t);
	forget_all(t);
	t->room = 0;
	free(t->entries);
	t->entries = NULL;
}

/* The child's only thread must not share caches with its parent's. */
static void
forked(void)
{
	forget_all(&own);
	mempool_owner_forked();
}

static void
make_key(void)
{
	if (pthread_key_create(&key, thread_ends) != 0)
		return;
	if (pthread_atfork(NULL, NULL, forked) != 0)
		pthread_key_delete(key);
	else
		__atomic_store_n(&key_made, true, __ATOMIC_RELAXED);
}

/* The library may be unloaded before threads end. */
RTE_FINI(mempool_thread_fini)
{
	if (__atomic_exchange_n(&key_made, false, __ATOMIC_RELAXED))
		pthread_key_delete(key);
}

/* The newest ones are the likeliest. */
static struct entry *
find(const struct rte_mempool *mp)
{
	unsigned int i;

	for (i = own.n; i > 0; i--)
		if (own.entries[i - 1].mp == mp)
			return &own.entries[i - 1];
	return NULL;
}

/* Room for one more entry, and a destructor for all. */
static bool
make_room(void)
{
	unsigned int room = RTE_MAX(FIRST_ROOM, own.room * 2);
	struct entry *entries;

	if (own.n < own.room)
		return true;
	pthread_once(&key_once, make_key);
	if (!__atomic_load_n(&key_made, __ATOMIC_RELAXED) ||
			pthread_setspecific(key, &own) != 0)
		return false;
	entries = realloc(own.entries, room * sizeof(*entries));
	if (entries == NULL)
		return false;
	own.entries = entries;
	own.room = room;
	return true;
}

/*
 * A thread that only gets would put what its cache has when it ends, beside
 * the one that may.
 */
static bool
one_may_put(const struct rte_mempool *mp)
{
	return (mp->flags & RTE_MEMPOOL_F_SP_PUT) != 0 ||
			mempool_handler(mp)->enqueue == mempool_ring_enqueue_sp;
}

static struct mempool_thread_cache *
claim(struct rte_mempool *mp)
{
	const uint64_t self = mempool_owner_self();
	struct mempool_thread_cache *tc;

	if (bp_no_thread_caches() || one_may_put(mp))
		return NULL;
	tc = mempool_threads_claim(mp, self);
	if (tc == NULL)
		MEMPOOL_LOG(NOTICE,
				"%s: no memory for a cache of thread %u: it goes without\n",
				mp->name, mempool_owner_tid(self));
	return tc;
}

/* Make an entry for a pool that has none that is valid, or return NULL. */
static const struct entry *
add(struct rte_mempool *mp, uint64_t id)
{
	struct mempool_thread_cache *tc;
	struct entry *e;

	if (!make_room())
		return NULL;
	tc = claim(mp);
	/* Taking memory may have called somebody who used pools, even this. */
	e = find(mp);
	if (e == NULL && make_room())
		e = &own.entries[own.n++];
	else if (e == NULL || e->id == id)
		goto not_needed;
	*e = (struct entry){.mp = mp, .id = id, .tc = tc};
	return e;
not_needed:
	if (tc != NULL)
		mempool_threads_release(mp, tc);
	return e;
}

static __rte_noinline struct rte_mempool_cache *
find_or_add(struct rte_mempool *mp, uint64_t id)
{
	const struct entry *e;

	if (own.ended)
		return NULL;
	e = find(mp);
	if (e == NULL || e->id != id)
		e = add(mp, id);
	if (e == NULL)
		return NULL;
	own.last = *e;
	return e->tc == NULL ? NULL : &e->tc->cache;
}

struct rte_mempool_cache *
mempool_thread_cache(struct rte_mempool *mp)
{
	const struct mempool_hidden *hidden = mempool_hidden(mp);
	struct mempool_thread_cache *tc = own.last.tc;

	if (likely(own.last.mp == mp && own.last.id == hidden->id))
		return tc == NULL ? NULL : &tc->cache;
	if (hidden->checks != 0)
		return NULL;
	return find_or_add(mp, hidden->id);
}

struct rte_mempool_cache *
mempool_thread_cache_find(const struct rte_mempool *mp)
{
	const struct entry *e = find(mp);

	if (e == NULL || e->tc == NULL || e->id != mempool_hidden(mp)->id)
		return NULL;
	return &e->tc->cache;
}
