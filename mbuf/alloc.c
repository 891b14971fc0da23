/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking many packets from their pool at once. Out of line: the work on each
 * of them outweighs the call by far, and a call site stays small. Those of an
 * lcore's cache are passed on and reset in one go.
 */
#include <bufplane_export.h>

#include "mbuf.h"

/* Make each buffer an empty packet, and pass it on; objs may be mbufs. */
static void
hand_out(struct rte_mbuf **mbufs, void *const *objs, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		struct rte_mbuf *m = objs[i];

		MBUF_RAW_ALLOC_CHECK(m);
		mbufs[i] = m;
		rte_pktmbuf_reset(m);
	}
}

BP_EXPORT
int
bp_pktmbuf_alloc_bulk(struct rte_mempool *pool, struct rte_mbuf **mbufs,
		unsigned int count)
{
	struct rte_mempool_cache *cache = bp_mempool_lcore_cache(pool);
	void *const *objs = NULL;
	int rc;

	if (likely(cache != NULL))
		objs = bp_mempool_cache_take(cache, count);
	if (likely(objs != NULL)) {
		RTE_MEMPOOL_CHECK_COOKIES(pool, objs, count, 1);
		hand_out(mbufs, objs, count);
		return 0;
	}
	rc = bp_mempool_get_miss(pool, (void **)mbufs, count);
	if (rc == 0)
		hand_out(mbufs, (void **)mbufs, count);
	return rc;
}
