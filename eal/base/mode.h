/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether others were compiled with structures like the library's: programs,
 * and the processes of a group (memory/shared.c).
 */
#ifndef MODE_H
#define MODE_H

#include <stdint.h>

/* 0, or -EINVAL and a log line: the program was compiled for another one. */
int eal_layout_check(void);

/* FNV-1a, of numbers instead of bytes. */
static inline uint64_t
eal_layout_mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 0x100000001b3;
}

/* Of the options and sizes of this library. */
uint64_t eal_layout_hash(void);

#endif
