/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Caches that users own: their sizes, and that a guarded pool puts all of them
 * out of use, those before it and those behind it.
 */
#include "pool_fixture.h"

static void
test_sizes(void **state)
{
	struct rte_mempool_cache *cache;

	(void)state;
	rte_mempool_cache_free(NULL);
	rte_errno = 0;
	assert_null(rte_mempool_cache_create(0, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_mempool_cache_create(
			RTE_MEMPOOL_CACHE_MAX_SIZE + 1, SOCKET_ID_ANY));
	cache = rte_mempool_cache_create(
			RTE_MEMPOOL_CACHE_MAX_SIZE, SOCKET_ID_ANY);
	assert_int_equal(cache->size, RTE_MEMPOOL_CACHE_MAX_SIZE);
	assert_int_equal(
			cache->flushthresh, RTE_MEMPOOL_CACHE_MAX_SIZE * 3 / 2);
	assert_int_equal(cache->len, 0);
	rte_mempool_cache_free(cache);
}

static struct rte_mempool *
make_guarded(void)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"guarded", 16, 64, 4, 0, SOCKET_ID_ANY, 0);

	assert_int_equal(
			rte_mempool_set_ops_byname(mp, "guard:stack", NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), 16);
	return mp;
}

static void
test_guarded(void **state)
{
	struct rte_mempool *plain = make_pool("plain", 32, 0), *mp;
	struct rte_mempool_cache *early, *gone, *late;
	void *objs[8];

	(void)state;
	early = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	gone = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	assert_int_equal(rte_mempool_generic_get(plain, objs, 6, early), 0);
	assert_int_equal(early->len, 4);
	rte_mempool_cache_free(gone);
	mp = make_guarded();
	late = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	assert_int_equal(early->size, 0);
	assert_int_equal(early->flushthresh, 0);
	assert_int_equal(late->size, 0);
	assert_int_equal(late->flushthresh, 0);
	/* Nothing is lost: not what a cache holds, and not what comes. */
	assert_int_equal(rte_mempool_generic_get(plain, &objs[6], 2, early), 0);
	assert_int_equal(early->len, 2);
	rte_mempool_generic_put(plain, objs, 8, early);
	assert_int_equal(early->len, 2);
	rte_mempool_cache_flush(early, plain);
	assert_int_equal(rte_mempool_full(plain), 1);
	assert_int_equal(rte_mempool_generic_get(mp, objs, 3, late), 0);
	rte_mempool_generic_put(mp, objs, 3, late);
	assert_int_equal(late->len, 0);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
	rte_mempool_cache_free(late);
	/* Without a guarded pool, new ones are as ever. */
	late = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	assert_int_equal(late->size, 8);
	rte_mempool_cache_free(late);
	rte_mempool_cache_free(early);
	rte_mempool_free(plain);
}

static void
test_guarded_everywhere(void **state)
{
	const struct bp_config config = {
			.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.mempool_guard = "log",
	};
	struct rte_mempool_cache *cache;

	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(bp_init(&config), 0);
	cache = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	assert_int_equal(cache->size, 0);
	assert_int_equal(cache->flushthresh, 0);
	/* What is not freed goes with the library. */
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(fixture_start(state), 0);
	cache = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	assert_int_equal(cache->size, 8);
	rte_mempool_cache_free(cache);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_sizes),
			cmocka_unit_test(test_guarded),
			cmocka_unit_test(test_guarded_everywhere),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
