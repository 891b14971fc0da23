/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_thread_*: threads with a priority and a set of CPUs. An rte_thread_t
 * holds a pthread_t. A new thread applies its own attributes and reports to
 * its creator before the function runs, so that creation fails as a whole.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stddef.h>

#include <rte_common.h>
#include <rte_thread.h>

#include "bufplane_export.h"

_Static_assert(sizeof(pthread_t) <= sizeof(uintptr_t), "fits");
_Static_assert(sizeof(rte_thread_t) == 8, "as 22.11");
_Static_assert(sizeof(rte_thread_attr_t) == 136, "as 22.11");
_Static_assert(offsetof(rte_thread_attr_t, cpuset) == 8, "as 22.11");

/* Lives in the creator's stack until the new thread has reported. */
struct birth {
	rte_thread_func func;
	void *arg;
	const rte_thread_attr_t *attr;
	sem_t reported;
	int rc;
};

static pthread_t
to_pthread(rte_thread_t t)
{
	return (pthread_t)t.opaque_id;
}

static int
apply_priority(pthread_t thread, enum rte_thread_priority priority)
{
	struct sched_param param = {.sched_priority = 0};
	int policy = SCHED_OTHER;

	if (priority == RTE_THREAD_PRIORITY_REALTIME_CRITICAL) {
		policy = SCHED_RR;
		param.sched_priority = sched_get_priority_max(SCHED_RR);
	} else if (priority != RTE_THREAD_PRIORITY_NORMAL) {
		return EINVAL;
	}
	return pthread_setschedparam(thread, policy, &param);
}

static int
apply_attr(const rte_thread_attr_t *attr)
{
	int rc = 0;

	if (attr == NULL)
		return 0;
	if (CPU_COUNT(&attr->cpuset) > 0)
		rc = pthread_setaffinity_np(pthread_self(),
				sizeof(attr->cpuset), &attr->cpuset);
	return rc != 0 ? rc : apply_priority(pthread_self(), attr->priority);
}

static void *
thread_main(void *arg)
{
	struct birth *birth = arg;
	rte_thread_func func = birth->func;
	void *func_arg = birth->arg;
	int rc = apply_attr(birth->attr);

	birth->rc = rc;
	sem_post(&birth->reported);
	if (rc != 0)
		return NULL;
	return (void *)(uintptr_t)func(func_arg);
}

static void
sem_wait_always(sem_t *sem)
{
	while (sem_wait(sem) != 0)
		continue;
}

BP_EXPORT
int
rte_thread_create(rte_thread_t *thread_id, const rte_thread_attr_t *thread_attr,
		rte_thread_func thread_func, void *arg)
{
	struct birth birth = {thread_func, arg, thread_attr, .rc = 0};
	pthread_t thread;
	int rc;

	if (thread_id == NULL || thread_func == NULL)
		return EINVAL;
	sem_init(&birth.reported, 0, 0);
	rc = pthread_create(&thread, NULL, thread_main, &birth);
	if (rc == 0) {
		sem_wait_always(&birth.reported);
		rc = birth.rc;
		if (rc != 0)
			pthread_join(thread, NULL);
	}
	sem_destroy(&birth.reported);
	if (rc == 0)
		thread_id->opaque_id = (uintptr_t)thread;
	return rc;
}

BP_EXPORT
int
rte_thread_join(rte_thread_t thread_id, uint32_t *value_ptr)
{
	void *result;
	int rc = pthread_join(to_pthread(thread_id), &result);

	if (rc == 0 && value_ptr != NULL)
		*value_ptr = (uint32_t)(uintptr_t)result;
	return rc;
}

BP_EXPORT
int
rte_thread_detach(rte_thread_t thread_id)
{
	return pthread_detach(to_pthread(thread_id));
}

BP_EXPORT
rte_thread_t
rte_thread_self(void)
{
	rte_thread_t self = {.opaque_id = (uintptr_t)pthread_self()};

	return self;
}

BP_EXPORT
int
rte_thread_equal(rte_thread_t t1, rte_thread_t t2)
{
	return pthread_equal(to_pthread(t1), to_pthread(t2));
}

BP_EXPORT
int
rte_thread_attr_init(rte_thread_attr_t *attr)
{
	if (attr == NULL)
		return EINVAL;
	attr->priority = RTE_THREAD_PRIORITY_NORMAL;
	CPU_ZERO(&attr->cpuset);
	return 0;
}

BP_EXPORT
int
rte_thread_attr_set_priority(rte_thread_attr_t *thread_attr,
		enum rte_thread_priority priority)
{
	if (thread_attr == NULL)
		return EINVAL;
	thread_attr->priority = priority;
	return 0;
}

BP_EXPORT
int
rte_thread_attr_set_affinity(
		rte_thread_attr_t *thread_attr, rte_cpuset_t *cpuset)
{
	if (thread_attr == NULL || cpuset == NULL)
		return EINVAL;
	thread_attr->cpuset = *cpuset;
	return 0;
}

BP_EXPORT
int
rte_thread_attr_get_affinity(
		rte_thread_attr_t *thread_attr, rte_cpuset_t *cpuset)
{
	if (thread_attr == NULL || cpuset == NULL)
		return EINVAL;
	*cpuset = thread_attr->cpuset;
	return 0;
}

BP_EXPORT
int
rte_thread_get_priority(
		rte_thread_t thread_id, enum rte_thread_priority *priority)
{
	struct sched_param param;
	int policy;
	int rc;

	if (priority == NULL)
		return EINVAL;
	rc = pthread_getschedparam(to_pthread(thread_id), &policy, &param);
	if (rc != 0)
		return rc;
	switch (policy) {
	case SCHED_OTHER:
		*priority = RTE_THREAD_PRIORITY_NORMAL;
		return 0;
	case SCHED_RR:
		*priority = RTE_THREAD_PRIORITY_REALTIME_CRITICAL;
		return 0;
	default:
		return EINVAL;
	}
}

BP_EXPORT
int
rte_thread_set_priority(
		rte_thread_t thread_id, enum rte_thread_priority priority)
{
	return apply_priority(to_pthread(thread_id), priority);
}

BP_EXPORT
int
rte_thread_set_affinity_by_id(
		rte_thread_t thread_id, const rte_cpuset_t *cpuset)
{
	if (cpuset == NULL)
		return EINVAL;
	return pthread_setaffinity_np(
			to_pthread(thread_id), sizeof(*cpuset), cpuset);
}

BP_EXPORT
int
rte_thread_get_affinity_by_id(rte_thread_t thread_id, rte_cpuset_t *cpuset)
{
	if (cpuset == NULL)
		return EINVAL;
	return pthread_getaffinity_np(
			to_pthread(thread_id), sizeof(*cpuset), cpuset);
}
