/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The seal: any change of one word is seen, wherever it is and whatever the
 * size, and the quarter that it is in is told nearly always.
 */
#include "guard_fixture.h"

static unsigned int n_quarters_missed;

static void
flip_each_bit(uint8_t *obj, size_t size)
{
	const size_t quarter = size / 32 * 8;
	uint32_t parts, changed;
	uint64_t seal = guard_seal(obj, size, &parts);
	size_t i, q;

	for (i = 0; i < size * 8; i++) {
		obj[i / 8] ^= 1u << i % 8;
		assert_int_not_equal(guard_seal(obj, size, &changed), seal);
		obj[i / 8] ^= 1u << i % 8;
		q = quarter == 0 ? 3 : RTE_MIN(i / 8 / quarter, (size_t)3);
		changed ^= parts;
		/* No other quarter, whatever happens. */
		assert_int_equal(changed & ~(UINT32_C(0xff) << 8 * q), 0);
		if (changed == 0)
			n_quarters_missed++;
	}
	assert_int_equal(guard_seal(obj, size, &changed), seal);
	assert_int_equal(changed, parts);
}

static void
test_each_bit(void **state)
{
	const size_t sizes[] = {8, 16, 24, 32, 40, 64, 128, 264};
	uint8_t obj[264 + 1];
	unsigned int i, k, bits = 0;

	(void)state;
	for (i = 0; i < sizeof(obj); i++)
		obj[i] = (uint8_t)(i * 37);
	for (k = 0; k < RTE_DIM(sizes); k++) {
		flip_each_bit(obj, sizes[k]);
		flip_each_bit(obj + 1, sizes[k]);
		bits += 16 * (unsigned int)sizes[k];
	}
	assert_in_range(n_quarters_missed, 0, bits / 64);
}

static void
test_order(void **state)
{
	uint64_t obj[16] = {0}, other[16] = {0};
	uint32_t parts;
	unsigned int i;

	(void)state;
	/* The same words elsewhere are another content. */
	obj[0] = 1;
	for (i = 1; i < 16; i++) {
		memset(other, 0, sizeof(other));
		other[i] = 1;
		assert_int_not_equal(guard_seal(obj, sizeof(obj), &parts),
				guard_seal(other, sizeof(other), &parts));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_each_bit),
			cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
