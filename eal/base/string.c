/* SPDX-License-Identifier: BSD-3-Clause */
/* The string helpers that are not inline; nothing here allocates. */
#include <bufplane_export.h>
#include <errno.h>

#include <rte_errno.h>
#include <rte_string_fns.h>

BP_EXPORT
ssize_t
rte_strscpy(char *dst, const char *src, size_t dsize)
{
	size_t len = strnlen(src, dsize);

	if (len < dsize) {
		memcpy(dst, src, len + 1);
		return (ssize_t)len;
	}
	if (dsize > 0) {
		memcpy(dst, src, dsize - 1);
		dst[dsize - 1] = '\0';
	}
	rte_errno = E2BIG;
	return -E2BIG;
}

BP_EXPORT
int
rte_strsplit(char *string, int stringlen, char **tokens, int maxtokens,
		char delim)
{
	char *pos = string;
	char *end, *cut;
	int n = 0;

	if (string == NULL || tokens == NULL) {
		errno = EINVAL;
		return -1;
	}
	end = string + (stringlen > 0 ? strnlen(string, (size_t)stringlen) : 0);
	while (pos < end && n < maxtokens) {
		cut = memchr(pos, delim, (size_t)(end - pos));
		tokens[n++] = pos;
		/* The last token keeps the rest, unless it is empty. */
		if (cut == NULL || (n == maxtokens && cut != pos))
			break;
		*cut = '\0';
		pos = cut + 1;
	}
	return n;
}
