/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From socket ids to heaps: the allocation that rte_malloc() and the memzones
 * have in common.
 */
#ifndef EAL_MALLOC_H
#define EAL_MALLOC_H

#include "memory/heap.h"
#include "memory/shared.h"

/* Whether a slot of the table of heaps has one. */
static inline bool
eal_heap_in_use(const struct eal_heap *h)
{
	/* Pairs with the release stores of heap_external.c. */
	return __atomic_load_n(&h->in_use, __ATOMIC_ACQUIRE) != 0;
}

/* How many slots of that table were ever used. */
static inline unsigned int
eal_heaps_n(void)
{
	/* As eal_heap_in_use(). */
	return eal_shared == NULL ? 0
				  : __atomic_load_n(&eal_shared->heaps_n,
						    __ATOMIC_ACQUIRE);
}

/* The heap of a socket id, or NULL. */
struct eal_heap *eal_malloc_heap(int socket_id);

/*
 * A socket id as asked for: SOCKET_ID_ANY where nodes make no difference, so
 * that a machine of one node, and one without hugepages, serves any.
 */
int eal_malloc_socket(int socket_id);

/*
 * Memory on a socket, or with SOCKET_ID_ANY on the caller's and then the
 * others. size 0: the largest free piece, and req says how much that is.
 */
void *eal_malloc(struct eal_heap_req *req, int socket_id);

#endif
