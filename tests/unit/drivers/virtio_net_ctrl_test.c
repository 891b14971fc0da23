/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Commands: each setting reaches the device as the specification writes it, and
 * again at each start; a device that refuses, answers nonsense or is silent
 * stops nothing but its command. And the fields of the configuration.
 */
#include "virtio_net_env.h"

#define FILTERS                                                                \
	(CTRL_RX | F(VIRTIO_NET_F_CTRL_MAC_ADDR) | F(VIRTIO_NET_F_CTRL_VLAN))

static const uint64_t kinds[] = {0, PACKED | INDIRECT};

/* The last command was this, with these bytes behind it. */
static void
check_command(uint8_t class, uint8_t command, const void *data, uint32_t len)
{
	assert_int_equal(env.cmd_len, len + 2);
	assert_int_equal(env.cmd[0], class);
	assert_int_equal(env.cmd[1], command);
	assert_memory_equal(env.cmd + 2, data, len);
}

static void
modes(void **state)
{
	unsigned int k;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		env_up(kinds[k] | CTRL_RX, 0, 0);
		assert_int_equal(rte_eth_promiscuous_enable(env.id), 0);
		check_command(0, 0, "\1", 1);
		assert_int_equal(rte_eth_allmulticast_enable(env.id), 0);
		check_command(0, 1, "\1", 1);
		/* While it is stopped, the port keeps them in mind. */
		assert_int_equal(rte_eth_dev_stop(env.id), 0);
		assert_int_equal(rte_eth_promiscuous_disable(env.id), 0);
		env.cmd_len = 0;
		env.by_class[0] = 0;
		assert_int_equal(rte_eth_dev_start(env.id), 0);
		/* Both are said, as a device may begin with either; once. */
		assert_int_equal(env.by_class[0], 2);
		check_command(0, 1, "\1", 1);
		assert_int_equal(rte_eth_allmulticast_disable(env.id), 0);
		check_command(0, 1, "\0", 1);
		env_down();
	}
	env_up(0, 0, 0);
	assert_int_equal(rte_eth_promiscuous_enable(env.id), -ENOTSUP);
	env_down();
}

static void
addresses(void **state)
{
	struct rte_ether_addr a = {{2, 1, 1, 1, 1, 1}},
			      b = {{2, 2, 2, 2, 2, 2}};
	struct rte_ether_addr mc[2] = {
			{{1, 0, 0x5e, 0, 0, 1}}, {{1, 0, 0x5e, 0, 0, 2}}};

	env_up(FILTERS, 0, 0);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(env.id, &a), 0);
	check_command(1, 1, &a, 6);
	assert_int_equal(rte_eth_dev_mac_addr_add(env.id, &b, 0), 0);
	check_command(1, 0, "\1\0\0\0\2\2\2\2\2\2\0\0\0\0", 14);
	assert_int_equal(rte_eth_dev_set_mc_addr_list(env.id, mc, 2), 0);
	check_command(1, 0,
			"\1\0\0\0\2\2\2\2\2\2\2\0\0\0"
			"\1\0\x5e\0\0\1\1\0\x5e\0\0\2",
			26);
	/* All of it again. */
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	env.cmd_len = 0;
	env.by_class[1] = 0;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	/* The port's own, and the table: ethdev's repetition is no news. */
	assert_int_equal(env.by_class[1], 2);
	check_command(1, 0,
			"\1\0\0\0\2\2\2\2\2\2\2\0\0\0"
			"\1\0\x5e\0\0\1\1\0\x5e\0\0\2",
			26);
	assert_int_equal(rte_eth_dev_mac_addr_remove(env.id, &b), 0);
	check_command(1, 0, "\0\0\0\0\2\0\0\0\1\0\x5e\0\0\1\1\0\x5e\0\0\2", 20);
	assert_int_equal(rte_eth_dev_set_mc_addr_list(env.id, &a, 1), -EINVAL);
	assert_int_equal(rte_eth_dev_set_mc_addr_list(env.id, mc, 65), -ENOSPC);
	assert_int_equal(rte_eth_dev_set_mc_addr_list(env.id, NULL, 0), 0);
	check_command(1, 0, "\0\0\0\0\0\0\0\0", 8);
	env_down();
}

/* No room in the device's table: it lets in all, until the table fits. */
static void
too_many_addresses(void **state)
{
	struct rte_ether_addr b = {{2, 2, 2, 2, 2, 2}};

	env_up(FILTERS, 0, 0);
	env.refuse_class = VIRTIO_NET_CTRL_MAC;
	assert_int_equal(rte_eth_dev_mac_addr_add(env.id, &b, 0), 0);
	check_command(0, 0, "\1", 1);
	env.refuse_class = 0xff;
	/* What the program says of the mode meanwhile does not end that. */
	env.cmd_len = 0;
	assert_int_equal(rte_eth_promiscuous_enable(env.id), 0);
	assert_int_equal(rte_eth_promiscuous_disable(env.id), 0);
	assert_int_equal(env.cmd_len, 0);
	assert_int_equal(rte_eth_dev_mac_addr_remove(env.id, &b), 0);
	check_command(0, 0, "\0", 1);
	/* Neither the one nor the other. */
	env.ack = VIRTIO_NET_ERR;
	assert_int_equal(rte_eth_dev_mac_addr_add(env.id, &b, 0), -EIO);
	env.ack = VIRTIO_NET_OK;
	env_down();
	env_up(0, 0, 0);
	assert_int_equal(rte_eth_dev_mac_addr_add(env.id, &b, 0), -ENOTSUP);
	assert_int_equal(
			rte_eth_dev_default_mac_addr_set(env.id, &b), -ENOTSUP);
	env_down();
}

static void
vlans(void **state)
{
	uint32_t n;

	env_up(FILTERS, RTE_ETH_RX_OFFLOAD_VLAN_FILTER, 0);
	assert_int_equal(rte_eth_dev_vlan_filter(env.id, 0x123, 1), 0);
	check_command(2, 0, "\x23\1", 2);
	assert_int_equal(rte_eth_dev_vlan_filter(env.id, 5, 1), 0);
	assert_int_equal(rte_eth_dev_vlan_filter(env.id, 5, 0), 0);
	check_command(2, 1, "\5\0", 2);
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	env.by_class[2] = 0;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_int_equal(env.by_class[2], 1);
	/* Without the filter all of them are let in. */
	n = env.by_class[2];
	assert_int_equal(rte_eth_dev_set_vlan_offload(env.id, 0), 0);
	assert_int_equal(env.by_class[2] - n, 4096);
	check_command(2, 0, "\xff\x0f", 2);
	assert_int_equal(rte_eth_dev_set_vlan_offload(
					 env.id, RTE_ETH_VLAN_FILTER_OFFLOAD),
			0);
	check_command(2, 1, "\xff\x0f", 2);
	env_down();
	/* It has to be agreed on. */
	env_up(FILTERS, 0, 0);
	assert_int_equal(rte_eth_dev_set_vlan_offload(
					 env.id, RTE_ETH_VLAN_FILTER_OFFLOAD),
			-ENOTSUP);
	env_down();
}

/* Two queues over a table of 8 entries. */
static void
rss_up(uint64_t features, uint16_t tx)
{
	struct rte_eth_conf conf = {.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS,
			.rx_adv_conf.rss_conf.rss_hf = RTE_ETH_RSS_IPV4 |
					RTE_ETH_RSS_NONFRAG_IPV6_UDP};

	env_device_new(features | RSS, 2);
	env_config()->rss_max_indirection_table_length = 8;
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_dev_configure(env.id, 2, tx, &conf), 0);
	assert_int_equal(env_queues(tx, pool), 0);
	if (tx == 1)
		assert_int_equal(rte_eth_rx_queue_setup(
						 env.id, 1, 0, 0, NULL, pool),
				0);
	assert_int_equal(rte_eth_dev_start(env.id), 0);
}

static void
spreading(void **state)
{
	static const uint8_t table[] = {
			0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0};
	struct rte_eth_rss_reta_entry64 reta = {.mask = 0xff};
	uint8_t key[40];
	struct rte_eth_rss_conf rss = {.rss_key = key,
			.rss_key_len = 40,
			.rss_hf = RTE_ETH_RSS_IPV6};

	/* All pairs are in use, also those with a receive queue alone. */
	rss_up(0, 1);
	assert_memory_equal(env.cmd + 26, "\2\0\x28", 3);
	env_down();
	rss_up(PACKED, 2);
	assert_int_equal(env.cmd_len, 2 + 4 + 2 + 2 + 16 + 2 + 1 + 40);
	assert_int_equal(env.cmd[0], VIRTIO_NET_CTRL_MQ);
	assert_int_equal(env.cmd[1], VIRTIO_NET_CTRL_MQ_RSS_CONFIG);
	assert_memory_equal(env.cmd + 2, "\x21\0\0\0\7\0\0\0", 8);
	assert_memory_equal(env.cmd + 10, table, sizeof(table));
	assert_memory_equal(env.cmd + 26, "\2\0\x28\x6d\x5a\x56\xda", 7);
	memset(key, 7, sizeof(key));
	assert_int_equal(rte_eth_dev_rss_hash_update(env.id, &rss), 0);
	assert_memory_equal(env.cmd + 2, "\x8\0\0\0", 4);
	assert_memory_equal(env.cmd + 29, key, 40);
	reta.reta[0] = 1;
	reta.mask = 1;
	assert_int_equal(rte_eth_dev_rss_reta_update(env.id, &reta, 8), 0);
	assert_memory_equal(env.cmd + 10, "\1\0\1\0", 4);
	reta.mask = 3;
	reta.reta[0] = 77;
	assert_int_equal(rte_eth_dev_rss_reta_query(env.id, &reta, 8), 0);
	assert_int_equal(reta.reta[0], 1);
	assert_int_equal(reta.reta[1], 1);
	assert_int_equal(
			rte_eth_dev_rss_reta_query(env.id, &reta, 16), -EINVAL);
	rss.rss_hf = RTE_ETH_RSS_IPV6_EX;
	assert_int_equal(rte_eth_dev_rss_hash_update(env.id, &rss), -EINVAL);
	rss.rss_hf = RTE_ETH_RSS_IPV4;
	rss.rss_key_len = 39;
	assert_int_equal(rte_eth_dev_rss_hash_update(env.id, &rss), -EINVAL);
	/* What the device refuses is not kept. */
	rss.rss_key_len = 40;
	memset(key, 9, sizeof(key));
	env.ack = VIRTIO_NET_ERR;
	assert_int_equal(rte_eth_dev_rss_hash_update(env.id, &rss), -EIO);
	env.ack = VIRTIO_NET_OK;
	assert_int_equal(rte_eth_dev_rss_hash_conf_get(env.id, &rss), 0);
	assert_int_equal(rss.rss_hf, RTE_ETH_RSS_IPV6);
	assert_int_equal(key[0], 7);
	env_down();
	env_up(0, 0, 0);
	assert_int_equal(rte_eth_dev_rss_hash_conf_get(env.id, &rss), -ENOTSUP);
	env_down();
}

static void
answers_that_are_none(void **state)
{
	static const struct {
		enum virtio_fault fault;
		int rc;
		const char *xstat;
		bool ends; /* the queue is out of use */
	} faults[] = {{FAULT_SILENT, -ETIMEDOUT, "ctrl_timeouts", true},
			{FAULT_ACK, -EIO, "ctrl_bad_acks", false},
			{FAULT_NO_ACK, -EIO, "ctrl_bad_acks", false},
			{FAULT_ID_RANGE, -EIO, "ctrl_broken", true},
			{FAULT_LEN_MAX, -EIO, "ctrl_broken", true},
			{FAULT_GONE, -ENODEV, NULL, true}};
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(faults); i++) {
		for (k = 0; k < RTE_DIM(kinds); k++) {
			env_up(kinds[k] | CTRL_RX, 0, 0);
			env.fake->fault = faults[i].fault;
			env.fake->fault_at = env.fake->control;
			env_port()->ctrl.patience = 20;
			if (faults[i].fault == FAULT_GONE)
				virtio_fake_unplug(env.fake);
			assert_int_equal(vnet_promiscuous_enable(env.eth),
					faults[i].rc);
			if (faults[i].xstat != NULL)
				assert_int_equal(env_xstat(faults[i].xstat), 1);
			assert_int_equal(vnet_promiscuous_enable(env.eth),
					faults[i].ends ? -EIO : 0);
			env.fake->wrong = NULL;
			if (faults[i].fault == FAULT_GONE) {
				env_down();
				continue;
			}
			/* It answers again at the next start. */
			assert_int_equal(rte_eth_dev_stop(env.id), 0);
			assert_int_equal(rte_eth_dev_start(env.id), 0);
			assert_int_equal(rte_eth_promiscuous_enable(env.id), 0);
			env.fake->wrong = NULL;
			env_down();
		}
	}
	env_up(CTRL_RX, 0, 0);
	env.ack = VIRTIO_NET_ERR;
	assert_int_equal(rte_eth_promiscuous_enable(env.id), -EIO);
	assert_int_equal(env_xstat("ctrl_refusals"), 1);
	env.ack = VIRTIO_NET_OK;
	env_down();
}

/* Class, data and answer are three pieces, whatever the ring. */
static void
small_control_queues(void **state)
{
	static const uint64_t rings[] = {
			0, PACKED, INDIRECT, PACKED | INDIRECT};
	struct rte_eth_conf conf = {0};
	unsigned int k;
	uint16_t size;
	bool fits;

	for (k = 0; k < RTE_DIM(rings); k++)
		for (size = 1; size <= 4; size++) {
			fits = size == 4 || (size == 3 && (rings[k] & PACKED));
			env_device_new(rings[k] | CTRL_RX, 1);
			env.fake->queues[2].size_max = size;
			assert_int_equal(env_probe(NULL), 0);
			assert_int_equal(rte_eth_dev_configure(
							 env.id, 1, 1, &conf),
					0);
			assert_int_equal(env_queues(1, pool), 0);
			assert_int_equal(rte_eth_dev_start(env.id),
					fits ? 0 : -ENOSPC);
			if (fits)
				assert_int_equal(vnet_promiscuous_enable(
								 env.eth),
						0);
			env_down();
		}
}

/* Nobody waits longer than the patience, for many commands as for one. */
static void
time_that_commands_take(void **state)
{
	struct vnet_ctrl *ctrl;

	env_up(FILTERS, RTE_ETH_RX_OFFLOAD_VLAN_FILTER, 0);
	ctrl = &env_port()->ctrl;
	ctrl->patience = 0;
	assert_int_equal(vnet_vlan_offload(env.eth, RTE_ETH_VLAN_FILTER_MASK),
			-ETIMEDOUT);
	assert_true(env.by_class[VIRTIO_NET_CTRL_VLAN] < 10);
	/* A device that wants to be reset is not waited for. */
	ctrl->patience = 1000000;
	env.fake->asleep = true;
	virtio_fake_needs_reset(env.fake);
	assert_int_equal(vnet_promiscuous_enable(env.eth), -EIO);
	env.fake->asleep = false;
	env_down();
}

static unsigned int slow_after;

/* The device takes all the time that there is for the commands of a start. */
static uint8_t
slow_command(struct virtio_fake *fake, const uint8_t *cmd, uint32_t len)
{
	if (slow_after-- == 0)
		env_port()->ctrl.end = 1;
	return note_command(fake, cmd, len);
}

/* However many addresses and VLANs a start repeats, they have one patience. */
static void
time_that_a_start_takes(void **state)
{
	struct rte_ether_addr mac = {{2, 0, 0, 0, 0, 0}};
	uint16_t i;

	env_up(FILTERS, RTE_ETH_RX_OFFLOAD_VLAN_FILTER, 0);
	for (i = 1; i < 40; i++) {
		mac.addr_bytes[5] = (uint8_t)i;
		assert_int_equal(rte_eth_dev_mac_addr_add(env.id, &mac, 0), 0);
		assert_int_equal(rte_eth_dev_vlan_filter(env.id, i, 1), 0);
	}
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	env.commands = 0;
	slow_after = 10;
	env.fake->on_control = slow_command;
	assert_int_equal(rte_eth_dev_start(env.id), -ETIMEDOUT);
	assert_int_equal(env.commands, 11);
	assert_int_equal(env_xstat("ctrl_timeouts"), 1);
	env.fake->on_control = note_command;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	assert_int_equal(env_port()->ctrl.end, 0);
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	/* A silent one is waited for once. */
	env_port()->ctrl.patience = 20;
	env.fake->fault = FAULT_SILENT;
	env.fake->fault_at = env.fake->control;
	assert_int_equal(rte_eth_dev_start(env.id), -ETIMEDOUT);
	assert_int_equal(env_xstat("ctrl_timeouts"), 2);
	env_port()->ctrl.patience = VNET_CTRL_WAIT;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	env.fake->wrong = NULL;
	env_down();
}

/* A device that refuses its address or table starts; as in 22.11. */
static void
refusals_at_start(void **state)
{
	struct rte_ether_addr b = {{2, 2, 2, 2, 2, 2}};

	env_up(FILTERS, 0, 0);
	assert_int_equal(rte_eth_dev_mac_addr_add(env.id, &b, 0), 0);
	assert_int_equal(rte_eth_dev_stop(env.id), 0);
	env.refuse_class = VIRTIO_NET_CTRL_MAC;
	assert_int_equal(rte_eth_dev_start(env.id), 0);
	/* It lets in all instead. */
	check_command(0, 0, "\1", 1);
	env.refuse_class = 0xff;
	env_down();
}

/* The interrupt thread leaves its command to whoever has the queue. */
static void
an_announcement_meanwhile(void **state)
{
	env_up(CTRL_RX, 0, 0);
	rte_spinlock_lock(&env_port()->ctrl.lock);
	vnet_ctrl_announced(env_port());
	assert_int_equal(env.by_class[VIRTIO_NET_CTRL_ANNOUNCE], 0);
	rte_spinlock_unlock(&env_port()->ctrl.lock);
	assert_int_equal(vnet_promiscuous_enable(env.eth), 0);
	assert_int_equal(env.by_class[VIRTIO_NET_CTRL_ANNOUNCE], 1);
	vnet_ctrl_announced(env_port());
	assert_int_equal(env.by_class[VIRTIO_NET_CTRL_ANNOUNCE], 2);
	env_down();
}

/* Probe with one field changed: how many fields were bad. */
static uint64_t
probed(uint64_t features)
{
	assert_int_equal(env_probe(NULL), 0);
	return env_xstat("bad_config_fields");
}

static void
fields_that_cannot_be(void **state)
{
	static const uint16_t pairs[] = {0, 0x8001, 0xffff};
	struct rte_eth_dev_info info;
	struct rte_ether_addr mac;
	unsigned int i;

	for (i = 0; i < RTE_DIM(pairs); i++) {
		env_device_new(CTRL | F(VIRTIO_NET_F_MQ), 2);
		env_config()->max_virtqueue_pairs = pairs[i];
		assert_int_equal(probed(0), 1);
		assert_int_equal(rte_eth_dev_info_get(env.id, &info), 0);
		assert_int_equal(info.max_rx_queues, 1);
		env_down();
	}
	/* Devices have the queues of other pairs once MQ is agreed on. */
	env_device_new(CTRL | F(VIRTIO_NET_F_MQ), 1);
	env_config()->max_virtqueue_pairs = 3;
	assert_int_equal(probed(0), 0);
	assert_int_equal(rte_eth_dev_info_get(env.id, &info), 0);
	assert_int_equal(info.max_rx_queues, 3);
	env_down();
	env_device_new(F(VIRTIO_NET_F_MTU), 1);
	env_config()->mtu = 67;
	assert_int_equal(probed(0), 1);
	env_down();
	env_device_new(F(VIRTIO_NET_F_MTU), 1);
	env_config()->mtu = 9000;
	assert_int_equal(probed(0), 0);
	assert_int_equal(rte_eth_dev_info_get(env.id, &info), 0);
	assert_int_equal(info.max_mtu, 9000);
	env_down();
	env_device_new(0, 1);
	env_config()->mac[0] = 1;
	assert_int_equal(probed(0), 1);
	assert_int_equal(rte_eth_macaddr_get(env.id, &mac), 0);
	assert_true(rte_is_valid_assigned_ether_addr(&mac));
	env_down();
	env_device_new(RSS, 2);
	env_config()->rss_max_key_size = 39;
	assert_int_equal(probed(0), 1);
	assert_int_equal(rte_eth_dev_info_get(env.id, &info), 0);
	assert_int_equal(info.flow_type_rss_offloads, 0);
	env_down();
	env_device_new(RSS, 2);
	env_config()->rss_max_indirection_table_length = 0;
	assert_int_equal(probed(0), 1);
	env_down();
	env_device_new(RSS, 2);
	env_config()->supported_hash_types = 1U << 31;
	assert_int_equal(probed(0), 1);
	env_down();
	/* A device that has no room for what it says it has. */
	env_device_new(RSS, 2);
	env.fake->config_len = 12;
	assert_int_equal(env_probe(NULL), -ERANGE);
	env_down();
}

static void
speed_and_link(void **state)
{
	struct rte_eth_link link;

	env_device_new(STATUS | F(VIRTIO_NET_F_SPEED_DUPLEX), 1);
	env_config()->speed = 40000;
	env_config()->duplex = 0;
	assert_int_equal(env_probe(NULL), 0);
	assert_int_equal(rte_eth_link_get_nowait(env.id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_DOWN);
	env_start(1, 0, 0);
	assert_int_equal(rte_eth_link_get_nowait(env.id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_UP);
	assert_int_equal(link.link_speed, 40000);
	assert_int_equal(link.link_duplex, RTE_ETH_LINK_HALF_DUPLEX);
	env_config()->status = 0;
	env_config()->speed = 0xfffffffe;
	env_config()->duplex = 0xff;
	assert_int_equal(rte_eth_link_get_nowait(env.id, &link), 0);
	assert_int_equal(link.link_status, RTE_ETH_LINK_DOWN);
	assert_int_equal(link.link_speed, RTE_ETH_SPEED_NUM_UNKNOWN);
	assert_int_equal(link.link_duplex, RTE_ETH_LINK_FULL_DUPLEX);
	env_down();
}

#define TEST(f) cmocka_unit_test_teardown(f, env_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(modes),
			TEST(addresses),
			TEST(too_many_addresses),
			TEST(vlans),
			TEST(spreading),
			TEST(answers_that_are_none),
			TEST(small_control_queues),
			TEST(time_that_commands_take),
			TEST(time_that_a_start_takes),
			TEST(refusals_at_start),
			TEST(an_announcement_meanwhile),
			TEST(fields_that_cannot_be),
			TEST(speed_and_link),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
