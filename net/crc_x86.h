/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The operations that crc_fold.h needs, on x86-64. CRC_TARGET, which is
 * defined before, names PCLMULQDQ and SSE4.1, or more.
 */
#ifndef CRC_X86_H
#define CRC_X86_H

#include <immintrin.h>
#include <stdint.h>

typedef uint64_t crc_vec __attribute__((vector_size(16)));

#define crc_mul_low(a, b)                                                      \
	((crc_vec)_mm_clmulepi64_si128((__m128i)(a), (__m128i)(b), 0x00))
#define crc_mul_high(a, b)                                                     \
	((crc_vec)_mm_clmulepi64_si128((__m128i)(a), (__m128i)(b), 0x11))
#define crc_shuffle(a, places)                                                 \
	((crc_vec)_mm_shuffle_epi8((__m128i)(a), (__m128i)(places)))

#include "crc_fold.h"

/* crc_wide_x86.c: with vectors of 256 bits; NULL if the processor cannot. */
crc_fn crc_wide(void);

#endif
