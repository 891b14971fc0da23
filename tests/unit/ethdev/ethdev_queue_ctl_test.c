/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters, descriptors and addresses of queues. */
#include "contract.h"

static char pmc_bytes[64];
static struct rte_power_monitor_cond *pmc = (void *)pmc_bytes;

static int
op_dump(const struct rte_eth_dev *dev, uint16_t q, uint16_t from, uint16_t n,
		FILE *f)
{
	fake.calls++;
	return fake.rc;
}

static int
op_monitor(void *q, struct rte_power_monitor_cond *cond)
{
	assert_ptr_equal(q, &fake);
	fake.calls++;
	return fake.rc;
}

OP(queue_stats_mapping_set, uint16_t q, uint8_t i, uint8_t rx)

CALL(rx_map, rte_eth_dev_set_rx_queue_stats_mapping(id, 1, 15))
CALL(rx_map_queue, rte_eth_dev_set_rx_queue_stats_mapping(id, 2, 0))
CALL(rx_map_high, rte_eth_dev_set_rx_queue_stats_mapping(id, 1, 16))
CALL(tx_map, rte_eth_dev_set_tx_queue_stats_mapping(id, 1, 15))
CALL(tx_map_queue, rte_eth_dev_set_tx_queue_stats_mapping(id, 2, 0))
CALL(tx_map_high, rte_eth_dev_set_tx_queue_stats_mapping(id, 1, 16))
CALL(rx_dump, rte_eth_rx_descriptor_dump(id, 1, 0, 4, stderr))
CALL(rx_dump_queue, rte_eth_rx_descriptor_dump(id, 2, 0, 4, stderr))
CALL(rx_dump_null, rte_eth_rx_descriptor_dump(id, 1, 0, 4, NULL))
CALL(tx_dump, rte_eth_tx_descriptor_dump(id, 1, 0, 4, stderr))
CALL(tx_dump_queue, rte_eth_tx_descriptor_dump(id, 2, 0, 4, stderr))
CALL(tx_dump_null, rte_eth_tx_descriptor_dump(id, 1, 0, 4, NULL))
CALL(monitor, rte_eth_get_monitor_addr(id, 1, pmc))
CALL(monitor_queue, rte_eth_get_monitor_addr(id, 2, pmc))
CALL(monitor_null, rte_eth_get_monitor_addr(id, 1, NULL))

static void
set_ops(void)
{
	fake_ops.queue_stats_mapping_set = op_queue_stats_mapping_set;
	fake_ops.eth_rx_descriptor_dump = op_dump;
	fake_ops.eth_tx_descriptor_dump = op_dump;
	fake_ops.get_monitor_addr = op_monitor;
}

static const struct contract cases[] = {
		{.op = AT(queue_stats_mapping_set),
				.call = rx_map,
				.bad = rx_map_queue},
		{.op = AT(queue_stats_mapping_set),
				.call = rx_map,
				.bad = rx_map_high},
		{.op = AT(queue_stats_mapping_set),
				.call = tx_map,
				.bad = tx_map_queue},
		{.op = AT(queue_stats_mapping_set),
				.call = tx_map,
				.bad = tx_map_high},
		{.op = AT(eth_rx_descriptor_dump),
				.call = rx_dump,
				.bad = rx_dump_queue},
		{.op = AT(eth_rx_descriptor_dump),
				.call = rx_dump,
				.bad = rx_dump_null},
		{.op = AT(eth_tx_descriptor_dump),
				.call = tx_dump,
				.bad = tx_dump_queue},
		{.op = AT(eth_tx_descriptor_dump),
				.call = tx_dump,
				.bad = tx_dump_null},
		{.op = AT(get_monitor_addr),
				.call = monitor,
				.bad = monitor_queue},
		{.op = AT(get_monitor_addr),
				.call = monitor,
				.bad = monitor_null},
};

static void
contract(void **state)
{
	set_ops();
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
