/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lazy memory: address space that uses memory only where it is touched, for
 * tables of which mostly little is needed. All processes of a group see it at
 * the same addresses. Devices never do: it is no part of any heap, has no IOVA
 * and is made of ordinary pages, which come from the node of who touches them.
 */
#ifndef BUFPLANE_LAZY_H
#define BUFPLANE_LAZY_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Size bytes, all zero, aligned to a page. NULL with rte_errno: EINVAL for size
 * 0, ENOMEM when not enough addresses are left or the system lets us have none;
 * there are some 8 MiB for each of RTE_MAX_LCORE. Without a log line, for the
 * caller mostly has another way.
 */
void *bp_lazy_alloc(size_t size);

/* Free what bp_lazy_alloc() returned for that size; NULL is fine. */
void bp_lazy_free(void *addr, size_t size);

/*
 * Have the memory of a range now, so that to touch it later cannot fail. What
 * is there stays as it is, whoever uses it meanwhile. Returns 0, -EINVAL for
 * a range that is not lazy memory, or -errno, mostly -ENOMEM.
 */
int bp_lazy_fault(void *addr, size_t len);

#ifdef __cplusplus
}
#endif

#endif
