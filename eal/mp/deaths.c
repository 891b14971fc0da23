/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Noticing that processes of the group died. A slot whose state says that a
 * process has the memory, and whose lock nobody holds, is a dead one's; who
 * gets that lock cleans up, so that it happens once, and never to a process
 * that has the slot next. Lcore ids can be taken back here, as they name no
 * object; all else that the dead one had is told of.
 */
#include <pthread.h>

#include "eal.h"
#include "memory/shared.h"
#include "mp/member.h"

/* The lock on a slot is the process's: it keeps no other thread out. */
static pthread_mutex_t sweeping = PTHREAD_MUTEX_INITIALIZER;

static void
release_lcores(unsigned int slot)
{
	uint8_t owner;
	unsigned int i;

	for (i = 0; i < RTE_MAX_LCORE; i++) {
		owner = (uint8_t)(slot + 1);
		/* Pairs with the claims of lcore_ids.c. */
		__atomic_compare_exchange_n(&eal_shared->lcores[i], &owner, 0,
				false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
	}
}

void
member_count_death(unsigned int slot)
{
	struct eal_member *m = &eal_shared->members[slot];

	release_lcores(slot);
	__atomic_store_n(&eal_shared->dead_pid, m->pid, __ATOMIC_RELAXED);
	__atomic_store_n(&m->state, MEMBER_NONE, __ATOMIC_RELEASE);
	/* Pairs with member_deaths(). */
	__atomic_fetch_add(&eal_shared->deaths, 1, __ATOMIC_RELEASE);
}

static void
look(unsigned int slot)
{
	const struct eal_member *m = &eal_shared->members[slot];

	/* Pairs with the release of who enters its slot. */
	if (__atomic_load_n(&m->state, __ATOMIC_ACQUIRE) == MEMBER_NONE ||
			member_alive(slot) || !member_hold(slot))
		return;
	if (m->state != MEMBER_NONE)
		member_count_death(slot);
	member_let_go(slot);
}

unsigned int
member_deaths(void)
{
	unsigned int i;

	/* A child of fork() would hold slots in its parent's name. */
	if (!eal_sharing() || member_forked())
		return 0;
	if (pthread_mutex_trylock(&sweeping) == 0) {
		for (i = 0; i < EAL_MEMBERS; i++)
			if (i != member_self())
				look(i);
		pthread_mutex_unlock(&sweeping);
	}
	return __atomic_load_n(&eal_shared->deaths, __ATOMIC_ACQUIRE);
}

void
member_tell_deaths(void)
{
	static unsigned int told;
	unsigned int n = member_deaths();

	if (n > told)
		EAL_LOG(WARNING,
				"process %d is gone without rte_eal_cleanup() (%u of the group so far): bp_mempool_reclaim() takes back what its caches have, bp_mempool_recover() everything\n",
				eal_shared->dead_pid, n);
	told = n;
}
