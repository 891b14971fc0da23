/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes into packets: every border of segments, and failures that undo all. */
#include <bufplane_mbuf_bytes.h>

#include "mbuf_env.h"

static uint8_t bytes[8192];

static int
start(void **state)
{
	unsigned int i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	return env_start(state);
}

/* m holds the first len bytes, in as few segments as can be. */
static void
assert_packet(struct rte_mbuf *m, uint32_t len)
{
	assert_sound(m);
	assert_int_equal(m->pkt_len, len);
	assert_bytes(m, 0, len, 0);
	assert_int_equal(m->nb_segs,
			len == 0 ? 1 : (len + POOL_DATA - 1) / POOL_DATA);
}

static void
packets_of_every_length(void **state)
{
	struct rte_mbuf *m;
	uint32_t len;

	(void)state;
	for (len = 0; len <= 3 * POOL_DATA + 1; len++) {
		m = bp_pktmbuf_from_bytes(pool, bytes, len);
		assert_non_null(m);
		assert_packet(m, len);
		rte_pktmbuf_free(m);
	}
	m = bp_pktmbuf_from_bytes(pool, NULL, 0);
	assert_packet(m, 0);
	rte_pktmbuf_free(m);
}

static void
appended_at_every_place(void **state)
{
	struct rte_mbuf *m;
	uint32_t first, more;

	(void)state;
	for (first = 0; first <= 2 * POOL_DATA; first += 16) {
		for (more = 0; more <= 2 * POOL_DATA; more += 17) {
			m = bp_pktmbuf_from_bytes(pool, bytes, first);
			assert_int_equal(bp_pktmbuf_append_bytes(m, pool,
							 bytes + first, more),
					0);
			assert_packet(m, first + more);
			rte_pktmbuf_free(m);
		}
	}
}

static void
the_rest_of_the_packet_stays(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	(void)state;
	m->ol_flags = RTE_MBUF_F_RX_VLAN;
	m->vlan_tci = 7;
	m->port = 3;
	assert_non_null(rte_pktmbuf_prepend(m, 4));
	memset(rte_pktmbuf_mtod(m, void *), 0xee, 4);
	assert_int_equal(bp_pktmbuf_append_bytes(m, pool, bytes, 600), 0);
	assert_sound(m);
	assert_int_equal(m->pkt_len, 604);
	assert_bytes(m, 4, 600, 0);
	assert_int_equal(*rte_pktmbuf_mtod(m, uint8_t *), 0xee);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_RX_VLAN);
	assert_int_equal(m->vlan_tci, 7);
	assert_int_equal(m->port, 3);
	rte_pktmbuf_free(m);
}

/* A pool of n mbufs, with so much room behind the headroom. */
static struct rte_mempool *
other_pool(unsigned int n, uint16_t room)
{
	struct rte_mempool *mp = rte_pktmbuf_pool_create("other", n, 0, 0,
			(uint16_t)(RTE_PKTMBUF_HEADROOM + room), SOCKET_ID_ANY);

	assert_non_null(mp);
	return mp;
}

static void
too_few_mbufs_change_nothing(void **state)
{
	struct rte_mempool *mp = other_pool(3, 100);
	struct rte_mbuf *m;

	(void)state;
	assert_null(bp_pktmbuf_from_bytes(mp, bytes, 301));
	assert_int_equal(rte_errno, ENOMEM);
	assert_int_equal(rte_mempool_in_use_count(mp), 0);
	m = bp_pktmbuf_from_bytes(mp, bytes, 130);
	assert_int_equal(bp_pktmbuf_append_bytes(m, mp, bytes + 130, 171),
			-ENOMEM);
	assert_sound(m);
	assert_int_equal(m->pkt_len, 130);
	assert_int_equal(m->nb_segs, 2);
	assert_bytes(m, 0, 130, 0);
	assert_int_equal(rte_mempool_in_use_count(mp), 2);
	assert_int_equal(bp_pktmbuf_append_bytes(m, mp, bytes + 130, 170), 0);
	assert_sound(m);
	assert_bytes(m, 0, 300, 0);
	assert_null(bp_pktmbuf_from_bytes(mp, bytes, 0));
	assert_int_equal(rte_errno, ENOMEM);
	rte_pktmbuf_free(m);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

static void
mbufs_without_room(void **state)
{
	struct rte_mempool *mp = other_pool(3, 0);
	struct rte_mbuf *m = bp_pktmbuf_from_bytes(mp, bytes, 0);

	(void)state;
	assert_packet(m, 0);
	rte_pktmbuf_free(m);
	assert_null(bp_pktmbuf_from_bytes(mp, bytes, 1));
	assert_int_equal(rte_errno, EINVAL);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

static void
packets_that_grow_too_large(void **state)
{
	struct rte_mempool *mp = other_pool(3, 1);
	struct rte_mbuf *m = rte_pktmbuf_alloc(mp);

	(void)state;
	assert_int_equal(bp_pktmbuf_append_bytes(m, mp, bytes, 1), 0);
#ifndef RTE_LIBRTE_MBUF_DEBUG /* which checks the length */
	m->pkt_len = UINT32_MAX;
	assert_int_equal(bp_pktmbuf_append_bytes(m, mp, bytes, 1), -EOVERFLOW);
	m->pkt_len = 1;
#endif
	/* Refused by the count alone; the bytes are not looked at. */
	assert_int_equal(bp_pktmbuf_append_bytes(m, mp, bytes, UINT16_MAX),
			-EOVERFLOW);
	assert_sound(m);
	rte_pktmbuf_free(m);
	assert_null(bp_pktmbuf_from_bytes(mp, bytes, UINT16_MAX + 1));
	assert_int_equal(rte_errno, EOVERFLOW);
	assert_pool_whole(mp);
	rte_mempool_free(mp);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			mbuf_test(packets_of_every_length),
			mbuf_test(appended_at_every_place),
			mbuf_test(the_rest_of_the_packet_stays),
			mbuf_test(too_few_mbufs_change_nothing),
			mbuf_test(mbufs_without_room),
			mbuf_test(packets_that_grow_too_large),
	};

	return cmocka_run_group_tests(tests, start, env_stop);
}
