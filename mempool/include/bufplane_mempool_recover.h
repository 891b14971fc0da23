/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Getting a pool back after processes died that used it.
 */
#ifndef BUFPLANE_MEMPOOL_RECOVER_H
#define BUFPLANE_MEMPOOL_RECOVER_H

#include <rte_mempool.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Rebuild a pool from the list of its objects: those of in_use, n of them,
 * stay with who has them, and all others are free afterwards, wherever they
 * were: in the handler, be that broken or not, in any cache, with the dead, in
 * rings. init, unless NULL, is called for each that is freed, as
 * rte_mempool_obj_iter() would (rte_pktmbuf_init() for packets, whose fields
 * are as they were left).
 *
 * The caller sees to it that no thread of any process is in a call on the pool
 * meanwhile, nor uses an object that is not in in_use; that caches which users
 * own are flushed before, or emptied by hand; and that rings are emptied that
 * hold such objects. Returns how many are free, or -EINVAL, with nothing
 * changed, for an object of in_use that is none of the pool's or is there
 * twice; -ENOMEM, likewise; or what the handler refused them with.
 */
int bp_mempool_recover(struct rte_mempool *mp, void *const *in_use,
		unsigned int n, rte_mempool_obj_cb_t *init, void *init_arg);

#ifdef __cplusplus
}
#endif

#endif
