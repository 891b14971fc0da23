/* SPDX-License-Identifier: BSD-3-Clause */
/* Interfaces of the kernel, and their default routes. */
#include <errno.h>

#include <net/if_arp.h>

#include "devices_tree.h"

#define V4_HEAD                                                                \
	"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
#define V4(name, destination, flags, mask)                                     \
	name "\t" destination "\t010200C0\t" flags "\t0\t0\t0\t" mask          \
	     "\t0\t0\t0\n"
#define ZERO "00000000000000000000000000000000"
#define V6(destination, length, flags, name)                                   \
	destination " " length " " ZERO " 00 " ZERO                            \
		    " 00000400 00000001 00000000 " flags " " name "\n"

/* Which of these have a default route, as bits. */
static unsigned int
routes(const char *v4, const char *v6)
{
	struct netif list[] = {{.name = "eth0"}, {.name = "eth1"},
			{.name = "fifteen_letters"}};
	struct netif_list ifs = {.list = list, .n = RTE_DIM(list)};
	unsigned int found = 0;

	tree_file("/proc/net/route", v4);
	tree_file("/proc/net/ipv6_route", v6);
	netif_read_routes(&host, &ifs);
	for (unsigned int i = 0; i < ifs.n; i++)
		found |= (unsigned int)list[i].default_route << i;
	return found;
}

static void
test_v4(void **state)
{
	(void)state;
	assert_int_equal(routes("", ""), 0);
	assert_int_equal(routes(V4_HEAD V4("eth0", "00000000", "0003",
						"00000000"),
					 ""),
			1);
	assert_int_equal(routes(V4_HEAD V4("eth0", "000200C0", "0001",
						"00FFFFFF") V4("eth1",
						"00000000", "0003", "00000000"),
					 ""),
			2);
	/* A half of the net, a route that is down, one of nobody here. */
	assert_int_equal(routes(V4("eth0", "00000000", "0003", "00000080"), ""),
			0);
	assert_int_equal(routes(V4("eth0", "00000000", "0002", "00000000"), ""),
			0);
	assert_int_equal(routes(V4("eth7", "00000000", "0003", "00000000"), ""),
			0);
	assert_int_equal(routes(V4("fifteen_letters", "00000000", "0003",
						"00000000"),
					 ""),
			4);
}

static void
test_v6(void **state)
{
	(void)state;
	assert_int_equal(routes("", V6(ZERO, "00", "00450003", "eth1")), 2);
	/* The kernel's own "unreachable" of everything, and other routes. */
	assert_int_equal(routes("", V6(ZERO, "00", "00200200", "eth0")), 0);
	assert_int_equal(routes("", V6(ZERO, "40", "00000001", "eth0")), 0);
	assert_int_equal(routes("",
					 V6("fe800000000000000000000000000000",
							 "00", "00000001",
							 "eth0")),
			0);
}

static void
test_nonsense(void **state)
{
	struct netif_list nobody = {0};

	(void)state;
	assert_int_equal(routes("eth0\n\n\teth0 x y z\n", "eth0\n"), 0);
	tree_long("/proc/net/route", 1 << 20);
	tree_long("/proc/net/ipv6_route", 1 << 20);
	netif_read_routes(&host, &nobody);
}

static void
test_no_files(void **state)
{
	struct netif_list nobody = {0};

	(void)state;
	netif_read_routes(&host, &nobody);
	assert_int_equal(nobody.n, 0);
}

/* Every network namespace has a loopback interface. */
static void
test_read(void **state)
{
	struct netif_list ifs;
	struct netif *lo;

	(void)state;
	tree_link("/sys/class/net/lo/master", "../../devices/virtual/net/br0");
	tree_file("/sys/class/net/lo/ifindex", "1\n");
	tree_file("/proc/net/route", V4("lo", "00000000", "0001", "00000000"));
	assert_int_equal(netif_read(&host, &ifs), 0);
	lo = netif_find(&ifs, "lo");
	assert_non_null(lo);
	assert_int_equal(lo->type, ARPHRD_LOOPBACK);
	assert_int_equal(lo->index, 1);
	assert_true((lo->flags & IFF_LOOPBACK) != 0);
	assert_true(lo->mtu > 0);
	assert_true(lo->default_route);
	assert_string_equal(lo->master, "br0");
	assert_true(netif_is_usable(lo));
	lo->type = ARPHRD_NONE;
	assert_false(netif_is_usable(lo));
	assert_null(netif_find(&ifs, "no such one"));
	for (unsigned int i = 1; i < ifs.n; i++)
		assert_true(ifs.list[i - 1].index < ifs.list[i].index);
	assert_true(ifs.may_open == 0 || ifs.may_open == -EPERM);
	netif_free(&ifs);
	assert_int_equal(ifs.n, 0);
	/* Another lo. */
	tree_file("/sys/class/net/lo/ifindex", "2\n");
	assert_int_equal(netif_read(&host, &ifs), 0);
	assert_string_equal(netif_find(&ifs, "lo")->master, "");
	netif_free(&ifs);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_v4),
			TEST(test_v6),
			TEST(test_nonsense),
			TEST(test_no_files),
			TEST(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
