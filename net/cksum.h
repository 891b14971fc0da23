/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between cksum.c, which sums with what every processor has, and the file of a
 * processor that may have wider vectors.
 */
#ifndef NET_CKSUM_H
#define NET_CKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The sum of len bytes as bufplane_cksum.h has it. */
typedef uint64_t (*cksum_fn)(const void *buf, size_t len);

#ifdef __x86_64__
/* The sum by vectors of 32 bytes; NULL: this processor has none. */
cksum_fn cksum_wide(void);
#else
static inline cksum_fn
cksum_wide(void)
{
	return NULL;
}
#endif

/* The sum by words of 64 bits. */
uint64_t cksum_plain(const void *buf, size_t len);

#endif
