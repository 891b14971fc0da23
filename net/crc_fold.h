/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * CRCs with carry-less multiplication. A block of 16 bytes is a polynomial of
 * degree 127; folding it over a distance of D bits multiplies it by x^D modulo
 * the CRC's polynomial, so that it can be added to the block D bits later. Four
 * blocks are folded at a time, since multiplications take long but overlap.
 * What does not fill a block goes first, behind zeros, which change nothing.
 *
 * Shared by the architectures. Before they include it, they define
 *	CRC_TARGET                  the attribute of functions with such code,
 *	crc_vec                     a vector of two uint64_t,
 *	crc_mul_low(a, b), crc_mul_high(a, b)  the products of these lanes,
 *	crc_shuffle(a, places)      bytes of a by number, 0 for numbers >= 128.
 */
#ifndef CRC_FOLD_H
#define CRC_FOLD_H

#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>

#include "crc.h"

#define CRC_BLOCK ((size_t)16)

/*
 * Multipliers, reflected: in those of folding bit 63 - i of a lane is the
 * coefficient of x^i. A product of reflected lanes is one bit short, which
 * their exponents make up for: the lanes are x^(D+63) and x^(D-1). In the
 * others bit 32 - i, and 64 - i of the quotient, is that of x^i.
 */
struct crc_multipliers {
	crc_vec by_1024, by_512, by_256, by_128;
	crc_vec x96;
	crc_vec quotient; /* x^96 divided by the polynomial */
	crc_vec polynomial;
};

static const struct crc_multipliers crc_multipliers[RTE_NET_CRC_REQS] = {
		[RTE_NET_CRC16_CCITT] =
				{
						.by_1024 = {0x00009e2100000000,
								0x0000d34b00000000},
						.by_512 = {0x0000381d00000000,
								0x00001b3400000000},
						.by_256 = {0x0000ac4f00000000,
								0x0000ce1e00000000},
						.by_128 = {0x0000df5600000000,
								0x0000855500000000},
						.x96 = {0x189ae, 0},
						.quotient = {0x859b040b1c581911,
								0},
						.polynomial = {0x10811, 0},
				},
		[RTE_NET_CRC32_ETH] =
				{
						.by_1024 = {0x7d657a1000000000,
								0x7406fa9500000000},
						.by_512 = {0x653d982200000000,
								0xcad38e8f00000000},
						.by_256 = {0x9570d49500000000,
								0x01b5fd1d00000000},
						.by_128 = {0x65673b4600000000,
								0x9ba54c6f00000000},
						.x96 = {0xccaa009e, 0},
						.quotient = {0xb4e5b025f7011641,
								0},
						.polynomial = {0x1db710641, 0},
				},
};

/* From the n-th on: the places that move n bytes to a block's end. */
static const uint8_t crc_to_end[] = {128, 128, 128, 128, 128, 128, 128, 128,
		128, 128, 128, 128, 128, 128, 128, 128, 0, 1, 2, 3, 4, 5, 6, 7,
		8, 9, 10, 11, 12, 13, 14, 15};

/* From the n-th on: the start, n bytes before the end of the first block. */
static const uint8_t crc_starts[RTE_NET_CRC_REQS][3 * CRC_BLOCK] = {
		[RTE_NET_CRC16_CCITT] = {[CRC_BLOCK] = 0xff, 0xff},
		[RTE_NET_CRC32_ETH] = {[CRC_BLOCK] = 0xff, 0xff, 0xff, 0xff},
};

static __rte_always_inline CRC_TARGET crc_vec
crc_load(const uint8_t *p)
{
	crc_vec v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static __rte_always_inline CRC_TARGET crc_vec
crc_fold(crc_vec v, crc_vec by)
{
	return crc_mul_low(v, by) ^ crc_mul_high(v, by);
}

/*
 * The first block of n bytes, CRC_BLOCK or more, with the register's start
 * added, of which a part may belong to the second block. Returns how many
 * bytes it takes: what is left is a number of blocks.
 */
static __rte_always_inline CRC_TARGET uint32_t
crc_first(const uint8_t *p, uint32_t n, enum rte_net_crc_type type,
		crc_vec *first, crc_vec *second)
{
	const uint32_t part = n % CRC_BLOCK;
	const uint8_t *const start = &crc_starts[type][part];

	if (part == 0) {
		*first = crc_load(p) ^ crc_load(start + CRC_BLOCK);
		*second = (crc_vec){0, 0};
		return CRC_BLOCK;
	}
	*first = crc_shuffle(crc_load(p), crc_load(&crc_to_end[part])) ^
			crc_load(start);
	*second = crc_load(start + CRC_BLOCK);
	return part;
}

/*
 * The last block times x^32, modulo the polynomial: from 128 bits to 96, the
 * lowest 32 of them in the high lane, and less the polynomial times as often
 * as it is in there.
 */
static __rte_always_inline CRC_TARGET uint32_t
crc_reduce(crc_vec v, const struct crc_multipliers *k)
{
	const crc_vec high = {v[1], 0};
	crc_vec times;

	v = crc_mul_low(v, k->x96) ^ high;
	times = crc_mul_low(v, k->quotient);
	v ^= crc_mul_low(times, k->polynomial);
	return (uint32_t)v[1];
}

/* The blocks of n bytes, less than four, added to v. */
static __rte_always_inline CRC_TARGET crc_vec
crc_few(crc_vec v, crc_vec second, const uint8_t *p, uint32_t n,
		const struct crc_multipliers *k)
{
	for (; n > 0; n -= CRC_BLOCK, p += CRC_BLOCK) {
		v = crc_fold(v, k->by_128) ^ second ^ crc_load(p);
		second ^= second;
	}
	return v;
}

/* The blocks of n bytes added to four, and these to one. */
static __rte_always_inline CRC_TARGET crc_vec
crc_many(crc_vec a, crc_vec b, crc_vec c, crc_vec d, const uint8_t *p,
		uint32_t n, const struct crc_multipliers *k)
{
	for (; n >= 4 * CRC_BLOCK; n -= 4 * CRC_BLOCK, p += 4 * CRC_BLOCK) {
		a = crc_fold(a, k->by_512) ^ crc_load(p);
		b = crc_fold(b, k->by_512) ^ crc_load(p + CRC_BLOCK);
		c = crc_fold(c, k->by_512) ^ crc_load(p + 2 * CRC_BLOCK);
		d = crc_fold(d, k->by_512) ^ crc_load(p + 3 * CRC_BLOCK);
	}
	c ^= crc_fold(a, k->by_256);
	d ^= crc_fold(b, k->by_256);
	if (n & 2 * CRC_BLOCK) {
		c = crc_fold(c, k->by_256) ^ crc_load(p);
		d = crc_fold(d, k->by_256) ^ crc_load(p + CRC_BLOCK);
		p += 2 * CRC_BLOCK;
	}
	d ^= crc_fold(c, k->by_128);
	if (n & CRC_BLOCK)
		d = crc_fold(d, k->by_128) ^ crc_load(p);
	return d;
}

/* The CRC of n bytes, CRC_BLOCK or more. */
static __rte_always_inline CRC_TARGET uint32_t
crc_blocks(const uint8_t *p, uint32_t n, enum rte_net_crc_type type)
{
	const struct crc_multipliers *const k = &crc_multipliers[type];
	crc_vec a, b;
	uint32_t taken = crc_first(p, n, type, &a, &b);

	p += taken;
	n -= taken;
	if (n < 3 * CRC_BLOCK)
		a = crc_few(a, b, p, n, k);
	else
		a = crc_many(a, b ^ crc_load(p), crc_load(p + CRC_BLOCK),
				crc_load(p + 2 * CRC_BLOCK), p + 3 * CRC_BLOCK,
				n - 3 * CRC_BLOCK, k);
	return crc_reduce(a, k) ^ crc_start(type);
}

#endif
