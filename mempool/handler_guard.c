/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The handler that stands before another one and checks what passes: "guard".
 * A pool is given it by rte_mempool_set_ops_byname() when the guard is on, or
 * when AddressSanitizer runs in the process; the handler that the pool was
 * to have is then the inner one. pool_data and pool_config stay the inner
 * one's. All caches of such a pool have size 0, so that each object passes
 * here, and a pool that is not checked has nothing of this in its way.
 */
#include "checks.h"
#include "handlers.h"

static const struct rte_mempool_ops *
inner(const struct rte_mempool *mp)
{
	return mempool_handler(mp);
}

int
mempool_guard_alloc(struct rte_mempool *mp)
{
	int rc = mempool_checks_start(mp);

	if (rc != 0)
		return rc;
	rc = inner(mp)->alloc(mp);
	if (rc != 0)
		mempool_checks_stop(mp);
	return rc;
}

void
mempool_guard_free(struct rte_mempool *mp)
{
	if (inner(mp)->free != NULL)
		inner(mp)->free(mp);
	mempool_checks_stop(mp);
}

/* What a caller puts may be anything; what is not refused goes on. */
int
mempool_guard_enqueue(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	void *good[CHECKS_BATCH];
	unsigned int batch, n_good;
	int rc;

	for (; n > 0; obj_table += batch, n -= batch) {
		batch = RTE_MIN(n, CHECKS_BATCH);
		n_good = mempool_checks_put(mp, good, obj_table, batch);
		if (n_good == 0)
			continue;
		rc = inner(mp)->enqueue(mp, good, n_good);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int
mempool_guard_dequeue(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	int rc = inner(mp)->dequeue(mp, obj_table, n);

	if (rc == 0)
		mempool_checks_get(mp, obj_table, n);
	return rc;
}

unsigned int
mempool_guard_get_count(const struct rte_mempool *mp)
{
	return inner(mp)->get_count(mp);
}

ssize_t
mempool_guard_calc_mem_size(const struct rte_mempool *mp, uint32_t obj_num,
		uint32_t pg_shift, size_t *min_chunk_size, size_t *align)
{
	return mempool_ops_calc_mem_size(inner(mp), mp, obj_num, pg_shift,
			min_chunk_size, align);
}

/* The caller's callback for each object, and its argument. */
struct cutting {
	rte_mempool_populate_obj_cb_t *obj_cb;
	void *arg;
};

static void
cut_object(struct rte_mempool *mp, void *opaque, void *vaddr, rte_iova_t iova)
{
	const struct cutting *c = opaque;

	mempool_checks_add(mp, vaddr);
	c->obj_cb(mp, c->arg, vaddr, iova);
}

int
mempool_guard_populate(struct rte_mempool *mp, unsigned int max_objs,
		void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	struct cutting c = {.obj_cb = obj_cb, .arg = obj_cb_arg};
	int rc = mempool_ops_populate(inner(mp), mp, max_objs, vaddr, iova, len,
			cut_object, &c);

	mempool_checks_added(mp);
	return rc;
}

int
mempool_guard_get_info(
		const struct rte_mempool *mp, struct rte_mempool_info *info)
{
	if (inner(mp)->get_info == NULL)
		return -ENOTSUP;
	return inner(mp)->get_info(mp, info);
}

int
mempool_guard_dequeue_blocks(
		struct rte_mempool *mp, void **first_obj_table, unsigned int n)
{
	int rc;

	if (inner(mp)->dequeue_contig_blocks == NULL)
		return -ENOTSUP;
	rc = inner(mp)->dequeue_contig_blocks(mp, first_obj_table, n);
	if (rc == 0)
		mempool_checks_get_blocks(mp, first_obj_table, n);
	return rc;
}
