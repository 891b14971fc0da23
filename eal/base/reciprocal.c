/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_reciprocal.h: preparing a divisor d of N bits. With l the logarithm of d
 * rounded up, 2^l lies from d to below 2d, and the reciprocal
 * floor(2^N * 2^l / d) + 1 needs N + 1 bits. Its top bit is always set, so m
 * keeps what is below: floor(2^N * (2^l - d) / d) + 1. The first shift, of 0
 * for d = 1 and else 1, keeps the sum of the divide within N bits.
 */
#include <bufplane_export.h>

#include <rte_reciprocal.h>

BP_EXPORT
struct rte_reciprocal
rte_reciprocal_value(uint32_t d)
{
	struct rte_reciprocal r = {0};
	uint32_t l = rte_log2_u32(d);
	uint64_t excess;

	if (d == 0)
		return r;
	excess = (UINT64_C(1) << l) - d;
	r.m = (uint32_t)((excess << 32) / d + 1);
	r.sh1 = l > 0;
	r.sh2 = (uint8_t)(l - r.sh1);
	return r;
}

BP_EXPORT
struct rte_reciprocal_u64
rte_reciprocal_value_u64(uint64_t d)
{
	struct rte_reciprocal_u64 r = {0};
	uint32_t l = rte_log2_u64(d);
	__extension__ unsigned __int128 excess;

	if (d == 0)
		return r;
	excess = ((unsigned __int128)1 << l) - d;
	r.m = (uint64_t)((excess << 64) / d + 1);
	r.sh1 = l > 0;
	r.sh2 = (uint8_t)(l - r.sh1);
	return r;
}
