/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A secondary needs the addresses that its primary has. Where something else
 * lies there, the user has to know what, to move it or the primary: the
 * kernel's list of this process's mappings tells.
 */
#include "memory/occupied.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <rte_errno.h>

#include "eal.h"

/* The first mapping that overlaps a range: its line of text, or "". */
static void
find_mapping(uintptr_t start, uintptr_t end, char *line, int len)
{
	FILE *f = fopen("/proc/self/maps", "re");
	uintptr_t from, to;

	while (f != NULL && fgets(line, len, f) != NULL) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR, &from, &to) == 2 &&
				from < end && start < to)
			break;
		line[0] = '\0';
	}
	if (f != NULL)
		fclose(f);
	line[strcspn(line, "\n")] = '\0';
}

int
eal_space_occupied(const char *what, const void *addr, size_t len, int rc)
{
	char line[512] = "";

	if (rc == -EADDRNOTAVAIL)
		find_mapping((uintptr_t)addr, (uintptr_t)addr + len, line,
				sizeof(line));
	EAL_LOG(ERR, "cannot map the primary's %s, %zu KiB at %p to %p: %s%s%s\n",
			what, len >> 10, addr, (const uint8_t *)addr + len,
			line[0] != '\0' ? "this lies there: "
					: rte_strerror(-rc),
			line,
			line[0] != '\0' ? "; start the primary with another --base-virtaddr"
					: "");
	return rc;
}
