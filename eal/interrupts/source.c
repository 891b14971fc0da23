/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The list of sources: callbacks are registered and unregistered, whether or
 * not their source is active. No source becomes active while a thread has been
 * waiting for one to end.
 */
#include "interrupts/source.h"

#include <errno.h>
#include <stdlib.h>

#include <rte_errno.h>

#define ANY_ARG ((void *)-1)

TAILQ_HEAD(source_list, intr_source);

static struct source_list sources = TAILQ_HEAD_INITIALIZER(sources);
static uint64_t last_id;
static unsigned int waiting; /* threads, for the active source */
static pthread_cond_t none_waits = PTHREAD_COND_INITIALIZER;

static struct intr_source *
find(int fd)
{
	struct intr_source *s;

	TAILQ_FOREACH (s, &sources, next) {
		if (s->handle->fd == fd)
			return s;
	}
	return NULL;
}

static struct intr_source *
add_source(const struct rte_intr_handle *handle)
{
	struct intr_source *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->handle = rte_intr_instance_dup(handle);
	if (s->handle == NULL) {
		free(s);
		return NULL;
	}
	TAILQ_INIT(&s->callbacks);
	s->id = ++last_id;
	TAILQ_INSERT_TAIL(&sources, s, next);
	return s;
}

void
intr_callbacks_free(struct intr_callback_list *list)
{
	struct intr_callback *c;

	while ((c = TAILQ_FIRST(list)) != NULL) {
		TAILQ_REMOVE(list, c, next);
		free(c);
	}
}

static void
drop_source(struct intr_source *s)
{
	intr_unwatch(s->handle->fd);
	TAILQ_REMOVE(&sources, s, next);
	intr_callbacks_free(&s->callbacks);
	rte_intr_instance_free(s->handle);
	free(s);
}

/* Another descriptor has the number now; it may be of another type. */
static int
renew_source(struct intr_source *s, const struct rte_intr_handle *handle)
{
	struct rte_intr_handle *copy;

	s->read_size = intr_read_size(handle);
	/* Farewells in this round are to the old one. */
	if (s->active)
		return 0;
	copy = rte_intr_instance_dup(handle);
	if (copy == NULL)
		return -ENOMEM;
	rte_intr_instance_free(s->handle);
	s->handle = copy;
	return 0;
}

/* Add a callback to its source, which may have to be made. */
static int
add_callback(const struct rte_intr_handle *handle, struct intr_callback *c)
{
	struct intr_source *s;
	int rc = intr_thread_need();

	if (rc != 0)
		return rc;
	s = find(handle->fd);
	if (s == NULL)
		s = add_source(handle);
	if (s == NULL)
		return -ENOMEM;
	/* Also one that is known: it may have been closed and opened again. */
	rc = intr_watch(handle->fd, s->id);
	if (rc > 0)
		rc = renew_source(s, handle);
	if (rc == 0)
		TAILQ_INSERT_TAIL(&s->callbacks, c, next);
	else if (TAILQ_EMPTY(&s->callbacks) && !s->active)
		drop_source(s);
	return rc;
}

/* The public calls' check: 0 or -EINVAL, which NULL also leaves in rte_errno.
 */
static int
check(const struct rte_intr_handle *handle, bool complete, const char *what)
{
	int fd = rte_intr_fd_get(handle);

	if (fd >= 0 && complete)
		return 0;
	EAL_LOG(ERR, "interrupts: %s: no %s\n", what,
			handle == NULL ? "handle"
				       : (fd < 0 ? "descriptor" : "function"));
	return -EINVAL;
}

BP_EXPORT
int
rte_intr_callback_register(const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb, void *cb_arg)
{
	struct intr_callback *c;
	int rc = check(intr_handle, cb != NULL, "register");

	if (rc != 0)
		return rc;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->fn = cb;
	c->arg = cb_arg;
	pthread_mutex_lock(&intr_lock);
	rc = add_callback(intr_handle, c);
	pthread_mutex_unlock(&intr_lock);
	if (rc == 0)
		return 0;
	EAL_LOG(ERR, "interrupts: descriptor %d: %s\n", intr_handle->fd,
			rte_strerror(-rc));
	free(c);
	return rc;
}

static bool
is_meant(const struct intr_callback *c, rte_intr_callback_fn fn, void *arg)
{
	return c->fn == fn && (arg == ANY_ARG || c->arg == arg);
}

/* With the lock held. */
static int
remove_callbacks(int fd, rte_intr_callback_fn fn, void *arg)
{
	struct intr_source *s = find(fd);
	struct intr_callback *c, *after;
	int n = 0;

	if (s == NULL)
		return -ENOENT;
	if (s->active)
		return -EAGAIN;
	for (c = TAILQ_FIRST(&s->callbacks); c != NULL; c = after) {
		after = TAILQ_NEXT(c, next);
		if (!is_meant(c, fn, arg))
			continue;
		TAILQ_REMOVE(&s->callbacks, c, next);
		free(c);
		n++;
	}
	if (TAILQ_EMPTY(&s->callbacks))
		drop_source(s);
	return n;
}

BP_EXPORT
int
rte_intr_callback_unregister(const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb, void *cb_arg)
{
	int rc = check(intr_handle, true, "unregister");

	if (rc != 0)
		return rc;
	pthread_mutex_lock(&intr_lock);
	rc = remove_callbacks(intr_handle->fd, cb, cb_arg);
	pthread_mutex_unlock(&intr_lock);
	return rc;
}

/* However often callbacks are called, the next call is after this returns. */
static void
wait_for_idle(void)
{
	waiting++;
	pthread_cond_wait(&intr_idle, &intr_lock);
	if (--waiting == 0)
		pthread_cond_signal(&none_waits);
}

BP_EXPORT
int
rte_intr_callback_unregister_sync(const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb, void *cb_arg)
{
	int rc = check(intr_handle, true, "unregister");

	if (rc != 0)
		return rc;
	pthread_mutex_lock(&intr_lock);
	for (;;) {
		rc = remove_callbacks(intr_handle->fd, cb, cb_arg);
		if (rc != -EAGAIN || rte_thread_is_intr())
			break;
		wait_for_idle();
	}
	pthread_mutex_unlock(&intr_lock);
	return rc;
}

/* With the lock held. */
static int
mark_leaving(int fd, rte_intr_callback_fn fn, void *arg,
		rte_intr_unregister_callback_fn farewell)
{
	struct intr_source *s = find(fd);
	struct intr_callback *c;
	int n = 0;

	if (s == NULL)
		return -ENOENT;
	if (!s->active)
		return -EAGAIN;
	TAILQ_FOREACH (c, &s->callbacks, next) {
		if (!is_meant(c, fn, arg))
			continue;
		c->leaving = true;
		c->farewell = farewell;
		n++;
	}
	return n;
}

BP_EXPORT
int
rte_intr_callback_unregister_pending(const struct rte_intr_handle *intr_handle,
		rte_intr_callback_fn cb_fn, void *cb_arg,
		rte_intr_unregister_callback_fn ucb_fn)
{
	int rc = check(intr_handle, true, "unregister");

	if (rc != 0)
		return rc;
	pthread_mutex_lock(&intr_lock);
	rc = mark_leaving(intr_handle->fd, cb_fn, cb_arg, ucb_fn);
	pthread_mutex_unlock(&intr_lock);
	return rc;
}

struct intr_source *
intr_source_begin(uint64_t id)
{
	struct intr_source *s;

	while (waiting > 0)
		pthread_cond_wait(&none_waits, &intr_lock);
	TAILQ_FOREACH (s, &sources, next) {
		if (s->id == id)
			break;
	}
	if (s != NULL)
		s->active = true;
	return s;
}

void
intr_source_end(struct intr_source *s)
{
	s->active = false;
	if (TAILQ_EMPTY(&s->callbacks))
		drop_source(s);
	pthread_cond_broadcast(&intr_idle);
}

void
intr_watch_all(void)
{
	struct intr_source *s;

	TAILQ_FOREACH (s, &sources, next) {
		intr_watch(s->handle->fd, s->id);
	}
}

void
intr_sources_forked(void)
{
	struct intr_source *s;

	waiting = 0;
	pthread_cond_init(&none_waits, NULL);
	TAILQ_FOREACH (s, &sources, next) {
		s->active = false;
	}
}

void
intr_sources_drop(void)
{
	while (!TAILQ_EMPTY(&sources))
		drop_source(TAILQ_FIRST(&sources));
}
