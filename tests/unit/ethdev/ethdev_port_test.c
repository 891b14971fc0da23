/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of ports: names, ids, iteration, release, start over. */
#include "fake.h"

#define INVALID 31

static void
allocate_checks_the_name(void **state)
{
	char longest[RTE_ETH_NAME_MAX_LEN + 1];

	assert_null(rte_eth_dev_allocate(NULL));
	assert_null(rte_eth_dev_allocate(""));
	memset(longest, 'x', sizeof(longest));
	longest[RTE_ETH_NAME_MAX_LEN] = '\0';
	assert_null(rte_eth_dev_allocate(longest));
	longest[RTE_ETH_NAME_MAX_LEN - 1] = '\0';
	assert_int_equal(fake_port(longest), 1);
	assert_null(rte_eth_dev_allocate("fake0"));
	assert_int_equal(bp_eth_dev_remove(longest), 0);
}

static void
all_ids_can_be_used(void **state)
{
	char name[16];
	int i;

	for (i = 1; i < RTE_MAX_ETHPORTS; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		assert_int_equal(fake_port(name), i);
	}
	assert_null(rte_eth_dev_allocate("one more"));
	assert_int_equal(rte_eth_dev_count_avail(), RTE_MAX_ETHPORTS);
	for (i = 1; i < RTE_MAX_ETHPORTS; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		assert_int_equal(bp_eth_dev_remove(name), 0);
	}
	assert_int_equal(rte_eth_dev_count_total(), 1);
}

static void
names_and_ids(void **state)
{
	char name[RTE_ETH_NAME_MAX_LEN] = "";
	uint16_t id = 99;

	assert_int_equal(rte_eth_dev_get_name_by_port(port, name), 0);
	assert_string_equal(name, "fake0");
	assert_int_equal(rte_eth_dev_get_name_by_port(port, NULL), -EINVAL);
	assert_int_equal(rte_eth_dev_get_name_by_port(INVALID, name), -ENODEV);
	assert_int_equal(rte_eth_dev_get_port_by_name("fake0", &id), 0);
	assert_int_equal(id, port);
	assert_int_equal(rte_eth_dev_get_port_by_name("fake", &id), -ENODEV);
	assert_int_equal(rte_eth_dev_get_port_by_name("", &id), -ENODEV);
	assert_int_equal(rte_eth_dev_get_port_by_name(NULL, &id), -EINVAL);
	assert_int_equal(rte_eth_dev_get_port_by_name("fake0", NULL), -EINVAL);
}

static void
validity_and_iteration(void **state)
{
	uint16_t id, n = 0, second = fake_port("fake1");
	struct rte_device device = {0};

	rte_eth_devices[second].device = &device;
	RTE_ETH_FOREACH_DEV (id)
		n++;
	assert_int_equal(n, 2);
	assert_true(rte_eth_dev_is_valid_port(port));
	assert_false(rte_eth_dev_is_valid_port(INVALID));
	assert_false(rte_eth_dev_is_valid_port(UINT16_MAX));
	assert_int_equal(rte_eth_find_next(0), port);
	assert_int_equal(rte_eth_find_next(UINT16_MAX), RTE_MAX_ETHPORTS);
	assert_int_equal(rte_eth_find_next_of(0, &device), second);
	assert_int_equal(rte_eth_find_next_sibling(0, second), second);
	assert_int_equal(rte_eth_find_next_sibling(0, 50), RTE_MAX_ETHPORTS);
	n = 0;
	RTE_ETH_FOREACH_DEV_OF(id, &device)
	n++;
	assert_int_equal(n, 1);
	assert_int_equal(bp_eth_dev_remove("fake1"), 0);
}

static void
a_port_is_hidden_until_probing_ends(void **state)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocate("late");
	uint16_t id;

	assert_non_null(dev);
	assert_false(rte_eth_dev_is_valid_port(dev->data->port_id));
	assert_int_equal(rte_eth_dev_get_port_by_name("late", &id), -ENODEV);
	assert_ptr_equal(rte_eth_dev_allocated("late"), dev);
	assert_int_equal(rte_eth_dev_release_port(dev), 0);
	assert_null(rte_eth_dev_allocated("late"));
	assert_int_equal(rte_eth_dev_release_port(dev), -EINVAL);
	assert_int_equal(rte_eth_dev_release_port(NULL), -EINVAL);
}

static void
socket_of_a_port(void **state)
{
	rte_eth_devices[port].data->numa_node = 0;
	assert_int_equal(rte_eth_dev_socket_id(port), 0);
	rte_eth_devices[port].data->numa_node = SOCKET_ID_ANY;
	rte_errno = 5;
	assert_int_equal(rte_eth_dev_socket_id(port), SOCKET_ID_ANY);
	assert_int_equal(rte_errno, 0);
	assert_int_equal(rte_eth_dev_socket_id(INVALID), SOCKET_ID_ANY);
	assert_int_equal(rte_errno, EINVAL);
}

static void
cleanup_forgets_ports_and_init_begins_anew(void **state)
{
	struct rte_eth_dev *dev = &rte_eth_devices[port];

	assert_int_equal(bp_eth_dev_remove("fake0"), 0);
	assert_null(dev->data);
	bp_component_ethdev.fini();
	assert_int_equal(fake_port("fake0"), 0);
	bp_component_ethdev.fini();
	assert_int_equal(rte_eth_dev_count_total(), 0);
	assert_int_equal(fake.closes, 2);
	assert_int_equal(bp_component_ethdev.init(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(allocate_checks_the_name),
			FAKE_TEST(all_ids_can_be_used),
			FAKE_TEST(names_and_ids),
			FAKE_TEST(validity_and_iteration),
			FAKE_TEST(a_port_is_hidden_until_probing_ends),
			FAKE_TEST(socket_of_a_port),
			FAKE_TEST(cleanup_forgets_ports_and_init_begins_anew),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
