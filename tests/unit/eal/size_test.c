/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_str_to_size(): units, bases, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>

#include <cmocka.h>

static const struct {
	const char *text;
	uint64_t size;
} cases[] = {
		{"0", 0},
		{"10", 10},
		{" 7", 7},
		{"10k", 10240},
		{"10K", 10240},
		{"1m", 1 << 20},
		{"1M", 1 << 20},
		{"1g", 1 << 30},
		{"3G", UINT64_C(3) << 30},
		{"0x10k", 16384},
		{"010", 8},
		{"7x", 7},
		{"1kb", 1024},
		{"5 k", 5120},
		{" 5 M", 5 << 20},
		{"5  k", 5},
		{"5\tk", 5},
		{"5 ", 5},
		{"18446744073709551615", UINT64_MAX},
		{"17179869183g", UINT64_C(17179869183) << 30},
		/* refused */
		{"", 0},
		{"k", 0},
		{"-5", 0},
		{" -5k", 0},
		{"18446744073709551616", 0},
		{"17179869184g", 0},
};

static void
test_cases(void **state)
{
	for (size_t i = 0; i < RTE_DIM(cases); i++)
		if (rte_str_to_size(cases[i].text) != cases[i].size)
			fail_msg("\"%s\" gives %ju", cases[i].text,
					(uintmax_t)rte_str_to_size(
							cases[i].text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
