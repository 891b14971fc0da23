/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests under way. One is known by its name and whom it went to, for a
 * reply says no more: a second one of that name to the same process has to
 * wait. The list and all that is in it is guarded by lock. A synchronous one
 * belongs to who waits for it; an asynchronous one to the list, until the
 * thread of actions takes it out to call back.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/queue.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "mp/member.h"
#include "mp/mp.h"

struct target {
	char path[WIRE_PATH_MAX];
	bool waiting;
};

struct request {
	TAILQ_ENTRY(request) next;
	struct rte_mp_msg msg;
	struct rte_mp_reply reply;
	rte_mp_async_reply_t call; /* NULL: synchronous */
	uint64_t until;
	int only;             /* the one slot that it is for, or -1 */
	unsigned int waiting; /* of the targets */
	unsigned int n;
	struct target targets[EAL_MEMBERS];
};

static TAILQ_HEAD(, request) requests = TAILQ_HEAD_INITIALIZER(requests);
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t settled;

uint64_t
mp_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static uint64_t
end_of(const struct timespec *ts)
{
	uint64_t us = (uint64_t)ts->tv_nsec / 1000;

	/* More than that is for ever. */
	us += (uint64_t)RTE_MIN(ts->tv_sec, (time_t)INT32_MAX) * 1000000;
	return mp_now() + us;
}

/* With the lock held: the target of a request that waits, or NULL. */
static struct target *
find_target(const char *name, const char *path, struct request **req)
{
	struct request *r;
	unsigned int i;

	TAILQ_FOREACH (r, &requests, next) {
		if (strcmp(r->msg.name, name) != 0)
			continue;
		for (i = 0; i < r->n; i++)
			if (r->targets[i].waiting &&
					strcmp(r->targets[i].path, path) == 0) {
				*req = r;
				return &r->targets[i];
			}
	}
	return NULL;
}

static int
next_target(const struct request *r, int slot)
{
	if (r->only < 0)
		return mp_next_peer(slot);
	/* Behind the last that is not wanted. */
	slot = RTE_MAX(slot, r->only - 1);
	return member_next(slot) == r->only ? r->only : -1;
}

/* With the lock held: whom it is for; -EEXIST if one of them is asked now. */
static int
find_targets(struct request *r)
{
	struct request *other;
	struct target *t;
	int slot, rc;

	for (slot = next_target(r, -1); slot >= 0;
			slot = next_target(r, slot)) {
		t = &r->targets[r->n];
		rc = member_path((unsigned int)slot, t->path, sizeof(t->path));
		if (rc < 0)
			return rc;
		if (find_target(r->msg.name, t->path, &other) != NULL)
			return -EEXIST;
		r->n++;
	}
	return 0;
}

static void
stop_waiting(struct request *r, struct target *t)
{
	t->waiting = false;
	r->waiting--;
	if (r->waiting > 0)
		return;
	if (r->call != NULL)
		mp_action_wake();
	else
		pthread_cond_broadcast(&settled);
}

/* With the lock held. A reply that comes before the last is sent is kept. */
static int
send_all(struct request *r)
{
	struct wire_packet p;
	unsigned int i;
	bool sent;
	int rc;

	wire_from_msg(&p, WIRE_REQUEST, &r->msg);
	for (i = 0; i < r->n; i++) {
		rc = mp_send(r->targets[i].path, &p, r->msg.fds, &sent);
		if (rc < 0)
			return rc;
		if (!sent)
			continue;
		r->targets[i].waiting = true;
		r->waiting++;
		r->reply.nb_sent++;
	}
	return 0;
}

/* With the lock held: 0, and it stands in the list, or -errno. */
static int
begin(struct request *r)
{
	int rc = find_targets(r);

	if (rc == 0)
		rc = send_all(r);
	if (rc == 0)
		TAILQ_INSERT_TAIL(&requests, r, next);
	return rc;
}

static void
end(struct request *r)
{
	unsigned int i;

	TAILQ_REMOVE(&requests, r, next);
	for (i = 0; i < r->n; i++)
		if (r->targets[i].waiting)
			EAL_LOG(WARNING,
					"no reply to request %s from %s in time\n",
					r->msg.name, r->targets[i].path);
}

static void
wait_until(uint64_t us)
{
	struct timespec t = {
			.tv_sec = (time_t)(us / 1000000),
			.tv_nsec = (long)(us % 1000000 * 1000),
	};

	pthread_cond_timedwait(&settled, &lock, &t);
}

/* With the lock held. */
static int
await(struct request *r)
{
	while (r->waiting > 0 && mp_now() < r->until)
		wait_until(r->until);
	return r->waiting > 0 ? -ETIMEDOUT : 0;
}

static void
init_once(void)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&settled, &attr);
	pthread_condattr_destroy(&attr);
}

static struct request *
make(const struct rte_mp_msg *msg, const struct timespec *ts)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct request *r = calloc(1, sizeof(*r));

	pthread_once(&once, init_once);
	if (r == NULL)
		return NULL;
	r->msg = *msg;
	r->only = -1;
	r->until = end_of(ts);
	return r;
}

int
mp_request_sync(const struct rte_mp_msg *req, int only,
		struct rte_mp_reply *reply, const struct timespec *ts)
{
	struct request *r = make(req, ts);
	int rc;

	if (r == NULL)
		return -ENOMEM;
	r->only = only;
	pthread_mutex_lock(&lock);
	rc = begin(r);
	if (rc == 0) {
		rc = await(r);
		end(r);
	}
	pthread_mutex_unlock(&lock);
	if (rc == 0 || rc == -ETIMEDOUT)
		*reply = r->reply;
	else
		free(r->reply.msgs);
	free(r);
	return rc;
}

int
mp_request_async(const struct rte_mp_msg *req, const struct timespec *ts,
		rte_mp_async_reply_t call)
{
	struct request *r = make(req, ts);
	int rc = r == NULL ? -ENOMEM : mp_action_thread_need();

	if (rc == 0) {
		r->call = call;
		pthread_mutex_lock(&lock);
		rc = begin(r);
		pthread_mutex_unlock(&lock);
	}
	if (rc == 0)
		mp_action_wake();
	else
		free(r);
	return rc;
}

/* With the lock held: keep a reply, its descriptors included. */
static int
keep(struct request *r, const struct wire_parcel *parcel)
{
	size_t n = (size_t)r->reply.nb_received + 1;
	struct rte_mp_msg *msgs = realloc(r->reply.msgs, n * sizeof(*msgs));

	if (msgs == NULL)
		return -ENOMEM;
	r->reply.msgs = msgs;
	wire_to_msg(&msgs[n - 1], parcel);
	r->reply.nb_received = (int)n;
	return 0;
}

void
mp_request_settle(struct wire_parcel *parcel)
{
	const char *name = parcel->packet.name;
	struct request *r = NULL;
	struct target *t;
	int rc = -ENOENT;

	pthread_mutex_lock(&lock);
	t = find_target(name, parcel->from, &r);
	if (t != NULL) {
		rc = 0;
		if (parcel->packet.kind == WIRE_REPLY)
			rc = keep(r, parcel);
		else
			r->reply.nb_sent--;
		stop_waiting(r, t);
	}
	pthread_mutex_unlock(&lock);
	if (rc == 0 && parcel->packet.kind == WIRE_REPLY)
		return;
	if (rc < 0)
		EAL_LOG(WARNING, "reply %s from %s is dropped: %s\n", name,
				parcel->from,
				rc == -ENOENT ? "nobody waits for it"
					      : rte_strerror(-rc));
	wire_close(parcel);
}

/* With the lock held: an asynchronous one that has ended, or NULL. */
static struct request *
find_ended(uint64_t *next)
{
	uint64_t now = mp_now();
	struct request *r;

	*next = UINT64_MAX;
	TAILQ_FOREACH (r, &requests, next) {
		if (r->call == NULL)
			continue;
		if (r->waiting == 0 || r->until <= now)
			return r;
		*next = RTE_MIN(*next, r->until);
	}
	return NULL;
}

bool
mp_request_run(uint64_t *next)
{
	struct request *r;

	pthread_mutex_lock(&lock);
	r = find_ended(next);
	if (r != NULL)
		end(r);
	pthread_mutex_unlock(&lock);
	if (r == NULL)
		return false;
	r->call(&r->msg, &r->reply);
	free(r->reply.msgs);
	free(r);
	return true;
}

void
mp_requests_drop(void)
{
	struct request *r;

	pthread_mutex_lock(&lock);
	while ((r = TAILQ_FIRST(&requests)) != NULL) {
		TAILQ_REMOVE(&requests, r, next);
		free(r->reply.msgs);
		free(r);
	}
	pthread_mutex_unlock(&lock);
}
