/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Actions: the functions that programs registered for names of messages, and
 * the thread that runs them one after another, as it does with the callbacks
 * of asynchronous requests. It starts with the first of either. An action that
 * was registered while the library was down stays for the next start; others
 * go with it. lock guards all of this and is never held while one is called.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/queue.h>

#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "mp/mp.h"

#define JOBS_MAX 1024 /* messages that wait for their action */

struct action {
	TAILQ_ENTRY(action) next;
	char name[RTE_MP_MAX_NAME_LEN];
	rte_mp_t call; /* NULL: messages of that name are dropped */
	bool early;    /* from before the start */
};

struct job {
	TAILQ_ENTRY(job) next;
	struct wire_parcel parcel;
};

static TAILQ_HEAD(, action) actions = TAILQ_HEAD_INITIALIZER(actions);
static TAILQ_HEAD(, job) jobs = TAILQ_HEAD_INITIALIZER(jobs);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more;
static unsigned int jobs_n;
static pthread_t thread;
static bool up, running, stopping;
static uint32_t woken; /* counts calls of mp_action_wake() */

/* With the lock held. */
static struct action *
find_action(const char *name)
{
	struct action *a;

	TAILQ_FOREACH (a, &actions, next)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

int
mp_action_add(const char *name, rte_mp_t call)
{
	struct action *a = calloc(1, sizeof(*a));
	int rc = 0;

	if (a == NULL)
		return -ENOMEM;
	rte_strlcpy(a->name, name, sizeof(a->name));
	a->call = call;
	pthread_mutex_lock(&lock);
	a->early = !up;
	if (find_action(name) != NULL)
		rc = -EEXIST;
	else
		TAILQ_INSERT_TAIL(&actions, a, next);
	pthread_mutex_unlock(&lock);
	if (rc != 0)
		free(a);
	return rc;
}

void
mp_action_remove(const char *name)
{
	struct action *a;

	pthread_mutex_lock(&lock);
	a = find_action(name);
	if (a != NULL)
		TAILQ_REMOVE(&actions, a, next);
	pthread_mutex_unlock(&lock);
	free(a);
}

static void
run_job(struct job *j)
{
	struct rte_mp_msg msg;
	const struct action *a;
	rte_mp_t call = NULL;

	pthread_mutex_lock(&lock);
	a = find_action(j->parcel.packet.name);
	if (a != NULL)
		call = a->call;
	pthread_mutex_unlock(&lock);
	if (call == NULL) {
		EAL_LOG(WARNING,
				"message %s from %s: there is no action of that name\n",
				j->parcel.packet.name, j->parcel.from);
		wire_close(&j->parcel);
	} else {
		/* Its descriptors are the action's from now on. */
		wire_to_msg(&msg, &j->parcel);
		if (call(&msg, j->parcel.from) < 0)
			EAL_LOG(WARNING,
					"message %s from %s: its action failed\n",
					msg.name, j->parcel.from);
	}
	free(j);
}

/* With the lock held: the first job, or NULL. */
static struct job *
next_job(void)
{
	struct job *j = TAILQ_FIRST(&jobs);

	if (j == NULL)
		return NULL;
	TAILQ_REMOVE(&jobs, j, next);
	jobs_n--;
	return j;
}

/* With the lock held: until something happens, or a request has to end. */
static void
wait_for_more(uint64_t until)
{
	struct timespec t = {
			.tv_sec = (time_t)(until / 1000000),
			.tv_nsec = (long)(until % 1000000 * 1000),
	};

	if (until == UINT64_MAX)
		pthread_cond_wait(&more, &lock);
	else
		pthread_cond_timedwait(&more, &lock, &t);
}

static void *
thread_main(void *arg)
{
	uint32_t seen;
	struct job *j;
	uint64_t next;

	RTE_SET_USED(arg);
	pthread_mutex_lock(&lock);
	while (!stopping) {
		seen = woken;
		j = next_job();
		pthread_mutex_unlock(&lock);
		if (j != NULL)
			run_job(j);
		while (mp_request_run(&next))
			continue;
		pthread_mutex_lock(&lock);
		if (!stopping && seen == woken && TAILQ_EMPTY(&jobs))
			wait_for_more(next);
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* With the lock held: 0 or -errno. */
static int
need_thread(void)
{
	int rc;

	if (running)
		return 0;
	if (!up)
		return -EPERM;
	rc = rte_ctrl_thread_create(
			&thread, "eal-mp-action", NULL, thread_main, NULL);
	running = rc == 0;
	return rc;
}

int
mp_action_thread_need(void)
{
	int rc;

	pthread_mutex_lock(&lock);
	rc = need_thread();
	pthread_mutex_unlock(&lock);
	return rc;
}

void
mp_action_wake(void)
{
	pthread_mutex_lock(&lock);
	woken++;
	pthread_cond_signal(&more);
	pthread_mutex_unlock(&lock);
}

/* While this process starts or stops, who asks is not to wait. */
static void
ignore(const struct wire_parcel *parcel)
{
	struct wire_packet p;
	bool sent;

	wire_begin(&p, WIRE_IGNORED);
	rte_strlcpy(p.name, parcel->packet.name, sizeof(p.name));
	mp_send(parcel->from, &p, NULL, &sent);
}

/* 0, and the thread has it, or -errno. */
static int
enqueue(struct job *j)
{
	int rc;

	pthread_mutex_lock(&lock);
	rc = jobs_n < JOBS_MAX ? need_thread() : -ENOBUFS;
	if (rc == 0) {
		TAILQ_INSERT_TAIL(&jobs, j, next);
		jobs_n++;
		pthread_cond_signal(&more);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

static int
queue(const struct wire_parcel *parcel)
{
	struct job *j = malloc(sizeof(*j));
	int rc;

	if (j == NULL)
		return -ENOMEM;
	j->parcel = *parcel;
	rc = enqueue(j);
	if (rc != 0)
		free(j);
	return rc;
}

void
mp_action_queue(struct wire_parcel *parcel)
{
	int rc = queue(parcel);

	if (rc == 0)
		return;
	wire_close(parcel);
	if (rc == -EPERM && parcel->packet.kind == WIRE_REQUEST) {
		ignore(parcel);
		return;
	}
	EAL_LOG(WARNING, "message %s from %s is dropped: %s\n",
			parcel->packet.name, parcel->from, rte_strerror(-rc));
}

/* The parent's thread does not exist in a child of fork(). */
static void
in_child(void)
{
	pthread_mutex_init(&lock, NULL);
	running = false;
	up = false;
}

static void
know_fork(void)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&more, &attr);
	pthread_condattr_destroy(&attr);
	pthread_atfork(NULL, NULL, in_child);
}

int
eal_mp_actions_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, know_fork);
	pthread_mutex_lock(&lock);
	up = eal_sharing();
	stopping = false;
	pthread_mutex_unlock(&lock);
	return 0;
}

static void
drop_actions(void)
{
	struct action *a, *next;

	for (a = TAILQ_FIRST(&actions); a != NULL; a = next) {
		next = TAILQ_NEXT(a, next);
		if (a->early)
			continue;
		TAILQ_REMOVE(&actions, a, next);
		free(a);
	}
}

void
eal_mp_actions_fini(void)
{
	struct job *j;
	bool join;

	pthread_mutex_lock(&lock);
	up = false;
	stopping = true;
	join = running;
	running = false;
	pthread_cond_signal(&more);
	pthread_mutex_unlock(&lock);
	if (join)
		pthread_join(thread, NULL);
	pthread_mutex_lock(&lock);
	while ((j = next_job()) != NULL) {
		wire_close(&j->parcel);
		free(j);
	}
	drop_actions();
	pthread_mutex_unlock(&lock);
	mp_requests_drop();
}
