/* SPDX-License-Identifier: BSD-3-Clause */
/* Alarms: when, in which order, how often, and how they are taken back. */
#include <time.h>

#include <rte_alarm.h>

#include "intr_util.h"

#define ANY    ((void *)-1)
#define SECOND 1000000

static int rung, last, entered, seen_rc, seen_errno;
static uint64_t rung_at;
static int gate[2]; /* a pipe: slow() waits for a byte */

static uint64_t
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec / 1000;
}

static int
reset(void **state)
{
	rung = last = entered = 0;
	return pipe(gate);
}

static int
reset_end(void **state)
{
	close(gate[0]);
	close(gate[1]);
	return 0;
}

static void
ring(void *arg)
{
	rung_at = now_us();
	last = last % 100 * 10 + (int)(intptr_t)arg;
	count(&rung);
}

static void
slow(void *arg)
{
	char c;

	count(&entered);
	assert_int_equal(read(gate[0], &c, 1), 1);
	count(&rung);
}

static void
check_cancel(rte_eal_alarm_callback cb, void *arg, int n, int error)
{
	rte_errno = 0;
	assert_int_equal(rte_eal_alarm_cancel(cb, arg), n);
	assert_int_equal(rte_errno, error);
}

static void
refused(void **state)
{
	assert_int_equal(rte_eal_alarm_set(0, ring, NULL), -EINVAL);
	assert_int_equal(rte_eal_alarm_set(1, NULL, NULL), -EINVAL);
	assert_int_equal(rte_eal_alarm_set(UINT64_MAX, ring, NULL), -EINVAL);
	assert_int_equal(rte_eal_alarm_set(UINT64_MAX - SECOND + 1, ring, NULL),
			-EINVAL);
	check_cancel(NULL, NULL, -1, EINVAL);
	check_cancel(ring, ANY, 0, ENOENT);
}

static void
far_away(void **state)
{
	assert_int_equal(rte_eal_alarm_set(UINT64_MAX - SECOND, ring, NULL), 0);
	assert_int_equal(rte_eal_alarm_set(UINT64_MAX / 2, ring, NULL), 0);
	assert_int_equal(rte_eal_alarm_set(1, ring, (void *)3), 0);
	wait_count(&rung, 1);
	check_cancel(ring, NULL, 2, 0);
}

static void
never_early(void **state)
{
	uint64_t from;
	int i;

	for (i = 1; i <= 20; i++) {
		from = now_us();
		assert_int_equal(rte_eal_alarm_set(1000, ring, NULL), 0);
		wait_count(&rung, i);
		assert_true(rung_at - from >= 1000);
	}
	check_cancel(ring, ANY, 0, ENOENT);
}

static void
in_order(void **state)
{
	assert_int_equal(rte_eal_alarm_set(60000, ring, (void *)3), 0);
	assert_int_equal(rte_eal_alarm_set(20000, ring, (void *)1), 0);
	assert_int_equal(rte_eal_alarm_set(40000, ring, (void *)2), 0);
	wait_count(&rung, 3);
	assert_int_equal(last, 123);
}

static void
cancelled(void **state)
{
	int i;

	for (i = 0; i < 6; i++)
		assert_int_equal(rte_eal_alarm_set(SECOND * 100, ring,
						 (void *)(intptr_t)(i % 3)),
				0);
	check_cancel(slow, ANY, 0, ENOENT);
	check_cancel(ring, (void *)1, 2, 0);
	check_cancel(ring, (void *)1, 0, ENOENT);
	check_cancel(ring, ANY, 4, 0);
	check_cancel(ring, ANY, 0, ENOENT);
	assert_int_equal(rung, 0);
}

/* From its own function an alarm cannot be cancelled, others can. */
static void
cancel_itself(void *arg)
{
	rte_errno = 0;
	seen_rc = rte_eal_alarm_cancel(cancel_itself, ANY);
	seen_errno = rte_errno;
	assert_int_equal(rte_eal_alarm_cancel(ring, ANY), 1);
	assert_true(rte_thread_is_intr());
	count(&rung);
}

static void
cancelled_by_alarms(void **state)
{
	assert_int_equal(rte_eal_alarm_set(SECOND * 100, ring, NULL), 0);
	assert_int_equal(rte_eal_alarm_set(1, cancel_itself, NULL), 0);
	wait_count(&rung, 1);
	assert_int_equal(seen_rc, 0);
	assert_int_equal(seen_errno, EINPROGRESS);
	assert_int_equal(rte_eal_alarm_set(SECOND * 100, ring, NULL), 0);
	assert_int_equal(
			rte_eal_alarm_set(SECOND * 100, cancel_itself, ANY), 0);
	assert_int_equal(rte_eal_alarm_set(1, cancel_itself, NULL), 0);
	wait_count(&rung, 2);
	assert_int_equal(seen_rc, 1);
	assert_int_equal(seen_errno, EINPROGRESS);
	assert_false(rte_thread_is_intr());
}

static void *
let_go(void *arg)
{
	usleep(20000);
	assert_int_equal(write(gate[1], "x", 1), 1);
	return NULL;
}

static void
cancel_waits(void **state)
{
	pthread_t t;

	assert_int_equal(rte_eal_alarm_set(1, slow, NULL), 0);
	wait_count(&entered, 1);
	/* Others do not have to wait. */
	assert_int_equal(rte_eal_alarm_set(SECOND, ring, NULL), 0);
	check_cancel(ring, NULL, 1, 0);
	assert_int_equal(rung, 0);
	assert_int_equal(pthread_create(&t, NULL, let_go, NULL), 0);
	check_cancel(slow, NULL, 0, ENOENT);
	assert_int_equal(rung, 1);
	pthread_join(t, NULL);
}

static void
again(void *arg)
{
	count(&rung);
	assert_int_equal(rte_eal_alarm_set(1, again, arg), 0);
}

/* One that sets itself again does not starve others, and can be ended. */
static void
sets_itself(void **state)
{
	int n;

	assert_int_equal(rte_eal_alarm_set(1, again, NULL), 0);
	while (counted(&rung) < 100)
		usleep(1000);
	assert_int_equal(rte_eal_alarm_set(1, slow, NULL), 0);
	assert_int_equal(write(gate[1], "x", 1), 1);
	wait_count(&entered, 1);
	assert_true(rte_eal_alarm_cancel(again, NULL) <= 1);
	n = counted(&rung);
	usleep(5000);
	assert_int_equal(counted(&rung), n);
	check_cancel(again, NULL, 0, ENOENT);
}

static void *
set_and_cancel(void *arg)
{
	intptr_t i;

	for (i = 0; i < 300; i++) {
		assert_int_equal(rte_eal_alarm_set((uint64_t)(i % 7 + 1) * 20,
						 ring, arg),
				0);
		if (i % 3 == 0)
			__atomic_add_fetch(&entered,
					rte_eal_alarm_cancel(ring, arg),
					__ATOMIC_SEQ_CST);
	}
	return NULL;
}

/* Each rings or is cancelled, exactly once. */
static void
many_threads(void **state)
{
	pthread_t t[4];
	intptr_t i;

	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&t[i], NULL, set_and_cancel,
						 (void *)(i + 1)),
				0);
	for (i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	for (i = 0; i < 5000 && counted(&rung) + counted(&entered) < 1200; i++)
		usleep(1000);
	assert_int_equal(counted(&rung) + counted(&entered), 1200);
	check_cancel(ring, ANY, 0, ENOENT);
}

/* Without the library nothing rings; cleanup forgets what is set. */
static void
only_while_it_runs(void **state)
{
	assert_int_equal(rte_eal_alarm_set(20000, ring, NULL), 0);
	assert_int_equal(stop(NULL), 0);
	rte_errno = 0;
	assert_int_equal(rte_eal_alarm_set(1, ring, NULL), -1);
	assert_int_equal(rte_errno, EINVAL);
	check_cancel(ring, ANY, 0, ENOENT);
	usleep(30000);
	assert_int_equal(start(NULL), 0);
	check_cancel(ring, ANY, 0, ENOENT);
	assert_int_equal(rung, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, reset, reset_end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(refused),
			TEST(far_away),
			TEST(never_early),
			TEST(in_order),
			TEST(cancelled),
			TEST(cancelled_by_alarms),
			TEST(cancel_waits),
			TEST(sets_itself),
			TEST(many_threads),
			TEST(only_while_it_runs),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
