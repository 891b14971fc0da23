/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bytes of a packet: adding and cutting at both ends, chains, offload
 * fields. Each limit is met exactly and then passed by one.
 */
#include "mbuf_env.h"

static void
both_ends_to_the_limit(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	char *start;

	(void)state;
	assert_non_null(m);
	start = rte_pktmbuf_mtod(m, char *);
	assert_int_equal(rte_pktmbuf_headroom(m), RTE_PKTMBUF_HEADROOM);
	assert_int_equal(rte_pktmbuf_tailroom(m), POOL_DATA);
	assert_null(rte_pktmbuf_append(m, POOL_DATA + 1));
	assert_ptr_equal(rte_pktmbuf_append(m, 100), start);
	assert_ptr_equal(rte_pktmbuf_append(m, POOL_DATA - 100), start + 100);
	assert_null(rte_pktmbuf_append(m, 1));
	assert_ptr_equal(rte_pktmbuf_append(m, 0), start + POOL_DATA);
	assert_int_equal(rte_pktmbuf_tailroom(m), 0);
	assert_null(rte_pktmbuf_prepend(m, RTE_PKTMBUF_HEADROOM + 1));
	assert_ptr_equal(rte_pktmbuf_prepend(m, RTE_PKTMBUF_HEADROOM),
			m->buf_addr);
	assert_null(rte_pktmbuf_prepend(m, 1));
	assert_int_equal(rte_pktmbuf_pkt_len(m), POOL_ROOM);
	assert_int_equal(rte_pktmbuf_data_len(m), POOL_ROOM);
	assert_sound(m);
	assert_null(rte_pktmbuf_adj(m, POOL_ROOM + 1));
	assert_ptr_equal(rte_pktmbuf_adj(m, 12), (char *)m->buf_addr + 12);
	assert_int_equal(rte_pktmbuf_trim(m, POOL_ROOM - 12 + 1), -1);
	assert_int_equal(rte_pktmbuf_trim(m, POOL_ROOM - 12), 0);
	assert_int_equal(m->pkt_len, 0);
	assert_sound(m);
	assert_ptr_equal(rte_pktmbuf_mtod_offset(m, char *, 5),
			(char *)m->buf_addr + 17);
	rte_pktmbuf_free(m);
}

static void
chains_change_at_their_ends(void **state)
{
	const uint16_t lens[] = {10, 20, 30};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 0);
	struct rte_mbuf *last = rte_pktmbuf_lastseg(m);

	(void)state;
	assert_false(rte_pktmbuf_is_contiguous(m));
	assert_true(rte_pktmbuf_is_contiguous(last));
	assert_int_equal(m->pkt_len, 60);
	assert_int_equal(last->pkt_len, 30);
	assert_non_null(rte_pktmbuf_append(m, 5));
	assert_int_equal(last->data_len, 35);
	assert_int_equal(m->pkt_len, 65);
	assert_int_equal(rte_pktmbuf_trim(m, 36), -1);
	assert_int_equal(rte_pktmbuf_trim(m, 35), 0);
	assert_null(rte_pktmbuf_adj(m, 11));
	assert_non_null(rte_pktmbuf_adj(m, 10));
	assert_int_equal(m->pkt_len, 20);
	assert_sound(m);
	assert_bytes(m, 0, 20, 10);
	rte_pktmbuf_free(m);
}

static void
chains_have_a_limit(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *tail = rte_pktmbuf_alloc(pool);

	(void)state;
	assert_non_null(m);
	assert_non_null(tail);
	m->nb_segs = RTE_MBUF_MAX_NB_SEGS;
	assert_int_equal(rte_pktmbuf_chain(m, tail), -EOVERFLOW);
	assert_null(m->next);
	m->nb_segs = RTE_MBUF_MAX_NB_SEGS - 1;
	assert_int_equal(rte_pktmbuf_chain(m, tail), 0);
	assert_int_equal(m->nb_segs, RTE_MBUF_MAX_NB_SEGS);
	assert_ptr_equal(m->next, tail);
	rte_pktmbuf_free(m);
}

static void
offload_lengths_pack(void **state)
{
	struct rte_mbuf m;

	(void)state;
	memset(&m, 0, sizeof(m));
	m.l2_len = 100;
	m.l3_len = 300;
	m.l4_len = 200;
	m.tso_segsz = 60000;
	m.outer_l3_len = 511;
	m.outer_l2_len = 127;
	assert_int_equal(m.tx_offload,
			rte_mbuf_tx_offload(100, 300, 200, 60000, 511, 127, 0));
	assert_int_equal(rte_mbuf_tx_offload(0, 0, 0, 0, 0, 0, 255),
			UINT64_C(255) << 56);
}

static void
offload_flags_agree(void **state)
{
	static const struct {
		uint64_t flags;
		uint16_t segsz;
		int rc;
	} rows[] = {
			{0, 0, 0},
			{RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_IPV4, 0, 0},
			{RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_IPV6, 0,
					-EINVAL},
			{RTE_MBUF_F_TX_TCP_CKSUM, 0, -EINVAL},
			{RTE_MBUF_F_TX_TCP_CKSUM | RTE_MBUF_F_TX_IPV6, 0, 0},
			{RTE_MBUF_F_TX_TCP_SEG, 1, -EINVAL},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV6, 0,
					-EINVAL},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV6, 1, 0},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV4, 1,
					-EINVAL},
			{RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_IPV4 |
							RTE_MBUF_F_TX_IP_CKSUM,
					1, 0},
			{RTE_MBUF_F_TX_OUTER_IP_CKSUM, 0, -EINVAL},
			{RTE_MBUF_F_TX_OUTER_IP_CKSUM | RTE_MBUF_F_TX_OUTER_IPV4,
					0, 0},
	};
	struct rte_mbuf m;
	unsigned int i;

	(void)state;
	memset(&m, 0, sizeof(m));
	for (i = 0; i < RTE_DIM(rows); i++) {
		m.ol_flags = rows[i].flags;
		m.tso_segsz = rows[i].segsz;
		assert_int_equal(rte_validate_tx_offload(&m), rows[i].rc);
	}
}

static void
scheduler_fields(void **state)
{
	struct rte_mbuf m;
	uint32_t queue;
	uint8_t class, color;

	(void)state;
	memset(&m, 0xff, sizeof(m));
	rte_mbuf_sched_set(&m, 70000, 3, 2);
	rte_mbuf_sched_get(&m, &queue, &class, &color);
	assert_int_equal(queue, 70000);
	assert_int_equal(class, 3);
	assert_int_equal(color, 2);
	assert_int_equal(m.hash.sched.reserved, 0);
	rte_mbuf_sched_queue_set(&m, 1);
	rte_mbuf_sched_traffic_class_set(&m, 2);
	rte_mbuf_sched_color_set(&m, 1);
	assert_int_equal(rte_mbuf_sched_queue_get(&m), 1);
	assert_int_equal(rte_mbuf_sched_traffic_class_get(&m), 2);
	assert_int_equal(rte_mbuf_sched_color_get(&m), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(both_ends_to_the_limit),
			mbuf_test(chains_change_at_their_ends),
			mbuf_test(chains_have_a_limit),
			mbuf_test(offload_lengths_pack),
			mbuf_test(offload_flags_agree),
			mbuf_test(scheduler_fields),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
