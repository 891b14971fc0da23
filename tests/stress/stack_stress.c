/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stacks of both kinds under several threads, more than there are CPUs too.
 * Every object is in the stack or held by one thread: it says so itself, and
 * whoever pops it checks. At the end all of them are found again. With as many
 * elements as objects a push must always succeed.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_stack.h>

#include "stress.h"

#define MAX_THREADS 4
#define BURST       24u

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define OPERATIONS 100000
#else
#define OPERATIONS 1000000
#endif

struct object {
	unsigned int owner; /* 0: the stack, else a thread */
	unsigned int pops;
};

struct worker {
	pthread_t thread;
	struct rte_stack *s;
	unsigned int id; /* from 1 */
	unsigned int objects;
	unsigned int pops;
};

/* The fields are plain: the stack alone orders their accesses. */
static void
change_owner(void **held, unsigned int n, unsigned int from, unsigned int to)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		struct object *o = held[i];

		if (o->owner != from)
			die("an object has two owners");
		o->owner = to;
		o->pops += to != 0;
	}
}

/* Up to 2 bursts are held, so that chains of others come between. */
static void *
work(void *arg)
{
	struct worker *w = arg;
	void *held[2 * BURST];
	unsigned int seed = w->id, n, i, in_hand = 0;

	for (i = 0; i < OPERATIONS; i++) {
		n = 1 + next_random(&seed, RTE_MIN(BURST, w->objects / 2));
		if (next_random(&seed, 2) != 0 &&
				in_hand + n <= RTE_DIM(held)) {
			n = rte_stack_pop(w->s, &held[in_hand], n);
			change_owner(&held[in_hand], n, 0, w->id);
			in_hand += n;
			w->pops += n;
		} else if (in_hand >= n) {
			in_hand -= n;
			change_owner(&held[in_hand], n, w->id, 0);
			if (rte_stack_push(w->s, &held[in_hand], n) != n)
				die("there is room, but a push failed");
		}
		if (rte_stack_count(w->s) > w->objects)
			die("a count is above the number of objects");
	}
	change_owner(held, in_hand, w->id, 0);
	if (in_hand > 0 && rte_stack_push(w->s, held, in_hand) != in_hand)
		die("there is room, but the last push failed");
	return NULL;
}

static void
fill(struct rte_stack *s, struct object *objects, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		void *o = &objects[i];

		if (rte_stack_push(s, &o, 1) != 1)
			die("filling failed");
	}
	if (rte_stack_free_count(s) != 0)
		die("it is not full");
}

/* All objects are there, each once: its owner changes to 1 but once. */
static void
empty(struct rte_stack *s, const struct object *objects, unsigned int n,
		unsigned int pops)
{
	unsigned int i;
	void *o;

	for (i = 0; i < n; i++) {
		if (rte_stack_pop(s, &o, 1) != 1)
			die("objects were lost");
		change_owner(&o, 1, 0, 1);
	}
	if (rte_stack_pop(s, &o, 1) != 0)
		die("there are more objects than before");
	for (i = 0; i < n; i++)
		pops -= objects[i].pops - 1;
	if (pops != 0)
		die("pops were lost");
}

static void
run(unsigned int threads, unsigned int n, uint32_t flags)
{
	struct object *objects = calloc(n, sizeof(*objects));
	struct worker workers[MAX_THREADS];
	unsigned int i, pops = 0;
	struct rte_stack *s;

	s = rte_stack_create("stress", n, SOCKET_ID_ANY, flags);
	if (s == NULL || objects == NULL)
		die("no stack");
	/* The numbers of takes wrap on the way. */
	if ((flags & RTE_STACK_F_LF) != 0)
		s->stack_lf.used.head.cnt = s->stack_lf.free.head.cnt =
				UINT64_MAX - OPERATIONS / 4;
	fill(s, objects, n);
	for (i = 0; i < threads; i++) {
		workers[i] = (struct worker){.s = s, .id = i + 1, .objects = n};
		if (pthread_create(&workers[i].thread, NULL, work,
				    &workers[i]) != 0)
			die("no thread");
	}
	for (i = 0; i < threads; i++) {
		pthread_join(workers[i].thread, NULL);
		pops += workers[i].pops;
	}
	empty(s, objects, n, pops);
	rte_stack_free(s);
	free(objects);
	printf("%u threads, %u objects, flags %x: %u pops\n", threads, n, flags,
			pops);
}

int
main(void)
{
	uint32_t flags;

	start_library();
	for (flags = 0; flags <= RTE_STACK_F_LF; flags++) {
		run(2, 4, flags);
		run(2, 32, flags);
		run(2, 1000, flags);
		run(4, 4, flags);
		run(4, 32, flags);
		run(4, 1000, flags);
	}
	return rte_eal_cleanup() == 0 ? 0 : 1;
}
