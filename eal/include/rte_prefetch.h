/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hints to move a cache line nearer before it is used, or farther away after.
 * Any address is allowed, a bad one too: a hint never faults.
 */
#ifndef RTE_PREFETCH_H
#define RTE_PREFETCH_H

#include <bufplane_arch.h>

#include <rte_common.h>
#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The builtin takes no volatile pointers, and does not access the memory. */
#define BP_PREFETCH_(p, write, locality)                                       \
	__builtin_prefetch((const void *)(uintptr_t)(p), write, locality)

/* Into all levels of cache. */
static inline void
rte_prefetch0(const volatile void *p)
{
	BP_PREFETCH_(p, 0, 3);
}

/* Into all levels but the first. */
static inline void
rte_prefetch1(const volatile void *p)
{
	BP_PREFETCH_(p, 0, 2);
}

/* Into all levels but the first two. */
static inline void
rte_prefetch2(const volatile void *p)
{
	BP_PREFETCH_(p, 0, 1);
}

/* For data that is used once. */
static inline void
rte_prefetch_non_temporal(const volatile void *p)
{
	BP_PREFETCH_(p, 0, 0);
}

/* As rte_prefetch0, but about to be written. */
__rte_experimental static inline void
rte_prefetch0_write(const void *p)
{
	BP_PREFETCH_(p, 1, 3);
}

/* As rte_prefetch1, but about to be written. */
__rte_experimental static inline void
rte_prefetch1_write(const void *p)
{
	BP_PREFETCH_(p, 1, 2);
}

/* As rte_prefetch2, but about to be written. */
__rte_experimental static inline void
rte_prefetch2_write(const void *p)
{
	BP_PREFETCH_(p, 1, 1);
}

/* Another processor will want the line next: let it leave this one's cache. */
__rte_experimental static inline void
rte_cldemote(const volatile void *p)
{
	bp_arch_cldemote(p);
}

#ifdef __cplusplus
}
#endif

#endif
