/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A spinning lock that serves threads in the order in which they came, and a
 * recursive one. Invariant: next - current is the number of threads that hold
 * or wait; the holder is the one whose ticket is current. Tickets wrap, so up
 * to 65,535 threads may wait at once.
 */
#ifndef RTE_TICKETLOCK_H
#define RTE_TICKETLOCK_H

#include <rte_common.h>
#include <rte_lcore.h>
#include <rte_pause.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef union {
	uint32_t tickets;
	struct {
		uint16_t current; /* being served */
		uint16_t next;    /* to be drawn */
	} s;
} rte_ticketlock_t;

#define RTE_TICKETLOCK_INITIALIZER                                             \
	{                                                                      \
		0                                                              \
	}

static inline void
rte_ticketlock_init(rte_ticketlock_t *tl)
{
	__atomic_store_n(&tl->tickets, 0, __ATOMIC_RELAXED);
}

/*
 * The draw is relaxed, it only has to give each thread another number.
 * (T1) Acquire: pairs with the release in (T2).
 */
static inline void
rte_ticketlock_lock(rte_ticketlock_t *tl)
{
	uint16_t mine = __atomic_fetch_add(&tl->s.next, 1, __ATOMIC_RELAXED);

	rte_wait_until_equal_16(&tl->s.current, mine, __ATOMIC_ACQUIRE);
}

/*
 * Only the holder changes current, so it may load it relaxed.
 * (T2) Release: pairs with (T1) and (T3).
 */
static inline void
rte_ticketlock_unlock(rte_ticketlock_t *tl)
{
	uint16_t mine = __atomic_load_n(&tl->s.current, __ATOMIC_RELAXED);

	__atomic_store_n(
			&tl->s.current, (uint16_t)(mine + 1), __ATOMIC_RELEASE);
}

/*
 * Take the lock if nobody holds it or waits: 1, else 0. Both halves change at
 * once, or not at all. (T3) Acquire: pairs with (T2).
 */
static inline int
rte_ticketlock_trylock(rte_ticketlock_t *tl)
{
	rte_ticketlock_t seen, drawn;

	seen.tickets = __atomic_load_n(&tl->tickets, __ATOMIC_RELAXED);
	if (seen.s.current != seen.s.next)
		return 0;
	drawn = seen;
	drawn.s.next++;
	return __atomic_compare_exchange_n(&tl->tickets, &seen.tickets,
			drawn.tickets, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Acquire: a 0 shows what the last holder did, as in (T3). */
static inline int
rte_ticketlock_is_locked(rte_ticketlock_t *tl)
{
	rte_ticketlock_t seen;

	seen.tickets = __atomic_load_n(&tl->tickets, __ATOMIC_ACQUIRE);
	return seen.s.current != seen.s.next;
}

/* --- Recursive ---------------------------------------------------------- */

#define TICKET_LOCK_INVALID_ID -1

/* As rte_spinlock_recursive_t: who reads its own id in user, holds the lock. */
typedef struct {
	rte_ticketlock_t tl;
	int user;           /* thread id, or TICKET_LOCK_INVALID_ID */
	unsigned int count; /* how often the holder took it */
} rte_ticketlock_recursive_t;

#define RTE_TICKETLOCK_RECURSIVE_INITIALIZER                                   \
	{                                                                      \
		RTE_TICKETLOCK_INITIALIZER, TICKET_LOCK_INVALID_ID, 0          \
	}

static inline void
rte_ticketlock_recursive_init(rte_ticketlock_recursive_t *tlr)
{
	rte_ticketlock_init(&tlr->tl);
	__atomic_store_n(&tlr->user, TICKET_LOCK_INVALID_ID, __ATOMIC_RELAXED);
	tlr->count = 0;
}

/* If the caller is the holder, count it once more: 1, else 0. */
static inline int
bp_ticketlock_reenter(rte_ticketlock_recursive_t *tlr)
{
	if (__atomic_load_n(&tlr->user, __ATOMIC_RELAXED) != rte_gettid())
		return 0;
	tlr->count++;
	return 1;
}

/* The caller just took the inner lock: it is the holder, once. */
static inline void
bp_ticketlock_own(rte_ticketlock_recursive_t *tlr)
{
	tlr->count = 1;
	__atomic_store_n(&tlr->user, rte_gettid(), __ATOMIC_RELAXED);
}

static inline void
rte_ticketlock_recursive_lock(rte_ticketlock_recursive_t *tlr)
{
	if (bp_ticketlock_reenter(tlr))
		return;
	rte_ticketlock_lock(&tlr->tl);
	bp_ticketlock_own(tlr);
}

static inline void
rte_ticketlock_recursive_unlock(rte_ticketlock_recursive_t *tlr)
{
	if (--tlr->count > 0)
		return;
	__atomic_store_n(&tlr->user, TICKET_LOCK_INVALID_ID, __ATOMIC_RELAXED);
	rte_ticketlock_unlock(&tlr->tl);
}

/* 1 when the lock was free or the caller's own, else 0. */
static inline int
rte_ticketlock_recursive_trylock(rte_ticketlock_recursive_t *tlr)
{
	if (bp_ticketlock_reenter(tlr))
		return 1;
	if (!rte_ticketlock_trylock(&tlr->tl))
		return 0;
	bp_ticketlock_own(tlr);
	return 1;
}

#ifdef __cplusplus
}
#endif

#endif
