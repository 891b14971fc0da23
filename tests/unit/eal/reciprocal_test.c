/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_reciprocal.h against the processor's division, at the values where an
 * approximation would go wrong first: around powers of two and multiples.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_reciprocal.h>

#include <cmocka.h>

#define EDGES (64 * 3)

/* Powers of two and their neighbours. */
static uint64_t
edge(unsigned int i)
{
	return (UINT64_C(1) << i / 3) + i % 3 - 1;
}

static void
check32(uint32_t a, uint32_t d)
{
	struct rte_reciprocal r = rte_reciprocal_value(d);

	if (rte_reciprocal_divide(a, r) != a / d)
		fail_msg("%u / %u", a, d);
}

static void
check64(uint64_t a, uint64_t d)
{
	struct rte_reciprocal_u64 r = rte_reciprocal_value_u64(d);

	if (rte_reciprocal_divide_u64(a, &r) != a / d)
		fail_msg("%ju / %ju", (uintmax_t)a, (uintmax_t)d);
}

/* A dividend, and the multiples of the divisor around it. */
static void
check(uint64_t a, uint64_t d)
{
	uint64_t multiple = a / d * d;

	check64(a, d);
	check64(multiple, d);
	check64(multiple - 1, d);
	if (d > UINT32_MAX)
		return;
	check32((uint32_t)a, (uint32_t)d);
	check32((uint32_t)multiple, (uint32_t)d);
	check32((uint32_t)multiple - 1, (uint32_t)d);
}

static void
test_edges(void **state)
{
	for (unsigned int i = 0; i < EDGES; i++)
		for (unsigned int j = 0; j < EDGES; j++)
			if (edge(j) != 0)
				check(edge(i), edge(j));
	check(UINT64_MAX, UINT64_MAX);
	check(UINT64_MAX, 1);
	check(0, UINT64_MAX);
}

static void
test_random(void **state)
{
	uint64_t x = UINT64_C(0x9e3779b97f4a7c15), a, d;

	for (unsigned int i = 0; i < 20000; i++) {
		x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
		a = x;
		x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
		d = (x >> i % 64) | 1;
		check(a, d);
	}
}

static void
test_zero(void **state)
{
	/* no quotient makes sense, but nothing traps */
	assert_int_equal(rte_reciprocal_value(0).m, 0);
	assert_true(rte_reciprocal_value_u64(0).m == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_edges),
			cmocka_unit_test(test_random),
			cmocka_unit_test(test_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
