/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of flags, alone and as lists, into buffers of every size. The digests
 * are of what 22.11 writes for the same flags.
 */
#include "digest.h"
#include "mbuf_env.h"

/* More than the longest list of either kind. */
#define LIST_MAX 1024

typedef const char *(*name_fn)(uint64_t mask);
typedef int (*list_fn)(uint64_t mask, char *buf, size_t buflen);

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

/* The names of all masks of one bit and of two, and of all tunnels. */
static uint64_t
digest_names(name_fn name, unsigned int *named)
{
	uint64_t digest = DIGEST_START;
	uint64_t masks[64 * 65 / 2 + 16];
	unsigned int i, j, n = 0;

	for (i = 0; i < 64; i++)
		for (j = 0; j <= i; j++)
			masks[n++] = UINT64_C(1) << i | UINT64_C(1) << j;
	for (i = 0; i < 16; i++)
		masks[n++] = (uint64_t)i * RTE_MBUF_F_TX_TUNNEL_VXLAN;
	assert_int_equal(n, RTE_DIM(masks));
	*named = 0;
	for (i = 0; i < n; i++) {
		digest = digest_add(digest, name(masks[i]));
		*named += name(masks[i]) != NULL;
	}
	return digest;
}

static void
names_of_all(void **state)
{
	unsigned int named;

	(void)state;
	assert_int_equal(digest_names(rte_get_rx_ol_flag_name, &named),
			UINT64_C(0x5e3ca501d9fb110c));
	assert_int_equal(named, 23);
	assert_int_equal(digest_names(rte_get_tx_ol_flag_name, &named),
			UINT64_C(0xbc0bd9bd3b936992));
	assert_int_equal(named, 32);
}

static void
lists(void **state)
{
	char buf[LIST_MAX];

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

/* Lists of no flag, each flag, all flags, all tunnels, and many mixtures. */
static uint64_t
digest_lists(list_fn list)
{
	uint64_t digest = DIGEST_START, seed = 22;
	uint64_t masks[64 + 16 + 1000];
	char buf[LIST_MAX];
	unsigned int i, n = 0;

	for (i = 0; i < 64; i++)
		masks[n++] = UINT64_C(1) << i;
	for (i = 0; i < 16; i++)
		masks[n++] = (uint64_t)i * RTE_MBUF_F_TX_TUNNEL_VXLAN;
	while (n < RTE_DIM(masks) - 1)
		masks[n++] = digest_next(&seed);
	masks[n++] = UINT64_MAX;
	for (i = 0; i < n; i++) {
		assert_int_equal(list(masks[i], buf, sizeof(buf)), 0);
		digest = digest_add(digest, buf);
	}
	return digest;
}

static void
lists_of_all(void **state)
{
	(void)state;
	assert_int_equal(digest_lists(rte_get_rx_ol_flag_list),
			UINT64_C(0x172bbc8ef25b60a9));
	assert_int_equal(digest_lists(rte_get_tx_ol_flag_list),
			UINT64_C(0x3f137183a058eb35));
}

/* A buffer of len bytes holds the start of want, and no byte more changes. */
static void
check_cut(list_fn list, uint64_t mask, const char *want, size_t len)
{
	const size_t full = strlen(want);
	char buf[LIST_MAX];
	size_t i;

	memset(buf, '#', sizeof(buf));
	assert_int_equal(list(mask, buf, len), len > full ? 0 : -1);
	for (i = len; i < sizeof(buf); i++)
		assert_int_equal(buf[i], '#');
	if (len == 0)
		return;
	assert_int_equal(strlen(buf), len > full ? full : len - 1);
	assert_memory_equal(buf, want, strlen(buf));
}

static void
lists_are_cut(void **state)
{
	static const uint64_t masks[] = {
			0, RTE_MBUF_F_TX_IPV4, RTE_MBUF_F_RX_VLAN, UINT64_MAX};
	static const list_fn list[] = {
			rte_get_rx_ol_flag_list, rte_get_tx_ol_flag_list};
	char want[LIST_MAX];
	unsigned int i, kind;
	size_t len;

	(void)state;
	for (i = 0; i < RTE_DIM(masks); i++) {
		for (kind = 0; kind < RTE_DIM(list); kind++) {
			assert_int_equal(list[kind](masks[i], want,
							 sizeof(want)),
					0);
			for (len = 0; len <= strlen(want) + 1; len++)
				check_cut(list[kind], masks[i], want, len);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(names_of_one),
			cmocka_unit_test(names_of_all),
			cmocka_unit_test(lists),
			cmocka_unit_test(lists_of_all),
			cmocka_unit_test(lists_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
