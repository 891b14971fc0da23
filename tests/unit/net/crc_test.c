/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Both CRCs, by each algorithm, against a bit by bit division: at every short
 * length and address, in areas that end where the data ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_net_crc.h>
#include <rte_vect.h>

#include "crc.h"

#include <cmocka.h>

#define MAX_LEN 600

static const enum rte_net_crc_alg algs[] = {RTE_NET_CRC_SCALAR,
		RTE_NET_CRC_SSE42, RTE_NET_CRC_NEON, RTE_NET_CRC_AVX512};

static uint32_t
divide(const uint8_t *p, size_t n, enum rte_net_crc_type type)
{
	const uint32_t poly = type == RTE_NET_CRC16_CCITT ? 0x8408 : 0xedb88320;
	const uint32_t start = type == RTE_NET_CRC16_CCITT ? 0xffff : ~0u;
	uint32_t reg = start;
	unsigned int bit;

	for (; n > 0; n--, p++) {
		reg ^= *p;
		for (bit = 0; bit < 8; bit++)
			reg = reg >> 1 ^ (reg & 1) * poly;
	}
	return reg ^ start;
}

static void
fill(uint8_t *p, size_t n)
{
	uint32_t seed = 1;

	for (; n > 0; n--, p++) {
		seed = seed * 1103515245u + 12345u;
		*p = (uint8_t)(seed >> 16);
	}
}

/* The CRC of a copy that begins at an odd address and ends with its area. */
static void
check(const uint8_t *data, uint32_t n, unsigned int shift)
{
	uint8_t *area = malloc(RTE_MAX(shift + n, 1u));
	uint8_t *copy = area + shift;
	enum rte_net_crc_type type;

	assert_non_null(area);
	memcpy(copy, data, n);
	for (type = 0; type < RTE_NET_CRC_REQS; type++)
		assert_int_equal(rte_net_crc_calc(copy, n, type),
				divide(data, n, type));
	free(area);
}

static void
catalogue(void **state)
{
	static const char digits[] = "123456789";
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(algs); i++) {
		rte_net_crc_set_alg(algs[i]);
		assert_int_equal(rte_net_crc_calc(digits, 9, RTE_NET_CRC32_ETH),
				0xcbf43926);
		assert_int_equal(rte_net_crc_calc(digits, 9,
						 RTE_NET_CRC16_CCITT),
				0x906e);
		assert_int_equal(rte_net_crc_calc(digits, 0, RTE_NET_CRC32_ETH),
				0);
		assert_int_equal(rte_net_crc_calc(digits, 0,
						 RTE_NET_CRC16_CCITT),
				0);
	}
}

static void
every_length(void **state)
{
	uint8_t data[MAX_LEN];
	unsigned int i, n;

	(void)state;
	fill(data, sizeof(data));
	for (i = 0; i < RTE_DIM(algs); i++) {
		rte_net_crc_set_alg(algs[i]);
		for (n = 0; n <= MAX_LEN; n++)
			check(data, n, n % 17);
	}
}

static void
every_address(void **state)
{
	uint8_t data[MAX_LEN];
	unsigned int i, shift, n;

	(void)state;
	fill(data, sizeof(data));
	for (i = 0; i < RTE_DIM(algs); i++) {
		rte_net_crc_set_alg(algs[i]);
		for (shift = 0; shift < 32; shift++)
			for (n = 15; n < 150; n += 9)
				check(data, n, shift);
	}
}

static void
long_areas(void **state)
{
	static uint8_t data[100003];
	unsigned int i;

	(void)state;
	fill(data, sizeof(data));
	for (i = 0; i < RTE_DIM(algs); i++) {
		rte_net_crc_set_alg(algs[i]);
		check(data, 1500, 1);
		check(data, 65535, 3);
		check(data, sizeof(data), 0);
	}
}

/* A changed bit shows, wherever it is. */
static void
every_bit_counts(void **state)
{
	uint8_t data[200] = {0};
	enum rte_net_crc_type type;
	unsigned int bit;
	uint32_t crc;

	(void)state;
	rte_net_crc_set_alg(RTE_NET_CRC_AVX512);
	for (type = 0; type < RTE_NET_CRC_REQS; type++) {
		crc = rte_net_crc_calc(data, sizeof(data), type);
		for (bit = 0; bit < sizeof(data) * 8; bit++) {
			data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_not_equal(
					rte_net_crc_calc(data, sizeof(data),
							type),
					crc);
			data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
}

static void
vectors_forbidden(void **state)
{
	uint8_t data[64];

	(void)state;
	fill(data, sizeof(data));
	assert_int_equal(rte_vect_set_max_simd_bitwidth(RTE_VECT_SIMD_DISABLED),
			0);
	rte_net_crc_set_alg(RTE_NET_CRC_AVX512);
	check(data, sizeof(data), 0);
	assert_int_equal(rte_vect_set_max_simd_bitwidth(
					 RTE_VECT_DEFAULT_SIMD_BITWIDTH),
			0);
}

static void
unknown_numbers(void **state)
{
	uint8_t data[64];

	(void)state;
	fill(data, sizeof(data));
	rte_net_crc_set_alg((enum rte_net_crc_alg)99);
	check(data, sizeof(data), 0);
	assert_int_equal(rte_net_crc_calc(data, sizeof(data), RTE_NET_CRC_REQS),
			0);
	assert_int_equal(rte_net_crc_calc(data, sizeof(data),
					 (enum rte_net_crc_type) - 1),
			0);
}

/* Which one is used cannot be seen from outside: call them here. */
static void
all_ways_agree(void **state)
{
	static const uint16_t widths[] = {64, 128, 256, 512, UINT16_MAX};
	uint8_t data[MAX_LEN];
	enum rte_net_crc_type type;
	unsigned int i;
	uint32_t n;

	(void)state;
	fill(data, sizeof(data));
	assert_null(crc_vector(64));
	for (i = 0; i < RTE_DIM(widths); i++) {
		const crc_fn vector = crc_vector(widths[i]);

		if (vector == NULL)
			continue;
		for (type = 0; type < RTE_NET_CRC_REQS; type++)
			for (n = 0; n <= MAX_LEN; n++)
				assert_int_equal(vector(data, n, type),
						crc_scalar(data, n, type));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			/* First, while none is chosen. */
			cmocka_unit_test(all_ways_agree),
			cmocka_unit_test(catalogue),
			cmocka_unit_test(every_length),
			cmocka_unit_test(every_address),
			cmocka_unit_test(long_areas),
			cmocka_unit_test(every_bit_counts),
			cmocka_unit_test(vectors_forbidden),
			cmocka_unit_test(unknown_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
