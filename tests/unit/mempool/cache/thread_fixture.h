/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread that does as it is told, one step at a time, so that the order of
 * what happens in two threads is the test's.
 */
#ifndef THREAD_FIXTURE_H
#define THREAD_FIXTURE_H

#include <bufplane_mempool_view.h>
#include <bufplane_settings.h>
#include <pthread.h>
#include <semaphore.h>

#include "cache/cache.h"
#include "pool_fixture.h"

/* Sanitizers want to see each thread's end. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

struct helper {
	pthread_t thread;
	sem_t go;
	sem_t done;
	void (*step)(void *arg); /* NULL: end */
	void *arg;
};

static inline void *
helper_run(void *arg)
{
	struct helper *h = arg;

	for (;;) {
		while (sem_wait(&h->go) != 0)
			;
		if (h->step == NULL)
			return NULL;
		h->step(h->arg);
		sem_post(&h->done);
	}
}

static inline void
helper_start(struct helper *h)
{
	assert_int_equal(sem_init(&h->go, 0, 0), 0);
	assert_int_equal(sem_init(&h->done, 0, 0), 0);
	assert_int_equal(pthread_create(&h->thread, NULL, helper_run, h), 0);
}

/* Have the thread do a step, and wait until it is done. */
static inline void
helper_do(struct helper *h, void (*step)(void *arg), void *arg)
{
	h->step = step;
	h->arg = arg;
	sem_post(&h->go);
	while (sem_wait(&h->done) != 0)
		;
}

static inline void
helper_end(struct helper *h)
{
	h->step = NULL;
	sem_post(&h->go);
	assert_int_equal(pthread_join(h->thread, NULL), 0);
	sem_destroy(&h->go);
	sem_destroy(&h->done);
}

/* Some objects of a pool, to be got and put by a helper. */
struct objects {
	struct rte_mempool *mp;
	void *objs[64];
	unsigned int n;
	int rc;
};

static inline void
step_get(void *arg)
{
	struct objects *o = arg;

	o->rc = rte_mempool_get_bulk(o->mp, o->objs, o->n);
}

static inline void
step_put(void *arg)
{
	struct objects *o = arg;

	rte_mempool_put_bulk(o->mp, o->objs, o->n);
}

static inline void
step_flush(void *arg)
{
	struct objects *o = arg;

	rte_mempool_cache_flush(NULL, o->mp);
}

static inline void
step_register(void *arg)
{
	(void)arg;
	assert_int_equal(rte_thread_register(), 0);
}

static inline void
step_unregister(void *arg)
{
	(void)arg;
	rte_thread_unregister();
}

struct tally {
	unsigned int lcores;
	unsigned int threads;
	unsigned int in_lcores;
	unsigned int in_threads;
};

static inline void
tally_add(void *arg, const struct bp_mempool_view_cache *cache)
{
	struct tally *t = arg;

	*(cache->is_thread ? &t->threads : &t->lcores) += 1;
	*(cache->is_thread ? &t->in_threads : &t->in_lcores) += cache->len;
}

static inline struct tally
tally(const struct rte_mempool *mp)
{
	struct tally t = {0};

	mempool_each_cache(mp, tally_add, &t);
	return t;
}

#endif
