/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Division by a divisor that stays the same, as a multiplication. Prepare the
 * divisor once; the quotient is then exact for every dividend. Method: Granlund
 * and Montgomery, "Division by invariant integers using multiplication", 1994,
 * figure 4.1: m is the reciprocal without its top bit, which the first shift
 * and the sums make up for.
 */
#ifndef RTE_RECIPROCAL_H
#define RTE_RECIPROCAL_H

#include <stdint.h>

#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_reciprocal {
	uint32_t m;
	uint8_t sh1, sh2;
};

struct rte_reciprocal_u64 {
	uint64_t m;
	uint8_t sh1, sh2;
};

/* Prepare a divisor, which must not be 0 (then quotients mean nothing). */
struct rte_reciprocal rte_reciprocal_value(uint32_t d);

/* As rte_reciprocal_value, but of 64 bits. */
struct rte_reciprocal_u64 rte_reciprocal_value_u64(uint64_t d);

/* a divided by the divisor that R was made from. */
static inline uint32_t
rte_reciprocal_divide(uint32_t a, struct rte_reciprocal R)
{
	uint32_t t = (uint32_t)(((uint64_t)a * R.m) >> 32);

	return (t + ((a - t) >> R.sh1)) >> R.sh2;
}

/* The upper half of the product. */
static __rte_always_inline uint64_t
mullhi_u64(uint64_t x, uint64_t y)
{
	__extension__ unsigned __int128 product = x;

	return (uint64_t)((product * y) >> 64);
}

/* As rte_reciprocal_divide, but of 64 bits. */
static __rte_always_inline uint64_t
rte_reciprocal_divide_u64(uint64_t a, const struct rte_reciprocal_u64 *R)
{
	uint64_t t = mullhi_u64(a, R->m);

	return (t + ((a - t) >> R->sh1)) >> R->sh2;
}

#ifdef __cplusplus
}
#endif

#endif
