/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools that some threads only get from and others only put to, so that the
 * handlers for one thread at a side, ring_sp_sc, ring_mp_sc and ring_sp_mc,
 * can be used as they are meant, and all others as most programs do: without
 * caches, through those of lcores or of other threads, and through caches that
 * the threads made. An object says who has it; at the end all are there.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#include <rte_eal.h>
#include <rte_mempool.h>
#include <rte_ring.h>

#include "stress.h"

#define MAX_SIDE 3
#define OBJECTS  600
#define CACHE    32
#define BURST    24u

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define GETS 20000u
#else
#define GETS 200000u
#endif

enum cache_kind {
	NONE,
	LCORE,
	THREAD, /* that comes without asking, where there is one */
	OWN
};

struct worker {
	pthread_t thread;
	struct rte_mempool *mp;
	struct rte_ring *way;
	struct rte_mempool_cache *cache; /* OWN */
	enum cache_kind kind;
	unsigned int id;
	uint64_t *left; /* objects that have still to be put */
};

static void
enter(const struct worker *w)
{
	if (w->kind == LCORE && rte_thread_register() != 0)
		die("rte_thread_register failed");
}

static void
leave(const struct worker *w)
{
	if (w->kind == LCORE)
		rte_thread_unregister();
}

static void *
get_only(void *arg)
{
	struct worker *w = arg;
	unsigned int done = 0, n, sent;
	void *objs[BURST];
	int rc;

	enter(w);
	while (done < GETS) {
		n = RTE_MIN(1 + (done + w->id) % BURST, GETS - done);
		rc = w->kind == OWN ? rte_mempool_generic_get(
						      w->mp, objs, n, w->cache)
				    : rte_mempool_get_bulk(w->mp, objs, n);
		if (rc != 0) {
			sched_yield();
			continue;
		}
		mark(w->mp, objs, n, 0, 1);
		for (sent = 0; sent < n;) {
			sent += rte_ring_enqueue_burst(
					w->way, &objs[sent], n - sent, NULL);
			if (sent < n)
				sched_yield();
		}
		done += n;
	}
	leave(w);
	return NULL;
}

static void *
put_only(void *arg)
{
	struct worker *w = arg;
	void *objs[BURST];
	unsigned int n;

	enter(w);
	while (__atomic_load_n(w->left, __ATOMIC_RELAXED) > 0) {
		n = rte_ring_dequeue_burst(w->way, objs, BURST, NULL);
		if (n == 0) {
			sched_yield();
			continue;
		}
		mark(w->mp, objs, n, 1, 0);
		if (w->kind == OWN)
			rte_mempool_generic_put(w->mp, objs, n, w->cache);
		else
			rte_mempool_put_bulk(w->mp, objs, n);
		__atomic_sub_fetch(w->left, n, __ATOMIC_RELAXED);
	}
	leave(w);
	return NULL;
}

static void
clear(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	(void)mp;
	(void)arg;
	(void)idx;
	*(int *)obj = 0;
}

static struct rte_mempool *
make_pool(const char *handler, enum cache_kind kind)
{
	struct rte_mempool *mp;

	mp = rte_mempool_create_empty("one_way", OBJECTS, 64,
			kind == LCORE || kind == THREAD ? CACHE : 0, 0,
			SOCKET_ID_ANY, 0);
	if (mp == NULL || rte_mempool_set_ops_byname(mp, handler, NULL) != 0 ||
			rte_mempool_populate_default(mp) != OBJECTS)
		die("no pool");
	rte_mempool_obj_iter(mp, clear, NULL);
	return mp;
}

static void
start(struct worker *w, const struct worker *common, unsigned int id,
		void *(*fn)(void *))
{
	*w = *common;
	w->id = id;
	if (w->kind == OWN) {
		w->cache = rte_mempool_cache_create(CACHE, SOCKET_ID_ANY);
		if (w->cache == NULL)
			die("no cache");
	}
	if (pthread_create(&w->thread, NULL, fn, w) != 0)
		die("no thread");
}

static void
run(const char *handler, unsigned int getters, unsigned int putters,
		enum cache_kind kind)
{
	struct worker workers[2 * MAX_SIDE];
	uint64_t left = (uint64_t)getters * GETS;
	struct worker common = {.kind = kind, .left = &left};
	unsigned int i;

	common.mp = make_pool(handler, kind);
	common.way = rte_ring_create("way", 128, SOCKET_ID_ANY, 0);
	if (common.way == NULL)
		die("no ring");
	for (i = 0; i < getters + putters; i++)
		start(&workers[i], &common, i,
				i < getters ? get_only : put_only);
	for (i = 0; i < getters + putters; i++)
		pthread_join(workers[i].thread, NULL);
	for (i = 0; kind == OWN && i < getters + putters; i++) {
		rte_mempool_cache_flush(workers[i].cache, common.mp);
		rte_mempool_cache_free(workers[i].cache);
	}
	if (!rte_mempool_full(common.mp))
		die("objects are lost");
	rte_mempool_audit(common.mp);
	rte_ring_free(common.way);
	rte_mempool_free(common.mp);
	printf("%s, %u to %u threads, cache kind %d: %u objects each\n",
			handler, getters, putters, kind, GETS);
}

int
main(void)
{
	static const struct {
		const char *name;
		unsigned int getters, putters;
	} rows[] = {
			{"ring_sp_sc", 1, 1},
			{"ring_mp_sc", 1, 3},
			{"ring_sp_mc", 3, 1},
			{"ring_mp_mc", 1, 1},
			{"ring_mp_mc", 2, 2},
			{"ring_mt_rts", 2, 2},
			{"ring_mt_hts", 2, 2},
			{"stack", 2, 2},
			{"lf_stack", 2, 2},
			{"bucket", 2, 2},
	};
	enum cache_kind kind;
	unsigned int i;

	start_library();
	for (kind = NONE; kind <= OWN; kind++) {
		for (i = 0; i < RTE_DIM(rows); i++)
			run(rows[i].name, rows[i].getters, rows[i].putters,
					kind);
	}
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
