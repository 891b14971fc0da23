/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A spinning readers-writer lock in which phases of reading and writing take
 * turns: neither side can starve the other. Algorithm: Brandenburg and
 * Anderson, "Spin-based reader-writer synchronization for multiprocessor
 * real-time systems", 2010. Invariant: the upper twelve bits of rd.in and
 * rd.out count readers that came and went; the lower bits of rd.in say whether
 * a writer is present, and the parity of its phase. wr is a ticket lock.
 */
#ifndef RTE_PFLOCK_H
#define RTE_PFLOCK_H

#include <rte_common.h>
#include <rte_compat.h>
#include <rte_pause.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_pflock {
	struct {
		uint16_t in;
		uint16_t out;
	} rd, wr;
};
typedef struct rte_pflock rte_pflock_t;

#define RTE_PFLOCK_LSB   0xFFF0 /* the count of readers */
#define RTE_PFLOCK_RINC  0x10   /* one reader */
#define RTE_PFLOCK_WBITS 0x3    /* a writer's marks: */
#define RTE_PFLOCK_PRES  0x2    /* it is present, */
#define RTE_PFLOCK_PHID  0x1    /* in a phase of this parity */

#define RTE_PFLOCK_INITIALIZER                                                 \
	{                                                                      \
		{0, 0},                                                        \
		{                                                              \
			0, 0                                                   \
		}                                                              \
	}

__rte_experimental static inline void
rte_pflock_init(struct rte_pflock *pf)
{
	pf->rd.in = 0;
	pf->rd.out = 0;
	pf->wr.in = 0;
	pf->wr.out = 0;
}

/*
 * (P1) Acquire: pairs with (P5), the end of the last writer's phase. A reader
 * waits for one phase at most: as soon as the marks differ from those that it
 * met, that writer has left (P2, acquire, pairs with P5), and the next one
 * waits for this reader.
 */
__rte_experimental static inline void
rte_pflock_read_lock(rte_pflock_t *pf)
{
	uint16_t marks = __atomic_fetch_add(&pf->rd.in, RTE_PFLOCK_RINC,
					 __ATOMIC_ACQUIRE) &
			RTE_PFLOCK_WBITS;

	if (marks == 0)
		return;
	RTE_WAIT_UNTIL_MASKED(&pf->rd.in, RTE_PFLOCK_WBITS, !=, marks,
			__ATOMIC_ACQUIRE);
}

/* (P3) Release: pairs with the writer's wait in (P4). */
__rte_experimental static inline void
rte_pflock_read_unlock(rte_pflock_t *pf)
{
	__atomic_fetch_add(&pf->rd.out, RTE_PFLOCK_RINC, __ATOMIC_RELEASE);
}

/*
 * Wait for the writers before, in order (acquire: pairs with the release in
 * P6); mark the phase, which stops new readers; then (P4) wait until as many
 * readers have left as had come before the mark (acquire: pairs with P3).
 */
__rte_experimental static inline void
rte_pflock_write_lock(rte_pflock_t *pf)
{
	uint16_t ticket, marks, came;

	ticket = __atomic_fetch_add(&pf->wr.in, 1, __ATOMIC_RELAXED);
	rte_wait_until_equal_16(&pf->wr.out, ticket, __ATOMIC_ACQUIRE);
	marks = RTE_PFLOCK_PRES | (ticket & RTE_PFLOCK_PHID);
	came = __atomic_fetch_add(&pf->rd.in, marks, __ATOMIC_RELAXED) &
			RTE_PFLOCK_LSB;
	rte_wait_until_equal_16(&pf->rd.out, came, __ATOMIC_ACQUIRE);
}

/*
 * (P5) Take the marks out: release, pairs with (P1) and (P2). (P6) Let the
 * next writer draw level: release; only the holder changes wr.out.
 */
__rte_experimental static inline void
rte_pflock_write_unlock(rte_pflock_t *pf)
{
	uint16_t ticket = __atomic_load_n(&pf->wr.out, __ATOMIC_RELAXED);

	__atomic_fetch_and(&pf->rd.in, RTE_PFLOCK_LSB, __ATOMIC_RELEASE);
	__atomic_store_n(&pf->wr.out, (uint16_t)(ticket + 1), __ATOMIC_RELEASE);
}

#ifdef __cplusplus
}
#endif

#endif
