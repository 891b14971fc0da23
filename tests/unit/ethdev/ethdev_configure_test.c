/* SPDX-License-Identifier: BSD-3-Clause */
/* rte_eth_dev_configure(): each demand, refused and granted. */
#include "fake.h"

static struct rte_eth_conf conf;

static int
configure(uint16_t rx, uint16_t tx)
{
	return rte_eth_dev_configure(port, rx, tx, &conf);
}

static int
setup(void **state)
{
	memset(&conf, 0, sizeof(conf));
	return fake_setup(state);
}

static void
arguments_and_state(void **state)
{
	assert_int_equal(rte_eth_dev_configure(77, 1, 1, &conf), -ENODEV);
	assert_int_equal(rte_eth_dev_configure(port, 1, 1, NULL), -EINVAL);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(configure(1, 1), -EBUSY);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(configure(1, 1), 0);
	fake_ops.dev_configure = NULL;
	assert_int_equal(configure(1, 1), -ENOTSUP);
}

static void
queue_counts(void **state)
{
	struct rte_eth_dev_info info;

	assert_int_equal(configure(5, 1), -EINVAL);
	assert_int_equal(configure(1, 5), -EINVAL);
	assert_int_equal(configure(4, 0), 0);
	assert_int_equal(configure(0, 0), 0);
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_int_equal(info.nb_rx_queues, 1);
	assert_int_equal(info.nb_tx_queues, 1);
	fake.info.default_rxportconf.nb_queues = 3;
	fake.info.default_txportconf.nb_queues = 2;
	assert_int_equal(configure(0, 0), 0);
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_int_equal(info.nb_rx_queues, 3);
	assert_int_equal(info.nb_tx_queues, 2);
}

static void
mtu(void **state)
{
	uint16_t value = 0;

	conf.rxmode.mtu = 45;
	assert_int_equal(configure(1, 1), -EINVAL);
	conf.rxmode.mtu = 9001;
	assert_int_equal(configure(1, 1), -EINVAL);
	conf.rxmode.mtu = 46;
	assert_int_equal(configure(1, 1), 0);
	assert_int_equal(rte_eth_dev_get_mtu(port, &value), 0);
	assert_int_equal(value, 46);
	conf.rxmode.mtu = 0;
	assert_int_equal(configure(1, 1), 0);
	assert_int_equal(rte_eth_dev_get_mtu(port, &value), 0);
	assert_int_equal(value, 1500);
}

static void
offloads(void **state)
{
	conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	assert_int_equal(configure(1, 1), -EINVAL);
	fake.info.rx_offload_capa = RTE_ETH_RX_OFFLOAD_VLAN_STRIP |
			RTE_ETH_RX_OFFLOAD_RSS_HASH |
			RTE_ETH_RX_OFFLOAD_TCP_LRO;
	assert_int_equal(configure(1, 1), 0);
	assert_int_equal(fake.conf.rxmode.offloads,
			RTE_ETH_RX_OFFLOAD_VLAN_STRIP);
	conf.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_RSS_HASH;
	assert_int_equal(configure(1, 1), -EINVAL);
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
	assert_int_equal(configure(1, 1), 0);
	conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_TCP_TSO;
	assert_int_equal(configure(1, 1), -EINVAL);
	fake.info.tx_offload_capa = RTE_ETH_TX_OFFLOAD_TCP_TSO;
	assert_int_equal(configure(1, 1), 0);
}

static void
rss_lro_and_interrupts(void **state)
{
	conf.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_MPLS;
	assert_int_equal(configure(1, 1), -EINVAL);
	fake.info.flow_type_rss_offloads = RTE_ETH_RSS_MPLS;
	assert_int_equal(configure(1, 1), 0);
	fake.info.rx_offload_capa = RTE_ETH_RX_OFFLOAD_TCP_LRO;
	fake.info.max_lro_pkt_size = 8000;
	conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_TCP_LRO;
	conf.rxmode.max_lro_pkt_size = 8001;
	assert_int_equal(configure(1, 1), -EINVAL);
	conf.rxmode.max_lro_pkt_size = 8000;
	assert_int_equal(configure(1, 1), 0);
	conf.intr_conf.lsc = 1;
	assert_int_equal(configure(1, 1), -EINVAL);
	conf.intr_conf.lsc = 0;
	conf.intr_conf.rmv = 1;
	assert_int_equal(configure(1, 1), -EINVAL);
	rte_eth_devices[port].data->dev_flags |= RTE_ETH_DEV_INTR_RMV;
	assert_int_equal(configure(1, 1), 0);
}

static void
a_failure_of_the_driver_changes_nothing(void **state)
{
	struct rte_eth_conf now;
	struct rte_eth_dev_info info;

	conf.rxmode.mtu = 1000;
	assert_int_equal(configure(2, 2), 0);
	fake.rc = -ENOMEM;
	conf.rxmode.mtu = 2000;
	assert_int_equal(configure(3, 3), -ENOMEM);
	assert_int_equal(rte_eth_dev_conf_get(port, &now), 0);
	assert_int_equal(now.rxmode.mtu, 1000);
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_int_equal(info.nb_rx_queues, 2);
	fake.rc = 0;
	assert_int_equal(rte_eth_dev_start(port), -EINVAL);
	fake.rc = -EINVAL;
	fake.removed = 1;
	assert_int_equal(configure(1, 1), -EIO);
	fake.removed = 0;
	rte_eth_devices[port].state = RTE_ETH_DEV_ATTACHED;
}

static void
fewer_queues_release_the_rest(void **state)
{
	fake_ready(3);
	assert_int_equal(configure(1, 2), 0);
	assert_int_equal(fake.releases, 3);
	assert_null(rte_eth_devices[port].data->rx_queues[1]);
	assert_non_null(rte_eth_devices[port].data->tx_queues[1]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(arguments_and_state),
			TEST(queue_counts),
			TEST(mtu),
			TEST(offloads),
			TEST(rss_lro_and_interrupts),
			TEST(a_failure_of_the_driver_changes_nothing),
			TEST(fewer_queues_release_the_rest),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
