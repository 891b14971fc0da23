/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_common.h: rounding, searching bits, and the macros on pointers. Each
 * bit function is compared with a loop that cannot be wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include <cmocka.h>

struct sample {
	char before;
	uint32_t word;
	uint32_t words[3];
};

/* Constant operands give constants. */
enum {
	CONSTANT_SIZE = RTE_ALIGN(5, 8) + RTE_ALIGN_MUL_CEIL(5, 3) +
			RTE_CACHE_LINE_ROUNDUP(1)
};

static void
test_align(void **state)
{
	uint16_t half = UINT16_MAX;
	const unsigned int n = 13;

	assert_int_equal(CONSTANT_SIZE, 8 + 6 + RTE_CACHE_LINE_SIZE);
	assert_int_equal(RTE_ALIGN_FLOOR(n, 8), 8);
	assert_int_equal(RTE_ALIGN_CEIL(n, 8), 16);
	assert_int_equal(RTE_ALIGN_CEIL(16, 8), 16);
	assert_int_equal(RTE_ALIGN_CEIL(0, 8), 0);
	assert_int_equal(RTE_ALIGN_FLOOR(-13, 8), -16);
	assert_int_equal(RTE_ALIGN_CEIL(half, 2), 65536);
	assert_true(RTE_ALIGN_FLOOR(UINT64_MAX, 4096) == UINT64_MAX - 4095);
	assert_int_equal(RTE_ALIGN_MUL_FLOOR(n, 5), 10);
	assert_int_equal(RTE_ALIGN_MUL_CEIL(n, 5), 15);
	assert_int_equal(RTE_ALIGN_MUL_CEIL(15, 5), 15);
	assert_int_equal(RTE_ALIGN_MUL_NEAR(12, 5), 10);
	assert_int_equal(RTE_ALIGN_MUL_NEAR(13, 5), 15);
	assert_int_equal(RTE_ALIGN_MUL_NEAR(15, 10), 20);
	assert_int_equal(RTE_ALIGN_MUL_NEAR(20, 10), 20);
}

static void
test_pointers(void **state)
{
	struct sample s = {.words = {1, 2, 3}};
	const uint32_t *word = &s.word;
	char *p = (char *)(uintptr_t)0x1001;

	assert_ptr_equal(RTE_PTR_ADD(p, 7), 0x1008);
	assert_ptr_equal(RTE_PTR_SUB(p, 1), 0x1000);
	assert_int_equal(RTE_PTR_DIFF(p + 5, p), 5);
	assert_ptr_equal(RTE_PTR_ALIGN_FLOOR(p, 16), 0x1000);
	assert_ptr_equal(RTE_PTR_ALIGN_CEIL(p, 16), 0x1010);
	assert_ptr_equal(RTE_PTR_ALIGN(p - 1, 16), 0x1000);
	assert_ptr_equal(container_of(word, struct sample, word), &s);
	assert_ptr_equal(container_of(&s.words, struct sample, words), &s);
	assert_int_equal(RTE_SIZEOF_FIELD(struct sample, words), 12);
	assert_int_equal(RTE_CAST_FIELD(&s, words, uint32_t), 1);
	assert_int_equal(RTE_DIM(s.words), 3);
	assert_true(rte_is_aligned((void *)(uintptr_t)64, 64));
	assert_false(rte_is_aligned((void *)(uintptr_t)96, 64));
}

static void
test_min_max(void **state)
{
	int calls = 0;
	int a = 3, b = -4, c = 9;

	assert_int_equal(RTE_MIN(a, b), -4);
	assert_int_equal(RTE_MAX(a, b), 3);
	assert_int_equal(RTE_MIN(RTE_MAX(a, b), RTE_MIN(c, RTE_MAX(b, 1))), 1);
	assert_int_equal(RTE_MAX(calls++, -1), 0);
	assert_int_equal(calls, 1);
	RTE_SWAP(a, b);
	assert_int_equal(a, -4);
	assert_int_equal(b, 3);
	RTE_BUILD_BUG_ON(sizeof(a) != sizeof(b));
}

static void
test_masks(void **state)
{
	assert_true(RTE_LEN2MASK(1, uint64_t) == 1);
	assert_true(RTE_LEN2MASK(64, uint64_t) == UINT64_MAX);
	assert_true(RTE_LEN2MASK(33, uint64_t) == UINT64_C(0x1ffffffff));
	assert_true(RTE_LEN2MASK(8, uint8_t) == 0xff);
	assert_true(RTE_BAD_IOVA == UINT64_MAX);
	assert_int_equal(1 << RTE_CACHE_LINE_SIZE_LOG2, RTE_CACHE_LINE_SIZE);
}

/* The highest bit that is set, plus one, bit by bit. */
static unsigned int
slow_fls(uint64_t v)
{
	unsigned int n = 0;

	while (v != 0) {
		v >>= 1;
		n++;
	}
	return n;
}

static void
check_bits64(uint64_t v)
{
	unsigned int top = slow_fls(v);
	uint64_t pow = top == 0 ? 0 : UINT64_C(1) << (top - 1);
	uint32_t pos = 77;
	bool is_pow = v != 0 && v == pow;

	assert_int_equal(rte_fls_u64(v), top);
	assert_true(rte_combine64ms1b(v) == (pow | (pow - (pow != 0))));
	assert_true(rte_align64prevpow2(v) == pow);
	assert_true(rte_align64pow2(v) == (is_pow ? v : pow << 1));
	assert_int_equal(rte_log2_u64(v), is_pow ? top - 1 : top);
	assert_int_equal(rte_bsf64_safe(v, &pos), v != 0);
	assert_int_equal(pos, v == 0 ? 77 : slow_fls(v & -v) - 1);
	if (v != 0)
		assert_int_equal(rte_bsf64(v), pos);
}

static void
check_bits32(uint32_t v)
{
	unsigned int top = slow_fls(v);
	uint32_t pow = top == 0 ? 0 : UINT32_C(1) << (top - 1);
	uint32_t pos = 77;
	bool is_pow = v != 0 && v == pow;

	assert_int_equal(rte_is_power_of_2(v), is_pow);
	assert_int_equal(RTE_IS_POWER_OF_2(v), is_pow);
	assert_int_equal(rte_fls_u32(v), top);
	assert_true(rte_combine32ms1b(v) == (pow | (pow - (pow != 0))));
	assert_true(rte_align32prevpow2(v) == pow);
	assert_true(rte_align32pow2(v) == (is_pow ? v : pow << 1));
	assert_int_equal(rte_log2_u32(v), is_pow ? top - 1 : top);
	assert_int_equal(rte_bsf32_safe(v, &pos), v != 0);
	assert_int_equal(pos, v == 0 ? 77 : slow_fls(v & -v) - 1);
	if (v != 0)
		assert_int_equal(rte_bsf32(v), pos);
}

/* Every power of two, its neighbours, and sums of them. */
static void
test_bits(void **state)
{
	for (unsigned int i = 0; i < 64; i++) {
		for (unsigned int j = 0; j < 64; j++) {
			check_bits64((UINT64_C(1) << i) + (UINT64_C(1) << j));
			check_bits32((UINT32_C(1) << i % 32) +
					(UINT32_C(1) << j % 32));
		}
		check_bits64((UINT64_C(1) << i) - 1);
		check_bits64(UINT64_MAX >> i);
		check_bits32((UINT32_C(1) << i % 32) - 1);
	}
	/* above the highest power of two, where DPDK gives garbage */
	assert_int_equal(rte_log2_u32(UINT32_C(0x80000001)), 32);
	assert_int_equal(rte_log2_u64(UINT64_MAX), 64);
}

static char order[8];

static void
note(char c)
{
	order[strlen(order)] = c;
}

RTE_INIT(init_last)
{
	note('z');
}

RTE_INIT_PRIO(init_class, CLASS)
{
	note('c');
}

RTE_INIT_PRIO(init_bus, BUS)
{
	note('b');
}

RTE_INIT_PRIO(init_log, LOG)
{
	note('l');
}

static void
test_constructors(void **state)
{
	assert_string_equal(order, "lbcz");
}

#define PRINT(buf, ...)                                                        \
	snprintf(buf, sizeof(buf),                                             \
			RTE_FMT("<" RTE_FMT_HEAD(__VA_ARGS__, ) ">",           \
					RTE_FMT_TAIL(__VA_ARGS__, )))

static void
test_format(void **state)
{
	char buf[32];

	PRINT(buf, "plain");
	assert_string_equal(buf, "<plain>");
	PRINT(buf, "%d %s", 7, "x");
	assert_string_equal(buf, "<7 x>");
	assert_string_equal(RTE_STR(RTE_CACHE_LINE_MIN_SIZE), "64");
}

static void
test_cpu_sets(void **state)
{
	rte_cpuset_t a, b;

	RTE_CPU_FILL(&a);
	assert_int_equal(CPU_COUNT(&a), CPU_SETSIZE);
	CPU_ZERO(&b);
	CPU_SET(5, &b);
	RTE_CPU_NOT(&b, &b);
	assert_int_equal(CPU_COUNT(&b), CPU_SETSIZE - 1);
	assert_false(CPU_ISSET(5, &b));
	RTE_CPU_NOT(&a, &b);
	assert_int_equal(CPU_COUNT(&a), 1);
	assert_true(CPU_ISSET(5, &a));
	RTE_CPU_OR(&b, &a, &b);
	assert_int_equal(CPU_COUNT(&b), CPU_SETSIZE);
	RTE_CPU_AND(&b, &a, &b);
	assert_true(CPU_EQUAL(&a, &b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_align),
			cmocka_unit_test(test_pointers),
			cmocka_unit_test(test_min_max),
			cmocka_unit_test(test_masks),
			cmocka_unit_test(test_bits),
			cmocka_unit_test(test_constructors),
			cmocka_unit_test(test_format),
			cmocka_unit_test(test_cpu_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
