/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vectors of integers in the compiler's own notation, the widest vector that
 * code may use, and (bufplane_vect_*) the processor's vector types and their
 * intrinsics. The only header that brings in the intrinsics: others reach
 * them through it.
 */
#ifndef RTE_VECT_H
#define RTE_VECT_H

#include <stdint.h>

#include <rte_common.h>
#include <rte_compat.h>
#include <rte_config.h>

#if defined(__x86_64__)
#include <bufplane_vect_x86.h>
#elif defined(__aarch64__)
#include <bufplane_vect_arm64.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* rte_v<bits of the vector><u or s><bits of an element>_t */
typedef uint8_t rte_v64u8_t __attribute__((__vector_size__(8)));
typedef uint16_t rte_v64u16_t __attribute__((__vector_size__(8)));
typedef uint32_t rte_v64u32_t __attribute__((__vector_size__(8)));
typedef uint8_t rte_v128u8_t __attribute__((__vector_size__(16)));
typedef uint16_t rte_v128u16_t __attribute__((__vector_size__(16)));
typedef uint32_t rte_v128u32_t __attribute__((__vector_size__(16)));
typedef uint64_t rte_v128u64_t __attribute__((__vector_size__(16)));
typedef uint8_t rte_v256u8_t __attribute__((__vector_size__(32)));
typedef uint16_t rte_v256u16_t __attribute__((__vector_size__(32)));
typedef uint32_t rte_v256u32_t __attribute__((__vector_size__(32)));
typedef uint64_t rte_v256u64_t __attribute__((__vector_size__(32)));

typedef int8_t rte_v64s8_t __attribute__((__vector_size__(8)));
typedef int16_t rte_v64s16_t __attribute__((__vector_size__(8)));
typedef int32_t rte_v64s32_t __attribute__((__vector_size__(8)));
typedef int8_t rte_v128s8_t __attribute__((__vector_size__(16)));
typedef int16_t rte_v128s16_t __attribute__((__vector_size__(16)));
typedef int32_t rte_v128s32_t __attribute__((__vector_size__(16)));
typedef int64_t rte_v128s64_t __attribute__((__vector_size__(16)));
typedef int8_t rte_v256s8_t __attribute__((__vector_size__(32)));
typedef int16_t rte_v256s16_t __attribute__((__vector_size__(32)));
typedef int32_t rte_v256s32_t __attribute__((__vector_size__(32)));
typedef int64_t rte_v256s64_t __attribute__((__vector_size__(32)));

/* How wide vectors may be, in bits; 64 means that there are to be none. */
enum rte_vect_max_simd {
	RTE_VECT_SIMD_DISABLED = 64,
	RTE_VECT_SIMD_128 = 128,
	RTE_VECT_SIMD_256 = 256,
	RTE_VECT_SIMD_512 = 512,
	RTE_VECT_SIMD_MAX = 32768
};

/* The widest vector that code may use, in bits. Any thread. */
__rte_experimental uint16_t rte_vect_get_max_simd_bitwidth(void);

/*
 * Change it to a power of two from RTE_VECT_SIMD_DISABLED to
 * RTE_VECT_SIMD_MAX. Returns 0; -EINVAL for another number; -EPERM when the
 * command line has fixed the width. Any thread.
 */
__rte_experimental int rte_vect_set_max_simd_bitwidth(uint16_t bitwidth);

#ifdef __cplusplus
}
#endif

#endif
