/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lcore ids in a group of processes: each belongs to one at most, for what lies
 * in shared memory by lcore id has one user. A process that asks for an id
 * that another has runs all the same, but counts as one whose ids are not its
 * own. Entries of the dead are free.
 */
#include <bufplane_lcore.h>

#include "eal.h"
#include "lcore.h"
#include "memory/shared.h"
#include "mp/member.h"

_Static_assert(EAL_MEMBERS < UINT8_MAX, "slot + 1");

BP_EXPORT
unsigned int bp_lcore_own_ids = RTE_MAX_LCORE;

/* The slot of another process that has an id, or -1 and it is ours. */
static int
claim(unsigned int id)
{
	uint8_t self = (uint8_t)(member_self() + 1);
	uint8_t *owner = &eal_shared->lcores[id];
	uint8_t seen = __atomic_load_n(owner, __ATOMIC_RELAXED);

	do {
		if (seen != 0 && seen != self && member_alive(seen - 1U))
			return seen - 1;
		/* Pairs with lcore_id_release(). */
	} while (!__atomic_compare_exchange_n(owner, &seen, self, false,
			__ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
	return -1;
}

bool
lcore_id_claim(unsigned int id)
{
	return !eal_sharing() || claim(id) < 0;
}

void
lcore_id_release(unsigned int id)
{
	uint8_t self = (uint8_t)(member_self() + 1);

	/* Pairs with lcore_id_claim(). */
	if (eal_sharing())
		__atomic_compare_exchange_n(&eal_shared->lcores[id], &self, 0,
				false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

void
lcore_ids_release(void)
{
	unsigned int id;

	for (id = 0; id < RTE_MAX_LCORE; id++)
		lcore_id_release(id);
	bp_lcore_own_ids = RTE_MAX_LCORE;
}

void
lcore_ids_claim(void)
{
	unsigned int id;
	int slot = -1;

	/* What a dead process in our slot has left. */
	lcore_ids_release();
	for (id = 0; eal_sharing() && id < RTE_MAX_LCORE && slot < 0; id++)
		if (lcores.table[id].role == ROLE_RTE)
			slot = claim(id);
	if (slot < 0)
		return;
	EAL_LOG(WARNING,
			"lcore %u is process %d's, too: here pools have caches for threads instead of lcores, which are slower; give each process lcores of its own (-l, --lcores)\n",
			id - 1, eal_shared->members[slot].pid);
	lcore_ids_release();
	bp_lcore_own_ids = 0;
}

BP_EXPORT
bool
bp_lcore_id_free(unsigned int id)
{
	uint8_t owner;

	if (rte_eal_lcore_role(id) != ROLE_OFF)
		return false;
	if (!eal_sharing() || id >= RTE_MAX_LCORE)
		return true;
	owner = __atomic_load_n(&eal_shared->lcores[id], __ATOMIC_ACQUIRE);
	return owner == 0 || !member_alive(owner - 1U);
}
