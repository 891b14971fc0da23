/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interrupt thread. It starts with the first source or alarm, so a program
 * without any has none, and ends in rte_eal_cleanup(). One timer both rings
 * for alarms and wakes the thread to end it. After a fork the child has no
 * thread; what it inherited is only kept to be unregistered, and what it
 * registers itself starts a thread of its own.
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include <rte_errno.h>
#include <rte_lcore.h>

#include "interrupts.h"

#define TIMER_ID 0

pthread_mutex_t intr_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t intr_idle = PTHREAD_COND_INITIALIZER;

static struct {
	bool up;      /* the library runs */
	bool running; /* thread is to be joined */
	bool stopping;
	bool fork_known;
	pthread_t thread;
	int epfd; /* while it runs only the thread changes it */
	int timer;
} intr = {.epfd = -1, .timer = -1};

static __thread bool is_intr;

BP_EXPORT
int
rte_thread_is_intr(void)
{
	return is_intr;
}

uint64_t
intr_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

void
intr_timer_set(uint64_t at)
{
	struct itimerspec when = {.it_value = {0}};

	if (at != UINT64_MAX) {
		when.it_value.tv_sec = (time_t)(at / 1000000);
		when.it_value.tv_nsec = (long)(at % 1000000 * 1000);
	}
	timerfd_settime(intr.timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static int
watch(int epfd, int fd, uint64_t id)
{
	struct epoll_event ev = {
			.events = EPOLLIN | EPOLLPRI, .data = {.u64 = id}};

	if (epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ev) == 0)
		return 1;
	return errno == EEXIST ? 0 : -errno;
}

int
intr_watch(int fd, uint64_t id)
{
	return watch(intr.epfd, fd, id);
}

void
intr_unwatch(int fd)
{
	epoll_ctl(intr.epfd, EPOLL_CTL_DEL, fd, NULL);
}

/* An instance that has the timer, or -errno. */
static int
make_epoll(void)
{
	int epfd = epoll_create1(EPOLL_CLOEXEC), rc;

	if (epfd < 0)
		return -errno;
	rc = watch(epfd, intr.timer, TIMER_ID);
	if (rc >= 0)
		return epfd;
	close(epfd);
	return rc;
}

/*
 * A descriptor that was closed while another refers to the same file is still
 * waited for, and can no longer be taken out: only a new instance forgets it.
 */
static void
renew_epoll(void)
{
	int epfd;

	pthread_mutex_lock(&intr_lock);
	epfd = make_epoll();
	if (epfd >= 0) {
		close(intr.epfd);
		intr.epfd = epfd;
		intr_watch_all();
	}
	pthread_mutex_unlock(&intr_lock);
}

/* False when the thread is to end. */
static bool
ring(void)
{
	uint64_t count;
	bool stopping;

	if (read(intr.timer, &count, sizeof(count)) < 0 && errno != EAGAIN)
		return false;
	intr_alarms_run();
	pthread_mutex_lock(&intr_lock);
	stopping = intr.stopping;
	pthread_mutex_unlock(&intr_lock);
	return !stopping;
}

/* One event at a time, so that none is of a source that is gone meanwhile. */
static void *
thread_main(void *arg)
{
	struct epoll_event ev;
	int n;

	RTE_SET_USED(arg);
	is_intr = true;
	for (;;) {
		n = epoll_wait(intr.epfd, &ev, 1, -1);
		if (n < 0 && errno != EINTR)
			break;
		if (n < 1)
			continue;
		if (ev.data.u64 != TIMER_ID) {
			if (!intr_dispatch(ev.data.u64, ev.events))
				renew_epoll();
		} else if (!ring()) {
			break;
		}
	}
	return NULL;
}

static void
close_all(void)
{
	if (intr.epfd >= 0)
		close(intr.epfd);
	if (intr.timer >= 0)
		close(intr.timer);
	intr.epfd = -1;
	intr.timer = -1;
}

static void
before_fork(void)
{
	pthread_mutex_lock(&intr_lock);
}

static void
in_parent(void)
{
	pthread_mutex_unlock(&intr_lock);
}

/* The instance and the timer are still the parent's, too. */
static void
in_child(void)
{
	pthread_cond_init(&intr_idle, NULL);
	close_all();
	intr.running = false;
	is_intr = false;
	intr_sources_forked();
	intr_alarms_forked();
	pthread_mutex_unlock(&intr_lock);
}

static int
start(void)
{
	int rc;

	if (!intr.fork_known &&
			pthread_atfork(before_fork, in_parent, in_child) != 0)
		return -ENOMEM;
	intr.fork_known = true;
	intr.timer = timerfd_create(
			CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (intr.timer < 0)
		return -errno;
	rc = make_epoll();
	if (rc < 0)
		return rc;
	intr.epfd = rc;
	intr.stopping = false;
	return rte_ctrl_thread_create(&intr.thread, "eal-intr-thread", NULL,
			thread_main, NULL);
}

int
intr_thread_need(void)
{
	int rc;

	if (!intr.up)
		return -EPERM;
	if (intr.running)
		return 0;
	rc = start();
	intr.running = rc == 0;
	if (rc == 0)
		return 0;
	EAL_LOG(ERR, "the interrupt thread does not start: %s\n",
			rte_strerror(-rc));
	close_all();
	return rc;
}

int
eal_intr_init(void)
{
	pthread_mutex_lock(&intr_lock);
	intr.up = true;
	pthread_mutex_unlock(&intr_lock);
	return 0;
}

void
eal_intr_fini(void)
{
	bool running;

	pthread_mutex_lock(&intr_lock);
	intr.up = false;
	running = intr.running;
	intr.running = false;
	intr.stopping = true;
	if (running)
		intr_timer_set(1);
	pthread_mutex_unlock(&intr_lock);
	if (running)
		pthread_join(intr.thread, NULL);
	pthread_mutex_lock(&intr_lock);
	intr_sources_drop();
	intr_alarms_drop();
	close_all();
	pthread_mutex_unlock(&intr_lock);
	intr_epoll_forget();
}
