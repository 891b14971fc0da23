/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which devices the bus finds in sysfs, in which order and with what they are,
 * what the user's lists leave out, and that nothing in sysfs is believed.
 */
#include "pci_env.h"

static int
setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	rte_log_set_global_level(RTE_LOG_EMERG);
	return bp_component_bus_pci.prepare();
}

/* The names of all devices. */
static const char *
names(void)
{
	static char text[1024];
	struct pci_entry *e;

	text[0] = '\0';
	for (e = pci_next(NULL); e != NULL; e = pci_next(&e->dev)) {
		strcat(text, e->dev.device.name);
		strcat(text, " ");
	}
	return text;
}

static void
test_order(void **state)
{
	struct rte_pci_device *dev;

	tree_device("0000:00:1f.0", "vfio-pci");
	tree_device("0000:00:02.1", "e1000");
	tree_device("0001:00:02.0", "uio_pci_generic");
	tree_device("0000:00:02.0", "igb_uio");
	tree_device("10000:00:00.0", "vfio-pci");
	tree_device("0000:00:03.0", NULL);
	assert_int_equal(pci_scan(), 0);
	assert_int_equal(pci_scan(), 0);
	assert_string_equal(names(),
			"0000:00:02.0 0000:00:02.1 0000:00:1f.0 0001:00:02.0 "
			"10000:00:00.0 ");
	assert_int_equal(env_device("00:1f.0")->kdrv, RTE_PCI_KDRV_VFIO);
	assert_int_equal(env_device("00:02.0")->kdrv, RTE_PCI_KDRV_IGB_UIO);
	assert_int_equal(env_device("00:02.1")->kdrv, RTE_PCI_KDRV_UNKNOWN);
	dev = env_device("0001:00:02.0");
	assert_int_equal(dev->kdrv, RTE_PCI_KDRV_UIO_GENERIC);
	assert_string_equal(rte_dev_bus_info(&dev->device),
			"vendor_id=dead, device_id=bee4");
	assert_ptr_equal(dev->device.bus, &pci_bus);
	assert_null(dev->device.driver);
	assert_null(rte_dev_devargs(&dev->device));
	assert_int_equal(dev->id.vendor_id, 0xdead);
	assert_int_equal(dev->id.device_id, 0xbee4);
	assert_int_equal(dev->id.subsystem_vendor_id, 0x1af4);
	assert_int_equal(dev->id.subsystem_device_id, 1);
	assert_int_equal(dev->id.class_id, 0x020000);
	assert_int_equal(dev->mem_resource[0].len, 0); /* ports are none */
	assert_int_equal(dev->mem_resource[1].phys_addr, 0xfebd1000);
	assert_int_equal(dev->mem_resource[1].len, 0x1000);
	assert_int_equal(dev->mem_resource[4].len, 0x4000);
	assert_null(dev->mem_resource[4].addr);
	assert_int_equal(rte_dev_numa_node(&dev->device), SOCKET_ID_ANY);
}

/* A device that nobody has is always as sysfs says. */
static void
test_changes(void **state)
{
	struct rte_pci_device *dev;

	tree_device("0000:00:02.0", "e1000");
	tree_device("0000:00:03.0", NULL);
	pci_scan();
	dev = env_device("00:02.0");
	tree_driver("0000:00:02.0", "vfio-pci");
	tree_driver("0000:00:03.0", "vfio-pci");
	tree_file("0000:00:02.0", "numa_node", "1\n");
	tree_file("0000:00:02.0", "max_vfs", "7\n");
	pci_scan();
	assert_ptr_equal(dev, env_device("00:02.0"));
	assert_int_equal(dev->kdrv, RTE_PCI_KDRV_VFIO);
	assert_int_equal(rte_dev_numa_node(&dev->device), 1);
	assert_int_equal(dev->max_vfs, 7);
	assert_non_null(env_device("00:03.0"));
	tree_file("0000:00:02.0", "max_vfs", NULL);
	tree_file("0000:00:02.0", "sriov_numvfs", "3\n");
	tree_unplug("0000:00:03.0");
	pci_scan();
	assert_int_equal(dev->max_vfs, 3);
	assert_string_equal(names(), "0000:00:02.0 ");
	tree_driver("0000:00:02.0", NULL);
	pci_scan();
	assert_string_equal(names(), "");
}

static void
test_allowed(void **state)
{
	struct rte_pci_device *dev;

	tree_device("0000:00:02.0", "vfio-pci");
	tree_device("0000:00:03.0", "vfio-pci");
	tree_device("0000:00:04.0", NULL);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_ALLOWED,
					 "00:03.0,queues=2,x=y"),
			0);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_ALLOWED, "00:04.0"), 0);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_ALLOWED, "00:05.0"), 0);
	assert_int_equal(rte_devargs_add(RTE_DEVTYPE_ALLOWED, "pci:zz"), -1);
	pci_scan();
	assert_string_equal(names(), "0000:00:03.0 ");
	dev = env_device("00:03.0");
	assert_string_equal(dev->device.devargs->args, "queues=2,x=y");
}

static void
test_blocked(void **state)
{
	tree_device("0000:00:02.0", "vfio-pci");
	tree_device("0000:00:03.0", "vfio-pci");
	tree_device("0000:00:04.0", "vfio-pci");
	rte_devargs_add(RTE_DEVTYPE_BLOCKED, "pci:0:3.0");
	/* A block counts, whatever else is said. */
	rte_devargs_add(RTE_DEVTYPE_ALLOWED, "0:4.0");
	rte_devargs_add(RTE_DEVTYPE_BLOCKED, "0000:00:04.0");
	pci_scan();
	assert_string_equal(names(), "0000:00:02.0 ");
}

/* Added at run time although others are allowed only. */
static void
test_parts(void **state)
{
	struct rte_devargs da = {0};

	assert_int_equal(rte_devargs_parse(&da, "bus=pci,addr=0:2.0,z=1"), 0);
	assert_string_equal(da.name, "0000:00:02.0");
	rte_devargs_reset(&da);
	assert_int_equal(rte_devargs_parse(&da,
					 "bus=pci,addr=1:0:2.0/driver=d,a=1"),
			0);
	assert_string_equal(da.name, "0001:00:02.0");
	rte_devargs_reset(&da);
	assert_int_equal(rte_devargs_parse(&da, "bus=pci,addr=x"), -EFAULT);
	assert_int_equal(rte_errno, EINVAL);
	memset(&da, 0, sizeof(da));
	assert_int_equal(rte_devargs_parse(&da, "bus=pci"), 0);
	assert_string_equal(da.name, "");
	rte_devargs_reset(&da);
	assert_int_equal(rte_devargs_parse(&da, "pci:00:02.0,a=1"), 0);
	assert_string_equal(da.name, "00:02.0");
	assert_string_equal(da.args, "a=1");
	rte_devargs_reset(&da);
}

/* Text of a file that makes a device unusable. */
static const struct {
	const char *file;
	const char *text; /* NULL: the file is missing */
} hostile[] = {
		{"vendor", NULL},
		{"vendor", ""},
		{"vendor", "\n"},
		{"vendor", "dead\n"},
		{"vendor", "-1\n"},
		{"vendor", " 0xdead\n"},
		{"vendor", "0xdead x\n"},
		{"vendor", "0xdead\n\n"},
		{"vendor", "0x10000\n"},
		{"vendor", "0xffffffffffffffffff\n"},
		{"vendor", "0x00000000000000000000000000000000000000dead\n"},
		{"device", NULL},
		{"device", "0x10000\n"},
		{"subsystem_vendor", "65536\n"},
		{"subsystem_device", "?\n"},
		{"class", "0x100000000\n"},
		{"resource", NULL},
		{"resource", ""},
		{"resource", "0x0 0x0 0x0\n"},
		{"resource", "1 2\n3 4 5\n"},
		{"resource",
				"0x1000 0xfff 0x200\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n"
				"0 0 0\n"},
		{"resource",
				"0 0xffffffffffffffff 0x200\n0 0 0\n0 0 0\n"
				"0 0 0\n0 0 0\n0 0 0\n"},
		{"resource",
				"0x1ffffffffffffffff 0 0\n0 0 0\n0 0 0\n0 0 0\n"
				"0 0 0\n0 0 0\n"},
		{"resource", "0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0"},
		{"resource", "0  0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n0 0 0\n"},
};

static void
test_hostile_files(void **state)
{
	for (unsigned int i = 0; i < RTE_DIM(hostile); i++) {
		tree_device("0000:00:02.0", "vfio-pci");
		tree_device("0000:00:03.0", "vfio-pci");
		tree_file("0000:00:02.0", hostile[i].file, hostile[i].text);
		pci_scan();
		if (strcmp(names(), "0000:00:03.0 ") != 0)
			fail_msg("%s \"%s\": %s", hostile[i].file,
					hostile[i].text, names());
		tree_unplug("0000:00:02.0");
		tree_unplug("0000:00:03.0");
		pci_scan();
	}
}

/* What may be missing or wrong without harm. */
static void
test_hostile_extras(void **state)
{
	static const char *const nodes[] = {NULL, "", "x\n", "9999\n",
			"-2147483648\n", "18446744073709551616\n"};
	static const char *const vfs[] = {"65536\n", "-1\n", "x"};
	char longer[300];
	struct rte_pci_device *dev;

	tree_device("0000:00:02.0", "vfio-pci");
	for (unsigned int i = 0; i < RTE_DIM(nodes); i++) {
		tree_file("0000:00:02.0", "numa_node", nodes[i]);
		pci_scan();
		dev = env_device("00:02.0");
		assert_int_equal(dev->device.numa_node, SOCKET_ID_ANY);
	}
	for (unsigned int i = 0; i < RTE_DIM(vfs); i++) {
		tree_file("0000:00:02.0", "max_vfs", vfs[i]);
		pci_scan();
		assert_int_equal(env_device("00:02.0")->max_vfs, 0);
	}
	memset(longer, 'a', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	strcpy(longer + 200, "/vfio-pci-and-more-than-fits-anywhere");
	tree_driver("0000:00:02.0", longer);
	pci_scan();
	assert_int_equal(env_device("00:02.0")->kdrv, RTE_PCI_KDRV_UNKNOWN);
	/* A folder where a link, and where a file should be. */
	tree_link("0000:00:02.0", "vendor", "groups", ".");
	pci_scan();
	assert_string_equal(names(), "");
}

static void
test_hostile_names(void **state)
{
	static const char *const folders[] = {"00:02.0", "0000:00:2.0",
			"0000:00:02.00", "0000:0g:02.0", "x", "0000:00:02.0 ",
			"+000:00:02.0", "00000:00:02.0", "0000:00:02.0x"};

	for (unsigned int i = 0; i < RTE_DIM(folders); i++)
		tree_device(folders[i], "vfio-pci");
	assert_int_equal(pci_scan(), 0);
	assert_string_equal(names(), "");
}

static void
test_no_folder(void **state)
{
	tree_device("0000:00:02.0", "vfio-pci");
	setenv("SYSFS_PCI_DEVICES", "/nonexistent", 1);
	assert_string_equal(rte_pci_get_sysfs_path(), "/nonexistent");
	assert_int_equal(pci_scan(), 0);
	assert_string_equal(names(), "");
	unsetenv("SYSFS_PCI_DEVICES");
	assert_string_equal(rte_pci_get_sysfs_path(), "/sys/bus/pci/devices");
}

/* As 22.11 prints it. */
static void
test_dump(void **state)
{
	static const char want[] = "0000:00:02.0 - vendor:dead device:bee4\n"
				   "   0000000000000000 0000000000000000\n"
				   "   00000000febd1000 0000000000001000\n"
				   "   0000000000000000 0000000000000000\n"
				   "   0000000000000000 0000000000000000\n"
				   "   00000000fe000000 0000000000004000\n"
				   "   0000000000000000 0000000000000000\n";
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	tree_device("0000:00:02.0", "vfio-pci");
	pci_scan();
	rte_pci_dump(f);
	fclose(f);
	assert_string_equal(text, want);
	free(text);
}

/* How many devices a walk meets; -1 and rte_errno at an error. */
static int
walk(const char *text)
{
	struct rte_dev_iterator it;
	struct rte_device *dev;
	int n = 0;

	rte_errno = 0;
	if (rte_dev_iterator_init(&it, text) < 0)
		return -1;
	while ((dev = rte_dev_iterator_next(&it)) != NULL)
		n++;
	return rte_errno != 0 ? -1 : n;
}

static void
test_iterate(void **state)
{
	tree_device("0000:00:02.0", "vfio-pci");
	tree_device("0001:00:02.0", "e1000");
	pci_scan();
	assert_int_equal(walk("bus=pci"), 2);
	assert_int_equal(walk("bus=pci,addr=00:02.0"), 1);
	assert_int_equal(walk("bus=pci,addr=0001:00:02.0"), 1);
	assert_int_equal(walk("bus=pci,addr=3:0.0"), 0);
	assert_int_equal(walk("bus=pci,addr=2.0"), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(walk("bus=pci,addr="), -1);
	assert_int_equal(walk("bus=pci,id=3"), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(walk("bus=pci,name=00:02.0"), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_order),
			TEST(test_changes),
			TEST(test_allowed),
			TEST(test_blocked),
			TEST(test_parts),
			TEST(test_hostile_files),
			TEST(test_hostile_extras),
			TEST(test_hostile_names),
			TEST(test_no_folder),
			TEST(test_dump),
			TEST(test_iterate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
