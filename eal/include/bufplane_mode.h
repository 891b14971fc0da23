/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Does a program fit the library that it is linked with, or loaded with? Some
 * options of the build change structures that both read, or how both count the
 * users of a buffer; those that only add checks are none of these. Every object
 * file of a program that includes this header refers to a symbol that is named
 * after the former, and that only a library built with the same ones defines:
 * any other one is an undefined reference that says which option differs. What
 * else structures depend on is compared when the library starts.
 */
#ifndef BUFPLANE_MODE_H
#define BUFPLANE_MODE_H

#include <stdint.h>

#include <rte_config.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef RTE_LIBRTE_MEMPOOL_DEBUG
#define BP_MODE_DEBUG mempool_debug_enabled
#else
#define BP_MODE_DEBUG mempool_debug_disabled
#endif
#ifdef RTE_LIBRTE_MEMPOOL_STATS
#define BP_MODE_STATS mempool_stats_enabled
#else
#define BP_MODE_STATS mempool_stats_disabled
#endif
#ifdef RTE_MBUF_REFCNT_ATOMIC
#define BP_MODE_REFCNT mbuf_refcnt_atomic
#else
#define BP_MODE_REFCNT mbuf_refcnt_plain
#endif

#define BP_MODE_JOIN(lcores, debug, stats, refcnt)                             \
	bp_mode_max_lcores_##lcores##_##debug##_##stats##_##refcnt
#define BP_MODE_NAME(lcores, debug, stats, refcnt)                             \
	BP_MODE_JOIN(lcores, debug, stats, refcnt)

/* For example bp_mode_max_lcores_128_mempool_debug_disabled_... */
#define BP_MODE                                                                \
	BP_MODE_NAME(RTE_MAX_LCORE, BP_MODE_DEBUG, BP_MODE_STATS,              \
			BP_MODE_REFCNT)

extern const char BP_MODE[];

#define BP_LAYOUT_N 8

/* What structures were made of when a program, or the library, was compiled. */
struct bp_layout {
	const char *mode;
	uint32_t n; /* BP_LAYOUT_N */
	uint32_t values[BP_LAYOUT_N];
};

/* In the order of the names in eal/base/mode.c. */
#define BP_LAYOUT                                                              \
	{                                                                      \
		BP_MODE, BP_LAYOUT_N,                                          \
		{                                                              \
			RTE_MAX_LCORE, RTE_CACHE_LINE_SIZE,                    \
					RTE_MEMPOOL_CACHE_MAX_SIZE,            \
					RTE_MAX_NUMA_NODES,                    \
					RTE_MAX_MEMSEG_LISTS,                  \
					RTE_MAX_ETHPORTS,                      \
					RTE_MAX_QUEUES_PER_PORT,               \
					RTE_ETHDEV_QUEUE_STAT_CNTRS            \
		}                                                              \
	}

/*
 * Weak: the program's first one is what the library finds under that name. It
 * is read once, by bp_init().
 */
extern const struct bp_layout bp_program_layout
		__attribute__((__weak__, __visibility__("default")));

#ifndef BP_IN_LIBRARY
/* C++ makes constants private to a file unless they say so. */
#ifdef __cplusplus
extern
#endif
		__attribute__((__used__))
		const struct bp_layout bp_program_layout = BP_LAYOUT;
#endif

#ifdef __cplusplus
}
#endif

#endif
