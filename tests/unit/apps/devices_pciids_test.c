/* SPDX-License-Identifier: BSD-3-Clause */
/* The names of PCI devices, from a list that may be anything. */
#include "devices_tree.h"

static struct pci_device list[] = {
		{.vendor = 0x1af4, .device = 0x1041},
		{.vendor = 0x8086, .device = 0x1041},
		{.vendor = PCI_UNKNOWN, .device = 0x1041},
};
static struct pci_list pci = {.list = list, .n = RTE_DIM(list)};

static void
check(const char *first, const char *second)
{
	for (unsigned int i = 0; i < pci.n; i++)
		list[i].name[0] = '\0';
	pci_read_names(&host, &pci);
	assert_string_equal(list[0].name, first);
	assert_string_equal(list[1].name, second);
	assert_string_equal(list[2].name, "");
}

static void
test_names(void **state)
{
	(void)state;
	check("", "");
	tree_file("/usr/share/hwdata/pci.ids", "1af4  Vendor\n\t1041  NIC\n");
	check("Vendor NIC", "");
	tree_file("/usr/share/misc/pci.ids",
			"# a comment\n\n"
			"1af4  Red Hat\n"
			"\t1040  other\n"
			"\t1041  Virtio\n"
			"\t\t1041 1100  a part of it\n"
			"# another\n"
			"8086  Intel\n"
			"\t1041  NIC\033[2J\n"
			"C 02  Network controller\n"
			"\t1041  no device\n");
	check("Red Hat Virtio", "Intel NIC?[2J");
}

static void
test_nonsense(void **state)
{
	char name[200];

	(void)state;
	tree_file("/usr/share/misc/pci.ids",
			"\t1041  nobody's\n1af4 one blank\n\t1041  x\n"
			"1af\n\t1041\n80861  x\n\t1041  x\n8086");
	check("", "");
	tree_long("/usr/share/misc/pci.ids", 1 << 20);
	check("", "");
	memset(name, 'n', sizeof(name));
	memcpy(name, "1af4  ", 6);
	memcpy(name + 150, "\n\t1041  ", 8);
	tree_bytes("/usr/share/misc/pci.ids", name, sizeof(name));
	pci_read_names(&host, &pci);
	assert_int_equal(strlen(list[0].name), 63 + 1 + 42);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_names),
			TEST(test_nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
