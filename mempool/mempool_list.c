/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of pools, shared by all processes of a group, and what walks over
 * the list, over a pool's objects and over its chunks. The list changes only
 * with both the lock of the mempools and that of the tailqs held, in this
 * order; either is enough to read it. The list of a pool's chunks changes with
 * the former, so that who walks over pools may look at them.
 */
#include <bufplane_tailq.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_tailq.h>

#include "handlers.h"

TAILQ_HEAD(mempool_list, rte_tailq_entry);

static struct rte_tailq_elem mempool_tailq = {
		.name = "RTE_MEMPOOL",
};
EAL_REGISTER_TAILQ(mempool_tailq)

static struct mempool_list *
pools(void)
{
	return RTE_TAILQ_CAST(mempool_tailq.head, mempool_list);
}

int
mempool_list_ready(void)
{
	return mempool_tailq.head == NULL ? -E_RTE_NO_CONFIG : 0;
}

void
mempool_list_lock(void)
{
	rte_mcfg_mempool_write_lock();
}

void
mempool_list_unlock(void)
{
	rte_mcfg_mempool_write_unlock();
}

void
mempool_list_add(struct rte_mempool *mp, struct rte_tailq_entry *te)
{
	te->data = mp;
	rte_mcfg_tailq_write_lock();
	TAILQ_INSERT_TAIL(pools(), te, next);
	rte_mcfg_tailq_write_unlock();
}

struct rte_tailq_entry *
mempool_list_remove(const struct rte_mempool *mp)
{
	struct rte_tailq_entry *te;

	if (mempool_list_ready() != 0)
		return NULL;
	rte_mcfg_mempool_write_lock();
	te = bp_tailq_take(&mempool_tailq, mp);
	rte_mcfg_mempool_write_unlock();
	return te;
}

bool
mempool_list_has(const struct rte_mempool *mp, uint64_t id)
{
	const struct rte_tailq_entry *te;

	TAILQ_FOREACH (te, pools(), next) {
		if (te->data == mp)
			return mempool_hidden(mp)->id == id;
	}
	return false;
}

BP_EXPORT
struct rte_mempool *
rte_mempool_lookup(const char *name)
{
	struct rte_mempool *mp = bp_tailq_find(&mempool_tailq, name);

	if (mp == NULL || mempool_ops_group_has(mp))
		return mp;
	rte_errno = ENOTSUP;
	return NULL;
}

BP_EXPORT
void
rte_mempool_walk(void (*func)(struct rte_mempool *, void *), void *arg)
{
	struct rte_tailq_entry *te, *after;

	if (mempool_list_ready() != 0)
		return;
	rte_mcfg_mempool_read_lock();
	for (te = TAILQ_FIRST(pools()); te != NULL; te = after) {
		after = TAILQ_NEXT(te, next);
		if (mempool_ops_group_has(te->data))
			func(te->data, arg);
	}
	rte_mcfg_mempool_read_unlock();
}

BP_EXPORT
uint32_t
rte_mempool_obj_iter(struct rte_mempool *mp, rte_mempool_obj_cb_t *obj_cb,
		void *obj_cb_arg)
{
	struct rte_mempool_objhdr *hdr;
	struct mempool_visit visit;
	uint32_t n = 0;

	STAILQ_FOREACH (hdr, &mp->elt_list, next) {
		mempool_checks_open(mp, &visit, hdr + 1);
		obj_cb(mp, obj_cb_arg, hdr + 1, n++);
		mempool_checks_close(mp, &visit, hdr + 1);
	}
	return n;
}

BP_EXPORT
uint32_t
rte_mempool_mem_iter(struct rte_mempool *mp, rte_mempool_mem_cb_t *mem_cb,
		void *mem_cb_arg)
{
	struct rte_mempool_memhdr *hdr;
	uint32_t n = 0;

	STAILQ_FOREACH (hdr, &mp->mem_list, next)
		mem_cb(mp, mem_cb_arg, hdr, n++);
	return n;
}
