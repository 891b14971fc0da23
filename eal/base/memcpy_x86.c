/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Long copies with AVX2, whatever the library is compiled for. Cores store
 * one vector a cycle, of 16 or of 32 bytes alike. Up to MAX_STRAIGHT there is
 * no loop: aligning the stores would cost more than it saves.
 */
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_memcpy.h>

#include "memcpy.h"

#define MAX_STRAIGHT 384

#define AVX2 __attribute__((target("avx2")))

static __rte_always_inline AVX2 void
move_32(uint8_t *dst, const uint8_t *src)
{
	*(bp_vec32_t *)dst = *(const bp_vec32_t *)src;
}

/* 128 bytes in the order of their addresses: stores to a line merge. */
static __rte_always_inline AVX2 void
move_128(uint8_t *dst, const uint8_t *src)
{
	move_32(dst, src);
	move_32(dst + 32, src + 32);
	move_32(dst + 64, src + 64);
	move_32(dst + 96, src + 96);
}

/* 128 bytes, all loaded before the first is stored. */
static __rte_always_inline AVX2 void
move_block(uint8_t *dst, const uint8_t *src)
{
	const bp_vec32_t a = *(const bp_vec32_t *)src;
	const bp_vec32_t b = *(const bp_vec32_t *)(src + 32);
	const bp_vec32_t c = *(const bp_vec32_t *)(src + 64);
	const bp_vec32_t d = *(const bp_vec32_t *)(src + 96);

	*(bp_vec32_t *)dst = a;
	*(bp_vec32_t *)(dst + 32) = b;
	*(bp_vec32_t *)(dst + 64) = c;
	*(bp_vec32_t *)(dst + 96) = d;
}

/* The last n bytes, at most 128, of an area of at least 32. */
static __rte_always_inline AVX2 void
move_rest(uint8_t *dst, const uint8_t *src, size_t n)
{
	if (n > 64) {
		move_32(dst, src);
		move_32(dst + 32, src + 32);
		dst += 64;
		src += 64;
		n -= 64;
	}
	if (n > 32)
		move_32(dst, src);
	move_32(dst + n - 32, src + n - 32);
}

static AVX2 void *
copy_wide(void *dst, const void *src, size_t n)
{
	const uint8_t *from = (const uint8_t *)src;
	uint8_t *to = (uint8_t *)dst;
	size_t skip, left = n;

	if (unlikely(n > MAX_STRAIGHT)) {
		skip = 32 - ((uintptr_t)to & 31);
		move_32(to, from);
		to += skip;
		from += skip;
		left -= skip;
		do {
			move_block(to, from);
			to += 128;
			from += 128;
			left -= 128;
		} while (left > 128);
	} else if (likely(n > 128)) {
		if (unlikely(n > 256)) {
			move_128(to, from);
			to += 128;
			from += 128;
			left -= 128;
		}
		move_128(to, from);
		to += 128;
		from += 128;
		left -= 128;
	}
	move_rest(to, from, left);
	return dst;
}

memcpy_fn
memcpy_wide(void)
{
	__builtin_cpu_init();
	return __builtin_cpu_supports("avx2") ? copy_wide : NULL;
}
