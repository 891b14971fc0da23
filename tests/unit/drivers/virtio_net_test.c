/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of a net_virtio port: probe, configure, start, traffic both ways,
 * stop, and all over again, with each set of features that changes the rings.
 */
#include "virtio_net_env.h"

#define BURST 32

/* n frames each way, of all sizes from 14 bytes to len. */
static void
traffic(unsigned int n, uint32_t len)
{
	struct rte_mbuf *pkts[BURST];
	unsigned int i;
	uint32_t size;
	uint16_t got = 0;

	for (i = 0; i < n; i++) {
		size = 14 + i * 37 % (len - 13);
		assert_true(env_deliver(NULL, size, i));
		pkts[0] = env_receive();
		assert_non_null(pkts[0]);
		env_check_packet(pkts[0], size, i);
		assert_int_equal(pkts[0]->port, env.id);
		env.sent = 0;
		assert_int_equal(rte_eth_tx_burst(env.id, 0, pkts, 1), 1);
		assert_int_equal(env.sent, 1);
		assert_int_equal(env.sent_len,
				size + vnet_hdr_len(env_port()->dev));
	}
	for (i = 0; i < BURST; i++)
		assert_true(env_deliver(NULL, 60, i));
	got = rte_eth_rx_burst(env.id, 0, pkts, BURST);
	assert_int_equal(got, BURST);
	for (i = 0; i < BURST; i++)
		env_check_packet(pkts[i], 60, i);
	assert_int_equal(rte_eth_tx_burst(env.id, 0, pkts, BURST), BURST);
}

static void
every_kind_of_ring(void **state)
{
	static const uint64_t bits[] = {
			PACKED, MERGE, INDIRECT, EVENT, IN_ORDER};
	unsigned int set, i;
	uint64_t features;

	for (set = 0; set < 1U << RTE_DIM(bits); set++) {
		features = 0;
		for (i = 0; i < RTE_DIM(bits); i++)
			features |= set >> i & 1 ? bits[i] : 0;
		env_up(features, 0, 0);
		assert_int_equal(env.fake->features &
						(features | F(VIRTIO_F_VERSION_1)),
				features | F(VIRTIO_F_VERSION_1));
		traffic(100, 1514);
		env_down();
	}
}

static void
other_ring_features(void **state)
{
	env_up(F(VIRTIO_F_NOTIFICATION_DATA) | F(VIRTIO_F_ORDER_PLATFORM) |
					RING_RESET,
			0, 0);
	traffic(100, 1514);
	env_down();
	env_up(F(VIRTIO_F_NOTIFICATION_DATA) | PACKED, 0, 0);
	traffic(100, 1514);
	env_down();
}

/* Buffers come back last to first, and late: the ring fills up meanwhile. */
static void
a_device_of_its_own_mind(void **state)
{
	struct rte_mbuf *pkts[QUEUE_SIZE + 10];
	unsigned int i, k;

	for (k = 0; k < 2; k++) {
		env_up(k == 0 ? 0 : PACKED, 0, 0);
		env.fake->reverse = true;
		env.fake->asleep = true;
		for (i = 0; i < 5; i++) {
			assert_int_equal(rte_pktmbuf_alloc_bulk(pool, pkts,
							 RTE_DIM(pkts)),
					0);
			for (unsigned int p = 0; p < RTE_DIM(pkts); p++)
				rte_pktmbuf_append(pkts[p], 60);
			/* Those that do not fit stay the program's. */
			assert_int_equal(rte_eth_tx_burst(env.id, 0, pkts,
							 RTE_DIM(pkts)),
					QUEUE_SIZE);
			assert_int_equal(rte_eth_tx_burst(env.id, 0,
							 pkts + QUEUE_SIZE, 10),
					0);
			rte_pktmbuf_free_bulk(pkts + QUEUE_SIZE, 10);
			assert_int_equal(virtio_fake_run(env.fake), QUEUE_SIZE);
			/* A part, then the rest. */
			assert_int_equal(rte_eth_tx_done_cleanup(env.id, 0, 5),
					5);
			assert_int_equal(rte_eth_tx_done_cleanup(env.id, 0, 0),
					QUEUE_SIZE - 5);
		}
		env_down();
	}
}

static void
sizes_of_queues(void **state)
{
	static const uint16_t sizes[] = {1, 2, 3, 5, 17, 33, 63, 64};
	unsigned int i, k;

	for (i = 0; i < 2 * RTE_DIM(sizes); i++) {
		env_device_new(i & 1 ? PACKED | MERGE : MERGE, 1);
		env.desc = sizes[i / 2];
		assert_int_equal(env_probe(NULL), 0);
		env_start(1, 0, 0);
		for (k = 0; k < 3 * QUEUE_SIZE; k++) {
			struct rte_mbuf *m;

			assert_true(env_deliver(NULL, 100, k));
			m = env_receive();
			assert_non_null(m);
			assert_int_equal(rte_eth_tx_burst(env.id, 0, &m, 1), 1);
		}
		/* No more than was asked for is with the device. */
		assert_true(rte_mempool_in_use_count(pool) <= 2U * env.desc);
		env_down();
	}
}

static void
small_mbufs(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create("small", 255, 0, 0,
			RTE_PKTMBUF_HEADROOM + 512, SOCKET_ID_ANY);
	struct rte_eth_conf conf = {0};

	env_device_new(MERGE, 1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(env_queues(1, small), -EINVAL);
	conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(env_queues(1, small), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	traffic(200, 1514);
	assert_int_equal(rte_eth_dev_set_mtu(env.id, 9000), 0);
	env_down();
	rte_mempool_free(small);
}

static void
starts_and_stops(void **state)
{
	struct rte_eth_conf conf = {0};
	unsigned int i;

	env_up(PACKED | MERGE | CTRL_RX, 0, 0);
	for (i = 0; i < 50; i++) {
		traffic(3, 1514);
		/* With buffers on both sides. */
		assert_true(env_deliver(NULL, 100, 0));
		assert_int_equal(rte_eth_dev_stop(env.id), 0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
		if (i % 3 == 0)
			assert_int_equal(rte_eth_dev_configure(
							 env.id, 1, 1, &conf),
					0);
		if (i % 5 == 0)
			assert_int_equal(env_queues(1, pool), 0);
		assert_int_equal(rte_eth_dev_start(env.id), 0);
	}
	env_down();
}

/* Between two starts queues are set up for what was agreed on, as before. */
static void
set_up_for_what_was_agreed(void **state)
{
	struct rte_eth_conf conf = {0};

	env_device_new(PACKED, 1);
	assert_int_equal(env_probe(NULL), 0);
	/* What only packed rings may have. */
	env.desc = 48;
	env.fake->queues[0].size_max = env.desc;
	env.fake->queues[1].size_max = env.desc;
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(env_queues(1, pool), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	assert_int_equal(env_queues(1, pool), 0);
	/* What a start that fails agreed on counts for nothing. */
	env.fake->offered &= ~PACKED;
	assert_int_equal(rte_eth_dev_start(env.id), -EIO);
	assert_int_equal(env_queues(1, pool), 0);
	env.fake->offered |= PACKED;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	traffic(10, 1000);
	env_down();
}

/* Queues stay as they are while the port is configured to other features. */
static void
configured_anew(void **state)
{
	struct rte_eth_conf conf = {
			.rxmode = {.mq_mode = RTE_ETH_MQ_RX_RSS,
					.offloads = RTE_ETH_RX_OFFLOAD_RSS_HASH}};

	env_up(RSS | F(VIRTIO_NET_F_HASH_REPORT) | MERGE, 0, 0);
	traffic(10, 1000);
	assert_int_equal(vnet_hdr_len(env_port()->dev), 12);
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_int_equal(vnet_hdr_len(env_port()->dev), 20);
	traffic(10, 1000);
	env_down();
}

static void
several_queues(void **state)
{
	struct rte_mbuf *m;
	uint8_t frame[60];
	uint16_t q;

	env_device_new(CTRL | F(VIRTIO_NET_F_MQ), 4);
	assert_int_equal(env_probe(NULL), 0);
	env_start(3, 0, 0);
	assert_int_equal(env.by_class[VIRTIO_NET_CTRL_MQ], 1);
	assert_int_equal(env.cmd[2], 3);
	for (q = 0; q < 3; q++) {
		env_frame(frame, sizeof(frame), q);
		assert_true(virtio_fake_receive(env.fake, 2 * q, NULL, 12,
				frame, sizeof(frame)));
	}
	for (q = 0; q < 3; q++) {
		assert_int_equal(rte_eth_rx_burst(env.id, q, &m, 1), 1);
		env_check_packet(m, sizeof(frame), q);
		assert_int_equal(rte_eth_tx_burst(env.id, q, &m, 1), 1);
		assert_int_equal(env.fake->queues[2 * q + 1].kicks, 1);
	}
	env_down();
}

static void
queues_at_run_time(void **state)
{
	struct rte_mbuf *m;
	unsigned int i;

	env_up(RING_RESET | PACKED, 0, 0);
	for (i = 0; i < 5; i++) {
		traffic(5, 500);
		assert_int_equal(rte_eth_dev_rx_queue_stop(env.id, 0), 0);
		assert_int_equal(env.fake->queues[0].size, 0);
		assert_null(env_receive());
		assert_int_equal(rte_eth_dev_tx_queue_stop(env.id, 0), 0);
		assert_int_equal(rte_mempool_in_use_count(pool), 0);
		m = rte_pktmbuf_alloc(pool);
		assert_int_equal(rte_eth_tx_burst(env.id, 0, &m, 1), 0);
		rte_pktmbuf_free(m);
		assert_int_equal(rte_eth_dev_rx_queue_start(env.id, 0), 0);
		assert_int_equal(rte_eth_dev_tx_queue_start(env.id, 0), 0);
	}
	traffic(5, 500);
	env_down();
	env_up(0, 0, 0);
	assert_int_equal(rte_eth_dev_rx_queue_stop(env.id, 0), -ENOTSUP);
	assert_int_equal(rte_eth_dev_tx_queue_stop(env.id, 0), -ENOTSUP);
	env_down();
}

static void
deferred_queues(void **state)
{
	struct rte_eth_rxconf rx = {.rx_deferred_start = 1};
	struct rte_eth_txconf tx = {.tx_deferred_start = 1};
	struct rte_eth_conf conf = {0};

	env_device_new(RING_RESET, 1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(env.id, 0, 8, 0, &rx, pool), 0);
	assert_int_equal(rte_eth_tx_queue_setup(env.id, 0, 8, 0, &tx), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	assert_int_equal(rte_eth_dev_rx_queue_start(env.id, 0), 0);
	assert_int_equal(rte_eth_dev_tx_queue_start(env.id, 0), 0);
	assert_true(env_deliver(NULL, 60, 1));
	rte_pktmbuf_free(env_receive());
	env_down();
}

static void
what_is_said_of_the_port(void **state)
{
	struct rte_eth_dev_info info;
	struct rte_eth_burst_mode mode;
	struct rte_ether_addr mac;
	struct rte_mbuf *m;
	uint64_t rx, tx;

	env_up(0, 0, 0);
	assert_int_equal(rte_eth_dev_info_get(env.id, &info), 0);
	assert_string_equal(info.driver_name, "net_virtio");
	assert_int_equal(info.max_rx_queues, 1);
	assert_int_equal(info.rx_desc_lim.nb_max, QUEUE_SIZE);
	assert_int_equal(info.rx_desc_lim.nb_min, 1);
	assert_int_equal(info.max_mac_addrs, 64);
	assert_int_equal(info.max_rx_pktlen, 9728);
	assert_int_equal(info.max_mtu, 9710);
	assert_int_equal(info.rx_offload_capa, RTE_ETH_RX_OFFLOAD_VLAN_STRIP);
	assert_int_equal(info.tx_offload_capa,
			RTE_ETH_TX_OFFLOAD_VLAN_INSERT |
					RTE_ETH_TX_OFFLOAD_MULTI_SEGS);
	assert_int_equal(info.reta_size, 0);
	assert_int_equal(rte_eth_macaddr_get(env.id, &mac), 0);
	assert_int_equal(mac.addr_bytes[5], 0x42);
	assert_int_equal(rte_eth_rx_burst_mode_get(env.id, 0, &mode), 0);
	assert_string_equal(mode.info, "Scalar, split");
	assert_int_equal(rte_eth_tx_burst_mode_get(env.id, 0, &mode), 0);
	assert_int_equal(rte_eth_rx_queue_count(env.id, 0), 0);
	assert_true(env_deliver(NULL, 60, 1));
	assert_int_equal(rte_eth_rx_queue_count(env.id, 0), 1);
	assert_int_equal(rte_eth_rx_descriptor_status(env.id, 0, 0),
			RTE_ETH_RX_DESC_DONE);
	assert_int_equal(rte_eth_rx_descriptor_status(env.id, 0, 1),
			RTE_ETH_RX_DESC_AVAIL);
	assert_int_equal(rte_eth_rx_descriptor_status(env.id, 0, QUEUE_SIZE),
			-EINVAL);
	m = env_receive();
	env.fake->asleep = true;
	assert_int_equal(rte_eth_tx_burst(env.id, 0, &m, 1), 1);
	assert_int_equal(
			rte_eth_tx_descriptor_status(env.id, 0, QUEUE_SIZE - 1),
			RTE_ETH_TX_DESC_FULL);
	assert_int_equal(rte_eth_tx_descriptor_status(env.id, 0, 0),
			RTE_ETH_TX_DESC_DONE);
	assert_int_equal(rte_eth_tx_descriptor_status(env.id, 0, QUEUE_SIZE),
			-EINVAL);
	assert_int_equal(rte_eth_tx_done_cleanup(env.id, 0, 0), 0);
	virtio_fake_run(env.fake);
	assert_int_equal(
			rte_eth_tx_descriptor_status(env.id, 0, QUEUE_SIZE - 1),
			RTE_ETH_TX_DESC_DONE);
	assert_int_equal(rte_eth_tx_done_cleanup(env.id, 0, 0), 1);
	env_down();
	env_up(UINT64_MAX & ~IN_ORDER, 0, 0);
	rx = RTE_ETH_RX_OFFLOAD_VLAN_STRIP | RTE_ETH_RX_OFFLOAD_UDP_CKSUM |
			RTE_ETH_RX_OFFLOAD_TCP_CKSUM |
			RTE_ETH_RX_OFFLOAD_TCP_LRO |
			RTE_ETH_RX_OFFLOAD_SCATTER |
			RTE_ETH_RX_OFFLOAD_VLAN_FILTER |
			RTE_ETH_RX_OFFLOAD_RSS_HASH;
	tx = RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_MULTI_SEGS |
			RTE_ETH_TX_OFFLOAD_UDP_CKSUM |
			RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
			RTE_ETH_TX_OFFLOAD_TCP_TSO;
	assert_int_equal(rte_eth_dev_info_get(env.id, &info), 0);
	assert_int_equal(info.rx_offload_capa, rx);
	assert_int_equal(info.tx_offload_capa, tx);
	assert_int_equal(info.reta_size, 128);
	assert_int_equal(info.hash_key_size, 40);
	assert_int_equal(rte_eth_rx_burst_mode_get(env.id, 0, &mode), 0);
	assert_string_equal(
			mode.info, "Scalar, packed, mergeable, event index");
	env_down();
}

/* Features that nobody asked for are not taken. */
static void
features_follow_offloads(void **state)
{
	const uint64_t not_wanted = F(VIRTIO_NET_F_GUEST_CSUM) |
			F(VIRTIO_NET_F_GUEST_TSO4) | F(VIRTIO_NET_F_CSUM) |
			F(VIRTIO_NET_F_HOST_TSO4) | F(VIRTIO_NET_F_GUEST_UFO) |
			F(VIRTIO_NET_F_CTRL_VLAN) | F(VIRTIO_NET_F_MQ) |
			F(VIRTIO_NET_F_RSS) | F(VIRTIO_NET_F_HASH_REPORT) |
			F(VIRTIO_NET_F_RSC_EXT);

	env_up(UINT64_MAX, 0, 0);
	assert_int_equal(env.fake->features & not_wanted, 0);
	env_down();
	env_up(UINT64_MAX, RTE_ETH_RX_OFFLOAD_TCP_CKSUM,
			RTE_ETH_TX_OFFLOAD_TCP_CKSUM);
	assert_int_equal(env.fake->features & not_wanted,
			F(VIRTIO_NET_F_GUEST_CSUM) | F(VIRTIO_NET_F_CSUM));
	env_down();
	env_up(UINT64_MAX, RTE_ETH_RX_OFFLOAD_TCP_LRO,
			RTE_ETH_TX_OFFLOAD_TCP_TSO);
	assert_int_equal(env.fake->features & not_wanted,
			F(VIRTIO_NET_F_GUEST_CSUM) | F(VIRTIO_NET_F_CSUM) |
					F(VIRTIO_NET_F_GUEST_TSO4) |
					F(VIRTIO_NET_F_HOST_TSO4));
	env_down();
}

/* The device goes on using a queue that it did not reset: so do bursts. */
static void
queues_that_do_not_stop(void **state)
{
	env_up(RING_RESET, 0, 0);
	env.fake->fail_queue_reset = -ETIMEDOUT;
	assert_int_equal(rte_eth_dev_rx_queue_stop(env.id, 0), -ETIMEDOUT);
	env.fake->fail_queue_reset = -ETIMEDOUT;
	assert_int_equal(rte_eth_dev_tx_queue_stop(env.id, 0), -ETIMEDOUT);
	traffic(3, 1000);
	env_down();
}

static void
arguments(void **state)
{
	struct rte_eth_link link;

	env_device_new(PACKED | MERGE | STATUS, 1);
	assert_int_equal(env_probe("packed=0,mrg_rxbuf=0,speed=25000,"
				   "vectorized=1,vdpa=0"),
			0);
	env_start(1, 0, 0);
	assert_int_equal(env.fake->features & (PACKED | MERGE), 0);
	assert_int_equal(rte_eth_link_get_nowait(env.id, &link), 0);
	assert_int_equal(link.link_speed, 25000);
	assert_int_equal(link.link_status, RTE_ETH_LINK_UP);
	traffic(10, 1000);
	env_down();
}

#define TEST(f) cmocka_unit_test_teardown(f, env_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(every_kind_of_ring),
			TEST(other_ring_features),
			TEST(a_device_of_its_own_mind),
			TEST(sizes_of_queues),
			TEST(small_mbufs),
			TEST(starts_and_stops),
			TEST(set_up_for_what_was_agreed),
			TEST(configured_anew),
			TEST(several_queues),
			TEST(queues_at_run_time),
			TEST(deferred_queues),
			TEST(what_is_said_of_the_port),
			TEST(features_follow_offloads),
			TEST(queues_that_do_not_stop),
			TEST(arguments),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
