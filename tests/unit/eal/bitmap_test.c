/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_bitmap.h against an array of bytes, with its invariant checked after
 * each step; and the places where DPDK 22.11 is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bitmap.h>

#include <cmocka.h>

#define BITS 70000u

static bool model[BITS];

static struct rte_bitmap *
make(uint32_t n_bits, bool ones)
{
	uint32_t size = rte_bitmap_get_memory_footprint(n_bits);
	uint8_t *mem = aligned_alloc(
			RTE_CACHE_LINE_SIZE, RTE_CACHE_LINE_ROUNDUP(size));

	assert_non_null(mem);
	memset(mem, 0x5a, size);
	return ones ? rte_bitmap_init_with_all_set(n_bits, mem, size)
		    : rte_bitmap_init(n_bits, mem, size);
}

/* A line's bit in array1 tells whether the line has bits in array2. */
static bool
invariant_holds(const struct rte_bitmap *bmp)
{
	for (uint32_t line = 0; line < bmp->array1_size * 64; line++) {
		bool marked = bmp->array1[line / 64] >> line % 64 & 1;
		uint32_t first = line * RTE_BITMAP_CL_SLAB_SIZE;
		uint64_t any = 0;

		for (uint32_t i = 0; i < RTE_BITMAP_CL_SLAB_SIZE; i++)
			if (first + i < bmp->array2_size)
				any |= bmp->array2[first + i];
		if (marked != (any != 0))
			return false;
	}
	return true;
}

static void
check_model(struct rte_bitmap *bmp)
{
	assert_true(invariant_holds(bmp));
	for (uint32_t i = 0; i < BITS; i++)
		if ((rte_bitmap_get(bmp, i) != 0) != model[i])
			fail_msg("bit %u", i);
}

static void
test_footprint(void **state)
{
	assert_int_equal(rte_bitmap_get_memory_footprint(0), 0);
#if RTE_CACHE_LINE_SIZE == 64
	assert_int_equal(rte_bitmap_get_memory_footprint(1), 128);
	assert_int_equal(rte_bitmap_get_memory_footprint(512), 128);
	assert_int_equal(rte_bitmap_get_memory_footprint(513), 192);
	assert_int_equal(rte_bitmap_get_memory_footprint(262145), 33024);
	assert_int_equal(rte_bitmap_get_memory_footprint(1000000), 125376);
#endif
}

static void
test_refused(void **state)
{
	static uint8_t mem[512] __rte_cache_aligned;
	uint32_t need = rte_bitmap_get_memory_footprint(100);

	assert_null(rte_bitmap_init(0, mem, sizeof(mem)));
	assert_null(rte_bitmap_init(100, NULL, sizeof(mem)));
	assert_null(rte_bitmap_init(100, mem + 8, sizeof(mem) - 8));
	assert_null(rte_bitmap_init(100, mem, need - 1));
	assert_ptr_equal(rte_bitmap_init(100, mem, need), mem);
	assert_null(rte_bitmap_init_with_all_set(100, mem, need - 1));
	assert_ptr_equal(rte_bitmap_init_with_all_set(100, mem, need), mem);
	assert_non_null(rte_bitmap_init_with_all_set(100, mem, sizeof(mem)));
	assert_int_equal(rte_bitmap_free(NULL), -1);
	assert_int_equal(rte_bitmap_free((struct rte_bitmap *)(void *)mem), 0);
}

static void
test_random(void **state)
{
	struct rte_bitmap *bmp = make(BITS, false);
	uint32_t x = 12345;

	memset(model, 0, sizeof(model));
	for (unsigned int i = 0; i < 3000; i++) {
		x = x * 1664525 + 1013904223;
		model[(x >> 8) % BITS] = i % 3 != 2;
		if (i % 3 != 2)
			rte_bitmap_set(bmp, (x >> 8) % BITS);
		else
			rte_bitmap_clear(bmp, (x >> 8) % BITS);
		if (i % 500 == 0)
			check_model(bmp);
	}
	check_model(bmp);
	for (uint32_t i = 0; i < BITS; i++)
		rte_bitmap_clear(bmp, i);
	memset(model, 0, sizeof(model));
	check_model(bmp);
	free(bmp);
}

static void
expect_scan(struct rte_bitmap *bmp, uint32_t at, uint64_t content)
{
	uint32_t pos = 0;
	uint64_t slab = 0;

	assert_int_equal(rte_bitmap_scan(bmp, &pos, &slab), 1);
	assert_int_equal(pos, at);
	assert_true(slab == content);
}

static void
test_scan(void **state)
{
	struct rte_bitmap *bmp = make(BITS, false);
	uint32_t pos = 77;
	uint64_t slab = 88;

	assert_int_equal(rte_bitmap_scan(bmp, &pos, &slab), 0);
	assert_int_equal(pos, 77);
	assert_true(slab == 88);
	rte_bitmap_set(bmp, BITS - 1);
	for (int i = 0; i < 3; i++)
		expect_scan(bmp, (BITS - 1) & ~63u,
				UINT64_C(1) << ((BITS - 1) & 63));
	rte_bitmap_set(bmp, 3);
	rte_bitmap_set(bmp, 64);
	rte_bitmap_set(bmp, 5000);
	for (int i = 0; i < 2; i++) {
		expect_scan(bmp, 0, 8);
		expect_scan(bmp, 64, 1);
		expect_scan(bmp, 4992, 256);
		expect_scan(bmp, (BITS - 1) & ~63u,
				UINT64_C(1) << ((BITS - 1) & 63));
	}
	/* what changes behind the scan is met in the next round */
	expect_scan(bmp, 0, 8);
	rte_bitmap_clear(bmp, 64);
	rte_bitmap_set(bmp, 4);
	expect_scan(bmp, 4992, 256);
	rte_bitmap_reset(bmp);
	assert_int_equal(rte_bitmap_scan(bmp, &pos, &slab), 0);
	assert_true(invariant_holds(bmp));
	free(bmp);
}

/* The last slab of the last line of the array: the scan wraps right after. */
static void
test_scan_end(void **state)
{
	uint32_t n = 2 * RTE_BITMAP_CL_BIT_SIZE;
	struct rte_bitmap *bmp = make(n, false);

	rte_bitmap_set(bmp, n - 1);
	expect_scan(bmp, n - 64, UINT64_C(1) << 63);
	expect_scan(bmp, n - 64, UINT64_C(1) << 63);
	rte_bitmap_set(bmp, 0);
	expect_scan(bmp, 0, 1);
	expect_scan(bmp, n - 64, UINT64_C(1) << 63);
	free(bmp);
}

/* DPDK ORs, and never notices an empty line. */
static void
test_set_slab(void **state)
{
	struct rte_bitmap *bmp = make(BITS, false);
	uint32_t pos;
	uint64_t slab;

	rte_bitmap_set(bmp, 130);
	rte_bitmap_set_slab(bmp, 130, 0xf0);
	assert_true(rte_bitmap_get(bmp, 130) == 0);
	expect_scan(bmp, 128, 0xf0);
	rte_bitmap_set_slab(bmp, 128, 0);
	assert_int_equal(rte_bitmap_scan(bmp, &pos, &slab), 0);
	assert_true(invariant_holds(bmp));
	free(bmp);
}

static void
test_all_set(void **state)
{
	static const uint32_t sizes[] = {
			1, 63, 64, 65, 512, 513, 1024, 32768, 32769, 70000};

	for (size_t i = 0; i < RTE_DIM(sizes); i++) {
		struct rte_bitmap *bmp = make(sizes[i], true);
		uint32_t pos, seen = 0, last = UINT32_MAX;
		uint64_t slab;

		assert_non_null(bmp);
		assert_true(invariant_holds(bmp));
		while (rte_bitmap_scan(bmp, &pos, &slab) == 1 &&
				pos == last + (last == UINT32_MAX ? 1 : 64)) {
			seen += (uint32_t)__builtin_popcountll(slab);
			last = pos;
		}
		assert_int_equal(seen, sizes[i]);
		free(bmp);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_footprint),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_random),
			cmocka_unit_test(test_scan),
			cmocka_unit_test(test_scan_end),
			cmocka_unit_test(test_set_slab),
			cmocka_unit_test(test_all_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
