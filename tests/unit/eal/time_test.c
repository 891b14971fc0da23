/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_time.h: conversions, and a counter that wraps and has fractions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_time.h>

#include <cmocka.h>

static void
test_timespec(void **state)
{
	struct timespec ts = {.tv_sec = 3, .tv_nsec = 999999999};
	uint64_t ns = rte_timespec_to_ns(&ts);

	assert_true(ns == UINT64_C(3999999999));
	ts = rte_ns_to_timespec(ns + 1);
	assert_int_equal(ts.tv_sec, 4);
	assert_int_equal(ts.tv_nsec, 0);
	ts = rte_ns_to_timespec(0);
	assert_int_equal(ts.tv_sec, 0);
	ts = rte_ns_to_timespec(UINT64_MAX);
	assert_int_equal(ts.tv_sec, UINT64_MAX / NSEC_PER_SEC);
	assert_true(rte_timespec_to_ns(&ts) == UINT64_MAX);
}

/* A counter of 8 bits, four ticks a nanosecond. */
static void
test_counter(void **state)
{
	struct rte_timecounter tc = {
			.cycle_last = 250,
			.nsec = 1000,
			.nsec_mask = 3,
			.cc_mask = 0xff,
			.cc_shift = 2,
	};

	/* 250 to 4 is ten ticks: two and a half nanoseconds */
	assert_int_equal(rte_timecounter_update(&tc, 4), 1002);
	assert_int_equal(tc.nsec_frac, 2);
	/* two more complete the third */
	assert_int_equal(rte_timecounter_update(&tc, 6), 1003);
	assert_int_equal(tc.nsec_frac, 0);
	assert_int_equal(rte_timecounter_update(&tc, 6), 1003);
	assert_int_equal(rte_cyclecounter_cycles_to_ns(&tc, 7), 1);
	assert_int_equal(tc.nsec_frac, 3);
	assert_int_equal(tc.nsec, 1003);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_timespec),
			cmocka_unit_test(test_counter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
