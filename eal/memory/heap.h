/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The heap of one NUMA node. Glossary:
 *   grain    a cache line; every size and address is a multiple of it
 *   element  a header of one grain and the memory behind it, free or busy
 *   region   elements one after another from end to end of pages in a row,
 *            closed by an END header that has no memory
 *   bin      a list of free elements of about the same size
 * Neighbours of an element are found by address: the next one begins where it
 * ends, and each header holds the address of the one before. Headers lie in
 * the group's memory, so their links are good in every process.
 */
#ifndef EAL_HEAP_H
#define EAL_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_common.h>
#include <rte_config.h>

#include "memory/lock.h"

#if defined(__SANITIZE_ADDRESS__)
#define EAL_HEAP_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EAL_HEAP_ASAN 1
#endif
#endif

#define EAL_HEAP_GRAIN ((size_t)RTE_CACHE_LINE_SIZE)
#ifdef EAL_HEAP_ASAN
#define EAL_HEAP_REDZONE EAL_HEAP_GRAIN
#else
#define EAL_HEAP_REDZONE ((size_t)0)
#endif
/* Debug builds know by a pattern what was written behind memory. */
#if defined(RTE_MALLOC_DEBUG) && !defined(EAL_HEAP_ASAN)
#define EAL_HEAP_TRAILER EAL_HEAP_GRAIN
#else
#define EAL_HEAP_TRAILER ((size_t)0)
#endif
/* From an element to its memory, and what lies behind that at least. */
#define EAL_HEAP_FRONT (EAL_HEAP_GRAIN + EAL_HEAP_REDZONE)
#define EAL_HEAP_BACK  (EAL_HEAP_REDZONE + EAL_HEAP_TRAILER)

#define EAL_HEAP_NAMESIZE 32
#define EAL_HEAP_LINEAR   16  /* bins of one size each */
#define EAL_HEAP_BINS     264 /* then eight for each power of two */
#define EAL_HEAP_WORDS    5

enum eal_elem_state {
	EAL_ELEM_GONE = 0,
	EAL_ELEM_FREE = 0x65657266,
	EAL_ELEM_BUSY = 0x79737562,
	EAL_ELEM_LOST = 0x74736f6c, /* freed, but damaged: never used again */
	EAL_ELEM_END = 0x21646e65,
};

struct eal_elem {
	uint32_t state;
	uint16_t heap;         /* index of its heap */
	uint16_t list;         /* index of its memseg list */
	size_t size;           /* all of it, header included */
	struct eal_elem *prev; /* at lower addresses; NULL: first of region */
	struct eal_elem *next_free;
	struct eal_elem *prev_free;
	size_t asked;  /* bytes asked for, if busy */
	uint32_t zero; /* free memory that is known to be zero */
} __attribute__((aligned(RTE_CACHE_LINE_SIZE)));

_Static_assert(sizeof(struct eal_elem) == RTE_CACHE_LINE_SIZE,
		"an element's header is one grain");

/*
 * By cache line: what each allocation and free writes; the same, and what it
 * looks at; what nobody changes and each free reads.
 */
struct eal_heap {
	struct eal_lock lock;
	uint64_t alloc; /* bytes of busy elements */
	uint32_t alloc_count;
	uint32_t free_count;
	uint64_t total; /* bytes taken from the system */

	uint64_t map[EAL_HEAP_WORDS]; /* bins that are not empty */
	uint64_t pinned;   /* of total, bytes that are never given back */
	uint32_t resizing; /* memory callbacks run: no growing, no shrinking */
	uint32_t broken; /* a holder of the lock died, or headers are damaged */
	uint32_t orphaned; /* a holder of the lock died: to be looked at */

	char name[EAL_HEAP_NAMESIZE]
			__attribute__((aligned(RTE_CACHE_LINE_SIZE)));
	int32_t socket_id;
	uint32_t in_use;
	uint32_t external; /* holds memory that the program supplied */

	struct eal_elem *bins[EAL_HEAP_BINS];
} __attribute__((aligned(RTE_CACHE_LINE_SIZE)));

/* What is asked of a heap. */
struct eal_heap_req {
	size_t size;
	size_t align;       /* a power of two, or 0 */
	size_t bound;       /* no multiple of it inside; a power of two or 0 */
	unsigned int flags; /* RTE_MEMZONE_*: page sizes, contiguity */
	bool zero;
};

/* Name the heap of a node; its memory comes when needed. 0 or -errno. */
int eal_heap_init(struct eal_heap *h, const char *name, int socket_id);
/* The end of a heap; its pages go with their lists. */
void eal_heap_fini(struct eal_heap *h);

/* Forbid nothing in any heap any more: other processes use them too. */
void eal_heaps_expose(void);

/* Hold the heap; what is below does so itself where it says nothing else. */
void eal_heap_lock(struct eal_heap *h);

static inline void
eal_heap_unlock(struct eal_heap *h)
{
	eal_lock_release(&h->lock);
}

/* Memory of a heap, or NULL. */
void *eal_heap_alloc(struct eal_heap *h, const struct eal_heap_req *req);

/* As eal_heap_alloc(), but the most that is free; *size says how much. */
void *eal_heap_alloc_biggest(struct eal_heap *h, struct eal_heap_req *req);

/*
 * Give memory back: false if ptr is none that was handed out. Damaged memory
 * is reported and kept out of use.
 */
bool eal_heap_free(void *ptr);

/* Resize in place: false, with nothing changed, when there is no room. */
bool eal_heap_resize(struct eal_elem *e, size_t size, size_t align);

/* The busy element of a pointer that was handed out, or NULL. */
struct eal_elem *eal_heap_elem(const void *ptr);

/*
 * Whether memory that was handed out, and what is around it, is undamaged. If
 * not a log line begins with what, the name of the caller, and says how.
 */
bool eal_heap_intact(struct eal_elem *e, const char *what);

/* What is wrong with a busy element, or NULL; the caller holds the heap. */
const char *eal_heap_trouble(const struct eal_elem *e);

/*
 * Take n bytes in units, of one memseg list or (-1) of any, and never give
 * them back: bytes taken.
 */
uint64_t eal_heap_preload(struct eal_heap *h, uint64_t n, int list);

/* The bytes that may be used at an element's memory. */
size_t eal_heap_usable(const struct eal_elem *e);

static inline void *
eal_heap_data(const struct eal_elem *e)
{
	return (void *)((uintptr_t)e + EAL_HEAP_FRONT);
}

/*
 * Check every element, link and figure of a heap. Returns true, or false
 * with *reason set.
 */
bool eal_heap_check(struct eal_heap *h, const char **reason);

/*
 * Call func for each element, in order of address, until it returns false.
 * The caller holds the heap.
 */
void eal_heap_walk(struct eal_heap *h,
		bool (*func)(const struct eal_elem *e, void *arg), void *arg);

/* The largest free element; the caller holds the heap. */
size_t eal_heap_greatest(const struct eal_heap *h);

#endif
