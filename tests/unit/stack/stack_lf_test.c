/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mechanism of lock-free stacks on one thread: what the heads say, that
 * the number of takes tells states apart that are otherwise the same and may
 * wrap, and that a list in any order works as well as one in memory order.
 * The source is compiled in, with a hook in front of its 128-bit exchange:
 * there a test lets others act, as if its thread had been away.
 */
#include <bufplane.h>
#include <bufplane_arch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_eal.h>
#include <rte_stack.h>

#include "stack.h"

#include <cmocka.h>

static void (*meanwhile)(void);

/* Let the others act, once, before the exchange. */
static int
interrupted_cas128(volatile uint64_t *dst, uint64_t *exp, const uint64_t *src)
{
	void (*others)(void) = meanwhile;

	meanwhile = NULL;
	if (others != NULL)
		others();
	return bp_arch_cas128(dst, exp, src);
}

#define bp_arch_cas128 interrupted_cas128
#include "stack_lf.c" /* NOLINT(bugprone-suspicious-include): see above */

#define CAPACITY 64

static struct rte_stack *shared; /* what `meanwhile` works on */

static void
assert_stack(const struct rte_stack *s)
{
	const char *reason = "ok";

	if (!stack_check(s, &reason))
		fail_msg("%s: %s", s->name, reason);
}

static struct rte_stack *
make(void)
{
	struct rte_stack *s;

	s = rte_stack_create("lf", CAPACITY, SOCKET_ID_ANY, RTE_STACK_F_LF);
	assert_non_null(s);
	return s;
}

static void
push(struct rte_stack *s, uintptr_t number)
{
	void *object = (void *)number; /* NOLINT: never followed */

	assert_int_equal(bp_stack_lf_push(s, &object, 1), 1);
	assert_stack(s);
}

static void
assert_pops(struct rte_stack *s, uintptr_t number)
{
	void *object;

	assert_int_equal(bp_stack_lf_pop(s, &object, 1), 1);
	assert_int_equal((uintptr_t)object, number);
	assert_stack(s);
}

/* Pop and push all three, in other elements, but with the same on top. */
static void
replace_three(void)
{
	struct rte_stack_lf *lf = &shared->stack_lf;
	const uint64_t pos = lf->used.head.pos;
	void *table[3];

	assert_int_equal(bp_stack_lf_pop(shared, table, 3), 3);
	assert_true(lf->free.head.pos == pos_of(CAPACITY, 0));
	/* Threads may give 2, 0, 1 in this order. */
	lf->elems[1].next = &lf->elems[0];
	lf->elems[0].next = &lf->elems[2];
	lf->elems[2].next = &lf->elems[3];
	lf->free.head.pos = pos_of(CAPACITY, 1);
	table[0] = (void *)4; /* NOLINT: never followed */
	table[1] = (void *)5; /* NOLINT: never followed */
	table[2] = (void *)6; /* NOLINT: never followed */
	assert_int_equal(bp_stack_lf_push(shared, table, 3), 3);
	assert_true(lf->used.head.pos == pos);
}

static void
test_aba(void **state)
{
	struct rte_stack *s = make();

	(void)state;
	push(s, 1);
	push(s, 2);
	push(s, 3);
	shared = s;
	meanwhile = replace_three;
	assert_pops(s, 6);
	assert_null(meanwhile);
	assert_pops(s, 5);
	assert_pops(s, 4);
	rte_stack_free(s);
}

static void
take_one(void)
{
	void *object;

	assert_int_equal(bp_stack_lf_pop(shared, &object, 1), 1);
}

static void
put_one(void)
{
	void *object = &object;

	assert_int_equal(bp_stack_lf_push(shared, &object, 1), 1);
}

/* What was enough is not any more: nothing moves, the table is untouched. */
static void
test_others_were_faster(void **state)
{
	struct rte_stack *s = make();
	void *table[CAPACITY] = {0};

	(void)state;
	shared = s;
	push(s, 1);
	push(s, 2);
	meanwhile = take_one;
	assert_int_equal(bp_stack_lf_pop(s, table, 2), 0);
	assert_null(meanwhile);
	assert_null(table[0]);
	assert_null(table[1]);
	meanwhile = put_one;
	assert_int_equal(bp_stack_lf_push(s, table, CAPACITY - 1), 0);
	assert_null(meanwhile);
	assert_stack(s);
	assert_int_equal(rte_stack_count(s), 2);
	rte_stack_free(s);
}

/* The state in which a thread that was away may be fooled. */
static void
test_count_tells(void **state)
{
	struct rte_stack *s = make();
	struct rte_stack_lf_head before;

	(void)state;
	push(s, 1);
	push(s, 2);
	before = s->stack_lf.used.head;
	assert_pops(s, 2);
	assert_pops(s, 1);
	push(s, 3);
	push(s, 4);
	assert_true(s->stack_lf.used.head.pos == before.pos);
	assert_true(s->stack_lf.used.head.cnt == before.cnt + 2);
	assert_pops(s, 4);
	assert_pops(s, 3);
	rte_stack_free(s);
}

static void
test_count_wraps(void **state)
{
	struct rte_stack *s = make();
	uintptr_t i;

	(void)state;
	s->stack_lf.used.head.cnt = UINT64_MAX - 4;
	s->stack_lf.free.head.cnt = UINT64_MAX - 2;
	for (i = 1; i <= 10; i++)
		push(s, i);
	for (i = 10; i >= 1; i--)
		assert_pops(s, i);
	assert_true(s->stack_lf.used.head.cnt == 5);
	assert_true(s->stack_lf.free.head.cnt == 7);
	rte_stack_free(s);
}

/* A burst is one take and one give, whatever its length. */
static void
test_one_change_a_burst(void **state)
{
	struct rte_stack *s = make();
	void *table[CAPACITY];
	uintptr_t i;

	(void)state;
	for (i = 0; i < CAPACITY; i++)
		table[i] = (void *)i; /* NOLINT: never followed */
	assert_int_equal(bp_stack_lf_push(s, table, CAPACITY), CAPACITY);
	assert_int_equal(s->stack_lf.free.head.cnt, 1);
	assert_int_equal(bp_stack_lf_push(s, table, 1), 0);
	assert_int_equal(s->stack_lf.free.head.cnt, 1);
	assert_int_equal(bp_stack_lf_pop(s, table, CAPACITY), CAPACITY);
	assert_int_equal(s->stack_lf.used.head.cnt, 1);
	assert_int_equal(bp_stack_lf_pop(s, table, 1), 0);
	assert_int_equal(s->stack_lf.used.head.cnt, 1);
	assert_stack(s);
	rte_stack_free(s);
}

/* As threads leave them: no neighbour follows its neighbour. */
static void
shuffle_free(struct rte_stack *s)
{
	struct rte_stack_lf_elem *elems = s->stack_lf.elems;
	unsigned int i;

	for (i = 0; i < CAPACITY; i++)
		elems[i].next = &elems[(i + 37) % CAPACITY];
}

static void
test_any_order(void **state)
{
	struct rte_stack *s = make();
	void *table[CAPACITY];
	unsigned int n, i, round;

	(void)state;
	shuffle_free(s);
	assert_stack(s);
	for (round = 0, n = 1; round < 1000; round++, n = n % CAPACITY + 1) {
		for (i = 0; i < n; i++)
			table[i] = &table[i];
		assert_int_equal(rte_stack_push(s, table, n), n);
		assert_stack(s);
		assert_int_equal(rte_stack_pop(s, table, n), n);
		assert_stack(s);
		for (i = 0; i < n; i++)
			assert_ptr_equal(table[i], &table[n - 1 - i]);
	}
	rte_stack_free(s);
}

/* One thread moves elements as an array stack would. */
static void
test_memory_order(void **state)
{
	struct rte_stack *s = make();
	void *table[CAPACITY] = {0};
	unsigned int n, height = 0, i;

	(void)state;
	for (n = 1; n < 10; n++) {
		assert_int_equal(rte_stack_push(s, table, n), n);
		assert_int_equal(rte_stack_pop(s, table, n / 2), n / 2);
		height += n - n / 2;
	}
	for (i = height - 1; i > 0; i--)
		assert_ptr_equal(s->stack_lf.elems[i].next,
				&s->stack_lf.elems[i - 1]);
	for (i = height; i + 1 < CAPACITY; i++)
		assert_ptr_equal(s->stack_lf.elems[i].next,
				&s->stack_lf.elems[i + 1]);
	rte_stack_free(s);
}

static int
start(void **state)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
	};

	(void)state;
	return bp_init(&config);
}

static int
stop(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_aba),
			cmocka_unit_test(test_others_were_faster),
			cmocka_unit_test(test_count_tells),
			cmocka_unit_test(test_count_wraps),
			cmocka_unit_test(test_one_change_a_burst),
			cmocka_unit_test(test_any_order),
			cmocka_unit_test(test_memory_order),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
