/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reclaim: what nobody owns any more is taken at once, owners who live are
 * asked and give back with the next put that would have been a hit, and with
 * force all is taken.
 */
#include <bufplane_mempool_cache.h>
#include <unistd.h>

#include <sys/syscall.h>

#include "thread_fixture.h"

#define N     200
#define CACHE 16

static struct rte_mempool_cache *
own(struct rte_mempool *mp)
{
	return &mp->local_cache[rte_lcore_id()];
}

/* The cache of the lcore that is not the caller. */
static struct rte_mempool_cache *
other(struct rte_mempool *mp)
{
	unsigned int id = mempool_next_opened(mp, 0);

	if (id == rte_lcore_id())
		id = mempool_next_opened(mp, id + 1);
	assert_true(id < RTE_MAX_LCORE);
	return &mp->local_cache[id];
}

static void
test_nothing(void **state)
{
	struct rte_mempool *bare = make_pool("bare", N, 0);
	struct rte_mempool *mp = make_pool("p", N, CACHE);

	(void)state;
	assert_int_equal(bp_mempool_reclaim(bare), 0);
	assert_int_equal(bp_mempool_reclaim_force(bare), 0);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	assert_int_equal(bp_mempool_reclaim_force(mp), 0);
	assert_int_equal(tally(mp).lcores, 0);
	rte_mempool_free(bare);
	rte_mempool_free(mp);
}

static void
test_own(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 3};

	(void)state;
	step_get(&o);
	assert_int_equal(bp_mempool_reclaim(mp), CACHE / 2);
	assert_int_equal(own(mp)->len, 0);
	assert_int_equal(own(mp)->size, CACHE);
	assert_int_equal(mempool_handler_count(mp), N - 3);
	step_put(&o);
	assert_int_equal(own(mp)->len, 3);
	assert_int_equal(bp_mempool_reclaim_force(mp), 3);
	assert_int_equal(mempool_handler_count(mp), N);
	rte_mempool_free(mp);
}

/* An lcore that lives is asked; its hits stay hits. */
static void
test_ask_lcore(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 2}, o2 = {.mp = mp, .n = 2};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_get, &o);
	assert_int_equal(other(mp)->len, 8);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	assert_int_equal(other(mp)->len, 8);
	assert_int_equal(other(mp)->size, 0);
	helper_do(&h, step_get, &o2);
	assert_int_equal(other(mp)->len, 6);
	assert_int_equal(other(mp)->size, 0);
	helper_do(&h, step_put, &o2);
	assert_int_equal(other(mp)->len, 2);
	assert_int_equal(other(mp)->size, CACHE);
	assert_int_equal(mempool_handler_count(mp), N - 4);
	/* It was an answer to one wish only. */
	helper_do(&h, step_put, &o);
	assert_int_equal(other(mp)->len, 4);
	helper_end(&h);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
}

/* A get that misses meets the wish, too. */
static void
test_ask_getter(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 2}, o2 = {.mp = mp, .n = 10};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_get, &o);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	helper_do(&h, step_get, &o2);
	assert_int_equal(o2.rc, 0);
	assert_int_equal(other(mp)->size, CACHE);
	assert_int_equal(other(mp)->len, 0);
	helper_do(&h, step_put, &o2);
	helper_do(&h, step_put, &o);
	/* One that is empty is left alone. */
	helper_do(&h, step_flush, &o);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	assert_int_equal(other(mp)->size, CACHE);
	helper_end(&h);
	assert_int_equal(mempool_handler_count(mp), N);
	rte_mempool_free(mp);
}

static void
step_put_generic(void *arg)
{
	struct objects *o = arg;

	rte_mempool_generic_put(o->mp, o->objs, o->n,
			rte_mempool_default_cache(o->mp, rte_lcore_id()));
}

/* Through the generic calls; others who look at the cache change nothing. */
static void
test_ask_generic(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 2};
	struct helper h;
	unsigned int id;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_get, &o);
	id = (unsigned int)(other(mp) - mp->local_cache);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	assert_int_equal(rte_mempool_default_cache(mp, id)->size, 0);
	assert_int_equal(rte_mempool_default_cache(mp, id)->len, 8);
	helper_do(&h, step_put_generic, &o);
	assert_int_equal(other(mp)->len, 2);
	assert_int_equal(other(mp)->size, CACHE);
	assert_int_equal(mempool_handler_count(mp), N - 2);
	helper_end(&h);
	rte_mempool_free(mp);
}

/* More than a cache holds still goes past it, and empties it when asked. */
static void
test_ask_large(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 2}, o2 = {.mp = mp, .n = 40};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_get, &o2);
	helper_do(&h, step_get, &o);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	helper_do(&h, step_put, &o2);
	assert_int_equal(other(mp)->len, 0);
	assert_int_equal(other(mp)->size, CACHE);
	assert_int_equal(mempool_handler_count(mp), N - 2);
	helper_do(&h, step_put, &o);
	helper_end(&h);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
}

/* The id of an lcore that has ended, and the thread that gets it next. */
static void
test_ended_lcore(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 6};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_get, &o);
	helper_do(&h, step_put, &o);
	helper_end(&h);
	assert_int_equal(tally(mp).in_lcores, 14);
	assert_int_equal(bp_mempool_reclaim(mp), 14);
	assert_int_equal(mempool_handler_count(mp), N);
	helper_start(&h);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_get, &o);
	assert_int_equal(tally(mp).in_lcores, 8);
	helper_do(&h, step_put, &o);
	/* One that was asked before it ended. */
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	helper_end(&h);
	assert_int_equal(bp_mempool_reclaim(mp), 14);
	helper_start(&h);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_get, &o);
	helper_do(&h, step_put, &o);
	assert_int_equal(other(mp)->size, CACHE);
	helper_end(&h);
	assert_int_equal(bp_mempool_reclaim(mp), 6);
	rte_mempool_free(mp);
}

static void
test_ask_thread(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 2}, o2 = {.mp = mp, .n = 2};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_get, &o);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	assert_int_equal(tally(mp).in_threads, 8);
	helper_do(&h, step_get, &o2);
	assert_int_equal(tally(mp).in_threads, 6);
	helper_do(&h, step_put, &o2);
	assert_int_equal(tally(mp).in_threads, 2);
	helper_do(&h, step_put, &o);
	assert_int_equal(tally(mp).in_threads, 4);
	helper_end(&h);
	assert_int_equal(mempool_handler_count(mp), N);
	rte_mempool_free(mp);
}

static void
step_reclaim(void *arg)
{
	struct objects *o = arg;

	assert_int_equal(bp_mempool_reclaim(o->mp), CACHE / 2);
}

static void
test_own_thread(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 2};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_get, &o);
	helper_do(&h, step_reclaim, &o);
	assert_int_equal(tally(mp).threads, 1);
	helper_do(&h, step_put, &o);
	assert_int_equal(tally(mp).in_threads, 2);
	helper_end(&h);
	rte_mempool_free(mp);
}

static pid_t vanished;

/* A thread that ends without a word: its destructors do not run. */
static void *
vanish(void *arg)
{
	step_get(arg);
	vanished = (pid_t)syscall(SYS_gettid);
	syscall(SYS_exit, 0);
	return NULL;
}

/*
 * Wait for the end of a thread that was joined: it is noted just before. False:
 * it does not come, as under an emulator that has threads of its own.
 */
static bool
is_gone(pid_t tid)
{
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		if (syscall(SYS_tgkill, getpid(), tid, 0) != 0)
			return true;
		usleep(1000);
	}
	return false;
}

static void
test_vanished_thread(void **state)
{
	struct rte_mempool *mp;
	struct objects o = {.n = 2}, o2 = {.n = 2};
	const struct mempool_thread_cache *tc;
	pthread_t thread;
	struct helper h;

	(void)state;
	if (SANITIZED)
		skip();
	mp = make_pool("p", N, CACHE);
	o.mp = mp;
	o2.mp = mp;
	assert_int_equal(pthread_create(&thread, NULL, vanish, &o), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	tc = mempool_threads_first(mp);
	assert_int_equal(tally(mp).in_threads, 8);
	if (!is_gone(vanished)) {
		rte_mempool_free(mp);
		skip();
	}
	assert_int_equal(bp_mempool_reclaim(mp), 8);
	assert_int_equal(tally(mp).threads, 0);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	/* Its cache is there for others. */
	helper_start(&h);
	helper_do(&h, step_get, &o2);
	assert_ptr_equal(mempool_threads_first(mp), tc);
	assert_int_equal(tc->cache.len, 8);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	assert_int_equal(tc->cache.len, 8);
	helper_do(&h, step_put, &o2);
	helper_end(&h);
	step_put(&o);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
}

static void
test_force(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 2};
	struct objects o2 = {.mp = mp, .n = 2}, o3 = {.mp = mp, .n = 3};
	struct helper lcore, thread;

	(void)state;
	helper_start(&lcore);
	helper_start(&thread);
	helper_do(&lcore, step_register, NULL);
	helper_do(&lcore, step_get, &o);
	helper_do(&thread, step_get, &o2);
	step_get(&o3);
	assert_int_equal(bp_mempool_reclaim_force(mp), 24);
	assert_int_equal(mempool_handler_count(mp), N - 7);
	assert_int_equal(rte_mempool_in_use_count(mp), 7);
	helper_do(&lcore, step_put, &o);
	helper_do(&thread, step_put, &o2);
	step_put(&o3);
	assert_int_equal(tally(mp).in_lcores, 5);
	assert_int_equal(tally(mp).in_threads, 2);
	helper_end(&lcore);
	helper_end(&thread);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
}

static void
test_checked_pool(void **state)
{
	struct rte_mempool *mp;
	struct objects o = {.n = 3};

	(void)state;
	mp = rte_mempool_create_empty("p", N, 64, CACHE, 0, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(
					 mp, "guard:ring_mp_mc", NULL),
			0);
	assert_int_equal(rte_mempool_populate_default(mp), N);
	o.mp = mp;
	step_get(&o);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	step_put(&o);
	assert_int_equal(bp_mempool_reclaim_force(mp), 0);
	assert_int_equal(mempool_handler_count(mp), N);
	rte_mempool_free(mp);
}

static void
reclaim_one(struct rte_mempool *mp, void *arg)
{
	*(unsigned int *)arg += bp_mempool_reclaim(mp);
}

/* From within a walk, which has the list locked. */
static void
test_walk(void **state)
{
	struct objects a = {.mp = make_pool("a", N, CACHE), .n = 1};
	struct objects b = {.mp = make_pool("b", N, CACHE), .n = 1};
	unsigned int n = 0;

	(void)state;
	step_get(&a);
	step_get(&b);
	rte_mempool_walk(reclaim_one, &n);
	assert_int_equal(n, 16);
	rte_mempool_free(a.mp);
	rte_mempool_free(b.mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_nothing),
			cmocka_unit_test(test_own),
			cmocka_unit_test(test_ask_lcore),
			cmocka_unit_test(test_ask_getter),
			cmocka_unit_test(test_ask_generic),
			cmocka_unit_test(test_ask_large),
			cmocka_unit_test(test_ended_lcore),
			cmocka_unit_test(test_ask_thread),
			cmocka_unit_test(test_own_thread),
			cmocka_unit_test(test_vanished_thread),
			cmocka_unit_test(test_force),
			cmocka_unit_test(test_checked_pool),
			cmocka_unit_test(test_walk),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
