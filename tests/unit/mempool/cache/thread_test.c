/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Caches of threads that are no lcores: they come without asking, are seen by
 * all who count, go with whichever ends first, the pool, the thread or the
 * library, and are done without where there are none to be had.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <rte_malloc.h>

#include "thread_fixture.h"

#define N     200
#define CACHE 16

static bool no_memory;

void *__real_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket);
void *__wrap_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket);

void *
__wrap_rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket)
{
	if (no_memory)
		return NULL;
	return __real_rte_zmalloc_socket(type, size, align, socket);
}

static void
test_own_cache(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 6};
	struct mempool_thread_cache *first;
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_get, &o);
	assert_int_equal(o.rc, 0);
	assert_int_equal(tally(mp).threads, 1);
	assert_int_equal(tally(mp).in_threads, CACHE / 2);
	assert_int_equal(tally(mp).lcores, 0);
	assert_int_equal(mempool_handler_count(mp), N - 6 - CACHE / 2);
	assert_int_equal(rte_mempool_in_use_count(mp), 6);
	helper_do(&h, step_put, &o);
	assert_int_equal(tally(mp).in_threads, CACHE / 2 + 6);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_pool(mp);
	rte_mempool_audit(mp);
	first = mempool_threads_first(mp);
	helper_end(&h);
	assert_int_equal(tally(mp).threads, 0);
	assert_int_equal(mempool_handler_count(mp), N);
	/* The next thread takes over what the last one had. */
	helper_start(&h);
	helper_do(&h, step_get, &o);
	assert_int_equal(tally(mp).in_threads, CACHE / 2);
	assert_ptr_equal(mempool_threads_first(mp), first);
	assert_null(first->next);
	helper_do(&h, step_put, &o);
	helper_end(&h);
	rte_mempool_free(mp);
}

static void
test_dump(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 6};
	struct helper h;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	assert_non_null(f);
	helper_start(&h);
	helper_do(&h, step_get, &o);
	rte_mempool_dump(f, mp);
	fclose(f);
	assert_non_null(strstr(text, "thread_cache_count["));
	assert_non_null(strstr(text, "total_cache_count=8\n"));
	assert_non_null(strstr(text, "common_pool_count=186\n"));
	free(text);
	helper_do(&h, step_put, &o);
	helper_end(&h);
	rte_mempool_free(mp);
}

static void
step_churn(void *arg)
{
	struct rte_mempool *mp = arg;
	void *objs[1100];
	unsigned int i, n, out = 0, seed = 7;
	int rc;

	for (i = 0; i < 5000; i++) {
		n = (unsigned int)rand_r(&seed) % (i % 9 == 0 ? 700 : 60);
		if (rand_r(&seed) % 2 != 0) {
			rc = rte_mempool_get_bulk(mp, &objs[out], n);
			assert_int_equal(
					rc, n <= mp->size - out ? 0 : -ENOBUFS);
			out += rc == 0 ? n : 0;
		} else {
			n = RTE_MIN(n, out);
			out -= n;
			rte_mempool_put_bulk(mp, &objs[out], n);
		}
		assert_int_equal(rte_mempool_in_use_count(mp), out);
	}
	rte_mempool_put_bulk(mp, objs, out);
}

/* A cache is as long as its size needs, and no byte is written behind it. */
static void
test_churn(void **state)
{
	static const unsigned int sizes[] = {0, 1, 2, 3, 16, 31, 512};
	struct rte_mempool *mp;
	struct helper h;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(sizes); i++) {
		mp = make_pool("p", 1000, sizes[i]);
		helper_start(&h);
		helper_do(&h, step_churn, mp);
		assert_int_equal(tally(mp).threads, sizes[i] == 0 ? 0 : 1);
		assert_int_equal(rte_mempool_full(mp), 1);
		assert_pool(mp);
		assert_int_equal(rte_malloc_validate(mp, NULL), 0);
		helper_end(&h);
		assert_int_equal(mempool_handler_count(mp), 1000);
		rte_mempool_free(mp);
	}
}

static void
step_past_caches(void *arg)
{
	struct objects *o = arg;

	assert_null(rte_mempool_default_cache(o->mp, rte_lcore_id()));
	assert_int_equal(
			rte_mempool_generic_get(o->mp, o->objs, o->n, NULL), 0);
	assert_int_equal(mempool_handler_count(o->mp), N - o->n);
	rte_mempool_generic_put(o->mp, o->objs, o->n, NULL);
	assert_int_equal(mempool_handler_count(o->mp), N);
	assert_int_equal(tally(o->mp).threads, 0);
}

static void
test_past_caches(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 5};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_past_caches, &o);
	helper_end(&h);
	rte_mempool_free(mp);
}

/* The caller's cache and the handler are all that a get can use. */
static void
test_get_fails(void **state)
{
	struct rte_mempool *mp = make_pool("p", 40, CACHE);
	struct objects o = {.mp = mp, .n = 8}, rest = {.mp = mp, .n = 33};
	struct helper a, b;

	(void)state;
	helper_start(&a);
	helper_start(&b);
	helper_do(&a, step_get, &o);
	helper_do(&a, step_put, &o);
	assert_int_equal(tally(mp).in_threads, 16);
	rest.n = 25;
	helper_do(&b, step_get, &rest);
	assert_int_equal(rest.rc, -ENOBUFS);
	rest.n = 24;
	helper_do(&b, step_get, &rest);
	assert_int_equal(rest.rc, 0);
	o.n = 16;
	helper_do(&a, step_get, &o);
	assert_int_equal(o.rc, 0);
	assert_int_equal(rte_mempool_empty(mp), 1);
	helper_do(&a, step_put, &o);
	helper_do(&b, step_put, &rest);
	helper_end(&a);
	helper_end(&b);
	assert_int_equal(mempool_handler_count(mp), 40);
	rte_mempool_free(mp);
}

/* The pool goes first; one at the same address is another one. */
static void
test_pool_first(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE), *again;
	struct objects o = {.mp = mp, .n = 6};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_get, &o);
	helper_do(&h, step_put, &o);
	rte_mempool_free(mp);
	again = make_pool("p", N, CACHE);
	assert_ptr_equal(again, mp);
	assert_null(mempool_threads_first(again));
	helper_do(&h, step_flush, &o);
	assert_null(mempool_threads_first(again));
	helper_do(&h, step_get, &o);
	assert_int_equal(o.rc, 0);
	assert_int_equal(tally(again).in_threads, CACHE / 2);
	helper_do(&h, step_put, &o);
	rte_mempool_free(again);
	helper_end(&h);
}

/* As above, but the thread never uses the second one, and its cache is gone. */
static void
test_pool_first_for_good(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE), *again;
	struct objects o = {.mp = mp, .n = 6};
	const struct mempool_thread_cache *tc;
	struct mempool_thread_cache *block;
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_get, &o);
	helper_do(&h, step_put, &o);
	tc = mempool_threads_first(mp);
	rte_mempool_free(mp);
	again = make_pool("p", N, CACHE);
	assert_ptr_equal(again, mp);
	/* Somebody else has the memory where the cache was. */
	block = __real_rte_zmalloc_socket(NULL,
			offsetof(struct mempool_thread_cache, cache.objs) +
					CACHE * 12,
			RTE_CACHE_LINE_SIZE, SOCKET_ID_ANY);
	assert_ptr_equal(block, tc);
	block->owner = 42;
	block->cache.len = 1;
	helper_end(&h);
	assert_int_equal(block->owner, 42);
	assert_int_equal(block->cache.len, 1);
	rte_free(block);
	assert_int_equal(mempool_handler_count(again), N);
	rte_mempool_free(again);
}

/* Start the library once more. */
static void
restart(bool no_thread_caches)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.no_thread_caches = no_thread_caches,
	};

	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(bp_init(&config), 0);
}

static void
test_library_first(void **state)
{
	struct objects o = {.mp = make_pool("p", N, CACHE), .n = 6};
	struct helper a, b;

	(void)state;
	helper_start(&a);
	helper_start(&b);
	helper_do(&a, step_get, &o);
	helper_do(&a, step_put, &o);
	helper_do(&b, step_get, &o);
	helper_do(&b, step_put, &o);
	assert_int_equal(rte_eal_cleanup(), 0);
	helper_end(&a); /* while there is no library */
	assert_int_equal(fixture_start(NULL), 0);
	o.mp = make_pool("q", N, CACHE);
	helper_do(&b, step_get, &o);
	assert_int_equal(tally(o.mp).in_threads, CACHE / 2);
	helper_do(&b, step_put, &o);
	helper_end(&b);
	assert_int_equal(mempool_handler_count(o.mp), N);
	rte_mempool_free(o.mp);
}

static void
test_registered_meanwhile(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 6};
	struct helper h;

	(void)state;
	helper_start(&h);
	helper_do(&h, step_get, &o);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_put, &o);
	assert_int_equal(tally(mp).in_threads, CACHE / 2);
	assert_int_equal(tally(mp).in_lcores, 6);
	helper_do(&h, step_flush, &o);
	assert_int_equal(mempool_handler_count(mp), N);
	helper_do(&h, step_unregister, NULL);
	helper_do(&h, step_get, &o);
	assert_int_equal(tally(mp).threads, 1);
	assert_int_equal(tally(mp).in_threads, CACHE / 2);
	helper_do(&h, step_register, NULL);
	helper_do(&h, step_put, &o);
	helper_end(&h);
	assert_int_equal(tally(mp).threads, 0);
	assert_int_equal(tally(mp).in_lcores, 6);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
}

static void
test_switched_off(void **state)
{
	struct objects o = {.n = 6};
	struct helper h;

	(void)state;
	assert_false(bp_no_thread_caches());
	restart(true);
	assert_true(bp_no_thread_caches());
	o.mp = make_pool("p", N, CACHE);
	helper_start(&h);
	helper_do(&h, step_get, &o);
	assert_int_equal(o.rc, 0);
	assert_null(mempool_threads_first(o.mp));
	assert_int_equal(mempool_handler_count(o.mp), N - 6);
	helper_do(&h, step_put, &o);
	assert_int_equal(mempool_handler_count(o.mp), N);
	rte_mempool_free(o.mp);
	restart(false);
	helper_end(&h);
}

/* The end of a thread is no put where one thread alone may put. */
static void
test_one_may_put(void **state)
{
	static const char *const handlers[] = {"ring_sp_mc", "ring_sp_sc"};
	struct objects o = {.n = 6};
	struct helper h;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(handlers); i++) {
		o.mp = rte_mempool_create_empty(
				"p", N, 64, CACHE, 0, SOCKET_ID_ANY, 0);
		assert_non_null(o.mp);
		assert_int_equal(rte_mempool_set_ops_byname(
						 o.mp, handlers[i], NULL),
				0);
		assert_int_equal(rte_mempool_populate_default(o.mp), N);
		helper_start(&h);
		helper_do(&h, step_get, &o);
		assert_int_equal(o.rc, 0);
		assert_int_equal(tally(o.mp).threads, 0);
		assert_int_equal(mempool_handler_count(o.mp), N - 6);
		helper_end(&h);
		assert_int_equal(mempool_handler_count(o.mp), N - 6);
		rte_mempool_put_bulk(o.mp, o.objs, o.n);
		rte_mempool_free(o.mp);
	}
}

static void
test_no_memory(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct objects o = {.mp = mp, .n = 6};
	struct helper h;

	(void)state;
	helper_start(&h);
	no_memory = true;
	helper_do(&h, step_get, &o);
	no_memory = false;
	assert_int_equal(o.rc, 0);
	assert_int_equal(mempool_handler_count(mp), N - 6);
	helper_do(&h, step_flush, &o);
	helper_do(&h, step_put, &o);
	assert_int_equal(mempool_handler_count(mp), N);
	assert_null(mempool_threads_first(mp));
	helper_end(&h);
	rte_mempool_free(mp);
}

static void
test_checked_pool(void **state)
{
	struct rte_mempool *mp;
	struct objects o = {.n = 6};
	struct helper h;

	(void)state;
	mp = rte_mempool_create_empty("p", N, 64, CACHE, 0, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(
					 mp, "guard:ring_mp_mc", NULL),
			0);
	assert_int_equal(rte_mempool_populate_default(mp), N);
	o.mp = mp;
	helper_start(&h);
	helper_do(&h, step_get, &o);
	assert_int_equal(mempool_handler_count(mp), N - 6);
	helper_do(&h, step_put, &o);
	assert_int_equal(mempool_handler_count(mp), N);
	assert_null(mempool_threads_first(mp));
	helper_end(&h);
	rte_mempool_free(mp);
}

/* More pools than a table first has room for, by turns. */
static void
test_many_pools(void **state)
{
	struct rte_mempool *pools[20];
	struct objects o = {.n = 1};
	struct helper h;
	unsigned int i, k;
	char name[16];

	(void)state;
	for (i = 0; i < RTE_DIM(pools); i++) {
		snprintf(name, sizeof(name), "p%u", i);
		pools[i] = make_pool(name, 20, 8);
	}
	helper_start(&h);
	for (k = 0; k < 40; k++) {
		o.mp = pools[k % RTE_DIM(pools)];
		helper_do(&h, step_get, &o);
		assert_int_equal(o.rc, 0);
		assert_ptr_equal(rte_mempool_from_obj(o.objs[0]), o.mp);
		helper_do(&h, step_put, &o);
	}
	for (i = 0; i < RTE_DIM(pools); i++) {
		assert_int_equal(tally(pools[i]).threads, 1);
		assert_int_equal(tally(pools[i]).in_threads, 5);
		if (i % 2 != 0)
			rte_mempool_free(pools[i]);
	}
	helper_end(&h);
	for (i = 0; i < RTE_DIM(pools); i += 2) {
		assert_int_equal(mempool_handler_count(pools[i]), 20);
		rte_mempool_free(pools[i]);
	}
}

static pthread_key_t late_key;
static struct objects late;
static unsigned int late_rounds;

/*
 * Another one's destructor, which wants to be called again and again: until
 * nobody else is, but for sanitizers, which need the last round themselves.
 */
#define ROUNDS                                                                 \
	(SANITIZED ? PTHREAD_DESTRUCTOR_ITERATIONS - 1                         \
		   : PTHREAD_DESTRUCTOR_ITERATIONS)

static void
late_destructor(void *arg)
{
	step_get(&late);
	assert_int_equal(late.rc, 0);
	step_put(&late);
	if (++late_rounds < ROUNDS)
		pthread_setspecific(late_key, arg);
}

static void
step_use_late(void *arg)
{
	(void)arg;
	step_get(&late);
	step_put(&late);
	assert_int_equal(pthread_setspecific(late_key, &late), 0);
}

static void
test_destructors(void **state)
{
	struct helper h;

	(void)state;
	late.mp = make_pool("p", N, CACHE);
	late.n = 3;
	assert_int_equal(pthread_key_create(&late_key, late_destructor), 0);
	helper_start(&h);
	helper_do(&h, step_use_late, NULL);
	assert_int_equal(tally(late.mp).in_threads, CACHE / 2 + 3);
	helper_end(&h);
	assert_int_equal(late_rounds, ROUNDS);
	assert_int_equal(tally(late.mp).threads, 0);
	assert_int_equal(mempool_handler_count(late.mp), N);
	pthread_key_delete(late_key);
	rte_mempool_free(late.mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_own_cache),
			cmocka_unit_test(test_dump),
			cmocka_unit_test(test_churn),
			cmocka_unit_test(test_past_caches),
			cmocka_unit_test(test_get_fails),
			cmocka_unit_test(test_pool_first),
			cmocka_unit_test(test_pool_first_for_good),
			cmocka_unit_test(test_library_first),
			cmocka_unit_test(test_registered_meanwhile),
			cmocka_unit_test(test_switched_off),
			cmocka_unit_test(test_one_may_put),
			cmocka_unit_test(test_no_memory),
			cmocka_unit_test(test_checked_pool),
			cmocka_unit_test(test_many_pools),
			cmocka_unit_test(test_destructors),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
