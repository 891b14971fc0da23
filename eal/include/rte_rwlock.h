/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A spinning lock for many readers or one writer; a writer that waits keeps
 * new readers out. Invariant: cnt is RTE_RWLOCK_READ times the readers inside
 * (and those about to step back), plus WRITE while a writer is inside, plus
 * WAIT while one waits; WRITE comes in only when everything else but WAIT is
 * 0. The *_tm calls are their plain counterparts, see rte_spinlock.h.
 */
#ifndef RTE_RWLOCK_H
#define RTE_RWLOCK_H

#include <errno.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_pause.h>
#include <rte_spinlock.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_RWLOCK_WAIT  0x1 /* a writer waits */
#define RTE_RWLOCK_WRITE 0x2 /* a writer is inside */
#define RTE_RWLOCK_MASK  (RTE_RWLOCK_WAIT | RTE_RWLOCK_WRITE)
#define RTE_RWLOCK_READ  0x4 /* one reader */

typedef struct {
	int32_t cnt;
} rte_rwlock_t;

#define RTE_RWLOCK_INITIALIZER                                                 \
	{                                                                      \
		0                                                              \
	}

static inline void
rte_rwlock_init(rte_rwlock_t *rwl)
{
	rwl->cnt = 0;
}

/*
 * Enter as a reader if no writer is inside or waits: 0, else -EBUSY.
 * (R1) Acquire: pairs with the writer's release in (R4). A reader that finds
 * it came after a writer takes itself out again and has read nothing.
 */
static inline int
rte_rwlock_read_trylock(rte_rwlock_t *rwl)
{
	int32_t *state = &rwl->cnt;

	if (!(__atomic_load_n(state, __ATOMIC_RELAXED) & RTE_RWLOCK_MASK)) {
		if (likely(!(__atomic_fetch_add(state, RTE_RWLOCK_READ,
					     __ATOMIC_ACQUIRE) &
				    RTE_RWLOCK_MASK)))
			return 0;
		__atomic_fetch_sub(state, RTE_RWLOCK_READ, __ATOMIC_RELAXED);
	}
	return -EBUSY;
}

/* Enter as a reader; not while this thread reads already: a writer may wait. */
static inline void
rte_rwlock_read_lock(rte_rwlock_t *rwl)
{
	while (rte_rwlock_read_trylock(rwl) != 0)
		rte_pause();
}

/* (R2) Release: pairs with (R3), so that a reader's loads stay before it. */
static inline void
rte_rwlock_read_unlock(rte_rwlock_t *rwl)
{
	__atomic_fetch_sub(&rwl->cnt, RTE_RWLOCK_READ, __ATOMIC_RELEASE);
}

/*
 * Enter as the writer if nobody is inside: 1, else 0. Of the state before,
 * the bits of keep stay. (R3) Acquire: pairs with the releases in (R2) and
 * (R4).
 */
static inline int
bp_rwlock_claim(rte_rwlock_t *rwl, int32_t keep)
{
	int32_t seen = __atomic_load_n(&rwl->cnt, __ATOMIC_RELAXED);

	if (seen & ~RTE_RWLOCK_WAIT)
		return 0;
	return __atomic_compare_exchange_n(&rwl->cnt, &seen,
			(seen & keep) | RTE_RWLOCK_WRITE, 0, __ATOMIC_ACQUIRE,
			__ATOMIC_RELAXED);
}

/*
 * Keep readers out and wait until nobody is inside. All is relaxed: WAIT is
 * advice, no data depends on it.
 */
static inline void
bp_rwlock_await(rte_rwlock_t *rwl)
{
	int32_t seen = __atomic_load_n(&rwl->cnt, __ATOMIC_RELAXED);

	if ((seen & RTE_RWLOCK_WAIT) == 0)
		seen = __atomic_or_fetch(
				&rwl->cnt, RTE_RWLOCK_WAIT, __ATOMIC_RELAXED);
	while (seen & ~RTE_RWLOCK_WAIT) {
		rte_pause();
		seen = __atomic_load_n(&rwl->cnt, __ATOMIC_RELAXED);
	}
}

/*
 * Enter as the writer if nobody is inside: 0, else -EBUSY. WAIT is left as it
 * is: it belongs to a writer who still waits.
 */
static inline int
rte_rwlock_write_trylock(rte_rwlock_t *rwl)
{
	return bp_rwlock_claim(rwl, RTE_RWLOCK_WAIT) ? 0 : -EBUSY;
}

/*
 * Enter as the writer. WAIT tells readers to stay out. Whoever enters clears
 * it, since it cannot tell whose it is; another writer that waits sets it
 * again at its next turn.
 */
static inline void
rte_rwlock_write_lock(rte_rwlock_t *rwl)
{
	while (!bp_rwlock_claim(rwl, 0))
		bp_rwlock_await(rwl);
}

/* (R4) Release: pairs with (R1) and (R3). */
static inline void
rte_rwlock_write_unlock(rte_rwlock_t *rwl)
{
	__atomic_fetch_sub(&rwl->cnt, RTE_RWLOCK_WRITE, __ATOMIC_RELEASE);
}

static inline void
rte_rwlock_read_lock_tm(rte_rwlock_t *rwl)
{
	rte_rwlock_read_lock(rwl);
}

static inline void
rte_rwlock_read_unlock_tm(rte_rwlock_t *rwl)
{
	rte_rwlock_read_unlock(rwl);
}

static inline void
rte_rwlock_write_lock_tm(rte_rwlock_t *rwl)
{
	rte_rwlock_write_lock(rwl);
}

static inline void
rte_rwlock_write_unlock_tm(rte_rwlock_t *rwl)
{
	rte_rwlock_write_unlock(rwl);
}

#ifdef __cplusplus
}
#endif

#endif
