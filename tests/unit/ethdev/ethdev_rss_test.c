/* SPDX-License-Identifier: BSD-3-Clause */
/* RSS: hash fields, key, table. */
#include "contract.h"

static struct rte_eth_rss_conf hash = {.rss_hf = RTE_ETH_RSS_IPV4};
static struct rte_eth_rss_conf hash_bad = {.rss_hf = RTE_ETH_RSS_IPV6};
static struct rte_eth_rss_reta_entry64 table[2] = {
		[1] = {.mask = 2, .reta = {9, 1, 9}}};

static void
ready(enum rte_eth_rx_mq_mode mode)
{
	struct rte_eth_conf conf = {.rxmode.mq_mode = mode};

	fake.info.flow_type_rss_offloads = RTE_ETH_RSS_IPV4;
	assert_int_equal(rte_eth_dev_configure(port, 2, 2, &conf), 0);
}

OP(rss_hash_update, struct rte_eth_rss_conf *c)
OP(rss_hash_conf_get, struct rte_eth_rss_conf *c)
OP(reta_update, struct rte_eth_rss_reta_entry64 *t, uint16_t n)
OP(reta_query, struct rte_eth_rss_reta_entry64 *t, uint16_t n)

CALL(update, rte_eth_dev_rss_hash_update(id, &hash))
CALL(update_bad, rte_eth_dev_rss_hash_update(id, NULL))
CALL(update_field, rte_eth_dev_rss_hash_update(id, &hash_bad))
CALL(get, rte_eth_dev_rss_hash_conf_get(id, &hash))
CALL(get_bad, rte_eth_dev_rss_hash_conf_get(id, NULL))
CALL(reta, rte_eth_dev_rss_reta_update(id, table, 128))
CALL(reta_bad, rte_eth_dev_rss_reta_update(id, NULL, 128))
CALL(reta_empty, rte_eth_dev_rss_reta_update(id, table, 0))
CALL(reta_mask, rte_eth_dev_rss_reta_update(id, table, 64))
CALL(query, rte_eth_dev_rss_reta_query(id, table, 128))
CALL(query_bad, rte_eth_dev_rss_reta_query(id, NULL, 128))
CALL(query_mask, rte_eth_dev_rss_reta_query(id, table, 64))

static void
set_ops(void)
{
	fake_ops.rss_hash_update = op_rss_hash_update;
	fake_ops.rss_hash_conf_get = op_rss_hash_conf_get;
	fake_ops.reta_update = op_reta_update;
	fake_ops.reta_query = op_reta_query;
}

static const struct contract cases[] = {
		{.op = AT(rss_hash_update), .call = update, .bad = update_bad},
		{.op = AT(rss_hash_update),
				.call = update,
				.bad = update_field},
		{.op = AT(rss_hash_conf_get), .call = get, .bad = get_bad},
		{.op = AT(reta_update), .call = reta, .bad = reta_bad},
		{.op = AT(reta_update), .call = reta, .bad = reta_empty},
		{.op = AT(reta_update), .call = reta, .bad = reta_mask},
		{.op = AT(reta_query), .call = query, .bad = query_bad},
		{.op = AT(reta_query), .call = query, .bad = query_mask},
};

static void
contract(void **state)
{
	set_ops();
	ready(RTE_ETH_MQ_RX_RSS);
	check_contract(cases, RTE_DIM(cases));
}

static void
needs_the_mode(void **state)
{
	set_ops();
	fake.info.flow_type_rss_offloads = RTE_ETH_RSS_IPV4;
	expect(update, port, -ENOTSUP, 0);
	expect(reta, port, -EINVAL, 0); /* no queue yet */
	ready(RTE_ETH_MQ_RX_NONE);
	expect(update, port, -ENOTSUP, 0);
	expect(reta, port, -ENOTSUP, 0);
	expect(get, port, 0, 1);
	expect(query, port, 0, 1);
}

static void
table_names_queues_that_are_there(void **state)
{
	set_ops();
	ready(RTE_ETH_MQ_RX_RSS);
	table[1].reta[1] = 2;
	expect(reta, port, -EINVAL, 0);
	table[1].reta[1] = 1;
	expect(reta, port, 0, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(needs_the_mode),
			FAKE_TEST(table_names_queues_that_are_there),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
