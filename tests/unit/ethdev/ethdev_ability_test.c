/* SPDX-License-Identifier: BSD-3-Clause */
/* Traffic classes, tunnels, metadata, splits, pools, representors. */
#include "contract.h"

static struct rte_eth_dcb_info dcb_info;
static struct rte_eth_udp_tunnel ecpri = {
		.prot_type = RTE_ETH_TUNNEL_TYPE_ECPRI};
static struct rte_eth_udp_tunnel unknown = {
		.prot_type = RTE_ETH_TUNNEL_TYPE_MAX};
static uint64_t features;
static const uint32_t *split_types;

static const uint32_t *
op_split(struct rte_eth_dev *dev)
{
	return split_types;
}

OP(get_dcb_info, struct rte_eth_dcb_info *i)
OP(udp_tunnel_port_add, struct rte_eth_udp_tunnel *t)
OP(udp_tunnel_port_del, struct rte_eth_udp_tunnel *t)
OP(rx_metadata_negotiate, uint64_t *f)
OP(pool_ops_supported, const char *ops)
OP(representor_info_get, struct rte_eth_representor_info *i)
OP(eth_dev_priv_dump, FILE *f)

CALL(dcb, rte_eth_dev_get_dcb_info(id, &dcb_info))
CALL(dcb_bad, rte_eth_dev_get_dcb_info(id, NULL))
CALL(add, rte_eth_dev_udp_tunnel_port_add(id, &ecpri))
CALL(add_null, rte_eth_dev_udp_tunnel_port_add(id, NULL))
CALL(add_type, rte_eth_dev_udp_tunnel_port_add(id, &unknown))
CALL(del, rte_eth_dev_udp_tunnel_port_delete(id, &ecpri))
CALL(del_null, rte_eth_dev_udp_tunnel_port_delete(id, NULL))
CALL(del_type, rte_eth_dev_udp_tunnel_port_delete(id, &unknown))
CALL(metadata, rte_eth_rx_metadata_negotiate(id, &features))
CALL(metadata_bad, rte_eth_rx_metadata_negotiate(id, NULL))
CALL(pools, rte_eth_dev_pool_ops_supported(id, "stack"))
CALL(pools_bad, rte_eth_dev_pool_ops_supported(id, NULL))
CALL(representors, rte_eth_representor_info_get(id, NULL))
CALL(dump, rte_eth_dev_priv_dump(id, stderr))
CALL(dump_bad, rte_eth_dev_priv_dump(id, NULL))

static void
set_ops(void)
{
	fake_ops.get_dcb_info = op_get_dcb_info;
	fake_ops.udp_tunnel_port_add = op_udp_tunnel_port_add;
	fake_ops.udp_tunnel_port_del = op_udp_tunnel_port_del;
	fake_ops.rx_metadata_negotiate = op_rx_metadata_negotiate;
	fake_ops.pool_ops_supported = op_pool_ops_supported;
	fake_ops.representor_info_get = op_representor_info_get;
	fake_ops.eth_dev_priv_dump = op_eth_dev_priv_dump;
	fake_ops.buffer_split_supported_hdr_ptypes_get = op_split;
}

static const struct contract cases[] = {
		{.op = AT(get_dcb_info), .call = dcb, .bad = dcb_bad},
		{.op = AT(udp_tunnel_port_add), .call = add, .bad = add_null},
		{.op = AT(udp_tunnel_port_add), .call = add, .bad = add_type},
		{.op = AT(udp_tunnel_port_del), .call = del, .bad = del_null},
		{.op = AT(udp_tunnel_port_del), .call = del, .bad = del_type},
		{.op = AT(rx_metadata_negotiate),
				.call = metadata,
				.bad = metadata_bad},
		{.op = AT(representor_info_get), .call = representors},
		{.op = AT(eth_dev_priv_dump), .call = dump, .bad = dump_bad},
};

static void
contract(void **state)
{
	set_ops();

	check_contract(cases, RTE_DIM(cases));
}

static void
metadata_is_agreed_on_first(void **state)
{
	set_ops();
	fake_ready(1);
	expect(metadata, port, -EBUSY, 0);
	expect(metadata_bad, port, -EBUSY, 0);
}

static void
pool_handlers(void **state)
{
	set_ops();
	expect(pools, 77, -ENODEV, 0);
	expect(pools_bad, port, -EINVAL, 0);
	expect(pools, port, 0, 1);
	fake.rc = -ENOTSUP;
	expect(pools, port, -ENOTSUP, 1);
	fake_ops.pool_ops_supported = NULL;
	expect(pools, port, 1, 0);
}

static void
buffer_split(void **state)
{
	static const uint32_t types[] = {RTE_PTYPE_L2_ETHER, RTE_PTYPE_L3_IPV4,
			RTE_PTYPE_UNKNOWN};
	uint32_t t[2] = {9, 9};

	set_ops();
	split_types = types;
	assert_int_equal(
			rte_eth_buffer_split_get_supported_hdr_ptypes(77, t, 2),
			-ENODEV);
	assert_int_equal(rte_eth_buffer_split_get_supported_hdr_ptypes(
					 port, NULL, 2),
			-EINVAL);
	assert_int_equal(rte_eth_buffer_split_get_supported_hdr_ptypes(
					 port, NULL, 0),
			2);
	assert_int_equal(rte_eth_buffer_split_get_supported_hdr_ptypes(
					 port, t, 1),
			2);
	assert_int_equal(t[0], RTE_PTYPE_L2_ETHER);
	assert_int_equal(t[1], 9);
	split_types = NULL;
	assert_int_equal(rte_eth_buffer_split_get_supported_hdr_ptypes(
					 port, t, 2),
			0);
	fake_ops.buffer_split_supported_hdr_ptypes_get = NULL;
	assert_int_equal(rte_eth_buffer_split_get_supported_hdr_ptypes(
					 port, t, 2),
			-ENOTSUP);
}

static void
security_context(void **state)
{
	assert_null(rte_eth_dev_get_sec_ctx(77));
	assert_null(rte_eth_dev_get_sec_ctx(port));
	rte_eth_devices[port].security_ctx = &fake;
	assert_ptr_equal(rte_eth_dev_get_sec_ctx(port), &fake);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			FAKE_TEST(contract),
			FAKE_TEST(metadata_is_agreed_on_first),
			FAKE_TEST(pool_handlers),
			FAKE_TEST(buffer_split),
			FAKE_TEST(security_context),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
