/* SPDX-License-Identifier: BSD-3-Clause */
/* The arguments that drivers say they take. */
#include <bufplane_driver.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_dev.h>

#include <cmocka.h>

#define SIZE_KEY "size"
RTE_PMD_REGISTER_PARAM_STRING(net_macro,
		SIZE_KEY "=<int> "
			 "copy=<0|1>");

static void
test_macro(void **state)
{
	assert_string_equal(bp_driver_params_find("net_macro"),
			"size=<int> copy=<0|1>");
}

static void
test_first_counts(void **state)
{
	static struct bp_driver_params one = {"one", "a=<int>", NULL};
	static struct bp_driver_params again = {"one", "b=<int>", NULL};
	static struct bp_driver_params other = {"on", "", NULL};

	assert_null(bp_driver_params_find("one"));
	bp_driver_params_add(&one);
	bp_driver_params_add(&one);
	bp_driver_params_add(&again);
	bp_driver_params_add(&other);
	assert_string_equal(bp_driver_params_find("one"), "a=<int>");
	assert_string_equal(bp_driver_params_find("on"), "");
	assert_null(bp_driver_params_find("o"));
	assert_null(bp_driver_params_find(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_macro),
			cmocka_unit_test(test_first_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
