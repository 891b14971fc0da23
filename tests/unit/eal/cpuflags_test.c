/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_cpuflags.h: each feature has a name and an answer; some of the answers
 * are known for every processor of the architecture.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_cpuflags.h>

#include <cmocka.h>

static void
test_all(void **state)
{
	const char *name;
	int enabled;

	for (unsigned int i = 0; i < RTE_CPUFLAG_NUMFLAGS; i++) {
		name = rte_cpu_get_flag_name((enum rte_cpu_flag_t)i);
		assert_non_null(name);
		assert_true(strlen(name) >= 2);
		enabled = rte_cpu_get_flag_enabled((enum rte_cpu_flag_t)i);
		assert_true(enabled == 0 || enabled == 1);
	}
}

static void
test_range(void **state)
{
	assert_null(rte_cpu_get_flag_name(RTE_CPUFLAG_NUMFLAGS));
	assert_null(rte_cpu_get_flag_name((enum rte_cpu_flag_t) - 1));
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_NUMFLAGS),
			-ENOENT);
	assert_int_equal(rte_cpu_get_flag_enabled((enum rte_cpu_flag_t) - 1),
			-ENOENT);
}

static void
test_known(void **state)
{
	struct rte_cpu_intrinsics in = {1, 1, 1};

#if defined(__x86_64__)
	assert_string_equal(rte_cpu_get_flag_name(RTE_CPUFLAG_SSE2), "SSE2");
	assert_string_equal(
			rte_cpu_get_flag_name(RTE_CPUFLAG_1GB_PG), "1GB_PG");
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_SSE2), 1);
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_EM64T), 1);
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_FPU), 1);
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX2),
			__builtin_cpu_supports("avx2") != 0);
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_POPCNT),
			__builtin_cpu_supports("popcnt") != 0);
	assert_int_equal(RTE_CPUFLAG_NUMFLAGS, 105);
#else
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_NEON), 1);
	assert_int_equal(rte_cpu_get_flag_enabled(RTE_CPUFLAG_AARCH64), 1);
#endif
	assert_int_equal(rte_cpu_is_supported(), 1);
	rte_cpu_get_intrinsics_support(&in);
	assert_int_equal(in.power_monitor | in.power_pause, 0);
	assert_int_equal(in.power_monitor_multi, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_all),
			cmocka_unit_test(test_range),
			cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
