/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copying memory. The areas must not overlap. rte_memcpy picks by length: a
 * constant one is left to the compiler, short ones take two loads and two
 * stores of a fixed size that may cover the middle twice, and the rest goes
 * to the C library, whose copy suits the processor it runs on.
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

/* Copy as many bytes as the name says. */
static __rte_always_inline void
rte_mov16(uint8_t *dst, const uint8_t *src)
{
	__builtin_memcpy(dst, src, 16);
}

static __rte_always_inline void
rte_mov32(uint8_t *dst, const uint8_t *src)
{
	__builtin_memcpy(dst, src, 32);
}

static __rte_always_inline void
rte_mov48(uint8_t *dst, const uint8_t *src)
{
	__builtin_memcpy(dst, src, 48);
}

static __rte_always_inline void
rte_mov64(uint8_t *dst, const uint8_t *src)
{
	__builtin_memcpy(dst, src, 64);
}

static __rte_always_inline void
rte_mov128(uint8_t *dst, const uint8_t *src)
{
	__builtin_memcpy(dst, src, 128);
}

static inline void
rte_mov256(uint8_t *dst, const uint8_t *src)
{
	__builtin_memcpy(dst, src, 256);
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

/* Copy n bytes, from 16 to 64, by their first and last 16 or 32. */
static __rte_always_inline void
bp_mov16_to_64(uint8_t *dst, const uint8_t *src, size_t n)
{
	if (n <= 32) {
		rte_mov16(dst, src);
		rte_mov16(dst + n - 16, src + n - 16);
	} else {
		rte_mov32(dst, src);
		rte_mov32(dst + n - 32, src + n - 32);
	}
}

/* Copy n bytes; returns dst. */
static __rte_always_inline void *
rte_memcpy(void *dst, const void *src, size_t n)
{
	if (__builtin_constant_p(n) || n > 64)
		return memcpy(dst, src, n);
	if (n < 16)
		return rte_mov15_or_less(dst, src, n);
	bp_mov16_to_64((uint8_t *)dst, (const uint8_t *)src, n);
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
