/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said about a device, for each state that it can be in. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <net/if_arp.h>

#include "devices/devices.h"

#include <cmocka.h>

#define NIC  "0000:01:00.0"
#define PATH "/sys/bus/pci/"

static struct netif nets[] = {
		{.name = "eth0", .index = 2, .type = ARPHRD_ETHER},
		{.name = "tun0", .index = 3, .type = ARPHRD_NONE},
};
static const struct netif_list ifs = {.list = nets, .n = RTE_DIM(nets)};
static const struct vfio ready = {.iommu = true, .loaded = true};
static const struct vfio bare = {0};

/* All advice as one text, "k:" in front of each, for the caller to free. */
static char *
join(struct advice_list *list, int rc)
{
	static const char marks[] = "!+->$";
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(rc, 0);
	assert_non_null(out);
	for (unsigned int i = 0; i < list->n; i++)
		fprintf(out, "%c%s\n", marks[list->list[i].kind],
				list->list[i].text);
	fclose(out);
	advice_free(list);
	return text;
}

static char *
about_pci(const struct pci_device *dev, const struct vfio *vfio)
{
	struct advice_list list;
	int rc = advice_pci(&list, dev, vfio, &ifs);

	return join(&list, rc);
}

static void
check_pci(const struct pci_device *dev, const struct vfio *vfio,
		const char *wanted)
{
	char *text = about_pci(dev, vfio);

	assert_string_equal(text, wanted);
	free(text);
}

static struct pci_device
nic(enum pci_state at, const char *driver)
{
	struct pci_device dev = {
			.address = NIC,
			.vendor = 0x8086,
			.device = 0x10d3,
			.state = at,
			.group = "7",
			.our_driver = "net_toy",
	};

	strcpy(dev.driver, driver);
	return dev;
}

#define BIND                                                                   \
	">to bind it to vfio-pci, as root:\n"                                  \
	"$echo vfio-pci > " PATH "devices/" NIC "/driver_override\n"
#define UNBIND "$echo " NIC " > " PATH "devices/" NIC "/driver/unbind\n"
#define PROBE  "$echo " NIC " > " PATH "drivers_probe\n"
#define RELEASE                                                                \
	">to give it back to the kernel, as root:\n"                           \
	"$echo > " PATH "devices/" NIC "/driver_override\n"                    \
	"$echo " NIC " > " PATH "drivers/vfio-pci/unbind\n" PROBE

static void
test_bind(void **state)
{
	struct pci_device dev = nic(PCI_UNBOUND, "");

	(void)state;
	check_pci(&dev, &ready, BIND PROBE);
	dev = nic(PCI_KERNEL, "e1000e");
	check_pci(&dev, &ready, BIND UNBIND PROBE);
	dev = nic(PCI_UIO, "igb_uio");
	check_pci(&dev, &ready,
			"-igb_uio is of no use to Bufplane: vfio-pci is\n" BIND
					UNBIND PROBE);
	dev.our_driver = NULL;
	dev.state = PCI_UNBOUND;
	check_pci(&dev, &ready,
			"-Bufplane has no driver for 8086:10d3 yet; through "
			"vfio-pci other programs can use it\n" BIND PROBE);
}

static void
test_bound(void **state)
{
	struct pci_device dev = nic(PCI_VFIO, "vfio-pci");

	(void)state;
	check_pci(&dev, &ready, "+ready: -a " NIC "\n" RELEASE);
	dev.may_open = -EACCES;
	check_pci(&dev, &ready,
			"-/dev/vfio/7 is not for this user: chown it, or be "
			"root\n" RELEASE);
	dev.may_open = -ENOENT;
	dev.noiommu = true;
	check_pci(&dev, &ready,
			"!without an IOMMU the device can write anywhere in "
			"memory\n"
			"-/dev/vfio/noiommu-7 is not there: is VFIO's module "
			"loaded?\n" RELEASE);
}

static void
test_no_iommu(void **state)
{
	struct pci_device dev = nic(PCI_UNBOUND, "");
	struct vfio vfio = bare;
	char *text;

	(void)state;
	dev.group[0] = '\0';
	text = about_pci(&dev, &vfio);
	assert_non_null(strstr(text, "-no IOMMU: enable it"));
	assert_non_null(strstr(text, "intel_iommu=on"));
	assert_non_null(strstr(text,
			"$modprobe vfio-pci\n"
			"$echo 1 > /sys/module/vfio/parameters/"
			"enable_unsafe_noiommu_mode\n"
			"$echo vfio-pci > "));
	free(text);
	vfio.noiommu = NOIOMMU_ON;
	vfio.loaded = true;
	text = about_pci(&dev, &vfio);
	assert_non_null(strstr(text, "-no IOMMU: enable it"));
	assert_null(strstr(text, "unsafe"));
	assert_null(strstr(text, "modprobe"));
	free(text);
	vfio.iommu = true;
	text = about_pci(&dev, &vfio);
	assert_non_null(strstr(text, "-it is in no IOMMU group"));
	free(text);
}

static void
test_interfaces(void **state)
{
	static const char use[] =
			"+as it is, beside the kernel: --vdev "
			"net_af_packet0,iface=eth0\n" BIND UNBIND PROBE;
	struct pci_device dev = nic(PCI_KERNEL, "e1000e");
	char wanted[1024];

	(void)state;
	dev.ifs_n = 1;
	dev.ifs[0] = (struct pci_if){.name = "eth0", .index = 2};
	check_pci(&dev, &ready, use);
	for (unsigned int i = 0; i < 5; i++) {
		static const char *const has[] = {"the default route",
				"1 address", "the default route and 1 address",
				"2 addresses",
				"the default route and 2 addresses"};

		nets[0].default_route = i % 2 == 0;
		nets[0].addresses = (i + 1) / 2;
		snprintf(wanted, sizeof(wanted),
				"!eth0 has %s: taking it away cuts its "
				"connections\n%s",
				has[i], use);
		check_pci(&dev, &ready, wanted);
	}
	strcpy(nets[0].master, "br0");
	snprintf(wanted, sizeof(wanted),
			"!eth0 is a part of br0, which would lose it\n%s", use);
	check_pci(&dev, &ready, wanted);
	nets[0].master[0] = '\0';
	nets[0].default_route = false;
	nets[0].addresses = 0;
}

/* The same name in another namespace is another interface. */
static void
test_other_interfaces(void **state)
{
	static const struct pci_if other[] = {{.name = "eth0", .index = 9},
			{.name = "eth9", .index = 2}};
	struct pci_device dev = nic(PCI_KERNEL, "e1000e");
	char wanted[512];

	(void)state;
	dev.ifs_n = 1;
	for (size_t i = 0; i < RTE_DIM(other); i++) {
		dev.ifs[0] = other[i];
		snprintf(wanted, sizeof(wanted),
				"!%s is in another network namespace: somebody "
				"uses it\n" BIND UNBIND PROBE,
				other[i].name);
		check_pci(&dev, &ready, wanted);
	}
	/* One that is no Ethernet cannot be used as it is. */
	dev.ifs[0] = (struct pci_if){.name = "tun0", .index = 3};
	check_pci(&dev, &ready, BIND UNBIND PROBE);
}

static void
test_group_and_problem(void **state)
{
	struct pci_device dev = nic(PCI_UNBOUND, "");

	(void)state;
	dev.mates_n = 1;
	strcpy(dev.mates[0].address, "0000:01:00.1");
	strcpy(dev.mates[0].driver, "e1000e");
	check_pci(&dev, &ready,
			"!0000:01:00.1 (e1000e) is in IOMMU group 7, too: it "
			"must go to vfio-pci or lose its driver as well\n" BIND
					PROBE);
	strcpy(dev.problem, "class: gone");
	check_pci(&dev, &ready, "-cannot be read: class: gone\n");
}

static void
test_netif(void **state)
{
	static const struct {
		unsigned int type;
		unsigned int flags;
		const char *text;
		const char *name; /* NULL: "x" */
	} cases[] = {
			{ARPHRD_ETHER, IFF_UP,
					"+--vdev net_af_packet0,iface=x\n"},
			{ARPHRD_ETHER, 0,
					"+--vdev "
					"'net_af_packet0,iface=a;b'\n"
					"-it is down: ip link set 'a;b' up\n",
					"a;b"},
			{ARPHRD_ETHER, 0,
					"+--vdev "
					"'net_af_packet0,iface=$('\\'''\n"
					"-it is down: ip link set '$('\\''' "
					"up\n",
					"$('"},
			{ARPHRD_LOOPBACK, IFF_UP,
					"+--vdev net_af_packet0,iface=x\n"},
			{ARPHRD_ETHER, 0,
					"+--vdev net_af_packet0,iface=x\n"
					"-it is down: ip link set x up\n"},
			{ARPHRD_NONE, 0,
					"-x is no Ethernet, which "
					"net_af_packet needs\n"},
	};

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		struct netif netif = {
				.type = cases[i].type, .flags = cases[i].flags};
		struct advice_list list;
		char *text;

		strcpy(netif.name, cases[i].name != NULL ? cases[i].name : "x");
		text = join(&list, advice_netif(&list, &netif));

		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_bind),
			cmocka_unit_test(test_bound),
			cmocka_unit_test(test_no_iommu),
			cmocka_unit_test(test_interfaces),
			cmocka_unit_test(test_other_interfaces),
			cmocka_unit_test(test_group_and_problem),
			cmocka_unit_test(test_netif),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
