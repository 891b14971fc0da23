/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a primary tells others of its ports, while none of them answers. Those
 * that do are tested by tests/system/group_ports_test.py.
 */
#include <bus_driver.h>
#include <dev_driver.h>
#include <unistd.h>

#include <rte_devargs.h>

#include "ethdev_private.h"
#include "fake.h"

static struct ethdev_slot *
slot(void)
{
	return &ethdev_shared_get()->slots[port];
}

static void
shown(void **state)
{
	const uint64_t before = slot()->round;

	assert_int_not_equal(before, 0);
	assert_int_equal(slot()->maker, 0);
	assert_false(slot()->open);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_true(slot()->open);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_false(slot()->open);
	assert_int_equal(rte_eth_dev_close(port), 0);
	assert_int_equal(slot()->round, 0);
	assert_int_equal(fake_port("fake0"), port);
	assert_true(slot()->round > before);
}

/* Of a device what is needed to have it elsewhere. */
static void
described(void **state)
{
	static char args[] = "size=64", long_args[1000];
	static struct rte_devargs da = {.args = args};
	static struct rte_bus bus = {.name = "bus0"};
	static struct rte_device device = {
			.name = "device0", .bus = &bus, .devargs = &da};
	struct rte_eth_dev *dev = &rte_eth_devices[port];

	dev->device = &device;
	ethdev_share_show(dev);
	assert_string_equal(slot()->bus, "bus0");
	assert_string_equal(slot()->device, "device0");
	assert_string_equal(slot()->args, "size=64");
	memset(long_args, 'a', sizeof(long_args) - 1);
	da.args = long_args;
	device.bus = NULL;
	ethdev_share_show(dev);
	assert_string_equal(slot()->args, "");
	dev->device = NULL;
}

/* Who follows, but is dead by now, is not waited for. */
static void
dead_followers(void **state)
{
	int32_t *followers = ethdev_shared_get()->followers;

	followers[0] = getpid();
	followers[1] = 1;
	followers[BP_GROUP_MEMBERS - 1] = getpid();
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	assert_int_equal(rte_eth_dev_stop(port), 0);
	assert_int_equal(rte_eth_dev_close(port), 0);
	memset(followers, 0, sizeof(ethdev_shared_get()->followers));
	fake_port("fake0");
}

/* A primary attaches to nothing: its ports are its own. */
static void
own(void **state)
{
	static struct rte_bus bus = {.name = "bus0"};
	static struct rte_device device = {.name = "device0", .bus = &bus};
	struct ethdev_msg m = {.op = ETHDEV_OP_STATS, .port_id = port};

	assert_ptr_equal(rte_eth_dev_attach_secondary("fake0"),
			&rte_eth_devices[port]);
	assert_null(rte_eth_dev_attach_secondary("fake1"));
	assert_int_equal(bp_eth_attach_all(&device, NULL), 0);
	assert_int_equal(ethdev_foreign_follow(port), 0);
	assert_false(ethdev_is_foreign(&rte_eth_devices[port]));
	assert_int_equal(ethdev_share_ask(1, &m, 10), -ENOENT);
}

static const struct bp_component *const only_ethdev[] = {&bp_component_ethdev};

static int
start(void **state)
{
	char prefix[32];
	struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.prefix = prefix,
			.affinity = BP_AFFINITY_KEEP,
			.components = only_ethdev,
			.components_n = RTE_DIM(only_ethdev),
			.log_level = RTE_LOG_EMERG};

	snprintf(prefix, sizeof(prefix), "unit-ethdev-%d", getpid());
	if (bp_init(&config) != 0)
		return -1;
	pool = rte_pktmbuf_pool_create("pool", 255, 16, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	return pool == NULL ? -1 : 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					shown, fake_setup, fake_teardown),
			cmocka_unit_test_setup_teardown(
					described, fake_setup, fake_teardown),
			cmocka_unit_test_setup_teardown(dead_followers,
					fake_setup, fake_teardown),
			cmocka_unit_test_setup_teardown(
					own, fake_setup, fake_teardown),
	};

	return cmocka_run_group_tests(tests, start, group_teardown);
}
