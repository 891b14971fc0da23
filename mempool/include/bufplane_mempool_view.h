/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where are a pool's objects? A view is a copy of what is to be known about a
 * pool, taken without stopping anybody: counts of a pool in use are sums of
 * figures of slightly different moments, but they always add up:
 *
 *     available = in_handler + in_caches
 *     size = available + out + missing
 *
 * A view holds numbers and names only, and it stays when the pool goes. Any
 * process of a group can take one of any pool.
 */
#ifndef BUFPLANE_MEMPOOL_VIEW_H
#define BUFPLANE_MEMPOOL_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_mempool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A cache that its owner has used. */
struct bp_mempool_view_cache {
	bool is_thread; /* of a thread that is no lcore */
	uint32_t id;    /* the lcore's, or the kernel's of the thread */
	uint32_t size;  /* objects that it may hold, and those that it holds */
	uint32_t len;
};

/* A piece of memory that objects were cut from. */
struct bp_mempool_view_chunk {
	uint64_t addr;
	uint64_t iova; /* RTE_BAD_IOVA: no device can reach it */
	uint64_t len;
	uint64_t page_size; /* 0: not memory of this library */
};

struct bp_mempool_view {
	struct bp_mempool_view *next; /* of a list of views, or NULL */
	char name[RTE_MEMPOOL_NAMESIZE];
	char handler[RTE_MEMPOOL_OPS_NAMESIZE]; /* the one behind the guard */
	bool guarded; /* the guard watches over the pool */
	bool asan;    /* and AddressSanitizer over its free objects */
	int socket_id;
	unsigned int flags; /* RTE_MEMPOOL_F_* */

	uint32_t size;       /* objects that it is meant to have */
	uint32_t missing;    /* no memory was added for them */
	uint32_t out;        /* got, and not put back */
	uint32_t available;  /* those that can be got */
	uint32_t in_handler; /* of the available ones */
	uint32_t in_caches;

	uint32_t elt_size; /* bytes of an object, and of its parts */
	uint32_t header_size;
	uint32_t trailer_size;
	uint64_t object_size;
	uint32_t private_size;
	uint64_t memory; /* bytes of all chunks */

	uint32_t cache_size; /* 0: the pool has no caches */
	uint32_t caches_n;
	const struct bp_mempool_view_cache *caches; /* lcores first, by id */
	uint32_t chunks_n;
	const struct bp_mempool_view_chunk *chunks; /* in the order of adding */
};

/*
 * Take a view of one pool, which nobody may free or add memory to meanwhile.
 * Returns NULL with rte_errno set, ENOMEM, when there is no memory for it.
 */
struct bp_mempool_view *bp_mempool_view_take(const struct rte_mempool *mp);

/*
 * Take a view of each pool, in the order of creation. The list of pools is
 * locked meanwhile, and no longer. Returns how many there are, or -ENOMEM;
 * *views is the first one, NULL if there is none.
 */
int bp_mempool_view_take_all(struct bp_mempool_view **views);

/* Free a view and those that follow it; NULL is fine. */
void bp_mempool_view_free(struct bp_mempool_view *views);

/* Print a view and those that follow it, for a person, 80 columns wide. */
void bp_mempool_view_print(FILE *f, const struct bp_mempool_view *views);

/* The name of a single RTE_MEMPOOL_F_* without that prefix, or "?". */
const char *bp_mempool_flag_name(unsigned int flag);

/* Take, print and free: one pool, or all of them. Returns 0 or -ENOMEM. */
int bp_mempool_print(FILE *f, const struct rte_mempool *mp);
int bp_mempool_list_print(FILE *f);

#ifdef __cplusplus
}
#endif

#endif
