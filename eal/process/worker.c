/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The workers: one thread for each lcore of ROLE_RTE but the main one, on the
 * CPUs of that lcore from its first instruction. Stopping is all or nothing:
 * only when every worker has been found idle and claimed are they told.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <rte_errno.h>

#include "eal.h"
#include "lcore.h"

#define NS_PER_MS 1000000L

unsigned int worker_patience_ms = 1000;

static void *
worker_main(void *arg)
{
	struct lcore *lc = arg;
	unsigned int id = (unsigned int)(lc - lcores.table);
	char name[RTE_MAX_THREAD_NAME_LEN];

	RTE_PER_LCORE(_lcore_id) = id;
	lcore_place_note(&lc->cpus);
	snprintf(name, sizeof(name), "rte-worker-%u", id);
	rte_thread_setname(pthread_self(), name);
	lcore_serve(lc);
	lcore_place_forget();
	return NULL;
}

static int
start(struct lcore *lc)
{
	pthread_attr_t attr;
	int rc;

	rc = pthread_attr_init(&attr);
	if (rc != 0)
		return -rc;
	rc = pthread_attr_setaffinity_np(&attr, sizeof(lc->cpus), &lc->cpus);
	if (rc == 0)
		rc = pthread_create(&lc->thread, &attr, worker_main, lc);
	pthread_attr_destroy(&attr);
	lc->started = rc == 0;
	return -rc;
}

static void
stop_claimed(void)
{
	struct lcore *lc;
	unsigned int id;

	for (id = 0; id < RTE_MAX_LCORE; id++) {
		lc = &lcores.table[id];
		if (!lc->started)
			continue;
		lcore_set_state(lc, LCORE_STOPPING);
		pthread_join(lc->thread, NULL);
		lc->started = false;
		lcore_set_state(lc, LCORE_WAIT);
	}
}

int
eal_threads_init(void)
{
	unsigned int id;
	int rc;

	RTE_LCORE_FOREACH_WORKER (id) {
		rc = start(&lcores.table[id]);
		if (rc == 0)
			continue;
		EAL_LOG(ERR, "cannot start worker %u on its CPUs: %s\n", id,
				rte_strerror(-rc));
		stop_claimed();
		return rc;
	}
	return 0;
}

static void
call_off(unsigned int end)
{
	while (end-- > 0)
		if (lcores.table[end].started)
			lcore_set_state(&lcores.table[end], LCORE_WAIT);
}

static void
deadline_in(unsigned int ms, struct timespec *deadline)
{
	clock_gettime(CLOCK_MONOTONIC, deadline);
	deadline->tv_sec += ms / 1000;
	deadline->tv_nsec += ms % 1000 * NS_PER_MS;
	if (deadline->tv_nsec >= 1000 * NS_PER_MS) {
		deadline->tv_nsec -= 1000 * NS_PER_MS;
		deadline->tv_sec++;
	}
}

/* Claim every worker, or none. */
static int
claim_all(void)
{
	struct timespec deadline;
	struct lcore *lc;
	unsigned int id;

	deadline_in(worker_patience_ms, &deadline);
	for (id = 0; id < RTE_MAX_LCORE; id++) {
		lc = &lcores.table[id];
		if (!lc->started)
			continue;
		if (lcore_wait_until(lc, &deadline) &&
				lcore_claim(lc, LCORE_CLAIMED))
			continue;
		EAL_LOG(ERR, "worker %u still runs its function, which has to return before cleanup\n",
				id);
		call_off(id);
		return -EBUSY;
	}
	return 0;
}

int
eal_threads_stop(void)
{
	int rc = claim_all();

	if (rc == 0)
		stop_claimed();
	return rc;
}
