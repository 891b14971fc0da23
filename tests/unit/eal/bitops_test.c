/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_bitops.h: each bit of both widths, and that its neighbours stay.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_bitops.h>

#include <cmocka.h>

static void
test_32(void **state)
{
	uint32_t word;

	for (unsigned int i = 0; i < 32; i++) {
		word = 0;
		assert_int_equal(rte_bit_relaxed_get32(i, &word), 0);
		rte_bit_relaxed_set32(i, &word);
		assert_int_equal(word, RTE_BIT32(i));
		assert_int_equal(rte_bit_relaxed_get32(i, &word), RTE_BIT32(i));
		word = UINT32_MAX;
		rte_bit_relaxed_clear32(i, &word);
		assert_int_equal(word, ~RTE_BIT32(i));
		assert_int_equal(rte_bit_relaxed_test_and_set32(i, &word), 0);
		assert_int_equal(word, UINT32_MAX);
		assert_int_equal(rte_bit_relaxed_test_and_set32(i, &word),
				RTE_BIT32(i));
		assert_int_equal(rte_bit_relaxed_test_and_clear32(i, &word),
				RTE_BIT32(i));
		assert_int_equal(rte_bit_relaxed_test_and_clear32(i, &word), 0);
		assert_int_equal(word, ~RTE_BIT32(i));
	}
}

static void
test_64(void **state)
{
	uint64_t word;

	for (unsigned int i = 0; i < 64; i++) {
		word = 0;
		assert_true(rte_bit_relaxed_get64(i, &word) == 0);
		rte_bit_relaxed_set64(i, &word);
		assert_true(word == RTE_BIT64(i));
		assert_true(rte_bit_relaxed_get64(i, &word) == RTE_BIT64(i));
		word = UINT64_MAX;
		rte_bit_relaxed_clear64(i, &word);
		assert_true(word == ~RTE_BIT64(i));
		assert_true(rte_bit_relaxed_test_and_set64(i, &word) == 0);
		assert_true(word == UINT64_MAX);
		assert_true(rte_bit_relaxed_test_and_set64(i, &word) ==
				RTE_BIT64(i));
		assert_true(rte_bit_relaxed_test_and_clear64(i, &word) ==
				RTE_BIT64(i));
		assert_true(rte_bit_relaxed_test_and_clear64(i, &word) == 0);
		assert_true(word == ~RTE_BIT64(i));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_32),
			cmocka_unit_test(test_64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
