/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCI network devices, from /sys/bus/pci/devices. A device whose class
 * cannot be read is listed, too, as it may be one. Every field that is not
 * there is empty or says "unknown"; the first file that is there and cannot
 * be understood is the device's problem.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_errno.h>

#include "devices.h"

#define DEVICES       "/sys/bus/pci/devices"
#define CLASS_NETWORK 0x02

/* wrong says what a file is that is there and is not as it should be. */
static void
note_problem(struct pci_device *dev, const char *file, int rc,
		const char *wrong)
{

	if (rc == 0 || dev->problem[0] != '\0')
		return;
	snprintf(dev->problem, sizeof(dev->problem), "%s/%s: %s", dev->address,
			file, rc == -EINVAL ? wrong : rte_strerror(-rc));
}

static void
read_id(const struct devices_host *host, struct pci_device *dev,
		const char *file, unsigned long max, unsigned int *value)
{
	unsigned long number = PCI_UNKNOWN;

	note_problem(dev, file,
			host_number(host, &number, max, DEVICES "/%s/%s",
					dev->address, file),
			"no number that can be");
	*value = (unsigned int)number;
}

static void
read_node(const struct devices_host *host, struct pci_device *dev)
{
	unsigned long node;

	dev->numa_node = -1; /* as the kernel has it, which is no number here */
	if (host_number(host, &node, RTE_MAX_NUMA_NODES - 1,
			    DEVICES "/%s/numa_node", dev->address) == 0)
		dev->numa_node = (int)node;
}

static void
add_if(const struct devices_host *host, struct pci_device *dev,
		const char *folder, const char *name)
{
	struct pci_if *to = &dev->ifs[dev->ifs_n];

	if (dev->ifs_n == PCI_IFS || strlen(name) >= sizeof(to->name))
		return;
	memcpy(to->name, name, strlen(name) + 1);
	to->index = 0;
	host_number(host, &to->index, INT32_MAX, DEVICES "/%s/%s/%s/ifindex",
			dev->address, folder, name);
	host_printable(to->name);
	dev->ifs_n++;
}

/* Interfaces in a folder of the device. */
static void
read_ifs_of(const struct devices_host *host, struct pci_device *dev,
		const char *folder)
{
	struct dirent **list;
	int n = host_list(host, &list, DEVICES "/%s/%s", dev->address, folder);

	for (int i = 0; i < n; i++)
		add_if(host, dev, folder, list[i]->d_name);
	host_list_free(list, n);
}

/* A virtio device lies between a PCI device and its interface. */
static void
read_ifs(const struct devices_host *host, struct pci_device *dev)
{
	struct dirent **list;
	int n = host_list(host, &list, DEVICES "/%s", dev->address);

	read_ifs_of(host, dev, "net");
	for (int i = 0; i < n; i++) {
		char folder[sizeof(list[i]->d_name) + sizeof("/net")];

		if (strncmp(list[i]->d_name, "virtio", 6) != 0)
			continue;
		snprintf(folder, sizeof(folder), "%s/net", list[i]->d_name);
		read_ifs_of(host, dev, folder);
	}
	host_list_free(list, n);
}

/* What is not there is no problem: such a device has no driver, no group. */
static void
read_name(const struct devices_host *host, struct pci_device *dev,
		const char *link, char *name, size_t size)
{
	int rc = host_link(
			host, name, size, DEVICES "/%s/%s", dev->address, link);

	note_problem(dev, link, rc == -ENOENT ? 0 : rc, "no link");
}

static enum pci_state
state_of(const char *driver)
{
	if (driver[0] == '\0')
		return PCI_UNBOUND;
	if (strcmp(driver, "vfio-pci") == 0)
		return PCI_VFIO;
	if (strcmp(driver, "uio_pci_generic") == 0 ||
			strcmp(driver, "igb_uio") == 0)
		return PCI_UIO;
	return PCI_KERNEL;
}

static const char *
find_driver(const struct pci_id *id, const struct pci_device *dev)
{
	while (id->driver != NULL &&
			((id->vendor != PCI_ANY && id->vendor != dev->vendor) ||
					(id->device != PCI_ANY &&
							id->device != dev->device)))
		id++;
	return id->driver;
}

static void
read_device(const struct devices_host *host, struct pci_device *dev)
{
	read_id(host, dev, "vendor", 0xffff, &dev->vendor);
	read_id(host, dev, "device", 0xffff, &dev->device);
	read_node(host, dev);
	read_name(host, dev, "driver", dev->driver, sizeof(dev->driver));
	dev->state = state_of(dev->driver);
	/* "(null)" is how the kernel says none. */
	if (host_line(host, dev->override, sizeof(dev->override),
			    DEVICES "/%s/driver_override", dev->address) == 0 &&
			strcmp(dev->override, "(null)") == 0)
		dev->override[0] = '\0';
	read_name(host, dev, "iommu_group", dev->group, sizeof(dev->group));
	if (dev->group[0] != '\0')
		vfio_read_group(host, dev);
	read_ifs(host, dev);
}

/* "DDDD:BB:DD.F" with up to 8 digits of a domain. */
static bool
is_address(const char *name)
{
	unsigned int domain, bus, device, function;
	int end = 0;

	return strlen(name) < PCI_ADDRESS_SIZE &&
			sscanf(name, "%8x:%2x:%2x.%1x%n", &domain, &bus,
					&device, &function, &end) == 4 &&
			name[end] == '\0';
}

/* The device if it is one of the network, or may be. */
static bool
read_if_network(const struct devices_host *host, const char *name,
		struct pci_device *dev)
{
	memset(dev, 0, sizeof(*dev));
	if (!is_address(name))
		return false;
	memcpy(dev->address, name, strlen(name) + 1);
	read_id(host, dev, "class", 0xffffff, &dev->class);
	if (dev->problem[0] == '\0' && dev->class >> 16 != CLASS_NETWORK)
		return false;
	read_device(host, dev);
	return true;
}

int
pci_read(const struct devices_host *host, const struct pci_id *ids,
		struct pci_list *pci)
{
	struct dirent **list;
	int n = host_list(host, &list, DEVICES);

	*pci = (struct pci_list){.error = n < 0 ? n : 0};
	if (n <= 0) {
		host_list_free(list, n);
		return 0;
	}
	pci->list = calloc((size_t)n, sizeof(*pci->list));
	for (int i = 0; i < n && pci->list != NULL; i++) {
		struct pci_device *dev = &pci->list[pci->n];

		if (!read_if_network(host, list[i]->d_name, dev))
			continue;
		dev->our_driver = find_driver(ids, dev);
		pci->n++;
	}
	host_list_free(list, n);
	if (pci->list == NULL)
		return -ENOMEM;
	pci_read_names(host, pci);
	return 0;
}

void
pci_free(struct pci_list *pci)
{
	free(pci->list);
	*pci = (struct pci_list){0};
}
