/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_memcpy.h: every length up to a few lines at every alignment, with guard
 * bytes on both sides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_memcpy.h>

#include <cmocka.h>

#define MAX_LEN   300
#define MAX_ALIGN 17
#define GUARD     32
#define AREA      (MAX_LEN + MAX_ALIGN + 2 * GUARD)

static uint8_t src[AREA], dst[AREA];

/* dst holds n bytes of from at offset, and guard bytes everywhere else. */
static void
check_area(size_t offset, const uint8_t *from, size_t n)
{
	for (size_t i = 0; i < AREA; i++) {
		uint8_t expected = i < offset || i >= offset + n
				? 0xee
				: from[i - offset];

		if (dst[i] != expected)
			fail_msg("length %zu, offset %zu: byte %zu", n, offset,
					i);
	}
}

static void
check_copy(size_t to, size_t from, size_t n)
{
	memset(dst, 0xee, sizeof(dst));
	assert_ptr_equal(rte_memcpy(dst + to, src + from, n), dst + to);
	check_area(to, src + from, n);
}

static void
test_lengths(void **state)
{
	for (size_t n = 0; n <= MAX_LEN; n++)
		for (size_t a = 0; a < MAX_ALIGN; a++)
			check_copy(GUARD + a, GUARD + (a * 7) % MAX_ALIGN, n);
}

static void
test_constant(void **state)
{
	memset(dst, 0xee, sizeof(dst));
	rte_memcpy(dst + 1, src, 0);
	check_area(1, src, 0);
	rte_memcpy(dst + 1, src, 13);
	check_area(1, src, 13);
	rte_memcpy(dst + 1, src, 100);
	check_area(1, src, 100);
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
		memset(dst, 0xee, sizeof(dst));
		sizes[i].mov(dst + 3, src + 5);
		check_area(3, src + 5, sizes[i].n);
	}
}

static void
test_variants(void **state)
{
	for (size_t n = 0; n < 16; n++) {
		memset(dst, 0xee, sizeof(dst));
		rte_mov15_or_less(dst + 3, src, n);
		check_area(3, src, n);
	}
	memset(dst, 0xee, sizeof(dst));
	rte_memcpy_generic(dst + 1, src + 2, 77);
	check_area(1, src + 2, 77);
	memset(dst, 0xee, sizeof(dst));
	rte_memcpy_aligned(dst, src, 200);
	check_area(0, src, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_lengths),
			cmocka_unit_test(test_constant),
			cmocka_unit_test(test_fixed),
			cmocka_unit_test(test_variants),
	};

	for (size_t i = 0; i < AREA; i++)
		src[i] = (uint8_t)(i * 7 + 1) == 0xee ? 0 : i * 7 + 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
