/* SPDX-License-Identifier: BSD-3-Clause */
/* rte_thread_*: life, attributes, priority and CPUs, without any init. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rte_thread.h>

#include <cmocka.h>

static uint32_t
give_back(void *arg)
{
	return *(uint32_t *)arg;
}

static void
test_create_join(void **state)
{
	uint32_t in = 0xfffffff0, out = 0;
	rte_thread_t t;

	(void)state;
	assert_int_equal(rte_thread_create(&t, NULL, give_back, &in), 0);
	assert_false(rte_thread_equal(t, rte_thread_self()));
	assert_int_equal(rte_thread_join(t, &out), 0);
	assert_int_equal(out, in);
	assert_int_equal(rte_thread_create(&t, NULL, give_back, &in), 0);
	assert_int_equal(rte_thread_join(t, NULL), 0);
	assert_int_equal(rte_thread_create(NULL, NULL, give_back, &in), EINVAL);
	assert_int_equal(rte_thread_create(&t, NULL, NULL, &in), EINVAL);
	assert_true(rte_thread_equal(rte_thread_self(), rte_thread_self()));
}

static uint32_t
detach_self(void *arg)
{
	bool *ran = arg;
	int rc = rte_thread_detach(rte_thread_self());

	__atomic_store_n(ran, rc == 0, __ATOMIC_RELEASE);
	return 0;
}

static void
test_detach(void **state)
{
	static bool ran;
	rte_thread_t t;

	(void)state;
	assert_int_equal(rte_thread_create(&t, NULL, detach_self, &ran), 0);
	while (!__atomic_load_n(&ran, __ATOMIC_ACQUIRE))
		sched_yield();
}

static uint32_t
count_cpus(void *arg)
{
	rte_cpuset_t cpus;

	(void)arg;
	if (rte_thread_get_affinity_by_id(rte_thread_self(), &cpus) != 0)
		return 0;
	return (uint32_t)CPU_COUNT(&cpus);
}

static int
first_cpu(rte_cpuset_t *one)
{
	rte_cpuset_t all;
	int cpu = 0;

	sched_getaffinity(0, sizeof(all), &all);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(one);
	CPU_SET(cpu, one);
	return CPU_COUNT(&all);
}

static void
test_attr(void **state)
{
	rte_cpuset_t one, got, far;
	rte_thread_attr_t attr;
	rte_thread_t t;
	uint32_t n;
	int all = first_cpu(&one);

	(void)state;
	assert_int_equal(rte_thread_attr_init(&attr), 0);
	assert_int_equal(rte_thread_create(&t, &attr, count_cpus, NULL), 0);
	assert_int_equal(rte_thread_join(t, &n), 0);
	assert_int_equal(n, all);
	assert_int_equal(rte_thread_attr_set_affinity(&attr, &one), 0);
	assert_int_equal(rte_thread_attr_get_affinity(&attr, &got), 0);
	assert_true(CPU_EQUAL(&one, &got));
	assert_int_equal(rte_thread_create(&t, &attr, count_cpus, NULL), 0);
	assert_int_equal(rte_thread_join(t, &n), 0);
	assert_int_equal(n, 1);
	/* CPUs that are not there: no thread */
	CPU_ZERO(&far);
	CPU_SET(CPU_SETSIZE - 1, &far);
	assert_int_equal(rte_thread_attr_set_affinity(&attr, &far), 0);
	assert_int_equal(
			rte_thread_create(&t, &attr, count_cpus, NULL), EINVAL);
	assert_int_equal(rte_thread_attr_init(NULL), EINVAL);
	assert_int_equal(rte_thread_attr_set_affinity(NULL, &one), EINVAL);
	assert_int_equal(rte_thread_attr_set_affinity(&attr, NULL), EINVAL);
	assert_int_equal(rte_thread_attr_get_affinity(NULL, &one), EINVAL);
	assert_int_equal(rte_thread_attr_get_affinity(&attr, NULL), EINVAL);
	assert_int_equal(rte_thread_attr_set_priority(
					 NULL, RTE_THREAD_PRIORITY_NORMAL),
			EINVAL);
}

static void
test_priority(void **state)
{
	enum rte_thread_priority now = RTE_THREAD_PRIORITY_REALTIME_CRITICAL;
	rte_thread_attr_t attr;
	rte_thread_t t;
	int rc;

	(void)state;
	assert_int_equal(rte_thread_get_priority(rte_thread_self(), &now), 0);
	assert_int_equal(now, RTE_THREAD_PRIORITY_NORMAL);
	assert_int_equal(rte_thread_get_priority(rte_thread_self(), NULL),
			EINVAL);
	assert_int_equal(rte_thread_set_priority(rte_thread_self(),
					 (enum rte_thread_priority)7),
			EINVAL);
	assert_int_equal(rte_thread_set_priority(rte_thread_self(),
					 RTE_THREAD_PRIORITY_NORMAL),
			0);
	rte_thread_attr_init(&attr);
	assert_int_equal(rte_thread_attr_set_priority(
					 &attr, (enum rte_thread_priority)7),
			0);
	assert_int_equal(
			rte_thread_create(&t, &attr, count_cpus, NULL), EINVAL);
	/* needs a privilege, so that both outcomes are right */
	rte_thread_attr_set_priority(
			&attr, RTE_THREAD_PRIORITY_REALTIME_CRITICAL);
	rc = rte_thread_create(&t, &attr, count_cpus, NULL);
	assert_true(rc == 0 || rc == EPERM);
	if (rc == 0)
		assert_int_equal(rte_thread_join(t, NULL), 0);
}

static void
test_affinity_by_id(void **state)
{
	rte_cpuset_t before, one, now;

	(void)state;
	first_cpu(&one);
	assert_int_equal(rte_thread_get_affinity_by_id(
					 rte_thread_self(), &before),
			0);
	assert_int_equal(rte_thread_set_affinity_by_id(rte_thread_self(), &one),
			0);
	assert_int_equal(rte_thread_get_affinity_by_id(rte_thread_self(), &now),
			0);
	assert_true(CPU_EQUAL(&one, &now));
	assert_int_equal(rte_thread_set_affinity_by_id(
					 rte_thread_self(), &before),
			0);
	assert_int_equal(rte_thread_set_affinity_by_id(rte_thread_self(), NULL),
			EINVAL);
	assert_int_equal(rte_thread_get_affinity_by_id(rte_thread_self(), NULL),
			EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_create_join),
			cmocka_unit_test(test_detach),
			cmocka_unit_test(test_attr),
			cmocka_unit_test(test_priority),
			cmocka_unit_test(test_affinity_by_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
