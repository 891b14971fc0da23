/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Long sums with AVX2, whatever the library is compiled for. One instruction
 * multiplies signed words by one and adds them in pairs to 32 bits; words are
 * made signed by turning their highest bit, which takes 0x8000 off each, and
 * the sum gets that back at the end.
 */
#include <bufplane_cksum.h>
#include <immintrin.h>

#include "cksum.h"

#define AVX2 __attribute__((target("avx2")))

/* No lane overflows in a stretch: each gets 2^11 pairs of at most 2^16. */
#define STRETCH 65536

/* 32 bytes from n on keep the last n of a vector. */
static const int64_t keep_last[8] = {0, 0, 0, 0, -1, -1, -1, -1};

static __rte_always_inline AVX2 __m256i
load(const uint8_t *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static __rte_always_inline AVX2 __m256i
add_words(__m256i sum, __m256i words)
{
	const __m256i turned =
			_mm256_xor_si256(words, _mm256_set1_epi16(INT16_MIN));

	return _mm256_add_epi32(
			sum, _mm256_madd_epi16(turned, _mm256_set1_epi16(1)));
}

static __rte_always_inline AVX2 int32_t
add_lanes(__m256i sum)
{
	__m128i lanes = _mm_add_epi32(_mm256_castsi256_si128(sum),
			_mm256_extracti128_si256(sum, 1));

	lanes = _mm_add_epi32(lanes, _mm_unpackhi_epi64(lanes, lanes));
	return _mm_extract_epi32(lanes, 0) + _mm_extract_epi32(lanes, 1);
}

/*
 * The sum of len bytes, 32 to STRETCH. Words behind the last whole vector are
 * in one that ends with them, where the others are masked; an odd byte comes
 * last of all.
 */
static AVX2 uint64_t
sum_stretch(const uint8_t *p, size_t len)
{
	const uint8_t *const end = p + (len & ~(size_t)1);
	const uint64_t last = len & 1 ? *end : 0;
	const __m256i mask = load((const uint8_t *)keep_last + (len & 30));
	const int64_t words = (int64_t)(len / 32 + 1) * 16;
	__m256i a = _mm256_setzero_si256(), b = a;

	for (; end - p >= 64; p += 64) {
		a = add_words(a, load(p));
		b = add_words(b, load(p + 32));
	}
	if (end - p >= 32)
		a = add_words(a, load(p));
	b = add_words(b, _mm256_and_si256(load(end - 32), mask));
	a = _mm256_add_epi32(a, b);
	return last + (uint64_t)(add_lanes(a) + words * 0x8000);
}

static AVX2 uint64_t
sum_wide(const void *buf, size_t len)
{
	const uint8_t *p = (const uint8_t *)buf;
	uint64_t sum = 0;

	for (; len > STRETCH; len -= STRETCH / 2, p += STRETCH / 2)
		sum += sum_stretch(p, STRETCH / 2);
	return sum + sum_stretch(p, len);
}

cksum_fn
cksum_wide(void)
{
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx2") ? sum_wide : NULL;
}
