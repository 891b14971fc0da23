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
	const struct rte_pflock nobody = RTE_PFLOCK_INITIALIZER;

	*pf = nobody;
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
	uint16_t met = __atomic_fetch_add(
			&pf->rd.in, RTE_PFLOCK_RINC, __ATOMIC_ACQUIRE);
	uint16_t now = met;

	while ((now & RTE_PFLOCK_PRES) &&
			((now ^ met) & RTE_PFLOCK_WBITS) == 0) {
		rte_pause();
		now = __atomic_load_n(&pf->rd.in, __ATOMIC_ACQUIRE);
	}
}

/* (P3) Release: pairs with the writer's wait in (P4). */
__rte_experimental static inline void
rte_pflock_read_unlock(rte_pflock_t *pf)
{
	__atomic_fetch_add(&pf->rd.out, RTE_PFLOCK_RINC, __ATOMIC_RELEASE);
}

/*
 * Stop new readers with the mark of a phase, then (P4) wait until as many have
 * left as had come before the mark (acquire: pairs with P3).
 */
static inline void
bp_pflock_drain(rte_pflock_t *pf, uint16_t phase)
{
	uint16_t came = __atomic_fetch_add(&pf->rd.in,
					(uint16_t)(RTE_PFLOCK_PRES | phase),
					__ATOMIC_RELAXED) &
			RTE_PFLOCK_LSB;

	while (__atomic_load_n(&pf->rd.out, __ATOMIC_ACQUIRE) != came)
		rte_pause();
}

/*
 * Wait for the writers before, in order (acquire: pairs with the release in
 * P6), then for the readers. Phases alternate as the tickets do.
 */
__rte_experimental static inline void
rte_pflock_write_lock(rte_pflock_t *pf)
{
	uint16_t mine = __atomic_fetch_add(&pf->wr.in, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&pf->wr.out, __ATOMIC_ACQUIRE) != mine)
		rte_pause();
	bp_pflock_drain(pf, mine & RTE_PFLOCK_PHID);
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
