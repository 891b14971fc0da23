/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is told when memory comes or goes, and who may refuse it. Both lists
 * belong to the process, not to the group: they hold functions. They are
 * called in the order of registration, under the memory lock; one may
 * unregister itself while it runs. The mutex here is recursive for that.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_errno.h>
#include <rte_memory.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/memseg.h"
#include "memory/os.h"

struct subscriber {
	TAILQ_ENTRY(subscriber) next;
	char name[RTE_MEM_EVENT_CALLBACK_NAME_LEN];
	rte_mem_event_callback_t call;
	void *arg;
};

struct validator {
	TAILQ_ENTRY(validator) next;
	char name[RTE_MEM_ALLOC_VALIDATOR_NAME_LEN];
	rte_mem_alloc_validator_t call;
	int socket_id;
	size_t limit;
};

static TAILQ_HEAD(, subscriber) subscribers = TAILQ_HEAD_INITIALIZER(
		subscribers);
static TAILQ_HEAD(, validator) validators = TAILQ_HEAD_INITIALIZER(validators);
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static int
result(int err)
{
	if (err == 0)
		return 0;
	rte_errno = err;
	return -1;
}

static int
bad_name(const char *name)
{
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
		if (s->arg == arg && strcmp(s->name, name) == 0)
			return s;
	return NULL;
}

static struct validator *
find_validator(const char *name, int socket_id)
{
	struct validator *v;

	TAILQ_FOREACH (v, &validators, next)
		if (v->socket_id == socket_id && strcmp(v->name, name) == 0)
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
	TAILQ_INSERT_TAIL(&validators, v, next);
	return 0;
}

BP_EXPORT
int
rte_mem_event_callback_register(
		const char *name, rte_mem_event_callback_t clb, void *arg)
{
	int err = clb == NULL ? EINVAL : bad_name(name);

	if (err != 0)
		return result(err);
	pthread_mutex_lock(&lock);
	err = add_subscriber(name, clb, arg);
	pthread_mutex_unlock(&lock);
	return result(err);
}

BP_EXPORT
int
rte_mem_event_callback_unregister(const char *name, void *arg)
{
	struct subscriber *s;
	int err = bad_name(name);

	if (err != 0)
		return result(err);
	pthread_mutex_lock(&lock);
	s = find_subscriber(name, arg);
	if (s != NULL)
		TAILQ_REMOVE(&subscribers, s, next);
	pthread_mutex_unlock(&lock);
	free(s);
	return result(s == NULL ? ENOENT : 0);
}

BP_EXPORT
int
rte_mem_alloc_validator_register(const char *name,
		rte_mem_alloc_validator_t clb, int socket_id, size_t limit)
{
	int err = clb == NULL || socket_id < 0 ? EINVAL : bad_name(name);

	if (err != 0)
		return result(err);
	pthread_mutex_lock(&lock);
	err = add_validator(name, clb, socket_id, limit);
	pthread_mutex_unlock(&lock);
	return result(err);
}

BP_EXPORT
int
rte_mem_alloc_validator_unregister(const char *name, int socket_id)
{
	struct validator *v;
	int err = socket_id < 0 ? EINVAL : bad_name(name);

	if (err != 0)
		return result(err);
	pthread_mutex_lock(&lock);
	v = find_validator(name, socket_id);
	if (v != NULL)
		TAILQ_REMOVE(&validators, v, next);
	pthread_mutex_unlock(&lock);
	free(v);
	return result(v == NULL ? ENOENT : 0);
}

int
eal_event_validate(int node, size_t new_len)
{
	struct validator *v, *next;
	int rc = 0;

	pthread_mutex_lock(&lock);
	for (v = TAILQ_FIRST(&validators); v != NULL && rc == 0; v = next) {
		next = TAILQ_NEXT(v, next);
		if (v->socket_id != node || new_len <= v->limit)
			continue;
		if (v->call(node, v->limit, new_len) < 0)
			rc = -ENOMEM;
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

void
eal_event_call(enum rte_mem_event event, const void *addr, size_t len)
{
	struct subscriber *s, *next;

	pthread_mutex_lock(&lock);
	for (s = TAILQ_FIRST(&subscribers); s != NULL; s = next) {
		next = TAILQ_NEXT(s, next);
		s->call(event, addr, len, s->arg);
	}
	pthread_mutex_unlock(&lock);
}

void
eal_event_fini(void)
{
	struct subscriber *s;
	struct validator *v;

	pthread_mutex_lock(&lock);
	while ((s = TAILQ_FIRST(&subscribers)) != NULL) {
		TAILQ_REMOVE(&subscribers, s, next);
		free(s);
	}
	while ((v = TAILQ_FIRST(&validators)) != NULL) {
		TAILQ_REMOVE(&validators, v, next);
		free(v);
	}
	pthread_mutex_unlock(&lock);
}
