/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The checksum of an object, without AddressSanitizer's checks: the object is
 * free, and therefore perhaps poisoned. The quarters are four independent
 * chains, so that the processor works on all of them at once. Each step of a
 * chain is a bijection of its state, and so is the end in each of the four:
 * a single word that changed, or any change within one quarter but for one in
 * 2^64, is found.
 */
#include "guard.h"

#define FACTOR UINT64_C(0x9e3779b97f4a7c15)

/* Objects of some handlers lie anywhere. */
typedef uint64_t word_t __attribute__((may_alias, aligned(1)));

static inline uint64_t
step(uint64_t h, uint64_t word)
{
	h = (h ^ word) * FACTOR;
	return h ^ h >> 29;
}

__attribute__((no_sanitize("address"))) uint64_t
guard_seal(const void *obj, size_t size, uint32_t *parts)
{
	const word_t *words = obj;
	const size_t n = size / sizeof(word_t), quarter = n / 4;
	uint64_t h[4] = {1, 2, 3, 4}, seal = 0;
	unsigned int q;
	size_t i;

	for (i = 0; i < quarter; i++) {
		h[0] = step(h[0], words[i]);
		h[1] = step(h[1], words[quarter + i]);
		h[2] = step(h[2], words[quarter * 2 + i]);
		h[3] = step(h[3], words[quarter * 3 + i]);
	}
	/* The last quarter has the rest. */
	for (i = quarter * 4; i < n; i++)
		h[3] = step(h[3], words[i]);
	*parts = 0;
	for (q = 0; q < 4; q++) {
		h[q] *= FACTOR;
		*parts |= (uint32_t)(h[q] >> 56) << 8 * q;
		seal = step(seal, h[q]);
	}
	return seal;
}
