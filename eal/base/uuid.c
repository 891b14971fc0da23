/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The written form of RFC 4122, section 3: 32 digits in groups of 8, 4, 4, 4
 * and 12, with a dash in front of bytes 4, 6, 8 and 10.
 */
#include <bufplane_export.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_uuid.h>

#define UUID_BYTES sizeof(rte_uuid_t)

static bool
dash_before(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

/* The value of a digit, or -1; whatever the locale. */
static int
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

BP_EXPORT
bool
rte_uuid_is_null(const rte_uuid_t uu)
{
	static const rte_uuid_t null_uuid;

	return rte_uuid_compare(uu, null_uuid) == 0;
}

BP_EXPORT
int
rte_uuid_compare(const rte_uuid_t a, const rte_uuid_t b)
{
	return memcmp(a, b, UUID_BYTES);
}

BP_EXPORT
int
rte_uuid_parse(const char *in, rte_uuid_t uu)
{
	rte_uuid_t parsed;

	for (size_t i = 0; i < UUID_BYTES; i++) {
		int high, low;

		if (dash_before(i) && *in++ != '-')
			return -1;
		/* A terminator is no digit, so nothing behind it is read. */
		high = digit_value(in[0]);
		low = high >= 0 ? digit_value(in[1]) : -1;
		if (low < 0)
			return -1;
		parsed[i] = (unsigned char)(high << 4 | low);
		in += 2;
	}
	if (*in != '\0')
		return -1;
	rte_uuid_copy(uu, parsed);
	return 0;
}

BP_EXPORT
void
rte_uuid_unparse(const rte_uuid_t uu, char *out, size_t len)
{
	char text[RTE_UUID_STRLEN];
	char *pos = text;

	for (size_t i = 0; i < UUID_BYTES; i++) {
		if (dash_before(i))
			*pos++ = '-';
		*pos++ = "0123456789abcdef"[uu[i] >> 4];
		*pos++ = "0123456789abcdef"[uu[i] & 0xf];
	}
	*pos = '\0';
	snprintf(out, len, "%s", text);
}
