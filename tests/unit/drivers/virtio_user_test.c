/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio_user from a program's point of view, with a back end that does as
 * it should: all kinds of rings, several queues, memory that comes and goes,
 * interrupts.
 */
#include "virtio_user_env.h"

static unsigned int events; /* of links; atomic */

static int
count_event(uint16_t id, enum rte_eth_event_type type, void *arg, void *ret)
{
	__atomic_add_fetch(&events, 1, __ATOMIC_RELEASE);
	return 0;
}

static void
test_kinds(void **state)
{
	static const struct {
		uint64_t features;
		const char *args;
		uint64_t agreed; /* of these */
	} kinds[] = {
			{0, "", 0},
			{PROTOCOL, "", 0},
			{ALL, "", MERGE | IN_ORDER | EVENT | INDIRECT},
			{ALL, ",in_order=0", MERGE | EVENT | INDIRECT},
			{ALL, ",mrg_rxbuf=0,in_order=0", EVENT | INDIRECT},
			{ALL, ",packed_vq=1", ALL & ~(PROTOCOL | MQ)},
			{ALL, ",packed_vq=1,in_order=0,mrg_rxbuf=0",
					PACKED | EVENT | INDIRECT},
			{MERGE, ",queue_size=128,vectorized=1,cq=0", MERGE},
			{PACKED, ",packed_vq=1,queue_size=100", PACKED},
			{PACKED, "", 0},
	};
	unsigned int i, round;

	for (i = 0; i < RTE_DIM(kinds); i++) {
		up(kinds[i].features, kinds[i].args, 1);
		assert_int_equal(user()->features & ALL, kinds[i].agreed);
		assert_true(link_is(RTE_ETH_LINK_UP));
		for (round = 0; round < 20; round++)
			echo(0, 32);
		assert_int_equal(rte_eth_dev_stop(port), 0);
		assert_true(link_is(RTE_ETH_LINK_DOWN));
		assert_int_equal(rte_eth_dev_start(port), 0);
		echo(0, 1);
		down();
	}
}

static void
test_pairs(void **state)
{
	const struct rte_eth_conf conf = {0};
	struct rte_eth_dev_info info;
	uint16_t q;

	up(ALL, ",queues=3", 3);
	WAIT_FOR(__atomic_load_n(&peer->enabled, __ATOMIC_ACQUIRE) == 6);
	for (q = 0; q < 3; q++)
		echo(q, 20);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	/* One of three. */
	configure(1, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	echo(0, 20);
	assert_int_equal(peer->enabled, 2);
	down();

	/* No more than the back end has. */
	peer = vhost_user_fake_new(path, ALL);
	peer->pairs = 2;
	vhost_user_fake_start(peer);
	assert_int_equal(probe(",queues=3"), 0);
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_int_equal(info.max_rx_queues, 2);
	down();
}

static void
test_facts(void **state)
{
	struct rte_eth_dev_info info;
	struct rte_ether_addr mac;
	struct rte_eth_link link;

	up(ALL, ",speed=40000,queue_size=512", 1);
	assert_int_equal(rte_eth_macaddr_get(port, &mac), 0);
	assert_memory_equal(&mac, "\x02\x00\x00\x00\x00\x42", 6);
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_string_equal(info.driver_name, "net_virtio_user");
	assert_int_equal(info.rx_desc_lim.nb_max, 512);
	assert_int_equal(rte_eth_link_get_nowait(port, &link), 0);
	assert_int_equal(link.link_speed, 40000);
	/* Everything is let in anyway. */
	assert_int_equal(rte_eth_promiscuous_enable(port), 0);
	assert_int_equal(rte_eth_promiscuous_disable(port), 0);
	assert_int_equal(rte_eth_allmulticast_enable(port), 0);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, &mac), 0);
	down();
}

static void
test_memory(void **state)
{
	unsigned int before;
	void *more;

	up(ALL, "", 1);
	echo(0, 32);
	before = vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE);
	more = rte_malloc(NULL, 64 << 20, 0);
	assert_non_null(more);
	assert_true(vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE) >
			before);
	echo(0, 32);
	before = vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE);
	rte_free(more);
	assert_true(vhost_user_fake_count(peer, VHOST_USER_SET_MEM_TABLE) >
			before);
	echo(0, 32);
	down();
}

/* With BP_DMA_POOLS: pools are announced, other memory is not. */
static void
test_pools(void **state)
{
	const unsigned int at = VHOST_USER_SET_MEM_TABLE;
	struct rte_mempool *mp;
	unsigned int before;
	void *more;

	up(ALL, ",packed_vq=1", 1);
	echo(0, 32);
	assert_int_not_equal(user()->ranges.n, 0);
	before = vhost_user_fake_count(peer, at);
	more = rte_malloc(NULL, 64 << 20, 0);
	assert_non_null(more);
	rte_free(more);
	assert_int_equal(vhost_user_fake_count(peer, at), before);
	mp = rte_pktmbuf_pool_create("other", 20000, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	assert_non_null(mp);
	assert_true(vhost_user_fake_count(peer, at) > before);
	rte_mempool_free(mp);
	echo(0, 32);
	down();
}

static void
test_link_events(void **state)
{
	struct rte_eth_conf conf = {.intr_conf.lsc = 1};

	peer = vhost_user_fake_new(path, ALL);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	events = 0;
	assert_int_equal(rte_eth_dev_callback_register(port,
					 RTE_ETH_EVENT_INTR_LSC, count_event,
					 NULL),
			0);
	assert_int_equal(rte_eth_dev_start(port), 0);
	vhost_user_fake_stop(peer);
	WAIT_FOR(__atomic_load_n(&events, __ATOMIC_ACQUIRE) == 1);
	assert_true(link_is(RTE_ETH_LINK_DOWN));
	vhost_user_fake_start(peer);
	WAIT_FOR(__atomic_load_n(&events, __ATOMIC_ACQUIRE) == 2);
	assert_true(link_is(RTE_ETH_LINK_UP));
	down();
}

static void
test_sleep(void **state)
{
	struct rte_eth_conf conf = {.intr_conf.rxq = 1};
	struct rte_epoll_event event;
	struct rte_mbuf *m;

	peer = vhost_user_fake_new(path, ALL);
	vhost_user_fake_start(peer);
	assert_int_equal(probe(""), 0);
	configure(1, &conf);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(
			rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD,
					RTE_INTR_EVENT_ADD, NULL),
			0);
	assert_int_equal(rte_eth_dev_rx_intr_enable(port, 0), 0);
	assert_int_equal(rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1, 0), 0);
	m = make_frame(7);
	assert_int_equal(rte_eth_tx_burst(port, 0, &m, 1), 1);
	assert_int_equal(rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1,
					 WAIT_MS),
			1);
	WAIT_FOR(rte_eth_rx_burst(port, 0, &m, 1) == 1);
	check_frame(m, 7);
	/* Who sleeps is told of a back end that came. */
	assert_int_equal(rte_eth_dev_rx_intr_enable(port, 0), 0);
	vhost_user_fake_hang_up(peer);
	assert_int_equal(rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1,
					 WAIT_MS),
			1);
	WAIT_FOR(port_xstat(port, "reconnects") == 1);
	assert_int_equal(rte_eth_dev_rx_intr_disable(port, 0), 0);
	echo(0, 8);
	assert_int_equal(
			rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD,
					RTE_INTR_EVENT_DEL, NULL),
			0);
	down();
}

static void
test_args(void **state)
{
	static const char *const wrong[] = {"", "path=", "path", "queues=1",
			"path=/s,queues=0", "path=/s,queues=129",
			"path=/s,queue_size=0", "path=/s,queue_size=100",
			"path=/s,queue_size=32769,packed_vq=1",
			"path=/s,packed_vq=2", "path=/s,server=x",
			"path=/s,mac=nonsense", "path=/s,mac=01:00:00:00:00:01",
			"path=/s,mac=", "path=/s,iface=tap0", "path=/s,cq=2",
			"path=/s,speed=-1", "path=/s,unknown=1",
			"path=/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"xxxxxxxxxxxxxxxxxxxxxxxxxx"};
	struct virtio_user_args args;
	unsigned int i;

	for (i = 0; i < RTE_DIM(wrong); i++)
		assert_int_equal(virtio_user_args_parse("t", wrong[i], &args),
				-EINVAL);
	assert_int_equal(virtio_user_args_parse("t", "path=/s", &args), 0);
	assert_string_equal(args.path, "/s");
	assert_int_equal(args.queues, 1);
	assert_int_equal(args.queue_size, 256);
	assert_true(args.mrg_rxbuf && args.in_order);
	assert_false(args.packed_vq || args.server || args.has_speed);
	assert_true(rte_is_valid_assigned_ether_addr(&args.mac));
	assert_int_equal(rte_vdev_init("net_virtio_user0", "path="), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_args, check),
			cmocka_unit_test_teardown(test_kinds, check),
			cmocka_unit_test_teardown(test_pairs, check),
			cmocka_unit_test_teardown(test_facts, check),
			cmocka_unit_test_teardown(test_memory, check),
			cmocka_unit_test_teardown(test_link_events, check),
			cmocka_unit_test_teardown(test_sleep, check),
	};
	const struct CMUnitTest of_pools[] = {
			cmocka_unit_test_teardown(test_pools, check),
	};
	int failed = cmocka_run_group_tests(tests, setup, teardown);

	dma = BP_DMA_POOLS;
	return failed + cmocka_run_group_tests(of_pools, setup, teardown);
}
