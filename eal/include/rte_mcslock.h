/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue lock of Mellor-Crummey and Scott: each waiter spins on a node of
 * its own, so a hand-over touches one other processor only. The lock is a
 * pointer to the last node of the queue, NULL when free. A node belongs to
 * the lock from the call of lock until unlock returns.
 */
#ifndef RTE_MCSLOCK_H
#define RTE_MCSLOCK_H

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_lcore.h>
#include <rte_pause.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rte_mcslock {
	struct rte_mcslock *next; /* who came after */
	int locked;               /* 1: wait, the one before holds it */
} rte_mcslock_t;

/* Wait behind the one whose node is prev, who will hand the lock over. */
static inline void
bp_mcslock_wait(rte_mcslock_t *prev, rte_mcslock_t *me)
{
	/* (M2) Release: pairs with the load of next in (M5). */
	__atomic_store_n(&prev->next, me, __ATOMIC_RELEASE);
	/* (M3) Acquire: pairs with the hand-over in (M6). */
	while (__atomic_load_n(&me->locked, __ATOMIC_ACQUIRE) != 0)
		rte_pause();
}

/* Queue up with the node me and wait for the turn. */
static inline void
rte_mcslock_lock(rte_mcslock_t **msl, rte_mcslock_t *me)
{
	rte_mcslock_t *prev;

	/* Plain stores: nobody else knows the node until (M1). */
	me->next = NULL;
	me->locked = 1;
	/*
	 * (M1) Release: whoever finds me at the end sees the node set up.
	 * Acquire: on an empty queue, pairs with the release in (M4).
	 */
	prev = __atomic_exchange_n(msl, me, __ATOMIC_ACQ_REL);
	if (unlikely(prev != NULL))
		bp_mcslock_wait(prev, me);
}

/* Hand the lock to the next in the queue; me is the node it was taken with. */
static inline void
rte_mcslock_unlock(rte_mcslock_t **msl, rte_mcslock_t *me)
{
	rte_mcslock_t *last = me;
	rte_mcslock_t *next = __atomic_load_n(&me->next, __ATOMIC_ACQUIRE);

	if (next == NULL) {
		/* (M4) Release: pairs with (M1) and (M7). */
		if (__atomic_compare_exchange_n(msl, &last, NULL, 0,
				    __ATOMIC_RELEASE, __ATOMIC_RELAXED))
			return;
		/* (M5) Somebody is in (M1) already, and links next soon. */
		while ((next = __atomic_load_n(&me->next, __ATOMIC_ACQUIRE)) ==
				NULL)
			rte_pause();
	}
	/* (M6) Release: pairs with (M3). */
	__atomic_store_n(&next->locked, 0, __ATOMIC_RELEASE);
}

/* Take the lock if the queue is empty: 1, else 0. */
static inline int
rte_mcslock_trylock(rte_mcslock_t **msl, rte_mcslock_t *me)
{
	rte_mcslock_t *nobody = NULL;

	me->next = NULL;
	/* (M7) Acquire: pairs with (M4). Release: as in (M1). */
	return __atomic_compare_exchange_n(msl, &nobody, me, 0,
			__ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* Takes the lock's value: is there anybody in the queue? */
static inline int
rte_mcslock_is_locked(rte_mcslock_t *msl)
{
	return msl != NULL;
}

#ifdef __cplusplus
}
#endif

#endif
