/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_byteorder.h: conversions against bytes laid out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_byteorder.h>

#include <cmocka.h>

/* Constants may stand in initialisers. */
static const rte_be16_t static16 = RTE_BE16(0x0102);
static const rte_be32_t static32 = RTE_BE32(0x01020304);
static const rte_be64_t static64 = RTE_BE64(0x0102030405060708);
static const rte_le32_t static_le = RTE_LE32(0x01020304);

static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};

static void
test_big(void **state)
{
	volatile uint64_t value = 0x0102030405060708;
	uint16_t be16 = rte_cpu_to_be_16((uint16_t)(value >> 48));
	uint32_t be32 = rte_cpu_to_be_32((uint32_t)(value >> 32));
	uint64_t be64 = rte_cpu_to_be_64(value);

	assert_memory_equal(&be16, bytes, 2);
	assert_memory_equal(&be32, bytes, 4);
	assert_memory_equal(&be64, bytes, 8);
	assert_memory_equal(&static16, bytes, 2);
	assert_memory_equal(&static32, bytes, 4);
	assert_memory_equal(&static64, bytes, 8);
	assert_int_equal(rte_be_to_cpu_16(be16), 0x0102);
	assert_int_equal(rte_be_to_cpu_32(be32), 0x01020304);
	assert_true(rte_be_to_cpu_64(be64) == value);
}

static void
test_little(void **state)
{
	const uint8_t expected[] = {4, 3, 2, 1};
	uint32_t le = rte_cpu_to_le_32(0x01020304);

	assert_memory_equal(&le, expected, 4);
	assert_memory_equal(&static_le, expected, 4);
	assert_int_equal(rte_le_to_cpu_16(rte_cpu_to_le_16(0x0102)), 0x0102);
	assert_true(rte_le_to_cpu_64(rte_cpu_to_le_64(UINT64_C(5))) == 5);
}

static void
test_swap(void **state)
{
	assert_int_equal(rte_bswap16(0x1234), 0x3412);
	assert_int_equal(rte_bswap32(0x12345678), 0x78563412);
	assert_true(rte_bswap64(UINT64_C(0x0102030405060708)) ==
			UINT64_C(0x0807060504030201));
	assert_int_equal(rte_constant_bswap16(0x1234), 0x3412);
	assert_int_equal(rte_arch_bswap32(0x12345678), 0x78563412);
	assert_int_equal(RTE_BYTE_ORDER, RTE_LITTLE_ENDIAN);
	/* a wider operand is cut, an upper half does not leak in */
	assert_int_equal(rte_bswap16(0xff1234), 0x3412);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_big),
			cmocka_unit_test(test_little),
			cmocka_unit_test(test_swap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
