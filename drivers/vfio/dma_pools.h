/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of mempools, for who makes it reachable for devices: VFIO, and
 * back ends in other processes. Pools call with a lock of theirs held.
 */
#ifndef DMA_POOLS_H
#define DMA_POOLS_H

#include <stdbool.h>
#include <stddef.h>

struct dma_pools {
	const char *who; /* for messages */
	/* Make it reachable: 0 or -errno. */
	int (*need)(struct dma_pools *pools, const void *addr, size_t len);
	bool watched;
};

/*
 * Call need for each piece of each pool that there is, and from the first time
 * on of those that come. 0, or the first -errno.
 */
int dma_pools_take(struct dma_pools *pools);

/* No more. */
void dma_pools_forget(struct dma_pools *pools);

#endif
