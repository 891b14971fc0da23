/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CRCs with VPCLMULQDQ: two blocks a vector and eight at a time. Then half as
 * many vectors at each step take the rest.
 */
#define CRC_TARGET __attribute__((target("pclmul,vpclmulqdq,avx2")))

#include <rte_cpuflags.h>

#include "crc_x86.h"

#define VEC ((size_t)32)

typedef uint64_t wide_vec __attribute__((vector_size(VEC)));

static __rte_always_inline CRC_TARGET wide_vec
load(const uint8_t *p)
{
	wide_vec v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static __rte_always_inline CRC_TARGET wide_vec
fold(wide_vec v, crc_vec by)
{
	const __m256i a = (__m256i)v;
	const __m256i b = _mm256_broadcastsi128_si256((__m128i)by);

	return (wide_vec)_mm256_clmulepi64_epi128(a, b, 0x00) ^
			(wide_vec)_mm256_clmulepi64_epi128(a, b, 0x11);
}

/* The blocks of n bytes, less than four, added to four, and these to one. */
static __rte_always_inline CRC_TARGET crc_vec
add_few(wide_vec a, wide_vec b, const uint8_t *p, uint32_t n,
		const struct crc_multipliers *k)
{
	crc_vec last;

	b ^= fold(a, k->by_256);
	if (n & VEC) {
		b = fold(b, k->by_256) ^ load(p);
		p += VEC;
	}
	last = crc_fold((crc_vec){b[0], b[1]}, k->by_128) ^
			(crc_vec) { b[2], b[3] };
	if (n & CRC_BLOCK)
		last = crc_fold(last, k->by_128) ^ crc_load(p);
	return last;
}

/* The blocks of n bytes, six or more, added to two, and these to one. */
static __rte_always_inline CRC_TARGET crc_vec
add_many(wide_vec a, const uint8_t *p, uint32_t n,
		const struct crc_multipliers *k)
{
	wide_vec b = load(p), c = load(p + VEC), d = load(p + 2 * VEC);

	p += 3 * VEC;
	n -= 3 * VEC;
	for (; n >= 4 * VEC; n -= 4 * VEC, p += 4 * VEC) {
		a = fold(a, k->by_1024) ^ load(p);
		b = fold(b, k->by_1024) ^ load(p + VEC);
		c = fold(c, k->by_1024) ^ load(p + 2 * VEC);
		d = fold(d, k->by_1024) ^ load(p + 3 * VEC);
	}
	c ^= fold(a, k->by_512);
	d ^= fold(b, k->by_512);
	if (n & 2 * VEC) {
		c = fold(c, k->by_512) ^ load(p);
		d = fold(d, k->by_512) ^ load(p + VEC);
		p += 2 * VEC;
	}
	return add_few(c, d, p, n, k);
}

/* The CRC of n bytes, four blocks or more. */
static __rte_always_inline CRC_TARGET uint32_t
add_blocks(const uint8_t *p, uint32_t n, enum rte_net_crc_type type)
{
	const struct crc_multipliers *const k = &crc_multipliers[type];
	crc_vec first, second;
	wide_vec both;
	uint32_t taken = crc_first(p, n, type, &first, &second);

	second ^= crc_load(p + taken);
	both = (wide_vec){first[0], first[1], second[0], second[1]};
	p += taken + CRC_BLOCK;
	n -= taken + CRC_BLOCK;
	if (n < 3 * VEC)
		first = add_few(both, load(p), p + VEC, n - VEC, k);
	else
		first = add_many(both, p, n, k);
	return crc_reduce(first, k) ^ crc_start(type);
}

static CRC_TARGET uint32_t
crc_vpclmul(const uint8_t *p, uint32_t n, enum rte_net_crc_type type)
{
	if (n < CRC_BLOCK)
		return crc_scalar(p, n, type);
	if (n < 2 * VEC)
		return crc_blocks(p, n, type);
	return add_blocks(p, n, type);
}

crc_fn
crc_wide(void)
{
	if (rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX2) == 1 &&
			rte_cpu_get_flag_enabled(RTE_CPUFLAG_VPCLMULQDQ) == 1 &&
			rte_cpu_get_flag_enabled(RTE_CPUFLAG_PCLMULQDQ) == 1)
		return crc_vpclmul;
	return NULL;
}
