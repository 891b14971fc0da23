/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The types of a mempool; rte_mempool.h has the calls. The layouts are part
 * of the compatibility contract.
 *
 * pool:   a number of objects of one size, known by a name.
 * chunk:  one piece of memory that objects were cut from.
 * object: header (rte_mempool_objhdr at its end), element, trailer (padding).
 *         Callers see the address of the element only.
 * handler: the operations that keep the objects nobody has (a ring, a stack).
 * cache:  objects that one lcore, or one user of a cache of its own, keeps to
 *         itself in front of the handler.
 */
#ifndef BUFPLANE_MEMPOOL_CORE_H
#define BUFPLANE_MEMPOOL_CORE_H

#include <stddef.h>
#include <stdint.h>

#include <sys/queue.h>
#include <sys/types.h>

#include <rte_common.h>
#include <rte_config.h>
#include <rte_memory.h>
#include <rte_memzone.h>
#include <rte_ring_core.h>
#include <rte_spinlock.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_MEMPOOL_HEADER_COOKIE1 0xbadbadbadadd2e55ULL /* free */
#define RTE_MEMPOOL_HEADER_COOKIE2 0xf2eef2eedadd2e55ULL /* in use */
#define RTE_MEMPOOL_TRAILER_COOKIE 0xadd2e55badbadbadULL

#define RTE_MEMPOOL_MZ_PREFIX "MP_"
#define RTE_MEMPOOL_MZ_FORMAT RTE_MEMPOOL_MZ_PREFIX "%s"

/* Longest name of a pool, with its NUL. */
#define RTE_MEMPOOL_NAMESIZE                                                   \
	(RTE_RING_NAMESIZE - sizeof(RTE_MEMPOOL_MZ_PREFIX) + 1)

#define RTE_MEMPOOL_ALIGN      RTE_CACHE_LINE_SIZE
#define RTE_MEMPOOL_ALIGN_MASK (RTE_MEMPOOL_ALIGN - 1)

/* Objects need not begin on different memory channels. */
#define RTE_MEMPOOL_F_NO_SPREAD 0x0001
/* Objects need not begin on a cache line; implies NO_SPREAD. */
#define RTE_MEMPOOL_F_NO_CACHE_ALIGN 0x0002
/* One thread at a time puts; picks the handler when a pool is created. */
#define RTE_MEMPOOL_F_SP_PUT 0x0004
/* One thread at a time gets; picks the handler when a pool is created. */
#define RTE_MEMPOOL_F_SC_GET 0x0008
/* Set by the library: the handler's alloc has run. */
#define RTE_MEMPOOL_F_POOL_CREATED 0x0010
/* An object may lie on pages that are apart for a device. */
#define RTE_MEMPOOL_F_NO_IOVA_CONTIG 0x0020
/* Set by the library: no object of the pool is of use to a device. */
#define RTE_MEMPOOL_F_NON_IO 0x0040
/* The flags that a program may pass. */
#define RTE_MEMPOOL_VALID_USER_FLAGS                                           \
	(RTE_MEMPOOL_F_NO_SPREAD | RTE_MEMPOOL_F_NO_CACHE_ALIGN |              \
			RTE_MEMPOOL_F_SP_PUT | RTE_MEMPOOL_F_SC_GET |          \
			RTE_MEMPOOL_F_NO_IOVA_CONTIG)

/* Older names of the same. */
#define MEMPOOL_F_NO_SPREAD      RTE_MEMPOOL_F_NO_SPREAD
#define MEMPOOL_F_NO_CACHE_ALIGN RTE_MEMPOOL_F_NO_CACHE_ALIGN
#define MEMPOOL_F_SP_PUT         RTE_MEMPOOL_F_SP_PUT
#define MEMPOOL_F_SC_GET         RTE_MEMPOOL_F_SC_GET
#define MEMPOOL_F_NO_IOVA_CONTIG RTE_MEMPOOL_F_NO_IOVA_CONTIG

#ifdef RTE_LIBRTE_MEMPOOL_STATS
/*
 * What one lcore did with a pool, in builds with statistics. A call counts as
 * one bulk and as n objects. Calls through a cache that succeed are counted in
 * the cache, and for a pool as a whole both are added up.
 */
struct rte_mempool_debug_stats {
	uint64_t put_bulk; /* puts past all caches */
	uint64_t put_objs;
	uint64_t put_common_pool_bulk; /* to the handler, flushes included */
	uint64_t put_common_pool_objs;
	uint64_t get_common_pool_bulk; /* out of the handler, and refills */
	uint64_t get_common_pool_objs;
	uint64_t get_success_bulk; /* gets past all caches, and of blocks */
	uint64_t get_success_objs;
	uint64_t get_fail_bulk; /* gets for which there were too few */
	uint64_t get_fail_objs; /* and what they asked for */
	uint64_t get_success_blks;
	uint64_t get_fail_blks;
} __rte_cache_aligned;
#endif

/*
 * A cache. It holds at most size objects: a put that would exceed that moves
 * some to the handler, a get that finds too few brings some back. The array
 * has room beyond size for users who fill it by hand up to flushthresh.
 */
struct rte_mempool_cache {
	uint32_t size;
	uint32_t flushthresh; /* size * 1.5 */
	uint32_t len;         /* objects in objs; written by the owner only */
#ifdef RTE_LIBRTE_MEMPOOL_STATS
	/* What passed this cache, misses included; as for a pool. */
	struct {
		uint64_t put_bulk;
		uint64_t put_objs;
		uint64_t get_success_bulk;
		uint64_t get_success_objs;
	} stats;
#endif
	void *objs[RTE_MEMPOOL_CACHE_MAX_SIZE * 2] __rte_cache_aligned;
} __rte_cache_aligned;

/* How an object is made up, in bytes. */
struct rte_mempool_objsz {
	uint32_t elt_size;
	uint32_t header_size;
	uint32_t trailer_size;
	uint32_t total_size;
};

/* Directly before each element. */
struct rte_mempool_objhdr {
	RTE_STAILQ_ENTRY(rte_mempool_objhdr) next;
	struct rte_mempool *mp;
	rte_iova_t iova; /* of the element */
#ifdef RTE_LIBRTE_MEMPOOL_DEBUG
	uint64_t cookie; /* RTE_MEMPOOL_HEADER_COOKIE1 or 2 */
#endif
};

RTE_STAILQ_HEAD(rte_mempool_objhdr_list, rte_mempool_objhdr);

/* Directly after each element, in builds that check cookies. */
#ifdef RTE_LIBRTE_MEMPOOL_DEBUG
struct rte_mempool_objtlr {
	uint64_t cookie; /* RTE_MEMPOOL_TRAILER_COOKIE */
};
#else
struct rte_mempool_objtlr;
#endif

RTE_STAILQ_HEAD(rte_mempool_memhdr_list, rte_mempool_memhdr);

/* Gives the memory of a chunk back to where it came from. */
typedef void(rte_mempool_memchunk_free_cb_t)(
		struct rte_mempool_memhdr *memhdr, void *opaque);

/* A chunk. */
struct rte_mempool_memhdr {
	RTE_STAILQ_ENTRY(rte_mempool_memhdr) next;
	struct rte_mempool *mp;
	void *addr;
	rte_iova_t iova; /* of addr, or RTE_BAD_IOVA */
	size_t len;
	rte_mempool_memchunk_free_cb_t *free_cb;
	void *opaque; /* argument of free_cb */
};

/* What a handler tells about itself. */
struct rte_mempool_info {
	unsigned int contig_block_size; /* objects in a block */
} __rte_cache_aligned;

/* A pool, followed by its caches, if any, and its private data. */
struct rte_mempool {
	char name[RTE_MEMPOOL_NAMESIZE];
	RTE_STD_C11
	union {
		void *pool_data; /* the handler's */
		uint64_t pool_id;
	};
	void *pool_config; /* argument of rte_mempool_set_ops_byname() */
	const struct rte_memzone *mz; /* where the pool itself lies */
	unsigned int flags;           /* RTE_MEMPOOL_F_* */
	int socket_id;
	uint32_t size;       /* objects it is meant to have */
	uint32_t cache_size; /* of each lcore's cache; 0: none */
	uint32_t elt_size;
	uint32_t header_size;
	uint32_t trailer_size;
	unsigned int private_data_size;
	int32_t ops_index;                     /* in rte_mempool_ops_table */
	struct rte_mempool_cache *local_cache; /* an lcore each; or NULL */
	uint32_t populated_size;               /* objects it has */
	struct rte_mempool_objhdr_list elt_list;
	uint32_t nb_mem_chunks;
	struct rte_mempool_memhdr_list mem_list;
#ifdef RTE_LIBRTE_MEMPOOL_STATS
	/* An lcore each; the last one is for all threads that are none. */
	struct rte_mempool_debug_stats stats[RTE_MAX_LCORE + 1];
#endif
} __rte_cache_aligned;

/* Make ready for a pool of mp->size objects; 0 or -errno. */
typedef int (*rte_mempool_alloc_t)(struct rte_mempool *mp);
/* Undo alloc; called only after an alloc that succeeded. */
typedef void (*rte_mempool_free_t)(struct rte_mempool *mp);
/* Take n objects: all, and 0; or none, and -errno. */
typedef int (*rte_mempool_enqueue_t)(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
/* Give n objects: all, and 0; or none, and -ENOBUFS or another -errno. */
typedef int (*rte_mempool_dequeue_t)(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
/* Give n blocks of contiguous objects, as the dequeue operation. */
typedef int (*rte_mempool_dequeue_contig_blocks_t)(
		struct rte_mempool *mp, void **first_obj_table, unsigned int n);
/* How many objects the handler has. */
typedef unsigned int (*rte_mempool_get_count)(const struct rte_mempool *mp);
/*
 * Bytes for obj_num objects from pages of 1 << pg_shift bytes (0: contiguous),
 * the smallest useful piece, and the alignment; or -errno.
 */
typedef ssize_t (*rte_mempool_calc_mem_size_t)(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t *min_chunk_size,
		size_t *align);
/* Called for each object that populate cuts. */
typedef void(rte_mempool_populate_obj_cb_t)(struct rte_mempool *mp,
		void *opaque, void *vaddr, rte_iova_t iova);
/* Cut up to max_objs objects from memory and take them; how many, or -errno. */
typedef int (*rte_mempool_populate_t)(struct rte_mempool *mp,
		unsigned int max_objs, void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg);
/* Fill *info; 0 or -errno. */
typedef int (*rte_mempool_get_info_t)(
		const struct rte_mempool *mp, struct rte_mempool_info *info);

#define RTE_MEMPOOL_OPS_NAMESIZE 32

/* A handler. alloc, enqueue, dequeue and get_count must be there. */
struct rte_mempool_ops {
	char name[RTE_MEMPOOL_OPS_NAMESIZE];
	rte_mempool_alloc_t alloc;
	rte_mempool_free_t free;
	rte_mempool_enqueue_t enqueue;
	rte_mempool_dequeue_t dequeue;
	rte_mempool_get_count get_count;
	rte_mempool_calc_mem_size_t calc_mem_size;
	rte_mempool_populate_t populate;
	rte_mempool_get_info_t get_info;
	rte_mempool_dequeue_contig_blocks_t dequeue_contig_blocks;
} __rte_cache_aligned;

#define RTE_MEMPOOL_MAX_OPS_IDX 16

/* All handlers. Indices are the same in each process of a group. */
struct rte_mempool_ops_table {
	rte_spinlock_t sl;
	uint32_t num_ops; /* indices in use; some below may have no name */
	struct rte_mempool_ops ops[RTE_MEMPOOL_MAX_OPS_IDX];
} __rte_cache_aligned;

/* Called for each object of a pool, numbered from 0. */
typedef void(rte_mempool_obj_cb_t)(struct rte_mempool *mp, void *opaque,
		void *obj, unsigned int obj_idx);
typedef rte_mempool_obj_cb_t rte_mempool_obj_ctor_t;

/* Called for each chunk of a pool, numbered from 0. */
typedef void(rte_mempool_mem_cb_t)(struct rte_mempool *mp, void *opaque,
		struct rte_mempool_memhdr *memhdr, unsigned int mem_idx);

/* Called to set up the private data of a new pool. */
typedef void(rte_mempool_ctor_t)(struct rte_mempool *mp, void *arg);

enum rte_mempool_event {
	RTE_MEMPOOL_EVENT_READY = 0,   /* it has all its objects */
	RTE_MEMPOOL_EVENT_DESTROY = 1, /* it is about to be freed */
};

typedef void(rte_mempool_event_callback)(enum rte_mempool_event event,
		struct rte_mempool *mp, void *user_data);

static inline struct rte_mempool_objhdr *
rte_mempool_get_header(void *obj)
{
	return (struct rte_mempool_objhdr *)obj - 1;
}

/* The pool that an object belongs to. */
static inline struct rte_mempool *
rte_mempool_from_obj(void *obj)
{
	return rte_mempool_get_header(obj)->mp;
}

static inline struct rte_mempool_objtlr *
rte_mempool_get_trailer(void *obj)
{
	return (struct rte_mempool_objtlr *)((char *)obj +
			rte_mempool_from_obj(obj)->elt_size);
}

/* Where an object lies for devices. */
static inline rte_iova_t
rte_mempool_virt2iova(const void *elt)
{
	return ((const struct rte_mempool_objhdr *)elt - 1)->iova;
}

#ifdef __cplusplus
}
#endif

#endif
