/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Arguments that are flags, texts, numbers or lists of numbers, and those of
 * memory. Numbers are strict: digits only, and in range.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_vect.h>

#include "args.h"

#define MB_SHIFT  20
#define MB_MAX    (UINT64_C(1) << 27) /* 128 TiB, all there is of addresses */
#define RANKS_MAX 16

static void *
field(struct args *args, const struct arg *arg)
{
	return (char *)args + arg->offset;
}

int
arg_number(const char *text, int base, uint64_t max, uint64_t *number)
{
	unsigned long long value;
	char *end;

	if (!isxdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, base);
	if (errno != 0 || *end != '\0' || value > max)
		return -EINVAL;
	*number = value;
	return 0;
}

int
arg_flag(struct args *args, const struct arg *arg, const char *value)
{
	(void)value;
	*(bool *)field(args, arg) = true;
	return 0;
}

int
arg_text(struct args *args, const struct arg *arg, const char *value)
{
	if (*value == '\0')
		return arg_refuse(arg, value, arg->note);
	*(const char **)field(args, arg) = value;
	return 0;
}

int
arg_ignored(struct args *args, const struct arg *arg, const char *value)
{
	(void)args;
	(void)value;
	EAL_LOG(INFO, "argument %s has no effect: %s\n", arg_spelling(arg),
			arg->note);
	return 0;
}

int
arg_channels(struct args *args, const struct arg *arg, const char *value)
{
	uint64_t n;

	if (arg_number(value, 10, UINT32_MAX, &n) != 0 || n == 0)
		return arg_refuse(arg, value,
				"a number of memory channels from 1 on");
	args->config.channels = (unsigned int)n;
	return 0;
}

int
arg_ranks(struct args *args, const struct arg *arg, const char *value)
{
	uint64_t n;

	if (arg_number(value, 10, RANKS_MAX, &n) != 0 || n == 0)
		return arg_refuse(arg, value,
				"a number of memory ranks from 1 to 16");
	args->config.ranks = (unsigned int)n;
	return 0;
}

int
arg_megabytes(struct args *args, const struct arg *arg, const char *value)
{
	uint64_t n;

	if (arg_number(value, 10, MB_MAX, &n) != 0)
		return arg_refuse(arg, value, "a number of megabytes");
	args->config.mem_bytes = n << MB_SHIFT;
	return 0;
}

/* "1024,0,512" into bytes; how many there are, or -EINVAL. */
static int
read_node_list(const char *text, uint64_t *list)
{
	char number[24];
	size_t len;
	int n = 0;

	for (;; text++) {
		len = strcspn(text, ",");
		if (n == RTE_MAX_NUMA_NODES || len >= sizeof(number))
			return -EINVAL;
		memcpy(number, text, len);
		number[len] = '\0';
		if (arg_number(number, 10, MB_MAX, &list[n]) != 0)
			return -EINVAL;
		list[n++] <<= MB_SHIFT;
		text += len;
		if (*text == '\0')
			return n;
	}
}

int
arg_node_list(struct args *args, const struct arg *arg, const char *value)
{
	bool limit = arg->offset != offsetof(struct args, config.socket_mem);
	uint64_t *list = limit ? args->socket_limit : args->socket_mem;
	int n = read_node_list(value, list);

	if (n < 0)
		return arg_refuse(arg, value,
				"megabytes for each NUMA node, as 1024,512");
	*(const uint64_t **)field(args, arg) = list;
	if (limit)
		args->config.socket_limit_n = (unsigned int)n;
	else
		args->config.socket_mem_n = (unsigned int)n;
	return 0;
}

int
arg_address(struct args *args, const struct arg *arg, const char *value)
{
	uint64_t address;

	if (arg_number(value, 16, UINT64_MAX, &address) != 0 || address == 0)
		return arg_refuse(arg, value,
				"a hexadecimal address, as 0x200000000");
	args->config.base_virtaddr = (uintptr_t)address;
	return 0;
}

int
arg_simd(struct args *args, const struct arg *arg, const char *value)
{
	uint64_t n;

	if (arg_number(value, 10, UINT16_MAX, &n) != 0)
		return arg_refuse(arg, value,
				"a number of bits: a power of two from 64 on, or 0 for no limit");
	args->config.max_simd_bitwidth =
			n == 0 ? RTE_VECT_SIMD_MAX : (unsigned int)n;
	return 0;
}

int
arg_in_memory(struct args *args, const struct arg *arg, const char *value)
{
	(void)arg;
	(void)value;
	args->config.in_memory = true;
	args->config.no_shconf = true;
	return 0;
}

int
arg_huge_unlink(struct args *args, const struct arg *arg, const char *value)
{
	if (value == NULL || strcmp(value, "always") == 0)
		args->config.huge_unlink = BP_HUGE_UNLINK_ALWAYS;
	else if (strcmp(value, "existing") == 0)
		args->config.huge_unlink = BP_HUGE_UNLINK_EXISTING;
	else if (strcmp(value, "never") == 0)
		args->config.huge_unlink = BP_HUGE_UNLINK_NEVER;
	else
		return arg_refuse(arg, value, "existing, always or never");
	return 0;
}

int
arg_huge_stack(struct args *args, const struct arg *arg, const char *value)
{
	uint64_t kilobytes;

	(void)args;
	if (value != NULL &&
			(arg_number(value, 10, UINT32_MAX, &kilobytes) ||
					kilobytes == 0))
		return arg_refuse(arg, value,
				"a number of kilobytes, or nothing");
	EAL_LOG(INFO, "argument %s has no effect: stacks are ordinary memory\n",
			arg_spelling(arg));
	return 0;
}
