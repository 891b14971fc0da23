/* SPDX-License-Identifier: BSD-3-Clause */
/* The memzone of a capture: what another process may have written there. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <rte_memzone.h>

#include "capture/capture.h"

#include <cmocka.h>

#define TAPS  2
#define INSNS 3
#define INSNS_AT                                                               \
	(sizeof(struct bp_capture) + TAPS * sizeof(struct bp_capture_tap))
#define RINGS_AT RTE_ALIGN_CEIL(INSNS_AT + INSNS * 8, RTE_CACHE_LINE_SIZE)
#define SIZE     (RINGS_AT + TAPS * BP_CAPTURE_RING_MIN)

static uint8_t memory[SIZE] __rte_cache_aligned;

static int
check(const struct bp_capture *z, size_t len, struct capture_area *a)
{
	const struct rte_memzone mz = {.addr = memory, .len = len};

	memcpy(memory, z, sizeof(*z));
	return capture_area_check(a, &mz);
}

static const struct bp_capture good = {
		.version = BP_CAPTURE_VERSION,
		.snaplen = 64,
		.taps_n = TAPS,
		.insns_n = INSNS,
		.insns_at = INSNS_AT,
		.rings_at = RINGS_AT,
		.ring_size = BP_CAPTURE_RING_MIN,
};

static void
test_good(void **state)
{
	struct capture_area a;

	(void)state;
	assert_int_equal(check(&good, SIZE, &a), 0);
	assert_ptr_equal(a.zone, memory);
	assert_ptr_equal(a.insns, memory + INSNS_AT);
	assert_ptr_equal(a.rings, memory + RINGS_AT);
	assert_int_equal(a.snaplen, 64);
	assert_int_equal(a.taps_n, TAPS);
	assert_int_equal(a.ring_size, BP_CAPTURE_RING_MIN);
}

static void
test_too_small(void **state)
{
	static const size_t sizes[] = {0, 4, sizeof(struct bp_capture) - 1,
			INSNS_AT, SIZE - 1};
	struct capture_area a;

	(void)state;
	for (size_t i = 0; i < RTE_DIM(sizes); i++)
		assert_int_equal(check(&good, sizes[i], &a), -EINVAL);
}

static void
test_wrong(void **state)
{
#define WRONG(field, value)                                                    \
	offsetof(struct bp_capture, field), sizeof(good.field), (value)
	static const struct {
		size_t at;
		size_t size;
		uint64_t value;
	} cases[] = {
			{WRONG(taps_n, 0)},
			{WRONG(taps_n, 3)},
			{WRONG(taps_n, BP_CAPTURE_TAPS + 1)},
			{WRONG(taps_n, UINT32_MAX)},
			{WRONG(insns_n, BP_CAPTURE_INSNS + 1)},
			{WRONG(insns_n, UINT32_MAX)},
			{WRONG(insns_at, INSNS_AT + 1)},
			{WRONG(insns_at, INSNS_AT - 8)},
			{WRONG(insns_at, SIZE - 16)},
			{WRONG(insns_at, SIZE + 8)},
			{WRONG(insns_at, UINT64_MAX - 7)},
			{WRONG(rings_at, RINGS_AT + 8)},
			{WRONG(rings_at, RINGS_AT + 64)},
			{WRONG(rings_at, 0)},
			{WRONG(rings_at, UINT64_MAX - 63)},
			{WRONG(ring_size, 0)},
			{WRONG(ring_size, BP_CAPTURE_RING_MIN / 2)},
			{WRONG(ring_size, BP_CAPTURE_RING_MIN + 1)},
			{WRONG(ring_size, BP_CAPTURE_RING_MIN * 2)},
			{WRONG(ring_size, 2 * (uint64_t)BP_CAPTURE_RING_MAX)},
	};
	struct capture_area a;

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		struct bp_capture z = good;

		memcpy((uint8_t *)&z + cases[i].at, &cases[i].value,
				cases[i].size);
		if (check(&z, SIZE, &a) != -EINVAL)
			fail_msg("case %zu is not refused", i);
	}
}

static void
test_version(void **state)
{
	struct bp_capture z = good;
	struct capture_area a;

	(void)state;
	z.version++;
	assert_int_equal(check(&z, SIZE, &a), -EPROTO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_good),
			cmocka_unit_test(test_too_small),
			cmocka_unit_test(test_wrong),
			cmocka_unit_test(test_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
