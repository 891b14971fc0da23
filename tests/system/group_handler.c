/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A plug-in with a mempool handler that is a ring under another name, NAME:
 * its objects are in shared memory, so that all processes can use its pools.
 */
#include <rte_mempool.h>

static const struct rte_mempool_ops *
ring(void)
{
	return rte_mempool_get_ops(0);
}

static int
handler_alloc(struct rte_mempool *mp)
{
	return ring()->alloc(mp);
}

static void
handler_free(struct rte_mempool *mp)
{
	ring()->free(mp);
}

static int
handler_put(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	return ring()->enqueue(mp, objs, n);
}

static int
handler_get(struct rte_mempool *mp, void **objs, unsigned int n)
{
	return ring()->dequeue(mp, objs, n);
}

static unsigned int
handler_count(const struct rte_mempool *mp)
{
	return ring()->get_count(mp);
}

static const struct rte_mempool_ops ops = {
		.name = NAME,
		.alloc = handler_alloc,
		.free = handler_free,
		.enqueue = handler_put,
		.dequeue = handler_get,
		.get_count = handler_count,
};

RTE_MEMPOOL_REGISTER_OPS(ops)
