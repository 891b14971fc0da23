/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For layers above the EAL that keep, in variables of the process, what ends
 * with the library: functions that rte_eal_cleanup() calls, while memory and
 * devices are still there, and in no order.
 */
#ifndef BUFPLANE_CLEANUP_H
#define BUFPLANE_CLEANUP_H

#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bp_cleanup {
	void (*fn)(void);
	struct bp_cleanup *next;
};

/* At load time, once each; the structure has to stay. */
void bp_cleanup_register(struct bp_cleanup *cleanup);

/* Have rte_eal_cleanup() call function(). */
#define BP_AT_CLEANUP(function)                                                \
	static struct bp_cleanup bp_cleanup_##function = {function, NULL};     \
	RTE_INIT(bp_at_cleanup_##function)                                     \
	{                                                                      \
		bp_cleanup_register(&bp_cleanup_##function);                   \
	}

#ifdef __cplusplus
}
#endif

#endif
