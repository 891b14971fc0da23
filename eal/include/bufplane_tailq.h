/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What all lists of rte_tailq.h do alike that hold named objects: each
 * object begins with its name, and has a struct rte_tailq_entry of its own.
 * These take the lock of the lists; any thread may call them.
 */
#ifndef BUFPLANE_TAILQ_H
#define BUFPLANE_TAILQ_H

#include <rte_tailq.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The object of this name. NULL and rte_errno: EINVAL, name is NULL; ENOENT,
 * there is none; E_RTE_NO_CONFIG, the library does not run.
 */
void *bp_tailq_find(const struct rte_tailq_elem *list, const char *name);

/* Take an object off a list: its entry, or NULL when it is not there. */
struct rte_tailq_entry *bp_tailq_take(
		const struct rte_tailq_elem *list, const void *data);

#ifdef __cplusplus
}
#endif

#endif
