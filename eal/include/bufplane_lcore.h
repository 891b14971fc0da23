/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lcore ids among the processes of a group, for what lies in shared memory by
 * lcore id: an id is one process's at most.
 */
#ifndef BUFPLANE_LCORE_H
#define BUFPLANE_LCORE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Ids below it are this process's own to use: RTE_MAX_LCORE, or 0 if another
 * process has one of those that it was started with. Constant while the library
 * runs.
 */
extern unsigned int bp_lcore_own_ids;

/*
 * Whether an id belongs to no lcore and no thread, in any process. Within
 * rte_lcore_iterate() that stays so for this process.
 */
bool bp_lcore_id_free(unsigned int id);

#ifdef __cplusplus
}
#endif

#endif
