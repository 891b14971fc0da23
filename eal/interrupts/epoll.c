/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_epoll_*. The struct of an event is the caller's, and gone after a DEL;
 * so epoll carries the number of a watch, which is never used again, and the
 * table of watches says whose event it is. Invariant: an event that has a
 * watch may be looked at with the lock held, and nobody else's may. The
 * status of an event says whose turn it is: INVALID nobody waits, VALID it may
 * be reported, EXEC one thread runs its function, without the lock. Whoever
 * takes it out waits for that to end, unless it is in there itself.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/epoll.h>

#include <rte_errno.h>

#include "interrupts.h"

#define WAIT_MAX 64 /* events taken at once */

struct watch {
	struct rte_epoll_event *event; /* NULL: the place is free */
	int epfd;
	int fd;
	uint32_t generation; /* how often the place became free */
	const void *runner;  /* the thread in the event's function, or NULL */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t returned = PTHREAD_COND_INITIALIZER;
static struct watch *watches;
static uint32_t watches_n;

static __thread int own_epfd = -1; /* its address stands for the thread */
static pthread_key_t key;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static bool key_made;

static uint64_t
id_of(const struct watch *w)
{
	return (uint64_t)w->generation << 32 | (uint64_t)(w - watches);
}

static struct watch *
find_id(uint64_t id)
{
	uint32_t i = (uint32_t)id;

	if (i >= watches_n || watches[i].event == NULL ||
			id_of(&watches[i]) != id)
		return NULL;
	return &watches[i];
}

/* The watch of an event; for NULL a free place. */
static struct watch *
find_event(const struct rte_epoll_event *event)
{
	uint32_t i;

	for (i = 0; i < watches_n; i++)
		if (watches[i].event == event)
			return &watches[i];
	return NULL;
}

static bool
grow(void)
{
	uint32_t n = watches_n != 0 ? 2 * watches_n : 16;
	struct watch *more = realloc(watches, n * sizeof(*more));

	if (more == NULL)
		return false;
	memset(&more[watches_n], 0, (n - watches_n) * sizeof(*more));
	watches = more;
	watches_n = n;
	return true;
}

/* The watch that an event has, or a new one; NULL: no memory. */
static struct watch *
need_watch(struct rte_epoll_event *event)
{
	struct watch *w = find_event(event);

	if (w == NULL)
		w = find_event(NULL);
	if (w == NULL && grow())
		w = find_event(NULL);
	if (w != NULL)
		w->event = event;
	return w;
}

static void
end_watch(struct watch *w)
{
	w->event = NULL;
	w->runner = NULL;
	w->generation++;
}

void
intr_epoll_forget(void)
{
	uint32_t i;

	if (own_epfd < 0)
		return;
	pthread_mutex_lock(&lock);
	for (i = 0; i < watches_n; i++)
		if (watches[i].event != NULL && watches[i].runner == NULL &&
				watches[i].epfd == own_epfd)
			end_watch(&watches[i]);
	pthread_mutex_unlock(&lock);
	close(own_epfd);
	own_epfd = -1;
}

static void
thread_ends(void *arg)
{
	RTE_SET_USED(arg);
	intr_epoll_forget();
}

static void
before_fork(void)
{
	pthread_mutex_lock(&lock);
}

static void
in_parent(void)
{
	pthread_mutex_unlock(&lock);
}

static bool
change_status(struct rte_epoll_event *event, uint32_t from, uint32_t to)
{
	/* Acquire and release pair from one change to the next. */
	return __atomic_compare_exchange_n(&event->status, &from, to, false,
			__ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

static void
leave_function(struct watch *w)
{
	w->runner = NULL;
	change_status(w->event, RTE_EPOLL_EXEC, RTE_EPOLL_VALID);
}

/* The child would share its parent's instance; other threads are gone. */
static void
in_child(void)
{
	uint32_t i;

	pthread_cond_init(&returned, NULL);
	for (i = 0; i < watches_n; i++)
		if (watches[i].runner != NULL && watches[i].runner != &own_epfd)
			leave_function(&watches[i]);
	pthread_mutex_unlock(&lock);
	intr_epoll_forget();
}

static void
make_key(void)
{
	if (pthread_key_create(&key, thread_ends) != 0)
		return;
	if (pthread_atfork(before_fork, in_parent, in_child) != 0)
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

/* Begin to report one event: false if it has been taken out meanwhile. */
static bool
enter_function(const struct epoll_event *from, struct rte_epoll_event *to)
{
	struct rte_epoll_event *event;
	struct watch *w;
	bool entered;

	pthread_mutex_lock(&lock);
	w = find_id(from->data.u64);
	event = w != NULL ? w->event : NULL;
	entered = event != NULL &&
			change_status(event, RTE_EPOLL_VALID, RTE_EPOLL_EXEC);
	if (entered) {
		w->runner = &own_epfd;
		to->status = RTE_EPOLL_VALID;
		to->fd = event->fd;
		to->epfd = event->epfd;
		to->epdata = event->epdata;
		to->epdata.event = from->events;
	}
	pthread_mutex_unlock(&lock);
	return entered;
}

/* Report one event: 1, or 0 if it has been taken out meanwhile. */
static int
report(const struct epoll_event *from, struct rte_epoll_event *to)
{
	struct rte_epoll_event event;
	struct watch *w;

	if (!enter_function(from, &event))
		return 0;
	if (event.epdata.cb_fun != NULL)
		event.epdata.cb_fun(event.fd, event.epdata.cb_arg);
	pthread_mutex_lock(&lock);
	/* If the function took it out itself, it may be gone. */
	w = find_id(from->data.u64);
	if (w != NULL)
		leave_function(w);
	pthread_cond_broadcast(&returned);
	pthread_mutex_unlock(&lock);
	to->status = event.status;
	to->fd = event.fd;
	to->epfd = event.epfd;
	to->epdata.event = event.epdata.event;
	to->epdata.data = event.epdata.data;
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
	struct watch *w;

	pthread_mutex_lock(&lock);
	while ((w = find_event(event)) != NULL && w->runner != NULL &&
			w->runner != &own_epfd)
		pthread_cond_wait(&returned, &lock);
	if (w != NULL)
		end_watch(w);
	__atomic_store_n(&event->status, RTE_EPOLL_INVALID, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
}

/* What epoll is to carry for an event; false: no memory. */
static bool
prepare(int epfd, int op, int fd, struct rte_epoll_event *event, uint64_t *id)
{
	struct watch *w;

	pthread_once(&key_once, make_key);
	pthread_mutex_lock(&lock);
	w = op == EPOLL_CTL_DEL ? NULL : need_watch(event);
	if (w != NULL)
		*id = id_of(w);
	if (w != NULL && op == EPOLL_CTL_ADD) {
		w->epfd = epfd;
		w->fd = fd;
		event->fd = fd;
		event->epfd = epfd;
		/* Release pairs with the change in enter_function(). */
		__atomic_store_n(&event->status, RTE_EPOLL_VALID,
				__ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&lock);
	return w != NULL || op == EPOLL_CTL_DEL;
}

static bool
is_watched(int epfd, int fd, const struct rte_epoll_event *event)
{
	const struct watch *w;
	bool is;

	pthread_mutex_lock(&lock);
	w = find_event(event);
	is = w != NULL && w->epfd == epfd && w->fd == fd;
	pthread_mutex_unlock(&lock);
	return is;
}

/* Whether nobody waits for the event after the operation. */
static bool
is_over(int epfd, int op, int fd, const struct rte_epoll_event *event,
		int error)
{
	/* What was closed before is not there any more. */
	if (op == EPOLL_CTL_DEL)
		return error == 0 || is_watched(epfd, fd, event);
	return error != 0 &&
			(op == EPOLL_CTL_ADD ||
					__atomic_load_n(&event->status,
							__ATOMIC_RELAXED) ==
							RTE_EPOLL_INVALID);
}

BP_EXPORT
int
rte_epoll_ctl(int epfd, int op, int fd, struct rte_epoll_event *event)
{
	struct epoll_event ev;
	uint64_t id = 0;
	int error;

	if (event == NULL) {
		EAL_LOG(ERR, "epoll: no event\n");
		return -1;
	}
	if (epfd == RTE_EPOLL_PER_THREAD)
		epfd = rte_intr_tls_epfd();
	if (!prepare(epfd, op, fd, event, &id)) {
		EAL_LOG(ERR, "epoll: no memory for descriptor %d\n", fd);
		return -1;
	}
	ev = (struct epoll_event){
			.events = event->epdata.event, .data = {.u64 = id}};
	error = epoll_ctl(epfd, op, fd, &ev) != 0 ? errno : 0;
	if (error != 0)
		EAL_LOG(ERR, "epoll: operation %d with descriptor %d: %s\n", op,
				fd, rte_strerror(error));
	if (is_over(epfd, op, fd, event, error))
		intr_epoll_retire(event);
	return error == 0 ? 0 : -1;
}
