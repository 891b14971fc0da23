/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The switch: off, on and with each policy, by configuration and environment,
 * what is refused, and the counts.
 */
#include "guard_fixture.h"

static void
check(const char *config, const char *env, bool on, enum guard_policy policy)
{
	if (env != NULL)
		assert_int_equal(setenv("BUFPLANE_GUARD", env, 1), 0);
	else
		unsetenv("BUFPLANE_GUARD");
	assert_int_equal(guard_start_with(config), 0);
	assert_int_equal(guard_everywhere(), on);
	assert_int_equal(guard_policy(), policy);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_false(guard_everywhere());
}

static void
test_switch(void **state)
{
	(void)state;
	check(NULL, NULL, false, GUARD_LOG);
	check("", NULL, false, GUARD_LOG);
	check("0", NULL, false, GUARD_LOG);
	check("1", NULL, true, GUARD_LOG);
	check("log", NULL, true, GUARD_LOG);
	check("count", NULL, true, GUARD_COUNT);
	check("abort", NULL, true, GUARD_ABORT);
	check(NULL, "", false, GUARD_LOG);
	check(NULL, "0", false, GUARD_LOG);
	check(NULL, "1", true, GUARD_LOG);
	check(NULL, "abort", true, GUARD_ABORT);
	check("count", "abort", true, GUARD_COUNT);
	check("0", "abort", false, GUARD_LOG);
	unsetenv("BUFPLANE_GUARD");
}

static void
test_refused(void **state)
{
	(void)state;
	assert_int_equal(guard_start_with("yes"), -EINVAL);
	assert_logged("--mempool-guard");
	assert_logged("\"yes\"");
	assert_logged("log, count, abort");
	assert_int_equal(setenv("BUFPLANE_GUARD", "on", 1), 0);
	assert_int_equal(guard_start_with(NULL), -EINVAL);
	assert_logged("BUFPLANE_GUARD");
	assert_logged("\"on\"");
	unsetenv("BUFPLANE_GUARD");
}

static void
test_counts(void **state)
{
	struct bp_mempool_guard_counts before;

	(void)state;
	bp_mempool_guard_totals(&before);
	guard_count(GUARD_DOUBLE_FREE, 1);
	guard_count(GUARD_FOREIGN_FREE, 2);
	guard_count(GUARD_WRITE_AFTER_FREE, 3);
	guard_count(GUARD_LEAK, 4);
	assert_counted(&before, 1, 2, 3, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_switch),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
