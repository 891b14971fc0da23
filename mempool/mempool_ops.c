/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of handlers and the calls through it. The built-in handlers are
 * entries of a static table at fixed indices, so that a static program needs
 * no constructor to have them. Entries are only ever added: an index stays
 * valid, and a name belongs to one handler.
 */
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "handlers.h"

static_assert(sizeof(struct rte_mempool_ops) == 128, "part of the contract");

enum {
	OPS_RING_MP_MC,
	OPS_RING_SP_SC,
	OPS_RING_MP_SC,
	OPS_RING_SP_MC,
	OPS_RING_MT_RTS,
	OPS_RING_MT_HTS,
	OPS_STACK,
	OPS_LF_STACK,
	OPS_BUCKET,
	OPS_GUARD,
	OPS_OUTSIDE,
};

static_assert(OPS_OUTSIDE == MEMPOOL_OPS_BUILTIN, "as others count them");

#define RING_OPS(index, handler, put, get)                                     \
	[index] = {                                                            \
			.name = "ring_" #handler,                              \
			.alloc = mempool_ring_alloc_##handler,                 \
			.free = mempool_ring_free,                             \
			.enqueue = mempool_ring_enqueue_##put,                 \
			.dequeue = mempool_ring_dequeue_##get,                 \
			.get_count = mempool_ring_get_count,                   \
	}

#define STACK_OPS(index, handler)                                              \
	[index] = {                                                            \
			.name = #handler,                                      \
			.alloc = mempool_##handler##_alloc,                    \
			.free = mempool_stack_free,                            \
			.enqueue = mempool_stack_enqueue,                      \
			.dequeue = mempool_stack_dequeue,                      \
			.get_count = mempool_stack_get_count,                  \
	}

/* Handlers that have all operations. */
#define FULL_OPS(index, handler)                                               \
	[index] = {                                                            \
			.name = #handler,                                      \
			.alloc = mempool_##handler##_alloc,                    \
			.free = mempool_##handler##_free,                      \
			.enqueue = mempool_##handler##_enqueue,                \
			.dequeue = mempool_##handler##_dequeue,                \
			.get_count = mempool_##handler##_get_count,            \
			.calc_mem_size = mempool_##handler##_calc_mem_size,    \
			.populate = mempool_##handler##_populate,              \
			.get_info = mempool_##handler##_get_info,              \
			.dequeue_contig_blocks =                               \
					mempool_##handler##_dequeue_blocks,    \
	}

#define BUILTIN_OPS                                                            \
	RING_OPS(OPS_RING_MP_MC, mp_mc, mp, mc),                               \
			RING_OPS(OPS_RING_SP_SC, sp_sc, sp, sc),               \
			RING_OPS(OPS_RING_MP_SC, mp_sc, mp, sc),               \
			RING_OPS(OPS_RING_SP_MC, sp_mc, sp, mc),               \
			RING_OPS(OPS_RING_MT_RTS, mt_rts, rts, rts),           \
			RING_OPS(OPS_RING_MT_HTS, mt_hts, hts, hts),           \
			STACK_OPS(OPS_STACK, stack),                           \
			STACK_OPS(OPS_LF_STACK, lf_stack),                     \
			FULL_OPS(OPS_BUCKET, bucket),                          \
			FULL_OPS(OPS_GUARD, guard)

BP_EXPORT
struct rte_mempool_ops_table rte_mempool_ops_table = {
		.sl = RTE_SPINLOCK_INITIALIZER,
		.num_ops = OPS_OUTSIDE,
		.ops = {BUILTIN_OPS},
};

/* The index of a name, or -1. */
static int
find_ops(const char *name)
{
	unsigned int i;

	if (name[0] == '\0')
		return -1;
	for (i = 0; i < rte_mempool_ops_table.num_ops; i++) {
		if (strcmp(rte_mempool_ops_table.ops[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

static bool
same_ops(const struct rte_mempool_ops *a, const struct rte_mempool_ops *b)
{
	return a->alloc == b->alloc && a->free == b->free &&
			a->enqueue == b->enqueue && a->dequeue == b->dequeue &&
			a->get_count == b->get_count &&
			a->calc_mem_size == b->calc_mem_size &&
			a->populate == b->populate &&
			a->get_info == b->get_info &&
			a->dequeue_contig_blocks == b->dequeue_contig_blocks;
}

/* 0, or -EINVAL and a log line that says what is missing. */
static int
check_ops(const struct rte_mempool_ops *ops)
{
	if (memchr(ops->name, '\0', sizeof(ops->name)) == NULL) {
		MEMPOOL_LOG(ERR,
				"handler %.*s: name longer than %zu characters\n",
				(int)sizeof(ops->name), ops->name,
				sizeof(ops->name) - 1);
		return -EINVAL;
	}
	if (ops->name[0] == '\0' || ops->alloc == NULL ||
			ops->enqueue == NULL || ops->dequeue == NULL ||
			ops->get_count == NULL) {
		MEMPOOL_LOG(ERR,
				"handler '%s': must have a name, alloc, enqueue, dequeue and get_count\n",
				ops->name);
		return -EINVAL;
	}
	return 0;
}

/* Add a valid handler; the table is locked. Returns its index or -errno. */
static int
add_ops(const struct rte_mempool_ops *ops)
{
	struct rte_mempool_ops_table *table = &rte_mempool_ops_table;
	int idx = find_ops(ops->name);

	if (idx >= 0 && same_ops(&table->ops[idx], ops))
		return idx;
	if (idx >= 0) {
		MEMPOOL_LOG(ERR, "handler %s: another one has that name\n",
				ops->name);
		return -EEXIST;
	}
	if (table->num_ops >= RTE_MEMPOOL_MAX_OPS_IDX) {
		MEMPOOL_LOG(ERR, "handler %s: all %d indices are taken\n",
				ops->name, RTE_MEMPOOL_MAX_OPS_IDX);
		return -ENOSPC;
	}
	idx = (int)table->num_ops;
	table->ops[idx] = *ops;
	/* The entry is whole before anybody may find it. */
	__atomic_store_n(&table->num_ops, table->num_ops + 1, __ATOMIC_RELEASE);
	return idx;
}

BP_EXPORT
int
rte_mempool_register_ops(const struct rte_mempool_ops *ops)
{
	int rc = check_ops(ops);

	if (rc != 0)
		return rc;
	rte_spinlock_lock(&rte_mempool_ops_table.sl);
	rc = add_ops(ops);
	rte_spinlock_unlock(&rte_mempool_ops_table.sl);
	return rc;
}

/* The handler that a name asks for, and whether behind the guard; -1: none. */
static int
parse_name(const char *name, bool *guard)
{
	const size_t prefix = strlen("guard:");
	int idx;

	*guard = strncmp(name, "guard:", prefix) == 0;
	rte_spinlock_lock(&rte_mempool_ops_table.sl);
	idx = find_ops(*guard ? name + prefix : name);
	rte_spinlock_unlock(&rte_mempool_ops_table.sl);
	return idx == OPS_GUARD ? -1 : idx;
}

BP_EXPORT
int
rte_mempool_set_ops_byname(
		struct rte_mempool *mp, const char *name, void *pool_config)
{
	struct mempool_hidden *hidden = mempool_hidden(mp);
	uint32_t checks;
	bool guard;
	int idx;

	if ((mp->flags & RTE_MEMPOOL_F_POOL_CREATED) != 0)
		return -EEXIST;
	idx = parse_name(name, &guard);
	if (idx < 0)
		return -EINVAL;
	idx = mempool_ops_group_place(
			idx, guard ? name + strlen("guard:") : name);
	if (idx < 0)
		return idx;
	checks = mempool_checks_wanted(guard, idx < OPS_GUARD);
	/* These pair with mempool_handler_index(), and note_checks() of
	 * cache/user.c. */
	__atomic_store_n(&hidden->inner_ops, idx, __ATOMIC_RELAXED);
	__atomic_store_n(&hidden->checks, checks, __ATOMIC_RELAXED);
	__atomic_store_n(&mp->ops_index, checks == 0 ? idx : OPS_GUARD,
			__ATOMIC_RELAXED);
	mp->pool_config = pool_config;
	return 0;
}

BP_EXPORT
int
rte_mempool_ops_get_info(
		const struct rte_mempool *mp, struct rte_mempool_info *info)
{
	const struct rte_mempool_ops *ops = rte_mempool_get_ops(mp->ops_index);

	if (ops->get_info == NULL)
		return -ENOTSUP;
	return ops->get_info(mp, info);
}

int
mempool_ops_alloc_once(struct rte_mempool *mp)
{
	int rc;

	if ((mp->flags & RTE_MEMPOOL_F_POOL_CREATED) != 0)
		return 0;
	rc = rte_mempool_get_ops(mp->ops_index)->alloc(mp);
	if (rc != 0)
		return rc;
	mp->flags |= RTE_MEMPOOL_F_POOL_CREATED;
	return 0;
}

void
mempool_ops_free(struct rte_mempool *mp)
{
	const struct rte_mempool_ops *ops = rte_mempool_get_ops(mp->ops_index);

	if ((mp->flags & RTE_MEMPOOL_F_POOL_CREATED) != 0 && ops->free != NULL)
		ops->free(mp);
	mp->flags &= ~(unsigned int)RTE_MEMPOOL_F_POOL_CREATED;
}

ssize_t
mempool_ops_calc_mem_size(const struct rte_mempool_ops *ops,
		const struct rte_mempool *mp, uint32_t obj_num,
		uint32_t pg_shift, size_t *min_chunk_size, size_t *align)
{
	rte_mempool_calc_mem_size_t op = ops->calc_mem_size;

	if (op == NULL)
		op = rte_mempool_op_calc_mem_size_default;
	return op(mp, obj_num, pg_shift, min_chunk_size, align);
}

int
/* NOLINTNEXTLINE(readability-function-size): parameters as in 22.11 */
mempool_ops_populate(const struct rte_mempool_ops *ops, struct rte_mempool *mp,
		unsigned int max_objs, void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	rte_mempool_populate_t op = ops->populate;

	if (op == NULL)
		op = rte_mempool_op_populate_default;
	return op(mp, max_objs, vaddr, iova, len, obj_cb, obj_cb_arg);
}
