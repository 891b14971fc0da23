/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared data: reference counts and indirect buffers. Whoever lets go last,
 * the owner's buffer goes home once, and an attached one is what it was before.
 */
#include "mbuf_env.h"

static void
counts_of_users(void **state)
{
	const uint16_t lens[] = {1, 1, 1};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 0);

	(void)state;
	assert_int_equal(rte_mbuf_refcnt_update(m, 4), 5);
	assert_int_equal(rte_mbuf_refcnt_update(m, -3), 2);
	assert_int_equal(rte_mbuf_refcnt_update(m, -1), 1);
	assert_int_equal(rte_mbuf_refcnt_update(m, -1), 0);
	rte_mbuf_refcnt_set(m, 1);
	rte_pktmbuf_refcnt_update(m, 1);
	assert_int_equal(rte_mbuf_refcnt_read(m->next->next), 2);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(pool), 3);
	rte_pktmbuf_free(m);
}

static void
attach_and_detach(void **state)
{
	const uint16_t lens[] = {20};
	struct rte_mbuf *m = make_packet(pool, lens, 1, 7);
	struct rte_mbuf *mi = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *mj = rte_pktmbuf_alloc(pool);

	(void)state;
	m->vlan_tci = 12;
	m->ol_flags = RTE_MBUF_F_RX_VLAN;
	rte_pktmbuf_attach(mi, m);
	assert_true(RTE_MBUF_CLONED(mi));
	assert_false(RTE_MBUF_DIRECT(mi));
	assert_int_equal(mi->vlan_tci, 12);
	assert_true(mi->ol_flags & RTE_MBUF_F_RX_VLAN);
	assert_ptr_equal(rte_mbuf_from_indirect(mi), m);
	assert_int_equal(rte_mbuf_refcnt_read(m), 2);
	/* Attached to an attached one: the owner counts. */
	rte_pktmbuf_attach(mj, mi);
	assert_int_equal(rte_mbuf_refcnt_read(m), 3);
	assert_int_equal(rte_mbuf_refcnt_read(mi), 1);
	assert_bytes(mj, 0, 20, 7);
	rte_pktmbuf_detach(mi);
	assert_true(RTE_MBUF_DIRECT(mi));
	assert_int_equal(mi->data_len, 0);
	assert_ptr_equal(mi->buf_addr, rte_mbuf_to_baddr(mi));
#ifndef RTE_ENABLE_ASSERT
	rte_pktmbuf_detach(mi); /* a direct one: nothing happens */
#endif
	assert_int_equal(rte_mbuf_refcnt_read(mi), 1);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(pool), 3);
	rte_pktmbuf_free(mj); /* takes m home too */
	assert_int_equal(rte_mempool_in_use_count(pool), 1);
	mi->pkt_len = 0;
	rte_pktmbuf_free(mi);
}

/* Any segment of a packet that has more users will do. */
static void
attach_to_what_others_use(void **state)
{
	const uint16_t lens[] = {5, 10, 20};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 7);
	struct rte_mbuf *mi = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *seg = m->next;

	(void)state;
	rte_pktmbuf_refcnt_update(m, 2);
	rte_pktmbuf_attach(mi, seg);
	assert_int_equal(rte_mbuf_refcnt_read(seg), 4);
	assert_int_equal(rte_mbuf_refcnt_read(m), 3);
	assert_int_equal(m->nb_segs, 3);
	assert_ptr_equal(m->next, seg);
	/* A packet of one segment, although the other is not. */
	assert_int_equal(mi->nb_segs, 1);
	assert_null(mi->next);
	assert_int_equal(mi->pkt_len, 10);
	assert_int_equal(mi->data_off, seg->data_off);
	assert_sound(mi);
	assert_bytes(mi, 0, 10, 12);
	rte_pktmbuf_free(m);
	rte_pktmbuf_free(m);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(pool), 2);
	assert_int_equal(rte_mbuf_refcnt_read(seg), 1);
	assert_bytes(mi, 0, 10, 12);
	rte_pktmbuf_free(mi);
}

/* The first segment of a chain waits for its user; the others do not. */
static void
owners_wait_alone(void **state)
{
	const uint16_t lens[] = {5, 10, 20};
	struct rte_mbuf *m = make_packet(pool, lens, 3, 0);
	struct rte_mbuf *mi = rte_pktmbuf_alloc(pool);

	(void)state;
	rte_pktmbuf_attach(mi, m);
	assert_int_equal(mi->pkt_len, 5);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(pool), 2);
	assert_ptr_equal(rte_mbuf_from_indirect(mi), m);
	rte_pktmbuf_free(mi); /* the pool's check finds m at rest */
}

/* Pools whose buffers have their data at different places. */
static const struct {
	uint16_t room;
	uint16_t priv_size;
} shapes[] = {
		{512, 16},
		{256, 0},
		{300, 64},
		{100, 8}, /* less than the usual headroom */
		{0, 248},
};

#define SHAPES RTE_DIM(shapes)

static void
attach_and_come_back(struct rte_mempool *mp, struct rte_mempool *to)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(to);
	struct rte_mbuf *mi = rte_pktmbuf_alloc(mp);
	const uint16_t room = rte_pktmbuf_data_room_size(mp);
	struct rte_mbuf was = *mi;

	m->data_off = rte_pktmbuf_data_room_size(to) / 2;
	assert_non_null(rte_pktmbuf_append(m, rte_pktmbuf_tailroom(m)));
	m->ol_flags = RTE_MBUF_F_RX_VLAN;
	m->vlan_tci = 9;
	rte_pktmbuf_attach(mi, m);
	assert_int_equal(mi->ol_flags, m->ol_flags | RTE_MBUF_F_INDIRECT);
	assert_int_equal(mi->priv_size, m->priv_size);
	assert_int_equal(mi->buf_len, m->buf_len);
	assert_int_equal(mi->buf_iova, m->buf_iova);
	assert_int_equal(mi->data_off, m->data_off);
	assert_ptr_equal(mi->buf_addr, m->buf_addr);
	assert_ptr_equal(mi->pool, mp);
	assert_ptr_equal(rte_mbuf_from_indirect(mi), m);
	rte_pktmbuf_detach(mi);
	assert_int_equal(rte_mbuf_refcnt_read(m), 1);
	assert_ptr_equal(mi->buf_addr, was.buf_addr);
	assert_int_equal(mi->buf_iova, was.buf_iova);
	assert_int_equal(mi->buf_len, room);
	assert_int_equal(mi->priv_size, rte_pktmbuf_priv_size(mp));
	assert_int_equal(mi->data_off, RTE_MIN(RTE_PKTMBUF_HEADROOM, room));
	assert_int_equal(mi->data_len, 0);
	assert_int_equal(mi->ol_flags, 0);
	/* The packet's fields are not the attachment's. */
	assert_int_equal(mi->pkt_len, m->pkt_len);
	assert_int_equal(mi->vlan_tci, 9);
	rte_pktmbuf_free_seg(mi);
	rte_pktmbuf_free(m);
}

static void
buffers_of_all_shapes(void **state)
{
	struct rte_mempool *mps[SHAPES];
	char name[] = "shape0";
	unsigned int i, j;

	(void)state;
	for (i = 0; i < SHAPES; i++, name[5]++) {
		mps[i] = rte_pktmbuf_pool_create(name, 7, 0,
				shapes[i].priv_size, shapes[i].room,
				SOCKET_ID_ANY);
		assert_non_null(mps[i]);
	}
	for (i = 0; i < SHAPES; i++)
		for (j = 0; j < SHAPES; j++)
			attach_and_come_back(mps[i], mps[j]);
	for (i = 0; i < SHAPES; i++) {
		assert_pool_whole(mps[i]);
		rte_mempool_free(mps[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(counts_of_users),
			mbuf_test(attach_and_detach),
			mbuf_test(attach_to_what_others_use),
			mbuf_test(owners_wait_alone),
			mbuf_test(buffers_of_all_shapes),
	};

	return cmocka_run_group_tests(tests, env_start, env_stop);
}
