/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Those who want to know when a pool is ready and when it goes. The list is
 * this process's own; callbacks run with it and the list of pools locked,
 * in the thread that made the event, and may subscribe and unsubscribe
 * themselves.
 */
#include <pthread.h>
#include <stdlib.h>

#include <sys/queue.h>

#include <rte_errno.h>
#include <rte_tailq.h>

#include "mempool.h"

struct subscriber {
	TAILQ_ENTRY(subscriber) next;
	rte_mempool_event_callback *func;
	void *user_data;
};

static TAILQ_HEAD(, subscriber) subscribers = TAILQ_HEAD_INITIALIZER(
		subscribers);
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

/* The list is locked. */
static struct subscriber *
find(rte_mempool_event_callback *func, const void *user_data)
{
	struct subscriber *s;

	TAILQ_FOREACH (s, &subscribers, next) {
		if (s->func == func && s->user_data == user_data)
			return s;
	}
	return NULL;
}

static int
add(rte_mempool_event_callback *func, void *user_data)
{
	struct subscriber *s;

	if (find(func, user_data) != NULL)
		return -EEXIST;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->func = func;
	s->user_data = user_data;
	TAILQ_INSERT_TAIL(&subscribers, s, next);
	return 0;
}

/* 0, or rc with rte_errno. */
static int
result(int rc)
{
	if (rc < 0)
		rte_errno = -rc;
	return rc;
}

BP_EXPORT
int
rte_mempool_event_callback_register(
		rte_mempool_event_callback *func, void *user_data)
{
	int rc;

	if (func == NULL)
		return result(-EINVAL);
	pthread_mutex_lock(&lock);
	rc = add(func, user_data);
	pthread_mutex_unlock(&lock);
	return result(rc);
}

BP_EXPORT
int
rte_mempool_event_callback_unregister(
		rte_mempool_event_callback *func, void *user_data)
{
	struct subscriber *s;

	pthread_mutex_lock(&lock);
	s = find(func, user_data);
	if (s != NULL)
		TAILQ_REMOVE(&subscribers, s, next);
	pthread_mutex_unlock(&lock);
	if (s == NULL)
		return result(-ENOENT);
	free(s);
	return 0;
}

void
mempool_event(enum rte_mempool_event event, struct rte_mempool *mp)
{
	struct subscriber *s, *after;

	/* In this order: callbacks may look at the list of pools. */
	mempool_list_lock();
	pthread_mutex_lock(&lock);
	for (s = TAILQ_FIRST(&subscribers); s != NULL; s = after) {
		after = TAILQ_NEXT(s, next);
		s->func(event, mp, s->user_data);
	}
	pthread_mutex_unlock(&lock);
	mempool_list_unlock();
}
