/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Data that is read often and written seldom, by one writer at a time, without
 * ever stopping it: readers copy the data and try again if it changed
 * meanwhile. Invariant: sn is odd while the writer is at work, and never has
 * a value twice (but for wrapping). The data itself is best accessed with
 * relaxed atomics, as it is read while it is written.
 */
#ifndef RTE_SEQCOUNT_H
#define RTE_SEQCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_atomic.h>
#include <rte_branch_prediction.h>
#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	uint32_t sn;
} rte_seqcount_t;

#define RTE_SEQCOUNT_INITIALIZER                                               \
	{                                                                      \
		0                                                              \
	}

__rte_experimental static inline void
rte_seqcount_init(rte_seqcount_t *seqcount)
{
	seqcount->sn = 0;
}

/*
 * Begin to read; pass what it returns to rte_seqcount_read_retry.
 * (Q1) Acquire: pairs with (Q4). Having read the number of a finished write,
 * a reader sees all of it.
 */
__rte_experimental static inline uint32_t
rte_seqcount_read_begin(const rte_seqcount_t *seqcount)
{
	return __atomic_load_n(&seqcount->sn, __ATOMIC_ACQUIRE);
}

/*
 * Done reading: true when what was read is not to be used, because a write
 * was or is going on. (Q2) The acquire fence pairs with the release fence in
 * (Q3): a reader that saw any store of a write loads a number after its start.
 */
__rte_experimental static inline bool
rte_seqcount_read_retry(const rte_seqcount_t *seqcount, uint32_t begin_sn)
{
	if (unlikely(begin_sn & 1))
		return true;
	rte_atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(&seqcount->sn, __ATOMIC_RELAXED) != begin_sn;
}

/*
 * Begin to write; one writer at a time, which only itself changes sn.
 * (Q3) The release fence keeps the odd number before the writes; see (Q2).
 */
__rte_experimental static inline void
rte_seqcount_write_begin(rte_seqcount_t *seqcount)
{
	uint32_t sn = __atomic_load_n(&seqcount->sn, __ATOMIC_RELAXED);

	__atomic_store_n(&seqcount->sn, sn + 1, __ATOMIC_RELAXED);
	rte_atomic_thread_fence(__ATOMIC_RELEASE);
}

/* Done writing. (Q4) Release: pairs with (Q1). */
__rte_experimental static inline void
rte_seqcount_write_end(rte_seqcount_t *seqcount)
{
	uint32_t sn = __atomic_load_n(&seqcount->sn, __ATOMIC_RELAXED);

	__atomic_store_n(&seqcount->sn, sn + 1, __ATOMIC_RELEASE);
}

#ifdef __cplusplus
}
#endif

#endif
