/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The guard: it watches the objects of pools for misuse, without a rebuild of
 * program or library. It is switched on by --mempool-guard, by mempool_guard
 * of struct bp_config, by the environment variable BUFPLANE_GUARD, or for one
 * pool by a handler named "guard:" and the handler's name. docs/guard.md tells
 * what it names. All calls may be made by any thread.
 */
#ifndef BUFPLANE_MEMPOOL_GUARD_H
#define BUFPLANE_MEMPOOL_GUARD_H

#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mempool;

/* Faults that this process found. */
struct bp_mempool_guard_counts {
	uint64_t double_frees;
	uint64_t foreign_frees;     /* of what is no object of the pool */
	uint64_t writes_after_free; /* objects found changed while free */
	uint64_t leaks;             /* objects out when their pool was freed */
};

/* The sums over all pools, freed ones too, since the process began. */
void bp_mempool_guard_totals(struct bp_mempool_guard_counts *totals);

/*
 * Print the objects of mp that are out, by the site that got them, the one
 * with most of them first, with a few objects as examples. Returns how many
 * are out, -EINVAL when f or mp is NULL, -ENOTSUP when mp is not guarded or
 * has not been populated, -ENOMEM.
 */
int bp_mempool_guard_dump(FILE *f, struct rte_mempool *mp);

#ifdef __cplusplus
}
#endif

#endif
