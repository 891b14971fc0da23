/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Control threads: helpers that must not take time from the lcores. Such a
 * thread runs on the CPUs that the program had before init, less those of the
 * lcores; if nothing is left, where the main lcore runs. Before init it runs
 * where its creator does.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/syscall.h>

#include <rte_string_fns.h>

#include "eal.h"
#include "lcore.h"

BP_EXPORT
RTE_DEFINE_PER_LCORE(int, _thread_id) = -1;

BP_EXPORT
int
rte_sys_gettid(void)
{
	return (int)syscall(SYS_gettid);
}

/* Lives in the creator's stack until the new thread has reported. */
struct ctrl_birth {
	void *(*routine)(void *);
	void *arg;
	const char *name;
	sem_t reported;
	int rc;
};

static void
ctrl_cpus(rte_cpuset_t *cpus)
{
	unsigned int id, cpu;

	*cpus = lcores.initial_cpus;
	for (id = 0; id < RTE_MAX_LCORE; id++) {
		if (lcores.table[id].role != ROLE_RTE)
			continue;
		for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
			if (CPU_ISSET(cpu, &lcores.table[id].cpus))
				CPU_CLR(cpu, cpus);
	}
	if (CPU_COUNT(cpus) == 0)
		*cpus = lcores.table[lcores.main_id].cpus;
}

static int
move_off_lcores(void)
{
	rte_cpuset_t cpus;
	bool up;

	pthread_rwlock_rdlock(&lcores_lock);
	up = lcores.up;
	if (up)
		ctrl_cpus(&cpus);
	pthread_rwlock_unlock(&lcores_lock);
	return up ? lcore_place_set(&cpus) : 0;
}

static void *
ctrl_main(void *arg)
{
	struct ctrl_birth *birth = arg;
	void *(*routine)(void *) = birth->routine;
	void *routine_arg = birth->arg;
	int rc = move_off_lcores();

	if (rc == 0 && birth->name != NULL)
		rte_thread_setname(pthread_self(), birth->name);
	birth->rc = rc;
	sem_post(&birth->reported);
	return rc != 0 ? NULL : routine(routine_arg);
}

static bool
is_detached(const pthread_attr_t *attr)
{
	int state = PTHREAD_CREATE_JOINABLE;

	if (attr != NULL)
		pthread_attr_getdetachstate(attr, &state);
	return state == PTHREAD_CREATE_DETACHED;
}

BP_EXPORT
int
rte_ctrl_thread_create(pthread_t *thread, const char *name,
		const pthread_attr_t *attr, void *(*start_routine)(void *),
		void *arg)
{
	struct ctrl_birth birth = {start_routine, arg, name, .rc = 0};
	pthread_t made;
	int rc;

	if (thread == NULL || start_routine == NULL)
		return -EINVAL;
	sem_init(&birth.reported, 0, 0);
	rc = -pthread_create(&made, attr, ctrl_main, &birth);
	if (rc == 0) {
		while (sem_wait(&birth.reported) != 0)
			continue;
		rc = birth.rc;
		if (rc != 0 && !is_detached(attr))
			pthread_join(made, NULL);
	}
	sem_destroy(&birth.reported);
	if (rc == 0)
		*thread = made;
	return rc;
}

BP_EXPORT
int
rte_thread_setname(pthread_t id, const char *name)
{
	char cut[RTE_MAX_THREAD_NAME_LEN];

	if (name == NULL)
		return -EINVAL;
	rte_strlcpy(cut, name, sizeof(cut));
	return -pthread_setname_np(id, cut);
}

BP_EXPORT
int
rte_thread_getname(pthread_t id, char *name, size_t len)
{
	return name == NULL ? -EINVAL : -pthread_getname_np(id, name, len);
}
