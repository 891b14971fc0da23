/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The checks of a pool whose handler is "guard" (handler_guard.c): what they
 * are told, and of what they may be. A free object is one that is in the
 * inner handler; any other one is out.
 */
#ifndef CHECKS_H
#define CHECKS_H

#include "mempool.h"

/* struct mempool_hidden's checks. */
enum {
	MEMPOOL_CHECK_GUARD = 1, /* guard/: names misuse, knows who has what */
	MEMPOOL_CHECK_ASAN = 2,  /* asan.c: free objects are poisoned */
};

#define CHECKS_BATCH 64U

/* Get ready, before the inner handler's alloc; 0 or -errno. */
int mempool_checks_start(struct rte_mempool *mp);
void mempool_checks_stop(struct rte_mempool *mp);

/* An object was cut from memory; it is free once it is put, or at _added(). */
void mempool_checks_add(struct rte_mempool *mp, void *obj);
/* All objects added so far and not put yet are free now. */
void mempool_checks_added(struct rte_mempool *mp);

/*
 * Before n objects, at most CHECKS_BATCH, go to the inner handler: copy those
 * that may, to good; how many these are.
 */
unsigned int mempool_checks_put(struct rte_mempool *mp, void **good,
		void *const *obj_table, unsigned int n);
/* Objects, or blocks of them, have come out of the inner handler. */
void mempool_checks_get(
		struct rte_mempool *mp, void *const *obj_table, unsigned int n);
void mempool_checks_get_blocks(
		struct rte_mempool *mp, void *const *first, unsigned int n);

/* asan.c: whether AddressSanitizer runs in the process, and is heeded. */
bool mempool_asan_on(void);
/* An object was cut: nobody may touch it, or its padding ever. */
void mempool_asan_add(const struct rte_mempool *mp, void *obj);
/* Nobody may touch these objects; those who got them may. */
void mempool_asan_poison(const struct rte_mempool *mp, void *const *obj_table,
		unsigned int n);
void mempool_asan_unpoison(const struct rte_mempool *mp, void *const *obj_table,
		unsigned int n);
/* Memory that is no pool's any more. */
void mempool_asan_clear(const void *addr, size_t len);
/* Between these calls an object may be touched, free or not. */
void mempool_asan_enter(const struct rte_mempool *mp, struct mempool_visit *v,
		void *obj);
void mempool_asan_leave(const struct rte_mempool *mp, struct mempool_visit *v);

/* cache/user.c: set the size of all caches that users own to 0. */
void mempool_user_caches_disable(void);

#endif
