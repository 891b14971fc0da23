/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Heaps by name, as rte_malloc_heap_*() asks for them: found and held for as
 * long as their memory is changed. The memory lock comes before a heap's.
 */
#ifndef EAL_HEAP_NAMED_H
#define EAL_HEAP_NAMED_H

#include "memory/heap.h"

/*
 * The heap of that name, with the memory lock and its own held. NULL with
 * *rc: -EINVAL, no possible name; -ENOENT; -EPERM, the heap of a node.
 */
struct eal_heap *heap_named_hold(const char *name, int *rc);
void heap_named_release(struct eal_heap *h);

#endif
