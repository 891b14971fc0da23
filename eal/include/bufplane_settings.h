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

/* Whether threads that are no lcores do without caches of mempools. */
bool bp_no_thread_caches(void);

/* How mempools are guarded: "log", "count" or "abort"; NULL: they are not. */
const char *bp_mempool_guard(void);

/* How many operations are kept for each mbuf of all pools; 0: none. */
unsigned int bp_mbuf_history(void);

#ifdef __cplusplus
}
#endif

#endif
