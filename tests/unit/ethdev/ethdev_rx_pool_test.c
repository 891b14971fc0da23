/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a receive queue gets its mbufs from, and shared queues. */
#include "fake.h"

static struct rte_eth_rxconf conf;
static struct rte_mempool *pools[2];
static union rte_eth_rxseg parts[2];

static int
set_up(struct rte_mempool *mp)
{
	return rte_eth_rx_queue_setup(port, 0, 0, 0, &conf, mp);
}

static void
configure(uint64_t offloads)
{
	struct rte_eth_conf c = {.rxmode.offloads = offloads};

	memset(&conf, 0, sizeof(conf));
	memset(parts, 0, sizeof(parts));
	pools[0] = pool;
	pools[1] = pool;
	parts[0].split.mp = pool;
	parts[1].split.mp = pool;
	fake.info.rx_offload_capa = RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT;
	assert_int_equal(rte_eth_dev_configure(port, 2, 2, &c), 0);
}

static void
exactly_one_source(void **state)
{
	configure(0);
	assert_int_equal(set_up(pool), 0);
	assert_int_equal(set_up(NULL), -EINVAL);
	conf.rx_nseg = 1;
	assert_int_equal(set_up(pool), -EINVAL);
	assert_int_equal(set_up(NULL), -EINVAL);
	conf.rx_seg = parts;
	assert_int_equal(set_up(pool), -EINVAL);
	conf.rx_nseg = 0;
	assert_int_equal(set_up(pool), 0);
	conf.rx_nmempool = 1;
	assert_int_equal(set_up(pool), -EINVAL);
	conf.rx_mempools = pools;
	assert_int_equal(set_up(pool), -EINVAL);
}

static void
several_pools(void **state)
{
	configure(0);
	conf.rx_mempools = pools;
	conf.rx_nmempool = 2;
	assert_int_equal(set_up(NULL), -EINVAL);
	fake.info.max_rx_mempools = 2;
	assert_int_equal(set_up(NULL), 0);
	assert_int_equal(rte_eth_devices[port].data->min_rx_buf_size,
			RTE_MBUF_DEFAULT_BUF_SIZE);
	pools[1] = NULL;
	assert_int_equal(set_up(NULL), -EINVAL);
	pools[1] = pool;
	fake.info.min_rx_bufsize = 9000;
	assert_int_equal(set_up(NULL), -EINVAL);
}

static void
split_packets(void **state)
{
	configure(0);
	conf.rx_seg = parts;
	conf.rx_nseg = 2;
	parts[0].split.length = 64;
	fake.info.rx_seg_capa.max_nseg = 2;
	assert_int_equal(set_up(NULL), -EINVAL);
	configure(RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT);
	conf.rx_seg = parts;
	conf.rx_nseg = 2;
	assert_int_equal(set_up(NULL), 0);
	assert_int_equal(rte_eth_devices[port].data->min_rx_buf_size,
			RTE_MBUF_DEFAULT_BUF_SIZE);
	parts[0].split.length = RTE_MBUF_DEFAULT_BUF_SIZE;
	assert_int_equal(set_up(NULL), -EINVAL);
	parts[0].split.length = RTE_MBUF_DEFAULT_DATAROOM;
	assert_int_equal(set_up(NULL), 0);
	parts[1].split.offset = 4;
	assert_int_equal(set_up(NULL), -EINVAL);
	fake.info.rx_seg_capa.offset_allowed = 1;
	fake.info.rx_seg_capa.offset_align_log2 = 3;
	assert_int_equal(set_up(NULL), -EINVAL);
	parts[1].split.offset = 8;
	assert_int_equal(set_up(NULL), 0);
	parts[1].split.mp = NULL;
	assert_int_equal(set_up(NULL), -EINVAL);
	fake.info.rx_seg_capa.max_nseg = 1;
	assert_int_equal(set_up(NULL), -EINVAL);
}

static void
a_second_pool(void **state)
{
	struct rte_mempool *other = rte_pktmbuf_pool_create("other", 7, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);

	assert_non_null(other);
	configure(RTE_ETH_RX_OFFLOAD_BUFFER_SPLIT);
	conf.rx_seg = parts;
	conf.rx_nseg = 2;
	parts[1].split.mp = other;
	fake.info.rx_seg_capa.max_nseg = 2;
	assert_int_equal(set_up(NULL), -EINVAL);
	fake.info.rx_seg_capa.multi_pools = 1;
	assert_int_equal(set_up(NULL), 0);
	rte_mempool_free(other);
}

static void
shared_queues(void **state)
{
	configure(0);
	conf.share_group = 1;
	assert_int_equal(set_up(pool), -EINVAL);
	fake.info.dev_capa = RTE_ETH_DEV_CAPA_RXQ_SHARE;
	assert_int_equal(set_up(pool), 0);
	conf.share_qid = 2;
	assert_int_equal(set_up(pool), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(exactly_one_source),
			FAKE_TEST(several_pools),
			FAKE_TEST(split_packets),
			FAKE_TEST(a_second_pool),
			FAKE_TEST(shared_queues),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
