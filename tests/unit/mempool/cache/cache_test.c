/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Caches: size means size, half is flushed or refilled, nothing is lost or
 * handed out twice whatever the counts, unused caches stay untouched memory,
 * and a get that fails leaves everything as it was.
 */
#include <bufplane_mempool_cache.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include "handlers.h"
#include "pool_fixture.h"

#define N     200
#define CACHE 16

static struct rte_mempool_cache *
own(struct rte_mempool *mp)
{
	return &mp->local_cache[rte_lcore_id()];
}

static void
test_untouched(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	const char zeros[64] = {0};
	void *obj;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_MAX_LCORE; i++)
		assert_memory_equal(&mp->local_cache[i], zeros, 64);
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	for (i = 0; i < RTE_MAX_LCORE; i++) {
		if (i != rte_lcore_id())
			assert_memory_equal(&mp->local_cache[i], zeros, 64);
	}
	assert_int_equal(own(mp)->size, CACHE);
	assert_int_equal(own(mp)->flushthresh, CACHE * 3 / 2);
	assert_int_equal(own(mp)->len, CACHE / 2);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

static char *
page_at(const void *addr, size_t offset)
{
	const uintptr_t page_sz = (uintptr_t)getpagesize();

	return (char *)(((uintptr_t)addr + offset) & ~(page_sz - 1));
}

/*
 * Nothing but an lcore touches its slot: whatever else is done with a pool,
 * the pages of all other slots could as well not be there.
 */
static void
test_unused_slots(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	char *begin = page_at(own(mp) + 1, (size_t)getpagesize() - 1);
	char *end = page_at(&mp->local_cache[RTE_MAX_LCORE], 0);
	void *objs[N];

	(void)state;
	assert_true(end - begin > 4 * getpagesize());
	assert_int_equal(mprotect(begin, (size_t)(end - begin), PROT_NONE), 0);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 6), 0);
	assert_int_equal(rte_mempool_avail_count(mp), N - 6);
	rte_mempool_put_bulk(mp, objs, 6);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, N), 0);
	rte_mempool_put_bulk(mp, objs, N);
	assert_pool(mp);
	rte_mempool_audit(mp);
	rte_mempool_cache_flush(NULL, mp);
	assert_int_equal(bp_mempool_reclaim(mp), 0);
	assert_int_equal(bp_mempool_reclaim_force(mp), 0);
	assert_int_equal(mprotect(begin, (size_t)(end - begin),
					 PROT_READ | PROT_WRITE),
			0);
	rte_mempool_free(mp);
}

static void
test_refill_and_flush(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	void *objs[N];

	(void)state;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 6), 0);
	assert_int_equal(own(mp)->len, 8);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[6], 8), 0);
	assert_int_equal(own(mp)->len, 0);
	rte_mempool_put_bulk(mp, objs, 14);
	assert_int_equal(own(mp)->len, 14);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 16), 0);
	assert_int_equal(own(mp)->len, 8);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[16], 8), 0);
	rte_mempool_put_bulk(mp, objs, 16);
	assert_int_equal(own(mp)->len, 16);
	rte_mempool_put(mp, objs[16]);
	assert_int_equal(own(mp)->len, 9);
	rte_mempool_put_bulk(mp, &objs[17], 7);
	assert_int_equal(own(mp)->len, 16);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_pool(mp);
	rte_mempool_cache_flush(NULL, mp);
	assert_int_equal(own(mp)->len, 0);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
}

/* More than a cache may hold goes past it, and can still use what it holds. */
static void
test_large(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	void *objs[N + 1];

	(void)state;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 4), 0);
	assert_int_equal(own(mp)->len, 8);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[4], 100), 0);
	assert_int_equal(own(mp)->len, 8);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[104], 97), -ENOBUFS);
	assert_int_equal(own(mp)->len, 8);
	assert_int_equal(rte_mempool_get_bulk(mp, &objs[104], 96), 0);
	assert_int_equal(own(mp)->len, 0);
	assert_int_equal(rte_mempool_empty(mp), 1);
	assert_int_equal(rte_mempool_get(mp, &objs[0]), -ENOBUFS);
	rte_mempool_put_bulk(mp, objs, N);
	assert_int_equal(own(mp)->len, 0);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 0), 0);
	rte_mempool_free(mp);
}

static void
mark_out(struct rte_mempool *mp, void **objs, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		assert_ptr_equal(rte_mempool_from_obj(objs[i]), mp);
		assert_int_equal(*(int *)objs[i], 0);
		*(int *)objs[i] = 1;
	}
}

static void
mark_in(void **objs, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		*(int *)objs[i] = 0;
}

static void
clear(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	(void)mp;
	(void)arg;
	(void)idx;
	*(int *)obj = 0;
}

/* Get and put by turns at random; cache is NULL for the lcore's. */
static void
churn(struct rte_mempool *mp, struct rte_mempool_cache *cache)
{
	void *objs[N + 64];
	unsigned int i, n, out = 0;
	int rc;

	rte_mempool_obj_iter(mp, clear, NULL);
	for (i = 0; i < 20000; i++) {
		n = (unsigned int)rand() % 40;
		if (rand() % 2 != 0) {
			rc = cache == NULL
					? rte_mempool_get_bulk(
							  mp, &objs[out], n)
					: rte_mempool_generic_get(mp,
							  &objs[out], n, cache);
			assert_int_equal(rc, n <= N - out ? 0 : -ENOBUFS);
			if (rc == 0) {
				mark_out(mp, &objs[out], n);
				out += n;
			}
		} else {
			n = RTE_MIN(n, out);
			out -= n;
			mark_in(&objs[out], n);
			if (cache == NULL)
				rte_mempool_put_bulk(mp, &objs[out], n);
			else
				rte_mempool_generic_put(
						mp, &objs[out], n, cache);
		}
		if (cache != NULL)
			assert_true(cache->len <= cache->size);
		else
			assert_int_equal(rte_mempool_in_use_count(mp), out);
	}
	rte_mempool_put_bulk(mp, objs, out);
}

static void
test_churn(void **state)
{
	static const unsigned int sizes[] = {0, 1, 2, 3, 16, 31, 100, 133};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(sizes); i++) {
		struct rte_mempool *mp = make_pool("p", N, sizes[i]);

		churn(mp, NULL);
		assert_int_equal(rte_mempool_full(mp), 1);
		assert_pool(mp);
		rte_mempool_audit(mp);
		rte_mempool_free(mp);
	}
}

static void
test_user_cache(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 0);
	struct rte_mempool_cache *cache;

	(void)state;
	rte_errno = 0;
	assert_null(rte_mempool_cache_create(0, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_mempool_cache_create(
			RTE_MEMPOOL_CACHE_MAX_SIZE + 1, SOCKET_ID_ANY));
	cache = rte_mempool_cache_create(
			RTE_MEMPOOL_CACHE_MAX_SIZE, SOCKET_ID_ANY);
	assert_non_null(cache);
	churn(mp, cache);
	rte_mempool_cache_flush(cache, mp);
	rte_mempool_cache_free(cache);
	cache = rte_mempool_cache_create(8, SOCKET_ID_ANY);
	churn(mp, cache);
	rte_mempool_cache_flush(cache, mp);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_cache_free(cache);
	rte_mempool_cache_free(NULL);
	rte_mempool_free(mp);
}

static void
test_default_cache(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, CACHE);
	struct rte_mempool *bare = make_pool("bare", N, 0);

	(void)state;
	assert_null(rte_mempool_default_cache(bare, 0));
	assert_null(rte_mempool_default_cache(mp, RTE_MAX_LCORE));
	assert_null(rte_mempool_default_cache(mp, LCORE_ID_ANY));
	assert_ptr_equal(rte_mempool_default_cache(mp, 3), &mp->local_cache[3]);
	assert_int_equal(mp->local_cache[3].size, CACHE);
	rte_mempool_cache_flush(NULL, bare);
	rte_mempool_free(bare);
	rte_mempool_free(mp);
}

/* A handler whose failing dequeue scribbles over what it was given. */
static int
dirty_dequeue(struct rte_mempool *mp, void **objs, unsigned int n)
{
	if (n <= mempool_ring_get_count(mp))
		return mempool_ring_dequeue_mc(mp, objs, n);
	memset(objs, 0xee, n * sizeof(*objs));
	return -ENOBUFS;
}

static void
test_dirty_handler(void **state)
{
	const struct rte_mempool_ops ops = {
			.name = "dirty",
			.alloc = mempool_ring_alloc_mp_mc,
			.free = mempool_ring_free,
			.enqueue = mempool_ring_enqueue_mp,
			.dequeue = dirty_dequeue,
			.get_count = mempool_ring_get_count,
	};
	struct rte_mempool *mp;

	(void)state;
	assert_true(rte_mempool_register_ops(&ops) >= 0);
	mp = rte_mempool_create_empty("p", N, 64, CACHE, 0, SOCKET_ID_ANY, 0);
	assert_int_equal(rte_mempool_set_ops_byname(mp, "dirty", NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), N);
	churn(mp, NULL);
	assert_int_equal(rte_mempool_full(mp), 1);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_untouched),
			cmocka_unit_test(test_unused_slots),
			cmocka_unit_test(test_refill_and_flush),
			cmocka_unit_test(test_large),
			cmocka_unit_test(test_churn),
			cmocka_unit_test(test_user_cache),
			cmocka_unit_test(test_default_cache),
			cmocka_unit_test(test_dirty_handler),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
