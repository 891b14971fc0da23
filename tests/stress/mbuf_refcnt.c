/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets shared between threads: their owner writes them, and hands out
 * clones, clones of clones, and users counted in by hand. Who gets one looks
 * at its bytes, may clone it again at the same time as others do, and frees it
 * some time later, in any order. Segments are direct, pinned and external. In
 * the end every buffer is in its pool, and each external memory came home
 * exactly as often as it was given out.
 */
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_ring.h>

#include "stress.h"

#define THREADS  4
#define AREAS    128
#define ROOM     256
#define SEGS_MAX 3
#define STASH    24 /* packets that a thread keeps for a while */
#define INBOX    64

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define ROUNDS 6000
#else
#define ROUNDS 60000
#endif

/* External memory; what its users share lies at its end. */
struct area {
	char memory[ROOM];
	int out; /* 1 while it belongs to packets */
};

static struct area areas[AREAS];
static char pinned_memory[AREAS * ROOM];

static struct {
	struct rte_mempool *direct;
	struct rte_mempool *pinned;
	struct rte_mempool *clones;
	struct rte_ring *idle; /* areas */
	struct rte_ring *inbox[THREADS];
	unsigned int threads;
	unsigned int came_home; /* callbacks */
} world;

struct worker {
	pthread_t thread;
	unsigned int id;
	unsigned int seed;
	unsigned int gave_out; /* areas */
	unsigned int shared;
	unsigned int n;
	struct rte_mbuf *stash[STASH];
};

/* The callback: whoever still reads from there races with this. */
static void
bring_home(void *addr, void *opaque)
{
	struct area *a = opaque;

	if (addr != a->memory ||
			__atomic_exchange_n(&a->out, 0, __ATOMIC_RELAXED) != 1)
		die("an area came home twice");
	memset(a->memory, 0, sizeof(a->memory));
	/* Pairs with nothing: a sum. */
	__atomic_fetch_add(&world.came_home, 1, __ATOMIC_RELAXED);
	if (rte_ring_enqueue(world.idle, a) != 0)
		die("too many areas");
}

/* Let m use external memory, if some is idle. */
static void
attach_area(struct worker *w, struct rte_mbuf *m)
{
	struct rte_mbuf_ext_shared_info *shinfo;
	uint16_t len = ROOM;
	void *obj;
	struct area *a;

	if (rte_ring_dequeue(world.idle, &obj) != 0)
		return;
	a = obj;
	shinfo = rte_pktmbuf_ext_shinfo_init_helper(
			a->memory, &len, bring_home, a);
	if (shinfo == NULL ||
			__atomic_exchange_n(&a->out, 1, __ATOMIC_RELAXED) != 0)
		die("an area is given out twice");
	rte_pktmbuf_attach_extbuf(m, a->memory, RTE_BAD_IOVA, len, shinfo);
	w->gave_out++;
}

/* A segment of any kind, with bytes that follow from the first. */
static struct rte_mbuf *
make_segment(struct worker *w)
{
	const unsigned int kind = next_random(&w->seed, 3);
	const uint16_t len = (uint16_t)(1 + next_random(&w->seed, 60));
	struct rte_mbuf *m = rte_pktmbuf_alloc(
			kind == 0 ? world.pinned : world.direct);
	uint8_t *data;
	uint16_t i;

	if (m == NULL)
		return NULL;
	if (kind == 1)
		attach_area(w, m);
	data = (uint8_t *)rte_pktmbuf_append(m, len);
	if (data == NULL)
		die("no room");
	data[0] = (uint8_t)next_random(&w->seed, 256);
	for (i = 1; i < len; i++)
		data[i] = (uint8_t)(data[i - 1] + 1);
	return m;
}

static struct rte_mbuf *
make_packet(struct worker *w)
{
	unsigned int n = 1 + next_random(&w->seed, SEGS_MAX);
	struct rte_mbuf *head = NULL;
	struct rte_mbuf *seg;

	for (; n > 0; n--) {
		seg = make_segment(w);
		if (seg == NULL)
			break;
		if (head == NULL)
			head = seg;
		else if (rte_pktmbuf_chain(head, seg) != 0)
			die("a chain of few is too long");
	}
	return head;
}

/* What the owner wrote is there. */
static void
look(const struct rte_mbuf *m)
{
	const uint8_t *data;
	const char *reason;
	uint16_t i;

	if (rte_mbuf_check(m, 1, &reason) != 0)
		die(reason);
	for (; m != NULL; m = m->next) {
		data = rte_pktmbuf_mtod(m, const uint8_t *);
		for (i = 1; i < m->data_len; i++)
			if (data[i] != (uint8_t)(data[0] + i))
				die("bytes of another packet");
	}
}

/* As drivers do it. */
static void
free_segments(struct rte_mbuf *m)
{
	struct rte_mbuf *next;

	for (; m != NULL; m = next) {
		next = m->next;
		m = rte_pktmbuf_prefree_seg(m);
		if (m != NULL)
			rte_mbuf_raw_free(m);
	}
}

/* Free some that the thread has kept, in any order. */
static void
free_some(struct worker *w)
{
	unsigned int n = 1 + next_random(&w->seed, STASH / 2);
	struct rte_mbuf *out[STASH];
	unsigned int i, at;

	n = RTE_MIN(n, w->n);
	for (i = 0; i < n; i++) {
		at = next_random(&w->seed, w->n);
		out[i] = w->stash[at];
		w->stash[at] = w->stash[--w->n];
		look(out[i]);
	}
	if (next_random(&w->seed, 3) == 0) {
		rte_pktmbuf_free_bulk(out, n);
		return;
	}
	for (i = 0; i < n; i++) {
		if (next_random(&w->seed, 2) == 0)
			rte_pktmbuf_free(out[i]);
		else
			free_segments(out[i]);
	}
}

static void
keep(struct worker *w, struct rte_mbuf *m)
{
	if (w->n == STASH)
		free_some(w);
	w->stash[w->n++] = m;
}

static void
send_on(struct worker *w, struct rte_mbuf *m)
{
	unsigned int to = next_random(&w->seed, world.threads);

	if (rte_ring_enqueue(world.inbox[to], m) != 0)
		keep(w, m);
}

/* One more for someone else to have; m stays this thread's. */
static void
share(struct worker *w, struct rte_mbuf *m)
{
	struct rte_mbuf *clone;

	if (next_random(&w->seed, 2) == 0) {
		rte_pktmbuf_refcnt_update(m, 1);
		send_on(w, m);
	} else {
		clone = rte_pktmbuf_clone(m, world.clones);
		if (clone == NULL)
			return;
		send_on(w, clone);
	}
	w->shared++;
}

static void
receive(struct worker *w)
{
	void *obj;

	if (rte_ring_dequeue(world.inbox[w->id], &obj) != 0)
		return;
	look(obj);
	if (next_random(&w->seed, 3) == 0)
		share(w, obj);
	keep(w, obj);
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	unsigned int i, n;
	struct rte_mbuf *m;

	if (w->id % 2 != 0 && rte_thread_register() != 0)
		die("rte_thread_register failed");
	for (i = 0; i < ROUNDS; i++) {
		m = next_random(&w->seed, 2) == 0 ? make_packet(w) : NULL;
		for (n = next_random(&w->seed, 4); m != NULL && n > 0; n--)
			share(w, m);
		if (m != NULL)
			keep(w, m);
		receive(w);
		receive(w);
	}
	while (w->n > 0)
		free_some(w);
	if (w->id % 2 != 0)
		rte_thread_unregister();
	return NULL;
}

/* All that was shared is freed, and everything is where it belongs. */
static void
settle(unsigned int gave_out)
{
	unsigned int i;
	void *obj;

	for (i = 0; i < THREADS; i++) {
		while (rte_ring_dequeue(world.inbox[i], &obj) == 0) {
			look(obj);
			rte_pktmbuf_free(obj);
		}
	}
	if (!rte_mempool_full(world.direct) ||
			!rte_mempool_full(world.pinned) ||
			!rte_mempool_full(world.clones))
		die("buffers are lost");
	if (world.came_home != gave_out || !rte_ring_full(world.idle))
		die("areas are lost");
	world.came_home = 0;
}

static void
run(unsigned int threads)
{
	struct worker workers[THREADS] = {0};
	unsigned int i, gave_out = 0, shared = 0;

	world.threads = threads;
	for (i = 0; i < threads; i++) {
		workers[i].id = i;
		workers[i].seed = threads * 100 + i;
		if (pthread_create(&workers[i].thread, NULL, work,
				    &workers[i]) != 0)
			die("no thread");
	}
	for (i = 0; i < threads; i++) {
		pthread_join(workers[i].thread, NULL);
		gave_out += workers[i].gave_out;
		shared += workers[i].shared;
	}
	settle(gave_out);
	printf("%u threads: shared %u times, %u external memories\n", threads,
			shared, gave_out);
}

/* Clone the same packet that others clone, again and again. */
static void *
crowd(void *arg)
{
	struct rte_mbuf *m = arg;
	struct rte_mbuf *clones[2];
	unsigned int i;

	for (i = 0; i < ROUNDS / 6; i++) {
		clones[0] = rte_pktmbuf_clone(m, world.clones);
		clones[1] = rte_pktmbuf_clone(m, world.clones);
		if (clones[0] == NULL || clones[1] == NULL)
			die("no clone");
		look(clones[1]);
		rte_pktmbuf_free_bulk(clones, 2);
	}
	rte_pktmbuf_free(m);
	return NULL;
}

/* A packet of all kinds of segments; the indirect one's owner is gone. */
static struct rte_mbuf *
make_crowded(struct worker *w)
{
	struct rte_mbuf *owner = make_packet(w);
	struct rte_mbuf *m = NULL;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		struct rte_mbuf *more = make_packet(w);

		if (m == NULL)
			m = more;
		else if (rte_pktmbuf_chain(m, more) != 0)
			die("a chain of few is too long");
	}
	if (rte_pktmbuf_chain(m, rte_pktmbuf_clone(owner, world.direct)) != 0)
		die("a chain of few is too long");
	rte_pktmbuf_free(owner);
	return m;
}

/* All threads are users of one packet, counted in by hand. */
static void
run_crowd(void)
{
	pthread_t threads[THREADS];
	struct worker w = {.seed = 5};
	struct rte_mbuf *m = make_crowded(&w);
	unsigned int i;

	rte_pktmbuf_refcnt_update(m, THREADS - 1);
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, crowd, m) != 0)
			die("no thread");
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	settle(w.gave_out);
}

static void
build(void)
{
	const struct rte_pktmbuf_extmem mem = {pinned_memory, RTE_BAD_IOVA,
			sizeof(pinned_memory), ROOM};
	char name[] = "inbox0";
	unsigned int i;

	world.direct = rte_pktmbuf_pool_create(
			"direct", 255, 16, 8, ROOM, SOCKET_ID_ANY);
	world.clones = rte_pktmbuf_pool_create(
			"clones", 511, 32, 0, 0, SOCKET_ID_ANY);
	world.pinned = rte_pktmbuf_pool_create_extbuf(
			"pinned", AREAS, 8, 0, ROOM, SOCKET_ID_ANY, &mem, 1);
	/* Exactly as many as there are areas: full when all are home. */
	world.idle = rte_ring_create(
			"idle", AREAS, SOCKET_ID_ANY, RING_F_EXACT_SZ);
	if (world.direct == NULL || world.clones == NULL ||
			world.pinned == NULL || world.idle == NULL)
		die("no pools");
	for (i = 0; i < AREAS; i++)
		rte_ring_enqueue(world.idle, &areas[i]);
	for (i = 0; i < THREADS; i++, name[5]++) {
		world.inbox[i] = rte_ring_create(name, INBOX, SOCKET_ID_ANY, 0);
		if (world.inbox[i] == NULL)
			die("no ring");
	}
}

int
main(void)
{
	unsigned int threads;

#ifndef RTE_MBUF_REFCNT_ATOMIC
	puts("skipped: threads do not share mbufs in this build");
	return 77;
#endif
	start_library();
	build();
	for (threads = 2; threads <= THREADS; threads++)
		run(threads);
	run_crowd();
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
