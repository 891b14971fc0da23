/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_memcpy.h, memcpy.c and memcpy_x86.c: every length up to a few blocks at
 * every alignment, and long ones, with guard bytes on both sides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_memcpy.h>

#include "base/memcpy.h"

#include <cmocka.h>

#define MAX_SHORT 600
#define MAX_LEN   20000
#define MAX_ALIGN 33
#define GUARD     32
#define AREA      (MAX_LEN + MAX_ALIGN + 2 * GUARD)

static uint8_t src[AREA], dst[AREA];

/* dst holds n bytes of from at offset, and guard bytes on both sides. */
static void
check_area(size_t offset, const uint8_t *from, size_t n)
{
	static const uint8_t guard[GUARD + MAX_ALIGN] = {0};

	if (memcmp(dst, guard, RTE_MIN(offset, sizeof(guard))) != 0)
		fail_msg("length %zu, offset %zu: front", n, offset);
	if (memcmp(dst + offset, from, n) != 0)
		fail_msg("length %zu, offset %zu: copy", n, offset);
	if (memcmp(dst + offset + n, guard, GUARD) != 0)
		fail_msg("length %zu, offset %zu: behind", n, offset);
}

static void
clear_area(size_t offset, size_t n)
{
	memset(dst, 0, offset + n + GUARD);
}

/* Copies of n bytes by fn to each alignment, from another one. */
static void
check_copies(memcpy_fn fn, size_t n)
{
	for (size_t a = 0; a < MAX_ALIGN; a++) {
		const uint8_t *from = src + GUARD + (a * 7) % MAX_ALIGN;
		uint8_t *to = dst + GUARD + a;

		clear_area(GUARD + a, n);
		assert_ptr_equal(fn(to, from, n), to);
		check_area(GUARD + a, from, n);
	}
}

/* Every short length from min, and long ones around powers of two. */
static void
check_lengths(memcpy_fn fn, size_t min)
{
	for (size_t n = min; n <= MAX_SHORT; n++)
		check_copies(fn, n);
	for (size_t n = 1024; n <= 16384; n *= 2) {
		check_copies(fn, n - 1);
		check_copies(fn, n);
		check_copies(fn, n + 1);
		check_copies(fn, n + n / 7);
	}
}

static void *
copy_inline(void *to, const void *from, size_t n)
{
	return rte_memcpy(to, from, n);
}

static void
test_lengths(void **state)
{
	check_lengths(copy_inline, 0);
}

/* Whatever the test is compiled for, the calls begin at 65 bytes. */
static void
test_long(void **state)
{
	check_lengths(bp_memcpy_long, 64);
}

static void
test_plain(void **state)
{
	check_lengths(memcpy_plain, 64);
}

static void
test_wide(void **state)
{
	if (memcpy_wide() == NULL)
		skip();
	check_lengths(memcpy_wide(), 64);
	assert_ptr_equal(bp_memcpy_long, memcpy_wide());
}

/* Areas that differ little modulo 4 KiB, in both directions. */
static void
test_aliasing(void **state)
{
	static uint8_t area[4 * 4096];

	for (size_t i = 0; i < 8192; i++)
		area[i] = (uint8_t)(i * 13 + i / 256);
	for (size_t d = 0; d < 130; d++) {
		rte_memcpy(area + 8192 + d, area + 64, 4096);
		assert_memory_equal(area + 8192 + d, area + 64, 4096);
	}
}

/* A copy of a length that the compiler knows. */
#define CHECK_CONSTANT(n)                                                      \
	do {                                                                   \
		clear_area(1, n);                                              \
		assert_ptr_equal(rte_memcpy(dst + 1, src, n), dst + 1);        \
		check_area(1, src, n);                                         \
	} while (0)

static void
test_constant(void **state)
{
	CHECK_CONSTANT(0);
	CHECK_CONSTANT(13);
	CHECK_CONSTANT(16);
	CHECK_CONSTANT(31);
	CHECK_CONSTANT(32);
	CHECK_CONSTANT(33);
	CHECK_CONSTANT(64);
	CHECK_CONSTANT(65);
	CHECK_CONSTANT(100);
	CHECK_CONSTANT(128);
	CHECK_CONSTANT(129);
	CHECK_CONSTANT(1000);
}

/* Each fixed size at an odd address. */
static void
test_fixed(void **state)
{
	static const struct {
		size_t n;
		void (*mov)(uint8_t *dst, const uint8_t *src);
	} sizes[] = {
			{16, rte_mov16},
			{32, rte_mov32},
			{48, rte_mov48},
			{64, rte_mov64},
			{128, rte_mov128},
			{256, rte_mov256},
	};

	for (size_t i = 0; i < RTE_DIM(sizes); i++) {
		clear_area(3, sizes[i].n);
		sizes[i].mov(dst + 3, src + 5);
		check_area(3, src + 5, sizes[i].n);
	}
}

static void
test_variants(void **state)
{
	for (size_t n = 0; n < 16; n++) {
		clear_area(3, n);
		rte_mov15_or_less(dst + 3, src, n);
		check_area(3, src, n);
	}
	clear_area(1, 77);
	rte_memcpy_generic(dst + 1, src + 2, 77);
	check_area(1, src + 2, 77);
	clear_area(0, 200);
	rte_memcpy_aligned(dst, src, 200);
	check_area(0, src, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_lengths),
			cmocka_unit_test(test_long),
			cmocka_unit_test(test_plain),
			cmocka_unit_test(test_wide),
			cmocka_unit_test(test_aliasing),
			cmocka_unit_test(test_constant),
			cmocka_unit_test(test_fixed),
			cmocka_unit_test(test_variants),
	};

	for (size_t i = 0; i < AREA; i++)
		src[i] = (uint8_t)(i % 255 + 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
