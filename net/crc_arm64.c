/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CRCs with PMULL, whatever the library is compiled for. Fewer bytes than a
 * block are left to plain C.
 */
#include <arm_neon.h>
#include <stdint.h>

#include <rte_cpuflags.h>
#include <rte_vect.h>

#ifdef __clang__
#define CRC_TARGET __attribute__((target("crypto")))
#else
#define CRC_TARGET __attribute__((target("+crypto")))
#endif

typedef uint64_t crc_vec __attribute__((vector_size(16)));

#define crc_mul_low(a, b)                                                      \
	((crc_vec)vmull_p64((poly64_t)(a)[0], (poly64_t)(b)[0]))
#define crc_mul_high(a, b)                                                     \
	((crc_vec)vmull_high_p64((poly64x2_t)(a), (poly64x2_t)(b)))
#define crc_shuffle(a, places)                                                 \
	((crc_vec)vqtbl1q_u8((uint8x16_t)(a), (uint8x16_t)(places)))

#include "crc_fold.h"

static CRC_TARGET uint32_t
crc_pmull(const uint8_t *p, uint32_t n, enum rte_net_crc_type type)
{
	if (n < CRC_BLOCK)
		return crc_scalar(p, n, type);
	return crc_blocks(p, n, type);
}

crc_fn
crc_vector(uint16_t width)
{
	if (width >= RTE_VECT_SIMD_128 &&
			rte_cpu_get_flag_enabled(RTE_CPUFLAG_PMULL) == 1)
		return crc_pmull;
	return NULL;
}
