/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of lcores: what each question answers before init, for a map
 * with gaps and more lcores than CPUs, for registered threads, and after
 * cleanup; callbacks, and threads that end without a word.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_memory.h>

#include "eal.h"
#include "process/lcore.h"

#include <cmocka.h>

static void
start(const char *text)
{
	struct bp_config c = {
			.size = sizeof(c), .no_huge = true, .in_memory = true};

	c.lcores = text;
	assert_int_equal(bp_init(&c), 0);
}

static void
stop(void)
{
	assert_int_equal(rte_eal_cleanup(), 0);
}

static void
test_down(void **state)
{
	(void)state;
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
	assert_int_equal(rte_lcore_count(), 0);
	assert_int_equal(rte_get_main_lcore(), 0);
	assert_int_equal(rte_lcore_index(-1), -1);
	assert_int_equal(rte_lcore_index(0), -1);
	assert_int_equal(rte_lcore_to_cpu_id(0), -1);
	assert_int_equal(rte_lcore_to_socket_id(0), 0);
	assert_int_equal(rte_socket_id(), (unsigned int)SOCKET_ID_ANY);
	assert_int_equal(rte_eal_lcore_role(0), ROLE_OFF);
	assert_int_equal(rte_eal_lcore_role(RTE_MAX_LCORE), ROLE_OFF);
	assert_int_equal(rte_lcore_is_enabled(0), 0);
	assert_int_equal(rte_get_next_lcore(-1, 0, 0), RTE_MAX_LCORE);
	assert_int_equal(rte_get_next_lcore(-1, 0, 1), RTE_MAX_LCORE);
	assert_int_equal(rte_thread_register(), -1);
	assert_int_equal(rte_errno, EINVAL);
	rte_thread_unregister();
}

static void
test_map_with_gaps(void **state)
{
	unsigned int id, n = 0;
	rte_cpuset_t cpus;

	(void)state;
	start("(1,5,7)@0");
	assert_int_equal(rte_lcore_count(), 3);
	assert_int_equal(rte_get_main_lcore(), 1);
	assert_int_equal(rte_lcore_id(), 1);
	assert_int_equal(rte_lcore_index(-1), 0);
	assert_int_equal(rte_lcore_index(5), 1);
	assert_int_equal(rte_lcore_index(7), 2);
	assert_int_equal(rte_lcore_index(6), -1);
	assert_int_equal(rte_lcore_index(RTE_MAX_LCORE), -1);
	assert_int_equal(rte_lcore_to_cpu_id(5), 0);
	assert_int_equal(rte_lcore_to_cpu_id(-1), 0);
	assert_int_equal(rte_lcore_to_cpu_id(RTE_MAX_LCORE), -1);
	assert_int_equal(rte_lcore_has_role(5, ROLE_RTE), 1);
	assert_int_equal(rte_lcore_has_role(6, ROLE_RTE), 0);
	assert_int_equal(rte_lcore_has_role(6, ROLE_OFF), 1);
	assert_int_equal(rte_lcore_has_role(RTE_MAX_LCORE, ROLE_OFF), 0);
	cpus = rte_lcore_cpuset(7);
	assert_int_equal(CPU_COUNT(&cpus), 1);
	cpus = rte_lcore_cpuset(RTE_MAX_LCORE);
	assert_int_equal(CPU_COUNT(&cpus), 0);
	assert_int_equal(rte_lcore_to_socket_id(5), rte_socket_id());
	RTE_LCORE_FOREACH (id)
		n++;
	assert_int_equal(n, 3);
	n = 0;
	RTE_LCORE_FOREACH_WORKER (id)
		n += id;
	assert_int_equal(n, 12);
	assert_int_equal(rte_get_next_lcore(7, 0, 1), 1);
	assert_int_equal(rte_get_next_lcore(7, 1, 1), 5);
	assert_int_equal(rte_get_next_lcore(7, 0, 0), RTE_MAX_LCORE);
	assert_true(rte_socket_count() >= 1);
	assert_true(rte_socket_id_by_idx(0) >= 0);
	assert_int_equal(rte_socket_id_by_idx(rte_socket_count()), -1);
	assert_int_equal(rte_errno, EINVAL);
	stop();
	test_down(NULL);
}

static void
test_alone(void **state)
{
	rte_cpuset_t before, now;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	start(NULL);
	assert_int_equal(rte_lcore_count(), 1);
	assert_int_equal(rte_lcore_id(), 0);
	assert_int_equal(rte_get_next_lcore(-1, 1, 1), RTE_MAX_LCORE);
	sched_getaffinity(0, sizeof(now), &now);
	assert_true(CPU_EQUAL(&before, &now));
	stop();
}

static void
test_main_lcore(void **state)
{
	struct bp_config c = {.size = sizeof(c),
			.in_memory = true,
			.lcores = "(0-3)@0",
			.main_lcore_plus1 = 3};

	(void)state;
	assert_int_equal(bp_init(&c), 0);
	assert_int_equal(rte_get_main_lcore(), 2);
	assert_int_equal(rte_lcore_id(), 2);
	assert_int_equal(rte_get_next_lcore(1, 1, 0), 3);
	stop();
	c.main_lcore_plus1 = 5;
	assert_int_equal(bp_init(&c), -EINVAL);
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
}

static void
test_affinity(void **state)
{
	struct bp_config c = {.size = sizeof(c),
			.in_memory = true,
			.lcores = "0@0",
			.affinity = BP_AFFINITY_KEEP};
	rte_cpuset_t before, now, noted;

	(void)state;
	sched_getaffinity(0, sizeof(before), &before);
	if (!CPU_ISSET(0, &before) || CPU_COUNT(&before) < 2)
		skip();
	start("0@0");
	sched_getaffinity(0, sizeof(now), &now);
	assert_int_equal(CPU_COUNT(&now), 1);
	rte_thread_get_affinity(&noted);
	assert_true(CPU_EQUAL(&noted, &now));
	stop();
	sched_getaffinity(0, sizeof(now), &now);
	assert_true(CPU_EQUAL(&before, &now));
	assert_int_equal(bp_init(&c), 0);
	sched_getaffinity(0, sizeof(now), &now);
	assert_true(CPU_EQUAL(&before, &now));
	noted = rte_lcore_cpuset(0);
	assert_true(CPU_EQUAL(&before, &noted));
	stop();
}

static void
test_set_affinity(void **state)
{
	rte_cpuset_t all, none, now;

	(void)state;
	sched_getaffinity(0, sizeof(all), &all);
	CPU_ZERO(&none);
	start("0@0");
	assert_int_equal(rte_thread_set_affinity(&all), 0);
	now = rte_lcore_cpuset(0);
	assert_true(CPU_EQUAL(&now, &all));
	assert_int_equal(rte_thread_set_affinity(&none), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_thread_set_affinity(NULL), -1);
	rte_thread_get_affinity(&now);
	assert_true(CPU_EQUAL(&now, &all));
	stop();
	assert_int_equal(rte_thread_set_affinity(&all), 0);
}

struct events {
	unsigned int came[RTE_MAX_LCORE];
	unsigned int went[RTE_MAX_LCORE];
	unsigned int refuse; /* this lcore */
};

static int
came(unsigned int id, void *arg)
{
	struct events *e = arg;

	e->came[id]++;
	return id == e->refuse ? -1 : 0;
}

static void
went(unsigned int id, void *arg)
{
	((struct events *)arg)->went[id]++;
}

static void *
register_twice(void *arg)
{
	unsigned int before = rte_lcore_count();
	rte_cpuset_t cpus;

	(void)arg;
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
	assert_int_equal(rte_thread_register(), 0);
	assert_int_equal(rte_lcore_id(), 1);
	assert_int_equal(rte_thread_register(), 0);
	assert_int_equal(rte_lcore_id(), 1);
	assert_int_equal(rte_lcore_count(), before + 1);
	assert_int_equal(rte_eal_lcore_role(1), ROLE_NON_EAL);
	assert_int_equal(rte_lcore_is_enabled(1), 0);
	assert_int_equal(rte_lcore_index(-1), -1);
	cpus = rte_lcore_cpuset(1);
	assert_true(CPU_COUNT(&cpus) > 0);
	rte_thread_unregister();
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
	assert_int_equal(rte_lcore_count(), before);
	rte_thread_unregister();
	return NULL;
}

static void *
register_and_end(void *arg)
{
	(void)arg;
	assert_int_equal(rte_thread_register(), 0);
	return NULL;
}

static void *
register_refused(void *arg)
{
	(void)arg;
	assert_int_equal(rte_thread_register(), -1);
	assert_int_equal(rte_errno, ENOMEM);
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
	return NULL;
}

static void
in_thread(void *(*f)(void *))
{
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, f, NULL), 0);
	assert_int_equal(pthread_join(t, NULL), 0);
}

static void
test_register(void **state)
{
	(void)state;
	start("0@0");
	in_thread(register_twice);
	/* a thread that ends gives its id back */
	in_thread(register_and_end);
	assert_int_equal(rte_lcore_count(), 1);
	assert_int_equal(rte_eal_lcore_role(1), ROLE_OFF);
	in_thread(register_twice);
	/* the main lcore stays what it is */
	assert_int_equal(rte_thread_register(), 0);
	rte_thread_unregister();
	assert_int_equal(rte_lcore_id(), 0);
	stop();
}

static void
test_register_full(void **state)
{
	char text[32];

	(void)state;
	/* a map without gaps for threads; workers are not needed to fill it */
	snprintf(text, sizeof(text), "(0-%d)@0", RTE_MAX_LCORE - 1);
	start(text);
	assert_int_equal(rte_lcore_count(), RTE_MAX_LCORE);
	in_thread(register_refused);
	stop();
}

static pthread_barrier_t barrier;

static void *
register_past_cleanup(void *arg)
{
	(void)arg;
	assert_int_equal(rte_thread_register(), 0);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier); /* cleanup and a new init */
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
	rte_thread_unregister();
	assert_int_equal(rte_eal_lcore_role(1), ROLE_RTE);
	return NULL;
}

static void
test_registered_past_cleanup(void **state)
{
	pthread_t t;

	(void)state;
	pthread_barrier_init(&barrier, NULL, 2);
	start("0@0");
	pthread_create(&t, NULL, register_past_cleanup, NULL);
	pthread_barrier_wait(&barrier);
	assert_int_equal(rte_lcore_count(), 2);
	stop();
	start("(0,1)@0");
	pthread_barrier_wait(&barrier);
	pthread_join(t, NULL);
	assert_int_equal(rte_lcore_count(), 2);
	stop();
	pthread_barrier_destroy(&barrier);
}

static void
test_callbacks(void **state)
{
	struct events e = {.refuse = LCORE_ID_ANY};
	void *handle;

	(void)state;
	start("(0,5)@0");
	handle = rte_lcore_callback_register("test", came, went, &e);
	assert_non_null(handle);
	assert_int_equal(e.came[0], 1);
	assert_int_equal(e.came[5], 1);
	in_thread(register_and_end);
	assert_int_equal(e.came[1], 1);
	assert_int_equal(e.went[1], 1);
	e.refuse = 1;
	in_thread(register_refused);
	assert_int_equal(e.came[1], 2);
	assert_int_equal(e.went[1], 1);
	stop();
	assert_int_equal(e.went[0], 1);
	assert_int_equal(e.went[5], 1);
	start("(0,2)@0");
	assert_int_equal(e.came[0], 2);
	assert_int_equal(e.came[2], 1);
	rte_lcore_callback_unregister(handle);
	assert_int_equal(e.went[0], 2);
	assert_int_equal(e.went[2], 1);
	rte_lcore_callback_unregister(NULL);
	handle = rte_lcore_callback_register("none", NULL, NULL, NULL);
	assert_non_null(handle);
	rte_lcore_callback_unregister(handle);
	assert_null(rte_lcore_callback_register(NULL, came, went, &e));
	e.refuse = 2;
	assert_null(rte_lcore_callback_register("no", came, went, &e));
	assert_int_equal(e.went[0], 3);
	assert_int_equal(e.went[2], 1);
	stop();
	assert_int_equal(e.went[0], 3);
}

static void
test_init_refused_by_callback(void **state)
{
	struct bp_config c = {.size = sizeof(c),
			.in_memory = true,
			.lcores = "(0,3)@0"};
	struct events e = {.refuse = 3};
	void *handle;

	(void)state;
	handle = rte_lcore_callback_register("test", came, went, &e);
	assert_int_equal(bp_init(&c), -ECANCELED);
	assert_int_equal(e.came[0], 1);
	assert_int_equal(e.went[0], 1);
	assert_int_equal(e.went[3], 0);
	assert_int_equal(rte_lcore_count(), 0);
	rte_lcore_callback_unregister(handle);
	start("0@0");
	stop();
}

static int
visit(unsigned int id, void *arg)
{
	unsigned int *sum = arg;

	*sum = *sum * 10 + id;
	return id == 5 ? 7 : 0;
}

static void
test_iterate_and_dump(void **state)
{
	unsigned int sum = 0;
	char *text = NULL;
	size_t len;
	FILE *f;

	(void)state;
	start("(1,5,7)@0");
	assert_int_equal(rte_lcore_iterate(visit, &sum), 7);
	assert_int_equal(sum, 15);
	f = open_memstream(&text, &len);
	rte_lcore_dump(f);
	fclose(f);
	assert_non_null(strstr(
			text, "lcore 5, socket 0, role RTE, cpuset 0\n"));
	free(text);
	rte_lcore_dump(NULL);
	stop();
}

static void *
cleanup_here(void *arg)
{
	(void)arg;
	stop();
	return NULL;
}

static void *
init_here(void *arg)
{
	(void)arg;
	start("0@0");
	return NULL;
}

/* Init and cleanup in different threads, the first of which may have ended. */
static void
test_other_threads(void **state)
{
	rte_cpuset_t before, now;

	(void)state;
	sched_getaffinity(0, sizeof(before), &before);
	start("0@0");
	in_thread(cleanup_here);
	assert_int_equal(rte_lcore_id(), LCORE_ID_ANY);
	sched_getaffinity(0, sizeof(now), &now);
	assert_true(CPU_EQUAL(&before, &now));
	in_thread(init_here);
	assert_int_equal(rte_lcore_count(), 1);
	stop();
	start("0@0");
	stop();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_down),
			cmocka_unit_test(test_map_with_gaps),
			cmocka_unit_test(test_alone),
			cmocka_unit_test(test_main_lcore),
			cmocka_unit_test(test_affinity),
			cmocka_unit_test(test_set_affinity),
			cmocka_unit_test(test_register),
			cmocka_unit_test(test_register_full),
			cmocka_unit_test(test_registered_past_cleanup),
			cmocka_unit_test(test_callbacks),
			cmocka_unit_test(test_init_refused_by_callback),
			cmocka_unit_test(test_iterate_and_dump),
			cmocka_unit_test(test_other_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
