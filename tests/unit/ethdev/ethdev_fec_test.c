/* SPDX-License-Identifier: BSD-3-Clause */
/* Forward error correction. */
#include "contract.h"

static struct rte_eth_fec_capa capas[2];
static uint32_t mode;

OP(fec_get_capability, struct rte_eth_fec_capa *c, unsigned int n)
OP(fec_get, uint32_t *fec)
OP(fec_set, uint32_t fec)

CALL(capa, rte_eth_fec_get_capability(id, capas, 2))
CALL(capa_count, rte_eth_fec_get_capability(id, NULL, 0))
CALL(capa_bad, rte_eth_fec_get_capability(id, NULL, 2))
CALL(get, rte_eth_fec_get(id, &mode))
CALL(get_bad, rte_eth_fec_get(id, NULL))
CALL(set, rte_eth_fec_set(id, RTE_ETH_FEC_MODE_CAPA_MASK(RS)))
CALL(set_bad, rte_eth_fec_set(id, 0))

static void
set_ops(void)
{
	fake_ops.fec_get_capability = op_fec_get_capability;
	fake_ops.fec_get = op_fec_get;
	fake_ops.fec_set = op_fec_set;
}

static const struct contract cases[] = {
		{.op = AT(fec_get_capability),
				.call = capa,
				.bad = capa_bad,
				.keeps_error = 1},
		{.op = AT(fec_get_capability),
				.call = capa_count,
				.keeps_error = 1},
		{.op = AT(fec_get), .call = get, .bad = get_bad},
		{.op = AT(fec_set), .call = set, .bad = set_bad},
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
