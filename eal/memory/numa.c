/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * NUMA nodes, as libnuma finds them: those that have memory which this
 * process may use. They are found once; a machine or container without NUMA
 * support is one node, 0, that holds every CPU.
 */
#include <errno.h>
#include <numa.h>
#include <pthread.h>
#include <sched.h>

#include <rte_common.h>
#include <rte_config.h>

#include "eal.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned int nodes_n;
static int node_ids[RTE_MAX_NUMA_NODES];
static bool have_numa;
/* The node of a CPU plus 1, once asked for: libnuma searches each time. */
static uint16_t known_node[CPU_SETSIZE];

static void
find_nodes(void)
{
	int node, last;

	have_numa = numa_available() >= 0;
	last = have_numa ? numa_max_node() : -1;
	for (node = 0; node <= last && nodes_n < RTE_MAX_NUMA_NODES; node++)
		if (numa_bitmask_isbitset(numa_all_nodes_ptr, node))
			node_ids[nodes_n++] = node;
	if (nodes_n == 0)
		nodes_n = 1;
}

unsigned int
eal_numa_nodes(void)
{
	pthread_once(&once, find_nodes);
	return nodes_n;
}

int
eal_numa_node_id(unsigned int idx)
{
	return idx < eal_numa_nodes() ? node_ids[idx] : -1;
}

static int
look_up(unsigned int cpu)
{
	int err = errno;
	int node = numa_node_of_cpu((int)cpu);

	errno = err;
	return node < 0 ? node_ids[0] : node;
}

int
eal_numa_node_of_cpu(unsigned int cpu)
{
	uint16_t known;

	if (eal_numa_nodes() < 2 || !have_numa)
		return node_ids[0];
	if (cpu >= RTE_DIM(known_node))
		return look_up(cpu);
	/* Whoever stores it stores the same: it needs no order. */
	known = __atomic_load_n(&known_node[cpu], __ATOMIC_RELAXED);
	if (known == 0) {
		known = (uint16_t)(look_up(cpu) + 1);
		__atomic_store_n(&known_node[cpu], known, __ATOMIC_RELAXED);
	}
	return known - 1;
}
