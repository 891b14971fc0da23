/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Questions about lcores. No lock is taken: identities change only while the
 * library starts or stops, or one at a time when a thread registers, and each
 * answer comes from one field.
 */
#include <errno.h>

#include <rte_errno.h>

#include "eal.h"
#include "lcore.h"

static enum rte_lcore_role_t
role_of(unsigned int id)
{
	if (id >= RTE_MAX_LCORE)
		return ROLE_OFF;
	return __atomic_load_n(&lcores.table[id].role, __ATOMIC_RELAXED);
}

/* The lcore of this id, or for -1 the caller's; NULL if there is none. */
static const struct lcore *
lcore_or_self(int lcore_id)
{
	unsigned int id =
			lcore_id < 0 ? rte_lcore_id() : (unsigned int)lcore_id;

	return role_of(id) == ROLE_OFF ? NULL : &lcores.table[id];
}

bool
lcore_is_worker(unsigned int id)
{
	return role_of(id) == ROLE_RTE && id != lcores.main_id;
}

BP_EXPORT
enum rte_lcore_role_t
rte_eal_lcore_role(unsigned int lcore_id)
{
	return role_of(lcore_id);
}

BP_EXPORT
int
rte_lcore_has_role(unsigned int lcore_id, enum rte_lcore_role_t role)
{
	return lcore_id < RTE_MAX_LCORE && role_of(lcore_id) == role;
}

BP_EXPORT
int
rte_lcore_is_enabled(unsigned int lcore_id)
{
	return role_of(lcore_id) == ROLE_RTE;
}

BP_EXPORT
unsigned int
rte_get_main_lcore(void)
{
	return lcores.main_id;
}

BP_EXPORT
unsigned int
rte_lcore_count(void)
{
	return __atomic_load_n(&lcores.count, __ATOMIC_RELAXED);
}

BP_EXPORT
int
rte_lcore_index(int lcore_id)
{
	const struct lcore *lc = lcore_or_self(lcore_id);

	return lc == NULL ? -1 : lc->index;
}

BP_EXPORT
int
rte_lcore_to_cpu_id(int lcore_id)
{
	const struct lcore *lc = lcore_or_self(lcore_id);
	int cpu;

	if (lc == NULL)
		return -1;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &lc->cpus))
			return cpu;
	return -1;
}

BP_EXPORT
unsigned int
rte_lcore_to_socket_id(unsigned int lcore_id)
{
	if (role_of(lcore_id) == ROLE_OFF)
		return 0;
	return (unsigned int)lcores.table[lcore_id].node;
}

BP_EXPORT
rte_cpuset_t
rte_lcore_cpuset(unsigned int lcore_id)
{
	rte_cpuset_t none;

	CPU_ZERO(&none);
	return role_of(lcore_id) == ROLE_OFF ? none
					     : lcores.table[lcore_id].cpus;
}

/* At most one round, so that a main lcore alone does not loop for ever. */
BP_EXPORT
unsigned int
rte_get_next_lcore(unsigned int i, int skip_main, int wrap)
{
	unsigned int left;

	for (left = RTE_MAX_LCORE; left > 0; left--) {
		i++;
		if (wrap)
			i %= RTE_MAX_LCORE;
		if (i >= RTE_MAX_LCORE)
			break;
		if (skip_main ? lcore_is_worker(i) : rte_lcore_is_enabled(i))
			return i;
	}
	return RTE_MAX_LCORE;
}

BP_EXPORT
unsigned int
rte_socket_count(void)
{
	return eal_numa_nodes();
}

BP_EXPORT
int
rte_socket_id_by_idx(unsigned int idx)
{
	if (idx >= eal_numa_nodes()) {
		rte_errno = EINVAL;
		return -1;
	}
	return eal_numa_node_id(idx);
}
