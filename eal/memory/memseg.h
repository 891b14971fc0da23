/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memseg lists and the pages in them, as the heap sees them. The memory lock
 * guards all of it: callers of the functions below hold it, except where it
 * says otherwise.
 */
#ifndef EAL_MEMSEG_H
#define EAL_MEMSEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_memory.h>

/* Pages in a row. */
struct eal_range {
	uint8_t *addr;
	size_t len;
	unsigned int list;
	bool dirty; /* not all zero, when just taken */
};

/* What pages are asked for. */
struct eal_want {
	int node;
	size_t len;         /* at least; whole units are taken */
	unsigned int flags; /* RTE_MEMZONE_*: the page sizes */
	uint32_t seg_flags; /* of the memsegs */
	int list;           /* only of this list; -1: of any */
	bool start;         /* as the configuration wants at the start */
};

/* What a new list is to be. */
struct eal_list_spec {
	const char *name; /* of its array of memsegs */
	void *va;
	size_t len; /* a multiple of page_sz */
	uint64_t page_sz;
	int node;      /* or the socket id of external memory */
	bool heap;     /* its memory belongs to the heap of that id */
	bool external; /* the program supplied the memory */
};

/* Reserve addresses and make a list for each node and page source. */
int eal_memseg_init(void);
void eal_memseg_fini(void);

/*
 * Enter a list, with no page in it, in a free slot of the table: its index,
 * or -errno. An index stays good until the list is dropped; slots that are
 * not in use have a page size of 0.
 */
int eal_list_add(const struct eal_list_spec *spec);
/*
 * Empty a slot and forget its memsegs; the memory itself stays. 0, or -errno
 * with nothing changed: -EBUSY if another process has the memsegs mapped.
 */
int eal_list_drop(unsigned int list);

/* extmem.c: whether this process has the memsegs of a list mapped. */
bool eal_list_here(const struct rte_memseg_list *msl);
/* Forget which it has; all lists go. */
void eal_extmem_fini(void);

/* Take pages in a row, from the smallest hugepages that will do: 0 or -errno.
 */
int eal_pages_take(const struct eal_want *want, struct eal_range *range);
/* Tell the subscribers and give a range of whole units back. */
void eal_pages_give(const struct eal_range *range);

/* preload.c: take what the configuration wants at the start: 0 or -errno. */
int eal_preload(void);

/* Pages that were taken have found their owner: they stay if we die now. */
void eal_pages_settled(void);
/*
 * The last holder of the memory lock died with it: give back, everywhere, what
 * it was taking or giving back.
 */
void eal_pages_repair(void);

/* Tell this process's callbacks of a range, unit by unit. */
void eal_pages_announce(enum rte_mem_event event, const struct eal_range *r);

/* Whether the page at addr is in use; any thread, without the lock. */
bool eal_pages_used(unsigned int list, const void *addr);
/* The flags of the page at addr. */
uint32_t eal_pages_flags(unsigned int list, const void *addr);

/* Whether flags (RTE_MEMZONE_*) allow pages of that size; if hints count. */
bool eal_pages_size_ok(uint64_t page_sz, unsigned int flags);

/*
 * The descriptor of the file that the page at addr is mapped from, with the
 * page's place in it; -ENOTSUP if it has none. The caller holds the lock.
 */
int eal_pages_fd(unsigned int list, const void *addr, size_t *offset);

/* Pages that a socket id holds. */
uint64_t eal_pages_bytes(int node);

/*
 * Where in len bytes at addr a page begins whose IOVA does not follow that of
 * the page before; 0 if all are in a row.
 */
uintptr_t eal_pages_break(unsigned int list, uintptr_t addr, size_t len);

/* event.c: ask the validators, tell the callbacks, forget both. */
int eal_event_validate(int node, size_t new_len);
void eal_event_call(enum rte_mem_event event, const void *addr, size_t len);
void eal_event_fini(void);

#endif
