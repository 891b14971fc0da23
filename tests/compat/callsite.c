/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One call of each inline function whose code has to stay small; see
 * callsites.sh.
 */
#include <rte_mbuf.h>
#include <rte_mempool.h>

int get_bulk(struct rte_mempool *mp, void **objs, unsigned int n);
void put_bulk(struct rte_mempool *mp, void *const *objs, unsigned int n);
int alloc_bulk(struct rte_mempool *mp, struct rte_mbuf **mbufs, unsigned int n);

int
get_bulk(struct rte_mempool *mp, void **objs, unsigned int n)
{
	return rte_mempool_get_bulk(mp, objs, n);
}

void
put_bulk(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	rte_mempool_put_bulk(mp, objs, n);
}

int
alloc_bulk(struct rte_mempool *mp, struct rte_mbuf **mbufs, unsigned int n)
{
	return rte_pktmbuf_alloc_bulk(mp, mbufs, n);
}
