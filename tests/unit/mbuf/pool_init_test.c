/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools made by hand, with rte_pktmbuf_pool_init() and rte_pktmbuf_init() as
 * callbacks: what their private area says then, and pools that buffers, or
 * such buffers, do not fit into.
 */
#include "mbuf_env.h"

#define N 15

static struct rte_mempool *
empty_pool(unsigned int elt_size, unsigned int private_size)
{
	struct rte_mempool *mp = rte_mempool_create_empty(
			"hand", N, elt_size, 0, private_size, SOCKET_ID_ANY, 0);

	assert_non_null(mp);
	return mp;
}

/* Give the pool its objects, make buffers of them, and look at each. */
static void
fill(struct rte_mempool *mp, rte_mempool_obj_cb_t *check, void *arg)
{
	assert_int_equal(rte_mempool_populate_default(mp), N);
	assert_int_equal(rte_mempool_obj_iter(mp, rte_pktmbuf_init, NULL), N);
	assert_int_equal(rte_mempool_obj_iter(mp, check, arg), N);
}

static void
what_the_private_area_says(void **state)
{
	const unsigned int size = sizeof(struct rte_mbuf);
	const struct {
		unsigned int elt_size;
		struct rte_pktmbuf_pool_private want, get;
		int err;
	} rows[] = {
			{size, {0, 0, 0}, {0, 0, 0}, 0},
			{size + 272, {256, 16, 0}, {256, 16, 0}, 0},
			{size + 1000, {256, 16, 0}, {256, 16, 0}, 0},
			{size + 72, {64, 4, 0}, {64, 4, 0}, 0},
			{size + 256, {256, 0, 2}, {256, 0, 2}, 0},
			{size + 65535, {65535, 0, 0}, {65535, 0, 0}, 0},
			{size + 264, {256, 16, 0}, {0, 0, 0}, EINVAL},
			{size, {1, 0, 0}, {0, 0, 0}, EINVAL},
			{size, {0, 8, 0}, {0, 0, 0}, EINVAL},
			{size, {65535, 65528, 0}, {0, 0, 0}, EINVAL},
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		struct rte_pktmbuf_pool_private want = rows[i].want;
		struct rte_mempool *mp =
				empty_pool(rows[i].elt_size, sizeof(want));

		rte_errno = 0;
		rte_pktmbuf_pool_init(mp, &want);
		assert_int_equal(rte_errno, rows[i].err);
		assert_memory_equal(rte_mempool_get_priv(mp), &rows[i].get,
				sizeof(want));
		fill(mp, check_at_rest, NULL);
		rte_mempool_free(mp);
	}
}

static void
all_of_the_element_is_room(void **state)
{
	/* 22.11 drops what 16 bits do not hold. */
	const unsigned int rooms[][2] = {{0, 0}, {8, 8}, {304, 304},
			{65528, 65528}, {65536, 65535}, {100000, 65535}};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rooms); i++) {
		struct rte_mempool *mp = empty_pool(
				(unsigned int)sizeof(struct rte_mbuf) +
						rooms[i][0],
				64);

		memset(rte_mempool_get_priv(mp), 0x55, 8);
		rte_pktmbuf_pool_init(mp, NULL);
		assert_int_equal(rte_pktmbuf_data_room_size(mp), rooms[i][1]);
		assert_int_equal(rte_pktmbuf_priv_size(mp), 0);
		assert_int_equal(rte_pktmbuf_priv_flags(mp), 0);
		fill(mp, check_at_rest, NULL);
		rte_mempool_free(mp);
	}
}

static void
as_callbacks_of_a_creation(void **state)
{
	struct rte_pktmbuf_pool_private priv = {
			.mbuf_data_room_size = 256, .mbuf_priv_size = 8};
	struct rte_mempool *mp = rte_mempool_create("hand", N,
			sizeof(struct rte_mbuf) + 264, 0, sizeof(priv),
			rte_pktmbuf_pool_init, &priv, rte_pktmbuf_init, NULL,
			SOCKET_ID_ANY, 0);
	struct rte_mbuf *m;

	(void)state;
	assert_non_null(mp);
	m = rte_pktmbuf_alloc(mp);
	assert_non_null(m);
	assert_ptr_equal(m->buf_addr, (char *)m + sizeof(*m) + 8);
	assert_int_equal(rte_pktmbuf_tailroom(m), 128);
	rte_pktmbuf_free(m);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

/* A program's own pinned pool: its rooms are elsewhere, its init goes on. */
static void
pinned_by_hand(void **state)
{
	struct rte_pktmbuf_pool_private priv = {.mbuf_data_room_size = 2048,
			.mbuf_priv_size = 8,
			.flags = RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF};
	const unsigned int size = sizeof(struct rte_mbuf) + 8 +
			sizeof(struct rte_mbuf_ext_shared_info);
	struct rte_mempool *mp = empty_pool(size, sizeof(priv));

	(void)state;
	rte_errno = 0;
	rte_pktmbuf_pool_init(mp, &priv);
	assert_int_equal(rte_errno, 0);
	assert_int_equal(rte_pktmbuf_data_room_size(mp), 2048);
	fill(mp, check_at_rest, NULL);
	rte_mempool_free(mp);
	mp = empty_pool(size - 8, sizeof(priv));
	rte_pktmbuf_pool_init(mp, &priv);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_pktmbuf_priv_flags(mp), 0);
	rte_mempool_free(mp);
}

static void
paint(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	(void)arg;
	(void)i;
	memset(obj, 0x77, mp->elt_size);
}

static void
check_paint(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	const unsigned char *bytes = obj;
	unsigned int j;

	(void)arg;
	(void)i;
	for (j = 0; j < mp->elt_size; j++)
		assert_int_equal(bytes[j], 0x77);
}

/* Nothing is written where it has no place, neither by pool nor by buffer. */
static void
pools_that_take_no_buffers(void **state)
{
	const unsigned int rows[][2] = {
			{sizeof(struct rte_mbuf) - 8,
					sizeof(struct rte_pktmbuf_pool_private)},
			{8, 64},
			{sizeof(struct rte_mbuf) + 256, 0},
	};
	struct rte_pktmbuf_pool_private priv = {.mbuf_data_room_size = 64};
	char before[sizeof(priv)];
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows) * 2; i++) {
		struct rte_mempool *mp =
				empty_pool(rows[i / 2][0], rows[i / 2][1]);

		memcpy(before, rte_mempool_get_priv(mp), sizeof(before));
		rte_errno = 0;
		rte_pktmbuf_pool_init(mp, i % 2 == 0 ? &priv : NULL);
		assert_int_equal(rte_errno, EINVAL);
		assert_memory_equal(rte_mempool_get_priv(mp), before,
				sizeof(before));
		assert_int_equal(rte_mempool_populate_default(mp), N);
		rte_mempool_obj_iter(mp, paint, NULL);
		rte_mempool_obj_iter(mp, rte_pktmbuf_init, NULL);
		rte_mempool_obj_iter(mp, check_paint, NULL);
		rte_mempool_free(mp);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(what_the_private_area_says),
			mbuf_test(all_of_the_element_is_room),
			mbuf_test(as_callbacks_of_a_creation),
			mbuf_test(pinned_by_hand),
			mbuf_test(pools_that_take_no_buffers),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
