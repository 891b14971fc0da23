/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ethernet addresses as text and by kind; VLAN tags in and out of frames.
 */
#include <bufplane.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ether.h>

#include <cmocka.h>

static struct rte_mempool *pool;

static int
start(void **state)
{
	struct bp_config config = {
			.size = sizeof(config),
			.affinity = BP_AFFINITY_KEEP,
			.no_huge = true,
			.in_memory = true,
			.no_pci = true,
	};

	(void)state;
	if (bp_init(&config) != 0)
		return -1;
	pool = rte_pktmbuf_pool_create("m", 31, 0, 0, 512, SOCKET_ID_ANY);
	return pool == NULL ? -1 : 0;
}

static int
stop(void **state)
{
	(void)state;
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
	rte_mempool_free(pool);
	return rte_eal_cleanup();
}

static void
kinds_of_addresses(void **state)
{
	const struct rte_ether_addr zero = {{0}};
	const struct rte_ether_addr all = {{255, 255, 255, 255, 255, 255}};
	const struct rte_ether_addr group = {{1, 0, 0x5e, 0, 0, 1}};
	const struct rte_ether_addr local = {{2, 0, 0, 0, 0, 1}};
	struct rte_ether_addr copy;

	(void)state;
	assert_true(rte_is_zero_ether_addr(&zero));
	assert_false(rte_is_zero_ether_addr(&local));
	assert_true(rte_is_broadcast_ether_addr(&all));
	assert_false(rte_is_broadcast_ether_addr(&group));
	assert_true(rte_is_multicast_ether_addr(&all));
	assert_true(rte_is_multicast_ether_addr(&group));
	assert_true(rte_is_unicast_ether_addr(&local));
	assert_int_equal(rte_is_local_admin_ether_addr(&local), 1);
	assert_true(rte_is_universal_ether_addr(&group));
	assert_true(rte_is_valid_assigned_ether_addr(&local));
	assert_false(rte_is_valid_assigned_ether_addr(&zero));
	assert_false(rte_is_valid_assigned_ether_addr(&group));
	rte_ether_addr_copy(&local, &copy);
	assert_true(rte_is_same_ether_addr(&local, &copy));
	copy.addr_bytes[5] = 2;
	assert_false(rte_is_same_ether_addr(&local, &copy));
}

static void
random_addresses_are_assignable(void **state)
{
	struct rte_ether_addr a, b;
	unsigned int i, same = 0;

	(void)state;
	rte_eth_random_addr(b.addr_bytes);
	for (i = 0; i < 100; i++) {
		rte_eth_random_addr(a.addr_bytes);
		assert_true(rte_is_valid_assigned_ether_addr(&a));
		assert_true(rte_is_local_admin_ether_addr(&a));
		same += (unsigned int)rte_is_same_ether_addr(&a, &b);
	}
	assert_int_equal(same, 0);
}

static void
text_of_addresses(void **state)
{
	const struct rte_ether_addr a = {{1, 2, 3, 0xab, 0, 0xff}};
	char buf[RTE_ETHER_ADDR_FMT_SIZE];

	(void)state;
	rte_ether_format_addr(buf, sizeof(buf), &a);
	assert_string_equal(buf, "01:02:03:AB:00:FF");
	rte_ether_format_addr(buf, 8, &a);
	assert_string_equal(buf, "01:02:0");
	rte_ether_format_addr(buf, 1, &a);
	assert_string_equal(buf, "");
	buf[0] = 'x';
	rte_ether_format_addr(buf, 0, &a);
	assert_int_equal(buf[0], 'x');
}

static void
addresses_from_text(void **state)
{
	static const char *const good[] = {
			"01:02:03:ab:00:FF", "0102:03aB:00ff"};
	static const char *const bad[] = {"", ":", "1:2:3:4:5:6",
			"01-02-03-04-05-06", "01:02:03:04:05",
			"01:02:03:04:05:", "01:02:03:04:05:06:07",
			"01:02:03:04:05:06 ", " 01:02:03:04:05:06",
			"g1:02:03:04:05:06", "+1:02:03:04:05:06",
			"0x:02:03:04:05:06", "010203040506", "0102:0304",
			"0102:0304:05", "0102:0304:050", "0102.0304.0506",
			"0102:0304:0506:", "01:02:0304:05:06"};
	const struct rte_ether_addr want = {{1, 2, 3, 0xab, 0, 0xff}};
	struct rte_ether_addr a;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(good); i++) {
		memset(&a, 0, sizeof(a));
		assert_int_equal(rte_ether_unformat_addr(good[i], &a), 0);
		assert_true(rte_is_same_ether_addr(&a, &want));
	}
	for (i = 0; i < RTE_DIM(bad); i++) {
		rte_errno = 0;
		assert_int_equal(rte_ether_unformat_addr(bad[i], &a), -1);
		assert_int_equal(rte_errno, EINVAL);
		assert_true(rte_is_same_ether_addr(&a, &want));
	}
}

static struct rte_mbuf *
make_frame(void)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	uint8_t *data = (uint8_t *)rte_pktmbuf_append(m, 60);
	uint8_t i;

	for (i = 0; i < 60; i++)
		data[i] = i;
	return m;
}

static void
a_tag_in_and_out(void **state)
{
	struct rte_mbuf *m = make_frame();
	const uint8_t *data;
	unsigned int i;

	(void)state;
	m->vlan_tci = RTE_VLAN_TCI_MAKE(0x123, 5, 1);
	m->l2_len = 14;
	m->ol_flags = RTE_MBUF_F_TX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
	assert_int_equal(rte_vlan_insert(&m), 0);
	data = rte_pktmbuf_mtod(m, uint8_t *);
	assert_int_equal(m->pkt_len, 64);
	assert_int_equal(m->l2_len, 18);
	assert_int_equal(m->ol_flags, 0);
	assert_int_equal(data[11], 11);
	assert_memory_equal(data + 12, "\x81\x00\xb1\x23\x0c\x0d", 6);
	m->ol_flags = RTE_MBUF_F_TX_TUNNEL_GRE;
	assert_int_equal(rte_vlan_insert(&m), 0);
	assert_int_equal(m->outer_l2_len, 4);
	m->ol_flags = 0;
	assert_int_equal(rte_vlan_strip(m), 0);
	m->vlan_tci = 0;
	assert_int_equal(rte_vlan_strip(m), 0);
	assert_int_equal(RTE_VLAN_TCI_ID(m->vlan_tci), 0x123);
	assert_int_equal(RTE_VLAN_TCI_PRI(m->vlan_tci), 5);
	assert_int_equal(RTE_VLAN_TCI_DEI(m->vlan_tci), 1);
	assert_int_equal(m->ol_flags,
			RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED);
	data = rte_pktmbuf_mtod(m, uint8_t *);
	for (i = 0; i < 60; i++)
		assert_int_equal(data[i], i);
	assert_int_equal(m->pkt_len, 60);
	assert_int_equal(rte_vlan_strip(m), -1);
	rte_pktmbuf_free(m);
}

static void
tags_that_cannot_be(void **state)
{
	struct rte_mbuf *m = make_frame();
	struct rte_mbuf *clone = rte_pktmbuf_clone(m, pool);

	(void)state;
	assert_int_equal(rte_vlan_insert(&m), -EINVAL);
	assert_int_equal(rte_vlan_insert(&clone), -EINVAL);
	rte_pktmbuf_free(clone);
	assert_non_null(rte_pktmbuf_prepend(m, RTE_PKTMBUF_HEADROOM - 3));
	assert_int_equal(rte_vlan_insert(&m), -ENOSPC);
	assert_non_null(rte_pktmbuf_adj(m, RTE_PKTMBUF_HEADROOM - 3));
	assert_int_equal(rte_vlan_insert(&m), 0);
	/* Too short to hold its tag. */
	assert_int_equal(rte_pktmbuf_trim(m, 64 - 17), 0);
	assert_int_equal(rte_vlan_strip(m), -1);
	/* Long enough for the addresses, and one byte too short. */
	assert_int_equal(rte_pktmbuf_trim(m, m->data_len - 12), 0);
	assert_int_equal(rte_vlan_insert(&m), 0);
	assert_int_equal(m->data_len, 16);
	assert_int_equal(rte_pktmbuf_trim(m, 5), 0);
	assert_int_equal(rte_vlan_insert(&m), -EINVAL);
	assert_int_equal(m->data_len, 11);
	rte_pktmbuf_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(kinds_of_addresses),
			cmocka_unit_test(random_addresses_are_assignable),
			cmocka_unit_test(text_of_addresses),
			cmocka_unit_test(addresses_from_text),
			cmocka_unit_test(a_tag_in_and_out),
			cmocka_unit_test(tags_that_cannot_be),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
