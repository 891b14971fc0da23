/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the mempool layer share. A pool's memzone holds, in this
 * order: struct rte_mempool, the lcores' caches (if any), the private data,
 * and a hidden block that only this layer knows of.
 */
#ifndef MEMPOOL_H
#define MEMPOOL_H

#include <bufplane_export.h>
#include <stdbool.h>

#include <rte_log.h>
#include <rte_mempool.h>

#define MEMPOOL_LOG(level, ...) RTE_LOG(level, MEMPOOL, __VA_ARGS__)

#define MEMPOOL_LCORE_WORDS ((RTE_MAX_LCORE + 63) / 64)

struct rte_tailq_entry;

/* The state of a pool that is not part of the compatibility contract. */
struct mempool_hidden {
	/* Lcores whose caches are set up; all others are untouched memory. */
	uint64_t opened[MEMPOOL_LCORE_WORDS];
};

/* Bytes of a pool up to its hidden block. */
static inline size_t
mempool_hidden_offset(uint32_t cache_size, uint32_t private_data_size)
{
	return RTE_MEMPOOL_HEADER_SIZE((struct rte_mempool *)NULL, cache_size) +
			private_data_size;
}

static inline struct mempool_hidden *
mempool_hidden(const struct rte_mempool *mp)
{
	return RTE_PTR_ADD(mp,
			mempool_hidden_offset(
					mp->cache_size, mp->private_data_size));
}

/* Bytes of one object with header and trailer. */
static inline size_t
mempool_total_size(const struct rte_mempool *mp)
{
	return (size_t)mp->header_size + mp->elt_size + mp->trailer_size;
}

/* mempool_cache.c: the values of a cache of that size. */
uint32_t mempool_flushthresh(uint32_t size);

/*
 * mempool_ops_default.c: the size of page whose borders the objects of a pool
 * keep off, a power of two; 0: none.
 */
size_t mempool_page_size(const struct rte_mempool *mp);

/* mempool_ops.c: call the handler's operation, or the default one. */
ssize_t mempool_ops_calc_mem_size(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t *min_chunk_size,
		size_t *align);
int mempool_ops_populate(struct rte_mempool *mp, unsigned int max_objs,
		void *vaddr, rte_iova_t iova, size_t len,
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

/* mempool_event.c: tell the subscribers. */
void mempool_event(enum rte_mempool_event event, struct rte_mempool *mp);

/*
 * mempool_inspect.c: whether a pool that nobody uses at the moment keeps its
 * invariants; if not, *reason says which is broken. Visits each object.
 */
bool mempool_check(const struct rte_mempool *mp, const char **reason);

/* handler_ring.c: the operations of the ring handlers. */
int mempool_ring_alloc_mp_mc(struct rte_mempool *mp);
int mempool_ring_alloc_sp_sc(struct rte_mempool *mp);
int mempool_ring_alloc_mp_sc(struct rte_mempool *mp);
int mempool_ring_alloc_sp_mc(struct rte_mempool *mp);
int mempool_ring_alloc_mt_rts(struct rte_mempool *mp);
int mempool_ring_alloc_mt_hts(struct rte_mempool *mp);
void mempool_ring_free(struct rte_mempool *mp);
int mempool_ring_enqueue_mp(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_ring_enqueue_sp(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_ring_dequeue_mc(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
int mempool_ring_dequeue_sc(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
int mempool_ring_enqueue_mt(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_ring_dequeue_mt(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
unsigned int mempool_ring_get_count(const struct rte_mempool *mp);

/* handler_stack.c: the operations of the stack handlers. */
int mempool_stack_alloc(struct rte_mempool *mp);
int mempool_lf_stack_alloc(struct rte_mempool *mp);
void mempool_stack_free(struct rte_mempool *mp);
int mempool_stack_enqueue(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_stack_dequeue(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
unsigned int mempool_stack_get_count(const struct rte_mempool *mp);

/* handler_bucket.c: the operations of the bucket handler. */
int mempool_bucket_alloc(struct rte_mempool *mp);
void mempool_bucket_free(struct rte_mempool *mp);
int mempool_bucket_enqueue(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_bucket_dequeue(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
unsigned int mempool_bucket_get_count(const struct rte_mempool *mp);
ssize_t mempool_bucket_calc_mem_size(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t *min_chunk_size,
		size_t *align);
int mempool_bucket_populate(struct rte_mempool *mp, unsigned int max_objs,
		void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg);
int mempool_bucket_get_info(
		const struct rte_mempool *mp, struct rte_mempool_info *info);
int mempool_bucket_dequeue_blocks(
		struct rte_mempool *mp, void **first_obj_table, unsigned int n);

#endif
