/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_vect.h: the widest vector, and its fixing by the command line; sizes of
 * the vector types.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_vect.h>

#include "base/vect.h"

#include <cmocka.h>

static void
test_set(void **state)
{
	static const uint16_t bad[] = {0, 1, 32, 63, 65, 100, 65535};

	assert_int_equal(rte_vect_get_max_simd_bitwidth(),
			RTE_VECT_DEFAULT_SIMD_BITWIDTH);
	for (unsigned int w = 64; w <= RTE_VECT_SIMD_MAX; w *= 2) {
		assert_int_equal(rte_vect_set_max_simd_bitwidth(w), 0);
		assert_int_equal(rte_vect_get_max_simd_bitwidth(), w);
	}
	for (size_t i = 0; i < RTE_DIM(bad); i++) {
		assert_int_equal(rte_vect_set_max_simd_bitwidth(bad[i]),
				-EINVAL);
		assert_int_equal(rte_vect_get_max_simd_bitwidth(),
				RTE_VECT_SIMD_MAX);
	}
}

static void
test_force(void **state)
{
	assert_int_equal(eal_vect_force(100), -EINVAL);
	assert_int_equal(eal_vect_force(128), 0);
	assert_int_equal(rte_vect_get_max_simd_bitwidth(), 128);
	assert_int_equal(rte_vect_set_max_simd_bitwidth(256), -EPERM);
	assert_int_equal(rte_vect_get_max_simd_bitwidth(), 128);
	assert_int_equal(eal_vect_force(0), 0);
	assert_int_equal(rte_vect_get_max_simd_bitwidth(),
			RTE_VECT_DEFAULT_SIMD_BITWIDTH);
	assert_int_equal(rte_vect_set_max_simd_bitwidth(512), 0);
}

static void
test_types(void **state)
{
	rte_xmm_t x = {.u32 = {1, 2, 3, 4}};

	assert_int_equal(sizeof(rte_v64s32_t), 8);
	assert_int_equal(sizeof(rte_v128u8_t), 16);
	assert_int_equal(sizeof(rte_v256u64_t), 32);
	assert_int_equal(XMM_SIZE, 16);
	assert_int_equal(XMM_MASK, 15);
	assert_true(x.u64[0] == UINT64_C(0x200000001));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_set),
			cmocka_unit_test(test_force),
			cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
