/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The operations of the built-in handlers, which mempool_ops.c puts into the
 * table. Their types in bufplane_mempool_core.h say what each does.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include "mempool.h"

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
int mempool_ring_enqueue_rts(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_ring_dequeue_rts(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
int mempool_ring_enqueue_hts(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_ring_dequeue_hts(
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

/* How many handlers come with the library, at fixed indices. */
#define MEMPOOL_OPS_BUILTIN 10

/*
 * mempool_ops_group.c: where all processes of the group have the handler of
 * that name, which is at idx here, once a pool uses it: its index from now on,
 * or -ENOSPC.
 */
int mempool_ops_group_place(int idx, const char *name);
/* Whether this process has a pool's handler, where the pool looks for it. */
bool mempool_ops_group_has(const struct rte_mempool *mp);

/* handler_bucket.c: the operations of the bucket handler. */
int mempool_bucket_alloc(struct rte_mempool *mp);
void mempool_bucket_free(struct rte_mempool *mp);
/* Nobody uses the pool: have no object in it, whatever state it is in. */
void mempool_bucket_reset(struct rte_mempool *mp);
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

/* handler_guard.c: the operations of the handler that checks. */
int mempool_guard_alloc(struct rte_mempool *mp);
void mempool_guard_free(struct rte_mempool *mp);
int mempool_guard_enqueue(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
int mempool_guard_dequeue(
		struct rte_mempool *mp, void **obj_table, unsigned int n);
unsigned int mempool_guard_get_count(const struct rte_mempool *mp);
ssize_t mempool_guard_calc_mem_size(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t *min_chunk_size,
		size_t *align);
int mempool_guard_populate(struct rte_mempool *mp, unsigned int max_objs,
		void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg);
int mempool_guard_get_info(
		const struct rte_mempool *mp, struct rte_mempool_info *info);
int mempool_guard_dequeue_blocks(
		struct rte_mempool *mp, void **first_obj_table, unsigned int n);

#endif
