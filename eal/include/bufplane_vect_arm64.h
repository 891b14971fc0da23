/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_vect.h for arm64: vectors of 128 bits. The union shows a vector as its
 * elements.
 */
#ifndef BUFPLANE_VECT_ARM64_H
#define BUFPLANE_VECT_ARM64_H

#include <arm_neon.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_VECT_DEFAULT_SIMD_BITWIDTH RTE_VECT_SIMD_MAX

typedef int32x4_t xmm_t;

#define XMM_SIZE (sizeof(xmm_t))
#define XMM_MASK (XMM_SIZE - 1)

typedef union rte_xmm {
	xmm_t x;
	uint8_t u8[16];
	uint16_t u16[8];
	uint32_t u32[4];
	uint64_t u64[2];
	double pd[2];
} rte_xmm_t;

#ifdef __cplusplus
}
#endif

#endif
