/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI network devices, their groups and what is broken about them. */
#include <bus_pci_driver.h>
#include <errno.h>

#include "devices/show.h"
#include "devices_tree.h"

static const struct pci_id none[] = {{0}};

static struct pci_list
read_pci(const struct pci_id *ids)
{
	struct pci_list pci;

	assert_int_equal(pci_read(&host, ids, &pci), 0);
	return pci;
}

static void
test_states(void **state)
{
	static const struct {
		const char *address;
		const char *driver;
		enum pci_state state;
	} cases[] = {
			{"0000:00:03.0", "virtio-pci", PCI_KERNEL},
			{"0000:01:00.0", "vfio-pci", PCI_VFIO},
			{"0000:02:00.0", "uio_pci_generic", PCI_UIO},
			{"0000:02:00.1", "igb_uio", PCI_UIO},
			{"10000:03:00.0", NULL, PCI_UNBOUND},
	};
	struct pci_list pci;

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++)
		pci_nic(cases[i].address, "0x8086\n", "0x10d3\n",
				cases[i].driver);
	pci_file("0000:00:02.0", "class", "0x018000\n");
	pci_file("0000:00:01.0", "class", "0xffff00\n");
	pci = read_pci(none);
	assert_int_equal(pci.error, 0);
	assert_int_equal(pci.n, RTE_DIM(cases));
	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		const struct pci_device *dev = &pci.list[i];

		assert_string_equal(dev->address, cases[i].address);
		assert_int_equal(dev->state, cases[i].state);
		assert_string_equal(dev->driver,
				cases[i].driver != NULL ? cases[i].driver : "");
		assert_int_equal(dev->vendor, 0x8086);
		assert_int_equal(dev->device, 0x10d3);
		assert_int_equal(dev->class, 0x020000);
		assert_int_equal(dev->numa_node, -1);
		assert_string_equal(dev->group, "");
		assert_string_equal(dev->override, "");
		assert_string_equal(dev->problem, "");
		assert_null(dev->our_driver);
	}
	pci_free(&pci);
}

static void
test_details(void **state)
{
	static const struct pci_id ids[] = {
			{0x8086, 1, "wrong"},
			{0x1af4, PCI_ANY, "net_toy"},
			{PCI_ANY, PCI_ANY, "late"},
			{0},
	};
	struct pci_list pci;
	struct pci_device *dev;

	(void)state;
	pci_nic(NIC, "0x1af4\n", "0x1041\n", "virtio-pci");
	pci_file(NIC, "numa_node", "1\n");
	pci_file(NIC, "driver_override", "vfio-pci\n");
	pci_file(NIC, "virtio0/net/eth0/ifindex", "4\n");
	pci_file(NIC, "net/eth1/ifindex", "no number\n");
	pci_nic("0000:02:00.0", "0x8086\n", "0x2\n", NULL);
	pci = read_pci(ids);
	assert_int_equal(pci.n, 2);
	dev = &pci.list[0];
	assert_int_equal(dev->numa_node, 1);
	assert_string_equal(dev->override, "vfio-pci");
	assert_string_equal(dev->our_driver, "net_toy");
	assert_int_equal(dev->ifs_n, 2);
	assert_string_equal(dev->ifs[0].name, "eth1");
	assert_int_equal(dev->ifs[0].index, 0);
	assert_string_equal(dev->ifs[1].name, "eth0");
	assert_int_equal(dev->ifs[1].index, 4);
	assert_string_equal(pci.list[1].our_driver, "late");
	pci_free(&pci);
}

static int
probe_nothing(struct rte_pci_driver *driver, struct rte_pci_device *dev)
{
	(void)driver;
	(void)dev;
	return 1;
}

static const struct rte_pci_id toy_ids[] = {
		{RTE_PCI_DEVICE(0x1af4, 0x1041)},
		{RTE_PCI_DEVICE(0x1af4, RTE_PCI_ANY_ID)},
		{.vendor_id = 0},
};
static struct rte_pci_driver toys[] = {
		{.driver.name = "toy0",
				.probe = probe_nothing,
				.id_table = toy_ids},
		{.driver.name = "toy1",
				.probe = probe_nothing,
				.id_table = toy_ids + 1},
};

static int
count_driver(const struct bus_driver *driver, void *arg)
{
	*(int *)arg += strncmp(driver->name, "toy", 3) == 0 &&
			strcmp(driver->bus, "pci") == 0;
	return 0;
}

/* What the drivers that have registered say, in their order. */
static void
test_drivers(void **state)
{
	static const struct pci_id wanted[] = {
			{0x1af4, 0x1041, "toy0"},
			{0x1af4, PCI_ANY, "toy0"},
			{0x1af4, PCI_ANY, "toy1"},
	};
	struct pci_id *ids;
	int n = 0;

	(void)state;
	assert_int_equal(bus_pci_ids(&ids), 0);
	assert_null(ids[0].driver);
	free(ids);
	for (size_t i = 0; i < RTE_DIM(toys); i++)
		rte_pci_register(&toys[i]);
	assert_int_equal(bus_pci_ids(&ids), 0);
	for (size_t i = 0; i < RTE_DIM(wanted); i++) {
		assert_int_equal(ids[i].vendor, wanted[i].vendor);
		assert_int_equal(ids[i].device, wanted[i].device);
		assert_string_equal(ids[i].driver, wanted[i].driver);
	}
	assert_null(ids[RTE_DIM(wanted)].driver);
	free(ids);
	assert_int_equal(bus_each_driver(count_driver, &n), 0);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < RTE_DIM(toys); i++)
		rte_pci_unregister(&toys[i]);
}

static void
test_group(void **state)
{
	struct pci_list pci;
	struct pci_device *dev;

	(void)state;
	pci_nic(NIC, "0x8086\n", "0x10d3\n", "vfio-pci");
	pci_nic("0000:01:00.1", "0x8086\n", "0x10d3\n", "e1000e");
	pci_nic("0000:01:00.2", "0x8086\n", "0x10d3\n", NULL);
	pci_file("0000:00:1c.0", "class", "0x060400\n");
	pci_link("0000:00:1c.0", "driver", "../drivers/pcieport");
	pci_group(NIC, "7");
	pci_group("0000:01:00.1", "7");
	pci_group("0000:01:00.2", "7");
	pci_group("0000:00:1c.0", "7");
	tree_file("/dev/vfio/7", "");
	pci = read_pci(none);
	assert_int_equal(pci.n, 3);
	dev = &pci.list[0];
	assert_string_equal(dev->group, "7");
	assert_false(dev->noiommu);
	assert_int_equal(dev->may_open, 0);
	assert_int_equal(dev->mates_n, 1);
	assert_string_equal(dev->mates[0].address, "0000:01:00.1");
	assert_string_equal(dev->mates[0].driver, "e1000e");
	assert_int_equal(pci.list[1].mates_n, 0); /* vfio-pci is no trouble */
	pci_free(&pci);
}

static void
test_group_without_iommu(void **state)
{
	struct pci_list pci;
	struct vfio vfio;

	(void)state;
	pci_nic(NIC, "0x8086\n", "0x10d3\n", "vfio-pci");
	pci_group(NIC, "0");
	tree_file("/sys/kernel/iommu_groups/0/name", "vfio-noiommu\n");
	tree_file("/dev/vfio/0", "");
	tree_dir("/sys/bus/pci/drivers");
	tree_dir("/sys/bus/pci/drivers/vfio-pci");
	tree_file("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode",
			"Y\n");
	pci = read_pci(none);
	assert_int_equal(pci.n, 1);
	assert_true(pci.list[0].noiommu);
	assert_int_equal(pci.list[0].may_open, -ENOENT);
	pci_free(&pci);
	vfio_read(&host, &vfio);
	assert_false(vfio.iommu);
	assert_true(vfio.loaded);
	assert_int_equal(vfio.noiommu, NOIOMMU_ON);
	/* A real one beside it. */
	pci_nic("0000:02:00.0", "0x8086\n", "0x10d3\n", NULL);
	pci_group("0000:02:00.0", "1");
	tree_file("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode",
			"N\n");
	vfio_read(&host, &vfio);
	assert_true(vfio.iommu);
	assert_int_equal(vfio.noiommu, NOIOMMU_OFF);
}

static void
test_nothing(void **state)
{
	struct pci_list pci = read_pci(none);
	struct vfio vfio;

	(void)state;
	assert_int_equal(pci.error, -ENOENT);
	assert_int_equal(pci.n, 0);
	tree_file(PCI_DEVICES "no address/class", "0x020000\n");
	tree_file(PCI_DEVICES "0000:00:00.0x/class", "0x020000\n");
	tree_file(PCI_DEVICES "100000000:00:00.0/class", "0x020000\n");
	pci = read_pci(none);
	assert_int_equal(pci.error, 0);
	assert_int_equal(pci.n, 0);
	pci_free(&pci);
	vfio_read(&host, &vfio);
	assert_false(vfio.iommu || vfio.loaded);
	assert_int_equal(vfio.noiommu, NOIOMMU_UNKNOWN);
}

/* Each is listed, as it may be a NIC, and the first trouble is named. */
static void
test_broken(void **state)
{
	static const struct {
		const char *file;
		const char *text; /* NULL: missing; "": much too long */
		const char *problem;
	} cases[] = {
			{"class", NULL, "class: No such file"},
			{"class", "network\n", "class: no number"},
			{"class", "", "class: File too large"},
			{"vendor", NULL, "vendor: No such file"},
			{"vendor", "0x12345\n", "vendor: no number"},
			{"device", "", "device: File too large"},
			{"device", "-1\n", "device: no number"},
			{"driver", "a file\n", "driver: no link"},
			{"iommu_group", "a file\n", "iommu_group: no link"},
	};
	char path[DEV_PATH_SIZE];

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		struct pci_list pci;

		pci_nic(NIC, "0x8086\n", "0x10d3\n", NULL);
		snprintf(path, sizeof(path), "%s" PCI_DEVICES NIC "/%s",
				tree_root, cases[i].file);
		unlink(path);
		if (cases[i].text != NULL && cases[i].text[0] == '\0')
			tree_long(path + strlen(tree_root), 1 << 20);
		else if (cases[i].text != NULL)
			pci_file(NIC, cases[i].file, cases[i].text);
		pci = read_pci(none);
		assert_int_equal(pci.n, 1);
		if (strstr(pci.list[0].problem, cases[i].problem) == NULL)
			fail_msg("%zu: \"%s\"", i, pci.list[0].problem);
		pci_free(&pci);
		unlink(path);
	}
}

/* Names longer than can be, more of them than are kept, odd characters. */
static void
test_too_much(void **state)
{
	char name[128];
	struct pci_list pci;
	struct pci_device *dev;

	(void)state;
	pci_nic(NIC, "0x8086\n", "0x10d3\n", NULL);
	pci_group(NIC, "1");
	for (unsigned int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "net/eth%02u/ifindex", i);
		pci_file(NIC, name, "1\n");
		snprintf(name, sizeof(name), "0000:02:00.%x", i % 16);
		if (i >= 16)
			continue;
		pci_nic(name, "0x8086\n", "0x10d3\n", "e1000e");
		pci_group(name, "1");
	}
	pci_file(NIC, "net/a name that is too long/ifindex", "1\n");
	pci_file(NIC, "net/\033[2J/ifindex", "1\n");
	memset(name, 'd', 100);
	name[100] = '\0';
	pci_link(NIC, "driver", name);
	pci = read_pci(none);
	dev = &pci.list[0];
	assert_string_equal(dev->address, NIC);
	assert_int_equal(dev->ifs_n, PCI_IFS);
	assert_string_equal(dev->ifs[0].name, "?[2J");
	assert_string_equal(dev->ifs[1].name, "eth00");
	assert_int_equal(dev->mates_n, PCI_MATES);
	assert_string_equal(dev->driver, "");
	assert_non_null(strstr(dev->problem, "driver: File name too long"));
	pci_free(&pci);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_states),
			TEST(test_details),
			TEST(test_drivers),
			TEST(test_group),
			TEST(test_group_without_iommu),
			TEST(test_nothing),
			TEST(test_broken),
			TEST(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
