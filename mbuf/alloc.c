/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Making many buffers empty packets at once, out of line so that a call of
 * rte_pktmbuf_alloc_bulk() stays small.
 */
#include <bufplane_export.h>

#include "mbuf.h"

BP_EXPORT
void
bp_pktmbuf_reset_bulk(struct rte_mbuf **mbufs, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		MBUF_RAW_ALLOC_CHECK(mbufs[i]);
		rte_pktmbuf_reset(mbufs[i]);
	}
}
