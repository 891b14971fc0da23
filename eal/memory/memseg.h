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
/* Empty a slot and forget its memsegs; the memory itself stays. */
void eal_list_drop(unsigned int list);

/*
 * Take len bytes (whole units) for a node, from page sizes that flags
 * (RTE_MEMZONE_*) allow: 0 or -errno.
 */
int eal_pages_take(int node, size_t len, unsigned int flags, uint32_t seg_flags,
		struct eal_range *range);
/* Tell the subscribers and give a range of whole units back. */
void eal_pages_give(const struct eal_range *range);

/* Whether the page at addr is in use; any thread, without the lock. */
bool eal_pages_used(unsigned int list, const void *addr);
/* The flags of the page at addr. */
uint32_t eal_pages_flags(unsigned int list, const void *addr);

/* Whether flags (RTE_MEMZONE_*) allow pages of that size; if hints count. */
bool eal_pages_size_ok(uint64_t page_sz, unsigned int flags);

/* Pages that a socket id holds. */
uint64_t eal_pages_bytes(int node);

/* Whether len bytes at addr are in a row for devices. */
bool eal_pages_contig(unsigned int list, const void *addr, size_t len);

/* event.c: ask the validators, tell the callbacks, forget both. */
int eal_event_validate(int node, size_t new_len);
void eal_event_call(enum rte_mem_event event, const void *addr, size_t len);
void eal_event_fini(void);

#endif
