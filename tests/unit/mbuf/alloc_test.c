/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking buffers, single and in bulk, raw and reset, until there are none.
 */
#include "mbuf_env.h"

/* Spoil every field that a reset has to set. */
static void
spoil(struct rte_mbuf *m)
{
	m->data_off = 7;
	m->nb_segs = UNSOUND_ENDS ? 1 : 9;
	m->port = 3;
	m->ol_flags = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_TX_IPV4;
	m->packet_type = 0x111;
	m->pkt_len = UNSOUND_ENDS ? 100 : 1000;
	m->data_len = 100;
	m->vlan_tci = 5;
	m->vlan_tci_outer = 6;
	m->tx_offload = 77;
}

static void
assert_reset(const struct rte_mbuf *m)
{
	assert_int_equal(m->data_off, RTE_PKTMBUF_HEADROOM);
	assert_int_equal(m->nb_segs, 1);
	assert_int_equal(m->port, RTE_MBUF_PORT_INVALID);
	assert_int_equal(m->ol_flags, 0);
	assert_int_equal(m->packet_type, 0);
	assert_int_equal(m->pkt_len, 0);
	assert_int_equal(m->data_len, 0);
	assert_int_equal(m->vlan_tci, 0);
	assert_int_equal(m->vlan_tci_outer, 0);
	assert_int_equal(m->tx_offload, 0);
	assert_null(m->next);
	assert_int_equal(m->refcnt, 1);
}

static void
single_until_empty(void **state)
{
	struct rte_mbuf *m[POOL_N];
	unsigned int i;

	(void)state;
	for (i = 0; i < POOL_N; i++) {
		m[i] = rte_pktmbuf_alloc(pool);
		assert_non_null(m[i]);
		assert_reset(m[i]);
		spoil(m[i]);
	}
	assert_null(rte_pktmbuf_alloc(pool));
	assert_null(rte_mbuf_raw_alloc(pool));
	assert_int_equal(rte_mempool_avail_count(pool), 0);
	for (i = 0; i < POOL_N; i++)
		rte_pktmbuf_free(m[i]);
	m[0] = rte_pktmbuf_alloc(pool);
	assert_reset(m[0]);
	rte_pktmbuf_free(m[0]);
}

static void
bulk_is_all_or_none(void **state)
{
	struct rte_mbuf *m[POOL_N + 1];
	unsigned int i, n;

	(void)state;
	for (n = 0; n <= POOL_N; n += 1 + n / 3) {
		assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, n), 0);
		for (i = 0; i < n; i++) {
			assert_reset(m[i]);
			spoil(m[i]);
			m[i]->nb_segs = 1;
		}
		assert_int_equal(rte_mempool_avail_count(pool), POOL_N - n);
		rte_pktmbuf_free_bulk(m, n);
		assert_pool_whole(pool);
	}
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, POOL_N + 1), -ENOBUFS);
}

/* What a reset has not to touch: the last user's values are still there. */
static void
alloc_leaves_the_rest(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *again;

	(void)state;
	assert_non_null(m);
	m->hash.rss = 0xabcdef;
	m->timesync = 5;
	memset(m->dynfield1, 6, sizeof(m->dynfield1));
	memset(rte_mbuf_to_priv(m), 7, POOL_PRIV);
	memset(m->buf_addr, 8, m->buf_len);
	rte_pktmbuf_free(m);
	again = rte_pktmbuf_alloc(pool);
	assert_ptr_equal(again, m);
	assert_reset(again);
	assert_int_equal(again->hash.rss, 0xabcdef);
	assert_int_equal(again->timesync, 5);
	assert_int_equal(again->dynfield1[8], 0x06060606);
	assert_int_equal(
			((uint8_t *)rte_mbuf_to_priv(again))[POOL_PRIV - 1], 7);
	assert_int_equal(*rte_pktmbuf_mtod(again, uint8_t *), 8);
	rte_pktmbuf_free(again);
}

/* A data room smaller than the usual headroom is all headroom. */
static void
small_and_no_data_rooms(void **state)
{
	static const uint16_t rooms[] = {0, 1, RTE_PKTMBUF_HEADROOM - 1,
			RTE_PKTMBUF_HEADROOM, RTE_PKTMBUF_HEADROOM + 1};
	struct rte_mempool *mp;
	struct rte_mbuf *m[2];
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rooms); i++) {
		uint16_t headroom = RTE_MIN(rooms[i], RTE_PKTMBUF_HEADROOM);

		mp = rte_pktmbuf_pool_create(
				"rooms", 7, 0, 0, rooms[i], SOCKET_ID_ANY);
		assert_non_null(mp);
		m[0] = rte_pktmbuf_alloc(mp);
		assert_int_equal(rte_pktmbuf_alloc_bulk(mp, &m[1], 1), 0);
		assert_int_equal(m[0]->data_off, headroom);
		assert_int_equal(m[1]->data_off, headroom);
		assert_int_equal(rte_pktmbuf_tailroom(m[0]),
				rooms[i] - headroom);
		rte_pktmbuf_free_bulk(m, 2);
		assert_pool_whole(mp);
		rte_mempool_free(mp);
	}
}

static void
raw_keeps_the_fields(void **state)
{
	struct rte_mbuf *m = rte_mbuf_raw_alloc(pool);
	struct rte_mbuf *again;

	(void)state;
	assert_non_null(m);
	m->hash.rss = 0xabcdef;
	rte_mbuf_raw_free(m);
	again = rte_mbuf_raw_alloc(pool);
	assert_ptr_equal(again, m); /* the cache gives the last one first */
	assert_int_equal(again->hash.rss, 0xabcdef);
	rte_mbuf_raw_free(again);
}

static void
reset_keeps_users_and_kind(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	(void)state;
	assert_non_null(m);
	if (m == NULL)
		return; /* gcc does not know that the assertion ends the test */
	rte_mbuf_refcnt_set(m, 2);
	m->ol_flags = RTE_MBUF_F_EXTERNAL | RTE_MBUF_F_RX_VLAN;
	rte_pktmbuf_reset(m);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_EXTERNAL);
	assert_int_equal(rte_mbuf_refcnt_read(m), 2);
	m->ol_flags = 0;
	rte_mbuf_refcnt_set(m, 1);
	rte_mbuf_prefetch_part1(m);
	rte_mbuf_prefetch_part2(m);
	RTE_MBUF_PREFETCH_TO_FREE(m);
	rte_pktmbuf_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(single_until_empty),
			mbuf_test(bulk_is_all_or_none),
			mbuf_test(alloc_leaves_the_rest),
			mbuf_test(small_and_no_data_rooms),
			mbuf_test(raw_keeps_the_fields),
			mbuf_test(reset_keeps_users_and_kind),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
