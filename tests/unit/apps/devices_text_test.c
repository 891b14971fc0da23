/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table and the JSON of one machine, from a tree of files to the last
 * line: three NICs, of which one is broken, and three interfaces.
 */
#include <errno.h>

#include <net/if_arp.h>

#include "devices/show.h"
#include "devices_tree.h"

static struct netif nets[] = {
		{.name = "lo",
				.index = 1,
				.flags = IFF_UP | IFF_RUNNING,
				.type = ARPHRD_LOOPBACK,
				.mtu = 65536,
				.addresses = 1},
		{.name = "eth0",
				.index = 2,
				.flags = IFF_UP | IFF_RUNNING,
				.type = ARPHRD_ETHER,
				.mtu = 1500,
				.addresses = 2,
				.default_route = true,
				.mac = {{2, 0, 0, 0, 0, 1}},
				.driver = "virtio_net"},
		{.name = "tun0", .index = 3, .type = ARPHRD_NONE, .mtu = 1400},
		{.name = "eth1",
				.index = 4,
				.flags = IFF_UP,
				.type = ARPHRD_ETHER,
				.mtu = 9000,
				.driver = "veth",
				.master = "br0"},
};

static struct devices
read_machine(void)
{
	static const struct pci_id ids[] = {{0x1af4, 0x1041, "net_toy"}, {0}};
	struct devices all = {.ifs = {.list = nets,
					      .n = RTE_DIM(nets),
					      .may_open = -EPERM}};

	pci_nic("0000:00:03.0", "0x1af4\n", "0x1041\n", "virtio-pci");
	pci_file("0000:00:03.0", "virtio0/net/eth0/ifindex", "2\n");
	pci_nic(NIC, "0x8086\n", "0x10d3\n", "vfio-pci");
	pci_file(NIC, "numa_node", "1\n");
	pci_group(NIC, "12");
	tree_file("/dev/vfio/12", "");
	pci_nic("0000:02:00.0", "bad\n", "0x10d3\n", NULL);
	tree_file("/usr/share/misc/pci.ids",
			"8086  Intel Corporation\n"
			"\t10d3  82574L Gigabit Network Connection\n");
	tree_dir("/sys/bus/pci/drivers");
	tree_dir("/sys/bus/pci/drivers/vfio-pci");
	vfio_read(&host, &all.vfio);
	assert_int_equal(pci_read(&host, ids, &all.pci), 0);
	return all;
}

static char *
print(const struct devices *all, unsigned int show)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(text_print(out, all, show), 0);
	fclose(out);
	return text;
}

static void
check_text(const struct devices *all, unsigned int show, const char *wanted)
{
	char *text = print(all, show);

	assert_string_equal(text, wanted);
	free(text);
}

static const char interfaces[] =
		"Interfaces of the kernel\n"
		"  NAME  LINK        MTU    MAC                DRIVER      USED FOR\n"
		"  lo    up          65536  -                  -           1 address\n"
		"  eth0  up          1500   02:00:00:00:00:01  virtio_net  default route, 2\n"
		"                                                          addresses\n"
		"  tun0  down        1400   -                  -           -\n"
		"    - tun0 is no Ethernet, which net_af_packet needs\n"
		"  eth1  no carrier  9000   00:00:00:00:00:00  veth        part of br0\n"
		"  To have a port on one that is up, beside the kernel:\n"
		"    --vdev net_af_packet0,iface=NAME\n"
		"  ! This process may not: it takes CAP_NET_RAW, which root has\n";

static const char pci[] =
		"PCI network devices\n"
		"  IOMMU: in use; vfio-pci: loaded\n"
		"  DEVICE        ID         HELD BY     GROUP  NODE  BUFPLANE  INTERFACE\n"
		"  0000:00:03.0  1af4:1041  virtio-pci  -      -     net_toy   eth0\n"
		"    ! eth0 has the default route and 2 addresses: taking it away cuts its\n"
		"      connections\n"
		"    + as it is, beside the kernel: --vdev net_af_packet0,iface=eth0\n"
		"    - it is in no IOMMU group: the IOMMU does not cover it\n"
		"    - or use vfio's mode without IOMMU, if this kernel has it: the device can\n"
		"      then write anywhere in memory\n"
		"    > to bind it to vfio-pci without an IOMMU, as root:\n"
		"        echo 1 > /sys/module/vfio/parameters/enable_unsafe_noiommu_mode\n"
		"        echo vfio-pci > /sys/bus/pci/devices/0000:00:03.0/driver_override\n"
		"        echo 0000:00:03.0 > /sys/bus/pci/devices/0000:00:03.0/driver/unbind\n"
		"        echo 0000:00:03.0 > /sys/bus/pci/drivers_probe\n"
		"  0000:01:00.0  8086:10d3  vfio-pci    12     1     -         -\n"
		"    Intel Corporation 82574L Gigabit Network Connection\n"
		"    - Bufplane has no driver for 8086:10d3 yet; through vfio-pci other programs\n"
		"      can use it\n"
		"    > to give it back to the kernel, as root:\n"
		"        echo > /sys/bus/pci/devices/0000:01:00.0/driver_override\n"
		"        echo 0000:01:00.0 > /sys/bus/pci/drivers/vfio-pci/unbind\n"
		"        echo 0000:01:00.0 > /sys/bus/pci/drivers_probe\n"
		"  0000:02:00.0  ?:10d3     -           -      -     -         -\n"
		"    - cannot be read: 0000:02:00.0/vendor: no number that can be\n";

static void
test_text(void **state)
{
	struct devices all = read_machine();
	char *text;

	(void)state;
	check_text(&all, SHOW_INTERFACES, interfaces);
	check_text(&all, SHOW_PCI, pci);
	text = print(&all, SHOW_INTERFACES | SHOW_PCI);
	assert_memory_equal(text, interfaces, strlen(interfaces));
	assert_string_equal(text + strlen(interfaces) + 1, pci);
	free(text);
	pci_free(&all.pci);
}

static void
test_nothing(void **state)
{
	struct devices all = {.pci = {.error = -ENOENT}};

	(void)state;
	check_text(&all, SHOW_INTERFACES, "Interfaces of the kernel\n  none\n");
	check_text(&all, SHOW_PCI,
			"PCI network devices\n  none: /sys/bus/pci/devices: No "
			"such file or directory\n");
	all.pci.error = 0;
	check_text(&all, SHOW_PCI, "PCI network devices\n  none\n");
	check_text(&all, SHOW_BUSES,
			"Buses and their devices\n"
			"  BUS  DEVICE  DRIVER  NODE  ARGUMENTS\n");
}

/* What stands at "a.b" below the object. */
static const json_t *
at(const json_t *object, const char *path)
{
	char copy[128];
	char *rest = copy;

	strcpy(copy, path);
	for (char *key = strsep(&rest, "."); key != NULL && object != NULL;
			key = strsep(&rest, "."))
		object = json_is_array(object)
				? json_array_get(object, (size_t)atoi(key))
				: json_object_get(object, key);
	if (object == NULL)
		fail_msg("there is no %s", path);
	return object;
}

static void
check_string(const json_t *object, const char *path, const char *wanted)
{
	const char *text = json_string_value(at(object, path));

	assert_non_null(text);
	assert_string_equal(text, wanted);
}

static void
check_pci_json(const json_t *json)
{
	assert_int_equal(json_array_size(at(json, "pci")), 3);
	check_string(json, "pci.0.address", "0000:00:03.0");
	check_string(json, "pci.0.vendor", "0x1af4");
	check_string(json, "pci.0.device", "0x1041");
	check_string(json, "pci.0.class", "0x020000");
	check_string(json, "pci.0.state", "kernel");
	check_string(json, "pci.0.driver", "virtio-pci");
	check_string(json, "pci.0.bufplane_driver", "net_toy");
	check_string(json, "pci.0.interfaces.0", "eth0");
	assert_true(json_is_null(at(json, "pci.0.iommu_group")));
	assert_int_equal(json_integer_value(at(json, "pci.0.numa_node")), -1);
	check_string(json, "pci.0.advice.0.kind", "warning");
	check_string(json, "pci.0.advice.1.text",
			"as it is, beside the kernel: --vdev "
			"net_af_packet0,iface=eth0");
	check_string(json, "pci.1.state", "vfio");
	check_string(json, "pci.1.iommu_group", "12");
	check_string(json, "pci.1.name",
			"Intel Corporation 82574L Gigabit Network Connection");
	assert_true(json_is_null(at(json, "pci.1.bufplane_driver")));
	check_string(json, "pci.1.advice.2.kind", "command");
	assert_true(json_is_null(at(json, "pci.2.vendor")));
	assert_non_null(strstr(json_string_value(at(json, "pci.2.problem")),
			"vendor"));
	assert_true(json_is_true(at(json, "vfio.iommu")));
	assert_true(json_is_true(at(json, "vfio.vfio_pci")));
	assert_true(json_is_null(at(json, "vfio.unsafe_noiommu")));
}

static void
test_json(void **state)
{
	struct devices all = read_machine();
	json_t *json = json_make(&all, SHOW_PCI | SHOW_INTERFACES);

	(void)state;
	check_pci_json(json);
	assert_true(json_is_false(at(json, "may_open_packet_sockets")));
	assert_int_equal(json_array_size(at(json, "interfaces")), 4);
	check_string(json, "interfaces.1.name", "eth0");
	check_string(json, "interfaces.1.mac", "02:00:00:00:00:01");
	check_string(json, "interfaces.1.driver", "virtio_net");
	assert_true(json_is_true(at(json, "interfaces.1.default_route")));
	assert_int_equal(
			json_integer_value(at(json, "interfaces.1.mtu")), 1500);
	assert_true(json_is_false(at(json, "interfaces.2.usable")));
	assert_true(json_is_null(at(json, "interfaces.2.mac")));
	check_string(json, "interfaces.3.master", "br0");
	assert_null(json_object_get(json, "ports"));
	assert_null(json_object_get(json, "buses"));
	json_decref(json);
	pci_free(&all.pci);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_text),
			TEST(test_nothing),
			TEST(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
