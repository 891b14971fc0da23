/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One order of handlers for all processes of a group. A pool names its handler
 * by index; the built-in ones are at the same indices everywhere, others where
 * the first pool of the group that uses them says. Each process moves the
 * entries of its table to where the group has them: those of indices that the
 * group uses never move again, and no pool uses the others. A pool whose
 * handler a process does not have is not for that process.
 */
#include <bufplane_group.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "handlers.h"

static_assert(BP_GROUP_NAMES == RTE_MEMPOOL_MAX_OPS_IDX, "a name each");
static_assert(BP_GROUP_NAMESIZE == RTE_MEMPOOL_OPS_NAMESIZE, "a name each");

/* Have the handler of a name at an index of this process's table. */
static bool
move_to(const char *name, unsigned int idx)
{
	struct rte_mempool_ops_table *table = &rte_mempool_ops_table;
	struct rte_mempool_ops moved;
	unsigned int i;
	bool found;

	rte_spinlock_lock(&table->sl);
	for (i = 0; i < table->num_ops; i++)
		if (strcmp(table->ops[i].name, name) == 0)
			break;
	found = i < table->num_ops;
	if (found && i != idx) {
		moved = table->ops[i];
		table->ops[i] = table->ops[idx];
		table->ops[idx] = moved;
		table->num_ops = RTE_MAX(table->num_ops, idx + 1);
	}
	rte_spinlock_unlock(&table->sl);
	return found;
}

/* Where the group has a name, or may have it: an index, or -ENOSPC. */
static int
find_place(char (*names)[BP_GROUP_NAMESIZE], const char *name)
{
	int idx;

	for (idx = MEMPOOL_OPS_BUILTIN; idx < BP_GROUP_NAMES; idx++)
		if (names[idx][0] == '\0' || strcmp(names[idx], name) == 0)
			return idx;
	return -ENOSPC;
}

int
mempool_ops_group_place(int idx, const char *name)
{
	char(*names)[BP_GROUP_NAMESIZE] = bp_group_handlers();
	int place;

	if (names == NULL || idx < MEMPOOL_OPS_BUILTIN)
		return idx;
	rte_mcfg_mempool_write_lock();
	place = find_place(names, name);
	if (place >= 0) {
		rte_strlcpy(names[place], name, sizeof(names[place]));
		move_to(name, (unsigned int)place);
	}
	rte_mcfg_mempool_write_unlock();
	if (place < 0)
		MEMPOOL_LOG(ERR,
				"handler %s: the processes of the group use %d others already\n",
				name, BP_GROUP_NAMES - MEMPOOL_OPS_BUILTIN);
	return place;
}

bool
mempool_ops_group_has(const struct rte_mempool *mp)
{
	char(*names)[BP_GROUP_NAMESIZE] = bp_group_handlers();
	int idx = mempool_handler_index(mp);

	if (names == NULL || idx < MEMPOOL_OPS_BUILTIN)
		return true;
	/* A program may have set an index by itself. */
	if (idx >= BP_GROUP_NAMES || names[idx][0] == '\0')
		return true;
	if (move_to(names[idx], (unsigned int)idx))
		return true;
	MEMPOOL_LOG(ERR,
			"pool %s: its handler %s is not in this process; load the plug-in that the process has which made the pool (-d)\n",
			mp->name, names[idx]);
	return false;
}
