/* SPDX-License-Identifier: BSD-3-Clause */
/* Thread-specific values: one a thread, destructors, and refusals. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <rte_errno.h>
#include <rte_thread.h>

#include <cmocka.h>

static rte_thread_key key;
static int destroyed;

static void
destroy(void *value)
{
	destroyed += *(int *)value;
}

static uint32_t
other_thread(void *arg)
{
	if (rte_thread_value_get(key) != NULL)
		return 1;
	return (uint32_t)rte_thread_value_set(key, arg);
}

static void
test_values(void **state)
{
	int mine = 1, theirs = 20;
	rte_thread_t t;
	uint32_t rc;

	(void)state;
	assert_int_equal(rte_thread_key_create(&key, destroy), 0);
	assert_null(rte_thread_value_get(key));
	assert_int_equal(rte_thread_value_set(key, &mine), 0);
	assert_int_equal(rte_thread_create(&t, NULL, other_thread, &theirs), 0);
	assert_int_equal(rte_thread_join(t, &rc), 0);
	assert_int_equal(rc, 0);
	assert_int_equal(destroyed, 20);
	assert_ptr_equal(rte_thread_value_get(key), &mine);
	assert_int_equal(rte_thread_key_delete(key), 0);
}

static void
test_refusals(void **state)
{
	(void)state;
	assert_int_equal(rte_thread_key_create(NULL, NULL), -1);
	assert_int_equal(rte_errno, EINVAL);
	rte_errno = 0;
	assert_int_equal(rte_thread_key_delete(NULL), -1);
	assert_int_equal(rte_errno, EINVAL);
	rte_errno = 0;
	assert_int_equal(rte_thread_value_set(NULL, &key), -1);
	assert_int_equal(rte_errno, EINVAL);
	rte_errno = 0;
	assert_null(rte_thread_value_get(NULL));
	assert_int_equal(rte_errno, EINVAL);
}

static void
test_exhaustion(void **state)
{
	rte_thread_key keys[2048];
	int n = 0;

	(void)state;
	while (n < 2048 && rte_thread_key_create(&keys[n], NULL) == 0)
		n++;
	assert_in_range(n, 100, 2047);
	assert_int_equal(rte_errno, EAGAIN);
	while (n-- > 0)
		assert_int_equal(rte_thread_key_delete(keys[n]), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_values),
			cmocka_unit_test(test_refusals),
			cmocka_unit_test(test_exhaustion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
