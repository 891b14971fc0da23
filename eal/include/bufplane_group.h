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
#define BP_GROUP_MEMBERS  64

struct rte_mp_msg;

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

/* The slot of this process in its group, which is 0 for the primary. */
unsigned int bp_group_self(void);

/* The id of the process that has a slot; 0: no living one. */
int bp_group_pid(unsigned int slot);

/*
 * As rte_mp_request_sync(), but of one process, whichever: 0 with its reply,
 * which replaces *msg, or -errno: -ENOENT if it is not there, -ETIMEDOUT after
 * that many ms, -ENOTSUP where this process shares with nobody. One request of
 * a name at a time to one process (-EEXIST).
 */
int bp_group_request(
		unsigned int slot, struct rte_mp_msg *msg, unsigned int ms);

#ifdef __cplusplus
}
#endif

#endif
