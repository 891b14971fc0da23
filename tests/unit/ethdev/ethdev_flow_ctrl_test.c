/* SPDX-License-Identifier: BSD-3-Clause */
/* Pause frames. */
#include "contract.h"

static struct rte_eth_fc_conf fc, fc_xon = {.send_xon = 2};
static struct rte_eth_pfc_conf highest = {.priority = 7};
static struct rte_eth_pfc_conf too_high = {.priority = 8};
static struct rte_eth_pfc_queue_info pfc_info;
static struct rte_eth_pfc_queue_conf by_queue_conf;
static struct rte_eth_pfc_queue_info able; /* what the driver says */
static int info_rc;

static int
op_queue_info(struct rte_eth_dev *dev, struct rte_eth_pfc_queue_info *info)
{
	*info = able;
	return info_rc;
}

OP(flow_ctrl_get, struct rte_eth_fc_conf *c)
OP(flow_ctrl_set, struct rte_eth_fc_conf *c)
OP(priority_flow_ctrl_set, struct rte_eth_pfc_conf *c)
OP(priority_flow_ctrl_queue_config, struct rte_eth_pfc_queue_conf *c)

CALL(get, rte_eth_dev_flow_ctrl_get(id, &fc))
CALL(get_bad, rte_eth_dev_flow_ctrl_get(id, NULL))
CALL(set, rte_eth_dev_flow_ctrl_set(id, &fc))
CALL(set_bad, rte_eth_dev_flow_ctrl_set(id, NULL))
CALL(set_xon, rte_eth_dev_flow_ctrl_set(id, &fc_xon))
CALL(pfc, rte_eth_dev_priority_flow_ctrl_set(id, &highest))
CALL(pfc_bad, rte_eth_dev_priority_flow_ctrl_set(id, NULL))
CALL(pfc_priority, rte_eth_dev_priority_flow_ctrl_set(id, &too_high))
CALL(info, rte_eth_dev_priority_flow_ctrl_queue_info_get(id, &pfc_info))
CALL(info_bad, rte_eth_dev_priority_flow_ctrl_queue_info_get(id, NULL))
CALL(by_queue,
		rte_eth_dev_priority_flow_ctrl_queue_configure(
				id, &by_queue_conf))
CALL(by_queue_bad, rte_eth_dev_priority_flow_ctrl_queue_configure(id, NULL))

static void
set_ops(void)
{
	fake_ops.flow_ctrl_get = op_flow_ctrl_get;
	fake_ops.flow_ctrl_set = op_flow_ctrl_set;
	fake_ops.priority_flow_ctrl_set = op_priority_flow_ctrl_set;
	fake_ops.priority_flow_ctrl_queue_config =
			op_priority_flow_ctrl_queue_config;
	fake_ops.priority_flow_ctrl_queue_info_get = op_queue_info;
}

static const struct contract cases[] = {
		{.op = AT(flow_ctrl_get), .call = get, .bad = get_bad},
		{.op = AT(flow_ctrl_set), .call = set, .bad = set_bad},
		{.op = AT(flow_ctrl_set), .call = set, .bad = set_xon},
		{.op = AT(priority_flow_ctrl_set), .call = pfc, .bad = pfc_bad},
		{.op = AT(priority_flow_ctrl_set),
				.call = pfc,
				.bad = pfc_priority},
		{.op = AT(priority_flow_ctrl_queue_config),
				.call = by_queue,
				.bad = by_queue_bad},
};

static void
contract(void **state)
{
	set_ops();
	able.tc_max = 4;
	able.mode_capa = RTE_ETH_FC_FULL;
	info_rc = 0;
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

static void
queue_info(void **state)
{
	set_ops();
	info_rc = 0;
	expect(info, 77, -ENODEV, 0);
	expect(info_bad, port, -EINVAL, 0);
	able.tc_max = 3;
	expect(info, port, 0, 0);
	assert_int_equal(pfc_info.tc_max, 3);
	info_rc = -EPERM;
	expect(info, port, -EPERM, 0);
	expect(by_queue, port, -EPERM, 0);
	info_rc = 0;
	able.tc_max = 0;
	expect(by_queue, port, -ENOTSUP, 0);
	fake_ops.priority_flow_ctrl_queue_info_get = NULL;
	expect(info, port, -ENOTSUP, 0);
	expect(by_queue, port, -ENOTSUP, 0);
}

static const struct {
	enum rte_eth_fc_mode able, mode;
	uint16_t tx_qid, rx_qid;
	uint8_t rx_tc, tx_tc;
	int rc;
} queue_cases[] = {
		{RTE_ETH_FC_FULL, RTE_ETH_FC_NONE, 9, 9, 9, 9, 0},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_RX_PAUSE, 1, 9, 3, 9, 0},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_RX_PAUSE, 2, 0, 3, 0, -EINVAL},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_RX_PAUSE, 1, 0, 4, 0, -EINVAL},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_TX_PAUSE, 9, 1, 9, 3, 0},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_TX_PAUSE, 0, 2, 0, 3, -EINVAL},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_TX_PAUSE, 0, 1, 0, 4, -EINVAL},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_FULL, 1, 1, 3, 3, 0},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_FULL, 2, 1, 3, 3, -EINVAL},
		{RTE_ETH_FC_FULL, RTE_ETH_FC_FULL, 1, 2, 3, 3, -EINVAL},
		{RTE_ETH_FC_RX_PAUSE, RTE_ETH_FC_RX_PAUSE, 1, 1, 3, 3, 0},
		{RTE_ETH_FC_RX_PAUSE, RTE_ETH_FC_TX_PAUSE, 1, 1, 3, 3, -EINVAL},
		{RTE_ETH_FC_TX_PAUSE, RTE_ETH_FC_RX_PAUSE, 1, 1, 3, 3, -EINVAL},
		{RTE_ETH_FC_TX_PAUSE, RTE_ETH_FC_TX_PAUSE, 1, 1, 3, 3, 0},
};

static void
queues_and_classes(void **state)
{
	struct rte_eth_pfc_queue_conf *c = &by_queue_conf;
	unsigned int i;

	set_ops();
	fake_ready(2);
	info_rc = 0;
	able.tc_max = 4;
	for (i = 0; i < RTE_DIM(queue_cases); i++) {
		able.mode_capa = queue_cases[i].able;
		c->mode = queue_cases[i].mode;
		c->rx_pause.tx_qid = queue_cases[i].tx_qid;
		c->rx_pause.tc = queue_cases[i].rx_tc;
		c->tx_pause.rx_qid = queue_cases[i].rx_qid;
		c->tx_pause.tc = queue_cases[i].tx_tc;
		expect(by_queue, port, queue_cases[i].rc,
				queue_cases[i].rc == 0);
	}
	memset(c, 0, sizeof(*c));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(queue_info),
			FAKE_TEST(queues_and_classes),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
