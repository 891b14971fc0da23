/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between memcpy.c, which copies with the vectors that every processor has,
 * and the file of a processor that may have wider ones.
 */
#ifndef EAL_BASE_MEMCPY_H
#define EAL_BASE_MEMCPY_H

#include <stddef.h>

/* Copies n bytes, at least 64, between areas that do not overlap. */
typedef void *(*memcpy_fn)(void *dst, const void *src, size_t n);

#ifdef __x86_64__
/* The copy by vectors of 32 bytes; NULL: this processor has none. */
memcpy_fn memcpy_wide(void);
#else
static inline memcpy_fn
memcpy_wide(void)
{
	return NULL;
}
#endif

/* The copy by vectors of 16 bytes. */
void *memcpy_plain(void *dst, const void *src, size_t n);

#endif
