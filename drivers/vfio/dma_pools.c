/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walks over pools, and over those that come later.
 */
#include "vfio/dma_pools.h"

#include <rte_errno.h>
#include <rte_log.h>
#include <rte_mempool.h>

struct walk {
	struct dma_pools *pools;
	int rc;
};

static void
take_chunk(struct rte_mempool *mp, void *opaque,
		struct rte_mempool_memhdr *memhdr, unsigned int mem_idx)
{
	struct walk *w = opaque;
	int rc = w->pools->need(w->pools, memhdr->addr, memhdr->len);

	if (rc < 0)
		RTE_LOG(ERR, EAL,
				"%s: pool \"%s\" is out of reach for devices: "
				"%s\n",
				w->pools->who, mp->name, rte_strerror(-rc));
	w->rc = w->rc != 0 ? w->rc : rc;
}

static void
take_pool(struct rte_mempool *mp, void *arg)
{
	rte_mempool_mem_iter(mp, take_chunk, arg);
}

static void
on_pool(enum rte_mempool_event event, struct rte_mempool *mp, void *arg)
{
	struct walk w = {.pools = arg};

	if (event == RTE_MEMPOOL_EVENT_READY)
		take_pool(mp, &w);
}

/*
 * Pools call back with a lock of theirs held, so that is never waited for with
 * one of ours: once watched, they are until the end.
 */
int
dma_pools_take(struct dma_pools *pools)
{
	struct walk w = {.pools = pools};

	if (!pools->watched &&
			rte_mempool_event_callback_register(on_pool, pools) < 0)
		return -rte_errno;
	pools->watched = true;
	rte_mempool_walk(take_pool, &w);
	return w.rc;
}

void
dma_pools_forget(struct dma_pools *pools)
{
	if (pools->watched)
		rte_mempool_event_callback_unregister(on_pool, pools);
	pools->watched = false;
}
