/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the calling thread runs: the CPUs it was given and the NUMA node they
 * share. Both are noted in the thread when the library or the program sets
 * them, so that asking costs no call to the kernel; a thread of which nothing
 * was noted is asked once for its CPUs, and has no node.
 */
#include <errno.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "lcore.h"

static __thread struct {
	bool known;
	int node;
	rte_cpuset_t cpus;
} place = {.node = SOCKET_ID_ANY};

int
lcore_node_of_cpus(const rte_cpuset_t *cpus)
{
	int node = SOCKET_ID_ANY;
	unsigned int cpu;
	int other;

	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, cpus))
			continue;
		other = eal_numa_node_of_cpu(cpu);
		if (node != SOCKET_ID_ANY && other != node)
			return SOCKET_ID_ANY;
		node = other;
	}
	return node;
}

void
lcore_place_note(const rte_cpuset_t *cpus)
{
	place.cpus = *cpus;
	place.node = lcore_node_of_cpus(cpus);
	place.known = true;
}

void
lcore_place_forget(void)
{
	place.known = false;
	place.node = SOCKET_ID_ANY;
}

int
lcore_place_set(const rte_cpuset_t *cpus)
{
	int rc = pthread_setaffinity_np(pthread_self(), sizeof(*cpus), cpus);

	if (rc != 0)
		return -rc;
	lcore_place_note(cpus);
	return 0;
}

BP_EXPORT
int
rte_thread_set_affinity(rte_cpuset_t *cpusetp)
{
	unsigned int id = rte_lcore_id();
	int rc;

	rc = cpusetp == NULL ? -EINVAL : lcore_place_set(cpusetp);
	if (rc != 0) {
		EAL_LOG(ERR, "cannot set the CPUs of this thread: %s\n",
				rte_strerror(-rc));
		rte_errno = -rc;
		return -1;
	}
	if (id == LCORE_ID_ANY)
		return 0;
	pthread_rwlock_wrlock(&lcores_lock);
	lcores.table[id].cpus = *cpusetp;
	lcores.table[id].node = place.node;
	pthread_rwlock_unlock(&lcores_lock);
	return 0;
}

BP_EXPORT
void
rte_thread_get_affinity(rte_cpuset_t *cpusetp)
{
	if (cpusetp == NULL)
		return;
	if (place.known)
		*cpusetp = place.cpus;
	else if (pthread_getaffinity_np(
				 pthread_self(), sizeof(*cpusetp), cpusetp))
		CPU_ZERO(cpusetp);
}

BP_EXPORT
unsigned int
rte_socket_id(void)
{
	return (unsigned int)place.node;
}
