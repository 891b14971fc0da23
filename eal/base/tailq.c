/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The named lists. This process's elements are on a list of their own from
 * their registration on; while the library runs, each of them has a head in
 * shared memory, found by name or taken from those whose name is empty.
 * elems_lock guards the elements. It is taken after the lock of the heads,
 * since a program may hold that one when it registers a list.
 */
#include <bufplane_tailq.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_string_fns.h>
#include <rte_tailq.h>

#include "eal.h"
#include "memory/shared.h"

/* RTE_TAILQ_LOOKUP() takes a head for its list. */
_Static_assert(offsetof(struct rte_tailq_head, tailq_head) == 0, "list first");
_Static_assert(sizeof(struct rte_tailq_head) == 48, "layout of 22.11");
_Static_assert(sizeof(struct rte_tailq_elem) == 56, "layout of 22.11");
_Static_assert(sizeof(struct rte_tailq_entry) == 24, "layout of 22.11");

static TAILQ_HEAD(elem_list, rte_tailq_elem) elems = TAILQ_HEAD_INITIALIZER(
		elems);
static pthread_mutex_t elems_lock = PTHREAD_MUTEX_INITIALIZER;

/* With the heads' lock held; "" finds one that is free. */
static struct rte_tailq_head *
find_head(const char *name)
{
	for (unsigned int i = 0; i < RTE_MAX_TAILQ; i++) {
		struct rte_tailq_head *head = &eal_shared->tailq_head[i];

		if (strncmp(head->name, name, RTE_TAILQ_NAMESIZE) == 0)
			return head;
	}
	return NULL;
}

/* Lock heads, if there are any, and elements: whether the library runs. */
static bool
lock_lists(void)
{
	bool running = eal_shared != NULL;

	if (running)
		rte_mcfg_tailq_write_lock();
	pthread_mutex_lock(&elems_lock);
	return running;
}

static void
unlock_lists(bool running)
{
	pthread_mutex_unlock(&elems_lock);
	if (running)
		rte_mcfg_tailq_write_unlock();
}

/* With both locks held: give an element its head, 0 or -ENOSPC. */
static int
bind_elem(struct rte_tailq_elem *t)
{
	t->head = find_head(t->name);
	if (t->head != NULL)
		return 0;
	t->head = find_head("");
	if (t->head == NULL)
		return -ENOSPC;
	TAILQ_INIT(&t->head->tailq_head);
	rte_strlcpy(t->head->name, t->name, sizeof(t->head->name));
	return 0;
}

static const struct rte_tailq_elem *
find_elem(const char *name)
{
	const struct rte_tailq_elem *t;

	TAILQ_FOREACH (t, &elems, next) {
		if (strcmp(t->name, name) == 0)
			return t;
	}
	return NULL;
}

/* With both locks held. */
static int
add_elem(struct rte_tailq_elem *t, bool running)
{
	const struct rte_tailq_elem *old = find_elem(t->name);

	if (old == t)
		return -EEXIST;
	t->head = NULL;
	if (old != NULL)
		return -EEXIST;
	if (running && bind_elem(t) < 0)
		return -ENOSPC;
	TAILQ_INSERT_TAIL(&elems, t, next);
	return 0;
}

static void
log_no_room(const char *name)
{
	EAL_LOG(ERR, "No room for tailq %s: all %d are in use\n", name,
			RTE_MAX_TAILQ);
}

BP_EXPORT
int
rte_eal_tailq_register(struct rte_tailq_elem *t)
{
	size_t len = strnlen(t->name, RTE_TAILQ_NAMESIZE);
	bool running;
	int rc;

	if (len == 0 || len == RTE_TAILQ_NAMESIZE) {
		EAL_LOG(ERR, "Tailq name \"%.*s\" must have 1 to %d characters\n",
				(int)len, t->name, RTE_TAILQ_NAMESIZE - 1);
		return -1;
	}
	running = lock_lists();
	rc = add_elem(t, running);
	unlock_lists(running);
	if (rc == -EEXIST)
		EAL_LOG(ERR, "%s tailq is already registered\n", t->name);
	else if (rc == -ENOSPC)
		log_no_room(t->name);
	return rc == 0 ? 0 : -1;
}

BP_EXPORT
struct rte_tailq_head *
rte_eal_tailq_lookup(const char *name)
{
	struct rte_tailq_head *head;

	if (name == NULL || name[0] == '\0' || eal_shared == NULL)
		return NULL;
	rte_mcfg_tailq_read_lock();
	head = find_head(name);
	rte_mcfg_tailq_read_unlock();
	return head;
}

BP_EXPORT
void
rte_dump_tailq(FILE *f)
{
	if (eal_shared == NULL)
		return;
	rte_mcfg_tailq_read_lock();
	for (unsigned int i = 0; i < RTE_MAX_TAILQ; i++) {
		const struct rte_tailq_head *head = &eal_shared->tailq_head[i];

		fprintf(f,
				"Tailq %u: qname:<%.*s>, tqh_first:%p, "
				"tqh_last:%p\n",
				i, RTE_TAILQ_NAMESIZE, head->name,
				(void *)head->tailq_head.tqh_first,
				(void *)head->tailq_head.tqh_last);
	}
	rte_mcfg_tailq_read_unlock();
}

int
eal_tailqs_init(void)
{
	struct rte_tailq_elem *t;
	bool running;
	int rc = 0;

	if (eal_shared == NULL)
		return -EINVAL;
	running = lock_lists();
	TAILQ_FOREACH (t, &elems, next) {
		rc = bind_elem(t);
		if (rc < 0)
			break;
	}
	unlock_lists(running);
	if (rc < 0) {
		log_no_room(t->name);
		eal_tailqs_fini();
	}
	return rc;
}

void
eal_tailqs_fini(void)
{
	struct rte_tailq_elem *t;

	pthread_mutex_lock(&elems_lock);
	TAILQ_FOREACH (t, &elems, next)
		t->head = NULL;
	pthread_mutex_unlock(&elems_lock);
}

BP_EXPORT
void *
bp_tailq_find(const struct rte_tailq_elem *list, const char *name)
{
	const struct rte_tailq_entry *te;
	void *found = NULL;

	if (name == NULL || list->head == NULL) {
		rte_errno = name == NULL ? EINVAL : E_RTE_NO_CONFIG;
		return NULL;
	}
	rte_mcfg_tailq_read_lock();
	TAILQ_FOREACH (te, &list->head->tailq_head, next) {
		if (strcmp(te->data, name) == 0) {
			found = te->data;
			break;
		}
	}
	rte_mcfg_tailq_read_unlock();
	if (found == NULL)
		rte_errno = ENOENT;
	return found;
}

BP_EXPORT
struct rte_tailq_entry *
bp_tailq_take(const struct rte_tailq_elem *list, const void *data)
{
	struct rte_tailq_entry *te;

	if (list->head == NULL)
		return NULL;
	rte_mcfg_tailq_write_lock();
	TAILQ_FOREACH (te, &list->head->tailq_head, next) {
		if (te->data == data)
			break;
	}
	if (te != NULL)
		TAILQ_REMOVE(&list->head->tailq_head, te, next);
	rte_mcfg_tailq_write_unlock();
	return te;
}
