/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Strings: bounded copies that always terminate, and splitting in place. The
 * names strlcpy and strlcat are the C library's or libbsd's where these have
 * them, and ours otherwise.
 */
#ifndef RTE_STRING_FNS_H
#define RTE_STRING_FNS_H

#include <stdio.h>
#include <string.h>

#include <sys/types.h>

#include <rte_common.h>

#ifdef RTE_USE_LIBBSD
#include <bsd/string.h>
#elif defined(__USE_MISC) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 38)
#define BP_HAVE_STRLCPY 1
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Copy src to dst of size bytes, cut to fit. Returns strlen(src): the copy is
 * whole if that is below size.
 */
static inline size_t
rte_strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (len < size) {
		memcpy(dst, src, len + 1);
	} else if (size > 0) {
		memcpy(dst, src, size - 1);
		dst[size - 1] = '\0';
	}
	return len;
}

/*
 * Append src to the string in dst of size bytes, cut to fit. Returns the
 * length that it would have with room enough; a dst without a terminator
 * counts as size long and is left alone.
 */
static inline size_t
rte_strlcat(char *dst, const char *src, size_t size)
{
	const char *end = (const char *)memchr(dst, '\0', size);
	size_t len = end != NULL ? (size_t)(end - dst) : size;

	return len + rte_strlcpy(dst + len, src, size - len);
}

#if !defined(RTE_USE_LIBBSD) && !defined(BP_HAVE_STRLCPY)
#define strlcpy(dst, src, size) rte_strlcpy(dst, src, size)
#define strlcat(dst, src, size) rte_strlcat(dst, src, size)
#endif

/*
 * Copy src to dst of dsize bytes, cut to fit. Returns its length, or -E2BIG
 * with rte_errno set when it was cut or dsize is 0.
 */
ssize_t rte_strscpy(char *dst, const char *src, size_t dsize);

/*
 * Cut string, of at most stringlen bytes, at each delim (which becomes '\0')
 * into at most maxtokens tokens, the last of which keeps the rest. A delim at
 * the very end starts no token; one after another gives an empty token.
 * Returns the number of tokens, or -1 with errno EINVAL for a NULL argument.
 */
int rte_strsplit(char *string, int stringlen, char **tokens, int maxtokens,
		char delim);

#ifdef __cplusplus
}
#endif

#endif
