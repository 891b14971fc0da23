/* SPDX-License-Identifier: BSD-3-Clause */
/* net_af_packet: what queues tell of themselves and of their rings. */
#include "af_packet_rings.h"

static struct afp_rxq rx;
static struct afp_txq tx;
static struct rte_eth_dev_data data;
static struct rte_eth_dev dev;

static int
setup(void **state)
{
	memset(&rx, 0, sizeof(rx));
	memset(&tx, 0, sizeof(tx));
	ring_make(&rx.ring);
	rx.port = &fake_port;
	tx.port = &fake_port;
	tx.ring = rx.ring;
	fake_port.args.rx_version = 2;
	data.dev_private = &fake_port;
	data.rx_queues[0] = &rx;
	data.tx_queues[0] = &tx;
	dev.data = &data;
	afp_queue_calls(&dev);
	return 0;
}

static int
teardown(void **state)
{
	ring_drop(&rx.ring);
	return ports_check(state);
}

static void
how_full_receive_is(void **state)
{
	rx.idx = FRAMES - 1;
	assert_int_equal(dev.rx_queue_count(&rx), 0);
	assert_int_equal(dev.rx_descriptor_status(&rx, 0),
			RTE_ETH_RX_DESC_AVAIL);
	ring_hdr(&rx.ring, FRAMES - 1)->tp_status = TP_STATUS_USER;
	ring_hdr(&rx.ring, 0)->tp_status = TP_STATUS_USER;
	assert_int_equal(dev.rx_queue_count(&rx), 2);
	assert_int_equal(
			dev.rx_descriptor_status(&rx, 1), RTE_ETH_RX_DESC_DONE);
	assert_int_equal(dev.rx_descriptor_status(&rx, 2),
			RTE_ETH_RX_DESC_AVAIL);
	assert_int_equal(dev.rx_descriptor_status(&rx, FRAMES - 1),
			RTE_ETH_RX_DESC_AVAIL);
	assert_int_equal(dev.rx_descriptor_status(&rx, FRAMES), -EINVAL);
}

static void
how_full_transmit_is(void **state)
{
	tx.head = FRAMES - 1;
	ring_hdr(&tx.ring, 0)->tp_status = TP_STATUS_SEND_REQUEST;
	ring_hdr(&tx.ring, 1)->tp_status = TP_STATUS_SENDING;
	assert_int_equal(
			dev.tx_descriptor_status(&tx, 0), RTE_ETH_TX_DESC_DONE);
	assert_int_equal(
			dev.tx_descriptor_status(&tx, 1), RTE_ETH_TX_DESC_FULL);
	assert_int_equal(
			dev.tx_descriptor_status(&tx, 2), RTE_ETH_TX_DESC_FULL);
	assert_int_equal(
			dev.tx_descriptor_status(&tx, 3), RTE_ETH_TX_DESC_DONE);
	assert_int_equal(dev.tx_descriptor_status(&tx, FRAMES), -EINVAL);
}

/* The interface is gone, and the rings with it. */
static void
no_ring(void **state)
{
	struct afp_ring none = {0};

	tx.ring = none;
	assert_int_equal(dev.tx_descriptor_status(&tx, 0),
			RTE_ETH_TX_DESC_UNAVAIL);
	none = rx.ring;
	rx.ring.n = 0;
	assert_int_equal(dev.rx_queue_count(&rx), 0);
	assert_int_equal(dev.rx_descriptor_status(&rx, 0),
			RTE_ETH_RX_DESC_UNAVAIL);
	rx.ring = none;
}

static void
modes(void **state)
{
	struct rte_eth_burst_mode mode;

	assert_int_equal(afp_rx_mode(&dev, 0, &mode), 0);
	assert_string_equal(mode.info, "Scalar, TPACKET_V2");
	fake_port.args.rx_version = 3;
	assert_int_equal(afp_rx_mode(&dev, 0, &mode), 0);
	assert_string_equal(mode.info, "Scalar, TPACKET_V3");
	assert_int_equal(afp_tx_mode(&dev, 0, &mode), 0);
	assert_string_equal(mode.info, "Scalar, TPACKET_V2");
	afp_queue_calls(&dev);
	assert_ptr_equal(dev.rx_pkt_burst, afp_rx3);
}

static void
infos(void **state)
{
	struct rte_eth_rxq_info rxi = {0};
	struct rte_eth_txq_info txi = {0};
	struct rte_eth_dev_portconf conf = {0};

	rx.mp = pool;
	rx.room = 2048;
	rx.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	afp_rxq_info(&dev, 0, &rxi);
	assert_ptr_equal(rxi.mp, pool);
	assert_int_equal(rxi.scattered_rx, 1);
	assert_int_equal(rxi.nb_desc, FRAMES);
	assert_int_equal(rxi.rx_buf_size, 2048);
	assert_int_equal(rxi.conf.offloads, RTE_ETH_RX_OFFLOAD_SCATTER);
	tx.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT;
	afp_txq_info(&dev, 0, &txi);
	assert_int_equal(txi.conf.offloads, RTE_ETH_TX_OFFLOAD_VLAN_INSERT);
	fake_port.args.framecnt = 1 << 20;
	afp_queue_defaults(&dev, &conf);
	assert_int_equal(conf.ring_size, UINT16_MAX);
	assert_int_equal(conf.nb_queues, 1);
	assert_int_equal(conf.burst_size, AFP_BURST);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(how_full_receive_is),
			TEST(how_full_transmit_is),
			TEST(no_ring),
			TEST(modes),
			TEST(infos),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
