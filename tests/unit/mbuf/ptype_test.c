/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of packet types, one field and all, into buffers of every size. The
 * digests are of what 22.11 writes for the same types.
 */
#include "digest.h"
#include "mbuf_env.h"

typedef const char *(*name_fn)(uint32_t ptype);

static const name_fn names[] = {rte_get_ptype_l2_name, rte_get_ptype_l3_name,
		rte_get_ptype_l4_name, rte_get_ptype_tunnel_name,
		rte_get_ptype_inner_l2_name, rte_get_ptype_inner_l3_name,
		rte_get_ptype_inner_l4_name};

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

/* Each name of all values of each field, the unused one as well. */
static void
fields_of_all(void **state)
{
	uint64_t digest = DIGEST_START;
	unsigned int shift, i;
	uint32_t value;

	(void)state;
	for (shift = 0; shift < 32; shift += 4)
		for (value = 0; value < 16; value++)
			for (i = 0; i < RTE_DIM(names); i++)
				digest = digest_add(digest,
						names[i](value << shift));
	assert_int_equal(digest, UINT64_C(0x18fcff57180b513c));
}

/* Types of one field, then mixtures. */
static void
whole_types_of_all(void **state)
{
	uint64_t digest = DIGEST_START, seed = 22;
	uint32_t ptype;
	unsigned int i;
	char buf[256];

	(void)state;
	for (i = 0; i < 128 + 3000; i++) {
		ptype = i < 128 ? i % 16 << i / 16 * 4
				: (uint32_t)digest_next(&seed);
		assert_int_equal(
				rte_get_ptype_name(ptype, buf, sizeof(buf)), 0);
		digest = digest_add(digest, buf);
	}
	assert_int_equal(digest, UINT64_C(0x3db2aeb3958ceb5d));
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
	static const uint32_t ptypes[] = {
			0, 0x11, 0x700, 0x01113111, UINT32_MAX};
	char buf[256], want[256];
	size_t len, i, full;
	unsigned int t;

	(void)state;
	for (t = 0; t < RTE_DIM(ptypes); t++) {
		assert_int_equal(rte_get_ptype_name(
						 ptypes[t], want, sizeof(want)),
				0);
		full = strlen(want);
		for (len = 0; len <= full + 1; len++) {
			memset(buf, '#', sizeof(buf));
			assert_int_equal(
					rte_get_ptype_name(ptypes[t], buf, len),
					len > full ? 0 : -1);
			for (i = len; i < sizeof(buf); i++)
				assert_int_equal(buf[i], '#');
			if (len == 0)
				continue;
			assert_int_equal(strlen(buf),
					len > full ? full : len - 1);
			assert_memory_equal(buf, want, strlen(buf));
		}
	}
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
			cmocka_unit_test(fields_of_all),
			cmocka_unit_test(whole_types),
			cmocka_unit_test(whole_types_of_all),
			cmocka_unit_test(names_are_cut),
			cmocka_unit_test(kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
