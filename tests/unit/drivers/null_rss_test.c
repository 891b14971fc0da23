/* SPDX-License-Identifier: BSD-3-Clause */
/* net_null keeps what receive-side scaling is set to, as 22.11 does. */
#include "ports.h"

#define NAME   "net_null0"
#define TABLE  128
#define GROUPS (TABLE / RTE_ETH_RETA_GROUP_SIZE)

static uint8_t key[64];

static uint16_t
open_with_rss(uint64_t hf)
{
	struct rte_eth_conf conf = {
			.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
			.rx_adv_conf.rss_conf.rss_hf = hf,
	};
	uint16_t id = port_new(NAME, NULL);

	assert_int_equal(rte_eth_dev_configure(id, 4, 4, &conf), 0);
	return id;
}

static void
limits(void **state)
{
	uint16_t id = open_with_rss(RTE_ETH_RSS_IP);
	struct rte_eth_dev_info info;

	assert_int_equal(rte_eth_dev_info_get(id, &info), 0);
	assert_int_equal(info.reta_size, TABLE);
	assert_int_equal(info.hash_key_size, 40);
	assert_true(info.flow_type_rss_offloads == UINT64_C(0x2003ffffc));
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
fields_and_key(void **state)
{
	struct rte_eth_rss_conf conf = {.rss_key = key};
	uint16_t id = open_with_rss(RTE_ETH_RSS_IP);

	memset(key, 0xee, sizeof(key));
	assert_int_equal(rte_eth_dev_rss_hash_conf_get(id, &conf), 0);
	assert_int_equal(conf.rss_hf, RTE_ETH_RSS_IP);
	assert_memory_equal(key, "\x6d\x5a\x56\xda\x25\x5b\x0e\xc2", 8);
	assert_int_equal(key[39], 0xfa);
	assert_int_equal(key[40], 0xee);
	memset(key, 7, sizeof(key));
	conf.rss_key_len = 40;
	conf.rss_hf = RTE_ETH_RSS_UDP;
	assert_int_equal(rte_eth_dev_rss_hash_update(id, &conf), 0);
	/* Without a key, or fields, those there are stay. */
	conf.rss_key = NULL;
	conf.rss_hf = 0;
	assert_int_equal(rte_eth_dev_rss_hash_update(id, &conf), 0);
	memset(key, 0, sizeof(key));
	conf.rss_key = key;
	assert_int_equal(rte_eth_dev_rss_hash_conf_get(id, &conf), 0);
	assert_int_equal(conf.rss_hf, RTE_ETH_RSS_UDP);
	assert_int_equal(key[39], 7);
	assert_int_equal(key[40], 0);
	conf.rss_key_len = 10;
	assert_int_equal(rte_eth_dev_rss_hash_update(id, &conf), -EINVAL);
	conf.rss_hf = RTE_BIT64(40);
	assert_int_equal(rte_eth_dev_rss_hash_update(id, &conf), -EINVAL);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

static void
table(void **state)
{
	struct rte_eth_rss_reta_entry64 t[GROUPS];
	uint16_t id = open_with_rss(RTE_ETH_RSS_IP);
	unsigned int i;

	memset(t, 0xff, sizeof(t));
	assert_int_equal(rte_eth_dev_rss_reta_query(id, t, TABLE), 0);
	for (i = 0; i < TABLE; i++)
		assert_int_equal(t[i / 64].reta[i % 64], 0);
	for (i = 0; i < TABLE; i++)
		t[i / 64].reta[i % 64] = (uint16_t)(i % 4);
	t[1].mask = 2;
	assert_int_equal(rte_eth_dev_rss_reta_update(id, t, TABLE), 0);
	memset(t[0].reta, 0xee, sizeof(t[0].reta));
	memset(t[1].reta, 0xee, sizeof(t[1].reta));
	t[0].mask = 0xf0;
	t[1].mask = 3;
	assert_int_equal(rte_eth_dev_rss_reta_query(id, t, TABLE), 0);
	assert_int_equal(t[0].reta[3], 0xeeee);
	assert_int_equal(t[0].reta[5], 1);
	assert_int_equal(t[1].reta[0], 0);
	assert_int_equal(t[1].reta[1], 1);
	assert_int_equal(rte_eth_dev_rss_reta_query(id, t, 64), -EINVAL);
	t[0].reta[4] = 0;
	t[0].reta[5] = t[0].reta[6] = t[0].reta[7] = 0;
	assert_int_equal(rte_eth_dev_rss_reta_update(id, t, 64), -EINVAL);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

/* All of a port is received, so nothing can be switched off. */
static void
modes(void **state)
{
	uint16_t id = port_new(NAME, NULL);

	assert_int_equal(rte_eth_promiscuous_get(id), 1);
	assert_int_equal(rte_eth_allmulticast_get(id), 1);
	assert_int_equal(rte_eth_promiscuous_enable(id), 0);
	assert_int_equal(rte_eth_promiscuous_disable(id), -ENOTSUP);
	assert_int_equal(rte_eth_allmulticast_enable(id), 0);
	assert_int_equal(rte_eth_allmulticast_disable(id), -ENOTSUP);
	assert_int_equal(rte_vdev_uninit(NAME), 0);
}

#define TEST(f) cmocka_unit_test_teardown(f, ports_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(limits),
			TEST(fields_and_key),
			TEST(table),
			TEST(modes),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
