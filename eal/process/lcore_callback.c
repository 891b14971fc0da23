/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Callbacks that are told when an lcore comes or goes, and walks over the
 * lcores. The list changes only under lcores_lock held for writing, and
 * callbacks run under it, so none misses an lcore or sees one twice. Names
 * are copied.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_errno.h>

#include "eal.h"
#include "lcore.h"

struct lcore_callback {
	TAILQ_ENTRY(lcore_callback) next;
	char *name;
	rte_lcore_init_cb init;
	rte_lcore_uninit_cb uninit;
	void *arg;
};

static TAILQ_HEAD(lcore_callback_list,
		lcore_callback) callbacks = TAILQ_HEAD_INITIALIZER(callbacks);

static int
call_init(const struct lcore_callback *cb, unsigned int id)
{
	int rc;

	if (cb->init == NULL)
		return 0;
	rc = cb->init(id, cb->arg);
	if (rc < 0)
		EAL_LOG(DEBUG, "callback %s refused lcore %u: %d\n", cb->name,
				id, rc);
	return rc < 0 ? -1 : 0;
}

static void
call_uninit(const struct lcore_callback *cb, unsigned int id)
{
	if (cb->uninit != NULL)
		cb->uninit(id, cb->arg);
}

int
lcore_callbacks_init(unsigned int id)
{
	struct lcore_callback *cb;

	TAILQ_FOREACH (cb, &callbacks, next) {
		if (call_init(cb, id) == 0)
			continue;
		while ((cb = TAILQ_PREV(cb, lcore_callback_list, next)) != NULL)
			call_uninit(cb, id);
		return -1;
	}
	return 0;
}

void
lcore_callbacks_uninit(unsigned int id)
{
	struct lcore_callback *cb;

	TAILQ_FOREACH_REVERSE(cb, &callbacks, lcore_callback_list, next)
	call_uninit(cb, id);
}

static void
uninit_below(const struct lcore_callback *cb, unsigned int end)
{
	unsigned int id;

	for (id = 0; id < end; id++)
		if (lcores.table[id].role != ROLE_OFF)
			call_uninit(cb, id);
}

/* Call init for the lcores there are; all or none. */
static int
introduce(const struct lcore_callback *cb)
{
	unsigned int id;

	for (id = 0; id < RTE_MAX_LCORE; id++) {
		if (lcores.table[id].role == ROLE_OFF)
			continue;
		if (call_init(cb, id) == 0)
			continue;
		uninit_below(cb, id);
		return -1;
	}
	return 0;
}

static void
callback_free(struct lcore_callback *cb)
{
	if (cb != NULL)
		free(cb->name);
	free(cb);
}

static struct lcore_callback *
callback_new(const char *name, rte_lcore_init_cb init,
		rte_lcore_uninit_cb uninit, void *arg)
{
	struct lcore_callback *cb;

	cb = calloc(1, sizeof(*cb));
	if (cb == NULL)
		return NULL;
	cb->name = strdup(name);
	if (cb->name == NULL) {
		callback_free(cb);
		return NULL;
	}
	cb->init = init;
	cb->uninit = uninit;
	cb->arg = arg;
	return cb;
}

BP_EXPORT
void *
rte_lcore_callback_register(const char *name, rte_lcore_init_cb init,
		rte_lcore_uninit_cb uninit, void *arg)
{
	struct lcore_callback *cb;

	if (name == NULL)
		return NULL;
	cb = callback_new(name, init, uninit, arg);
	if (cb == NULL)
		return NULL;
	pthread_rwlock_wrlock(&lcores_lock);
	if (introduce(cb) == 0) {
		TAILQ_INSERT_TAIL(&callbacks, cb, next);
	} else {
		callback_free(cb);
		cb = NULL;
	}
	pthread_rwlock_unlock(&lcores_lock);
	return cb;
}

BP_EXPORT
void
rte_lcore_callback_unregister(void *handle)
{
	struct lcore_callback *cb = handle;

	if (cb == NULL)
		return;
	pthread_rwlock_wrlock(&lcores_lock);
	uninit_below(cb, RTE_MAX_LCORE);
	TAILQ_REMOVE(&callbacks, cb, next);
	pthread_rwlock_unlock(&lcores_lock);
	callback_free(cb);
}

BP_EXPORT
int
rte_lcore_iterate(rte_lcore_iterate_cb cb, void *arg)
{
	unsigned int id;
	int rc = 0;

	pthread_rwlock_rdlock(&lcores_lock);
	for (id = 0; id < RTE_MAX_LCORE && rc == 0; id++)
		if (lcores.table[id].role != ROLE_OFF)
			rc = cb(id, arg);
	pthread_rwlock_unlock(&lcores_lock);
	return rc;
}

static const char *
role_name(enum rte_lcore_role_t role)
{
	switch (role) {
	case ROLE_RTE:
		return "RTE";
	case ROLE_SERVICE:
		return "SERVICE";
	case ROLE_NON_EAL:
		return "NON_EAL";
	default:
		return "OFF";
	}
}

static int
dump_one(unsigned int id, void *arg)
{
	const struct lcore *lc = &lcores.table[id];
	const char *comma = "";
	FILE *f = arg;
	int cpu;

	fprintf(f, "lcore %u, socket %d, role %s, cpuset ", id, lc->node,
			role_name(lc->role));
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &lc->cpus))
			continue;
		fprintf(f, "%s%d", comma, cpu);
		comma = ",";
	}
	fputc('\n', f);
	return 0;
}

BP_EXPORT
void
rte_lcore_dump(FILE *f)
{
	if (f != NULL)
		rte_lcore_iterate(dump_one, f);
}
