/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Settings of the library that layers above the EAL act on, from struct
 * bp_config or the arguments of rte_eal_init(). While the library is down each
 * has its default.
 */
#ifndef BUFPLANE_SETTINGS_H
#define BUFPLANE_SETTINGS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether devices reach pools and rings only (bp_config.dma). */
bool bp_dma_pools_only(void);

/* Whether threads that are no lcores do without caches of mempools. */
bool bp_no_thread_caches(void);

/* How mempools are guarded: "log", "count" or "abort"; NULL: they are not. */
const char *bp_mempool_guard(void);

#define BP_MBUF_HISTORY_DEFAULT 8
#define BP_MBUF_HISTORY_MAX     64

/* How many operations are kept for each mbuf of all pools; 0: none. */
unsigned int bp_mbuf_history(void);

/* Whether so many can be kept: a power of two from 2 to the maximum. */
bool bp_mbuf_history_is_size(unsigned int n);

#ifdef __cplusplus
}
#endif

#endif
