/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools under several threads, more than there are CPUs too: half of them are
 * lcores, and they change with the others again and again, while one more
 * thread does nothing but reclaim, and others only pass by. Each object carries
 * a mark that its holder sets and clears: an object that two threads hold at
 * once, or that is lost, is found. Part of the objects travel to another thread
 * before they are put. Where the handler has blocks, part of the gets are of
 * these.
 */
#include <bufplane_mempool_cache.h>
#include <bufplane_mempool_guard.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_mempool.h>
#include <rte_ring.h>

#include "stress.h"

#define THREADS 4
#define OBJECTS 512
#define BURST   48
#define CHANGES 20

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define ROUNDS 10000
#else
#define ROUNDS 40000
#endif

struct worker {
	pthread_t thread;
	struct rte_mempool *mp;
	struct rte_ring *travel;
	unsigned int id;
	unsigned int got;
	unsigned int block; /* objects in a block; 0: the pool has none */
};

struct reclaimer {
	pthread_t thread;
	struct rte_mempool *mp;
	bool stop;
	unsigned int times;
	unsigned int n; /* objects taken at once */
};

static void
put(struct worker *w, void **objs, unsigned int n)
{
	mark(w->mp, objs, n, 1, 0);
	rte_mempool_put_bulk(w->mp, objs, n);
}

/* Send objects on, or put those that do not fit; put what others sent. */
static void
exchange(struct worker *w, void **objs, unsigned int n)
{
	unsigned int sent = rte_ring_enqueue_burst(w->travel, objs, n, NULL);
	void *came[BURST];

	if (sent < n)
		put(w, &objs[sent], n - sent);
	n = rte_ring_dequeue_burst(w->travel, came, BURST, NULL);
	if (n > 0)
		put(w, came, n);
}

/* Get all objects of a block; returns how many, 0 if there is none. */
static unsigned int
get_block(struct worker *w, void **objs)
{
	unsigned int i;

	if (rte_mempool_get_contig_blocks(w->mp, &objs[0], 1) != 0)
		return 0;
	for (i = 1; i < w->block; i++)
		objs[i] = (char *)objs[i - 1] + w->mp->header_size +
				w->mp->elt_size + w->mp->trailer_size;
	return w->block;
}

/* Get some objects; returns how many, 0 if there are too few. */
static unsigned int
get(struct worker *w, void **objs, unsigned int *seed)
{
	unsigned int n = 1 + next_random(seed, BURST);

	if (w->block != 0 && n % 2 == 0)
		return get_block(w, objs);
	return rte_mempool_get_bulk(w->mp, objs, n) == 0 ? n : 0;
}

/* An lcore becomes none, any other thread one. */
static void
change(void)
{
	if (rte_lcore_id() != LCORE_ID_ANY)
		rte_thread_unregister();
	else if (rte_thread_register() != 0)
		die("rte_thread_register failed");
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	unsigned int seed = w->id, i, n;
	void *objs[BURST];

	if (w->id % 2 != 0)
		change();
	for (i = 1; i <= ROUNDS; i++) {
		if (i % (ROUNDS / CHANGES) == 0)
			change();
		n = get(w, objs, &seed);
		if (n == 0) {
			sched_yield();
			continue;
		}
		w->got += n;
		mark(w->mp, objs, n, 0, 1);
		if (rte_mempool_avail_count(w->mp) > OBJECTS)
			die("more objects than there are");
		if (next_random(&seed, 2) != 0)
			exchange(w, objs, n);
		else
			put(w, objs, n);
	}
	rte_thread_unregister();
	return NULL;
}

/* A thread that only passes by has a cache for a moment. */
static void *
visit(void *arg)
{
	struct rte_mempool *mp = arg;
	void *obj;

	if (rte_mempool_get(mp, &obj) == 0) {
		mark(mp, &obj, 1, 0, 1);
		mark(mp, &obj, 1, 1, 0);
		rte_mempool_put(mp, obj);
	}
	return NULL;
}

static void *
reclaim(void *arg)
{
	struct reclaimer *r = arg;
	pthread_t visitor;

	/* Pairs with the end of run(). */
	while (!__atomic_load_n(&r->stop, __ATOMIC_RELAXED)) {
		r->n += bp_mempool_reclaim(r->mp);
		if (r->times++ % 16 != 0) {
			usleep(100);
			continue;
		}
		if (pthread_create(&visitor, NULL, visit, r->mp) != 0)
			die("no thread");
		pthread_join(visitor, NULL);
	}
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

/* Put what is still under way, then look whether everything is there. */
static void
settle(struct rte_mempool *mp, struct rte_ring *travel)
{
	struct worker w = {.mp = mp, .travel = travel};
	void *obj;

	while (rte_ring_dequeue(travel, &obj) == 0)
		put(&w, &obj, 1);
	if (!rte_mempool_full(mp))
		die("objects are lost");
	rte_mempool_audit(mp);
}

/* The size of a pool's blocks; 0: it has none. */
static unsigned int
block_size(const struct rte_mempool *mp)
{
	struct rte_mempool_info info = {0};

	if (rte_mempool_ops_get_info(mp, &info) != 0)
		return 0;
	if (info.contig_block_size == 0 || info.contig_block_size > BURST)
		die("blocks of an unfit size");
	return info.contig_block_size;
}

static void
run(unsigned int threads, unsigned int cache_size, const char *handler)
{
	struct worker workers[THREADS] = {0};
	struct reclaimer reclaimer = {0};
	struct rte_ring *travel;
	struct rte_mempool *mp;
	unsigned int i, got = 0;

	mp = rte_mempool_create_empty(
			"stress", OBJECTS, 64, cache_size, 0, SOCKET_ID_ANY, 0);
	if (mp == NULL || rte_mempool_set_ops_byname(mp, handler, NULL) != 0 ||
			rte_mempool_populate_default(mp) < 0)
		die("no pool");
	rte_mempool_obj_iter(mp, clear, NULL);
	travel = rte_ring_create("travel", 256, SOCKET_ID_ANY, 0);
	if (travel == NULL)
		die("no ring");
	for (i = 0; i < threads; i++) {
		workers[i].mp = mp;
		workers[i].travel = travel;
		workers[i].block = block_size(mp);
		workers[i].id = THREADS - 1 - i;
		if (pthread_create(&workers[i].thread, NULL, work,
				    &workers[i]) != 0)
			die("no thread");
	}
	reclaimer.mp = mp;
	if (pthread_create(&reclaimer.thread, NULL, reclaim, &reclaimer) != 0)
		die("no thread");
	for (i = 0; i < threads; i++) {
		pthread_join(workers[i].thread, NULL);
		got += workers[i].got;
	}
	__atomic_store_n(&reclaimer.stop, true, __ATOMIC_RELAXED);
	pthread_join(reclaimer.thread, NULL);
	settle(mp, travel);
	rte_ring_free(travel);
	rte_mempool_free(mp);
	printf("%s, %u threads, cache %u: %u objects, %u reclaimed by %u calls\n",
			handler, threads, cache_size, got, reclaimer.n,
			reclaimer.times);
}

/* The guard saw no fault, for there was none. */
static void
check_guard(void)
{
	struct bp_mempool_guard_counts counts;

	bp_mempool_guard_totals(&counts);
	if (counts.double_frees != 0 || counts.foreign_frees != 0 ||
			counts.writes_after_free != 0 || counts.leaks != 0)
		die("the guard is mistaken");
}

int
main(void)
{
	static const unsigned int caches[] = {0, 1, 32, 256};
	static const char *const handlers[] = {"ring_mt_rts", "ring_mt_hts",
			"stack", "lf_stack", "bucket", "guard:ring_mp_mc",
			"guard:bucket"};
	unsigned int i;

	start_library();
	for (i = 0; i < RTE_DIM(caches); i++) {
		run(2, caches[i], "ring_mp_mc");
		run(4, caches[i], "ring_mp_mc");
	}
	for (i = 0; i < RTE_DIM(handlers); i++) {
		run(2, 0, handlers[i]);
		run(4, 32, handlers[i]);
	}
	check_guard();
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
