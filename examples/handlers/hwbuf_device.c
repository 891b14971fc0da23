/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The simulated device: each pool is a stack under a lock. A pool is open
 * exactly while its table exists.
 */
#include "hwbuf_device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_spinlock.h>

struct hw_pool {
	rte_spinlock_t lock;
	unsigned int room;
	unsigned int level;
	void **bufs;
};

static rte_spinlock_t table_lock = RTE_SPINLOCK_INITIALIZER;
static struct hw_pool pools[HWBUF_POOLS];

static struct hw_pool *
pool_of(uint64_t id)
{
	return &pools[id - 1];
}

int
hwbuf_open(unsigned int n)
{
	void **bufs = calloc(n, sizeof(bufs[0]));
	struct hw_pool *pool;
	unsigned int i;

	if (bufs == NULL)
		return -ENOMEM;
	rte_spinlock_lock(&table_lock);
	for (i = 0; i < HWBUF_POOLS && pools[i].bufs != NULL; i++)
		;
	if (i < HWBUF_POOLS) {
		pool = &pools[i];
		rte_spinlock_init(&pool->lock);
		pool->room = n;
		pool->level = 0;
		pool->bufs = bufs;
	}
	rte_spinlock_unlock(&table_lock);
	if (i < HWBUF_POOLS)
		return (int)i + 1;
	free(bufs);
	return -ENOSPC;
}

void
hwbuf_close(uint64_t id)
{
	struct hw_pool *pool = pool_of(id);

	rte_spinlock_lock(&table_lock);
	free(pool->bufs);
	pool->bufs = NULL;
	rte_spinlock_unlock(&table_lock);
}

void
hwbuf_reset(uint64_t id)
{
	struct hw_pool *pool = pool_of(id);

	rte_spinlock_lock(&pool->lock);
	pool->level = 0;
	rte_spinlock_unlock(&pool->lock);
}

int
hwbuf_release(uint64_t id, void *const *bufs, unsigned int n)
{
	struct hw_pool *pool = pool_of(id);
	int rc = -EINVAL;

	rte_spinlock_lock(&pool->lock);
	if (n <= HWBUF_BURST && n <= pool->room - pool->level) {
		memcpy(&pool->bufs[pool->level], bufs, n * sizeof(bufs[0]));
		pool->level += n;
		rc = 0;
	}
	rte_spinlock_unlock(&pool->lock);
	return rc;
}

int
hwbuf_acquire(uint64_t id, void **bufs, unsigned int n)
{
	struct hw_pool *pool = pool_of(id);
	int rc = -ENOBUFS;

	if (n > HWBUF_BURST)
		return -EINVAL;
	rte_spinlock_lock(&pool->lock);
	if (n <= pool->level) {
		pool->level -= n;
		memcpy(bufs, &pool->bufs[pool->level], n * sizeof(bufs[0]));
		rc = 0;
	}
	rte_spinlock_unlock(&pool->lock);
	return rc;
}

unsigned int
hwbuf_level(uint64_t id)
{
	return __atomic_load_n(&pool_of(id)->level, __ATOMIC_RELAXED);
}
