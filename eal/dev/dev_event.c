/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who wants to know that devices come and go: functions for one device's name
 * or for all. They are called without the lock; an entry that is being called
 * stays, and whoever wants it gone gets -EAGAIN.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_dev.h>

#include "eal.h"

#define ANY_ARG ((void *)-1)

struct listener {
	TAILQ_ENTRY(listener) next;
	rte_dev_event_cb_fn fn;
	void *arg;
	char *name;         /* NULL: of all devices */
	unsigned int calls; /* under way */
};

static TAILQ_HEAD(, listener) listeners = TAILQ_HEAD_INITIALIZER(listeners);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool
is_same_name(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* With the lock held: 0, -EEXIST or -ENOMEM. */
static int
add(const char *name, rte_dev_event_cb_fn fn, void *arg)
{
	struct listener *l;

	TAILQ_FOREACH (l, &listeners, next)
		if (l->fn == fn && l->arg == arg && is_same_name(l->name, name))
			return -EEXIST;
	l = calloc(1, sizeof(*l));
	if (l != NULL && name != NULL) {
		l->name = strdup(name);
		if (l->name == NULL) {
			free(l);
			l = NULL;
		}
	}
	if (l == NULL)
		return -ENOMEM;
	l->fn = fn;
	l->arg = arg;
	TAILQ_INSERT_TAIL(&listeners, l, next);
	return 0;
}

BP_EXPORT
int
rte_dev_event_callback_register(const char *device_name,
		rte_dev_event_cb_fn cb_fn, void *cb_arg)
{
	int rc;

	if (cb_fn == NULL)
		return -EINVAL;
	pthread_mutex_lock(&lock);
	rc = add(device_name, cb_fn, cb_arg);
	pthread_mutex_unlock(&lock);
	if (rc == -EEXIST)
		EAL_LOG(ERR, "this callback for events of %s is there already\n",
				device_name == NULL ? "all devices"
						    : device_name);
	return rc;
}

/* With the lock held: how many, or -EAGAIN if one is under way. */
static int
drop(const char *name, rte_dev_event_cb_fn fn, const void *arg)
{
	struct listener *l, *next;
	int n = 0, busy = 0;

	for (l = TAILQ_FIRST(&listeners); l != NULL; l = next) {
		next = TAILQ_NEXT(l, next);
		if (l->fn != fn || (arg != ANY_ARG && l->arg != arg) ||
				(name != NULL && !is_same_name(l->name, name)))
			continue;
		if (l->calls != 0) {
			busy++;
			continue;
		}
		TAILQ_REMOVE(&listeners, l, next);
		free(l->name);
		free(l);
		n++;
	}
	return busy != 0 ? -EAGAIN : n;
}

BP_EXPORT
int
rte_dev_event_callback_unregister(const char *device_name,
		rte_dev_event_cb_fn cb_fn, void *cb_arg)
{
	int rc;

	if (cb_fn == NULL)
		return -EINVAL;
	pthread_mutex_lock(&lock);
	rc = drop(device_name, cb_fn, cb_arg);
	pthread_mutex_unlock(&lock);
	return rc == 0 ? -ENOENT : rc;
}

BP_EXPORT
void
rte_dev_event_callback_process(
		const char *device_name, enum rte_dev_event_type event)
{
	struct listener *l;

	if (device_name == NULL)
		return;
	pthread_mutex_lock(&lock);
	TAILQ_FOREACH (l, &listeners, next) {
		if (l->name != NULL && strcmp(l->name, device_name) != 0)
			continue;
		l->calls++; /* so l stays, and its place in the list */
		pthread_mutex_unlock(&lock);
		l->fn(device_name, event, l->arg);
		pthread_mutex_lock(&lock);
		l->calls--;
	}
	pthread_mutex_unlock(&lock);
}
