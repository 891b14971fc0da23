/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * More about the caches of pools than DPDK has. A cache of size s holds back
 * up to s objects from everybody but its owner. Each lcore has one in each
 * pool with a cache size, and so has each other thread that gets or puts there,
 * until it ends, unless one thread alone may put to the pool.
 */
#ifndef BUFPLANE_MEMPOOL_CACHE_H
#define BUFPLANE_MEMPOOL_CACHE_H

#include <rte_mempool.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Bring back what idle caches hold. Gives the objects in caches of the calling
 * thread, of lcore ids that no thread of any process has, and of threads that
 * have ended, be it with their process, to the handler at once, and returns how
 * many these were. Others are asked: their
 * next put, or get that the cache cannot serve, empties it first; hits cost
 * what they did. Any thread may call it at any time, but for lcore
 * callbacks, as long as the pool lives and its handler allows puts by several
 * threads. Caches that users own stay as they are.
 */
unsigned int bp_mempool_reclaim(struct rte_mempool *mp);

/*
 * As bp_mempool_reclaim(), but empties the caches of all others too, at once.
 * The caller sees to it that nobody uses the pool meanwhile.
 */
unsigned int bp_mempool_reclaim_force(struct rte_mempool *mp);

/* Who uses a pool, and for what; zero where there is nothing of a kind. */
struct bp_mempool_demand {
	unsigned int lcores;  /* lcores that get or put */
	unsigned int threads; /* other threads that do */
	unsigned int cache_size;
	unsigned int burst;     /* objects that each of both has in hand */
	unsigned int rx_queues; /* queues, and the descriptors of each */
	unsigned int rx_desc;
	unsigned int tx_queues;
	unsigned int tx_desc;
	unsigned int extra; /* held elsewhere: rings, tables, user's caches */
};

/*
 * How many objects a pool must have so that no get ever fails. With u for
 * lcores + threads, it is
 *
 *     rx_queues * rx_desc + tx_queues * tx_desc + extra
 *             + u * burst + (u - 1) * cache_size
 *
 * but not less than create wants, cache_size * 1.5. All caches but the
 * caller's may be full and are out of its reach; its own is not, for a get
 * takes from cache and handler together and needs no more than is asked for.
 * A get of n counts as n in hand. Stores the number in *n and returns 0; or
 * returns -EINVAL for a cache size above the maximum or nothing asked for, or
 * -EOVERFLOW for more than a pool can have.
 */
int bp_mempool_objects_needed(
		const struct bp_mempool_demand *demand, unsigned int *n);

#ifdef __cplusplus
}
#endif

#endif
