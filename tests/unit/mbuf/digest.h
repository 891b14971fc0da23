/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One number for much text, to compare it with what DPDK 22.11 wrote: FNV-1a,
 * of which any changed character makes another one.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_START UINT64_C(0xcbf29ce484222325)

/* The digest so far and text, with its NUL; a missing text is one of its own.
 */
static inline uint64_t
digest_add(uint64_t digest, const char *text)
{
	const char *at = text != NULL ? text : "(null)";

	do
		digest = (digest ^ (uint8_t)*at) * UINT64_C(0x100000001b3);
	while (*at++ != '\0');
	return digest;
}

/* The next of a fixed row of numbers that look random; *seed is not 0. */
static inline uint64_t
digest_next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

#endif
