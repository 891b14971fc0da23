/* SPDX-License-Identifier: BSD-3-Clause */
/* A plug-in for plugin_test.c: counts in the environment how often it loads. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void
loaded(void)
{
	const char *before = getenv("BP_TEST_PLUGIN");
	char count[16];

	snprintf(count, sizeof(count), "%d",
			(before != NULL ? atoi(before) : 0) + 1);
	setenv("BP_TEST_PLUGIN", count, 1);
}
