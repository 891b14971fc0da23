/* SPDX-License-Identifier: BSD-3-Clause */
/* Reassembly of IP fragments by the device. */
#include "contract.h"

static struct rte_eth_ip_reassembly_params params;

OP(ip_reassembly_capability_get, struct rte_eth_ip_reassembly_params *p)
OP(ip_reassembly_conf_get, struct rte_eth_ip_reassembly_params *p)
OP(ip_reassembly_conf_set, const struct rte_eth_ip_reassembly_params *p)

CALL(capa, rte_eth_ip_reassembly_capability_get(id, &params))
CALL(capa_bad, rte_eth_ip_reassembly_capability_get(id, NULL))
CALL(get, rte_eth_ip_reassembly_conf_get(id, &params))
CALL(get_bad, rte_eth_ip_reassembly_conf_get(id, NULL))
CALL(set, rte_eth_ip_reassembly_conf_set(id, &params))
CALL(set_bad, rte_eth_ip_reassembly_conf_set(id, NULL))

static void
set_ops(void)
{
	fake_ops.ip_reassembly_capability_get = op_ip_reassembly_capability_get;
	fake_ops.ip_reassembly_conf_get = op_ip_reassembly_conf_get;
	fake_ops.ip_reassembly_conf_set = op_ip_reassembly_conf_set;
}

static const struct contract cases[] = {
		{.op = AT(ip_reassembly_capability_get),
				.call = capa,
				.bad = capa_bad},
		{.op = AT(ip_reassembly_conf_get), .call = get, .bad = get_bad},
		{.op = AT(ip_reassembly_conf_set), .call = set, .bad = set_bad},
};

static void
contract(void **state)
{
	set_ops();
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

static void
wrong_states(void **state)
{
	set_ops();
	expect(capa, port, -EINVAL, 0);
	expect(get, port, -EINVAL, 0);
	expect(set, port, -EINVAL, 0);
	fake_ready(1);
	assert_int_equal(rte_eth_dev_start(port), 0);
	expect(set, port, -EINVAL, 0);
	expect(get, port, 0, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(wrong_states),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
