/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pools of pinned buffers: where the data rooms lie, each error, and the way
 * home of a buffer whose data others still use.
 */
#include "mbuf_env.h"

#define ROOM 512

static char area_a[ROOM * 5 + 100], area_b[ROOM * 4];

static struct rte_pktmbuf_extmem mem[2] = {
		{area_a, RTE_BAD_IOVA, sizeof(area_a), ROOM},
		{area_b, 0x100000, sizeof(area_b), ROOM},
};

static struct rte_mempool *
make_pool(void)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create_extbuf(
			"pinned", 9, 0, 8, ROOM, SOCKET_ID_ANY, mem, 2);

	assert_non_null(mp);
	return mp;
}

static void
rooms_are_cut_from_the_memory(void **state)
{
	struct rte_mempool *mp = make_pool();
	struct rte_mbuf *m[9];
	unsigned int in_a = 0, i;

	(void)state;
	assert_int_equal(rte_pktmbuf_alloc_bulk(mp, m, 9), 0);
	for (i = 0; i < 9; i++) {
		ptrdiff_t off = (char *)m[i]->buf_addr - area_a;

		assert_int_equal(m[i]->ol_flags, RTE_MBUF_F_EXTERNAL);
		assert_int_equal(m[i]->data_off, RTE_PKTMBUF_HEADROOM);
		assert_int_equal(m[i]->buf_len, ROOM);
		assert_true(RTE_MBUF_HAS_PINNED_EXTBUF(m[i]));
		if (off >= 0 && off < (ptrdiff_t)sizeof(area_a)) {
			in_a++;
			assert_int_equal(m[i]->buf_iova, RTE_BAD_IOVA);
			continue;
		}
		off = (char *)m[i]->buf_addr - area_b;
		assert_in_range(off, 0, ROOM * 3);
		assert_int_equal(m[i]->buf_iova, 0x100000 + off);
	}
	assert_int_equal(in_a, 5);
	rte_pktmbuf_free_bulk(m, 9);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

/* Where the room of the buffer at index i is, by the array arg. */
static void
check_room(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	const struct rte_pktmbuf_extmem *want = arg;
	struct rte_mbuf *m = obj;

	assert_ptr_equal(m->buf_addr, want[i].buf_ptr);
	assert_int_equal(m->buf_iova, want[i].buf_iova);
	assert_int_equal(m->buf_len, rte_pktmbuf_data_room_size(mp));
	assert_ptr_equal(
			m->shinfo, (char *)(m + 1) + rte_pktmbuf_priv_size(mp));
	assert_ptr_equal(m->shinfo->fcb_opaque, m);
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 1);
}

/* Pieces in their order, each for as many rooms as it holds; maybe none. */
static void
pieces_of_any_shape(void **state)
{
	const struct rte_pktmbuf_extmem pieces[] = {
			{area_a, 0x8000, 99, 100},
			{area_a + 1, 0x9000, 3 * 103 + 102, 103},
			{area_a + 600, RTE_BAD_IOVA, 100, 200},
			{area_b, 0, 201, 100},
			{area_b + 50, RTE_BAD_IOVA, 100, 100},
			{NULL, 0, 0, 0},
	};
	struct rte_pktmbuf_extmem want[] = {
			{area_a + 1, 0x9000, 0, 0},
			{area_a + 104, 0x9000 + 103, 0, 0},
			{area_a + 207, 0x9000 + 206, 0, 0},
			{area_b, 0, 0, 0},
			{area_b + 100, 100, 0, 0},
			{area_b + 50, RTE_BAD_IOVA, 0, 0},
	};
	const uint16_t rooms[] = {100, 1, 0};
	struct rte_mempool *mp;
	unsigned int n, i;

	(void)state;
	for (i = 0; i < RTE_DIM(rooms); i++) {
		for (n = 1; n <= RTE_DIM(want); n++) {
			mp = rte_pktmbuf_pool_create_extbuf("shapes", n, 0, 16,
					rooms[i], SOCKET_ID_ANY, pieces, 5);
			assert_non_null(mp);
			assert_int_equal(rte_mempool_obj_iter(
							 mp, check_room, want),
					n);
			rte_mempool_free(mp);
		}
		assert_null(rte_pktmbuf_pool_create_extbuf("shapes", n, 0, 16,
				rooms[i], SOCKET_ID_ANY, pieces, 5));
		assert_int_equal(rte_errno, ENOMEM);
		/* A piece that would not be needed has to be right, too. */
		assert_null(rte_pktmbuf_pool_create_extbuf("shapes", 1, 0, 16,
				rooms[i], SOCKET_ID_ANY, pieces, 6));
		assert_int_equal(rte_errno, EINVAL);
	}
}

static void
refuse(int err, struct rte_pktmbuf_extmem bad, unsigned int n,
		unsigned int mem_n, uint16_t priv)
{
	rte_errno = 0;
	assert_null(rte_pktmbuf_pool_create_extbuf(
			"bad", n, 0, priv, ROOM, SOCKET_ID_ANY, &bad, mem_n));
	assert_int_equal(rte_errno, err);
	assert_null(rte_mempool_lookup("bad"));
}

static void
errors(void **state)
{
	struct rte_pktmbuf_extmem bad;

	(void)state;
	refuse(ENOMEM, mem[0], 6, 1, 0);
	refuse(ENOMEM, mem[0], 1, 0, 0);
	refuse(EINVAL, mem[0], 0, 1, 0);
	refuse(EINVAL, mem[0], 0, 0, 0);
	refuse(EINVAL, mem[0], 5, 1, 3);
	bad = mem[0];
	bad.buf_ptr = NULL;
	refuse(EINVAL, bad, 5, 1, 0);
	bad = mem[0];
	bad.buf_len = 0;
	refuse(EINVAL, bad, 5, 1, 0);
	bad.buf_len = ROOM - 1;
	refuse(ENOMEM, bad, 1, 1, 0);
	bad = mem[0];
	bad.elt_size = 0;
	refuse(EINVAL, bad, 5, 1, 0);
	bad.elt_size = ROOM - 1;
	refuse(EINVAL, bad, 5, 1, 0);
	refuse(EINVAL, bad, 6, 1, 0);
	assert_null(rte_pktmbuf_pool_create_extbuf(
			"bad", 5, 0, 0, ROOM, SOCKET_ID_ANY, NULL, 1));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_pktmbuf_pool_create_extbuf(
			"bad", 5, 0, 0, ROOM, SOCKET_ID_ANY, NULL, 0));
	assert_int_equal(rte_errno, ENOMEM);
	assert_null(rte_pktmbuf_pool_create_extbuf(
			"bad", 9, 9, 0, ROOM, SOCKET_ID_ANY, mem, 2));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_pktmbuf_pool_create_extbuf(
			"mbufs", 9, 0, 0, ROOM, SOCKET_ID_ANY, mem, 2));
	assert_int_equal(rte_errno, EEXIST);
}

/* With caches, through which buffers come and go many times. */
static void
through_caches(void **state)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create_extbuf(
			"cached", 9, 6, 8, ROOM, SOCKET_ID_ANY, mem, 2);
	struct rte_mbuf *m[9];
	unsigned int i, n;

	(void)state;
	assert_non_null(mp);
	for (i = 0; i < 50; i++) {
		n = i % 9 + 1;
		assert_int_equal(rte_pktmbuf_alloc_bulk(mp, m, n), 0);
		memset(rte_pktmbuf_append(m[n - 1], 300), (int)i, 300);
		rte_pktmbuf_free_bulk(m, n);
	}
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

/* The library neither writes to the rooms nor frees them. */
static void
the_memory_stays_the_programs(void **state)
{
	struct rte_pktmbuf_extmem own = {NULL, RTE_BAD_IOVA, 9 * ROOM, ROOM};
	unsigned char *bytes;
	unsigned int i, j;

	(void)state;
	own.buf_ptr = bytes = malloc(own.buf_len);
	assert_non_null(bytes);
	memset(bytes, 0x33, own.buf_len);
	for (i = 0; i < 2; i++) {
		struct rte_mempool *mp = rte_pktmbuf_pool_create_extbuf(
				"own", 9, 0, 0, ROOM, SOCKET_ID_ANY, &own, 1);

		assert_non_null(mp);
		rte_pktmbuf_free(rte_pktmbuf_alloc(mp));
		rte_mempool_free(mp);
		for (j = 0; j < own.buf_len; j++)
			assert_int_equal(bytes[j], 0x33);
	}
	free(bytes);
}

static void
the_last_user_takes_it_home(void **state)
{
	struct rte_mempool *mp = make_pool();
	struct rte_mbuf *m = rte_pktmbuf_alloc(mp);
	struct rte_mbuf *clone;

	(void)state;
	memset(rte_pktmbuf_append(m, 50), 3, 50);
	rte_pktmbuf_detach(m); /* pinned: nothing happens */
	assert_int_equal(m->data_len, 50);
	clone = rte_pktmbuf_clone(m, pool);
	assert_non_null(clone);
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 2);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(mp), 1);
	assert_int_equal(rte_pktmbuf_mtod(clone, char *)[49], 3);
	rte_pktmbuf_free(clone);
	assert_pool_whole(mp);
	m = rte_pktmbuf_alloc(mp);
	clone = rte_pktmbuf_clone(m, pool);
	rte_pktmbuf_free(clone);
	assert_int_equal(rte_mbuf_ext_refcnt_read(m->shinfo), 1);
	rte_mbuf_refcnt_update(m, 1);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(mp), 1);
	rte_pktmbuf_free(m);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

/* 22.11 drops the flag of the copy, and frees it into nowhere. */
static void
copies_stay_pinned(void **state)
{
	const uint16_t lens[] = {300, 300};
	struct rte_mempool *mp = make_pool();
	struct rte_mbuf *m = make_packet(pool, lens, 2, 0);
	struct rte_mbuf *copy = rte_pktmbuf_copy(m, mp, 0, UINT32_MAX);

	(void)state;
	assert_non_null(copy);
	assert_sound(copy);
	assert_int_equal(copy->ol_flags, RTE_MBUF_F_EXTERNAL);
	assert_int_equal(copy->next->ol_flags, RTE_MBUF_F_EXTERNAL);
	assert_bytes(copy, 0, 600, 0);
	rte_errno = 0;
	assert_null(rte_pktmbuf_clone(m, mp));
	assert_int_equal(rte_errno, EINVAL);
	rte_pktmbuf_free(copy);
	rte_pktmbuf_free(m);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(rooms_are_cut_from_the_memory),
			mbuf_test(pieces_of_any_shape),
			mbuf_test(errors),
			mbuf_test(through_caches),
			mbuf_test(the_memory_stays_the_programs),
			mbuf_test(the_last_user_takes_it_home),
			mbuf_test(copies_stay_pinned),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
