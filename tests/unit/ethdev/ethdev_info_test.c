/* SPDX-License-Identifier: BSD-3-Clause */
/* Info, queue info, packet types, link, names of bits, owners. */
#include "fake.h"

static void
info(void **state)
{
	struct rte_eth_dev_info info;
	struct rte_eth_conf conf;

	assert_int_equal(rte_eth_dev_info_get(77, &info), -ENODEV);
	assert_int_equal(rte_eth_dev_info_get(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_conf_get(77, &conf), -ENODEV);
	assert_int_equal(rte_eth_dev_conf_get(port, NULL), -EINVAL);
	fake.info.max_rx_queues = UINT16_MAX;
	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	assert_int_equal(info.max_rx_queues, RTE_MAX_QUEUES_PER_PORT);
	assert_int_equal(info.min_mtu, 46);
	assert_int_equal(info.rx_desc_lim.nb_max, UINT16_MAX);
	assert_int_equal(info.rx_desc_lim.nb_align, 1);
	assert_int_equal(info.switch_info.domain_id, UINT16_MAX);
	assert_ptr_equal(
			info.dev_flags, &rte_eth_devices[port].data->dev_flags);
	fake.removed = 1;
	fake.rc = -EINVAL;
	assert_int_equal(rte_eth_dev_info_get(port, &info), -EIO);
	assert_int_equal(info.max_tx_queues, 0);
	fake_ops.dev_infos_get = NULL;
	assert_int_equal(rte_eth_dev_info_get(port, &info), -ENOTSUP);
}

static void
queue_info(void **state)
{
	struct rte_eth_rxq_info rx;
	struct rte_eth_txq_info tx;
	struct rte_eth_burst_mode mode;

	assert_int_equal(rte_eth_rx_queue_info_get(port, 0, &rx), -EINVAL);
	fake_ready(1);
	assert_int_equal(rte_eth_rx_queue_info_get(77, 0, &rx), -ENODEV);
	assert_int_equal(rte_eth_tx_queue_info_get(77, 0, &tx), -ENODEV);
	assert_int_equal(rte_eth_rx_queue_info_get(port, 0, NULL), -EINVAL);
	assert_int_equal(rte_eth_tx_queue_info_get(port, 0, NULL), -EINVAL);
	assert_int_equal(rte_eth_tx_queue_info_get(port, 1, &tx), -EINVAL);
	assert_int_equal(rte_eth_rx_queue_info_get(port, 0, &rx), 0);
	assert_int_equal(rx.nb_desc, 77);
	assert_int_equal(rte_eth_tx_queue_info_get(port, 0, &tx), 0);
	assert_int_equal(tx.nb_desc, 78);
	assert_int_equal(rte_eth_rx_burst_mode_get(port, 0, &mode), 0);
	assert_string_equal(mode.info, "fake");
	assert_int_equal(rte_eth_tx_burst_mode_get(port, 0, &mode), 0);
	assert_int_equal(rte_eth_tx_burst_mode_get(port, 1, &mode), -EINVAL);
	assert_int_equal(rte_eth_rx_burst_mode_get(77, 0, &mode), -ENODEV);
	assert_int_equal(rte_eth_tx_burst_mode_get(77, 0, &mode), -ENODEV);
	memset(&fake_ops, 0, sizeof(fake_ops));
	assert_int_equal(rte_eth_rx_queue_info_get(port, 0, &rx), -ENOTSUP);
	assert_int_equal(rte_eth_tx_queue_info_get(port, 0, &tx), -ENOTSUP);
	assert_int_equal(rte_eth_rx_burst_mode_get(port, 0, &mode), -ENOTSUP);
	assert_int_equal(rte_eth_tx_burst_mode_get(port, 0, &mode), -ENOTSUP);
}

static void
packet_types(void **state)
{
	uint32_t t[4] = {9, 9, 9, 9};

	assert_int_equal(rte_eth_dev_get_supported_ptypes(77, ~0u, t, 4),
			-ENODEV);
	assert_int_equal(rte_eth_dev_get_supported_ptypes(port, ~0u, NULL, 4),
			-EINVAL);
	assert_int_equal(rte_eth_dev_get_supported_ptypes(port, ~0u, NULL, 0),
			3);
	assert_int_equal(rte_eth_dev_get_supported_ptypes(
					 port, RTE_PTYPE_L3_MASK, t, 4),
			1);
	assert_int_equal(t[0], RTE_PTYPE_L3_IPV4);
	assert_int_equal(rte_eth_dev_set_ptypes(77, 0, NULL, 0), -ENODEV);
	assert_int_equal(rte_eth_dev_set_ptypes(port, 0, NULL, 3), -EINVAL);
	assert_int_equal(rte_eth_dev_set_ptypes(port, 0, NULL, 0), 0);
	assert_int_equal(rte_eth_dev_set_ptypes(port, ~0u, t, 2), 0);
	assert_int_equal(t[0], RTE_PTYPE_L2_ETHER);
	assert_int_equal(t[1], RTE_PTYPE_UNKNOWN);
	assert_int_equal(t[2], 9);
	fake_ops.dev_ptypes_set = NULL;
	fake_ops.dev_supported_ptypes_get = NULL;
	assert_int_equal(rte_eth_dev_set_ptypes(port, ~0u, t, 2), 0);
	assert_int_equal(t[0], RTE_PTYPE_UNKNOWN);
	assert_int_equal(rte_eth_dev_get_supported_ptypes(port, ~0u, t, 4), 0);
}

static void
link_state(void **state)
{
	struct rte_eth_link link;

	assert_int_equal(rte_eth_link_get(77, &link), -ENODEV);
	assert_int_equal(rte_eth_link_get(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_link_get(port, &link), 0);
	assert_int_equal(link.link_speed, 1000);
	assert_int_equal(rte_eth_link_get_nowait(port, &link), 0);
	assert_int_equal(link.link_speed, 100);
	assert_int_equal(rte_eth_dev_set_link_up(port), 0);
	assert_int_equal(rte_eth_dev_set_link_down(port), 0);
	assert_int_equal(rte_eth_dev_set_link_up(77), -ENODEV);
	assert_int_equal(rte_eth_dev_set_link_down(77), -ENODEV);
	memset(&fake_ops, 0, sizeof(fake_ops));
	assert_int_equal(rte_eth_link_get(port, &link), -ENOTSUP);
	assert_int_equal(rte_eth_dev_set_link_up(port), -ENOTSUP);
	assert_int_equal(rte_eth_dev_set_link_down(port), -ENOTSUP);
}

static void
link_text(void **state)
{
	struct rte_eth_link link = {.link_speed = 10000,
			.link_duplex = 1,
			.link_autoneg = 1,
			.link_status = 1};
	char text[RTE_ETH_LINK_MAX_STR_LEN];

	assert_int_equal(rte_eth_link_to_str(text, sizeof(text), &link), 30);
	assert_string_equal(text, "Link up at 10 Gbps FDX Autoneg");
	assert_int_equal(rte_eth_link_to_str(text, 5, &link), 30);
	assert_string_equal(text, "Link");
	link.link_duplex = 0;
	link.link_autoneg = 0;
	link.link_speed = 2500;
	rte_eth_link_to_str(text, sizeof(text), &link);
	assert_string_equal(text, "Link up at 2.5 Gbps HDX Fixed");
	link.link_status = 0;
	rte_eth_link_to_str(text, sizeof(text), &link);
	assert_string_equal(text, "Link down");
	assert_int_equal(rte_eth_link_to_str(NULL, 9, &link), -EINVAL);
	assert_int_equal(rte_eth_link_to_str(text, 0, &link), -EINVAL);
	assert_int_equal(rte_eth_link_to_str(text, 9, NULL), -EINVAL);
	assert_string_equal(rte_eth_link_speed_to_str(UINT32_MAX), "Unknown");
	assert_string_equal(rte_eth_link_speed_to_str(7), "Invalid");
	assert_string_equal(rte_eth_link_speed_to_str(0), "None");
	assert_int_equal(rte_eth_speed_bitflag(10, 0), 2);
	assert_int_equal(rte_eth_speed_bitflag(10, 1), 4);
	assert_int_equal(rte_eth_speed_bitflag(1000, 0), 0x20);
	assert_int_equal(rte_eth_speed_bitflag(7, 1), 0);
}

static void
names_of_bits(void **state)
{
	assert_string_equal(rte_eth_dev_rx_offload_name(1), "VLAN_STRIP");
	assert_string_equal(rte_eth_dev_rx_offload_name(3), "UNKNOWN");
	assert_string_equal(rte_eth_dev_rx_offload_name(0), "UNKNOWN");
	assert_string_equal(rte_eth_dev_tx_offload_name(UINT64_C(1) << 21),
			"SEND_ON_TIMESTAMP");
	assert_string_equal(rte_eth_dev_tx_offload_name(UINT64_C(1) << 22),
			"UNKNOWN");
	assert_string_equal(rte_eth_dev_capability_name(4), "RXQ_SHARE");
	assert_int_equal(rte_eth_rss_hf_refine(RTE_ETH_RSS_L3_SRC_ONLY |
					 RTE_ETH_RSS_L3_DST_ONLY |
					 RTE_ETH_RSS_L4_SRC_ONLY),
			RTE_ETH_RSS_L4_SRC_ONLY);
}

static void
owners(void **state)
{
	struct rte_eth_dev_owner me = {.name = "me"}, you = {.name = "you"},
				 got;
	uint64_t id = 0;

	assert_int_equal(rte_eth_dev_owner_new(NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_owner_new(&me.id), 0);
	assert_int_equal(rte_eth_dev_owner_new(&you.id), 0);
	assert_true(me.id != 0 && me.id != you.id);
	assert_int_equal(rte_eth_dev_owner_set(77, &me), -ENODEV);
	assert_int_equal(rte_eth_dev_owner_set(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_owner_set(port, &me), 0);
	assert_int_equal(rte_eth_dev_owner_set(port, &you), -EPERM);
	assert_int_equal(rte_eth_dev_count_avail(), 0);
	assert_int_equal(rte_eth_dev_count_total(), 1);
	assert_int_equal(rte_eth_find_next_owned_by(0, me.id), port);
	assert_int_equal(rte_eth_dev_owner_get(port, &got), 0);
	assert_string_equal(got.name, "me");
	assert_int_equal(rte_eth_dev_owner_get(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_owner_get(77, &got), -ENODEV);
	assert_int_equal(rte_eth_dev_owner_unset(port, you.id), -EPERM);
	assert_int_equal(rte_eth_dev_owner_unset(port, 999), -EINVAL);
	assert_int_equal(rte_eth_dev_owner_unset(port, 0), -EINVAL);
	assert_int_equal(rte_eth_dev_owner_unset(77, me.id), -ENODEV);
	assert_int_equal(rte_eth_dev_owner_unset(port, me.id), 0);
	assert_int_equal(rte_eth_dev_owner_set(port, &you), 0);
	assert_int_equal(rte_eth_dev_owner_delete(999), -EINVAL);
	assert_int_equal(rte_eth_dev_owner_delete(you.id), 0);
	assert_int_equal(rte_eth_dev_count_avail(), 1);
	you.id = 999;
	assert_int_equal(rte_eth_dev_owner_set(port, &you), -EINVAL);
	assert_int_equal(bp_eth_dev_remove("fake0"), 0);
	/* Ids outlive the last port, and are given out once. */
	assert_int_equal(rte_eth_dev_owner_delete(me.id), 0);
	assert_int_equal(rte_eth_dev_owner_delete(999), -EINVAL);
	assert_int_equal(rte_eth_dev_owner_new(&id), 0);
	assert_int_equal(id, me.id + 2);
	port = fake_port("fake0");
	assert_int_equal(rte_eth_dev_owner_set(port, &me), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(info),
			FAKE_TEST(queue_info),
			FAKE_TEST(packet_types),
			FAKE_TEST(link_state),
			FAKE_TEST(link_text),
			FAKE_TEST(names_of_bits),
			FAKE_TEST(owners),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
