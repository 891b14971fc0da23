/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_epoll_*: epoll carries the address of the caller's struct. Its status
 * says whose turn it is: INVALID nobody waits, VALID it may be reported, EXEC
 * one thread runs its function. Whoever takes it out waits for EXEC to end, so
 * that the struct can go afterwards.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/epoll.h>

#include <rte_errno.h>
#include <rte_pause.h>

#include "interrupts.h"

#define WAIT_MAX 64 /* events taken at once */

static __thread int own_epfd = -1;
static __thread const struct rte_epoll_event *in_call; /* of this thread */
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static bool key_made;

void
intr_epoll_forget(void)
{
	if (own_epfd >= 0)
		close(own_epfd);
	own_epfd = -1;
}

static void
thread_ends(void *arg)
{
	RTE_SET_USED(arg);
	intr_epoll_forget();
}

/* The child of a fork would share its parent's. */
static void
make_key(void)
{
	if (pthread_key_create(&key, thread_ends) != 0)
		return;
	if (pthread_atfork(NULL, NULL, intr_epoll_forget) != 0)
		pthread_key_delete(key);
	else
		key_made = true;
}

/* The library may be unloaded before threads end. */
RTE_FINI(intr_epoll_fini)
{
	if (key_made)
		pthread_key_delete(key);
	key_made = false;
}

BP_EXPORT
int
rte_intr_tls_epfd(void)
{
	if (own_epfd >= 0)
		return own_epfd;
	pthread_once(&key_once, make_key);
	if (!key_made || pthread_setspecific(key, &own_epfd) != 0)
		return -1;
	own_epfd = epoll_create1(EPOLL_CLOEXEC);
	if (own_epfd < 0)
		EAL_LOG(ERR, "an epoll instance: %s\n", rte_strerror(errno));
	return own_epfd;
}

static bool
change_status(struct rte_epoll_event *event, uint32_t from, uint32_t to)
{
	/* Acquire and release pair from one change to the next. */
	return __atomic_compare_exchange_n(&event->status, &from, to, false,
			__ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

/* Report one event; 0 if it has been taken out meanwhile. */
static int
report(const struct epoll_event *from, struct rte_epoll_event *to)
{
	struct rte_epoll_event *event = from->data.ptr;
	const struct rte_epoll_event *outer = in_call;

	if (event == NULL ||
			!change_status(event, RTE_EPOLL_VALID, RTE_EPOLL_EXEC))
		return 0;
	to->status = RTE_EPOLL_VALID;
	to->fd = event->fd;
	to->epfd = event->epfd;
	to->epdata.event = from->events;
	to->epdata.data = event->epdata.data;
	in_call = event;
	if (event->epdata.cb_fun != NULL)
		event->epdata.cb_fun(event->fd, event->epdata.cb_arg);
	/* If the function took it out itself, it may be gone. */
	if (in_call == event)
		change_status(event, RTE_EPOLL_EXEC, RTE_EPOLL_VALID);
	in_call = outer;
	return 1;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* epoll_wait(), again after each signal if patient, but never for longer. */
static int
wait_events(int epfd, struct epoll_event *got, int n, int timeout, bool patient)
{
	int64_t end = timeout > 0 ? now_ms() + timeout : 0;
	int rc;

	for (;;) {
		rc = epoll_wait(epfd, got, n, timeout);
		if (rc >= 0 || errno != EINTR || !patient)
			return rc;
		if (timeout > 0)
			timeout = (int)RTE_MAX(end - now_ms(), INT64_C(0));
	}
}

static int
wait_and_report(int epfd, struct rte_epoll_event *events, int maxevents,
		int timeout, bool patient)
{
	struct epoll_event got[WAIT_MAX];
	int i, n, done = 0;

	if (events == NULL) {
		EAL_LOG(ERR, "epoll: no room for events\n");
		return -1;
	}
	if (epfd == RTE_EPOLL_PER_THREAD)
		epfd = rte_intr_tls_epfd();
	n = wait_events(epfd, got, RTE_MIN(maxevents, WAIT_MAX), timeout,
			patient);
	if (n < 0 && errno != EINTR)
		EAL_LOG(ERR, "epoll: waiting at %d for up to %d: %s\n", epfd,
				maxevents, rte_strerror(errno));
	for (i = 0; i < n; i++)
		done += report(&got[i], &events[done]);
	return n < 0 ? -1 : done;
}

BP_EXPORT
int
rte_epoll_wait(int epfd, struct rte_epoll_event *events, int maxevents,
		int timeout)
{
	return wait_and_report(epfd, events, maxevents, timeout, true);
}

BP_EXPORT
int
rte_epoll_wait_interruptible(int epfd, struct rte_epoll_event *events,
		int maxevents, int timeout)
{
	return wait_and_report(epfd, events, maxevents, timeout, false);
}

void
intr_epoll_retire(struct rte_epoll_event *event)
{
	if (in_call != event)
		while (!change_status(event, RTE_EPOLL_VALID,
				       RTE_EPOLL_INVALID) &&
				__atomic_load_n(&event->status,
						__ATOMIC_ACQUIRE) !=
						RTE_EPOLL_INVALID)
			rte_pause();
	__atomic_store_n(&event->status, RTE_EPOLL_INVALID, __ATOMIC_RELEASE);
	if (in_call == event)
		in_call = NULL;
}

BP_EXPORT
int
rte_epoll_ctl(int epfd, int op, int fd, struct rte_epoll_event *event)
{
	struct epoll_event ev;

	if (event == NULL) {
		EAL_LOG(ERR, "epoll: no event\n");
		return -1;
	}
	if (epfd == RTE_EPOLL_PER_THREAD)
		epfd = rte_intr_tls_epfd();
	if (op == EPOLL_CTL_ADD) {
		event->fd = fd;
		event->epfd = epfd;
		/* Release pairs with the change in report(). */
		__atomic_store_n(&event->status, RTE_EPOLL_VALID,
				__ATOMIC_RELEASE);
	}
	memset(&ev, 0, sizeof(ev));
	ev.events = event->epdata.event;
	ev.data.ptr = event;
	if (epoll_ctl(epfd, op, fd, &ev) != 0) {
		EAL_LOG(ERR, "epoll: operation %d with descriptor %d: %s\n", op,
				fd, rte_strerror(errno));
		if (op == EPOLL_CTL_ADD)
			__atomic_store_n(&event->status, RTE_EPOLL_INVALID,
					__ATOMIC_RELEASE);
		return -1;
	}
	if (op == EPOLL_CTL_DEL)
		intr_epoll_retire(event);
	return 0;
}
