/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the ways to compute a CRC share. Both CRCs are reflected: the lowest
 * bit of the first byte is the highest coefficient. CRC-16 is computed as a
 * CRC of 32 bits whose polynomial is multiplied by x^16; the lower half of
 * the register is the CRC then, the upper half stays 0.
 */
#ifndef CRC_H
#define CRC_H

#include <stdint.h>

#include <rte_net_crc.h>

/* The register at the start; the CRC is the register at the end, xor this. */
static inline uint32_t
crc_start(enum rte_net_crc_type type)
{
	return type == RTE_NET_CRC16_CCITT ? 0xffff : 0xffffffff;
}

/* A way to compute the CRC of n bytes at any address. */
typedef uint32_t (*crc_fn)(
		const uint8_t *p, uint32_t n, enum rte_net_crc_type type);

/* crc_scalar.c: in plain C, eight bytes a step. */
uint32_t crc_scalar(const uint8_t *p, uint32_t n, enum rte_net_crc_type type);

/*
 * crc_x86.c, crc_arm64.c: with vectors of at most width bits; NULL if the
 * processor cannot.
 */
crc_fn crc_vector(uint16_t width);

#endif
