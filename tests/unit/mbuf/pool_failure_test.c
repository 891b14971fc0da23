/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Creating pools of packet buffers while one allocation, or all from one on,
 * fail, as tests/unit/mempool/mempool_failure_test.c does with other pools: the
 * reason is told, nothing is left, and the name is free again.
 */
#include "alloc_faults.h"
#include "mbuf_env.h"

#define NAME  "failing"
#define N     64u
#define ROOM  512
#define STEPS 60

static char rooms[N * ROOM];

static struct rte_mempool *
create_plain(const char *handler, unsigned int cache_size)
{
	(void)handler;
	return rte_pktmbuf_pool_create(
			NAME, N, cache_size, 8, ROOM, SOCKET_ID_ANY);
}

static struct rte_mempool *
create_by_ops(const char *handler, unsigned int cache_size)
{
	return rte_pktmbuf_pool_create_by_ops(
			NAME, N, cache_size, 0, ROOM, SOCKET_ID_ANY, handler);
}

static struct rte_mempool *
create_extbuf(const char *handler, unsigned int cache_size)
{
	const struct rte_pktmbuf_extmem mem[2] = {
			{rooms, RTE_BAD_IOVA, sizeof(rooms) / 2, ROOM},
			{rooms + sizeof(rooms) / 2, RTE_BAD_IOVA,
					sizeof(rooms) / 2, ROOM},
	};

	(void)handler;
	return rte_pktmbuf_pool_create_extbuf(
			NAME, N, cache_size, 0, ROOM, SOCKET_ID_ANY, mem, 2);
}

typedef struct rte_mempool *(*create_fn)(
		const char *handler, unsigned int cache_size);

/* Create with the call `at` failing; whether there was such a call. */
static bool
attempt(create_fn create, const char *handler, unsigned int cache_size,
		unsigned int at, bool onwards)
{
	const struct holdings before = take_stock();
	struct rte_mempool *mp;
	bool failed;

	/* ENOMEM of a memzone would lead to smaller ones. */
	arm(at, onwards, onwards ? ENOMEM : ENOSPC);
	rte_errno = 0;
	mp = create(handler, cache_size);
	failed = disarm();
	if (failed) {
		assert_null(mp);
		assert_int_equal(rte_errno, faults.error);
	} else {
		assert_non_null(mp);
		assert_pool_whole(mp);
	}
	rte_mempool_free(mp);
	assert_nothing_left(before, handler);
	assert_null(rte_mempool_lookup(NAME));
	return failed;
}

static void
fail_each_step(create_fn create, const char *handler)
{
	unsigned int mode, at;

	for (mode = 0; mode < 4; mode++) {
		for (at = 1; at < STEPS &&
				attempt(create, handler, mode / 2 * 16, at,
						mode % 2 != 0);
				at++)
			continue;
		assert_in_range(at, 3, STEPS - 1);
	}
}

static void
test_plain(void **state)
{
	(void)state;
	fail_each_step(create_plain, "the default");
}

static void
test_by_ops(void **state)
{
	static const char *const handlers[] = {"ring_mp_mc", "ring_sp_sc",
			"ring_mp_sc", "ring_sp_mc", "ring_mt_rts",
			"ring_mt_hts", "stack", "lf_stack", "bucket",
			"guard:ring_mp_mc", "guard:stack", "guard:bucket"};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(handlers); i++)
		fail_each_step(create_by_ops, handlers[i]);
}

static void
test_extbuf(void **state)
{
	(void)state;
	fail_each_step(create_extbuf, "external buffers");
}

/* What is refused leaves nothing either. */
static void
test_refused(void **state)
{
	const struct holdings before = take_stock();

	(void)state;
	assert_null(create_by_ops("no such handler", 0));
	assert_int_equal(rte_errno, EINVAL);
	assert_nothing_left(before, "a handler that is none");
	assert_null(rte_pktmbuf_pool_create(
			NAME, N, 0, 7, ROOM, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_pktmbuf_pool_create(
			NAME, N, N, 0, ROOM, SOCKET_ID_ANY));
	assert_int_equal(rte_errno, EINVAL);
	assert_nothing_left(before, "a cache that is too large");
	rte_mempool_free(create_plain(NULL, 0));
	assert_nothing_left(before, "a pool that came and went");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(test_plain),
			mbuf_test(test_by_ops),
			mbuf_test(test_extbuf),
			mbuf_test(test_refused),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
