/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copies too long to be made in line. A loop of blocks, whose stores are
 * aligned, runs between one vector at the beginning and moves that end with
 * the area; both may overlap it. Plain loads and stores: string instructions
 * take many times as long where the areas lie nearly at the same address
 * modulo 4 KiB, and packets often do.
 *
 * The constructor stands beside the pointer that it sets, so that a program
 * linked to the static library gets it with the pointer.
 */
#include "memcpy.h"

#include <bufplane_export.h>

#include <rte_memcpy.h>

/* 64 bytes, all loaded before the first is stored. */
static __rte_always_inline void
move_block(uint8_t *dst, const uint8_t *src)
{
	const bp_vec16_t a = *(const bp_vec16_t *)src;
	const bp_vec16_t b = *(const bp_vec16_t *)(src + 16);
	const bp_vec16_t c = *(const bp_vec16_t *)(src + 32);
	const bp_vec16_t d = *(const bp_vec16_t *)(src + 48);

	*(bp_vec16_t *)dst = a;
	*(bp_vec16_t *)(dst + 16) = b;
	*(bp_vec16_t *)(dst + 32) = c;
	*(bp_vec16_t *)(dst + 48) = d;
}

void *
memcpy_plain(void *dst, const void *src, size_t n)
{
	const uint8_t *from = (const uint8_t *)src;
	uint8_t *to = (uint8_t *)dst;
	size_t skip;

	if (n > 128) {
		skip = 16 - ((uintptr_t)to & 15);
		rte_mov16(to, from);
		to += skip;
		from += skip;
		n -= skip;
	}
	for (; n > 64; n -= 64) {
		move_block(to, from);
		to += 64;
		from += 64;
	}
	/* At least 64 bytes lie in front of the end. */
	move_block(to + n - 64, from + n - 64);
	return dst;
}

BP_EXPORT
void *(*bp_memcpy_long)(void *dst, const void *src, size_t n) = memcpy_plain;

static void __attribute__((constructor)) pick_long(void)
{
	const memcpy_fn wide = memcpy_wide();

	if (wide != NULL)
		bp_memcpy_long = wide;
}
