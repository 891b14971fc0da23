/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_str_to_size(): sizes as people write them on command lines. One space may
 * stand before the unit. What follows it is ignored; a number that does not fit
 * is refused, not cut.
 */
#include <bufplane_export.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include <rte_common.h>

static unsigned int
unit_shift(char unit)
{
	switch (unit) {
	case 'g':
	case 'G':
		return 30;
	case 'm':
	case 'M':
		return 20;
	case 'k':
	case 'K':
		return 10;
	default:
		return 0;
	}
}

BP_EXPORT
uint64_t
rte_str_to_size(const char *str)
{
	unsigned long long n;
	unsigned int shift;
	char *end;

	while (isspace((unsigned char)*str))
		str++;
	/* strtoull() would take a negative number modulo 2^64 */
	if (*str == '-')
		return 0;
	errno = 0;
	n = strtoull(str, &end, 0);
	if (*end == ' ')
		end++;
	shift = unit_shift(*end);
	if (errno != 0 || n > UINT64_MAX >> shift)
		return 0;
	return (uint64_t)n << shift;
}
