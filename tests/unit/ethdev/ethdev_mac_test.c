/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses, promiscuous and all-multicast mode, MTU. */
#include "fake.h"

static struct rte_ether_addr a = {{2, 1, 2, 3, 4, 5}};
static struct rte_ether_addr zero, group = {{1, 2, 3, 4, 5, 6}};

static void
the_default_address(void **state)
{
	struct rte_ether_addr got;

	assert_int_equal(rte_eth_macaddr_get(77, &got), -ENODEV);
	assert_int_equal(rte_eth_macaddr_get(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(77, &a), -ENODEV);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, NULL), -EINVAL);
	assert_int_equal(
			rte_eth_dev_default_mac_addr_set(port, &zero), -EINVAL);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, &group),
			-EINVAL);
	fake.rc = -EBUSY;
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, &a), -EBUSY);
	assert_int_equal(rte_eth_macaddr_get(port, &got), 0);
	assert_false(rte_is_same_ether_addr(&got, &a));
	fake.rc = 0;
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, &a), 0);
	assert_int_equal(rte_eth_macaddr_get(port, &got), 0);
	assert_true(rte_is_same_ether_addr(&got, &a));
	fake_ops.mac_addr_set = NULL;
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, &a), -ENOTSUP);
}

static void
more_addresses(void **state)
{
	struct rte_ether_addr addr = a, all[4];
	int i;

	assert_int_equal(rte_eth_dev_mac_addr_add(77, &a, 0), -ENODEV);
	assert_int_equal(rte_eth_dev_mac_addr_add(port, NULL, 0), -EINVAL);
	assert_int_equal(rte_eth_dev_mac_addr_add(port, &zero, 0), -EINVAL);
	assert_int_equal(rte_eth_dev_mac_addr_add(port, &a, 64), -EINVAL);
	for (i = 1; i < 4; i++) {
		addr.addr_bytes[5] = (uint8_t)i;
		assert_int_equal(rte_eth_dev_mac_addr_add(port, &addr, 0), 0);
	}
	assert_int_equal(fake.calls, 3);
	assert_int_equal(rte_eth_dev_mac_addr_add(port, &addr, 0), 0);
	assert_int_equal(fake.calls, 3);
	assert_int_equal(rte_eth_dev_mac_addr_add(port, &addr, 1), 0);
	assert_int_equal(fake.calls, 4);
	addr.addr_bytes[5] = 9;
	assert_int_equal(rte_eth_dev_mac_addr_add(port, &addr, 0), -ENOSPC);
	assert_int_equal(rte_eth_macaddrs_get(port, all, 9), 4);
	assert_int_equal(all[3].addr_bytes[5], 3);
	assert_int_equal(rte_eth_macaddrs_get(port, all, 2), 2);
	assert_int_equal(rte_eth_macaddrs_get(77, NULL, 2), -EINVAL);
	assert_int_equal(rte_eth_macaddrs_get(port, NULL, 2), -EINVAL);
	assert_int_equal(rte_eth_macaddrs_get(77, all, 2), -ENODEV);
}

static void
removal(void **state)
{
	struct rte_ether_addr first;

	assert_int_equal(rte_eth_dev_mac_addr_add(port, &a, 0), 0);
	assert_int_equal(rte_eth_dev_default_mac_addr_set(port, &a), -EEXIST);
	assert_int_equal(rte_eth_dev_mac_addr_remove(77, &a), -ENODEV);
	assert_int_equal(rte_eth_dev_mac_addr_remove(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_mac_addr_remove(port, &a), 0);
	assert_int_equal(rte_eth_dev_mac_addr_remove(port, &a), 0);
	assert_int_equal(rte_eth_macaddr_get(port, &first), 0);
	assert_int_equal(
			rte_eth_dev_mac_addr_remove(port, &first), -EADDRINUSE);
	fake_ops.mac_addr_remove = NULL;
	fake_ops.mac_addr_add = NULL;
	assert_int_equal(rte_eth_dev_mac_addr_remove(port, &a), -ENOTSUP);
	assert_int_equal(rte_eth_dev_mac_addr_add(port, &a, 0), -ENOTSUP);
}

typedef int (*mode_fn)(uint16_t port_id);

static void
modes(void **state)
{
	static const mode_fn mode[][3] = {
			{rte_eth_promiscuous_enable,
					rte_eth_promiscuous_disable,
					rte_eth_promiscuous_get},
			{rte_eth_allmulticast_enable,
					rte_eth_allmulticast_disable,
					rte_eth_allmulticast_get},
	};
	int i, j;

	for (i = 0; i < 2; i++) {
		for (j = 0; j < 3; j++)
			assert_int_equal(mode[i][j](77), -ENODEV);
		fake.rc = -EBUSY;
		assert_int_equal(mode[i][0](port), -EBUSY);
		assert_int_equal(mode[i][2](port), 0);
		fake.rc = 0;
		fake.calls = 0;
		assert_int_equal(mode[i][0](port), 0);
		assert_int_equal(mode[i][0](port), 0);
		assert_int_equal(mode[i][2](port), 1);
		fake.rc = -EBUSY;
		assert_int_equal(mode[i][1](port), -EBUSY);
		assert_int_equal(mode[i][2](port), 1);
		fake.rc = 0;
		assert_int_equal(mode[i][1](port), 0);
		assert_int_equal(mode[i][1](port), 0);
		assert_int_equal(mode[i][2](port), 0);
		assert_int_equal(fake.calls, 3);
	}
	fake_ops.promiscuous_enable = NULL;
	fake_ops.allmulticast_enable = NULL;
	assert_int_equal(rte_eth_promiscuous_enable(port), -ENOTSUP);
	assert_int_equal(rte_eth_allmulticast_enable(port), -ENOTSUP);
}

static void
mtu(void **state)
{
	uint16_t value;

	assert_int_equal(rte_eth_dev_get_mtu(77, &value), -ENODEV);
	assert_int_equal(rte_eth_dev_get_mtu(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_set_mtu(77, 1400), -ENODEV);
	assert_int_equal(rte_eth_dev_set_mtu(port, 1400), -EINVAL);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_set_mtu(port, 45), -EINVAL);
	assert_int_equal(rte_eth_dev_set_mtu(port, 9001), -EINVAL);
	fake.rc = -EBUSY;
	assert_int_equal(rte_eth_dev_set_mtu(port, 9000), -EBUSY);
	assert_int_equal(rte_eth_dev_get_mtu(port, &value), 0);
	assert_int_equal(value, 1500);
	fake.rc = 0;
	assert_int_equal(rte_eth_dev_set_mtu(port, 9000), 0);
	assert_int_equal(rte_eth_dev_get_mtu(port, &value), 0);
	assert_int_equal(value, 9000);
	fake_ops.mtu_set = NULL;
	assert_int_equal(rte_eth_dev_set_mtu(port, 1400), -ENOTSUP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(the_default_address),
			FAKE_TEST(more_addresses),
			FAKE_TEST(removal),
			FAKE_TEST(modes),
			FAKE_TEST(mtu),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
