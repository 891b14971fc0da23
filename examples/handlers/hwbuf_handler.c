/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An example of a mempool handler for a hardware buffer manager: "hwbuf"
 * leaves the free objects to a device (hwbuf_device.h). pool_id is the number
 * of the device's pool; pool_config a struct hwbuf_config or NULL. The device
 * wants buffers at multiples of their size, in memory of its own that lies in
 * one piece for it: populate reserves such memory and lets the library's
 * helper cut it.
 *
 * The device moves at most HWBUF_BURST buffers a command. A get of more is a
 * series of commands, and when one of them fails the earlier ones are undone:
 * a get gives all or none.
 *
 * Builds unchanged against Bufplane and DPDK 22.11, into a program or as a
 * plug-in; docs/handlers.md has the commands.
 */
#include "hwbuf_handler.h"

#include <errno.h>
#include <stdio.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mempool.h>
#include <rte_memzone.h>

#include "hwbuf_device.h"

/* Chunks of memory a pool. */
#define MAX_ZONES 64

/* Memory of each pool of the device; used by the thread that fills or frees. */
static const struct rte_memzone *zones[HWBUF_POOLS + 1][MAX_ZONES];

static void
free_zones(uint64_t id)
{
	unsigned int i;

	for (i = 0; i < MAX_ZONES; i++) {
		if (zones[id][i] != NULL)
			rte_memzone_free(zones[id][i]);
		zones[id][i] = NULL;
	}
}

static int
alloc(struct rte_mempool *mp)
{
	int id = hwbuf_open(mp->size);

	if (id < 0)
		return id;
	mp->pool_id = (uint64_t)id;
	return 0;
}

/* The pool's objects are in no list any more. */
static void
free_pool(struct rte_mempool *mp)
{
	/* DPDK 22.11 calls free even when alloc failed or never ran. */
	if (mp->pool_id == 0)
		return;
	free_zones(mp->pool_id);
	hwbuf_close(mp->pool_id); /* last: another pool may take the number */
	mp->pool_id = 0;
}

/* Count a command; true for those that a test wants to fail. */
static int
is_to_fail(unsigned int *count, unsigned int after)
{
	unsigned int before = __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);

	return after != 0 && before >= after;
}

static int
release(struct rte_mempool *mp, void *const *bufs, unsigned int n)
{
	struct hwbuf_config *config = mp->pool_config;

	if (config != NULL &&
			is_to_fail(&config->n_released, config->fail_release))
		return -EIO;
	return hwbuf_release(mp->pool_id, bufs, n);
}

static int
acquire(struct rte_mempool *mp, void **bufs, unsigned int n)
{
	struct hwbuf_config *config = mp->pool_config;

	if (config != NULL &&
			is_to_fail(&config->n_acquired, config->fail_acquire))
		return -ENOBUFS;
	return hwbuf_acquire(mp->pool_id, bufs, n);
}

/*
 * There is room for every object of the pool, so only a broken device, or an
 * object freed twice, makes this fail. What the device has taken by then it
 * keeps: other threads may have got it already.
 */
static int
enqueue(struct rte_mempool *mp, void *const *obj_table, unsigned int n)
{
	unsigned int done, burst;
	int rc;

	for (done = 0; done < n; done += burst) {
		burst = RTE_MIN(n - done, (unsigned int)HWBUF_BURST);
		rc = release(mp, obj_table + done, burst);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int
dequeue(struct rte_mempool *mp, void **obj_table, unsigned int n)
{
	unsigned int done, burst;
	int rc;

	for (done = 0; done < n; done += burst) {
		burst = RTE_MIN(n - done, (unsigned int)HWBUF_BURST);
		rc = acquire(mp, obj_table + done, burst);
		if (rc != 0) {
			enqueue(mp, obj_table, done);
			return rc;
		}
	}
	return 0;
}

static unsigned int
get_count(const struct rte_mempool *mp)
{
	return hwbuf_level(mp->pool_id);
}

/* Blocks of one object each: what the device gives is in no order. */
static int
get_info(const struct rte_mempool *mp, struct rte_mempool_info *info)
{
	(void)mp;
	info->contig_block_size = 1;
	return 0;
}

/* The chunk of the library's stays empty, see populate. */
static ssize_t
calc_mem_size(const struct rte_mempool *mp, uint32_t obj_num, uint32_t pg_shift,
		size_t *min_chunk_size, size_t *align)
{
	(void)mp;
	(void)obj_num;
	(void)pg_shift;
	*min_chunk_size = RTE_MEMPOOL_ALIGN;
	*align = RTE_MEMPOOL_ALIGN;
	return RTE_MEMPOOL_ALIGN;
}

/*
 * Bytes that hold n aligned objects. The helper moves an object that would lie
 * across the border of a page: with pages of 4 KiB each may cost up to three
 * times its size, with hugepages a few are lost. Should it be too little, the
 * library calls populate again for the objects that are missing.
 */
static size_t
memory_for(const struct rte_mempool *mp, size_t n)
{
	size_t total = (size_t)mp->header_size + mp->elt_size +
			mp->trailer_size;

	return total * (rte_eal_has_hugepages() ? n + n / 8 + 4 : 3 * n + 1);
}

/* Memory for n objects in a zone of its own; NULL and rte_errno. */
static const struct rte_memzone *
reserve(const struct rte_mempool *mp, unsigned int n, unsigned int idx)
{
	char name[RTE_MEMZONE_NAMESIZE];

	/* By number: the name of a pool may take all the room there is. */
	snprintf(name, sizeof(name), "hwbuf_%u_%u", (unsigned int)mp->pool_id,
			idx);
	return rte_memzone_reserve_aligned(name, memory_for(mp, n),
			mp->socket_id, RTE_MEMZONE_IOVA_CONTIG,
			RTE_MEMPOOL_ALIGN);
}

/*
 * The chunk is only a token; the memory is the handler's own, and stays until
 * free or until the pool is filled anew: objects that were announced are in
 * the pool's list, even if a later step fails.
 */
static int
populate(struct rte_mempool *mp, unsigned int max_objs, void *vaddr,
		rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	const struct hwbuf_config *config = mp->pool_config;
	const struct rte_memzone *mz;
	unsigned int idx = 0;

	(void)vaddr;
	(void)iova;
	(void)len;
	/* The first chunk, or anew after a failure: no object is in a list. */
	if (mp->populated_size == 0) {
		hwbuf_reset(mp->pool_id);
		free_zones(mp->pool_id);
	}
	while (idx < MAX_ZONES && zones[mp->pool_id][idx] != NULL)
		idx++;
	if (idx == MAX_ZONES)
		return -ENOSPC;
	if (config != NULL && config->chunk_objs != 0)
		max_objs = RTE_MIN(max_objs, config->chunk_objs);
	mz = reserve(mp, max_objs, idx);
	if (mz == NULL)
		return -rte_errno;
	zones[mp->pool_id][idx] = mz;
	return rte_mempool_op_populate_helper(mp,
			RTE_MEMPOOL_POPULATE_F_ALIGN_OBJ, max_objs, mz->addr,
			mz->iova, mz->len, obj_cb, obj_cb_arg);
}

static const struct rte_mempool_ops hwbuf_ops = {
		.name = "hwbuf",
		.alloc = alloc,
		.free = free_pool,
		.enqueue = enqueue,
		.dequeue = dequeue,
		.get_count = get_count,
		.calc_mem_size = calc_mem_size,
		.populate = populate,
		.get_info = get_info,
		/* A block is an object. */
		.dequeue_contig_blocks = dequeue,
};

RTE_MEMPOOL_REGISTER_OPS(hwbuf_ops);
