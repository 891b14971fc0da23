/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the stress programs share: the library without devices or files, an end
 * with a reason, numbers that repeat, and objects that say who has them.
 */
#ifndef STRESS_H
#define STRESS_H

#include <bufplane.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_mempool.h>

static inline void
die(const char *what)
{
	fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
	abort();
}

static inline void
start_library(void)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
	};

	if (bp_init(&config) != 0)
		die("bp_init failed");
}

static inline unsigned int
next_random(unsigned int *seed, unsigned int below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

/* Plain accesses: the pool alone has to order holders. */
static inline void
mark(struct rte_mempool *mp, void **objs, unsigned int n, int from, int to)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (rte_mempool_from_obj(objs[i]) != mp)
			die("an object of another pool");
		if (*(int *)objs[i] != from)
			die("an object is held twice");
		*(int *)objs[i] = to;
	}
}

#endif
