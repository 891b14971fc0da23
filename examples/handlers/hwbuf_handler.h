/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a program may tell the handler "hwbuf" about one pool, by way of
 * rte_mempool_set_ops_byname(mp, "hwbuf", &config). The handler keeps the
 * pointer: the struct must live as long as the pool. NULL, which
 * rte_pktmbuf_pool_create_by_ops() passes, is as all zeros.
 */
#ifndef HWBUF_HANDLER_H
#define HWBUF_HANDLER_H

struct hwbuf_config {
	/* Objects a chunk of memory, at most; 0: as many as the pool needs. */
	unsigned int chunk_objs;
	/* For tests: after this many commands, all fail. 0: none does. */
	unsigned int fail_acquire;
	unsigned int fail_release;
	unsigned int n_acquired; /* counted by the handler */
	unsigned int n_released;
};

#endif
