/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include "common/app.h"

#include <cmocka.h>

static void
test_sums_and_differences(void **state)
{
	const struct app_count before = {10, 1000, 1};
	struct app_count now = {UINT64_MAX, 1500, 3};
	struct app_count delta;

	(void)state;
	now.packets -= 5;
	delta = app_count_since(&now, &before);
	assert_true(delta.packets == UINT64_MAX - 15);
	assert_int_equal(delta.bytes, 500);
	assert_int_equal(delta.dropped, 2);
	app_count_add(&delta, &before);
	assert_memory_equal(&delta, &now, sizeof(now));
}

static bool
is(double value, double wanted)
{
	return fabs(value - wanted) <= 1e-9 * wanted;
}

static void
test_rates(void **state)
{
	const struct app_count count = {1000, 125000, 10};
	struct app_rates r = app_rates(&count, 500000000);

	(void)state;
	assert_true(is(r.seconds, 0.5));
	assert_true(is(r.pps, 2000));
	assert_true(is(r.dropped_pps, 20));
	assert_true(is(r.mbps, 2));
	/* Each frame has 24 bytes more there. */
	assert_true(is(r.wire_mbps, 2.384));
	r = app_rates(&count, 0);
	assert_true(r.pps == 0 && r.dropped_pps == 0 && r.mbps == 0 &&
			r.wire_mbps == 0 && r.seconds == 0);
}

static void
test_scaled(void **state)
{
	static const struct {
		double value;
		const char *text;
	} table[] = {
			{0, "0"},
			{0.4, "0"},
			{999, "999"},
			{999.94, "1000"},
			{1000, "1.00k"},
			{9994, "9.99k"},
			{9999.6, "10.0k"},
			{99999, "100k"},
			{999900, "1000k"},
			{999960, "1.00M"},
			{14880952, "14.9M"},
			{1e9, "1.00G"},
			{1e12, "1.00T"},
			{1e15, "1.00P"},
			{1e18, "1.00E"},
			{1e21, "1000E"},
	};
	char buf[APP_SCALED_SIZE];

	(void)state;
	for (unsigned int i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_string_equal(
				app_scaled(buf, table[i].value), table[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_sums_and_differences),
			cmocka_unit_test(test_rates),
			cmocka_unit_test(test_scaled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
