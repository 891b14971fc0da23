/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * I/O ports of a BAR, through the file of the device: the kernel does the
 * instructions, so no privilege is needed. base is where they are in the file.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "bus/pci/pci.h"

/* The BAR that has these ports, or NULL. */
static const struct vfio_region *
region_of(const struct rte_pci_ioport *p)
{
	const struct vfio_region *bars;
	unsigned int i;

	if (p == NULL || p->dev == NULL)
		return NULL;
	bars = pci_entry_of(p->dev)->vfio.bars;
	for (i = 0; i < VFIO_BARS; i++)
		if (bars[i].size > 0 && bars[i].offset == p->base)
			return &bars[i];
	return NULL;
}

BP_EXPORT
int
rte_pci_ioport_map(
		struct rte_pci_device *dev, int bar, struct rte_pci_ioport *p)
{
	const struct pci_entry *e = pci_entry_of(dev);
	const struct vfio_region *region;

	if (bar < 0 || bar >= VFIO_BARS || e->vfio.fd < 0) {
		PCI_LOG(ERR, "%s: BAR %d has no ports: %s\n", dev->name, bar,
				e->vfio.fd < 0 ? "the device is not mapped"
					       : "BARs are 0 to 5");
		return -1;
	}
	region = &e->vfio.bars[bar];
	if (region->size == 0) {
		PCI_LOG(DEBUG, "%s has no BAR %d\n", dev->name, bar);
		return -1;
	}
	p->dev = dev;
	p->base = region->offset;
	p->len = region->size;
	return 0;
}

BP_EXPORT
int
rte_pci_ioport_unmap(struct rte_pci_ioport *p)
{
	if (p == NULL || p->dev == NULL)
		return -1;
	memset(p, 0, sizeof(*p));
	return 0;
}

/* How many bytes to transfer at once. */
static size_t
step_of(size_t len)
{
	return len >= 4 ? 4 : len >= 2 ? 2 : 1;
}

static void
report(const struct rte_pci_ioport *p, const char *what, size_t len,
		off_t offset, int rc)
{
	PCI_LOG(ERR, "%s: cannot %s %zu bytes of ports at %" PRId64 ": %s\n",
			p != NULL && p->dev != NULL ? p->dev->name : "?", what,
			len, (int64_t)offset, rte_strerror(-rc));
}

BP_EXPORT
void
rte_pci_ioport_read(
		struct rte_pci_ioport *p, void *data, size_t len, off_t offset)
{
	const struct vfio_region *region = region_of(p);
	size_t step, done = 0;
	int rc = region != NULL && offset >= 0 ? 0 : -EINVAL;

	for (; rc == 0 && done < len; done += step) {
		step = step_of(len - done);
		rc = vfio_region_read(&pci_entry_of(p->dev)->vfio, region,
				(uint8_t *)data + done, step,
				(uint64_t)offset + done);
	}
	if (rc == 0)
		return;
	memset(data, 0xff, len);
	report(p, "read", len, offset, rc);
}

BP_EXPORT
void
rte_pci_ioport_write(struct rte_pci_ioport *p, const void *data, size_t len,
		off_t offset)
{
	const struct vfio_region *region = region_of(p);
	size_t step, done = 0;
	int rc = region != NULL && offset >= 0 ? 0 : -EINVAL;

	for (; rc == 0 && done < len; done += step) {
		step = step_of(len - done);
		rc = vfio_region_write(&pci_entry_of(p->dev)->vfio, region,
				(const uint8_t *)data + done, step,
				(uint64_t)offset + done);
	}
	if (rc < 0)
		report(p, "write", len, offset, rc);
}
