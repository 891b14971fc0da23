/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Alarms, in the order in which they are due. The interrupt thread takes one
 * off the list, runs it without the lock, and frees it; meanwhile it is
 * `running`, which is what a cancel from another thread waits for.
 */
#include <errno.h>
#include <stdlib.h>

#include <sys/queue.h>

#include <rte_alarm.h>
#include <rte_cycles.h>
#include <rte_errno.h>

#include "interrupts.h"

#define ANY_ARG ((void *)-1)

struct alarm {
	TAILQ_ENTRY(alarm) next;
	uint64_t at; /* us of intr_now() */
	rte_eal_alarm_callback cb;
	void *arg;
};

TAILQ_HEAD(alarm_list, alarm);

static struct alarm_list alarms = TAILQ_HEAD_INITIALIZER(alarms);
static struct alarm *running;

static void
set_timer(void)
{
	const struct alarm *first = TAILQ_FIRST(&alarms);

	intr_timer_set(first == NULL ? UINT64_MAX : first->at);
}

static void
insert(struct alarm *a)
{
	struct alarm *later;

	TAILQ_FOREACH (later, &alarms, next)
		if (later->at > a->at)
			break;
	if (later != NULL)
		TAILQ_INSERT_BEFORE(later, a, next);
	else
		TAILQ_INSERT_TAIL(&alarms, a, next);
}

BP_EXPORT
int
rte_eal_alarm_set(uint64_t us, rte_eal_alarm_callback cb, void *cb_arg)
{
	uint64_t now = intr_now() + 1; /* for what it cuts off */
	struct alarm *a;
	int rc;

	if (us == 0 || us > UINT64_MAX - US_PER_S || cb == NULL)
		return -EINVAL;
	a = malloc(sizeof(*a));
	if (a == NULL)
		return -ENOMEM;
	a->at = us > UINT64_MAX - 1 - now ? UINT64_MAX - 1 : now + us;
	a->cb = cb;
	a->arg = cb_arg;
	pthread_mutex_lock(&intr_lock);
	rc = intr_thread_need();
	if (rc == 0) {
		insert(a);
		set_timer();
	}
	pthread_mutex_unlock(&intr_lock);
	if (rc == 0)
		return 0;
	free(a);
	if (rc == -EPERM)
		rte_errno = EINVAL;
	return rc;
}

static bool
is_meant(const struct alarm *a, rte_eal_alarm_callback cb, void *arg)
{
	return a != NULL && a->cb == cb && (arg == ANY_ARG || a->arg == arg);
}

static int
remove_all(rte_eal_alarm_callback cb, void *arg)
{
	struct alarm *a, *after;
	int n = 0;

	for (a = TAILQ_FIRST(&alarms); a != NULL; a = after) {
		after = TAILQ_NEXT(a, next);
		if (!is_meant(a, cb, arg))
			continue;
		TAILQ_REMOVE(&alarms, a, next);
		free(a);
		n++;
	}
	return n;
}

/* One that runs may set itself again: hence once more after each wait. */
BP_EXPORT
int
rte_eal_alarm_cancel(rte_eal_alarm_callback cb_fn, void *cb_arg)
{
	bool itself = false;
	int n;

	if (cb_fn == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	pthread_mutex_lock(&intr_lock);
	n = remove_all(cb_fn, cb_arg);
	while (is_meant(running, cb_fn, cb_arg)) {
		itself = rte_thread_is_intr();
		if (itself)
			break;
		pthread_cond_wait(&intr_idle, &intr_lock);
		n += remove_all(cb_fn, cb_arg);
	}
	pthread_mutex_unlock(&intr_lock);
	if (itself)
		rte_errno = EINPROGRESS;
	else if (n == 0)
		rte_errno = ENOENT;
	return n;
}

/* What alarms set is later than now, so this ends. */
void
intr_alarms_run(void)
{
	uint64_t now = intr_now();
	struct alarm *a;

	pthread_mutex_lock(&intr_lock);
	while ((a = TAILQ_FIRST(&alarms)) != NULL && a->at <= now) {
		TAILQ_REMOVE(&alarms, a, next);
		running = a;
		pthread_mutex_unlock(&intr_lock);
		a->cb(a->arg);
		pthread_mutex_lock(&intr_lock);
		running = NULL;
		free(a);
		pthread_cond_broadcast(&intr_idle);
	}
	set_timer();
	pthread_mutex_unlock(&intr_lock);
}

void
intr_alarms_drop(void)
{
	struct alarm *a;

	while ((a = TAILQ_FIRST(&alarms)) != NULL) {
		TAILQ_REMOVE(&alarms, a, next);
		free(a);
	}
}

/* The parent calls them. */
void
intr_alarms_forked(void)
{
	running = NULL;
	intr_alarms_drop();
}
