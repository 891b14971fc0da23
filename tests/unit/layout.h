/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests that public headers are those of DPDK 22.11: a row a fact. All
 * rows but BITS are proven when the test is compiled.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TYPE(type, size, alignment)                                            \
	static_assert(sizeof(type) == (size) && _Alignof(type) == (alignment), \
			#type)
#define FIELD(type, member, offset, size)                                      \
	static_assert(offsetof(type, member) == (offset) &&                    \
					sizeof(((type *)0)->member) == (size), \
			#type "." #member)
/* A member without a size. */
#define OPEN(type, member, offset)                                             \
	static_assert(offsetof(type, member) == (offset), #type "." #member)
#define VALUE(name, value)                                                     \
	static_assert((unsigned long long)(name) == (value), #name)
#define TEXT(name, value)                                                      \
	static_assert(__builtin_strcmp(name, value) == 0, #name)
/* The type that is returned, then those of the parameters. */
#define FUNCTION(name, type, ...)                                              \
	static_assert(__builtin_types_compatible_p(                            \
				      __typeof__(name), type(__VA_ARGS__)),    \
			#name)

/* Set the member's bits, and find them and no others set in the struct. */
#define BITS(type, member, first, width)                                       \
	do {                                                                   \
		type header;                                                   \
                                                                               \
		memset(&header, 0, sizeof(header));                            \
		header.member = (1U << (width)) - 1;                           \
		check_bits(#type "." #member, &header, sizeof(header), first,  \
				width);                                        \
	} while (0)

static inline void
check_bits(const char *name, const void *header, size_t size,
		unsigned int first, unsigned int width)
{
	const uint8_t *bytes = (const uint8_t *)header;
	unsigned int i;

	for (i = 0; i < size * 8; i++) {
		const unsigned int want = i >= first && i < first + width;

		if ((bytes[i / 8] >> i % 8 & 1U) != want)
			fail_msg("%s: bit %u is not %u", name, i, want);
	}
}

#endif
