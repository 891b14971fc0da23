/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The public names of the shared locks. Before the library runs there is
 * nothing to guard, and they do nothing.
 */
#include <rte_eal_memconfig.h>

#include "eal.h"
#include "memory/lend.h"
#include "memory/memseg.h"
#include "memory/shared.h"

static __thread bool lent;

void
eal_mem_lend(bool on)
{
	lent = on;
}

bool
eal_mem_lent(void)
{
	return lent;
}

static void
take_mem(void)
{
	if (eal_shared == NULL || lent || !eal_lock_take(&eal_shared->mem_lock))
		return;
	EAL_LOG(WARNING,
			"a process died while it changed the memory tables: its last change is undone\n");
	eal_pages_repair();
}

static void
release_mem(void)
{
	if (eal_shared != NULL && !lent)
		eal_lock_release(&eal_shared->mem_lock);
}

static void
take(struct eal_lock *l, const char *name)
{
	if (eal_lock_take(l))
		EAL_LOG(WARNING,
				"a process died while it changed the %s: going on with"
				" what it left\n",
				name);
}

BP_EXPORT
void
rte_mcfg_mem_read_lock(void)
{
	take_mem();
}

BP_EXPORT
void
rte_mcfg_mem_read_unlock(void)
{
	release_mem();
}

BP_EXPORT
void
rte_mcfg_mem_write_lock(void)
{
	take_mem();
}

BP_EXPORT
void
rte_mcfg_mem_write_unlock(void)
{
	release_mem();
}

BP_EXPORT
void
rte_mcfg_tailq_read_lock(void)
{
	if (eal_shared != NULL)
		take(&eal_shared->tailq_lock, "lists of objects");
}

BP_EXPORT
void
rte_mcfg_tailq_read_unlock(void)
{
	if (eal_shared != NULL)
		eal_lock_release(&eal_shared->tailq_lock);
}

BP_EXPORT
void
rte_mcfg_tailq_write_lock(void)
{
	if (eal_shared != NULL)
		take(&eal_shared->tailq_lock, "lists of objects");
}

BP_EXPORT
void
rte_mcfg_tailq_write_unlock(void)
{
	if (eal_shared != NULL)
		eal_lock_release(&eal_shared->tailq_lock);
}

BP_EXPORT
void
rte_mcfg_mempool_read_lock(void)
{
	if (eal_shared != NULL)
		take(&eal_shared->mempool_lock, "list of mempools");
}

BP_EXPORT
void
rte_mcfg_mempool_read_unlock(void)
{
	if (eal_shared != NULL)
		eal_lock_release(&eal_shared->mempool_lock);
}

BP_EXPORT
void
rte_mcfg_mempool_write_lock(void)
{
	if (eal_shared != NULL)
		take(&eal_shared->mempool_lock, "list of mempools");
}

BP_EXPORT
void
rte_mcfg_mempool_write_unlock(void)
{
	if (eal_shared != NULL)
		eal_lock_release(&eal_shared->mempool_lock);
}

BP_EXPORT
void
rte_mcfg_timer_lock(void)
{
	if (eal_shared != NULL)
		take(&eal_shared->timer_lock, "timers");
}

BP_EXPORT
void
rte_mcfg_timer_unlock(void)
{
	if (eal_shared != NULL)
		eal_lock_release(&eal_shared->timer_lock);
}

BP_EXPORT
bool
rte_mcfg_get_single_file_segments(void)
{
	return eal_config.single_file_segments;
}
