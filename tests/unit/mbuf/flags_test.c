/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of flags, alone and as lists, into buffers of every size.
 */
#include "mbuf_env.h"

static void
names_of_one(void **state)
{
	(void)state;
	assert_string_equal(rte_get_rx_ol_flag_name(RTE_MBUF_F_RX_VLAN),
			"RTE_MBUF_F_RX_VLAN");
	assert_string_equal(
			rte_get_rx_ol_flag_name(RTE_MBUF_F_RX_IP_CKSUM_NONE),
			"RTE_MBUF_F_RX_IP_CKSUM_NONE");
	assert_string_equal(rte_get_tx_ol_flag_name(RTE_MBUF_F_TX_UDP_CKSUM),
			"RTE_MBUF_F_TX_UDP_CKSUM");
	assert_string_equal(
			rte_get_tx_ol_flag_name(RTE_MBUF_F_TX_TUNNEL_GENEVE),
			"RTE_MBUF_F_TX_TUNNEL_GENEVE");
	assert_null(rte_get_rx_ol_flag_name(0));
	assert_null(rte_get_tx_ol_flag_name(0));
	assert_null(rte_get_rx_ol_flag_name(3));
	assert_null(rte_get_rx_ol_flag_name(RTE_MBUF_F_TX_IPV4));
	assert_null(rte_get_tx_ol_flag_name(RTE_MBUF_F_RX_VLAN));
	assert_null(rte_get_tx_ol_flag_name(RTE_MBUF_F_TX_TUNNEL_ESP));
}

static void
lists(void **state)
{
	char buf[1024];

	(void)state;
	assert_int_equal(rte_get_rx_ol_flag_list(0, buf, sizeof(buf)), 0);
	assert_string_equal(buf,
			"RTE_MBUF_F_RX_L4_CKSUM_UNKNOWN "
			"RTE_MBUF_F_RX_IP_CKSUM_UNKNOWN "
			"RTE_MBUF_F_RX_OUTER_L4_CKSUM_UNKNOWN ");
	assert_int_equal(
			rte_get_tx_ol_flag_list(RTE_MBUF_F_TX_IPV4 |
							RTE_MBUF_F_TX_TUNNEL_VXLAN |
							RTE_MBUF_F_TX_MACSEC,
					buf, sizeof(buf)),
			0);
	assert_string_equal(buf,
			"RTE_MBUF_F_TX_L4_NO_CKSUM RTE_MBUF_F_TX_IPV4 "
			"RTE_MBUF_F_TX_TUNNEL_VXLAN RTE_MBUF_F_TX_MACSEC ");
}

static void
lists_are_cut(void **state)
{
	const char *want = "RTE_MBUF_F_TX_L4_NO_CKSUM RTE_MBUF_F_TX_IPV4 ";
	char buf[64];
	size_t len;

	(void)state;
	for (len = 0; len < sizeof(buf); len++) {
		int fits = len > strlen(want);

		memset(buf, '#', sizeof(buf));
		assert_int_equal(rte_get_tx_ol_flag_list(
						 RTE_MBUF_F_TX_IPV4, buf, len),
				fits ? 0 : -1);
		assert_int_equal(buf[len], '#');
		if (len == 0)
			continue;
		assert_int_equal(strlen(buf), fits ? strlen(want) : len - 1);
		assert_memory_equal(buf, want, strlen(buf));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(names_of_one),
			cmocka_unit_test(lists),
			cmocka_unit_test(lists_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
