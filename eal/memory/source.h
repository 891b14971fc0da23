/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page sources: where the pages of a memseg list come from. A source puts
 * memory into a reserved range and takes it out again. Sources for processes
 * that share (hugetlbfs files, memfds) have the same shape.
 */
#ifndef EAL_SOURCE_H
#define EAL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is taken, announced and given back at once. */
#define EAL_UNIT ((size_t)2 << 20)

struct eal_source {
	const char *name;
	/* The page size; 0 if this source is not to be had. */
	uint64_t (*page_sz)(void);
	/* Zeroed, faulted-in pages in a reserved range: 0 or -errno. */
	int (*take)(void *addr, size_t len, int node);
	/* The range is reserved and empty again: 0 or -errno. */
	int (*give)(void *addr, size_t len);
};

/* The sources of a private process, the best first. */
extern const struct eal_source eal_source_hugetlb;
extern const struct eal_source eal_source_anon;

/* Hugepages that are free now; say once if there are none. */
long eal_source_hugetlb_free(void);
void eal_source_start(void);

#endif
