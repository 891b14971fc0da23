/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ethernet addresses as text and by kind.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_ether.h>

#include <cmocka.h>

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(kinds_of_addresses),
			cmocka_unit_test(random_addresses_are_assignable),
			cmocka_unit_test(text_of_addresses),
			cmocka_unit_test(addresses_from_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
