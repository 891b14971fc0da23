/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The library's memory in the default container. It is mapped in the units in
 * which it comes and goes, so that a unit that goes is a mapping, or several,
 * and never a part of one. With BP_DMA_ALL every unit is mapped as long as a
 * group is attached; with BP_DMA_POOLS those that hold a pool, or what a driver
 * asked for, from then on until they go.
 */
#include <bufplane_settings.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "vfio/dma_pools.h"
#include "vfio/vfio_impl.h"

#define UNIT      RTE_PGSIZE_2M /* of lists with smaller pages */
#define SUBSCRIBE "bufplane_vfio"

/* Taken before the locks of pools, and those before vfio_lock(). */
static pthread_mutex_t pools_lock = PTHREAD_MUTEX_INITIALIZER;
static bool pools_mapped; /* those of before the container had a group */

/* Whether the library maps the list; other external memory is the program's. */
static bool
is_mapped(const struct rte_memseg_list *msl)
{
	return !msl->external || msl->heap;
}

/* How much of a list comes and goes together. */
static uint64_t
unit_of(const struct rte_memseg_list *msl)
{
	if (msl->external)
		return msl->len;
	return RTE_MAX(msl->page_sz, UNIT);
}

/* The memory from ms on up to end, or as far as IOVAs go on in a row. */
static struct vfio_map
piece_at(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		uint64_t end)
{
	struct vfio_map map = {ms->addr_64, ms->iova, ms->len, false};

	while (map.vaddr + map.len < end) {
		ms = rte_mem_virt2memseg(
				(void *)(uintptr_t)(map.vaddr + map.len), msl);
		if (ms == NULL || ms->iova != map.iova + map.len)
			break;
		map.len += ms->len;
	}
	map.len = RTE_MIN(map.len, end - map.vaddr);
	return map;
}

typedef int (*piece_fn)(struct vfio_container *c, const struct vfio_map *map);

/* Call fn for the pieces of one unit; stop at an error. */
static int
each_piece(const struct rte_memseg_list *msl, uint64_t start, uint64_t len,
		piece_fn fn)
{
	uint64_t end = start + len;
	int rc = 0;

	while (rc == 0 && start < end) {
		const struct rte_memseg *ms = rte_mem_virt2memseg(
				(void *)(uintptr_t)start, msl);
		struct vfio_map map;

		if (ms == NULL || ms->len == 0)
			return 0;
		map = piece_at(msl, ms, end);
		if (ms->iova != RTE_BAD_IOVA)
			rc = fn(vfio_default_container, &map);
		start += map.len;
	}
	return rc;
}

static int
map_piece(struct vfio_container *c, const struct vfio_map *map)
{
	const struct vfio_map *row = vfio_dma_find(c, map->iova);

	if (row != NULL && row->vaddr == map->vaddr && row->len == map->len)
		return 0;
	return vfio_dma_map(c, map);
}

/* The other pieces go, too. What the program mapped there stays its own. */
static int
unmap_piece(struct vfio_container *c, const struct vfio_map *map)
{
	vfio_dma_unmap(c, map);
	return 0;
}

/* Call fn for the units that hold any of these bytes. */
static int
each_unit(const void *addr, uint64_t len, piece_fn fn)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(addr);
	uint64_t at = (uintptr_t)addr;
	uint64_t end = at + len;
	int rc = 0;

	if (msl == NULL)
		return 0;
	at -= (at - msl->addr_64) % unit_of(msl);
	for (; rc == 0 && at < end; at += unit_of(msl))
		rc = each_piece(msl, at, unit_of(msl), fn);
	return rc;
}

static int
map_run(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		size_t len, void *arg)
{
	int *rc = arg;

	*rc = is_mapped(msl) ? each_unit(ms->addr, len, map_piece) : 0;
	return *rc < 0 ? -1 : 0;
}

/*
 * Memory comes, which has to be mapped, or goes. Of external memory only that
 * of heaps is announced.
 */
static void
on_memory(enum rte_mem_event event, const void *addr, size_t len,
		__rte_unused void *arg)
{
	int rc = 0;

	vfio_lock();
	if (vfio_default_container->type != VFIO_TYPE1v2_IOMMU)
		rc = 0;
	else if (event == RTE_MEM_EVENT_FREE)
		each_unit(addr, len, unmap_piece);
	else if (!bp_dma_pools_only())
		rc = each_unit(addr, len, map_piece);
	vfio_unlock();
	if (rc < 0)
		VFIO_LOG(ERR,
				"new memory of %zu KiB at %p is out of reach for"
				" devices: packets in it are lost\n",
				len >> 10, addr);
}

static int
need(struct dma_pools *pools, const void *addr, size_t len)
{
	return vfio_dma_need(addr, len);
}

static struct dma_pools watch = {.who = "vfio", .need = need}; /* pools_lock */

/* Whether there are pools to be mapped; they count as mapped from here on. */
static bool
claim_pools(void)
{
	bool mine;

	vfio_lock();
	mine = bp_dma_pools_only() && !pools_mapped &&
			vfio_default_container->type == VFIO_TYPE1v2_IOMMU;
	pools_mapped = pools_mapped || mine;
	vfio_unlock();
	return mine;
}

/* The next device may have better luck, or none, but is not left in doubt. */
static void
unclaim_pools(void)
{
	vfio_lock();
	pools_mapped = false;
	vfio_unlock();
}

/* Of devices that are opened at once, none is before the pools are mapped. */
int
vfio_memory_pools(void)
{
	int rc = 0;

	pthread_mutex_lock(&pools_lock);
	if (claim_pools())
		rc = dma_pools_take(&watch);
	if (rc < 0)
		unclaim_pools();
	pthread_mutex_unlock(&pools_lock);
	return rc;
}

void
vfio_memory_fini(void)
{
	pthread_mutex_lock(&pools_lock);
	dma_pools_forget(&watch);
	pthread_mutex_unlock(&pools_lock);
}

int
vfio_dma_need(const void *addr, size_t len)
{
	const struct rte_memseg_list *msl;
	int rc = 0;

	if (!bp_dma_pools_only())
		return 0;
	vfio_lock();
	msl = rte_mem_virt2memseg_list(addr);
	if (vfio_default_container->type == VFIO_TYPE1v2_IOMMU && msl != NULL &&
			is_mapped(msl))
		rc = each_unit(addr, len, map_piece);
	vfio_unlock();
	return rc;
}

int
vfio_memory_start(struct vfio_container *c)
{
	int rc = 0;

	/* Legacy memory never changes, and takes no subscribers. */
	if (rte_mem_event_callback_register(SUBSCRIBE, on_memory, NULL) < 0 &&
			rte_errno != ENOTSUP)
		return -rte_errno;
	if (!bp_dma_pools_only())
		rte_memseg_contig_walk_thread_unsafe(map_run, &rc);
	if (rc == 0)
		return 0;
	vfio_memory_stop();
	vfio_dma_forget(c);
	return rc;
}

void
vfio_memory_stop(void)
{
	rte_mem_event_callback_unregister(SUBSCRIBE, NULL);
	pools_mapped = false;
}
