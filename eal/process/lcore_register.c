/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads that the library did not start and that still have an lcore id:
 * the main thread, and those that register. Each is tied to its lcore both
 * ways: the lcore knows where the thread keeps its id, so that cleanup can
 * take it away, and a thread-specific value gives the id back when the
 * thread ends. A tie is made, cut and followed under lcores_lock only.
 */
#include <errno.h>

#include <rte_errno.h>

#include "eal.h"
#include "lcore.h"

static pthread_key_t tie_key;
static bool tie_key_made;

static void
set_role(struct lcore *lc, enum rte_lcore_role_t role, int more)
{
	__atomic_store_n(&lc->role, role, __ATOMIC_RELAXED);
	__atomic_fetch_add(&lcores.count, more, __ATOMIC_RELAXED);
}

static void
drop_id(struct lcore *lc)
{
	lcore_callbacks_uninit((unsigned int)(lc - lcores.table));
	lc->tls_id = NULL;
	set_role(lc, ROLE_OFF, -1);
	lcore_id_release((unsigned int)(lc - lcores.table));
}

/* The calling thread ends with an lcore, unless cleanup was here first. */
static void
thread_ends(void *arg)
{
	struct lcore *lc = arg;

	pthread_rwlock_wrlock(&lcores_lock);
	if (lc->tls_id == &RTE_PER_LCORE(_lcore_id)) {
		if (lc->role == ROLE_NON_EAL)
			drop_id(lc);
		lc->tls_id = NULL;
		RTE_PER_LCORE(_lcore_id) = LCORE_ID_ANY;
	}
	pthread_rwlock_unlock(&lcores_lock);
}

int
lcore_ties_init(void)
{
	int rc = pthread_key_create(&tie_key, thread_ends);

	tie_key_made = rc == 0;
	return -rc;
}

int
lcore_tie(unsigned int id)
{
	int rc = pthread_setspecific(tie_key, &lcores.table[id]);

	if (rc != 0)
		return -rc;
	lcores.table[id].tls_id = &RTE_PER_LCORE(_lcore_id);
	RTE_PER_LCORE(_lcore_id) = id;
	return 0;
}

/* A thread whose tie stands has not ended, so that its id can be reached. */
void
lcore_ties_fini(void)
{
	unsigned int id;

	for (id = 0; id < RTE_MAX_LCORE; id++) {
		if (lcores.table[id].tls_id == NULL)
			continue;
		__atomic_store_n(lcores.table[id].tls_id, LCORE_ID_ANY,
				__ATOMIC_RELAXED);
		lcores.table[id].tls_id = NULL;
	}
	if (tie_key_made)
		pthread_key_delete(tie_key);
	tie_key_made = false;
}

static int
find_free(unsigned int *id)
{
	for (*id = 0; *id < RTE_MAX_LCORE; (*id)++)
		if (lcores.table[*id].role == ROLE_OFF && lcore_id_claim(*id))
			return 0;
	EAL_LOG(ERR, "no lcore id is free for this thread, all %d are taken\n",
			RTE_MAX_LCORE);
	return -ENOMEM;
}

static int
take_id(void)
{
	struct lcore *lc;
	unsigned int id;
	int rc;

	if (!lcores.up)
		return -EINVAL;
	rc = find_free(&id);
	if (rc != 0)
		return rc;
	lc = &lcores.table[id];
	rte_thread_get_affinity(&lc->cpus);
	lc->node = lcore_node_of_cpus(&lc->cpus);
	set_role(lc, ROLE_NON_EAL, 1);
	rc = lcore_callbacks_init(id) == 0 ? 0 : -ENOMEM;
	if (rc != 0)
		goto undo_role;
	rc = lcore_tie(id);
	if (rc != 0)
		goto undo_callbacks;
	lcore_place_note(&lc->cpus);
	return 0;
undo_callbacks:
	lcore_callbacks_uninit(id);
undo_role:
	set_role(lc, ROLE_OFF, -1);
	lcore_id_release(id);
	return rc;
}

BP_EXPORT
int
rte_thread_register(void)
{
	int rc;

	if (rte_lcore_id() != LCORE_ID_ANY)
		return 0;
	pthread_rwlock_wrlock(&lcores_lock);
	rc = take_id();
	pthread_rwlock_unlock(&lcores_lock);
	if (rc == 0)
		return 0;
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
void
rte_thread_unregister(void)
{
	unsigned int id = rte_lcore_id();

	if (id == LCORE_ID_ANY)
		return;
	pthread_rwlock_wrlock(&lcores_lock);
	if (lcores.table[id].role == ROLE_NON_EAL) {
		drop_id(&lcores.table[id]);
		pthread_setspecific(tie_key, NULL);
		RTE_PER_LCORE(_lcore_id) = LCORE_ID_ANY;
	}
	pthread_rwlock_unlock(&lcores_lock);
}
