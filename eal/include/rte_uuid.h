/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Universally unique identifiers (RFC 4122): 16 bytes, each field in network
 * byte order, so that comparing bytes compares fields.
 */
#ifndef RTE_UUID_H
#define RTE_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned char rte_uuid_t[16];

/* The bytes (1 to 16) of n from bit `shift` down, for the initialiser. */
#define BP_UUID_B1(n, shift) ((unsigned char)(((n) >> (shift)) & 0xff))
#define BP_UUID_B2(n)        BP_UUID_B1(n, 8), BP_UUID_B1(n, 0)
#define BP_UUID_B4(n)        BP_UUID_B1(n, 24), BP_UUID_B1(n, 16), BP_UUID_B2(n)
#define BP_UUID_B6(n)        BP_UUID_B1(n, 40), BP_UUID_B1(n, 32), BP_UUID_B4(n)

/*
 * An initialiser from the five groups of the written form, e having 48 bits:
 * rte_uuid_t u = RTE_UUID_INIT(0x12345678, 0x9abc, 0xdef0, 0x1234, 0x56ULL);
 */
#define RTE_UUID_INIT(a, b, c, d, e)                                           \
	{                                                                      \
		BP_UUID_B4(a), BP_UUID_B2(b), BP_UUID_B2(c), BP_UUID_B2(d),    \
				BP_UUID_B6(e)                                  \
	}

/* The size of the written form with its terminator. */
#define RTE_UUID_STRLEN (36 + 1)

/* Whether all bytes are 0. */
bool rte_uuid_is_null(const rte_uuid_t uu);

static inline void
rte_uuid_copy(rte_uuid_t dst, const rte_uuid_t src)
{
	memcpy(dst, src, sizeof(rte_uuid_t));
}

/* Negative, 0 or positive: a sorts before, with or after b. */
int rte_uuid_compare(const rte_uuid_t a, const rte_uuid_t b);

/* Read the written form, of either case. Returns 0, or -1 and leaves uu. */
int rte_uuid_parse(const char *in, rte_uuid_t uu);

/* Write the lower-case form to out of len bytes, cut to fit. */
void rte_uuid_unparse(const rte_uuid_t uu, char *out, size_t len);

#ifdef __cplusplus
}
#endif

#endif
