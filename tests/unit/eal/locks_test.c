/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The locks: what their calls return without contention, and that a plain
 * counter survives several threads. ThreadSanitizer sees that the counter is
 * not atomic, so a missing acquire or release fails there.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_mcslock.h>
#include <rte_pflock.h>
#include <rte_rwlock.h>
#include <rte_spinlock.h>
#include <rte_ticketlock.h>

#include <cmocka.h>

#define THREADS 3
#define ROUNDS  1000

static rte_spinlock_t spin = RTE_SPINLOCK_INITIALIZER;
static rte_spinlock_recursive_t spin_rec = RTE_SPINLOCK_RECURSIVE_INITIALIZER;
static rte_ticketlock_t ticket = RTE_TICKETLOCK_INITIALIZER;
static rte_ticketlock_recursive_t ticket_rec =
		RTE_TICKETLOCK_RECURSIVE_INITIALIZER;
static rte_mcslock_t *mcs;
static rte_rwlock_t rw = RTE_RWLOCK_INITIALIZER;
static rte_pflock_t pf = RTE_PFLOCK_INITIALIZER;

static uint64_t counter, counter_twin;

static void
bump(void)
{
	counter++;
	counter_twin++;
}

/* --- One critical section a lock, writers and readers ------------------- */

static void
spin_write(int round)
{
	if (round % 4 == 0)
		while (!rte_spinlock_trylock_tm(&spin))
			rte_pause();
	else
		rte_spinlock_lock(&spin);
	bump();
	rte_spinlock_unlock(&spin);
}

static void
spin_rec_write(int round)
{
	rte_spinlock_recursive_lock(&spin_rec);
	rte_spinlock_recursive_lock_tm(&spin_rec);
	bump();
	rte_spinlock_recursive_unlock_tm(&spin_rec);
	rte_spinlock_recursive_unlock(&spin_rec);
}

static void
ticket_write(int round)
{
	if (round % 4 == 0)
		while (!rte_ticketlock_trylock(&ticket))
			rte_pause();
	else
		rte_ticketlock_lock(&ticket);
	bump();
	rte_ticketlock_unlock(&ticket);
}

static void
ticket_rec_write(int round)
{
	rte_ticketlock_recursive_lock(&ticket_rec);
	rte_ticketlock_recursive_lock(&ticket_rec);
	bump();
	rte_ticketlock_recursive_unlock(&ticket_rec);
	rte_ticketlock_recursive_unlock(&ticket_rec);
}

static void
mcs_write(int round)
{
	rte_mcslock_t me;

	if (round % 4 == 0)
		while (!rte_mcslock_trylock(&mcs, &me))
			rte_pause();
	else
		rte_mcslock_lock(&mcs, &me);
	bump();
	rte_mcslock_unlock(&mcs, &me);
}

static void
rw_write(int round)
{
	if (round % 4 == 0)
		while (rte_rwlock_write_trylock(&rw) != 0)
			rte_pause();
	else
		rte_rwlock_write_lock(&rw);
	bump();
	rte_rwlock_write_unlock(&rw);
}

static int
rw_read(void)
{
	int torn;

	rte_rwlock_read_lock(&rw);
	torn = counter != counter_twin;
	rte_rwlock_read_unlock(&rw);
	return torn;
}

static void
pf_write(int round)
{
	rte_pflock_write_lock(&pf);
	bump();
	rte_pflock_write_unlock(&pf);
}

static int
pf_read(void)
{
	int torn;

	rte_pflock_read_lock(&pf);
	torn = counter != counter_twin;
	rte_pflock_read_unlock(&pf);
	return torn;
}

static const struct lock {
	void (*write)(int round);
	int (*read)(void); /* 1: saw half of a write */
} locks[] = {
		{spin_write, NULL},
		{spin_rec_write, NULL},
		{ticket_write, NULL},
		{ticket_rec_write, NULL},
		{mcs_write, NULL},
		{rw_write, rw_read},
		{pf_write, pf_read},
};

static void *
contend(void *arg)
{
	const struct lock *lock = arg;
	uintptr_t torn = 0;

	for (int i = 0; i < ROUNDS; i++) {
		lock->write(i);
		if (lock->read != NULL)
			torn += (uintptr_t)lock->read();
	}
	return (void *)torn;
}

static void
test_contention(void **state)
{
	pthread_t threads[THREADS];
	void *torn;

	for (size_t i = 0; i < RTE_DIM(locks); i++) {
		counter = counter_twin = 0;
		for (int t = 0; t < THREADS; t++)
			assert_int_equal(
					pthread_create(&threads[t], NULL,
							contend,
							(void *)(uintptr_t)&locks
									[i]),
					0);
		for (int t = 0; t < THREADS; t++) {
			pthread_join(threads[t], &torn);
			assert_null(torn);
		}
		assert_int_equal(counter, THREADS * ROUNDS);
	}
}

/* --- Without contention ------------------------------------------------- */

static void
test_spinlock(void **state)
{
	rte_spinlock_t sl;

	rte_spinlock_init(&sl);
	assert_false(rte_spinlock_is_locked(&sl));
	assert_int_equal(rte_spinlock_trylock(&sl), 1);
	assert_int_equal(rte_spinlock_trylock(&sl), 0);
	assert_true(rte_spinlock_is_locked(&sl));
	rte_spinlock_unlock(&sl);
	rte_spinlock_lock_tm(&sl);
	assert_int_equal(rte_spinlock_trylock_tm(&sl), 0);
	rte_spinlock_unlock_tm(&sl);
	assert_false(rte_spinlock_is_locked(&sl));
	assert_int_equal(rte_tm_supported(), 0);
	assert_int_equal(rte_rtm_supported, 0);
	assert_int_equal(rte_try_tm(&sl.locked), 0);
}

/* Another thread's view of a recursive lock: 1 when it could take it. */
static void *
try_spin_rec(void *arg)
{
	rte_spinlock_recursive_t *slr = arg;

	if (!rte_spinlock_recursive_trylock(slr))
		return NULL;
	rte_spinlock_recursive_unlock(slr);
	return slr;
}

static void *
try_ticket_rec(void *arg)
{
	rte_ticketlock_recursive_t *tlr = arg;

	if (!rte_ticketlock_recursive_trylock(tlr))
		return NULL;
	rte_ticketlock_recursive_unlock(tlr);
	return tlr;
}

static void *
in_thread(void *(*fn)(void *), void *arg)
{
	pthread_t thread;
	void *result;

	assert_int_equal(pthread_create(&thread, NULL, fn, arg), 0);
	pthread_join(thread, &result);
	return result;
}

static void
test_spinlock_recursive(void **state)
{
	rte_spinlock_recursive_t slr;

	rte_spinlock_recursive_init(&slr);
	assert_int_equal(slr.user, -1);
	rte_spinlock_recursive_lock(&slr);
	assert_int_equal(rte_spinlock_recursive_trylock_tm(&slr), 1);
	assert_int_equal(slr.count, 2);
	assert_null(in_thread(try_spin_rec, &slr));
	rte_spinlock_recursive_unlock(&slr);
	assert_null(in_thread(try_spin_rec, &slr));
	rte_spinlock_recursive_unlock(&slr);
	assert_int_equal(slr.user, -1);
	assert_non_null(in_thread(try_spin_rec, &slr));
}

static void
test_ticketlock(void **state)
{
	rte_ticketlock_t tl;

	rte_ticketlock_init(&tl);
	/* the numbers wrap */
	tl.s.current = tl.s.next = UINT16_MAX;
	assert_int_equal(rte_ticketlock_trylock(&tl), 1);
	assert_int_equal(tl.s.next, 0);
	assert_int_equal(rte_ticketlock_trylock(&tl), 0);
	assert_true(rte_ticketlock_is_locked(&tl));
	rte_ticketlock_unlock(&tl);
	assert_int_equal(tl.s.current, 0);
	assert_false(rte_ticketlock_is_locked(&tl));
	rte_ticketlock_lock(&tl);
	rte_ticketlock_unlock(&tl);
	assert_false(rte_ticketlock_is_locked(&tl));
}

static void
test_ticketlock_recursive(void **state)
{
	rte_ticketlock_recursive_t tlr;

	rte_ticketlock_recursive_init(&tlr);
	assert_int_equal(tlr.user, TICKET_LOCK_INVALID_ID);
	assert_int_equal(rte_ticketlock_recursive_trylock(&tlr), 1);
	rte_ticketlock_recursive_lock(&tlr);
	assert_int_equal(tlr.count, 2);
	assert_null(in_thread(try_ticket_rec, &tlr));
	rte_ticketlock_recursive_unlock(&tlr);
	rte_ticketlock_recursive_unlock(&tlr);
	assert_int_equal(tlr.user, TICKET_LOCK_INVALID_ID);
	assert_non_null(in_thread(try_ticket_rec, &tlr));
}

static void
test_mcslock(void **state)
{
	rte_mcslock_t *msl = NULL, me, other;

	assert_false(rte_mcslock_is_locked(msl));
	rte_mcslock_lock(&msl, &me);
	assert_true(rte_mcslock_is_locked(msl));
	assert_int_equal(rte_mcslock_trylock(&msl, &other), 0);
	rte_mcslock_unlock(&msl, &me);
	assert_int_equal(rte_mcslock_trylock(&msl, &other), 1);
	rte_mcslock_unlock(&msl, &other);
	assert_null(msl);
}

static void
test_rwlock(void **state)
{
	rte_rwlock_t rwl;

	rte_rwlock_init(&rwl);
	rte_rwlock_read_lock_tm(&rwl);
	assert_int_equal(rte_rwlock_read_trylock(&rwl), 0);
	assert_int_equal(rwl.cnt, 2 * RTE_RWLOCK_READ);
	assert_int_equal(rte_rwlock_write_trylock(&rwl), -EBUSY);
	/* a writer that waits keeps readers out, not the ones inside */
	rwl.cnt |= RTE_RWLOCK_WAIT;
	assert_int_equal(rte_rwlock_read_trylock(&rwl), -EBUSY);
	rte_rwlock_read_unlock(&rwl);
	rte_rwlock_read_unlock_tm(&rwl);
	assert_int_equal(rwl.cnt, RTE_RWLOCK_WAIT);
	assert_int_equal(rte_rwlock_write_trylock(&rwl), 0);
	assert_int_equal(rwl.cnt, RTE_RWLOCK_WAIT | RTE_RWLOCK_WRITE);
	assert_int_equal(rte_rwlock_write_trylock(&rwl), -EBUSY);
	assert_int_equal(rte_rwlock_read_trylock(&rwl), -EBUSY);
	rte_rwlock_write_unlock(&rwl);
	rte_rwlock_write_lock_tm(&rwl);
	assert_int_equal(rwl.cnt, RTE_RWLOCK_WRITE);
	rte_rwlock_write_unlock_tm(&rwl);
	assert_int_equal(rwl.cnt, 0);
}

static void
test_pflock(void **state)
{
	struct rte_pflock p;

	rte_pflock_init(&p);
	rte_pflock_read_lock(&p);
	rte_pflock_read_lock(&p);
	assert_int_equal(p.rd.in, 2 * RTE_PFLOCK_RINC);
	rte_pflock_read_unlock(&p);
	rte_pflock_read_unlock(&p);
	rte_pflock_write_lock(&p);
	assert_int_equal(p.rd.in & RTE_PFLOCK_WBITS, RTE_PFLOCK_PRES);
	rte_pflock_write_unlock(&p);
	rte_pflock_write_lock(&p);
	assert_int_equal(p.rd.in & RTE_PFLOCK_WBITS,
			RTE_PFLOCK_PRES | RTE_PFLOCK_PHID);
	rte_pflock_write_unlock(&p);
	assert_int_equal(p.rd.in, p.rd.out);
	assert_int_equal(p.wr.in, p.wr.out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_spinlock),
			cmocka_unit_test(test_spinlock_recursive),
			cmocka_unit_test(test_ticketlock),
			cmocka_unit_test(test_ticketlock_recursive),
			cmocka_unit_test(test_mcslock),
			cmocka_unit_test(test_rwlock),
			cmocka_unit_test(test_pflock),
			cmocka_unit_test(test_contention),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
