/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stack_check() finds what it is there to find, one fault at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_stack.h>

#include "stack.h"

#include <cmocka.h>

#define CAPACITY 8

static union {
	struct rte_stack s;
	unsigned char room[sizeof(struct rte_stack) +
			CAPACITY * sizeof(struct rte_stack_lf_elem)];
} memory;

static struct rte_stack *
make(uint32_t flags)
{
	struct rte_stack *s = &memory.s;

	memset(&memory, 0, sizeof(memory));
	s->capacity = CAPACITY;
	s->flags = flags;
	if (flags == RTE_STACK_F_LF)
		stack_lf_init(s);
	return s;
}

static void
assert_broken(const struct rte_stack *s, const char *why)
{
	const char *reason = "nothing found";

	assert_false(stack_check(s, &reason));
	assert_string_equal(reason, why);
}

static void
test_sound(void **state)
{
	const char *reason = "untouched";

	(void)state;
	assert_true(stack_check(make(0), &reason));
	assert_true(stack_check(make(RTE_STACK_F_LF), &reason));
	assert_string_equal(reason, "untouched");
}

static void
test_header(void **state)
{
	struct rte_stack *s = make(0);

	(void)state;
	memset(s->name, 'x', sizeof(s->name));
	assert_broken(s, "name has no end");
	s = make(0);
	s->flags = 2;
	assert_broken(s, "unknown flags");
}

static void
test_standard(void **state)
{
	struct rte_stack *s = make(0);

	(void)state;
	s->stack_std.len = CAPACITY + 1;
	assert_broken(s, "longer than the capacity");
	s->stack_std.len = CAPACITY;
	rte_spinlock_lock(&s->stack_std.lock);
	assert_broken(s, "the lock is held");
}

static void
test_lock_free(void **state)
{
	struct rte_stack *s = make(RTE_STACK_F_LF);
	struct rte_stack_lf *lf = &s->stack_lf;

	(void)state;
	lf->free.head.pos -= 1ULL << 32;
	assert_broken(s, "an element is on no list");
	lf->free.head.pos += 2ULL << 32;
	assert_broken(s, "a list is longer than the capacity");
	s = make(RTE_STACK_F_LF);
	lf->used.head.pos = 1ULL << 32;
	assert_broken(s, "an element is on the lists twice");
	s = make(RTE_STACK_F_LF);
	lf->elems[2].next = &lf->elems[CAPACITY];
	assert_broken(s, "a link leads out of the stack");
	lf->elems[2].next = &lf->elems[1];
	assert_broken(s, "an element is on the lists twice");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_sound),
			cmocka_unit_test(test_header),
			cmocka_unit_test(test_standard),
			cmocka_unit_test(test_lock_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
