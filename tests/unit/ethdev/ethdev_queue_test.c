/* SPDX-License-Identifier: BSD-3-Clause */
/* Queues: set-up in all its refusals, start, stop, end of input. */
#include "fake.h"

static const struct rte_eth_conf conf;

static int
rx(uint16_t q, uint16_t nb_desc, const struct rte_eth_rxconf *rc,
		struct rte_mempool *mp)
{
	return rte_eth_rx_queue_setup(port, q, nb_desc, 0, rc, mp);
}

static void
refusals(void **state)
{
	struct rte_mempool *raw = rte_mempool_create(
			"raw", 15, 64, 0, 0, NULL, NULL, NULL, NULL, 0, 0);

	assert_non_null(raw);
	assert_int_equal(rx(0, 0, NULL, pool), -EINVAL); /* not configured */
	assert_int_equal(rte_eth_dev_configure(port, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(77, 0, 0, 0, NULL, pool),
			-ENODEV);
	assert_int_equal(rte_eth_tx_queue_setup(77, 0, 0, 0, NULL), -ENODEV);
	assert_int_equal(rx(1, 0, NULL, pool), -EINVAL);
	assert_int_equal(rte_eth_tx_queue_setup(port, 1, 0, 0, NULL), -EINVAL);
	assert_int_equal(rx(0, 0, NULL, NULL), -EINVAL);
	assert_int_equal(rx(0, 0, NULL, raw), -ENOSPC);
	fake.info.min_rx_bufsize = 4000;
	assert_int_equal(rx(0, 0, NULL, pool), -EINVAL);
	fake.info.min_rx_bufsize = 0;
	fake.rc = -ENOMEM;
	assert_int_equal(rx(0, 0, NULL, pool), -ENOMEM);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 0, 0, NULL), -ENOMEM);
	fake_ops.rx_queue_setup = NULL;
	fake_ops.tx_queue_setup = NULL;
	assert_int_equal(rx(0, 0, NULL, pool), -ENOTSUP);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 0, 0, NULL), -ENOTSUP);
	rte_mempool_free(raw);
}

static void
descriptors(void **state)
{
	uint16_t n = 65, m = 7;

	assert_int_equal(rte_eth_dev_configure(port, 1, 1, &conf), 0);
	assert_int_equal(rx(0, 0, NULL, pool), 0);
	assert_int_equal(fake.nb_desc, 512);
	fake.info.default_rxportconf.ring_size = 96;
	assert_int_equal(rx(0, 0, NULL, pool), 0);
	assert_int_equal(fake.nb_desc, 96);
	fake.info.rx_desc_lim = (struct rte_eth_desc_lim){
			.nb_max = 128, .nb_min = 32, .nb_align = 32};
	assert_int_equal(rx(0, 160, NULL, pool), -EINVAL);
	assert_int_equal(rx(0, 16, NULL, pool), -EINVAL);
	assert_int_equal(rx(0, 33, NULL, pool), -EINVAL);
	assert_int_equal(rx(0, 64, NULL, pool), 0);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 33, 0, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_adjust_nb_rx_tx_desc(port, &n, &m), 0);
	assert_int_equal(n, 96);
	assert_int_equal(m, 32);
	n = UINT16_MAX;
	assert_int_equal(rte_eth_dev_adjust_nb_rx_tx_desc(port, &n, NULL), 0);
	assert_int_equal(n, 128);
	assert_int_equal(rte_eth_dev_adjust_nb_rx_tx_desc(77, &n, &m), -ENODEV);
}

static void
offloads_of_a_queue(void **state)
{
	struct rte_eth_conf c = {0};
	struct rte_eth_rxconf rc = {0};
	struct rte_eth_txconf tc = {0};

	fake.info.rx_offload_capa = RTE_ETH_RX_OFFLOAD_SCATTER |
			RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	fake.info.rx_queue_offload_capa = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	c.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	assert_int_equal(rte_eth_dev_configure(port, 1, 1, &c), 0);
	rc.offloads = RTE_ETH_RX_OFFLOAD_TCP_LRO;
	assert_int_equal(rx(0, 0, &rc, pool), -EINVAL);
	rc.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	assert_int_equal(rx(0, 0, &rc, pool), 0);
	assert_int_equal(fake.rxconf.offloads,
			RTE_ETH_RX_OFFLOAD_VLAN_STRIP |
					RTE_ETH_RX_OFFLOAD_SCATTER);
	tc.offloads = RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 0, 0, &tc), -EINVAL);
	fake.info.tx_queue_offload_capa = RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 0, 0, &tc), 0);
}

static void
set_up_again(void **state)
{
	fake_ready(1);
	assert_int_equal(rx(0, 0, NULL, pool), 0);
	assert_int_equal(fake.releases, 1);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 0, 0, NULL), 0);
	assert_int_equal(fake.releases, 2);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rx(0, 0, NULL, pool), -EBUSY);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 0, 0, NULL), -EBUSY);
	fake.info.dev_capa = RTE_ETH_DEV_CAPA_RUNTIME_RX_QUEUE_SETUP |
			RTE_ETH_DEV_CAPA_RUNTIME_TX_QUEUE_SETUP;
	assert_int_equal(rx(0, 0, NULL, pool), 0);
	assert_int_equal(rte_eth_dev_rx_queue_start(port, 0), 0);
	assert_int_equal(rx(0, 0, NULL, pool), -EBUSY);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, 0, 0, NULL), 0);
}

typedef int (*switch_fn)(uint16_t port_id, uint16_t queue_id);

static void
start_and_stop(void **state)
{
	static const switch_fn start[] = {
			rte_eth_dev_rx_queue_start, rte_eth_dev_tx_queue_start};
	static const switch_fn stop[] = {
			rte_eth_dev_rx_queue_stop, rte_eth_dev_tx_queue_stop};
	unsigned int i, calls;

	fake_ready(1);
	assert_int_equal(rte_eth_dev_rx_queue_start(port, 0), -EINVAL);
	assert_int_equal(rte_eth_dev_tx_queue_start(port, 0), -EINVAL);
	assert_int_equal(rte_eth_dev_start(port), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(start[i](77, 0), -ENODEV);
		assert_int_equal(stop[i](77, 0), -ENODEV);
		assert_int_equal(start[i](port, 1), -EINVAL);
		assert_int_equal(stop[i](port, 1), -EINVAL);
		assert_int_equal(stop[i](port, 0), 0);
		fake.rc = -EIO;
		assert_int_equal(start[i](port, 0), -EIO);
		fake.rc = 0;
		assert_int_equal(start[i](port, 0), 0);
		calls = fake.calls;
		assert_int_equal(start[i](port, 0), 0);
		assert_int_equal(fake.calls, calls);
		assert_int_equal(stop[i](port, 0), 0);
	}
	fake_ops.rx_queue_start = NULL;
	assert_int_equal(rte_eth_dev_rx_queue_start(port, 0), -ENOTSUP);
}

static void
end_of_input(void **state)
{
	assert_int_equal(bp_eth_rx_at_end(77, 0), -ENODEV);
	assert_int_equal(bp_eth_rx_at_end(port, 0), -EINVAL);
	fake_ready(1);
	assert_int_equal(bp_eth_rx_at_end(port, 1), -EINVAL);
	assert_int_equal(bp_eth_rx_at_end(port, 0), 0);
	fake.at_end = 1;
	assert_int_equal(bp_eth_rx_at_end(port, 0), 1);
	fake.at_end = -EIO;
	assert_int_equal(bp_eth_rx_at_end(port, 0), -EIO);
	fake_ops.rx_at_end = NULL;
	assert_int_equal(bp_eth_rx_at_end(port, 0), -ENOTSUP);
}

static void
done_cleanup(void **state)
{
	fake_ready(1);
	assert_int_equal(rte_eth_tx_done_cleanup(77, 0, 1), -ENODEV);
	assert_int_equal(rte_eth_tx_done_cleanup(port, 1, 1), -EINVAL);
	assert_int_equal(rte_eth_tx_done_cleanup(port, 0, 5), 5);
	fake_ops.tx_done_cleanup = NULL;
	assert_int_equal(rte_eth_tx_done_cleanup(port, 0, 5), -ENOTSUP);
	assert_int_equal(rte_eth_tx_done_cleanup(port, 9, 5), -ENOTSUP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(refusals),
			FAKE_TEST(descriptors),
			FAKE_TEST(offloads_of_a_queue),
			FAKE_TEST(set_up_again),
			FAKE_TEST(start_and_stop),
			FAKE_TEST(end_of_input),
			FAKE_TEST(done_cleanup),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
