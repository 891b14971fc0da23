/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of packet types, one field and all, into buffers of every size.
 */
#include "mbuf_env.h"

static void
fields(void **state)
{
	(void)state;
	assert_string_equal(rte_get_ptype_l2_name(RTE_PTYPE_L2_ETHER_ARP),
			"L2_ETHER_ARP");
	assert_string_equal(
			rte_get_ptype_l3_name(RTE_PTYPE_L3_IPV6_EXT_UNKNOWN),
			"L3_IPV6_EXT_UNKNOWN");
	assert_string_equal(
			rte_get_ptype_l4_name(RTE_PTYPE_L4_IGMP), "L4_IGMP");
	assert_string_equal(
			rte_get_ptype_tunnel_name(RTE_PTYPE_TUNNEL_MPLS_IN_UDP),
			"TUNNEL_MPLS_IN_UDP");
	assert_string_equal(rte_get_ptype_inner_l2_name(
					    RTE_PTYPE_INNER_L2_ETHER_QINQ),
			"INNER_L2_ETHER_QINQ");
	assert_string_equal(rte_get_ptype_inner_l3_name(
					    RTE_PTYPE_INNER_L3_IPV4_EXT),
			"INNER_L3_IPV4_EXT");
	assert_string_equal(
			rte_get_ptype_inner_l4_name(RTE_PTYPE_INNER_L4_NONFRAG),
			"INNER_L4_NONFRAG");
	assert_string_equal(rte_get_ptype_l2_name(0), "L2_UNKNOWN");
	assert_string_equal(rte_get_ptype_l3_name(0x20), "L3_UNKNOWN");
	assert_string_equal(rte_get_ptype_inner_l4_name(UINT32_MAX),
			"INNER_L4_UNKNOWN");
}

static void
whole_types(void **state)
{
	char buf[256];

	(void)state;
	assert_int_equal(rte_get_ptype_name(0x01113111, buf, sizeof(buf)), 0);
	assert_string_equal(buf,
			"L2_ETHER L3_IPV4 L4_TCP TUNNEL_VXLAN INNER_L2_ETHER "
			"INNER_L3_IPV4 INNER_L4_TCP ");
	assert_int_equal(rte_get_ptype_name(0, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "UNKNOWN");
	assert_int_equal(rte_get_ptype_name(0xf0000000, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "UNKNOWN");
}

static void
names_are_cut(void **state)
{
	const char *want = "L2_ETHER L3_IPV4 ";
	char buf[32];
	size_t len;

	(void)state;
	for (len = 0; len < sizeof(buf); len++) {
		memset(buf, '#', sizeof(buf));
		assert_int_equal(rte_get_ptype_name(0x11, buf, len),
				len > strlen(want) ? 0 : -1);
		assert_int_equal(buf[len], '#');
		if (len > 0)
			assert_memory_equal(buf, want, strlen(buf));
	}
	assert_int_equal(rte_get_ptype_name(0, buf, 7), -1);
	assert_string_equal(buf, "UNKNOW");
}

static void
kinds(void **state)
{
	(void)state;
	assert_true(RTE_ETH_IS_IPV4_HDR(RTE_PTYPE_L3_IPV4_EXT_UNKNOWN));
	assert_false(RTE_ETH_IS_IPV4_HDR(RTE_PTYPE_L3_IPV6_EXT_UNKNOWN));
	assert_true(RTE_ETH_IS_IPV6_HDR(RTE_PTYPE_L3_IPV6_EXT));
	assert_false(RTE_ETH_IS_IPV6_HDR(RTE_PTYPE_L3_IPV4_EXT));
	assert_true(RTE_ETH_IS_TUNNEL_PKT(RTE_PTYPE_TUNNEL_GRE));
	assert_true(RTE_ETH_IS_TUNNEL_PKT(RTE_PTYPE_INNER_L4_TCP));
	assert_false(RTE_ETH_IS_TUNNEL_PKT(0xfff));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(fields),
			cmocka_unit_test(whole_types),
			cmocka_unit_test(names_are_cut),
			cmocka_unit_test(kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
