/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings under several threads, more than there are CPUs too. Each element
 * names its producer and its number there. Every consumer must see the
 * numbers of each producer rise, and all consumers together must see each
 * number once: counted and summed up.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

#include <rte_eal.h>
#include <rte_ring.h>
#include <rte_ring_elem.h>
#include <rte_ring_peek.h>
#include <rte_ring_peek_zc.h>

#include "stress.h"

#define MAX_SIDE 3
#define BURST    24

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define ELEMENTS 100000
#else
#define ELEMENTS 1000000
#endif

struct element {
	uint64_t number; /* from 1 */
	uint32_t producer;
	uint32_t check; /* both, mixed */
};

struct run {
	struct rte_ring *r;
	uint64_t left;          /* elements that no consumer has seen */
	uint64_t sum[MAX_SIDE]; /* of the numbers of each producer */
};

struct worker {
	pthread_t thread;
	struct run *run;
	unsigned int id;
};

static uint32_t
mix(uint64_t number, uint32_t producer)
{
	return (uint32_t)(number * 2654435761u) ^ producer;
}

/* Whether a side has calls of two steps. */
static bool
has_steps(enum rte_ring_sync_type mode)
{
	return mode == RTE_RING_SYNC_ST || mode == RTE_RING_SYNC_MT_HTS;
}

/* Copy n elements to what a zero-copy start has claimed, or from there. */
static void
copy_zc(const struct rte_ring_zc_data *zcd, struct element *e, unsigned int n,
		bool in)
{
	struct element *ring = zcd->ptr1;
	unsigned int i;

	for (i = 0; i < n; i++, ring++) {
		if (i == zcd->n1)
			ring = zcd->ptr2;
		if (in)
			*ring = e[i];
		else
			e[i] = *ring;
	}
}

/* Enqueue in one of four ways; the last two need two steps. */
static unsigned int
give(struct rte_ring *r, struct element *burst, unsigned int n,
		unsigned int *seed)
{
	const bool steps = has_steps(rte_ring_get_prod_sync_type(r));
	struct rte_ring_zc_data zcd;

	switch (next_random(seed, steps ? 4 : 2)) {
	case 0:
		return rte_ring_enqueue_bulk_elem(
				r, burst, sizeof(burst[0]), n, NULL);
	case 1:
		return rte_ring_enqueue_burst_elem(
				r, burst, sizeof(burst[0]), n, NULL);
	case 2:
		n = rte_ring_enqueue_burst_elem_start(r, n, NULL);
		if (n == 0) /* no claim is open, or it is another thread's */
			return 0;
		n = next_random(seed, n + 1);
		rte_ring_enqueue_elem_finish(r, burst, sizeof(burst[0]), n);
		return n;
	default:
		n = rte_ring_enqueue_zc_burst_elem_start(
				r, sizeof(burst[0]), n, &zcd, NULL);
		if (n == 0)
			return 0;
		n = next_random(seed, n + 1);
		copy_zc(&zcd, burst, n, true);
		rte_ring_enqueue_zc_elem_finish(r, n);
		return n;
	}
}

static void *
produce(void *arg)
{
	struct worker *w = arg;
	struct element burst[BURST];
	unsigned int seed = w->id, i, n;
	uint64_t number = 1;

	while (number <= ELEMENTS) {
		n = 1 + next_random(&seed, BURST);
		if (n > ELEMENTS - number + 1)
			n = (unsigned int)(ELEMENTS - number + 1);
		for (i = 0; i < n; i++) {
			burst[i].number = number + i;
			burst[i].producer = w->id;
			burst[i].check = mix(number + i, w->id);
		}
		n = give(w->run->r, burst, n, &seed);
		number += n;
		if (n == 0)
			sched_yield();
	}
	return NULL;
}

static void
look_at(const struct element *e, uint64_t *last, uint64_t *sum)
{
	if (e->producer >= MAX_SIDE || e->check != mix(e->number, e->producer))
		die("an element is torn");
	if (e->number <= last[e->producer])
		die("elements of a producer are out of order");
	last[e->producer] = e->number;
	sum[e->producer] += e->number;
}

/* Dequeue; where two steps are possible, most of the time in two. */
static unsigned int
take(struct rte_ring *r, struct element *burst, unsigned int n,
		unsigned int *seed)
{
	const bool steps = has_steps(rte_ring_get_cons_sync_type(r));
	struct rte_ring_zc_data zcd;

	switch (next_random(seed, steps ? 3 : 1)) {
	case 0:
		return rte_ring_dequeue_burst_elem(
				r, burst, sizeof(burst[0]), n, NULL);
	case 1:
		n = rte_ring_dequeue_burst_elem_start(
				r, burst, sizeof(burst[0]), n, NULL);
		if (n == 0) /* no claim is open, or it is another thread's */
			return 0;
		n = next_random(seed, n + 1);
		rte_ring_dequeue_elem_finish(r, n);
		return n;
	default:
		n = rte_ring_dequeue_zc_burst_elem_start(
				r, sizeof(burst[0]), n, &zcd, NULL);
		if (n == 0)
			return 0;
		n = next_random(seed, n + 1);
		copy_zc(&zcd, burst, n, false);
		rte_ring_dequeue_zc_elem_finish(r, n);
		return n;
	}
}

static void *
consume(void *arg)
{
	struct worker *w = arg;
	struct run *run = w->run;
	struct element burst[BURST];
	uint64_t last[MAX_SIDE] = {0}, sum[MAX_SIDE] = {0};
	unsigned int seed = w->id + 77, i, n;

	while (__atomic_load_n(&run->left, __ATOMIC_RELAXED) > 0) {
		n = 1 + next_random(&seed, BURST);
		n = take(run->r, burst, n, &seed);
		if (rte_ring_count(run->r) > rte_ring_get_capacity(run->r))
			die("a count is above the capacity");
		for (i = 0; i < n; i++)
			look_at(&burst[i], last, sum);
		if (n == 0)
			sched_yield();
		__atomic_sub_fetch(&run->left, n, __ATOMIC_RELAXED);
	}
	for (i = 0; i < MAX_SIDE; i++)
		__atomic_add_fetch(&run->sum[i], sum[i], __ATOMIC_RELAXED);
	return NULL;
}

static void
start(struct worker *w, struct run *run, unsigned int id, void *(*fn)(void *))
{
	w->run = run;
	w->id = id;
	if (pthread_create(&w->thread, NULL, fn, w) != 0)
		die("no thread");
}

/* Positions wrap at 2^32 on the way. */
static void
start_near_wrap(struct rte_ring *r)
{
	const uint32_t pos = UINT32_MAX - ELEMENTS / 2;

	r->prod.tail = r->cons.tail = pos;
	if (rte_ring_get_prod_sync_type(r) == RTE_RING_SYNC_MT_RTS)
		r->rts_prod.head.val.pos = pos;
	else
		r->prod.head = pos;
	if (rte_ring_get_cons_sync_type(r) == RTE_RING_SYNC_MT_RTS)
		r->rts_cons.head.val.pos = pos;
	else
		r->cons.head = pos;
}

static void
run_mode(unsigned int from, unsigned int to, unsigned int count,
		unsigned int flags)
{
	const uint64_t all = (uint64_t)ELEMENTS * (ELEMENTS + 1) / 2;
	struct worker producers[MAX_SIDE], consumers[MAX_SIDE];
	struct run run = {.left = (uint64_t)from * ELEMENTS};
	unsigned int i;

	run.r = rte_ring_create_elem("stress", sizeof(struct element), count,
			SOCKET_ID_ANY, flags);
	if (run.r == NULL)
		die("no ring");
	start_near_wrap(run.r);
	for (i = 0; i < from; i++)
		start(&producers[i], &run, i, produce);
	for (i = 0; i < to; i++)
		start(&consumers[i], &run, i, consume);
	for (i = 0; i < from; i++)
		pthread_join(producers[i].thread, NULL);
	for (i = 0; i < to; i++)
		pthread_join(consumers[i].thread, NULL);
	for (i = 0; i < from; i++) {
		if (run.sum[i] != all)
			die("elements were lost or seen twice");
	}
	if (!rte_ring_empty(run.r))
		die("elements are left over");
	rte_ring_free(run.r);
	printf("%u to %u threads, %u slots, flags %x: %u elements each\n", from,
			to, count, flags, ELEMENTS);
}

int
main(void)
{

	start_library();
	run_mode(1, 1, 64, RING_F_SP_ENQ | RING_F_SC_DEQ);
	run_mode(1, 1, 1024, 0);
	run_mode(2, 2, 64, 0);
	run_mode(2, 2, 1024, 0);
	run_mode(2, 2, 100, RING_F_EXACT_SZ);
	run_mode(1, 3, 64, RING_F_SP_ENQ);
	run_mode(3, 1, 64, RING_F_SC_DEQ);
	run_mode(1, 1, 64, RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ);
	run_mode(2, 2, 64, RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ);
	run_mode(2, 2, 1024, RING_F_MP_RTS_ENQ | RING_F_MC_HTS_DEQ);
	run_mode(1, 1, 64, RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ);
	run_mode(2, 2, 64, RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ);
	run_mode(2, 2, 1024, RING_F_MP_HTS_ENQ);
	run_mode(2, 2, 1024, RING_F_MC_RTS_DEQ);
	run_mode(1, 3, 64, RING_F_SP_ENQ | RING_F_MC_RTS_DEQ);
	run_mode(3, 1, 64, RING_F_MP_HTS_ENQ | RING_F_SC_DEQ);
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
