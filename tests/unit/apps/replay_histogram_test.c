/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

static struct replay_histogram h;

static int
empty(void **state)
{
	(void)state;
	memset(&h, 0, sizeof(h));
	return 0;
}

static void
test_empty(void **state)
{
	(void)state;
	assert_int_equal(replay_histogram_quantile(&h, 0.5), 0);
	assert_int_equal(replay_histogram_quantile(&h, 1), 0);
}

static void
test_one_value(void **state)
{
	static const uint64_t values[] = {0, 1, 63, 64, 65, 12345, UINT64_MAX,
			UINT64_MAX - 1, 1ull << 63};

	(void)state;
	for (unsigned int i = 0; i < sizeof(values) / sizeof(*values); i++) {
		memset(&h, 0, sizeof(h));
		replay_histogram_add(&h, values[i]);
		assert_true(replay_histogram_quantile(&h, 0) == values[i]);
		assert_true(replay_histogram_quantile(&h, 0.5) == values[i]);
		assert_true(replay_histogram_quantile(&h, 1) == values[i]);
		assert_true(h.max == values[i] && h.n == 1);
	}
}

static void
test_quantiles_within_a_64th(void **state)
{
	(void)state;
	for (uint64_t v = 1; v <= 100000; v++)
		replay_histogram_add(&h, v);
	for (unsigned int percent = 1; percent <= 100; percent++) {
		uint64_t exact = percent * 1000;
		uint64_t got = replay_histogram_quantile(&h, percent / 100.0);

		assert_in_range(got, exact - 1, exact + exact / 64 + 2);
	}
}

static void
test_outlier_shows_in_max_only(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 999; i++)
		replay_histogram_add(&h, 10);
	replay_histogram_add(&h, 1000000);
	assert_int_equal(replay_histogram_quantile(&h, 0.5), 10);
	assert_int_equal(replay_histogram_quantile(&h, 0.99), 10);
	assert_int_equal(replay_histogram_quantile(&h, 1), 1000000);
	assert_int_equal(h.max, 1000000);
}

static void
test_below(void **state)
{
	(void)state;
	assert_int_equal(replay_histogram_below(&h, 100), 0);
	for (uint64_t v = 0; v < 1000; v++)
		replay_histogram_add(&h, v);
	assert_int_equal(replay_histogram_below(&h, 0), 1);
	assert_int_equal(replay_histogram_below(&h, 50), 51);
	/* Bins of 4: that from 500 to 503 is not below 501. */
	assert_int_equal(replay_histogram_below(&h, 501), 500);
	assert_int_equal(replay_histogram_below(&h, 503), 504);
	assert_int_equal(replay_histogram_below(&h, 999), 1000);
	assert_int_equal(replay_histogram_below(&h, UINT64_MAX), 1000);
	replay_histogram_add(&h, UINT64_MAX);
	assert_int_equal(replay_histogram_below(&h, UINT64_MAX - 1), 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(test_empty, empty),
			cmocka_unit_test_setup(test_one_value, empty),
			cmocka_unit_test_setup(
					test_quantiles_within_a_64th, empty),
			cmocka_unit_test_setup(
					test_outlier_shows_in_max_only, empty),
			cmocka_unit_test_setup(test_below, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
