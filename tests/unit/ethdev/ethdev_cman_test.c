/* SPDX-License-Identifier: BSD-3-Clause */
/* Congestion, thresholds and rates. */
#include "contract.h"

static struct rte_eth_cman_info cman_info;
static struct rte_eth_cman_config config;
static uint16_t queue;
static uint8_t level;

static int
op_thresh_query(struct rte_eth_dev *dev, uint16_t *q, uint8_t *l)
{
	assert_true(*q < 2);
	return op(dev);
}

OP(cman_info_get, struct rte_eth_cman_info *i)
OP(cman_config_init, struct rte_eth_cman_config *c)
OP(cman_config_set, const struct rte_eth_cman_config *c)
OP(cman_config_get, struct rte_eth_cman_config *c)
OP(rx_queue_avail_thresh_set, uint16_t q, uint8_t t)
OP(set_queue_rate_limit, uint16_t q, uint32_t rate)

CALL(info, rte_eth_cman_info_get(id, &cman_info))
CALL(info_bad, rte_eth_cman_info_get(id, NULL))
CALL(init, rte_eth_cman_config_init(id, &config))
CALL(init_bad, rte_eth_cman_config_init(id, NULL))
CALL(set, rte_eth_cman_config_set(id, &config))
CALL(set_bad, rte_eth_cman_config_set(id, NULL))
CALL(get, rte_eth_cman_config_get(id, &config))
CALL(get_bad, rte_eth_cman_config_get(id, NULL))
CALL(thresh, rte_eth_rx_avail_thresh_set(id, 1, 99))
CALL(thresh_queue, rte_eth_rx_avail_thresh_set(id, 2, 99))
CALL(thresh_high, rte_eth_rx_avail_thresh_set(id, 1, 100))
CALL(query, rte_eth_rx_avail_thresh_query(id, &queue, &level))
CALL(query_bad, rte_eth_rx_avail_thresh_query(id, NULL, &level))
CALL(rate, rte_eth_set_queue_rate_limit(id, 3, 1000))
CALL(rate_queue, rte_eth_set_queue_rate_limit(id, 4, 10))
CALL(rate_high, rte_eth_set_queue_rate_limit(id, 0, 1001))

static void
set_ops(void)
{
	fake_ops.cman_info_get = op_cman_info_get;
	fake_ops.cman_config_init = op_cman_config_init;
	fake_ops.cman_config_set = op_cman_config_set;
	fake_ops.cman_config_get = op_cman_config_get;
	fake_ops.rx_queue_avail_thresh_set = op_rx_queue_avail_thresh_set;
	fake_ops.set_queue_rate_limit = op_set_queue_rate_limit;
	fake_ops.rx_queue_avail_thresh_query = op_thresh_query;
}

static const struct contract cases[] = {
		{.op = AT(cman_info_get), .call = info, .bad = info_bad},
		{.op = AT(cman_config_init), .call = init, .bad = init_bad},
		{.op = AT(cman_config_set), .call = set, .bad = set_bad},
		{.op = AT(cman_config_get), .call = get, .bad = get_bad},
		{.op = AT(rx_queue_avail_thresh_set),
				.call = thresh,
				.bad = thresh_queue},
		{.op = AT(rx_queue_avail_thresh_set),
				.call = thresh,
				.bad = thresh_high},
		{.op = AT(rx_queue_avail_thresh_query),
				.call = query,
				.bad = query_bad},
		{.op = AT(set_queue_rate_limit),
				.call = rate,
				.bad = rate_queue},
		{.op = AT(set_queue_rate_limit),
				.call = rate,
				.bad = rate_high},
};

static void
contract(void **state)
{
	set_ops();
	struct rte_eth_link link;

	fake_ready(2);
	rte_eth_link_get(port, &link);
	assert_int_equal(link.link_speed, 1000);
	check_contract(cases, RTE_DIM(cases));
}

/* The walk over queues begins anew beyond the last one. */
static void
query_wraps(void **state)
{
	set_ops();
	fake_ready(2);
	queue = 2;
	fake.rc = 1;
	expect(query, port, 1, 1);
	assert_int_equal(queue, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(query_wraps),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
