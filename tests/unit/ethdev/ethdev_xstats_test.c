/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters: basic, by number and by name, with the driver's own last. */
#include "fake.h"

static void
basic(void **state)
{
	struct rte_eth_stats stats;

	assert_int_equal(rte_eth_stats_get(77, &stats), -ENODEV);
	assert_int_equal(rte_eth_stats_get(port, NULL), -EINVAL);
	rte_eth_devices[port].data->rx_mbuf_alloc_failed = 5;
	assert_int_equal(rte_eth_stats_get(port, &stats), 0);
	assert_int_equal(stats.ipackets, 11);
	assert_int_equal(stats.rx_nombuf, 5);
	assert_int_equal(rte_eth_stats_reset(port), 0);
	assert_int_equal(rte_eth_stats_get(port, &stats), 0);
	assert_int_equal(stats.rx_nombuf, 0);
	fake.rc = -ENOMEM;
	assert_int_equal(rte_eth_stats_get(port, &stats), -ENOMEM);
	assert_int_equal(rte_eth_stats_reset(port), -ENOMEM);
	fake_ops.stats_get = NULL;
	fake_ops.stats_reset = NULL;
	assert_int_equal(rte_eth_stats_get(port, &stats), -ENOTSUP);
	assert_int_equal(rte_eth_stats_reset(port), -ENOTSUP);
	assert_int_equal(rte_eth_stats_reset(77), -ENODEV);
}

/* 8 basic, 3 a receive queue, 2 a transmit queue, 2 of the driver. */
#define TOTAL (8 + 2 * 3 + 2 * 2 + 2)

static void
numbers_and_names(void **state)
{
	struct rte_eth_xstat_name names[TOTAL];
	struct rte_eth_xstat xs[TOTAL];
	int i;

	fake_ready(2);
	fake.own[1] = 99;
	assert_int_equal(rte_eth_xstats_get_names(port, NULL, 0), TOTAL);
	assert_int_equal(rte_eth_xstats_get_names(port, names, 3), TOTAL);
	assert_int_equal(rte_eth_xstats_get_names(port, names, TOTAL), TOTAL);
	assert_int_equal(rte_eth_xstats_get(port, NULL, 0), TOTAL);
	assert_int_equal(rte_eth_xstats_get(port, xs, 3), TOTAL);
	assert_int_equal(rte_eth_xstats_get(port, xs, TOTAL), TOTAL);
	for (i = 0; i < TOTAL; i++)
		assert_int_equal(xs[i].id, i);
	assert_string_equal(names[0].name, "rx_good_packets");
	assert_int_equal(xs[0].value, 11);
	assert_string_equal(names[3].name, "tx_good_bytes");
	assert_int_equal(xs[3].value, 22);
	assert_string_equal(names[7].name, "rx_mbuf_allocation_errors");
	assert_string_equal(names[11].name, "rx_q1_packets");
	assert_int_equal(xs[11].value, 33);
	assert_string_equal(names[15].name, "tx_q0_bytes");
	assert_int_equal(xs[15].value, 44);
	assert_string_equal(names[TOTAL - 1].name, "fake_b");
	assert_int_equal(xs[TOTAL - 1].value, 99);
}

static void
by_id(void **state)
{
	struct rte_eth_xstat_name names[TOTAL];
	uint64_t ids[] = {TOTAL - 1, 0}, values[TOTAL], id = 0;

	fake_ready(2);
	fake.own[1] = 99;
	assert_int_equal(rte_eth_xstats_get_by_id(port, ids, values, 2), 2);
	assert_int_equal(values[0], 99);
	assert_int_equal(values[1], 11);
	assert_int_equal(
			rte_eth_xstats_get_names_by_id(port, names, 2, ids), 2);
	assert_string_equal(names[0].name, "fake_b");
	assert_int_equal(rte_eth_xstats_get_by_id(port, NULL, NULL, 0), TOTAL);
	assert_int_equal(
			rte_eth_xstats_get_by_id(port, NULL, values, 2), TOTAL);
	assert_int_equal(rte_eth_xstats_get_by_id(port, NULL, values, TOTAL),
			TOTAL);
	assert_int_equal(values[TOTAL - 1], 99);
	assert_int_equal(rte_eth_xstats_get_by_id(port, ids, NULL, 2), -EINVAL);
	assert_int_equal(rte_eth_xstats_get_names_by_id(port, NULL, 1, ids),
			-EINVAL);
	assert_int_equal(rte_eth_xstats_get_names_by_id(port, NULL, 0, NULL),
			TOTAL);
	ids[0] = TOTAL;
	assert_int_equal(rte_eth_xstats_get_by_id(port, ids, values, 2), -1);
	assert_int_equal(rte_eth_xstats_get_names_by_id(port, names, 2, ids),
			-1);
	assert_int_equal(rte_eth_xstats_get_id_by_name(port, "fake_b", &id), 0);
	assert_int_equal(id, TOTAL - 1);
	assert_int_equal(rte_eth_xstats_get_id_by_name(port, "no", &id),
			-EINVAL);
	assert_int_equal(rte_eth_xstats_get_id_by_name(port, NULL, &id),
			-ENOMEM);
	assert_int_equal(rte_eth_xstats_get_id_by_name(77, "no", &id), -ENODEV);
}

static void
failures(void **state)
{
	struct rte_eth_xstat xs[TOTAL];

	fake_ready(2);
	assert_int_equal(rte_eth_xstats_get(77, xs, TOTAL), -ENODEV);
	assert_int_equal(rte_eth_xstats_get_names(77, NULL, 0), -ENODEV);
	assert_int_equal(rte_eth_xstats_reset(77), -ENODEV);
	assert_int_equal(rte_eth_xstats_get(port, NULL, 1), -EINVAL);
	fake.rc = -EIO;
	assert_int_equal(rte_eth_xstats_get(port, xs, TOTAL), -EIO);
	assert_int_equal(rte_eth_xstats_reset(port), -EIO);
	fake.rc = 0;
	assert_int_equal(rte_eth_xstats_reset(port), 0);
	fake_ops.xstats_get_names = NULL;
	fake_ops.xstats_get = NULL;
	assert_int_equal(rte_eth_xstats_get(port, xs, TOTAL), TOTAL - 2);
	rte_eth_devices[port].data->dev_flags = 0;
	assert_int_equal(rte_eth_xstats_get(port, xs, TOTAL), 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(basic),
			FAKE_TEST(numbers_and_names),
			FAKE_TEST(by_id),
			FAKE_TEST(failures),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
