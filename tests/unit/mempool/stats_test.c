/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Statistics, as the dump tells them: what counts as what, with and without
 * caches, on threads that are lcores and on others. The figures are those that
 * 22.11 has for the same calls, but for those of the handler where our caches
 * move other numbers of objects. A build without statistics says so.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool_fixture.h"

#define N 255

static __rte_noinline char *
dump(struct rte_mempool *mp)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_non_null(f);
	rte_mempool_dump(f, mp);
	fclose(f);
	return text;
}

#ifdef RTE_LIBRTE_MEMPOOL_STATS

/* A figure of the dump; -1: it is not there. */
static long
figure(struct rte_mempool *mp, const char *name)
{
	char *text = dump(mp);
	char pattern[64];
	const char *at;
	long value = -1;

	snprintf(pattern, sizeof(pattern), "\n    %s=", name);
	at = strstr(text, pattern);
	if (at != NULL)
		value = strtol(at + strlen(pattern), NULL, 10);
	free(text);
	return value;
}

static void
assert_figures(struct rte_mempool *mp, const char *name, long bulk, long objs)
{
	char full[64];

	snprintf(full, sizeof(full), "%s_bulk", name);
	assert_int_equal(figure(mp, full), bulk);
	snprintf(full, sizeof(full), "%s_objs", name);
	assert_int_equal(figure(mp, full), objs);
}

static void
test_text(void **state)
{
	static const char *const names[] = {"  stats:\n",
			"put_bulk=", "put_objs=", "put_common_pool_bulk=",
			"put_common_pool_objs=", "get_common_pool_bulk=",
			"get_common_pool_objs=", "get_success_bulk=",
			"get_success_objs=", "get_fail_bulk=",
			"get_fail_objs="};
	struct rte_mempool *mp = make_pool("p", N, 16);
	char *text = dump(mp);
	const char *at = text;
	unsigned int i;

	(void)state;
	assert_null(strstr(text, "no statistics"));
	assert_null(strstr(text, "blks"));
	for (i = 0; i < RTE_DIM(names); i++) {
		at = strstr(at, names[i]);
		assert_non_null(at);
		at++;
	}
	free(text);
	rte_mempool_free(mp);
}

static void
test_cached(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 16);
	void *objs[N + 1];

	(void)state;
	assert_figures(mp, "put", 0, 0);
	assert_int_equal(figure(mp, "put_common_pool_objs"), N);
	assert_int_equal(rte_mempool_get(mp, &objs[0]), 0);
	assert_figures(mp, "get_success", 1, 1);
	assert_figures(mp, "get_common_pool", 1, 9);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[1], 4), 0);
	assert_figures(mp, "get_success", 2, 5);
	assert_figures(mp, "get_common_pool", 1, 9);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[5], 100), 0);
	assert_figures(mp, "get_success", 3, 105);
	rte_mempool_put_bulk(mp, objs, 100);
	assert_figures(mp, "put", 1, 100);
	rte_mempool_put_bulk(mp, &objs[100], 5);
	assert_figures(mp, "put", 2, 105);
	assert_int_equal(figure(mp, "put_common_pool_objs"), N + 100);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, N + 1), -ENOBUFS);
	assert_figures(mp, "get_fail", 1, N + 1);
	assert_figures(mp, "get_success", 3, 105);
	assert_int_equal(mp->local_cache[rte_lcore_id()].stats.put_objs, 105);
	assert_int_equal(mp->stats[rte_lcore_id()].put_objs, 0);
	assert_int_equal(mp->stats[rte_lcore_id()].get_fail_bulk, 1);
	rte_mempool_cache_flush(NULL, mp);
	assert_int_equal(figure(mp, "put_common_pool_objs"), N + 100 + 9);
	assert_figures(mp, "put", 2, 105);
	rte_mempool_free(mp);
}

static void
test_uncached(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 16);
	struct rte_mempool_cache *cache;
	void *objs[10];

	(void)state;
	assert_int_equal(rte_mempool_generic_get(mp, objs, 10, NULL), 0);
	assert_figures(mp, "get_success", 1, 10);
	assert_int_equal(mp->stats[rte_lcore_id()].get_success_objs, 10);
	rte_mempool_generic_put(mp, objs, 10, NULL);
	assert_figures(mp, "put", 1, 10);
	/* A user's own cache counts for itself. */
	cache = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	assert_int_equal(rte_mempool_generic_get(mp, objs, 3, cache), 0);
	assert_int_equal(rte_mempool_generic_get(mp, &objs[3], 1, cache), 0);
	rte_mempool_generic_put(mp, objs, 4, cache);
	assert_int_equal(cache->stats.get_success_bulk, 2);
	assert_int_equal(cache->stats.get_success_objs, 4);
	assert_int_equal(cache->stats.put_bulk, 1);
	assert_int_equal(cache->stats.put_objs, 4);
	assert_figures(mp, "get_success", 1, 10);
	rte_mempool_cache_flush(cache, mp);
	rte_mempool_cache_free(cache);
	rte_mempool_free(mp);
}

static void
test_blocks(void **state)
{
	struct rte_mempool *mp;
	void *first[1000];

	(void)state;
	mp = rte_mempool_create_empty("b", 500, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "bucket", NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), 500);
	assert_int_equal(figure(mp, "get_success_blks"), 0);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, first, 2), 0);
	assert_int_equal(figure(mp, "get_success_blks"), 2);
	assert_figures(mp, "get_success", 1, 0);
	assert_int_equal(rte_mempool_get_contig_blocks(mp, first, 999),
			-ENOBUFS);
	assert_int_equal(figure(mp, "get_fail_blks"), 999);
	assert_figures(mp, "get_fail", 1, 0);
	rte_mempool_free(mp);
}

/* 3 gets of 2 objects, and one that fails. */
static void *
get_and_put(void *arg)
{
	struct rte_mempool *mp = arg;
	void *objs[N + 1];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		if (rte_mempool_get_bulk(mp, &objs[2 * i], 2) != 0)
			return NULL;
	}
	if (rte_mempool_get_bulk(mp, objs, N + 1) == 0)
		return NULL;
	rte_mempool_put_bulk(mp, objs, 6);
	return mp;
}

static void
run_threads(struct rte_mempool *mp)
{
	pthread_t threads[2];
	unsigned int i;
	void *result;

	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, get_and_put,
						 mp),
				0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_ptr_equal(result, mp);
	}
	assert_figures(mp, "get_success", 6, 12);
	assert_figures(mp, "get_fail", 2, 2 * (N + 1));
	assert_figures(mp, "put", 2, 12);
}

static void
test_no_lcore(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 0);

	(void)state;
	run_threads(mp);
	assert_int_equal(mp->stats[RTE_MAX_LCORE].get_success_bulk, 6);
	assert_int_equal(mp->stats[RTE_MAX_LCORE].put_objs, 12);
	rte_mempool_free(mp);
	/* Caches of threads count, and keep what they counted. */
	mp = make_pool("p", N, 16);
	run_threads(mp);
	rte_mempool_free(mp);
}

#else

static void
test_text(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 16);
	char *text = dump(mp);

	(void)state;
	assert_non_null(strstr(text, "  no statistics available\n"));
	assert_null(strstr(text, "put_bulk"));
	free(text);
	rte_mempool_free(mp);
}

static void
test_cached(void **state)
{
	(void)state;
	print_message("only with -Dmempool_stats=enabled\n");
	skip();
}

static void
test_uncached(void **state)
{
	test_cached(state);
}

static void
test_blocks(void **state)
{
	test_cached(state);
}

static void
test_no_lcore(void **state)
{
	test_cached(state);
}

#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_text),
			cmocka_unit_test(test_cached),
			cmocka_unit_test(test_uncached),
			cmocka_unit_test(test_blocks),
			cmocka_unit_test(test_no_lcore),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
