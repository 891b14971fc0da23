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

static void
refuse(int err, struct rte_pktmbuf_extmem bad, unsigned int n,
		unsigned int mem_n, uint16_t priv)
{
	rte_errno = 0;
	assert_null(rte_pktmbuf_pool_create_extbuf(
			"bad", n, 0, priv, ROOM, SOCKET_ID_ANY, &bad, mem_n));
	assert_int_equal(rte_errno, err);
}

static void
errors(void **state)
{
	struct rte_pktmbuf_extmem bad;

	(void)state;
	refuse(ENOMEM, mem[0], 6, 1, 0);
	refuse(ENOMEM, mem[0], 1, 0, 0);
	refuse(EINVAL, mem[0], 5, 1, 3);
	bad = mem[0];
	bad.buf_ptr = NULL;
	refuse(EINVAL, bad, 5, 1, 0);
	bad = mem[0];
	bad.buf_len = 0;
	refuse(EINVAL, bad, 5, 1, 0);
	bad = mem[0];
	bad.elt_size = 0;
	refuse(EINVAL, bad, 5, 1, 0);
	bad.elt_size = ROOM - 1;
	refuse(EINVAL, bad, 5, 1, 0);
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
			mbuf_test(errors),
			mbuf_test(the_last_user_takes_it_home),
			mbuf_test(copies_stay_pinned),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
