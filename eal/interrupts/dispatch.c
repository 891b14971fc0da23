/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A round of a source, in the interrupt thread: what its type says is read, its
 * callbacks are called, and those that leave are taken off, with a farewell.
 * A descriptor that would be reported for ever loses all of them.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <rte_errno.h>

#include "interrupts/source.h"

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
call_all(struct intr_source *s)
{
	struct intr_callback *c;

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
take_leaving(struct intr_source *s, bool all, struct intr_callback_list *left)
{
	struct intr_callback *c, *after;

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
say_farewell(struct intr_source *s, struct intr_callback_list *left)
{
	struct intr_callback *c;

	TAILQ_FOREACH (c, left, next) {
		if (c->farewell != NULL)
			c->farewell(s->handle, c->arg);
	}
	intr_callbacks_free(left);
}

/* End the round. Meanwhile, in farewells too, further callbacks may leave. */
static void
finish(struct intr_source *s, bool all)
{
	struct intr_callback_list left = TAILQ_HEAD_INITIALIZER(left);

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
	intr_source_end(s);
	pthread_mutex_unlock(&intr_lock);
}

static void
run(struct intr_source *s, size_t read_size, uint32_t events)
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
	struct intr_source *s;

	pthread_mutex_lock(&intr_lock);
	s = intr_source_begin(id);
	if (s != NULL)
		read_size = s->read_size;
	pthread_mutex_unlock(&intr_lock);
	if (s == NULL)
		return false;
	run(s, read_size, events);
	return true;
}
