/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A secondary's memory: everything that the primary has, at the same addresses.
 */
#ifndef EAL_ATTACH_H
#define EAL_ATTACH_H

#include "memory/table.h"

/*
 * Map the region of the primary of this prefix as *t and take a slot; whoever
 * is not of the same build is refused: 0, or -errno after a log line.
 */
int attach_region(struct eal_table *t, unsigned int *slot);

/* With the region there, map all else: 0, or -errno and nothing is left. */
int eal_memory_attach(void);
/* Let go of what this process has mapped; others go on with it. */
void eal_memory_detach(void);

/* The path of the region's file, beside path, or (NULL) of this prefix. */
int attach_region_path(char *region, size_t len, const char *path);

#endif
