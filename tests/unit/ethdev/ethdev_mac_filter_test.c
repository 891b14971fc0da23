/* SPDX-License-Identifier: BSD-3-Clause */
/* Multicast list and hashed addresses. */
#include "contract.h"

static struct rte_ether_addr addr = {{2, 0, 0, 0, 0, 9}}, zero;

OP(set_mc_addr_list, struct rte_ether_addr *a, uint32_t n)
OP(uc_all_hash_table_set, uint8_t on)
OP(uc_hash_table_set, struct rte_ether_addr *a, uint8_t on)

CALL(list, rte_eth_dev_set_mc_addr_list(id, &addr, 1))
CALL(flush, rte_eth_dev_set_mc_addr_list(id, NULL, 0))
CALL(all, rte_eth_dev_uc_all_hash_table_set(id, 1))
CALL(add, rte_eth_dev_uc_hash_table_set(id, &addr, 1))
CALL(del, rte_eth_dev_uc_hash_table_set(id, &addr, 0))
CALL(add_null, rte_eth_dev_uc_hash_table_set(id, NULL, 1))
CALL(add_zero, rte_eth_dev_uc_hash_table_set(id, &zero, 1))

static void
set_ops(void)
{
	fake_ops.set_mc_addr_list = op_set_mc_addr_list;
	fake_ops.uc_all_hash_table_set = op_uc_all_hash_table_set;
	fake_ops.uc_hash_table_set = op_uc_hash_table_set;
}

static const struct contract cases[] = {
		{.op = AT(set_mc_addr_list), .call = list},
		{.op = AT(set_mc_addr_list), .call = flush},
		{.op = AT(uc_all_hash_table_set), .call = all},
};

static void
contract(void **state)
{
	set_ops();
	fake_ready(2);
	check_contract(cases, RTE_DIM(cases));
}

static void
hashed_addresses(void **state)
{
	struct rte_eth_dev_data *data = rte_eth_devices[port].data;

	set_ops();
	expect(add, 77, -ENODEV, 0);
	expect(add_null, port, -EINVAL, 0);
	expect(add_zero, port, -EINVAL, 0);
	expect(add, port, -ENOSPC, 0);
	data->hash_mac_addrs = rte_zmalloc(NULL, 2 * sizeof(addr), 0);
	assert_non_null(data->hash_mac_addrs);
	expect(add, port, -ENOSPC, 0);
	fake.info.max_hash_mac_addrs = 2;
	expect(del, port, -EINVAL, 0);
	fake.rc = -EPERM;
	expect(add, port, -EPERM, 1);
	expect(del, port, -EINVAL, 0);
	fake.rc = 0;
	expect(add, port, 0, 1);
	assert_memory_equal(data->hash_mac_addrs, &addr, sizeof(addr));
	expect(add, port, 0, 0);
	addr.addr_bytes[5] = 10;
	expect(add, port, 0, 1);
	addr.addr_bytes[5] = 11;
	expect(add, port, -ENOSPC, 0);
	addr.addr_bytes[5] = 9;
	expect(del, port, 0, 1);
	assert_memory_equal(data->hash_mac_addrs, &zero, sizeof(zero));
	fake_ops.uc_hash_table_set = NULL;
	expect(add, port, -ENOTSUP, 0);
	fake_ops.dev_infos_get = NULL;
	expect(add, port, -ENOTSUP, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(hashed_addresses),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
