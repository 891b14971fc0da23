/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of rte_common.h that searches bits and rounds to powers of two.
 * Everything follows from two questions, the lowest and the highest set bit,
 * which the compiler's builtins answer for any operand but 0.
 */
#ifndef BUFPLANE_BITS_H
#define BUFPLANE_BITS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A single bit is set; n is evaluated twice. */
#define RTE_IS_POWER_OF_2(n) ((n) && !(((n)-1) & (n)))

static inline int
rte_is_power_of_2(uint32_t n)
{
	return RTE_IS_POWER_OF_2(n);
}

/* The index of the lowest set bit; v must not be 0. */
static inline uint32_t
rte_bsf32(uint32_t v)
{
	return (uint32_t)__builtin_ctz(v);
}

/* As rte_bsf32, but 1 with the index in *pos, or 0 when v is 0. */
static inline int
rte_bsf32_safe(uint32_t v, uint32_t *pos)
{
	if (v == 0)
		return 0;
	*pos = rte_bsf32(v);
	return 1;
}

/* As rte_bsf32, but of 64 bits. */
static inline uint32_t
rte_bsf64(uint64_t v)
{
	return (uint32_t)__builtin_ctzll(v);
}

/* As rte_bsf32_safe, but of 64 bits. */
static inline int
rte_bsf64_safe(uint64_t v, uint32_t *pos)
{
	if (v == 0)
		return 0;
	*pos = rte_bsf64(v);
	return 1;
}

/* The index of the highest set bit plus one; 0 when there is none. */
static inline uint32_t
rte_fls_u32(uint32_t x)
{
	return x == 0 ? 0 : 32 - (uint32_t)__builtin_clz(x);
}

/* As rte_fls_u32, but of 64 bits. */
static inline uint32_t
rte_fls_u64(uint64_t x)
{
	return x == 0 ? 0 : 64 - (uint32_t)__builtin_clzll(x);
}

/* Set every bit below the highest one that is set. */
static inline uint32_t
rte_combine32ms1b(uint32_t x)
{
	return x == 0 ? 0 : UINT32_MAX >> __builtin_clz(x);
}

/* As rte_combine32ms1b, but of 64 bits. */
static inline uint64_t
rte_combine64ms1b(uint64_t v)
{
	return v == 0 ? 0 : UINT64_MAX >> __builtin_clzll(v);
}

/* The next power of two, x itself if it is one; 0 for 0 and above 2^31. */
static inline uint32_t
rte_align32pow2(uint32_t x)
{
	return rte_combine32ms1b(x - 1) + 1;
}

/* The power of two at or below x; 0 for 0. */
static inline uint32_t
rte_align32prevpow2(uint32_t x)
{
	return x == 0 ? 0 : UINT32_C(1) << (rte_fls_u32(x) - 1);
}

/* As rte_align32pow2, but of 64 bits. */
static inline uint64_t
rte_align64pow2(uint64_t v)
{
	return rte_combine64ms1b(v - 1) + 1;
}

/* As rte_align32prevpow2, but of 64 bits. */
static inline uint64_t
rte_align64prevpow2(uint64_t v)
{
	return v == 0 ? 0 : UINT64_C(1) << (rte_fls_u64(v) - 1);
}

/* The logarithm to base two, rounded up, from 0 to 32; 0 for 0. */
static inline uint32_t
rte_log2_u32(uint32_t v)
{
	return v == 0 ? 0 : rte_fls_u32(v - 1);
}

/* As rte_log2_u32, but of 64 bits, from 0 to 64. */
static inline uint32_t
rte_log2_u64(uint64_t v)
{
	return v == 0 ? 0 : rte_fls_u64(v - 1);
}

#ifdef __cplusplus
}
#endif

#endif
