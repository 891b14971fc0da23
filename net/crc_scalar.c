/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CRCs in plain C. The register after eight bytes is the sum of what each of
 * them adds: a table a position tells, and the eight loads do not wait for
 * each other. The tables are filled before main().
 */
#include <string.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#include "crc.h"

#define STEP 8

/* What a byte adds to the register when that many bytes follow it. */
static uint32_t tables[RTE_NET_CRC_REQS][STEP][256];

/* The polynomials, reflected. */
static const uint32_t polynomial[RTE_NET_CRC_REQS] = {
		[RTE_NET_CRC16_CCITT] = 0x8408,
		[RTE_NET_CRC32_ETH] = 0xedb88320,
};

static uint32_t
divide_byte(uint32_t reg, uint32_t poly)
{
	unsigned int bit;

	for (bit = 0; bit < 8; bit++)
		reg = reg >> 1 ^ (reg & 1 ? poly : 0);
	return reg;
}

static void
fill(uint32_t table[STEP][256], uint32_t poly)
{
	unsigned int byte, k;

	for (byte = 0; byte < 256; byte++) {
		table[0][byte] = divide_byte(byte, poly);
		for (k = 1; k < STEP; k++)
			table[k][byte] = divide_byte(table[k - 1][byte], poly);
	}
}

RTE_INIT(crc_fill_tables)
{
	unsigned int type;

	for (type = 0; type < RTE_NET_CRC_REQS; type++)
		fill(tables[type], polynomial[type]);
}

static inline uint32_t
load(const uint8_t *p)
{
	rte_le32_t word;

	memcpy(&word, p, sizeof(word));
	return rte_le_to_cpu_32(word);
}

static inline uint32_t
add_eight(uint32_t reg, const uint8_t *p, uint32_t (*table)[256])
{
	const uint32_t low = load(p) ^ reg;
	const uint32_t high = load(p + sizeof(low));

	return table[7][low & 0xff] ^ table[6][low >> 8 & 0xff] ^
			table[5][low >> 16 & 0xff] ^ table[4][low >> 24] ^
			table[3][high & 0xff] ^ table[2][high >> 8 & 0xff] ^
			table[1][high >> 16 & 0xff] ^ table[0][high >> 24];
}

uint32_t
crc_scalar(const uint8_t *p, uint32_t n, enum rte_net_crc_type type)
{
	uint32_t(*table)[256] = tables[type];
	uint32_t reg = crc_start(type);

	for (; n >= STEP; n -= STEP, p += STEP)
		reg = add_eight(reg, p, table);
	for (; n > 0; n--, p++)
		reg = reg >> 8 ^ table[0][(reg ^ *p) & 0xff];
	return reg ^ crc_start(type);
}
