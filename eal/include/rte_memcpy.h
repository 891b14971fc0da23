/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copying memory. The areas must not overlap. rte_memcpy picks by length: a
 * short one is covered by moves of a fixed size from both ends, which may
 * cover the middle twice; a long one is one call, to the copy that suits the
 * processor. Moves are as wide as the vectors that the program is compiled
 * for; a constant length leaves nothing but moves.
 */
#ifndef RTE_MEMCPY_H
#define RTE_MEMCPY_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_config.h>
#include <rte_vect.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Vectors at any address, of anything. */
typedef uint8_t bp_vec16_t __attribute__((
		__vector_size__(16), __may_alias__, __aligned__(1)));
typedef uint8_t bp_vec32_t __attribute__((
		__vector_size__(32), __may_alias__, __aligned__(1)));

/* From how many bytes on rte_memcpy is a call. */
#if __BIGGEST_ALIGNMENT__ >= 32
#define BP_MEMCPY_LONG 129
#else
#define BP_MEMCPY_LONG 65
#endif

/*
 * Copy n bytes, at least 64; returns dst. Set when the library is loaded, to
 * what the processor does best.
 */
extern void *(*bp_memcpy_long)(void *dst, const void *src, size_t n);

/* Copy as many bytes as the name says. */
static __rte_always_inline void
rte_mov16(uint8_t *dst, const uint8_t *src)
{
	*(bp_vec16_t *)dst = *(const bp_vec16_t *)src;
}

static __rte_always_inline void
rte_mov32(uint8_t *dst, const uint8_t *src)
{
#if __BIGGEST_ALIGNMENT__ >= 32
	*(bp_vec32_t *)dst = *(const bp_vec32_t *)src;
#else
	rte_mov16(dst, src);
	rte_mov16(dst + 16, src + 16);
#endif
}

static __rte_always_inline void
rte_mov48(uint8_t *dst, const uint8_t *src)
{
	rte_mov32(dst, src);
	rte_mov16(dst + 32, src + 32);
}

static __rte_always_inline void
rte_mov64(uint8_t *dst, const uint8_t *src)
{
	rte_mov32(dst, src);
	rte_mov32(dst + 32, src + 32);
}

static __rte_always_inline void
rte_mov128(uint8_t *dst, const uint8_t *src)
{
	rte_mov64(dst, src);
	rte_mov64(dst + 64, src + 64);
}

static inline void
rte_mov256(uint8_t *dst, const uint8_t *src)
{
	rte_mov128(dst, src);
	rte_mov128(dst + 128, src + 128);
}

/* Copy n bytes, at most 15; returns dst. */
static __rte_always_inline void *
rte_mov15_or_less(void *dst, const void *src, size_t n)
{
	uint8_t *d = (uint8_t *)dst;
	const uint8_t *s = (const uint8_t *)src;
	uint64_t head8, tail8;
	uint32_t head4, tail4;

	if (n >= 8) {
		__builtin_memcpy(&head8, s, 8);
		__builtin_memcpy(&tail8, s + n - 8, 8);
		__builtin_memcpy(d, &head8, 8);
		__builtin_memcpy(d + n - 8, &tail8, 8);
	} else if (n >= 4) {
		__builtin_memcpy(&head4, s, 4);
		__builtin_memcpy(&tail4, s + n - 4, 4);
		__builtin_memcpy(d, &head4, 4);
		__builtin_memcpy(d + n - 4, &tail4, 4);
	} else if (n > 0) {
		d[0] = s[0];
		d[n / 2] = s[n / 2];
		d[n - 1] = s[n - 1];
	}
	return dst;
}

/* Copy n bytes, from 16 to 128. */
static __rte_always_inline void
bp_mov16_to_128(uint8_t *dst, const uint8_t *src, size_t n)
{
	if (n <= 32) {
		rte_mov16(dst, src);
		rte_mov16(dst + n - 16, src + n - 16);
		return;
	}
	rte_mov32(dst, src);
	if (n > 64)
		rte_mov32(dst + 32, src + 32);
	if (n > 96)
		rte_mov32(dst + 64, src + 64);
	rte_mov32(dst + n - 32, src + n - 32);
}

/* Copy n bytes; returns dst. */
static __rte_always_inline void *
rte_memcpy(void *dst, const void *src, size_t n)
{
	if (__builtin_constant_p(n) && n <= 32)
		return __builtin_memcpy(dst, src, n);
	if (n >= BP_MEMCPY_LONG)
		return bp_memcpy_long(dst, src, n);
	if (n < 16)
		return rte_mov15_or_less(dst, src, n);
	bp_mov16_to_128((uint8_t *)dst, (const uint8_t *)src, n);
	return dst;
}

/* As rte_memcpy; DPDK tells areas aligned to ALIGNMENT_MASK from others. */
static __rte_always_inline void *
rte_memcpy_generic(void *dst, const void *src, size_t n)
{
	return rte_memcpy(dst, src, n);
}

static __rte_always_inline void *
rte_memcpy_aligned(void *dst, const void *src, size_t n)
{
	return rte_memcpy(dst, src, n);
}

#define ALIGNMENT_MASK 0x0F

#ifdef __cplusplus
}
#endif

#endif
