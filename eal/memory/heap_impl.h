/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the heap share: free lists (heap_bins.h, heap_bins.c),
 * growth and shrinking (heap_region.c), damage (heap_guard.c) and the small
 * operations on elements. The caller holds the heap's lock everywhere.
 */
#ifndef EAL_HEAP_IMPL_H
#define EAL_HEAP_IMPL_H

#include <string.h>

#include "memory/fbarray.h"
#include "memory/heap.h"
#include "memory/heap_bins.h"
#include "memory/memseg.h"
#include "memory/shared.h"
#ifdef EAL_HEAP_ASAN
#include <sanitizer/asan_interface.h>
#endif

/* What an element needs beyond the bytes asked for. */
#define HEAP_OVERHEAD (EAL_HEAP_FRONT + EAL_HEAP_BACK)
/* No request is greater, so that sums of sizes do not overflow. */
#define HEAP_SIZE_HUGE (SIZE_MAX / 4)

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
	/* Another process's uses are not seen in the shadow of this one. */
	if (!__atomic_load_n(&eal_shared->joined, __ATOMIC_RELAXED))
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

/* Whether addr lies in a page of a list that is in use; lock or not. */
static inline bool
heap_page_used(const struct rte_memseg_list *msl, uintptr_t addr)
{
	uintptr_t off = addr - (uintptr_t)msl->base_va;
	unsigned int idx;

	if (off >= msl->len)
		return false;
	/* All of an area is in use, and its bits may not be mapped here. */
	if (msl->external)
		return true;
	idx = (unsigned int)(off >> __builtin_ctzll(msl->page_sz));
	return (fbarray_word(&msl->memseg_arr, idx / 64, true) >> (idx % 64) &
			       1) != 0;
}

/* Whether there is memory for a header at addr, and no red zone. */
static inline bool
elem_readable(const struct rte_memseg_list *msl, uintptr_t addr)
{
	if (addr % EAL_HEAP_GRAIN != 0 || !heap_page_used(msl, addr))
		return false;
#ifdef EAL_HEAP_ASAN
	if (__asan_region_is_poisoned((void *)addr, sizeof(struct eal_elem)) !=
			NULL)
		return false;
#endif
	return true;
}

/* As elem_readable(), given that what lies at near is. */
static inline bool
elem_readable_near(const struct rte_memseg_list *msl, uintptr_t near,
		uintptr_t addr)
{
	const uintptr_t page = 4096; /* there are no smaller ones */

	if (EAL_HEAP_REDZONE == 0 && (near ^ addr) < page)
		return addr % EAL_HEAP_GRAIN == 0;
	return elem_readable(msl, addr);
}

/*
 * Whether an element, whose own header can be read, and its neighbours know
 * of one another. Nothing is followed that may not be memory.
 */
static inline bool
elem_sound(const struct eal_elem *e)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[e->list];
	uintptr_t at = (uintptr_t)e;
	uintptr_t next = at + e->size;
	uintptr_t prev = (uintptr_t)e->prev;

	if (next <= at || !elem_readable_near(msl, at, next) ||
			elem_at(next)->prev != e)
		return false;
	return prev == 0 ||
			(prev < at && elem_readable_near(msl, at, prev) &&
					elem_next(elem_at(prev)) == e);
}

/* How a busy element is damaged. */
struct heap_damage {
	const char *what; /* NULL: it is not */
	size_t asked;     /* bytes, if the header is good */
	size_t at;        /* of a byte behind them, if that is what is wrong */
	uint8_t byte;     /* what it is now */
};

/* heap_guard.c: in debug builds seal a header and mark what is behind. */
void heap_seal(struct eal_elem *e);
/* The same for memory that becomes free: fill it. */
void heap_spoil(struct eal_elem *e);
/* Look at a busy element whose header can be read: whether it is good. */
bool heap_inspect(const struct eal_elem *e, struct heap_damage *d);
/* In debug builds: whether a free element, and its links, can be used. */
bool heap_links_sound(const struct eal_elem *e);
/* Say what is wrong; without the lock. */
void heap_report(
		const char *what, const void *ptr, const struct heap_damage *d);

/* Of up to tries free elements, size's own bin first, one that suits. */
struct eal_elem *heap_bin_find(const struct eal_heap *h, size_t size,
		unsigned int tries,
		bool (*suits)(const struct eal_elem *e, const void *arg),
		const void *arg);

/* Whether a free element can be used. */
static inline bool
heap_free_sound(const struct eal_elem *e)
{
	return EAL_HEAP_TRAILER == 0 || heap_links_sound(e);
}

/* heap_free.c: turn an element, in no bin, into a free one, joined with its
 * neighbours. */
struct eal_elem *heap_release(struct eal_heap *h, struct eal_elem *e);

/* Pages that a heap got, and the free element that they became part of. */
struct heap_growth {
	struct eal_range range;
	struct eal_elem *elem;
};

/* Take units for an element of size bytes (header included): 0 or -errno. */
int heap_grow(struct eal_heap *h, size_t size, unsigned int flags,
		struct heap_growth *g);
/* Undo it, when nothing was taken from it and the heap was held since. */
void heap_ungrow(struct eal_heap *h, const struct heap_growth *g);

/* Whether units may go once the busy element e is freed, or a part of it. */
bool heap_may_give(const struct eal_heap *h, const struct eal_elem *e);

/*
 * Give whole units of a free element back, beyond what is kept. The caller
 * holds the memory lock if heap_may_give() said so.
 */
void heap_shrink(struct eal_heap *h, struct eal_elem *e);

#endif
