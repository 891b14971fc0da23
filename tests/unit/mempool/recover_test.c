/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rebuilding pools of each handler from their lists of objects, whatever state
 * the handler, the caches and the objects were left in.
 */
#include <bufplane_mempool_recover.h>
#include <bufplane_ring.h>
#include <stdlib.h>

#include <rte_stack.h>

#include "cache/cache.h"
#include "pool_fixture.h"

#define N     200
#define CACHE 32

static unsigned int inits;
static int refusal;

/* A handler from outside: some pointers. */
static int
own_alloc(struct rte_mempool *mp)
{
	mp->pool_data = calloc(N + 1, sizeof(void *));
	return mp->pool_data == NULL ? -ENOMEM : 0;
}

static void
own_free(struct rte_mempool *mp)
{
	free(mp->pool_data);
}

static int
own_enqueue(struct rte_mempool *mp, void *const *objs, unsigned int n)
{
	uintptr_t *own = mp->pool_data;

	if (refusal != 0)
		return refusal;
	memcpy(&own[1 + own[0]], objs, n * sizeof(void *));
	own[0] += n;
	return 0;
}

static int
own_dequeue(struct rte_mempool *mp, void **objs, unsigned int n)
{
	uintptr_t *own = mp->pool_data;

	if (own[0] < n)
		return -ENOBUFS;
	own[0] -= n;
	memcpy(objs, &own[1 + own[0]], n * sizeof(void *));
	return 0;
}

static unsigned int
own_count(const struct rte_mempool *mp)
{
	return (unsigned int)*(const uintptr_t *)mp->pool_data;
}

static const struct rte_mempool_ops own_ops = {
		.name = "own",
		.alloc = own_alloc,
		.free = own_free,
		.enqueue = own_enqueue,
		.dequeue = own_dequeue,
		.get_count = own_count,
};

static const char *const handlers[] = {"ring_mp_mc", "ring_sp_sc", "ring_mp_sc",
		"ring_sp_mc", "ring_mt_rts", "ring_mt_hts", "stack", "lf_stack",
		"bucket", "own", "guard:ring_mp_mc", "guard:stack"};

static struct rte_mempool *
make(const char *ops)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"recover", N, 64, CACHE, 0, SOCKET_ID_ANY, 0);

	assert_non_null(mp);
	assert_int_equal(rte_mempool_set_ops_byname(mp, ops, NULL), 0);
	assert_int_equal(rte_mempool_populate_default(mp), N);
	return mp;
}

static void
init(struct rte_mempool *mp, void *arg, void *obj, unsigned int idx)
{
	assert_ptr_equal(rte_mempool_from_obj(obj), mp);
	assert_ptr_equal(arg, &inits);
	assert_true(idx < N);
	*(uint64_t *)obj = 77;
	inits++;
}

/* What one finds who gets all: each once, and none of those in use. */
static void
check_all(struct rte_mempool *mp, void *const *in_use, unsigned int n_in_use)
{
	void *objs[N];
	unsigned int i, k, n;

	assert_pool(mp);
	assert_int_equal(rte_mempool_avail_count(mp), N - n_in_use);
	for (n = 0; n < N && rte_mempool_get(mp, &objs[n]) == 0; n++)
		assert_int_equal(*(uint64_t *)objs[n], 77);
	assert_int_equal(n, N - n_in_use);
	for (i = 0; i < n; i++) {
		for (k = 0; k < i; k++)
			assert_ptr_not_equal(objs[i], objs[k]);
		for (k = 0; k < n_in_use; k++)
			assert_ptr_not_equal(objs[i], in_use[k]);
	}
	rte_mempool_put_bulk(mp, objs, n);
	rte_mempool_put_bulk(mp, in_use, n_in_use);
	assert_int_equal(rte_mempool_avail_count(mp), N);
}

/* As processes leave them that die in there. */
static void
damage(struct rte_mempool *mp)
{
	const char *ops = mempool_handler(mp)->name;
	struct rte_stack *s = mp->pool_data;
	struct rte_ring *r = mp->pool_data;

	if (strncmp(ops, "ring", 4) == 0) {
		r->prod.head += 3;
		r->cons.head += 2;
	} else if (strcmp(ops, "stack") == 0) {
		s->stack_std.lock.locked = 99;
	} else if (strcmp(ops, "lf_stack") == 0) {
		s->stack_lf.used.head.pos -= UINT64_C(7) << 32;
	} else if (strcmp(ops, "bucket") == 0) {
		/* The counts that the lock guards, and the lock. */
		((uint32_t *)s)[0] = 99;
		((uint32_t *)s)[2] = 3;
		((uint32_t *)s)[3] = 4;
	}
}

static void
recover(const char *ops, bool damaged)
{
	struct rte_mempool *mp = make(ops);
	void *objs[50];
	int rc;

	print_message("%s\n", ops);
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 50), 0);
	/* Some are in a cache, 7 in use, all others lost. */
	rte_mempool_put_bulk(mp, &objs[40], 10);
	if (damaged)
		damage(mp);
	inits = 0;
	rc = bp_mempool_recover(mp, objs, 7, init, &inits);
	assert_int_equal(rc, N - 7);
	assert_int_equal(inits, N - 7);
	check_all(mp, objs, 7);
	/* Nothing was wrong with it: nothing changes. */
	assert_int_equal(bp_mempool_recover(mp, NULL, 0, NULL, NULL), N);
	assert_int_equal(rte_mempool_avail_count(mp), N);
	rte_mempool_free(mp);
}

static void
test_all(void **state)
{
	size_t i;

	(void)state;
	assert_true(rte_mempool_register_ops(&own_ops) >= 0);
	for (i = 0; i < RTE_DIM(handlers); i++) {
		recover(handlers[i], false);
		recover(handlers[i], true);
	}
}

static void
test_refused(void **state)
{
	struct rte_mempool *mp = make("ring_mp_mc");
	void *objs[4];
	int other;

	(void)state;
	assert_int_equal(rte_mempool_get_bulk(mp, objs, 4), 0);
	objs[3] = objs[1];
	assert_int_equal(bp_mempool_recover(mp, objs, 4, NULL, NULL), -EINVAL);
	objs[3] = &other;
	assert_int_equal(bp_mempool_recover(mp, objs, 4, NULL, NULL), -EINVAL);
	assert_int_equal(rte_mempool_avail_count(mp), N - 4);
	assert_int_equal(bp_mempool_recover(mp, objs, 3, NULL, NULL), N - 3);
	rte_mempool_free(mp);
	/* One that was never filled has nothing to recover. */
	mp = rte_mempool_create_empty("empty", N, 64, 0, 0, SOCKET_ID_ANY, 0);
	assert_non_null(mp);
	assert_int_equal(bp_mempool_recover(mp, NULL, 0, NULL, NULL), 0);
	rte_mempool_free(mp);
}

static void
test_handler_refuses(void **state)
{
	struct rte_mempool *mp;

	(void)state;
	assert_true(rte_mempool_register_ops(&own_ops) >= 0);
	mp = make("own");
	refusal = -ENOSPC;
	assert_int_equal(bp_mempool_recover(mp, NULL, 0, NULL, NULL), -ENOSPC);
	refusal = 0;
	assert_int_equal(bp_mempool_recover(mp, NULL, 0, NULL, NULL), N);
	rte_mempool_free(mp);
}

/* The cache of a thread whose owner is no more is somebody else's then. */
static void
test_thread_cache(void **state)
{
	struct rte_mempool *mp = make("ring_mp_mc");
	struct mempool_thread_cache *tc;
	void *obj;

	(void)state;
	assert_int_equal(rte_mempool_get(mp, &obj), 0);
	/* A thread of this process that is not there. */
	tc = mempool_threads_claim(mp,
			(mempool_owner_self() & ~(uint64_t)UINT32_MAX) |
					INT32_MAX);
	assert_non_null(tc);
	assert_int_equal(bp_mempool_cache_hit_put(&tc->cache, &obj, 1), 1);
	assert_int_equal(bp_mempool_recover(mp, NULL, 0, NULL, NULL), N);
	assert_int_equal(tc->owner, 0);
	assert_int_equal(tc->cache.len, 0);
	assert_int_equal(rte_mempool_avail_count(mp), N);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_all),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_handler_refuses),
			cmocka_unit_test(test_thread_cache),
	};

	return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
