/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_vect.h for x86-64: vectors of 128 bits always, wider ones where the
 * program is compiled for a processor that has them. The unions show a vector
 * as its elements.
 */
#ifndef BUFPLANE_VECT_X86_H
#define BUFPLANE_VECT_X86_H

#include <immintrin.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_VECT_DEFAULT_SIMD_BITWIDTH RTE_VECT_SIMD_256

typedef __m128i xmm_t;

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

#ifdef __AVX__

typedef __m256i ymm_t;

#define YMM_SIZE (sizeof(ymm_t))
#define YMM_MASK (YMM_SIZE - 1)

typedef union rte_ymm {
	ymm_t y;
	xmm_t x[2];
	uint8_t u8[32];
	uint16_t u16[16];
	uint32_t u32[8];
	uint64_t u64[4];
	double pd[4];
} rte_ymm_t;

#endif

#ifdef __AVX512F__

#define RTE_X86_ZMM_SIZE (sizeof(__m512i))
#define RTE_X86_ZMM_MASK (RTE_X86_ZMM_SIZE - 1)

typedef union __rte_x86_zmm {
	__m512i z;
	ymm_t y[2];
	xmm_t x[4];
	uint8_t u8[64];
	uint16_t u16[32];
	uint32_t u32[16];
	uint64_t u64[8];
	double pd[8];
} __attribute__((__aligned__(64))) __rte_x86_zmm_t;

#endif

#ifdef __cplusplus
}
#endif

#endif
