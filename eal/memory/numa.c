/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * NUMA nodes, as libnuma finds them: those that have memory which this
 * process may use. They are found once; a machine or container without NUMA
 * support is one node, 0, that holds every CPU.
 */
#include <errno.h>
#include <numa.h>
#include <pthread.h>

#include <rte_config.h>

#include "eal.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned int nodes_n;
static int node_ids[RTE_MAX_NUMA_NODES];
static bool have_numa;

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

int
eal_numa_node_of_cpu(unsigned int cpu)
{
	int node;
	int err = errno;

	if (eal_numa_nodes() < 2 || !have_numa)
		return node_ids[0];
	node = numa_node_of_cpu((int)cpu);
	errno = err;
	return node < 0 ? node_ids[0] : node;
}
