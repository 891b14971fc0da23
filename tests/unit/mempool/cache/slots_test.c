/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of lcores' caches: none before an lcore comes, then what a cache
 * of that size needs and no more; behind the pool where there is no lazy
 * memory; and where memory for a slot is short, its lcore does without.
 */
#include <bufplane_lazy.h>
#include <bufplane_mempool_cache.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_memzone.h>

#include "pool_fixture.h"

#define N     1600
#define SLOTS (RTE_MAX_LCORE * sizeof(struct rte_mempool_cache))

static bool no_lazy;
static int fault_error; /* 0: it works */
static unsigned int faults, taken;

void *__real_bp_lazy_alloc(size_t size);
void *__wrap_bp_lazy_alloc(size_t size);
void __real_bp_lazy_free(void *addr, size_t size);
void __wrap_bp_lazy_free(void *addr, size_t size);
int __real_bp_lazy_fault(void *addr, size_t len);
int __wrap_bp_lazy_fault(void *addr, size_t len);

void *
__wrap_bp_lazy_alloc(size_t size)
{
	if (no_lazy)
		return NULL;
	taken++;
	return __real_bp_lazy_alloc(size);
}

void
__wrap_bp_lazy_free(void *addr, size_t size)
{
	taken -= addr != NULL;
	__real_bp_lazy_free(addr, size);
}

int
__wrap_bp_lazy_fault(void *addr, size_t len)
{
	faults++;
	return fault_error != 0 ? fault_error : __real_bp_lazy_fault(addr, len);
}

static struct rte_mempool_cache *
own(struct rte_mempool *mp)
{
	return &mp->local_cache[rte_lcore_id()];
}

static size_t
pages_of(const void *addr, size_t len)
{
	const size_t page_sz = (size_t)getpagesize();
	uintptr_t page = (uintptr_t)addr & ~(uintptr_t)(page_sz - 1);
	const uintptr_t end = (uintptr_t)addr + len;
	unsigned char in;
	size_t n = 0;

	for (; page < end; page += page_sz) {
		assert_int_equal(mincore((void *)page, 1, &in), 0);
		n += in & 1;
	}
	return n;
}

/* How many pages a range touches. */
static size_t
pages_in(const void *addr, size_t len)
{
	const size_t page_sz = (size_t)getpagesize();

	return ((uintptr_t)addr % page_sz + len + page_sz - 1) / page_sz;
}

static void
use(struct rte_mempool *mp)
{
	static void *objs[N];
	unsigned int i;

	for (i = 1; i < N; i += 1 + i / 2) {
		assert_int_equal(rte_mempool_get_bulk(mp, objs, i), 0);
		rte_mempool_put_bulk(mp, objs, i);
	}
	assert_int_equal(rte_mempool_get_bulk(mp, objs, N), 0);
	assert_int_equal(rte_mempool_avail_count(mp), 0);
	for (i = 0; i < N; i++)
		rte_mempool_put(mp, objs[i]);
	assert_int_equal(rte_mempool_full(mp), 1);
	assert_pool(mp);
}

/* All that can be done with a pool without a get or put. */
static void
look(struct rte_mempool *mp)
{
	FILE *f = fopen("/dev/null", "w");

	assert_non_null(f);
	assert_int_equal(rte_mempool_avail_count(mp), N);
	rte_mempool_audit(mp);
	rte_mempool_dump(f, mp);
	bp_mempool_reclaim(mp);
	bp_mempool_reclaim_force(mp);
	assert_int_equal(rte_mempool_avail_count(mp), N);
	assert_pool(mp);
	fclose(f);
}

static void
test_resident(void **state)
{
	static const unsigned int sizes[] = {
			1, 32, 256, 511, 512, RTE_MEMPOOL_CACHE_MAX_SIZE};
	struct rte_mempool *mp;
	size_t len;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(sizes); i++) {
		mp = make_pool("p", N, sizes[i]);
		look(mp);
		assert_int_equal(pages_of(mp->local_cache, SLOTS), 0);
		assert_true(mp->mz->len < sizeof(*mp) + (size_t)getpagesize());
		use(mp);
		look(mp);
		len = sizeof(struct rte_mempool_cache) - sizeof(own(mp)->objs) +
				mempool_flushthresh(sizes[i]) * sizeof(void *);
		assert_int_equal(
				pages_of(own(mp), len), pages_in(own(mp), len));
		assert_int_equal(pages_of(mp->local_cache, SLOTS),
				pages_in(own(mp), len));
		rte_mempool_free(mp);
		assert_int_equal(taken, 0);
	}
}

/* A pool without caches has no slots. */
static void
test_no_caches(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 0);

	(void)state;
	assert_null(mp->local_cache);
	assert_int_equal(taken, 0);
	use(mp);
	rte_mempool_free(mp);
}

/* The next pool at the same addresses finds no cache set up. */
static void
test_again(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 64);
	struct rte_mempool_cache *slots = mp->local_cache;

	(void)state;
	use(mp);
	assert_int_not_equal(own(mp)->size, 0);
	rte_mempool_free(mp);
	mp = make_pool("p", N, 32);
	assert_ptr_equal(mp->local_cache, slots);
	assert_int_equal(pages_of(slots, SLOTS), 0);
	assert_int_equal(own(mp)->size, 0);
	use(mp);
	assert_int_equal(own(mp)->size, 32);
	rte_mempool_free(mp);
}

static void
assert_behind(struct rte_mempool *mp)
{
	const uintptr_t begin = (uintptr_t)mp->mz->addr;
	const uintptr_t slots = (uintptr_t)mp->local_cache;

	assert_int_equal(slots % RTE_CACHE_LINE_SIZE, 0);
	assert_true(slots >= (uintptr_t)(mempool_hidden(mp) + 1));
	assert_true(slots + SLOTS <= begin + mp->mz->len);
	assert_int_equal(own(mp)->size, 0);
	memset(rte_mempool_get_priv(mp), 0xee, mp->private_data_size);
	use(mp);
	look(mp);
	assert_int_equal(own(mp)->size, mp->cache_size);
	rte_mempool_free(mp);
}

static struct rte_mempool *
create(unsigned int cache_size, unsigned int private_size)
{
	struct rte_mempool *mp;

	mp = rte_mempool_create("p", N, 64, cache_size, private_size, NULL,
			NULL, NULL, NULL, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	return mp;
}

static void
test_behind(void **state)
{
	(void)state;
	faults = 0;
	no_lazy = true;
	assert_behind(create(32, 0));
	assert_behind(create(RTE_MEMPOOL_CACHE_MAX_SIZE, 1000));
	no_lazy = false;
	assert_int_equal(faults, 0);
}

/* Others have all lazy memory, in pieces that leave no room. */
static void
test_exhausted(void **state)
{
	const size_t half = SLOTS / 2;
	static void *pieces[8192];
	struct rte_mempool *mp;
	unsigned int i, n = 0;

	(void)state;
	while (n < RTE_DIM(pieces) &&
			(pieces[n] = __real_bp_lazy_alloc(half)) != NULL)
		n++;
	assert_in_range(n, 1, RTE_DIM(pieces) - 1);
	mp = create(32, 0);
	taken = 0;
	assert_behind(mp);
	for (i = 0; i < n; i++)
		__real_bp_lazy_free(pieces[i], half);
	mp = create(32, 0);
	assert_true(mp->mz->len < SLOTS);
	rte_mempool_free(mp);
	assert_int_equal(taken, 0);
}

/* An lcore without memory for its slot uses the handler and asks no more. */
static void
test_no_memory(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 32);
	void *obj;

	(void)state;
	faults = 0;
	fault_error = -ENOMEM;
	use(mp);
	look(mp);
	assert_int_equal(faults, 1);
	assert_int_equal(own(mp)->size, 0);
	assert_int_equal(own(mp)->len, 0);
	assert_ptr_equal(
			rte_mempool_default_cache(mp, rte_lcore_id()), own(mp));
	rte_mempool_cache_flush(NULL, mp);
	fault_error = 0;
	use(mp);
	assert_int_equal(faults, 1);
	assert_int_equal(own(mp)->size, 0);
	/* The others are not refused for it. */
	assert_int_equal(rte_mempool_default_cache(mp, 5)->size, 32);
	assert_int_equal(faults, 2);
	rte_mempool_free(mp);
	mp = make_pool("p", N, 32);
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	assert_int_equal(own(mp)->size, 32);
	rte_mempool_put(mp, obj);
	rte_mempool_free(mp);
}

/* A name that is taken: the slots go back. */
static void
test_refused(void **state)
{
	struct rte_mempool *mp = make_pool("p", N, 32);

	(void)state;
	assert_int_equal(taken, 1);
	assert_null(rte_mempool_create("p", N, 64, 32, 0, NULL, NULL, NULL,
			NULL, SOCKET_ID_ANY, 0));
	assert_int_equal(rte_errno, EEXIST);
	assert_int_equal(taken, 1);
	rte_mempool_free(mp);
	assert_int_equal(taken, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_resident),
			cmocka_unit_test(test_no_caches),
			cmocka_unit_test(test_again),
			cmocka_unit_test(test_behind),
			cmocka_unit_test(test_exhausted),
			cmocka_unit_test(test_no_memory),
			cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
