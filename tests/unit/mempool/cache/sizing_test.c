/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How many objects a pool needs: with that many no get fails, whatever the
 * users do, and with one less there is a state in which one does.
 */
#include <bufplane_mempool_cache.h>
#include <stdlib.h>

#include "pool_fixture.h"

#define MAX_USERS 5
#define MAX_BURST 32

/* A user of a pool, who plays an lcore, and what it has in hand. */
struct user {
	struct rte_mempool_cache *cache;
	void *objs[MAX_BURST];
	unsigned int n;
};

static unsigned int
needed(const struct bp_mempool_demand *d)
{
	unsigned int n = 0;

	assert_int_equal(bp_mempool_objects_needed(d, &n), 0);
	return n;
}

static void
test_formula(void **state)
{
	struct bp_mempool_demand d = {
			.lcores = 4,
			.threads = 1,
			.cache_size = 256,
			.burst = 32,
			.rx_queues = 8,
			.rx_desc = 1024,
			.tx_queues = 4,
			.tx_desc = 512,
			.extra = 100,
	};

	(void)state;
	assert_int_equal(needed(&d),
			8 * 1024 + 4 * 512 + 100 + 5 * 32 + 4 * 256);
	d.cache_size = 0;
	assert_int_equal(needed(&d), 8 * 1024 + 4 * 512 + 100 + 5 * 32);
	d = (struct bp_mempool_demand){.extra = 1};
	assert_int_equal(needed(&d), 1);
	d = (struct bp_mempool_demand){.threads = 1, .burst = 7};
	assert_int_equal(needed(&d), 7);
	/* What create asks for in any case. */
	d.cache_size = 511;
	assert_int_equal(needed(&d), 766);
}

static void
test_errors(void **state)
{
	const struct bp_mempool_demand none = {.lcores = 3};
	const struct bp_mempool_demand cache = {.lcores = 3,
			.burst = 1,
			.cache_size = RTE_MEMPOOL_CACHE_MAX_SIZE + 1};
	unsigned int n = 42;

	(void)state;
	assert_int_equal(bp_mempool_objects_needed(&none, &n), -EINVAL);
	assert_int_equal(bp_mempool_objects_needed(&cache, &n), -EINVAL);
	assert_int_equal(n, 42);
}

static void
test_overflow(void **state)
{
	struct bp_mempool_demand d = {.extra = UINT32_MAX};
	unsigned int n = 42;

	(void)state;
	assert_int_equal(needed(&d), UINT32_MAX);
	d.lcores = 1;
	d.burst = 1;
	assert_int_equal(bp_mempool_objects_needed(&d, &n), -EOVERFLOW);
	d = (struct bp_mempool_demand){
			.rx_queues = UINT32_MAX, .rx_desc = UINT32_MAX};
	assert_int_equal(bp_mempool_objects_needed(&d, &n), -EOVERFLOW);
	d = (struct bp_mempool_demand){.rx_queues = 65536, .rx_desc = 65536};
	assert_int_equal(bp_mempool_objects_needed(&d, &n), -EOVERFLOW);
	/* Each product fits into 64 bits, their sum does not. */
	d = (struct bp_mempool_demand){.rx_queues = UINT32_MAX,
			.rx_desc = UINT32_MAX,
			.tx_queues = UINT32_MAX,
			.tx_desc = UINT32_MAX,
			.extra = UINT32_MAX};
	assert_int_equal(bp_mempool_objects_needed(&d, &n), -EOVERFLOW);
	d = (struct bp_mempool_demand){.lcores = UINT32_MAX,
			.threads = UINT32_MAX,
			.burst = UINT32_MAX,
			.cache_size = 512};
	assert_int_equal(bp_mempool_objects_needed(&d, &n), -EOVERFLOW);
	assert_int_equal(n, 42);
}

static int
get(struct rte_mempool *mp, struct user *u, unsigned int n)
{
	int rc = rte_mempool_generic_get(mp, &u->objs[u->n], n, u->cache);

	if (rc == 0)
		u->n += n;
	return rc;
}

static void
put(struct rte_mempool *mp, struct user *u, unsigned int n)
{
	u->n -= n;
	rte_mempool_generic_put(mp, &u->objs[u->n], n, u->cache);
}

static void
join(struct rte_mempool *mp, struct user *users)
{
	unsigned int i;

	for (i = 0; i < MAX_USERS; i++) {
		users[i].cache = rte_mempool_default_cache(mp, i);
		users[i].n = 0;
	}
}

/* Take n objects out of the pool for good. */
static void
take(struct rte_mempool *mp, unsigned int n)
{
	void *obj;

	while (n-- > 0)
		assert_int_equal(rte_mempool_generic_get(mp, &obj, 1, NULL), 0);
}

/* All others have full caches and hands; the first one wants a burst. */
static int
last_burst(const struct bp_mempool_demand *d, unsigned int pool_size)
{
	struct rte_mempool *mp = make_pool("p", pool_size, d->cache_size);
	struct user users[MAX_USERS];
	unsigned int i, k;
	void *obj;
	int rc;

	join(mp, users);
	take(mp,
			d->rx_queues * d->rx_desc + d->tx_queues * d->tx_desc +
					d->extra);
	for (i = 1; i < d->lcores + d->threads; i++) {
		for (k = 0; k < d->cache_size; k++) {
			assert_int_equal(rte_mempool_generic_get(
							 mp, &obj, 1, NULL),
					0);
			rte_mempool_generic_put(mp, &obj, 1, users[i].cache);
		}
		if (users[i].cache != NULL)
			assert_int_equal(users[i].cache->len, d->cache_size);
		take(mp, d->burst);
	}
	rc = get(mp, &users[0], d->burst);
	rte_mempool_free(mp);
	return rc;
}

static const struct bp_mempool_demand demands[] = {
		{.lcores = 1, .burst = 8},
		{.lcores = 1, .burst = 32, .cache_size = 16, .extra = 3},
		{.lcores = 3, .burst = 4, .cache_size = 32, .extra = 20},
		{.lcores = 2, .threads = 3, .burst = 32, .cache_size = 32},
		{.lcores = 5, .burst = 32, .cache_size = 7},
		{.lcores = 2,
				.threads = 1,
				.burst = 16,
				.cache_size = 24,
				.rx_queues = 2,
				.rx_desc = 64,
				.tx_queues = 3,
				.tx_desc = 32,
				.extra = 5},
};

static void
test_bound(void **state)
{
	unsigned int i, n;

	(void)state;
	for (i = 0; i < RTE_DIM(demands); i++) {
		n = needed(&demands[i]);
		assert_int_equal(last_burst(&demands[i], n), 0);
		assert_int_equal(last_burst(&demands[i], n - 1), -ENOBUFS);
	}
}

/* Get n objects, but no more in hand than was said. */
static int
get_within(struct rte_mempool *mp, struct user *u,
		const struct bp_mempool_demand *d, unsigned int n)
{
	return get(mp, u, RTE_MIN(n, d->burst - u->n));
}

/* Whatever order users come in, and however much they take at a time. */
static void
test_random(void **state)
{
	struct user users[MAX_USERS];
	unsigned int i, k, n;

	(void)state;
	for (i = 0; i < RTE_DIM(demands); i++) {
		const struct bp_mempool_demand *d = &demands[i];
		struct rte_mempool *mp =
				make_pool("p", needed(d), d->cache_size);

		join(mp, users);
		take(mp,
				d->rx_queues * d->rx_desc +
						d->tx_queues * d->tx_desc +
						d->extra);
		for (k = 0; k < 20000; k++) {
			struct user *u = &users[(unsigned int)rand() %
					(d->lcores + d->threads)];

			n = (unsigned int)rand() % (d->burst + 1);
			if (rand() % 2 == 0)
				put(mp, u, RTE_MIN(n, u->n));
			else
				assert_int_equal(get_within(mp, u, d, n), 0);
		}
		rte_mempool_free(mp);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_formula),
			cmocka_unit_test(test_errors),
			cmocka_unit_test(test_overflow),
			cmocka_unit_test(test_bound),
			cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
