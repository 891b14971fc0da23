/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the kernel has for vfio-pci: an IOMMU, the module, the mode without
 * IOMMU, and the group of a device. vfio makes groups for devices without an
 * IOMMU, too; their name tells, and they do not count as one.
 */
#include <bufplane_vfio.h>
#include <ctype.h>
#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "devices.h"

#define GROUPS "/sys/kernel/iommu_groups"

static bool
is_noiommu(const struct devices_host *host, const char *group)
{
	char name[32];

	return host_line(host, name, sizeof(name), GROUPS "/%s/name", group) ==
			0 &&
			strcmp(name, "vfio-noiommu") == 0;
}

static bool
has_iommu(const struct devices_host *host)
{
	struct dirent **list;
	int n = host_list(host, &list, GROUPS);
	bool found = false;

	for (int i = 0; i < n && !found; i++)
		found = isdigit(list[i]->d_name[0]) &&
				!is_noiommu(host, list[i]->d_name);
	host_list_free(list, n);
	return found;
}

void
vfio_read(const struct devices_host *host, struct vfio *vfio)
{
	char mode[8];

	vfio->iommu = has_iommu(host);
	vfio->loaded = host_access(host, F_OK,
				       "/sys/bus/pci/drivers/vfio-pci") == 0;
	vfio->noiommu = NOIOMMU_UNKNOWN;
	if (host_line(host, mode, sizeof(mode),
			    "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode") ==
			0)
		vfio->noiommu = mode[0] == 'Y' || mode[0] == '1' ? NOIOMMU_ON
								 : NOIOMMU_OFF;
}

static void
add_mate(const struct devices_host *host, struct pci_device *dev,
		const char *address)
{
	struct pci_mate *mate = &dev->mates[dev->mates_n];

	if (dev->mates_n == PCI_MATES || strcmp(address, dev->address) == 0 ||
			strlen(address) >= sizeof(mate->address))
		return;
	host_link(host, mate->driver, sizeof(mate->driver),
			GROUPS "/%s/devices/%s/driver", dev->group, address);
	if (bp_vfio_is_harmless(mate->driver))
		return;
	memcpy(mate->address, address, strlen(address) + 1);
	host_printable(mate->address);
	dev->mates_n++;
}

void
vfio_read_group(const struct devices_host *host, struct pci_device *dev)
{
	struct dirent **list;
	int n;

	dev->noiommu = is_noiommu(host, dev->group);
	dev->may_open = host_access(host, R_OK | W_OK, "/dev/vfio/%s%s",
			dev->noiommu ? "noiommu-" : "", dev->group);
	n = host_list(host, &list, GROUPS "/%s/devices", dev->group);
	for (int i = 0; i < n; i++)
		add_mate(host, dev, list[i]->d_name);
	host_list_free(list, n);
}
