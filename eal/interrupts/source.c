/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sources: a descriptor each, with the callbacks in the order in which they
 * were registered. While a source is `active` the interrupt thread runs its
 * callbacks without the lock: then callbacks may be added at the end, and be
 * marked as leaving, but none is freed by anybody else. A source goes with its
 * last callback. No source becomes active while a thread has been waiting for
 * one to end.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include <rte_errno.h>

#include "interrupts.h"

#define ANY_ARG ((void *)-1)

struct callback {
	TAILQ_ENTRY(callback) next;
	rte_intr_callback_fn fn;
	void *arg;
	bool leaving;
	rte_intr_unregister_callback_fn farewell; /* or NULL */
};

TAILQ_HEAD(callback_list, callback);

struct source {
	TAILQ_ENTRY(source) next;
	uint64_t id;
	struct rte_intr_handle *handle; /* a copy */
	struct callback_list callbacks;
	size_t read_size; /* of what has the number now */
	bool active;
};

TAILQ_HEAD(source_list, source);

static struct source_list sources = TAILQ_HEAD_INITIALIZER(sources);
static uint64_t last_id;
static unsigned int waiting; /* threads, for the active source */
static pthread_cond_t none_waits = PTHREAD_COND_INITIALIZER;

static struct source *
find(int fd)
{
	struct source *s;

	TAILQ_FOREACH (s, &sources, next) {
		if (s->handle->fd == fd)
			return s;
	}
	return NULL;
}

static struct source *
add_source(const struct rte_intr_handle *handle)
{
	struct source *s = calloc(1, sizeof(*s));

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

static void
free_callbacks(struct callback_list *list)
{
	struct callback *c;

	while ((c = TAILQ_FIRST(list)) != NULL) {
		TAILQ_REMOVE(list, c, next);
		free(c);
	}
}

static void
drop_source(struct source *s)
{
	intr_unwatch(s->handle->fd);
	TAILQ_REMOVE(&sources, s, next);
	free_callbacks(&s->callbacks);
	rte_intr_instance_free(s->handle);
	free(s);
}

/* Another descriptor has the number now; it may be of another type. */
static int
renew_source(struct source *s, const struct rte_intr_handle *handle)
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
add_callback(const struct rte_intr_handle *handle, struct callback *c)
{
	struct source *s;
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
	struct callback *c;
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
is_meant(const struct callback *c, rte_intr_callback_fn fn, void *arg)
{
	return c->fn == fn && (arg == ANY_ARG || c->arg == arg);
}

/* With the lock held. */
static int
remove_callbacks(int fd, rte_intr_callback_fn fn, void *arg)
{
	struct source *s = find(fd);
	struct callback *c, *after;
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
	struct source *s = find(fd);
	struct callback *c;
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

size_t
intr_read_size(const struct rte_intr_handle *handle)
{
	switch (handle->type) {
	case RTE_INTR_HANDLE_UIO:
	case RTE_INTR_HANDLE_UIO_INTX:
		return sizeof(uint32_t);
	case RTE_INTR_HANDLE_VFIO_LEGACY:
	case RTE_INTR_HANDLE_VFIO_MSI:
	case RTE_INTR_HANDLE_VFIO_MSIX:
	case RTE_INTR_HANDLE_VFIO_REQ:
	case RTE_INTR_HANDLE_ALARM:
		return sizeof(uint64_t);
	case RTE_INTR_HANDLE_VDEV:
		return RTE_MIN(handle->counter_size, INTR_READ_MAX);
	default:
		return 0;
	}
}

/* Read what the type says: 1, 0 if nothing is there, or -errno for the end. */
static int
drain(int fd, size_t size)
{
	uint8_t bytes[INTR_READ_MAX];
	ssize_t n;

	if (size == 0)
		return 1;
	n = read(fd, bytes, size);
	if (n > 0)
		return 1;
	if (n == 0)
		return -EPIPE;
	return errno == EINTR || errno == EAGAIN ? 0 : -errno;
}

/* Events without data are for callbacks that read themselves, if at all. */
static int
ready(int fd, size_t size, uint32_t events)
{
	if (events & (EPOLLIN | EPOLLPRI))
		return drain(fd, size);
	return size == 0;
}

/* After the callbacks: whether it would be reported for ever. */
static int
check_end(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int bytes = 0, error = 0;
	socklen_t size = sizeof(error);

	/* A socket forgets its error when asked for it. */
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (poll(&p, 1, 0) < 1)
		return 0;
	if (p.revents & POLLNVAL)
		return -EBADF;
	if (!(p.revents & (POLLHUP | POLLERR)))
		return 0;
	return ioctl(fd, FIONREAD, &bytes) != 0 || bytes == 0 ? -EPIPE : 0;
}

static void
call_all(struct source *s)
{
	struct callback *c;

	pthread_mutex_lock(&intr_lock);
	TAILQ_FOREACH (c, &s->callbacks, next) {
		if (c->leaving)
			continue;
		pthread_mutex_unlock(&intr_lock);
		c->fn(c->arg);
		pthread_mutex_lock(&intr_lock);
	}
	pthread_mutex_unlock(&intr_lock);
}

/* Take those that leave off the list; all of them at the descriptor's end. */
static void
take_leaving(struct source *s, bool all, struct callback_list *left)
{
	struct callback *c, *after;

	for (c = TAILQ_FIRST(&s->callbacks); c != NULL; c = after) {
		after = TAILQ_NEXT(c, next);
		if (!all && !c->leaving)
			continue;
		TAILQ_REMOVE(&s->callbacks, c, next);
		TAILQ_INSERT_TAIL(left, c, next);
	}
	/* A farewell may close the descriptor. */
	if (TAILQ_EMPTY(&s->callbacks))
		intr_unwatch(s->handle->fd);
}

static void
say_farewell(struct source *s, struct callback_list *left)
{
	struct callback *c;

	TAILQ_FOREACH (c, left, next) {
		if (c->farewell != NULL)
			c->farewell(s->handle, c->arg);
	}
	free_callbacks(left);
}

/* End the round. Meanwhile, in farewells too, further callbacks may leave. */
static void
finish(struct source *s, bool all)
{
	struct callback_list left = TAILQ_HEAD_INITIALIZER(left);

	pthread_mutex_lock(&intr_lock);
	for (;;) {
		take_leaving(s, all, &left);
		if (TAILQ_EMPTY(&left))
			break;
		pthread_mutex_unlock(&intr_lock);
		say_farewell(s, &left);
		all = false;
		pthread_mutex_lock(&intr_lock);
	}
	s->active = false;
	if (TAILQ_EMPTY(&s->callbacks))
		drop_source(s);
	pthread_cond_broadcast(&intr_idle);
	pthread_mutex_unlock(&intr_lock);
}

static void
run(struct source *s, size_t read_size, uint32_t events)
{
	int fd = s->handle->fd;
	int rc = ready(fd, read_size, events);

	if (rc > 0)
		call_all(s);
	if (rc >= 0 && events & (EPOLLHUP | EPOLLERR))
		rc = check_end(fd);
	if (rc < 0)
		EAL_LOG(ERR, "interrupts: descriptor %d is let go: %s\n", fd,
				rc == -EPIPE ? "it ended" : rte_strerror(-rc));
	finish(s, rc < 0);
}

bool
intr_dispatch(uint64_t id, uint32_t events)
{
	size_t read_size = 0;
	struct source *s;

	pthread_mutex_lock(&intr_lock);
	while (waiting > 0)
		pthread_cond_wait(&none_waits, &intr_lock);
	TAILQ_FOREACH (s, &sources, next) {
		if (s->id == id)
			break;
	}
	if (s != NULL) {
		s->active = true;
		read_size = s->read_size;
	}
	pthread_mutex_unlock(&intr_lock);
	if (s == NULL)
		return false;
	run(s, read_size, events);
	return true;
}

void
intr_watch_all(void)
{
	struct source *s;

	TAILQ_FOREACH (s, &sources, next) {
		intr_watch(s->handle->fd, s->id);
	}
}

void
intr_sources_forked(void)
{
	struct source *s;

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
