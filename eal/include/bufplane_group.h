/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For layers above the EAL, about the group of processes that share memory.
 */
#ifndef BUFPLANE_GROUP_H
#define BUFPLANE_GROUP_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BP_GROUP_NAMES    16
#define BP_GROUP_NAMESIZE 32

/*
 * The names of the handlers of mempools by index, "" where nobody has used an
 * index yet: the same array in all processes, which rte_mcfg_mempool_write_lock
 * guards. NULL where this process shares with nobody.
 */
char (*bp_group_handlers(void))[BP_GROUP_NAMESIZE];

/*
 * Whether several processes use this memory, or have: what works in one of
 * them only, as AddressSanitizer does, must not be used on it any more.
 */
bool bp_group_joined(void);

#ifdef __cplusplus
}
#endif

#endif
