/* SPDX-License-Identifier: BSD-3-Clause */
/* Control threads: where they run, what they are called, who they are. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_lcore.h>

#include "bufplane.h"

#include <cmocka.h>

struct seen {
	char name[RTE_MAX_THREAD_NAME_LEN];
	rte_cpuset_t cpus;
	unsigned int id;
	int tid;
	sem_t done;
};

static void *
look(void *arg)
{
	struct seen *s = arg;

	rte_thread_getname(pthread_self(), s->name, sizeof(s->name));
	sched_getaffinity(0, sizeof(s->cpus), &s->cpus);
	s->id = rte_lcore_id();
	s->tid = rte_gettid();
	sem_post(&s->done);
	return arg;
}

static void
run(struct seen *s, const char *name)
{
	pthread_t t;
	void *result;

	memset(s, 0, sizeof(*s));
	sem_init(&s->done, 0, 0);
	assert_int_equal(rte_ctrl_thread_create(&t, name, NULL, look, s), 0);
	assert_int_equal(pthread_join(t, &result), 0);
	assert_ptr_equal(result, s);
	sem_destroy(&s->done);
}

static void
test_before_init(void **state)
{
	struct seen s;
	rte_cpuset_t mine;

	(void)state;
	run(&s, "a-very-long-name-indeed");
	assert_string_equal(s.name, "a-very-long-nam");
	assert_int_equal(s.id, LCORE_ID_ANY);
	assert_int_not_equal(s.tid, rte_gettid());
	assert_int_equal(rte_gettid(), getpid());
	assert_int_equal(rte_sys_gettid(), getpid());
	sched_getaffinity(0, sizeof(mine), &mine);
	assert_true(CPU_EQUAL(&mine, &s.cpus));
	run(&s, NULL);
}

static void
test_off_lcores(void **state)
{
	struct bp_config c = {.size = sizeof(c),
			.no_huge = true,
			.in_memory = true,
			.lcores = "0@0"};
	rte_cpuset_t all, left;
	struct seen s;

	(void)state;
	sched_getaffinity(0, sizeof(all), &all);
	if (!CPU_ISSET(0, &all))
		skip();
	left = all;
	CPU_CLR(0, &left);
	if (CPU_COUNT(&left) == 0)
		left = all;
	assert_int_equal(bp_init(&c), 0);
	run(&s, "ctrl");
	assert_true(CPU_EQUAL(&s.cpus, &left));
	assert_int_equal(s.id, LCORE_ID_ANY);
	assert_int_equal(rte_eal_cleanup(), 0);
	/* lcores everywhere: beside the main one */
	c.lcores = NULL;
	assert_int_equal(bp_init(&c), 0);
	run(&s, "ctrl");
	assert_true(CPU_EQUAL(&s.cpus, &all));
	assert_int_equal(rte_eal_cleanup(), 0);
}

static void
test_detached(void **state)
{
	static struct seen s;
	pthread_attr_t attr;
	pthread_t t;

	(void)state;
	sem_init(&s.done, 0, 0);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	assert_int_equal(
			rte_ctrl_thread_create(&t, "gone", &attr, look, &s), 0);
	sem_wait(&s.done);
	assert_string_equal(s.name, "gone");
	pthread_attr_destroy(&attr);
}

static void
test_refusals(void **state)
{
	char name[RTE_MAX_THREAD_NAME_LEN];
	pthread_t t;

	(void)state;
	assert_int_equal(rte_ctrl_thread_create(NULL, "x", NULL, look, NULL),
			-EINVAL);
	assert_int_equal(rte_ctrl_thread_create(&t, "x", NULL, NULL, NULL),
			-EINVAL);
	assert_int_equal(rte_thread_setname(pthread_self(), NULL), -EINVAL);
	assert_int_equal(rte_thread_setname(pthread_self(), "short"), 0);
	assert_int_equal(rte_thread_getname(pthread_self(), name, 16), 0);
	assert_string_equal(name, "short");
	assert_int_equal(rte_thread_getname(pthread_self(), name, 3), -ERANGE);
	assert_int_equal(rte_thread_getname(pthread_self(), NULL, 16), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_before_init),
			cmocka_unit_test(test_off_lcores),
			cmocka_unit_test(test_detached),
			cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
