/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What net_virtio refuses: devices, settings of a port or queue that the device
 * has not got, pools that it does not reach, and starts that cannot be. What is
 * wrong is mended, and the port works.
 */
#include "virtio_net_env.h"

static void
sizes_that_cannot_be(void **state)
{
	struct rte_eth_conf conf = {0};

	env_device_new(0, 1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	env.desc = QUEUE_SIZE + 1;
	assert_int_equal(env_queues(1, pool), -EINVAL);
	/* The device changed its mind, or lies. */
	env.desc = 8;
	env.fake->queues[0].size_max = 0;
	assert_int_equal(vnet_rxq_setup(env.eth, 0, 8, 0,
					 &(struct rte_eth_rxconf){0}, pool),
			-EINVAL);
	env.fake->queues[0].size_max = 32769;
	assert_int_equal(vnet_rxq_setup(env.eth, 0, 8, 0,
					 &(struct rte_eth_rxconf){0}, pool),
			-EINVAL);
	env.fake->queues[1].size_max = 0;
	assert_int_equal(vnet_txq_setup(env.eth, 0, 8, 0,
					 &(struct rte_eth_txconf){0}),
			-EINVAL);
	assert_int_equal(env_xstat("bad_config_fields"), 3);
	env_down();
}

static void
thresholds(void **state)
{
	struct rte_eth_rxconf rx = {.rx_free_thresh = 9};
	struct rte_eth_txconf tx = {.tx_free_thresh = 9};
	struct rte_eth_conf conf = {0};
	struct rte_eth_rxq_info rxq;
	struct rte_eth_txq_info txq;

	env_device_new(0, 1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_rx_queue_setup(env.id, 0, 8, 0, &rx, pool),
			-EINVAL);
	assert_int_equal(rte_eth_tx_queue_setup(env.id, 0, 8, 0, &tx), -EINVAL);
	rx.rx_free_thresh = 8;
	tx.tx_free_thresh = 8;
	assert_int_equal(rte_eth_rx_queue_setup(env.id, 0, 8, 0, &rx, pool), 0);
	assert_int_equal(rte_eth_tx_queue_setup(env.id, 0, 8, 0, &tx), 0);
	assert_int_equal(rte_eth_rx_queue_info_get(env.id, 0, &rxq), 0);
	assert_int_equal(rte_eth_tx_queue_info_get(env.id, 0, &txq), 0);
	assert_int_equal(rxq.nb_desc, 8);
	assert_int_equal(rxq.conf.rx_free_thresh, 8);
	assert_ptr_equal(rxq.mp, pool);
	assert_int_equal(rxq.rx_buf_size, RTE_MBUF_DEFAULT_DATAROOM);
	assert_int_equal(txq.nb_desc, 8);
	assert_int_equal(txq.conf.tx_free_thresh, 8);
	/* Deferred start takes a device that can reset rings. */
	rx.rx_deferred_start = 1;
	tx.tx_deferred_start = 1;
	assert_int_equal(rte_eth_rx_queue_setup(env.id, 0, 8, 0, &rx, pool),
			-ENOTSUP);
	assert_int_equal(
			rte_eth_tx_queue_setup(env.id, 0, 8, 0, &tx), -ENOTSUP);
	env_down();
}

static void
devices_that_are_refused(void **state)
{
	env_device_new(0, 1);
	env.fake->offered &= ~F(VIRTIO_F_VERSION_1);
	assert_int_equal(env_probe(NULL), -ENOTSUP);
	env_down();
	env_device_new(0, 1);
	env.fake->offered &= ~F(VIRTIO_F_ACCESS_PLATFORM);
	env.fake->dev.iova_va = true;
	assert_int_equal(env_probe(NULL), -ENOTSUP);
	env_down();
	env_device_new(0, 1);
	env.fake->refuse_features = true;
	assert_int_equal(env_probe(NULL), -ENOTSUP);
	env_down();
	env_device_new(0, 1);
	env.fake->fail_config = -EAGAIN;
	assert_int_equal(env_probe(NULL), -EAGAIN);
	env_down();
	env_device_new(0, 1);
	assert_int_equal(env_probe("speed=fast"), -EINVAL);
	assert_int_equal(env_probe("vdpa=1"), 1);
	assert_int_equal(env_probe("color=1"), -EINVAL);
	env_down();
}

static void
starts_that_fail(void **state)
{
	struct rte_eth_conf conf = {0};

	env_device_new(CTRL_RX, 1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(env_queues(1, pool), 0);
	env.fake->fail_enable = -ENOSPC;
	assert_int_equal(rte_eth_dev_start(env.id), -ENOSPC);
	env.fake->fail_enable = 0;
	/* Without its control queue a device that has one is of no use. */
	env.fake->queues[2].size_max = 0;
	assert_int_equal(rte_eth_dev_start(env.id), -ENODEV);
	env.fake->queues[2].size_max = 8;
	/* Other features than the program was told of. */
	env.fake->offered &= ~F(VIRTIO_NET_F_CTRL_RX);
	assert_int_equal(rte_eth_dev_start(env.id), -EIO);
	env.fake->offered |= F(VIRTIO_NET_F_CTRL_RX);
	/* Interrupts that are asked for and are not there. */
	conf.intr_conf.lsc = 1;
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), -EINVAL);
	conf.intr_conf = (struct rte_eth_intr_conf){.rmv = 1};
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_dev_start(env.id), -ENOTSUP);
	conf.intr_conf.rmv = 0;
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), 0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_true(env_deliver(NULL, 60, 1));
	rte_pktmbuf_free(env_receive());
	env_down();
}

static void
no_call(struct virtio_fake *fake)
{
	fail_msg("the device was asked");
}

/* While others use it, the device is not asked for what is known. */
static void
limits_are_kept(void **state)
{
	struct rte_eth_dev_info info;

	env_device_new(PACKED, 1);
	env.fake->queues[0].size_max = 48;
	env.fake->queues[1].size_max = 8;
	assert_int_equal(env_probe(NULL), 0);
	env_start(1, 0, 0);
	env.fake->on_call = no_call;
	assert_int_equal(rte_eth_dev_info_get(env.id, &info), 0);
	env.fake->on_call = NULL;
	assert_int_equal(info.rx_desc_lim.nb_max, 48);
	assert_int_equal(info.tx_desc_lim.nb_max, 8);
	assert_int_equal(info.tx_desc_lim.nb_seg_max, 7);
	env_down();
}

/* A device that was reset has fewer queues: those behind are another's. */
static void
fewer_pairs_than_before(void **state)
{
	env_device_new(CTRL | F(VIRTIO_NET_F_MQ), 2);
	assert_int_equal(env_probe(NULL), 0);
	env_start(2, 0, 0);
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	env_port()->config.pairs = 1;
	assert_int_equal(rte_eth_dev_start(env.id), -EINVAL);
	env_port()->config.pairs = 2;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	env_down();
}

/* Mbufs that the device cannot write to are not given to it. */
static void
pools_out_of_reach(void **state)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	/* The last byte of any one of them. */
	assert_non_null(m);
	env_up(RING_RESET, 0, 0);
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	env.fake->far = (const uint8_t *)m->buf_addr + m->buf_len - 1;
	env.fake->far_len = 1;
	rte_pktmbuf_free(m);
	assert_int_equal(rte_eth_dev_start(env.id), -EFAULT);
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	env.fake->far_len = 0;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_int_equal(rte_eth_dev_rx_queue_stop(env.id, 0), 0);
	env.fake->far_len = 1;
	assert_int_equal(rte_eth_dev_rx_queue_start(env.id, 0), -EFAULT);
	env.fake->far_len = 0;
	assert_int_equal(rte_eth_dev_rx_queue_start(env.id, 0), 0);
	assert_true(env_deliver(NULL, 60, 1));
	rte_pktmbuf_free(env_receive());
	env_down();
}

static void
modes_that_are_refused(void **state)
{
	struct rte_eth_conf conf = {.rxmode.mq_mode = RTE_ETH_MQ_RX_DCB};

	env_device_new(0, 1);
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), -EINVAL);
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), -ENOTSUP);
	conf.rxmode.mq_mode = RTE_ETH_MQ_RX_NONE;
	conf.txmode.mq_mode = RTE_ETH_MQ_TX_DCB;
	assert_int_equal(rte_eth_dev_configure(env.id, 1, 1, &conf), -EINVAL);
	env_down();
}

#define TEST(f) cmocka_unit_test_teardown(f, env_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(sizes_that_cannot_be),
			TEST(thresholds),
			TEST(devices_that_are_refused),
			TEST(starts_that_fail),
			TEST(limits_are_kept),
			TEST(fewer_pairs_than_before),
			TEST(pools_out_of_reach),
			TEST(modes_that_are_refused),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
