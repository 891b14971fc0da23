/* SPDX-License-Identifier: BSD-3-Clause */
/* net_ring: arguments, ports over made, found and given rings. */
#include <rte_eth_ring.h>

#include "ports.h"

#define NAME "net_ring0"

static void
loop_back(uint16_t id, unsigned int q)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool), *got = NULL;

	assert_non_null(m);
	assert_int_equal(rte_eth_tx_burst(id, q, &m, 1), 1);
	assert_int_equal(rte_eth_rx_burst(id, q, &got, 1), 1);
	assert_ptr_equal(m, got);
	assert_int_equal(rte_eth_rx_burst(id, q, &got, 1), 0);
	rte_pktmbuf_free(m);
}

static void
plain(void **state)
{
	uint16_t id = port_new(NAME, NULL);
	struct rte_mempool *tiny = rte_pktmbuf_pool_create(
			"tiny", 15, 0, 0, 64, SOCKET_ID_ANY);
	struct rte_ether_addr addr = {{2, 0, 0, 0, 0, 9}};
	struct rte_eth_conf conf = {0};
	struct rte_eth_dev_info info;
	struct rte_eth_stats stats;

	assert_non_null(tiny);
	assert_int_equal(rte_eth_dev_info_get(id, &info), 0);
	assert_int_equal(info.max_rx_queues, 16);
	assert_int_equal(info.nb_rx_queues, 16);
	assert_int_equal(info.nb_tx_queues, 16);
	assert_int_equal(rte_eth_promiscuous_get(id), 1);
	assert_int_equal(rte_eth_allmulticast_get(id), 1);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(id, &addr), -ENOTSUP);
	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(id, 0, 0, 0, NULL, tiny),
			-EINVAL);
	rte_mempool_free(tiny);
	assert_non_null(rte_ring_lookup("ETH_RXTX15_net_ring0"));
	port_start(id, 2, pool);
	loop_back(id, 1);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.q_ipackets[1], 1);
	assert_int_equal(stats.opackets, 1);
	assert_int_equal(rte_eth_stats_reset(id), 0);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.ipackets, 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_null(rte_ring_lookup("ETH_RXTX0_net_ring0"));
}

static void
packets_left_inside_are_freed(void **state)
{
	uint16_t id = port_new(NAME, NULL);
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	port_start(id, 1, pool);
	assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
arguments(void **state)
{
	static const char *const bad[] = {"nodeaction=R0:0:FOO",
			"nodeaction=R0:0", "nodeaction=R0",
			"nodeaction=", "nodeaction=:0:CREATE",
			"nodeaction=R0:x:CREATE",
			"nodeaction=R0:99999999999:CREATE",
			"nodeaction=R0:0:ATTACH",
			"nodeaction=R0:0:CREATE,nodeaction=R0:0:CREATE",
			"nodeaction=a_name_that_is_too_long_for_a_ring:0:"
			"CREATE",
			"nodeaction=A:0:CREATE,nodeaction=B:0:CREATE,"
			"nodeaction=C:0:CREATE,nodeaction=D:0:CREATE,"
			"nodeaction=E:0:CREATE"};
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++) {
		assert_true(rte_vdev_init(NAME, bad[i]) < 0);
		assert_int_equal(rte_eth_dev_count_total(), 0);
		assert_null(rte_ring_lookup("ETH_RXTX0_R0"));
	}
}

static void
create_and_attach(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool), *got;
	uint16_t one, two;

	assert_int_equal(rte_vdev_init(NAME, "nodeaction=R0:0:CREATE"), 0);
	assert_int_equal(rte_eth_dev_get_port_by_name("R0", &one), 0);
	assert_true(rte_vdev_init("net_ring1", "nodeaction=R0:0:ATTACH") < 0);
	port_start(one, 1, pool);
	assert_int_equal(rte_eth_tx_burst(one, 0, &m, 1), 1);
	assert_int_equal(rte_eth_rx_burst(one, 0, &got, 1), 1);
	assert_ptr_equal(m, got);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_equal(rte_eth_dev_get_port_by_name("R0", &two), -ENODEV);
}

static void
two_sets_in_one_device(void **state)
{
	uint16_t id;

	assert_int_equal(rte_vdev_init(NAME,
					 "nodeaction=R0:0:CREATE,"
					 "nodeaction=R1:0:CREATE"),
			0);
	assert_int_equal(rte_eth_dev_get_port_by_name("R0", &id), 0);
	assert_int_equal(rte_eth_dev_get_port_by_name("R1", &id), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
from_rings(void **state)
{
	struct rte_ring *r[2];
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool), *got;
	char name[RTE_ETH_NAME_MAX_LEN];
	struct rte_eth_dev_info info;
	int a, b;

	r[0] = rte_ring_create("r0", 64, 0, 0);
	r[1] = rte_ring_create("r1", 64, 0, 0);
	a = rte_eth_from_rings("a", &r[0], 1, &r[1], 1, 0);
	b = rte_eth_from_rings("b", r, 2, &r[0], 1, 0);
	assert_true(a >= 0 && b >= 0);
	assert_int_equal(rte_eth_dev_get_name_by_port((uint16_t)a, name), 0);
	assert_string_equal(name, "net_ring_a");
	assert_int_equal(rte_eth_dev_info_get((uint16_t)b, &info), 0);
	assert_int_equal(info.max_rx_queues, 2);
	assert_int_equal(info.max_tx_queues, 1);
	port_start((uint16_t)a, 1, pool);
	port_start((uint16_t)b, 1, pool);
	assert_int_equal(rte_eth_tx_burst((uint16_t)b, 0, &m, 1), 1);
	assert_int_equal(rte_eth_rx_burst((uint16_t)a, 0, &got, 1), 1);
	assert_ptr_equal(m, got);
	rte_pktmbuf_free(m);
	assert_int_equal(rte_eth_from_rings("a", r, 1, r, 1, 0), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_vdev_uninit("net_ring_a"), 0);
	assert_int_equal(rte_vdev_uninit("net_ring_b"), 0);
	assert_ptr_equal(rte_ring_lookup("r0"), r[0]);
	rte_ring_free(r[0]);
	rte_ring_free(r[1]);
}

static void
from_ring(void **state)
{
	struct rte_ring *r = rte_ring_create("own", 64, 0, 0);
	int id = rte_eth_from_ring(r);

	assert_true(id >= 0);
	port_start((uint16_t)id, 1, pool);
	loop_back((uint16_t)id, 0);
	assert_int_equal(rte_vdev_uninit("net_ring_own"), 0);
	rte_ring_free(r);
}

/* As 22.11 tells it, even of a node that does not exist. */
static void
the_node_is_what_was_asked_for(void **state)
{
	static const int node[] = {0, SOCKET_ID_ANY, 7};
	struct rte_ring *r = rte_ring_create("x", 8, 0, 0);
	unsigned int i;
	int id;

	for (i = 0; i < RTE_DIM(node); i++) {
		id = rte_eth_from_rings(
				"n", &r, 1, &r, 1, (unsigned int)node[i]);
		assert_true(id >= 0);
		assert_int_equal(rte_eth_dev_socket_id((uint16_t)id), node[i]);
		assert_int_equal(rte_vdev_uninit("net_ring_n"), 0);
	}
	rte_ring_free(r);
}

static void
bad_rings(void **state)
{
	struct rte_ring *r[17] = {rte_ring_create("x", 8, 0, 0)};
	char longest[80];

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(rte_eth_from_ring(NULL), -1);
	assert_int_equal(rte_eth_from_rings(NULL, r, 1, r, 1, 0), -1);
	assert_int_equal(rte_eth_from_rings("n", NULL, 1, r, 1, 0), -1);
	assert_int_equal(rte_eth_from_rings("n", r, 1, NULL, 1, 0), -1);
	assert_int_equal(rte_eth_from_rings("n", r, 2, r, 1, 0), -1);
	assert_int_equal(rte_eth_from_rings("n", r, 17, r, 1, 0), -1);
	assert_int_equal(rte_eth_from_rings("n", r, 0, r, 1, 0), -1);
	assert_int_equal(rte_eth_from_rings("n", r, 1, r, 0, 0), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_eth_from_rings(longest, r, 1, r, 1, 0), -1);
	assert_int_equal(rte_errno, ENAMETOOLONG);
	rte_ring_free(r[0]);
}

static void
a_full_ring_takes_what_fits(void **state)
{
	struct rte_ring *r = rte_ring_create("small", 4, 0, 0);
	uint16_t id = (uint16_t)rte_eth_from_ring(r), i;
	struct rte_mbuf *m[8];

	port_start(id, 1, pool);
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, m, 8), 0);
	assert_int_equal(rte_eth_tx_burst(id, 0, m, 8), 3);
	for (i = 3; i < 8; i++)
		rte_pktmbuf_free(m[i]);
	assert_int_equal(rte_eth_rx_burst(id, 0, m, 8), 3);
	for (i = 0; i < 3; i++)
		rte_pktmbuf_free(m[i]);
	assert_int_equal(rte_vdev_uninit("net_ring_small"), 0);
	rte_ring_free(r);
}

static void
link_can_be_switched(void **state)
{
	uint16_t id = port_new(NAME, NULL);
	struct rte_eth_link link;

	assert_int_equal(rte_eth_dev_set_link_up(id), 0);
	assert_int_equal(rte_eth_link_get(id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_UP);
	assert_int_equal(rte_eth_dev_set_link_down(id), 0);
	assert_int_equal(rte_eth_link_get(id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_DOWN);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

#define TEST(f) cmocka_unit_test_teardown(f, ports_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(plain),
			TEST(packets_left_inside_are_freed),
			TEST(arguments),
			TEST(create_and_attach),
			TEST(two_sets_in_one_device),
			TEST(from_rings),
			TEST(from_ring),
			TEST(the_node_is_what_was_asked_for),
			TEST(bad_rings),
			TEST(a_full_ring_takes_what_fits),
			TEST(link_can_be_switched),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
