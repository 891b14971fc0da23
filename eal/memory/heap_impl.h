/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the heap share: free lists (heap_bins.c), growth and
 * shrinking (heap_region.c) and the small operations on elements. The caller
 * holds the heap's lock everywhere.
 */
#ifndef EAL_HEAP_IMPL_H
#define EAL_HEAP_IMPL_H

#include <string.h>

#include "memory/heap.h"
#include "memory/shared.h"
#ifdef EAL_HEAP_ASAN
#include <sanitizer/asan_interface.h>
#endif

static inline struct eal_elem *
elem_at(uintptr_t addr)
{
	return (struct eal_elem *)addr;
}

static inline struct eal_elem *
elem_next(const struct eal_elem *e)
{
	return elem_at((uintptr_t)e + e->size);
}

/* Make memory addressable, or forbid it to all but this code. */
static inline void
heap_expose(const void *addr, size_t len)
{
#ifdef EAL_HEAP_ASAN
	ASAN_UNPOISON_MEMORY_REGION(addr, len);
#else
	(void)addr;
	(void)len;
#endif
}

static inline void
heap_hide(const void *addr, size_t len)
{
#ifdef EAL_HEAP_ASAN
	ASAN_POISON_MEMORY_REGION(addr, len);
#else
	(void)addr;
	(void)len;
#endif
}

static inline unsigned int
heap_index(const struct eal_heap *h)
{
	return (unsigned int)(h - eal_shared->heaps);
}

/* Write a header over [addr, addr + size). */
static inline struct eal_elem *
elem_make(const struct eal_heap *h, unsigned int list, uintptr_t addr,
		size_t size, struct eal_elem *prev, enum eal_elem_state state)
{
	struct eal_elem *e = elem_at(addr);

	heap_expose(e, sizeof(*e));
	memset(e, 0, sizeof(*e));
	e->heap = (uint16_t)heap_index(h);
	e->list = (uint16_t)list;
	e->size = size;
	e->prev = prev;
	e->state = state;
	return e;
}

/* A header that is one no longer: nobody takes it for an element. */
static inline void
elem_wipe(struct eal_elem *e)
{
	memset(e, 0, sizeof(*e));
	heap_hide(e, sizeof(*e));
}

/* Put a free element into its bin, or take it out. */
void heap_bin_add(struct eal_heap *h, struct eal_elem *e);
void heap_bin_del(struct eal_heap *h, struct eal_elem *e);

/*
 * A free element of size bytes that suits. One that has slack bytes more, for
 * alignment, is found at once; tighter ones by trying up to tries elements.
 */
struct eal_elem *heap_bin_find(struct eal_heap *h, size_t size, size_t slack,
		unsigned int tries,
		bool (*suits)(const struct eal_elem *e, const void *arg),
		const void *arg);

/* Turn an element, in no bin, into a free one, joined with its neighbours. */
struct eal_elem *heap_release(struct eal_heap *h, struct eal_elem *e);

/* Take units for an element of size bytes (header included): 0 or -errno. */
int heap_grow(struct eal_heap *h, size_t size, unsigned int flags,
		uint32_t seg_flags);

/* Give whole units of a free element back, beyond what is kept. */
void heap_shrink(struct eal_heap *h, struct eal_elem *e);

#endif
