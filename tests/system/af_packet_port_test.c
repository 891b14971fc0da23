/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The port of net_af_packet on a veth pair, in a network namespace of the
 * test's own. Skips (77) where there is none to be had.
 */
#include <fcntl.h>

#include <net/if.h>

#include <rte_mbuf_dyn.h>

#include "veth.h"

static void
what_it_says(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,framesz=2048,qpairs=3");
	struct rte_eth_dev_info info;

	assert_int_equal(rte_eth_dev_info_get(id, &info), 0);
	assert_int_equal(info.if_index, if_nametoindex("bp1"));
	assert_int_equal(info.max_rx_queues, 3);
	assert_int_equal(info.max_tx_queues, 3);
	assert_int_equal(info.max_rx_pktlen, 1972);
	assert_int_equal(info.max_mtu, 1954);
	assert_int_equal(info.max_mac_addrs, 1);
	assert_string_equal(info.driver_name, "net_af_packet");
	assert_int_equal(rte_eth_dev_set_mtu(id, 1955), -EINVAL);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Hundreds of cycles leave no descriptor, no mapping, no membership. */
static void
starts_and_stops(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,qpairs=2,framecnt=16");
	int before, after, i;

	port_start(id, 2, pool);
	assert_int_equal(rte_eth_dev_stop(id), 0);
	before = open("/dev/null", O_RDONLY);
	close(before);
	for (i = 0; i < 50; i++) {
		assert_int_equal(rte_eth_dev_start(id), 0);
		peer_sends(100, 1);
		assert_int_equal(receive(id, 2, 1), 1);
		rte_pktmbuf_free(got[0]);
		assert_int_equal(transmit(id, 1, 100), 1);
		assert_int_equal(peer_hears(), 100);
		assert_int_equal(rte_eth_dev_stop(id), 0);
	}
	after = open("/dev/null", O_RDONLY);
	close(after);
	assert_int_equal(before, after);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_not_equal(sh("ip link show bp1 | grep -q PROMISC"), 0);
}

static void
queues_not_set_up(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,qpairs=2,framecnt=16");
	struct rte_eth_conf conf = {0};
	struct rte_eth_stats stats;

	assert_int_equal(rte_eth_dev_configure(id, 2, 2, &conf), 0);
	assert_int_equal(rte_eth_tx_queue_setup(id, 1, 0, 0, NULL), 0);
	assert_int_equal(rte_eth_dev_start(id), 0);
	assert_int_equal(transmit(id, 1, 100), 1);
	assert_int_equal(peer_hears(), 100);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.opackets, 1);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Which queue each of 32 flows came to; no flow comes to two. */
static unsigned int
note_queue(uint16_t id, uint16_t q, int *queue_of)
{
	unsigned int i, n = rte_eth_rx_burst(id, q, got, 32);
	uint8_t flow;

	for (i = 0; i < n; i++) {
		flow = *rte_pktmbuf_mtod_offset(got[i], uint8_t *, 35) % 32;
		if (queue_of != NULL && queue_of[flow] < 0)
			queue_of[flow] = q;
		if (queue_of != NULL)
			assert_int_equal(queue_of[flow], q);
		rte_pktmbuf_free(got[i]);
	}
	return n;
}

/* Every frame comes once, to more than one queue; any queue sends. */
static void
several_queues(const char *args, int *queue_of)
{
	uint64_t end = rte_get_timer_cycles() + 5 * rte_get_timer_hz();
	uint16_t id = port_new(NAME, args), q;
	unsigned int i, n[4] = {0}, sum = 0;

	port_start(id, 4, pool);
	for (i = 0; i < 128; i++)
		peer_sends(100, (uint8_t)(i % 32));
	while (sum < 128 && rte_get_timer_cycles() < end)
		for (q = 0; q < 4; q++) {
			i = note_queue(id, q, queue_of);
			n[q] += i;
			sum += i;
		}
	assert_int_equal(sum, 128);
	for (q = 0; q < 4; q++) {
		assert_true(n[q] < 128);
		assert_int_equal(note_queue(id, q, queue_of), 0);
		assert_int_equal(transmit(id, q, 60), 1);
		assert_int_equal(peer_hears(), 60);
	}
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
queues_by_flow(void **state)
{
	int queue_of[32];

	memset(queue_of, -1, sizeof(queue_of));
	several_queues("iface=bp1,qpairs=4", queue_of);
}

static void
queues_in_turn(void **state)
{
	several_queues("iface=bp1,qpairs=4,fanout_mode=lb", NULL);
}

/* Started while the interface is down; the queues find it. */
static void
queues_of_blocks(void **state)
{
	int queue_of[32];

	memset(queue_of, -1, sizeof(queue_of));
	several_queues("iface=bp1,qpairs=4,rx_version=3", queue_of);
}

static void
queues_wait_for_the_interface(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,qpairs=4");
	unsigned int n = 0, i;

	assert_int_equal(sh("ip link set bp1 down"), 0);
	port_start(id, 4, pool);
	assert_int_equal(transmit(id, 0, 60), 1);
	assert_int_equal(sh("ip link set bp1 up"), 0);
	for (i = 0; i < 50 && n == 0; i++) {
		peer_sends(100, 1);
		n = receive(id, 4, 1);
	}
	assert_int_equal(n, 1);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
what_was_missed(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,framecnt=16");
	struct rte_eth_stats stats;
	unsigned int i;

	port_start(id, 1, pool);
	for (i = 0; i < 50; i++)
		peer_sends(100, 1);
	rte_delay_ms(50);
	assert_int_equal(receive(id, 1, 16), 16);
	rte_pktmbuf_free_bulk(got, 16);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.ipackets, 16);
	assert_int_equal(stats.ibytes, 1600);
	assert_int_equal(stats.imissed, 34);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.imissed, 34);
	assert_int_equal(rte_eth_stats_reset(id), 0);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.imissed + stats.ipackets, 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Frames of all lengths over blocks, in order, every byte. */
static void
blocks(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,rx_version=3,rx_blocksz=8192");
	struct rte_eth_burst_mode mode;
	unsigned int i, k;
	uint16_t len;

	port_start(id, 1, pool);
	assert_int_equal(rte_eth_rx_burst_mode_get(id, 0, &mode), 0);
	assert_non_null(strstr(mode.info, "TPACKET_V3"));
	for (i = 0; i < 100; i++) {
		for (k = 0; k < 10; k++)
			peer_sends((uint16_t)(60 + i * 14 + k), (uint8_t)k);
		assert_int_equal(receive(id, 1, 10), 10);
		for (k = 0; k < 10; k++) {
			len = (uint16_t)(60 + i * 14 + k);
			assert_int_equal(got[k]->pkt_len, len);
			assert_int_equal(*rte_pktmbuf_mtod_offset(
							 got[k], uint8_t *, 35),
					k);
		}
		rte_pktmbuf_free_bulk(got, 10);
	}
	assert_int_equal(port_xstat(id, "rx_malformed_frames"), 0);
	assert_int_equal(port_xstat(id, "rx_malformed_blocks"), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/*
 * Four blocks of two frames each, or one where the kernel gave it up early, as
 * it took us so long: the rest is missed, and said so.
 */
static void
blocks_run_out(void **state)
{
	uint16_t id = port_new(NAME,
			"iface=bp1,rx_version=3,rx_blocksz=4096,framecnt=8");
	struct rte_eth_stats stats;
	unsigned int i, n;

	port_start(id, 1, pool);
	for (i = 0; i < 50; i++)
		peer_sends(1500, 1);
	rte_delay_ms(50);
	assert_int_equal(rte_eth_rx_descriptor_status(id, 0, 0),
			RTE_ETH_RX_DESC_DONE);
	n = (unsigned int)rte_eth_rx_queue_count(id, 0);
	assert_in_range(n, 4, 8);
	assert_int_equal(receive(id, 1, n), n);
	rte_pktmbuf_free_bulk(got, n);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.imissed, 50 - n);
	assert_true(port_xstat(id, "rx_ring_freezes") > 0);
	peer_sends(100, 1);
	assert_int_equal(receive(id, 1, 1), 1);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(rte_eth_xstats_reset(id), 0);
	assert_int_equal(port_xstat(id, "rx_ring_freezes"), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* 1500 and 0 leave the interface as it is; the port tells what that is. */
static void
mtu_at_configure(void **state)
{
	static const struct {
		uint32_t asked;
		uint16_t mtu;
		const char *check;
	} steps[] = {
			{0, 2000, "ip link show bp1 | grep -q 'mtu 2000 '"},
			{1500, 2000, "ip link show bp1 | grep -q 'mtu 2000 '"},
			{1400, 1400, "ip link show bp1 | grep -q 'mtu 1400 '"},
			{9000, 9000, "ip link show bp1 | grep -q 'mtu 9000 '"},
	};
	struct rte_eth_conf conf = {0};
	unsigned int i;
	uint16_t id, mtu;

	assert_int_equal(sh("ip link set bp1 mtu 2000"), 0);
	id = port_new(NAME, "iface=bp1");
	assert_int_equal(rte_eth_dev_get_mtu(id, &mtu), 0);
	assert_int_equal(mtu, 2000);
	for (i = 0; i < RTE_DIM(steps); i++) {
		conf.rxmode.mtu = steps[i].asked;
		assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
		assert_int_equal(rte_eth_dev_get_mtu(id, &mtu), 0);
		assert_int_equal(mtu, steps[i].mtu);
		assert_int_equal(sh(steps[i].check), 0);
	}
	conf.rxmode.mtu = 46; /* the device itself takes no less than 68 */
	assert_true(rte_eth_dev_configure(id, 1, 1, &conf) < 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
what_was_not_sent(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1");
	struct rte_eth_stats stats;

	port_start(id, 1, pool);
	assert_int_equal(transmit(id, 0, 13), 1);
	assert_int_equal(transmit(id, 0, 1514), 1);
	assert_int_equal(transmit(id, 0, 1515), 1);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.opackets, 1);
	assert_int_equal(stats.obytes, 1514);
	assert_int_equal(stats.oerrors, 2);
	assert_int_equal(sh("ip link set bp1 down"), 0);
	assert_int_equal(transmit(id, 0, 100), 1);
	assert_int_equal(sh("ip link set bp1 up"), 0);
	assert_int_equal(transmit(id, 0, 100), 1);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.opackets, 2);
	assert_int_equal(stats.oerrors, 3);
	assert_int_equal(sh("ip link set bp1 mtu 1000"), 0);
	assert_int_equal(transmit(id, 0, 1200), 1);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.opackets, 2);
	assert_int_equal(stats.oerrors, 4);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
address_and_modes(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1");
	struct rte_ether_addr addr = {{2, 1, 2, 3, 4, 5}};

	port_start(id, 1, pool);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(id, &addr), 0);
	assert_int_equal(sh("ip link show bp1 | grep -q 02:01:02:03:04:05"), 0);
	assert_int_equal(rte_eth_promiscuous_enable(id), 0);
	assert_int_equal(sh("ip -d link "
			    "show bp1 | grep -q 'promiscuity 1'"),
			0);
	assert_int_equal(rte_eth_promiscuous_disable(id), 0);
	assert_int_equal(
			sh("ip -d link show bp1 | grep -q 'promiscuity 0'"), 0);
	assert_int_equal(rte_eth_allmulticast_enable(id), 0);
	assert_int_equal(rte_eth_promiscuous_enable(id), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
	assert_int_equal(
			sh("ip -d link show bp1 | grep -q 'promiscuity 0'"), 0);
}

static void
link_state(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1");
	struct rte_eth_link link;

	assert_int_equal(rte_eth_link_get_nowait(id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_DOWN);
	port_start(id, 1, pool);
	wait_for_link(id, RTE_ETH_LINK_UP);
	assert_int_equal(rte_eth_link_get(id, &link), 0);
	assert_int_equal(link.link_speed, RTE_ETH_SPEED_NUM_10G);
	assert_int_equal(link.link_duplex, RTE_ETH_LINK_FULL_DUPLEX);
	assert_int_equal(sh("ip link set bp0 down"), 0);
	wait_for_link(id, RTE_ETH_LINK_DOWN);
	assert_int_equal(sh("ip link set bp0 up"), 0);
	wait_for_link(id, RTE_ETH_LINK_UP);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Jumbo frames in both directions: rings that follow the MTU, and chains. */
static void
jumbo(void **state)
{
	struct rte_eth_conf conf = {0};
	uint16_t id = port_new(NAME, "iface=bp1,framecnt=32");
	static uint8_t data[9014];
	struct rte_mbuf *m;
	int i;

	assert_int_equal(sh("ip link set bp0 mtu 9000"), 0);
	assert_int_equal(rte_eth_dev_configure(id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_dev_set_mtu(id, 9000), 0);
	conf.rxmode.mtu = 9000;
	assert_int_equal(rte_eth_rx_queue_setup(id, 0, 0, 0, NULL, pool),
			-ENOMEM);
	conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER |
			RTE_ETH_RX_OFFLOAD_TIMESTAMP;
	port_start_conf(id, &conf);
	for (i = 0; i < 100; i++) {
		data[13] = (uint8_t)i;
		data[9013] = (uint8_t)~i;
		assert_int_equal(send(peer, data, sizeof(data), 0), 9014);
		assert_int_equal(receive(id, 1, 1), 1);
		m = got[0];
		assert_int_equal(m->pkt_len, 9014);
		assert_int_equal(m->nb_segs, 5);
		assert_int_equal(*rte_pktmbuf_mtod_offset(m, uint8_t *, 13), i);
		assert_int_equal(rte_eth_tx_burst(id, 0, &m, 1), 1);
		assert_int_equal(peer_hears(), 9014);
	}
	assert_int_equal(rte_eth_dev_set_mtu(id, 20000), -EBUSY);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* The stamp is the wall clock's. */
static void
stamps(void **state)
{
	struct rte_eth_conf conf = {
			.rxmode.offloads = RTE_ETH_RX_OFFLOAD_TIMESTAMP};
	uint16_t id = port_new(NAME, "iface=bp1");
	struct timespec now;
	int64_t age;
	uint64_t flag;
	int offset;

	port_start_conf(id, &conf);
	assert_int_equal(rte_mbuf_dyn_rx_timestamp_register(&offset, &flag), 0);
	peer_sends(100, 1);
	assert_int_equal(receive(id, 1, 1), 1);
	clock_gettime(CLOCK_REALTIME, &now);
	age = now.tv_sec * INT64_C(1000000000) + now.tv_nsec -
			*RTE_MBUF_DYNFIELD(got[0], offset, int64_t *);
	assert_true(got[0]->ol_flags & flag);
	assert_true(age >= 0 && age < INT64_C(5000000000));
	rte_pktmbuf_free(got[0]);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* Deleted and made anew: several queues, and promiscuous as before. */
static void
deleted_and_there_again(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1,qpairs=2");
	unsigned int i, n = 0;

	port_start(id, 2, pool);
	assert_int_equal(rte_eth_promiscuous_enable(id), 0);
	assert_int_equal(sh("ip link del bp0"), 0);
	rte_delay_ms(150);
	assert_int_equal(rte_eth_rx_burst(id, 0, got, 32), 0);
	assert_int_equal(transmit(id, 0, 100), 1);
	close(peer);
	assert_int_equal(setup(state), 0);
	for (i = 0; i < 50 && n == 0; i++) {
		peer_sends(100, 1);
		n = receive(id, 2, 1);
	}
	assert_int_equal(n, 1);
	rte_pktmbuf_free(got[0]);
	rte_delay_ms(150);
	assert_int_equal(transmit(id, 0, 100), 1);
	assert_int_equal(transmit(id, 0, 100), 1);
	assert_int_equal(peer_hears(), 100);
	assert_int_equal(
			sh("ip -d link show bp1 | grep -q 'promiscuity 1'"), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
anew(void **state)
{
	assert_int_equal(sh("ip link del bp0"), 0);
	close(peer);
	assert_int_equal(setup(state), 0);
}

/* Sending alone notices it as well, before it loses anything. */
static void
nothing_sent_is_lost(void **state)
{
	uint16_t id = port_new(NAME, "iface=bp1");
	struct rte_eth_dev_info info;
	struct rte_eth_stats stats;
	int i;

	port_start(id, 1, pool);
	assert_int_equal(transmit(id, 0, 60), 1);
	assert_int_equal(peer_hears(), 60);
	anew(state);
	assert_int_equal(transmit(id, 0, 100), 1);
	assert_int_equal(peer_hears(), 100);
	anew(state);
	for (i = 0; i < 20; i++) { /* receive moves first */
		assert_int_equal(rte_eth_rx_burst(id, 0, got, 1), 0);
		rte_delay_ms(10);
	}
	assert_int_equal(transmit(id, 0, 101), 1);
	assert_int_equal(peer_hears(), 101);
	assert_int_equal(rte_eth_stats_get(id, &stats), 0);
	assert_int_equal(stats.oerrors, 0);
	assert_int_equal(rte_eth_dev_info_get(id, &info), 0);
	assert_int_equal(info.if_index, if_nametoindex("bp1"));
	assert_int_equal(sh("ip link del bp0"), 0);
	assert_int_equal(rte_eth_dev_info_get(id, &info), 0);
	assert_int_equal(info.if_index, 0);
	close(peer);
	assert_int_equal(setup(state), 0);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(what_it_says),
			TEST(starts_and_stops),
			TEST(queues_not_set_up),
			TEST(queues_by_flow),
			TEST(queues_in_turn),
			TEST(queues_of_blocks),
			TEST(queues_wait_for_the_interface),
			TEST(what_was_missed),
			TEST(blocks),
			TEST(blocks_run_out),
			TEST(mtu_at_configure),
			TEST(what_was_not_sent),
			TEST(address_and_modes),
			TEST(link_state),
			TEST(jumbo),
			TEST(stamps),
			TEST(deleted_and_there_again),
			TEST(nothing_sent_is_lost),
	};

	if (!enter_namespace())
		return 77;
	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
