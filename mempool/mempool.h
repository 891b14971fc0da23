/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the mempool layer share. A pool's memzone holds, in this
 * order: struct rte_mempool, the private data, a hidden block that only this
 * layer knows of, and the lcores' caches if there is no lazy memory for them.
 */
#ifndef MEMPOOL_H
#define MEMPOOL_H

#include <bufplane_export.h>
#include <stdbool.h>

#include <rte_log.h>
#include <rte_mempool.h>

#define MEMPOOL_LOG(level, ...) RTE_LOG(level, MEMPOOL, __VA_ARGS__)

#define MEMPOOL_LCORE_WORDS ((RTE_MAX_LCORE + 63) / 64)

struct bp_mempool_view_cache;
struct rte_tailq_entry;

struct mempool_guard;
struct mempool_thread_cache;

/* The state of a pool that is not part of the compatibility contract. */
struct mempool_hidden {
	/* Lcores whose caches are set up; all others are untouched memory. */
	uint64_t opened[MEMPOOL_LCORE_WORDS];
	/* Lcores for whose caches there was no memory. */
	uint64_t refused[MEMPOOL_LCORE_WORDS];
	/* Two pools, be it one after the other at one address, differ in it. */
	uint64_t id;
	uint32_t checks;   /* MEMPOOL_CHECK_*; 0: the handler is ops_index's */
	int32_t inner_ops; /* index of the handler, if there are checks */
	struct mempool_guard *guard; /* guard/: its state, if it is on */
	/* cache/: caches of threads that are no lcores */
	struct mempool_thread_cache *threads;
	bool lazy; /* the lcores' caches lie in lazy memory */
};

/* Bytes of a pool up to its hidden block. */
static inline size_t
mempool_hidden_offset(uint32_t private_data_size)
{
	return sizeof(struct rte_mempool) + (size_t)private_data_size;
}

static inline struct mempool_hidden *
mempool_hidden(const struct rte_mempool *mp)
{
	return RTE_PTR_ADD(mp, mempool_hidden_offset(mp->private_data_size));
}

/* Bytes of one object with header and trailer. */
static inline size_t
mempool_total_size(const struct rte_mempool *mp)
{
	return (size_t)mp->header_size + mp->elt_size + mp->trailer_size;
}

/* The chunk that an address lies in, or NULL. */
static inline const struct rte_mempool_memhdr *
mempool_chunk_at(const struct rte_mempool *mp, uintptr_t addr)
{
	const struct rte_mempool_memhdr *chunk;

	STAILQ_FOREACH (chunk, &mp->mem_list, next) {
		if (addr - (uintptr_t)chunk->addr < chunk->len)
			break;
	}
	return chunk;
}

/* Of the handler that keeps the free objects, behind the checks, if any. */
static inline int
mempool_handler_index(const struct rte_mempool *mp)
{
	const struct mempool_hidden *hidden = mempool_hidden(mp);

	/* Pair with rte_mempool_set_ops_byname(), for who walks over pools. */
	if (__atomic_load_n(&hidden->checks, __ATOMIC_RELAXED) == 0)
		return __atomic_load_n(&mp->ops_index, __ATOMIC_RELAXED);
	return __atomic_load_n(&hidden->inner_ops, __ATOMIC_RELAXED);
}

static inline const struct rte_mempool_ops *
mempool_handler(const struct rte_mempool *mp)
{
	return rte_mempool_get_ops(mempool_handler_index(mp));
}

/* cache/cache.c: the values of a cache of that size. */
uint32_t mempool_flushthresh(uint32_t size);

/*
 * checks.c: the checks for a pool, if the guard is asked for by the name of
 * its handler, and whether that handler is a built-in one.
 */
unsigned int mempool_checks_wanted(bool asked, bool builtin);
/* The pool is about to be freed: tell of what is still out. */
void mempool_checks_closing(struct rte_mempool *mp);
/* All objects are about to be taken from the pool. */
void mempool_checks_forget(struct rte_mempool *mp);
/* Look at all free objects. */
void mempool_checks_audit(struct rte_mempool *mp);
/* Memory that objects may have been cut from is not the pool's. */
void mempool_checks_unused(
		const struct rte_mempool *mp, const void *addr, size_t len);

/* A callback runs that may touch an object, free or not; asan.c. */
struct mempool_visit {
	void *obj;
	bool is_free; /* and to be so when the visit ends */
	struct mempool_visit *next;
};

/* Around such a callback; v is the caller's. */
void mempool_checks_open(
		struct rte_mempool *mp, struct mempool_visit *v, void *obj);
void mempool_checks_close(
		struct rte_mempool *mp, struct mempool_visit *v, void *obj);

/*
 * mempool_ops_default.c: the size of page whose borders the objects of a pool
 * keep off, a power of two; 0: none.
 */
size_t mempool_page_size(const struct rte_mempool *mp);

/* mempool_ops.c: call a handler's operation, or the default one. */
ssize_t mempool_ops_calc_mem_size(const struct rte_mempool_ops *ops,
		const struct rte_mempool *mp, uint32_t obj_num,
		uint32_t pg_shift, size_t *min_chunk_size, size_t *align);
int mempool_ops_populate(const struct rte_mempool_ops *ops,
		struct rte_mempool *mp, unsigned int max_objs, void *vaddr,
		rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg);
/* Run the handler's alloc unless that has been done; 0 or -errno. */
int mempool_ops_alloc_once(struct rte_mempool *mp);
void mempool_ops_free(struct rte_mempool *mp);

/* mempool_populate.c: take all objects and chunks away. */
void mempool_free_chunks(struct rte_mempool *mp);

/* mempool_list.c: the list of pools. */
int mempool_list_ready(void); /* 0 or -E_RTE_NO_CONFIG */
void mempool_list_lock(void);
void mempool_list_unlock(void);
/* Add mp under an entry of rte_zmalloc()'s; the list is locked. */
void mempool_list_add(struct rte_mempool *mp, struct rte_tailq_entry *te);
/* Remove mp; its entry, or NULL when it is not listed. */
struct rte_tailq_entry *mempool_list_remove(const struct rte_mempool *mp);
/* Whether there is a pool at mp that has this id; the list is locked. */
bool mempool_list_has(const struct rte_mempool *mp, uint64_t id);

/* mempool_event.c: tell the subscribers. */
void mempool_event(enum rte_mempool_event event, struct rte_mempool *mp);

/* mempool_inspect.c: objects that the handler has; none before its alloc. */
unsigned int mempool_handler_count(const struct rte_mempool *mp);
/* Call fn for each cache of a pool that is set up, those of lcores first. */
typedef void(mempool_cache_fn)(
		void *arg, const struct bp_mempool_view_cache *cache);
void mempool_each_cache(
		const struct rte_mempool *mp, mempool_cache_fn *fn, void *arg);

/*
 * mempool_inspect.c: whether a pool that nobody uses at the moment keeps its
 * invariants; if not, *reason says which is broken. Visits each object.
 */
bool mempool_check(const struct rte_mempool *mp, const char **reason);

#endif
