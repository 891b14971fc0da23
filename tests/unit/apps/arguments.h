/* SPDX-License-Identifier: BSD-3-Clause */
/* Arguments of a program, as its main() would get them. */
#ifndef APPS_ARGUMENTS_H
#define APPS_ARGUMENTS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_ARGS 16

/* argv[0] stands already; behind it first and all that follow, up to NULL. */
static inline int
fill_arguments(char *argv[MAX_ARGS], const char *first, va_list more)
{
	int argc = 1;

	for (const char *arg = first; arg != NULL && argc < MAX_ARGS - 1;
			arg = va_arg(more, const char *))
		argv[argc++] = (char *)(uintptr_t)arg;
	return argc;
}

#endif
