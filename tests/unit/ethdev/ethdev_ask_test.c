/* SPDX-License-Identifier: BSD-3-Clause */
/* What a process answers about its ports, also to wild questions. */
#include "ethdev_private.h"
#include "fake.h"

static uint8_t *memory; /* that both see */

static int
say(enum ethdev_op op, uint32_t n, uint64_t len)
{
	const struct ethdev_msg m = {
			.op = op,
			.port_id = port,
			.n = n,
			.addr = (uintptr_t)memory,
			.len = len,
	};

	return ethdev_ask_answer(&m);
}

static int
setup(void **state)
{
	memory = rte_zmalloc(NULL, 65536, 0);
	return memory == NULL ? -1 : fake_setup(state);
}

static int
teardown(void **state)
{
	rte_free(memory);
	return fake_teardown(state);
}

static void
answers(void **state)
{
	const struct rte_eth_dev_info *info = (const void *)memory;
	const struct rte_eth_stats *stats = (const void *)memory;
	const struct rte_eth_xstat *xstats = (const void *)memory;

	fake.own[1] = 77;
	assert_int_equal(say(ETHDEV_OP_INFO, 0, 65536), 0);
	assert_int_equal(info->max_rx_queues, 4);
	assert_int_equal(say(ETHDEV_OP_LINK, 1, 0), 0);
	assert_int_equal(rte_eth_devices[port].data->dev_link.link_speed, 1000);
	assert_int_equal(say(ETHDEV_OP_STATS, 0, sizeof(*stats)), 0);
	assert_int_equal(stats->ipackets, 11);
	assert_int_equal(say(ETHDEV_OP_XSTATS_NAMES, 0, 0), 2);
	assert_int_equal(say(ETHDEV_OP_XSTATS, 2, 2 * sizeof(*xstats)), 2);
	assert_int_equal(xstats[1].value, 77);
	assert_int_equal(say(ETHDEV_OP_XSTATS_NAMES, 2,
					 2 * sizeof(struct rte_eth_xstat_name)),
			2);
	assert_string_equal((const char *)memory, "fake_a");
	assert_int_equal(say(ETHDEV_OP_STATS_RESET, 0, 0), 0);
	assert_int_equal(say(ETHDEV_OP_XSTATS_RESET, 0, 0), 0);
	assert_int_equal(fake.calls, 2);
}

/* A driver that has none of it. */
static void
has_nothing(void **state)
{
	memset(&fake_ops, 0, sizeof(fake_ops));
	assert_int_equal(say(ETHDEV_OP_INFO, 0, 65536), -ENOTSUP);
	assert_int_equal(say(ETHDEV_OP_LINK, 0, 0), -ENOTSUP);
	assert_int_equal(say(ETHDEV_OP_STATS, 0, 65536), -ENOTSUP);
	assert_int_equal(say(ETHDEV_OP_XSTATS, 2, 65536), 0);
	assert_int_equal(say(ETHDEV_OP_XSTATS_NAMES, 2, 65536), 0);
	assert_int_equal(say(ETHDEV_OP_STATS_RESET, 0, 0), -ENOTSUP);
	assert_int_equal(say(ETHDEV_OP_XSTATS_RESET, 0, 0), -ENOTSUP);
}

static void
wild(void **state)
{
	struct ethdev_msg m = {.op = ETHDEV_OP_STATS, .port_id = port};
	int own[64];

	assert_int_equal(say(99, 0, 65536), -EINVAL);
	assert_int_equal(say(ETHDEV_OP_INFO, 0, 8), -EINVAL);
	assert_int_equal(say(ETHDEV_OP_STATS, 0, 8), -EINVAL);
	assert_int_equal(say(ETHDEV_OP_XSTATS, 2, 8), -EINVAL);
	assert_int_equal(say(ETHDEV_OP_XSTATS_NAMES, 2, 8), -EINVAL);
	assert_int_equal(
			say(ETHDEV_OP_XSTATS, UINT32_MAX, UINT64_MAX), -EINVAL);
	m.len = sizeof(own);
	assert_int_equal(ethdev_ask_answer(&m), -EINVAL);
	m.addr = UINT64_MAX - 8;
	m.len = UINT64_MAX;
	assert_int_equal(ethdev_ask_answer(&m), -EINVAL);
	m.addr = (uintptr_t)own;
	assert_int_equal(ethdev_ask_answer(&m), -EINVAL);
	m.port_id = port + 1;
	assert_int_equal(ethdev_ask_answer(&m), -ENODEV);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					answers, setup, teardown),
			cmocka_unit_test_setup_teardown(
					has_nothing, setup, teardown),
			cmocka_unit_test_setup_teardown(wild, setup, teardown),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
