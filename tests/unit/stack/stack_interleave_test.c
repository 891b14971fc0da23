/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The lock-free stack as it is compiled into the library: two threads with two
 * operations each, in every order of their accesses. In the end the stack is
 * sound, and each object was popped once or is on it. A compare-and-swap that
 * always succeeds has to be noticed, and so has one that does not compare the
 * number of takes.
 */
#include <bufplane_arch.h>
#include <bufplane_export.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <rte_cpuflags.h>
#include <rte_pause.h>
#include <rte_stack.h>

#include "../interleave.h"

static bool forget_takes; /* compare the first word only */

static int
swap_128(volatile uint64_t *dst, uint64_t *expected, const uint64_t *desired)
{
	if (!forget_takes)
		return il_swap(dst, 16, expected, desired);
	/* The second word of dst is left alone, which no one compares. */
	return il_swap(dst, 8, expected, desired);
}

#define bp_arch_cas128 swap_128
#include "stack.h"
#include "stack_lf.c" /* NOLINT(bugprone-suspicious-include): see above */

#include <cmocka.h>

#define OPS      2
#define MOST     2 /* objects of one operation */
#define CAPACITY 4
#define PREFILL  0x700

struct op {
	bool push;
	unsigned int n;
};

struct scenario {
	struct op ops[IL_THREADS][OPS];
	unsigned int capacity;
	unsigned int prefill;
};

static const struct scenario scenarios[] = {
		{{{{true, 1}, {true, 2}}, {{true, 2}, {true, 1}}}, 4, 0},
		{{{{false, 1}, {false, 2}}, {{false, 2}, {false, 1}}}, 4, 4},
		{{{{true, 1}, {false, 1}}, {{true, 1}, {false, 1}}}, 2, 0},
		{{{{false, 1}, {true, 1}}, {{false, 1}, {true, 1}}}, 2, 2},
		{{{{false, 2}, {true, 2}}, {{false, 1}, {true, 1}}}, 3, 3},
		{{{{true, 2}, {false, 1}}, {{false, 2}, {true, 1}}}, 3, 2},
};

static union {
	struct rte_stack stack;
	uint8_t bytes[sizeof(struct rte_stack) +
			CAPACITY * sizeof(struct rte_stack_lf_elem)];
} memory;

static const struct scenario *scene;

static struct result {
	uintptr_t pushed[OPS * MOST];
	uintptr_t popped[OPS * MOST];
	unsigned int n_pushed;
	unsigned int n_popped;
} results[IL_THREADS];

static void
do_push(struct result *res, unsigned int n, uintptr_t first)
{
	void *objs[MOST];
	unsigned int i;

	for (i = 0; i < n; i++)
		objs[i] = (void *)(first + i); /* NOLINT: never followed */
	n = bp_stack_lf_push(&memory.stack, objs, n);
	for (i = 0; i < n; i++)
		res->pushed[res->n_pushed++] = first + i;
}

static void
do_pop(struct result *res, unsigned int n)
{
	void *objs[MOST];
	unsigned int i;

	n = bp_stack_lf_pop(&memory.stack, objs, n);
	for (i = 0; i < n; i++)
		res->popped[res->n_popped++] = (uintptr_t)objs[i];
}

static void
body(unsigned int id)
{
	struct result *res = &results[id];
	const struct op *op;
	unsigned int i;

	memset(res, 0, sizeof(*res));
	for (i = 0; i < OPS; i++) {
		op = &scene->ops[id][i];
		if (op->push)
			do_push(res, op->n, (id + 1) << 8 | i << 4);
		else
			do_pop(res, op->n);
	}
}

/* The objects on the stack, read from its list. */
static unsigned int
left_over(uintptr_t *objs)
{
	const struct rte_stack_lf *lf = &memory.stack.stack_lf;
	const struct rte_stack_lf_elem *e =
			&lf->elems[(uint32_t)lf->used.head.pos];
	unsigned int i, n = (unsigned int)(lf->used.head.pos >> 32);

	for (i = 0; i < n && i < CAPACITY; i++, e = e->next)
		objs[i] = (uintptr_t)e->data;
	return n;
}

static unsigned int
times(const uintptr_t *objs, unsigned int n, uintptr_t obj)
{
	unsigned int i, count = 0;

	for (i = 0; i < n; i++)
		count += objs[i] == obj;
	return count;
}

static bool
there_once(uintptr_t obj, const uintptr_t *left, unsigned int n_left)
{
	return times(left, n_left, obj) +
			times(results[0].popped, results[0].n_popped, obj) +
			times(results[1].popped, results[1].n_popped, obj) ==
			1;
}

static const char *
check_end(void)
{
	uintptr_t left[CAPACITY];
	const char *reason = NULL;
	unsigned int i, j, n_left, all = scene->prefill;

	if (!stack_check(&memory.stack, &reason))
		return reason;
	n_left = left_over(left);
	for (i = 0; i < IL_THREADS; i++)
		all += results[i].n_pushed;
	if (all != n_left + results[0].n_popped + results[1].n_popped)
		return "objects were lost or came twice";
	for (i = 0; i < scene->prefill; i++)
		if (!there_once(PREFILL + i, left, n_left))
			return "an object is not there just once";
	for (i = 0; i < IL_THREADS; i++)
		for (j = 0; j < results[i].n_pushed; j++)
			if (!there_once(results[i].pushed[j], left, n_left))
				return "an object is not there just once";
	return NULL;
}

static const char *
check(bool all_ended)
{
	return all_ended ? check_end() : NULL;
}

/* A stack with some objects on it, made by hand: the first at the bottom. */
static void
make(const struct scenario *s)
{
	struct rte_stack_lf *lf = &memory.stack.stack_lf;
	unsigned int i;

	memset(&memory, 0, sizeof(memory));
	memory.stack.capacity = s->capacity;
	memory.stack.flags = RTE_STACK_F_LF;
	stack_lf_init(&memory.stack);
	for (i = 0; i < s->prefill; i++) {
		lf->elems[i].data = (void *)(uintptr_t)(PREFILL + i);
		lf->elems[i].next = &lf->elems[i > 0 ? i - 1 : 0];
	}
	if (s->prefill == 0)
		return;
	lf->used.head.pos = pos_of(s->prefill, s->prefill - 1);
	lf->free.head.pos = pos_of(s->capacity - s->prefill,
			s->prefill < s->capacity ? s->prefill : 0);
}

static const char *
try_scene(const struct scenario *s)
{
	static void (*const bodies[IL_THREADS])(unsigned int) = {body, body};

	make(s);
	scene = s;
	return il_run(bodies, &memory, sizeof(memory), check);
}

static void
test_all_orders(void **state)
{
	unsigned int i, states = 0;
	const char *wrong;

	(void)state;
	for (i = 0; i < RTE_DIM(scenarios); i++) {
		wrong = try_scene(&scenarios[i]);
		if (wrong != NULL)
			fail_msg("scenario %u: %s", i, wrong);
		states += il.states;
	}
	print_message("%u states\n", states);
}

static void
test_lies_are_found(void **state)
{
	unsigned int i;
	bool found = false;

	(void)state;
	il.swaps_lie = true;
	assert_non_null(try_scene(&scenarios[0]));
	assert_non_null(try_scene(&scenarios[1]));
	il.swaps_lie = false;
	forget_takes = true;
	for (i = 0; i < RTE_DIM(scenarios); i++)
		found = found || try_scene(&scenarios[i]) != NULL;
	forget_takes = false;
	assert_true(found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_all_orders),
			cmocka_unit_test(test_lies_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
