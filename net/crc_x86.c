/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CRCs with PCLMULQDQ, whatever the library is compiled for. Fewer bytes than
 * a block are left to plain C.
 */
#define CRC_TARGET __attribute__((target("pclmul,sse4.1")))

#include "crc_x86.h"

#include <rte_cpuflags.h>
#include <rte_vect.h>

static CRC_TARGET uint32_t
crc_pclmul(const uint8_t *p, uint32_t n, enum rte_net_crc_type type)
{
	if (n < CRC_BLOCK)
		return crc_scalar(p, n, type);
	return crc_blocks(p, n, type);
}

crc_fn
crc_vector(uint16_t width)
{
	crc_fn wide = width >= RTE_VECT_SIMD_256 ? crc_wide() : NULL;

	if (wide != NULL)
		return wide;
	if (width >= RTE_VECT_SIMD_128 &&
			rte_cpu_get_flag_enabled(RTE_CPUFLAG_PCLMULQDQ) == 1 &&
			rte_cpu_get_flag_enabled(RTE_CPUFLAG_SSE4_1) == 1)
		return crc_pclmul;
	return NULL;
}
