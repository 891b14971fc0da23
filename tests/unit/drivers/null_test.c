/* SPDX-License-Identifier: BSD-3-Clause */
/* net_null: arguments, bursts both ways, counters. */
#include "ports.h"

#define NAME "net_null0"

static void
arguments(void **state)
{
	static const char *const bad[] = {"size=abc", "size=0", "size=70000",
			"size=", "size=-1", "copy=2", "no-rx=x", "foo=1",
			"copy=1,no-rx=1", "size=64x"};
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++) {
		assert_true(rte_vdev_init(NAME, bad[i]) < 0);
		assert_int_equal(rte_eth_dev_count_total(), 0);
	}
	port_new(NAME, "size=0x40,copy=0,no-rx=0");
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
bursts(const char *args, uint16_t size)
{
	uint16_t i, n, id = port_new(NAME, args);
	struct rte_mbuf *m[32];
	struct rte_eth_stats stats;

	port_start(id, 2, pool);
	n = rte_eth_rx_burst(id, 1, m, 32);
	assert_int_equal(n, 32);
	for (i = 0; i < n; i++) {
		assert_int_equal(m[i]->pkt_len, size);
		assert_int_equal(m[i]->data_len, size);
		assert_int_equal(m[i]->port, id);
		assert_int_equal(m[i]->data_off, RTE_PKTMBUF_HEADROOM);
		assert_int_equal(m[i]->nb_segs, 1);
		assert_int_equal(rte_mbuf_refcnt_read(m[i]), 1);
		rte_mbuf_sanity_check(m[i], 1);
	}
	assert_int_equal(rte_eth_tx_burst(id, 0, m, 32), 32);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.ipackets, 32);
	assert_int_equal(stats.q_ibytes[1], 32 * size);
	assert_int_equal(stats.q_opackets[0], 32);
	assert_int_equal(stats.obytes, 32 * size);
	assert_int_equal(rte_eth_stats_reset(id), 0);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.ipackets + stats.opackets + stats.ibytes, 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
plain(void **state)
{
	bursts(NULL, 64);
}

static void
sized_and_copied(void **state)
{
	bursts("size=1500,copy=1", 1500);
}

static void
no_rx(void **state)
{
	uint16_t id = port_new(NAME, "no-rx=1");
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	port_start(id, 1, pool);
	assert_non_null(m);
	assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
	assert_int_equal(rte_eth_rx_burst(id, 0, &m, 1), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
an_empty_pool_is_counted(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create(
			"small", 15, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
	uint16_t id = port_new(NAME, NULL);
	struct rte_eth_stats stats;
	struct rte_mbuf *m[16];

	assert_non_null(small);
	port_start(id, 1, small);
	assert_int_equal(rte_eth_rx_burst(id, 0, m, 16), 0);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.rx_nombuf, 16);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	rte_mempool_free(small);
}

/* A buffer that is pinned to its memory says so all its life. */
static void
pinned_buffers_stay_pinned(void **state)
{
	static char area[15 * 2048];
	const struct rte_pktmbuf_extmem mem = {
			area, RTE_BAD_IOVA, sizeof(area), 2048};
	struct rte_mempool *pinned = rte_pktmbuf_pool_create_extbuf(
			"pinned", 15, 0, 0, 2048, 0, &mem, 1);
	uint16_t id = port_new(NAME, NULL);
	struct rte_mbuf *m;

	assert_non_null(pinned);
	port_start(id, 1, pinned);
	assert_int_equal(rte_eth_rx_burst(id, 0, &m, 1), 1);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_EXTERNAL);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_mempool_in_use_count(pinned), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	rte_mempool_free(pinned);
}

static void
packets_that_do_not_fit(void **state)
{
	uint16_t id = port_new(NAME, "size=2049");
	struct rte_eth_conf conf = {0};

	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(id, 0, 0, 0, NULL, pool),
			-EINVAL);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
chains_are_sent_whole(void **state)
{
	uint16_t id = port_new(NAME, "copy=1");
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	struct rte_mbuf *tail = rte_pktmbuf_alloc(pool);
	struct rte_eth_stats stats;

	port_start(id, 1, pool);
	assert_non_null(rte_pktmbuf_append(m, 100));
	assert_non_null(rte_pktmbuf_append(tail, 50));
	memset(rte_pktmbuf_mtod(m, void *), 1, 100);
	memset(rte_pktmbuf_mtod(tail, void *), 2, 50);
	assert_int_equal(rte_pktmbuf_chain(m, tail), 0);
	assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.obytes, 150);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
link_and_address(void **state)
{
	uint16_t id = port_new(NAME, NULL);
	struct rte_ether_addr addr;
	struct rte_eth_link link;

	assert_int_equal(rte_eth_link_get_nowait(id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_DOWN);
	port_start(id, 1, pool);
	assert_int_equal(rte_eth_link_get_nowait(id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_UP);
	assert_int_equal(link.link_speed, RTE_ETH_SPEED_NUM_10G);
	assert_int_equal(rte_eth_macaddr_get(id, &addr), 0);
	assert_true(rte_is_local_admin_ether_addr(&addr));
	assert_true(rte_is_valid_assigned_ether_addr(&addr));
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

#define TEST(f) cmocka_unit_test_teardown(f, ports_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(arguments),
			TEST(plain),
			TEST(sized_and_copied),
			TEST(no_rx),
			TEST(an_empty_pool_is_counted),
			TEST(pinned_buffers_stay_pinned),
			TEST(packets_that_do_not_fit),
			TEST(chains_are_sent_whole),
			TEST(link_and_address),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
