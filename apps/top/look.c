/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One look at what is in the group's memory. Names and numbers are copied
 * while the list that they are found in is locked, so that nothing which a look
 * holds can go away. Numbers of what is in use are those of some moment of the
 * call.
 */
#include <bufplane_mempool_guard.h>
#include <bufplane_mempool_view.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_eal_memconfig.h>
#include <rte_string_fns.h>
#include <rte_tailq.h>

#include "top.h"

TAILQ_HEAD(look_tailq, rte_tailq_entry);

/* add() sees each object of a list of EAL's; 0 or -ENOMEM. */
static int
each_object(struct look *look, const char *list,
		int (*add)(struct look *look, void *object))
{
	struct look_tailq *head = RTE_TAILQ_LOOKUP(list, look_tailq);
	struct rte_tailq_entry *te;
	int rc = 0;

	if (head == NULL)
		return 0;
	rte_mcfg_tailq_read_lock();
	TAILQ_FOREACH (te, head, next) {
		rc = add(look, te->data);
		if (rc != 0)
			break;
	}
	rte_mcfg_tailq_read_unlock();
	return rc;
}

void *
look_append(void *array, unsigned int *n, size_t size)
{
	void **where = array;
	char *grown = reallocarray(*where, *n + 1, size);

	if (grown == NULL)
		return NULL;
	*where = grown;
	return memset(grown + (*n)++ * size, 0, size);
}

static int
add_ring(struct look *look, void *object)
{
	struct look_ring *to =
			look_append(&look->rings, &look->rings_n, sizeof(*to));
	const struct rte_ring *r = object;

	if (to == NULL)
		return -ENOMEM;
	rte_strscpy(to->name, r->name, sizeof(to->name));
	to->of_pool = strncmp(r->name, RTE_MEMPOOL_MZ_PREFIX,
				      strlen(RTE_MEMPOOL_MZ_PREFIX)) == 0;
	to->capacity = rte_ring_get_capacity(r);
	to->used = rte_ring_count(r);
	to->producers = r->prod.sync_type;
	to->consumers = r->cons.sync_type;
	to->socket = r->memzone == NULL ? SOCKET_ID_ANY : r->memzone->socket_id;
	return 0;
}

static int
add_stack(struct look *look, void *object)
{
	struct look_stack *to = look_append(
			&look->stacks, &look->stacks_n, sizeof(*to));
	struct rte_stack *s = object;

	if (to == NULL)
		return -ENOMEM;
	rte_strscpy(to->name, s->name, sizeof(to->name));
	to->lock_free = (s->flags & RTE_STACK_F_LF) != 0;
	to->capacity = s->capacity;
	to->used = rte_stack_count(s);
	return 0;
}

/* What the guard tells, as text; the pool is one that the view has. */
static void
read_guard(struct look_guard *guard)
{
	struct rte_mempool *mp = rte_mempool_lookup(guard->pool);
	size_t size;
	FILE *mem = open_memstream(&guard->text, &size);

	if (mem == NULL || mp == NULL)
		guard->out = mem == NULL ? -ENOMEM : -ENOENT;
	else
		guard->out = bp_mempool_guard_dump(mem, mp);
	if (mem != NULL)
		fclose(mem);
}

/*
 * A pool may go before its guard is asked, if the program frees it just now;
 * so the list of pools is locked.
 */
static int
look_at_guards(struct look *look)
{
	const struct bp_mempool_view *view;
	struct look_guard *guard;
	int rc = 0;

	rte_mcfg_mempool_read_lock();
	for (view = look->pools; view != NULL && rc == 0; view = view->next) {
		if (!view->guarded)
			continue;
		guard = look_append(
				&look->guards, &look->guards_n, sizeof(*guard));
		if (guard == NULL) {
			rc = -ENOMEM;
			continue;
		}
		guard->pool = view->name;
		read_guard(guard);
	}
	rte_mcfg_mempool_read_unlock();
	return rc;
}

static int
look_at_pools(struct look *look)
{
	int n = bp_mempool_view_take_all(&look->pools);

	return n < 0 ? n : look_at_guards(look);
}

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int
look_take(struct look *look, unsigned int show)
{
	int rc = 0;

	*look = (struct look){.ns = now()};
	if ((show & SHOW_PORTS) != 0)
		rc = look_at_ports(look);
	if (rc == 0 && (show & SHOW_POOLS) != 0)
		rc = look_at_pools(look);
	if (rc == 0 && (show & SHOW_RINGS) != 0)
		rc = each_object(look, "RTE_RING", add_ring);
	if (rc == 0 && (show & SHOW_STACKS) != 0)
		rc = each_object(look, "RTE_STACK", add_stack);
	if (rc == 0 && (show & SHOW_MEMORY) != 0)
		rc = look_at_memory(look);
	if (rc != 0)
		look_free(look);
	return rc;
}

void
look_free(struct look *look)
{
	for (unsigned int i = 0; i < look->guards_n; i++)
		free(look->guards[i].text);
	free(look->guards);
	bp_mempool_view_free(look->pools);
	free(look->ports);
	free(look->rings);
	free(look->stacks);
	free(look->heaps);
	free(look->zones);
	free(look->lists);
	*look = (struct look){0};
}
