/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Handing functions to workers: results, states, order of memory, refusals,
 * that idle workers sleep, and that cleanup waits for them or changes nothing.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_launch.h>
#include <rte_lcore.h>

#include "bufplane.h"
#include "process/lcore.h"

#include <cmocka.h>

#define ROUNDS 1000

static int
setup(void **state)
{
	struct bp_config c = {.size = sizeof(c),
			.no_huge = true,
			.in_memory = true,
			.lcores = "(0-3)@0"};

	(void)state;
	return bp_init(&c);
}

static int
teardown(void **state)
{
	(void)state;
	return rte_eal_cleanup();
}

static int
my_id(void *arg)
{
	(void)arg;
	return 42 + (int)rte_lcore_id();
}

static void
test_results(void **state)
{
	unsigned int id;

	(void)state;
	assert_int_equal(rte_eal_wait_lcore(1), 0);
	assert_int_equal(rte_eal_remote_launch(my_id, NULL, 2), 0);
	assert_int_equal(rte_eal_wait_lcore(2), 44);
	assert_int_equal(rte_eal_get_lcore_state(2), WAIT);
	assert_int_equal(rte_eal_wait_lcore(2), 44);
	assert_int_equal(rte_eal_mp_remote_launch(my_id, NULL, SKIP_MAIN), 0);
	rte_eal_mp_wait_lcore();
	assert_int_equal(rte_eal_wait_lcore(0), 0);
	assert_int_equal(rte_eal_mp_remote_launch(my_id, NULL, CALL_MAIN), 0);
	RTE_LCORE_FOREACH (id) {
		assert_int_equal(rte_eal_wait_lcore(id), 42 + id);
	}
}

static void
test_refusals(void **state)
{
	(void)state;
	assert_int_equal(rte_eal_remote_launch(my_id, NULL, 0), -EINVAL);
	assert_int_equal(rte_eal_remote_launch(my_id, NULL, 9), -EINVAL);
	assert_int_equal(rte_eal_remote_launch(my_id, NULL, RTE_MAX_LCORE),
			-EINVAL);
	assert_int_equal(rte_eal_remote_launch(NULL, NULL, 1), -EINVAL);
	assert_int_equal(rte_eal_mp_remote_launch(NULL, NULL, CALL_MAIN),
			-EINVAL);
	assert_int_equal(rte_eal_get_lcore_state(RTE_MAX_LCORE), WAIT);
	assert_int_equal(rte_eal_wait_lcore(RTE_MAX_LCORE), 0);
}

static int
until_set(void *arg)
{
	while (!__atomic_load_n((bool *)arg, __ATOMIC_ACQUIRE))
		usleep(100);
	return 1;
}

static void
test_busy(void **state)
{
	bool go = false;

	(void)state;
	assert_int_equal(rte_eal_remote_launch(until_set, &go, 3), 0);
	assert_int_equal(rte_eal_get_lcore_state(3), RUNNING);
	assert_int_equal(rte_eal_remote_launch(my_id, NULL, 3), -EBUSY);
	assert_int_equal(rte_eal_mp_remote_launch(my_id, NULL, CALL_MAIN),
			-EBUSY);
	/* none of the others was started */
	assert_int_equal(rte_eal_get_lcore_state(1), WAIT);
	__atomic_store_n(&go, true, __ATOMIC_RELEASE);
	assert_int_equal(rte_eal_wait_lcore(3), 1);
}

static int
add_one(void *arg)
{
	return (*(int *)arg)++;
}

/* Plain memory goes to the worker and back with each round. */
static void
test_memory_order(void **state)
{
	int value = 0;
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		value++;
		assert_int_equal(rte_eal_remote_launch(add_one, &value,
						 1 + (unsigned int)i % 3),
				0);
		assert_int_equal(rte_eal_wait_lcore(1 + (unsigned int)i % 3),
				2 * i + 1);
		assert_int_equal(value, 2 * i + 2);
	}
}

static double
cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
test_idle_workers_sleep(void **state)
{
	double before;

	(void)state;
	usleep(20000);
	before = cpu_seconds();
	usleep(100000);
	assert_true(cpu_seconds() - before < 0.05);
}

static void
test_cleanup_waits(void **state)
{
	bool go = true;

	(void)state;
	assert_int_equal(rte_eal_remote_launch(until_set, &go, 1), 0);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(setup(NULL), 0);
}

static void
test_cleanup_busy(void **state)
{
	bool go = false;

	(void)state;
	worker_patience_ms = 100;
	assert_int_equal(rte_eal_remote_launch(until_set, &go, 2), 0);
	assert_int_equal(rte_eal_cleanup(), -EBUSY);
	assert_int_equal(rte_errno, EBUSY);
	/* nothing is undone: the others still work */
	assert_int_equal(rte_lcore_count(), 4);
	assert_int_equal(rte_eal_remote_launch(my_id, NULL, 1), 0);
	assert_int_equal(rte_eal_wait_lcore(1), 43);
	assert_int_equal(rte_eal_remote_launch(my_id, NULL, 3), 0);
	assert_int_equal(rte_eal_wait_lcore(3), 45);
	__atomic_store_n(&go, true, __ATOMIC_RELEASE);
	assert_int_equal(rte_eal_wait_lcore(2), 1);
}

static int
cleanup_from_worker(void *arg)
{
	(void)arg;
	return rte_eal_cleanup();
}

static void
test_cleanup_by_worker(void **state)
{
	(void)state;
	assert_int_equal(
			rte_eal_remote_launch(cleanup_from_worker, NULL, 1), 0);
	assert_int_equal(rte_eal_wait_lcore(1), -EBUSY);
	assert_int_equal(rte_eal_mp_remote_launch(my_id, NULL, CALL_MAIN), 0);
	rte_eal_mp_wait_lcore();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_results),
			cmocka_unit_test(test_refusals),
			cmocka_unit_test(test_busy),
			cmocka_unit_test(test_memory_order),
			cmocka_unit_test(test_idle_workers_sleep),
			cmocka_unit_test(test_cleanup_waits),
			cmocka_unit_test(test_cleanup_busy),
			cmocka_unit_test(test_cleanup_by_worker),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
