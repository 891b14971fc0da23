/* SPDX-License-Identifier: BSD-3-Clause */
/* The version numbers, by macro and by call, and our own. */
#include <bufplane.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_version.h>

#include <cmocka.h>

static void
test_dpdk(void **state)
{
	assert_string_equal(rte_version(), "DPDK 22.11.11");
	assert_int_equal(RTE_VERSION, 0x160b0b63);
	assert_int_equal(RTE_VERSION_NUM(22, 11, 0, 99), 0x160b0063);
	assert_true(RTE_VERSION >= RTE_VERSION_NUM(22, 11, 0, 99));
	assert_string_equal(rte_version_prefix(), "DPDK");
	assert_int_equal(rte_version_year(), 22);
	assert_int_equal(rte_version_month(), 11);
	assert_int_equal(rte_version_minor(), 11);
	assert_string_equal(rte_version_suffix(), "");
	assert_int_equal(rte_version_release(), 99);
}

static void
test_own(void **state)
{
	unsigned int major, minor, patch;
	char rest;

	assert_int_equal(sscanf(bp_version(), "%u.%u.%u%c", &major, &minor,
					 &patch, &rest),
			3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_dpdk),
			cmocka_unit_test(test_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
