/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A lock that is waited for without sleeping, and one that its holder may
 * take again. Invariant: locked is 1 exactly while a thread holds the lock.
 * The *_tm calls exist for programs that ask for hardware transactions: there
 * are none here (rte_tm_supported() is 0), so each is its plain counterpart.
 */
#ifndef RTE_SPINLOCK_H
#define RTE_SPINLOCK_H

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_cpuflags.h>
#include <rte_cycles.h>
#include <rte_lcore.h>
#include <rte_pause.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
	volatile int locked; /* 0: free, 1: held */
} rte_spinlock_t;

#define RTE_SPINLOCK_INITIALIZER                                               \
	{                                                                      \
		0                                                              \
	}

static inline void
rte_spinlock_init(rte_spinlock_t *sl)
{
	sl->locked = 0;
}

/*
 * (S1) Acquire: pairs with the release in (S2), so that what the last holder
 * wrote is seen. While the lock is held, it is only read: the waiters share
 * the line until it changes.
 */
static inline void
rte_spinlock_lock(rte_spinlock_t *sl)
{
	while (__atomic_exchange_n(&sl->locked, 1, __ATOMIC_ACQUIRE) != 0)
		while (__atomic_load_n(&sl->locked, __ATOMIC_RELAXED) != 0)
			rte_pause();
}

/* (S2) Release: pairs with (S1) and (S3). */
static inline void
rte_spinlock_unlock(rte_spinlock_t *sl)
{
	__atomic_store_n(&sl->locked, 0, __ATOMIC_RELEASE);
}

/* Take the lock if it is free: 1, else 0. (S3) Acquire: pairs with (S2). */
static inline int
rte_spinlock_trylock(rte_spinlock_t *sl)
{
	int unlocked = 0;

	return __atomic_compare_exchange_n(&sl->locked, &unlocked, 1, 0,
			__ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Somebody holds the lock; acquire, so that 0 shows the last holder's work. */
static inline int
rte_spinlock_is_locked(rte_spinlock_t *sl)
{
	return __atomic_load_n(&sl->locked, __ATOMIC_ACQUIRE);
}

/* --- Recursive ---------------------------------------------------------- */

/*
 * user is the holder's thread id, or -1. Only the holder ever stores its own
 * id, and takes it out before it lets go; so a thread that reads its own id
 * holds the lock, and relaxed accesses are enough.
 */
typedef struct {
	rte_spinlock_t sl;
	volatile int user;
	volatile int count; /* how often the holder took it */
} rte_spinlock_recursive_t;

#define RTE_SPINLOCK_RECURSIVE_INITIALIZER                                     \
	{                                                                      \
		RTE_SPINLOCK_INITIALIZER, -1, 0                                \
	}

static inline void
rte_spinlock_recursive_init(rte_spinlock_recursive_t *slr)
{
	rte_spinlock_init(&slr->sl);
	slr->user = -1;
	slr->count = 0;
}

/* If the caller is the holder, count it once more: 1, else 0. */
static inline int
bp_spinlock_reenter(rte_spinlock_recursive_t *slr)
{
	if (__atomic_load_n(&slr->user, __ATOMIC_RELAXED) != rte_gettid())
		return 0;
	slr->count = slr->count + 1;
	return 1;
}

/* The caller just took the inner lock: it is the holder, once. */
static inline void
bp_spinlock_own(rte_spinlock_recursive_t *slr)
{
	slr->count = 1;
	__atomic_store_n(&slr->user, rte_gettid(), __ATOMIC_RELAXED);
}

static inline void
rte_spinlock_recursive_lock(rte_spinlock_recursive_t *slr)
{
	if (bp_spinlock_reenter(slr))
		return;
	rte_spinlock_lock(&slr->sl);
	bp_spinlock_own(slr);
}

static inline void
rte_spinlock_recursive_unlock(rte_spinlock_recursive_t *slr)
{
	slr->count = slr->count - 1;
	if (slr->count > 0)
		return;
	__atomic_store_n(&slr->user, -1, __ATOMIC_RELAXED);
	rte_spinlock_unlock(&slr->sl);
}

/* 1 when the lock was free or the caller's own, else 0. */
static inline int
rte_spinlock_recursive_trylock(rte_spinlock_recursive_t *slr)
{
	if (bp_spinlock_reenter(slr))
		return 1;
	if (!rte_spinlock_trylock(&slr->sl))
		return 0;
	bp_spinlock_own(slr);
	return 1;
}

/* --- Hardware transactions: not used ------------------------------------ */

#define RTE_RTM_MAX_RETRIES  (20)
#define RTE_XABORT_LOCK_BUSY (0xff)

/* Always 0. */
extern uint8_t rte_rtm_supported;

static inline int
rte_tm_supported(void)
{
	return 0;
}

/* Begin a transaction in place of the lock: 0, none was begun. */
static inline int
rte_try_tm(volatile int *lock)
{
	RTE_SET_USED(lock);
	return 0;
}

static inline void
rte_spinlock_lock_tm(rte_spinlock_t *sl)
{
	rte_spinlock_lock(sl);
}

static inline void
rte_spinlock_unlock_tm(rte_spinlock_t *sl)
{
	rte_spinlock_unlock(sl);
}

static inline int
rte_spinlock_trylock_tm(rte_spinlock_t *sl)
{
	return rte_spinlock_trylock(sl);
}

static inline void
rte_spinlock_recursive_lock_tm(rte_spinlock_recursive_t *slr)
{
	rte_spinlock_recursive_lock(slr);
}

static inline void
rte_spinlock_recursive_unlock_tm(rte_spinlock_recursive_t *slr)
{
	rte_spinlock_recursive_unlock(slr);
}

static inline int
rte_spinlock_recursive_trylock_tm(rte_spinlock_recursive_t *slr)
{
	return rte_spinlock_recursive_trylock(slr);
}

#ifdef __cplusplus
}
#endif

#endif
