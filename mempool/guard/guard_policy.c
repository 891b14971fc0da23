/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The switch, and the count of faults. The configuration names the policy:
 * it has been checked when the library started.
 */
#include <bufplane_settings.h>

#include "guard.h"

static uint64_t counts[GUARD_LEAK + 1];

bool
guard_everywhere(void)
{
	return bp_mempool_guard() != NULL;
}

enum guard_policy
guard_policy(void)
{
	const char *policy = bp_mempool_guard();

	if (policy != NULL && strcmp(policy, "count") == 0)
		return GUARD_COUNT;
	if (policy != NULL && strcmp(policy, "abort") == 0)
		return GUARD_ABORT;
	return GUARD_LOG;
}

void
guard_count(enum guard_fault fault, uint64_t n)
{
	/* Pairs with get(); the counts order nothing. */
	__atomic_fetch_add(&counts[fault], n, __ATOMIC_RELAXED);
}

static uint64_t
get(enum guard_fault fault)
{
	return __atomic_load_n(&counts[fault], __ATOMIC_RELAXED);
}

BP_EXPORT
void
bp_mempool_guard_totals(struct bp_mempool_guard_counts *totals)
{
	totals->double_frees = get(GUARD_DOUBLE_FREE);
	totals->foreign_frees = get(GUARD_FOREIGN_FREE);
	totals->writes_after_free = get(GUARD_WRITE_AFTER_FREE);
	totals->leaks = get(GUARD_LEAK);
}
