/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is told when memory comes or goes, and who may refuse it. Both lists
 * belong to the process, not to the group: they hold functions. They are
 * called in the order of registration, under the memory lock, which guards the
 * lists while the library runs; before that, a lock of their own does. A
 * function that is being called may register and unregister itself and others:
 * what is removed stays in its list, marked, until the last call under way has
 * returned, and what is added is called from the next event on.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/memseg.h"
#include "memory/os.h"
#include "memory/shared.h"

struct subscriber {
	TAILQ_ENTRY(subscriber) next;
	char name[RTE_MEM_EVENT_CALLBACK_NAME_LEN];
	rte_mem_event_callback_t call; /* NULL: removed */
	void *arg;
	uint64_t since; /* the round in which it came */
};

struct validator {
	TAILQ_ENTRY(validator) next;
	char name[RTE_MEM_ALLOC_VALIDATOR_NAME_LEN];
	rte_mem_alloc_validator_t call; /* NULL: removed */
	int socket_id;
	size_t limit;
	uint64_t since;
};

static TAILQ_HEAD(, subscriber) subscribers = TAILQ_HEAD_INITIALIZER(
		subscribers);
static TAILQ_HEAD(, validator) validators = TAILQ_HEAD_INITIALIZER(validators);
/* Held for moments only, never while a function is called. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t rounds;        /* calls through a list so far */
static unsigned int under_way; /* of them, those not finished */

static int
result(int err)
{
	if (err == 0)
		return 0;
	rte_errno = err;
	return -1;
}

/* 0 or a positive errno. */
static int
check_name(const char *name)
{
	/* Memory that is all taken at the start never comes or goes. */
	if (eal_config.legacy_mem)
		return ENOTSUP;
	if (name == NULL || name[0] == '\0')
		return EINVAL;
	if (strlen(name) >= RTE_MEM_EVENT_CALLBACK_NAME_LEN)
		return ENAMETOOLONG;
	return 0;
}

static struct subscriber *
find_subscriber(const char *name, const void *arg)
{
	struct subscriber *s;

	TAILQ_FOREACH (s, &subscribers, next)
		if (s->call != NULL && s->arg == arg &&
				strcmp(s->name, name) == 0)
			return s;
	return NULL;
}

static struct validator *
find_validator(const char *name, int socket_id)
{
	struct validator *v;

	TAILQ_FOREACH (v, &validators, next)
		if (v->call != NULL && v->socket_id == socket_id &&
				strcmp(v->name, name) == 0)
			return v;
	return NULL;
}

static int
add_subscriber(const char *name, rte_mem_event_callback_t call, void *arg)
{
	struct subscriber *s;

	if (find_subscriber(name, arg) != NULL)
		return EEXIST;
	s = eal_os.calloc(1, sizeof(*s));
	if (s == NULL)
		return ENOMEM;
	rte_strlcpy(s->name, name, sizeof(s->name));
	s->call = call;
	s->arg = arg;
	s->since = rounds;
	TAILQ_INSERT_TAIL(&subscribers, s, next);
	return 0;
}

static int
add_validator(const char *name, rte_mem_alloc_validator_t call, int socket_id,
		size_t limit)
{
	struct validator *v;

	if (find_validator(name, socket_id) != NULL)
		return EEXIST;
	v = eal_os.calloc(1, sizeof(*v));
	if (v == NULL)
		return ENOMEM;
	rte_strlcpy(v->name, name, sizeof(v->name));
	v->call = call;
	v->socket_id = socket_id;
	v->limit = limit;
	v->since = rounds;
	TAILQ_INSERT_TAIL(&validators, v, next);
	return 0;
}

static void
drop_subscribers(void)
{
	struct subscriber *s, *next;

	for (s = TAILQ_FIRST(&subscribers); s != NULL; s = next) {
		next = TAILQ_NEXT(s, next);
		if (s->call != NULL)
			continue;
		TAILQ_REMOVE(&subscribers, s, next);
		free(s);
	}
}

static void
drop_validators(void)
{
	struct validator *v, *next;

	for (v = TAILQ_FIRST(&validators); v != NULL; v = next) {
		next = TAILQ_NEXT(v, next);
		if (v->call != NULL)
			continue;
		TAILQ_REMOVE(&validators, v, next);
		free(v);
	}
}

/* What was removed while calls were under way. */
static void
drop_removed(void)
{
	drop_subscribers();
	drop_validators();
}

/* Take the lists; whether the memory lock was taken with them. */
static bool
enter(void)
{
	bool up = eal_shared != NULL;

	if (up)
		rte_mcfg_mem_write_lock();
	pthread_mutex_lock(&lock);
	return up;
}

static void
leave(bool up)
{
	if (under_way == 0)
		drop_removed();
	pthread_mutex_unlock(&lock);
	if (up)
		rte_mcfg_mem_write_unlock();
}

BP_EXPORT
int
rte_mem_event_callback_register(
		const char *name, rte_mem_event_callback_t clb, void *arg)
{
	int err = check_name(name);
	bool up;

	if (err == 0 && clb == NULL)
		err = EINVAL;
	if (err != 0)
		return result(err);
	up = enter();
	err = add_subscriber(name, clb, arg);
	leave(up);
	return result(err);
}

BP_EXPORT
int
rte_mem_event_callback_unregister(const char *name, void *arg)
{
	struct subscriber *s;
	int err = check_name(name);
	bool up;

	if (err != 0)
		return result(err);
	up = enter();
	s = find_subscriber(name, arg);
	if (s != NULL)
		s->call = NULL;
	leave(up);
	return result(s == NULL ? ENOENT : 0);
}

BP_EXPORT
int
rte_mem_alloc_validator_register(const char *name,
		rte_mem_alloc_validator_t clb, int socket_id, size_t limit)
{
	int err = check_name(name);
	bool up;

	if (err == 0 && (clb == NULL || socket_id < 0))
		err = EINVAL;
	if (err != 0)
		return result(err);
	up = enter();
	err = add_validator(name, clb, socket_id, limit);
	leave(up);
	return result(err);
}

BP_EXPORT
int
rte_mem_alloc_validator_unregister(const char *name, int socket_id)
{
	struct validator *v;
	int err = check_name(name);
	bool up;

	if (err == 0 && socket_id < 0)
		err = EINVAL;
	if (err != 0)
		return result(err);
	up = enter();
	v = find_validator(name, socket_id);
	if (v != NULL)
		v->call = NULL;
	leave(up);
	return result(v == NULL ? ENOENT : 0);
}

/* Each is asked, even if one has refused already. */
int
eal_event_validate(int node, size_t new_len)
{
	bool up = enter();
	uint64_t round = rounds++;
	struct validator *v;
	int answer, rc = 0;

	under_way++;
	TAILQ_FOREACH (v, &validators, next) {
		if (v->call == NULL || v->since > round ||
				v->socket_id != node || new_len < v->limit)
			continue;
		pthread_mutex_unlock(&lock);
		answer = v->call(node, v->limit, new_len);
		pthread_mutex_lock(&lock);
		if (answer >= 0)
			continue;
		EAL_LOG(DEBUG,
				"node %d is not to hold %zu MiB: validator %s"
				" refuses\n",
				node, new_len >> 20, v->name);
		rc = -ENOMEM;
	}
	under_way--;
	leave(up);
	return rc;
}

void
eal_event_call(enum rte_mem_event event, const void *addr, size_t len)
{
	bool up = enter();
	uint64_t round = rounds++;
	struct subscriber *s;

	under_way++;
	TAILQ_FOREACH (s, &subscribers, next) {
		if (s->call == NULL || s->since > round)
			continue;
		pthread_mutex_unlock(&lock);
		s->call(event, addr, len, s->arg);
		pthread_mutex_lock(&lock);
	}
	under_way--;
	leave(up);
}

void
eal_event_fini(void)
{
	struct subscriber *s;
	struct validator *v;
	bool up = enter();

	TAILQ_FOREACH (s, &subscribers, next)
		s->call = NULL;
	TAILQ_FOREACH (v, &validators, next)
		v->call = NULL;
	leave(up);
}
