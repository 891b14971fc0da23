/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Opening a device through VFIO and mapping its BARs. mem_resource[i].addr is
 * not NULL exactly while BAR i is mapped. Of a mapped BAR the pages that hold
 * the table of MSI-X vectors, or that the kernel keeps back, have no memory:
 * pci_bar_addr() tells what can be touched.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <inttypes.h>

#include <rte_byteorder.h>
#include <rte_errno.h>

#include "bus/pci/pci.h"

/* PCI 3.0, section 6.8.2: in the capability of MSI-X. */
#define MSIX_CONTROL    0x2
#define MSIX_TABLE      0x4
#define MSIX_SIZE_MASK  0x7ff
#define MSIX_BIR_MASK   0x7
#define MSIX_ENTRY_SIZE 16

/* Say why a device that somebody wants cannot be had. */
static void
explain_kdrv(const struct pci_entry *e)
{
	uint32_t level = e->dev.device.devargs != NULL ? RTE_LOG_ERR
						       : RTE_LOG_DEBUG;

	rte_log(level, RTE_LOGTYPE_EAL,
			"EAL: pci: %s is bound to \"%s\" of the kernel, not to"
			" vfio-pci: \"dpdk-devbind.py --bind=vfio-pci %s\" takes it"
			" from the kernel\n",
			e->dev.name, e->kdrv_name, e->dev.name);
}

/* Leave the table of MSI-X out of what is mapped: 0 or -errno. */
static int
exclude_msix(struct pci_entry *e)
{
	rte_le16_t control;
	rte_le32_t table;
	uint32_t where;
	int at = pci_find_capability(&e->dev, PCI_CAP_MSIX, 0);

	if (at <= 0)
		return at;
	if (rte_pci_read_config(&e->dev, &control, sizeof(control),
			    at + MSIX_CONTROL) < 0 ||
			rte_pci_read_config(&e->dev, &table, sizeof(table),
					at + MSIX_TABLE) < 0)
		return -rte_errno;
	where = rte_le_to_cpu_32(table);
	if ((where & MSIX_BIR_MASK) >= VFIO_BARS)
		return -EINVAL;
	vfio_region_exclude(&e->vfio.bars[where & MSIX_BIR_MASK],
			where & ~MSIX_BIR_MASK,
			((rte_le_to_cpu_16(control) & MSIX_SIZE_MASK) + 1ULL) *
					MSIX_ENTRY_SIZE);
	return 0;
}

/* Whoever looks for the address of a BAR has the device lock. */
static void
set_bar(struct rte_mem_resource *r, const struct vfio_region *bar)
{
	bp_dev_lock();
	r->addr = bar->addr;
	if (bar->addr != NULL)
		r->len = bar->size;
	bp_dev_unlock();
}

/* A BAR as the kernel of the device describes it, not as sysfs did. */
static int
map_bar(struct pci_entry *e, unsigned int i)
{
	struct vfio_region *bar = &e->vfio.bars[i];
	int rc = vfio_region_map(&e->vfio, bar);

	if (rc < 0) {
		PCI_LOG(ERR, "%s: cannot map BAR %u of %" PRIu64 " bytes: %s\n",
				e->dev.name, i, bar->size, rte_strerror(-rc));
		return rc;
	}
	set_bar(&e->dev.mem_resource[i], bar);
	return 0;
}

/* Let the device answer at its BARs, and by itself. */
static int
enable(struct pci_entry *e)
{
	rte_le16_t command;

	if (rte_pci_read_config(&e->dev, &command, sizeof(command),
			    RTE_PCI_COMMAND) < 0)
		return -rte_errno;
	command |= rte_cpu_to_le_16(PCI_COMMAND_DECODE);
	if (rte_pci_write_config(&e->dev, &command, sizeof(command),
			    RTE_PCI_COMMAND) < 0)
		return -rte_errno;
	return rte_pci_set_bus_master(&e->dev, true) < 0 ? -EIO : 0;
}

/* What is to be done with an open device: 0 or -errno. */
static int
prepare(struct pci_entry *e)
{
	unsigned int i;
	int rc = vfio_device_reset(&e->vfio);

	if (rc < 0 && rc != -ENOTSUP)
		PCI_LOG(DEBUG, "%s is not reset: %s\n", e->dev.name,
				rte_strerror(-rc));
	rc = exclude_msix(e);
	if (rc == 0)
		rc = enable(e);
	if (rc < 0)
		PCI_LOG(ERR, "%s: its configuration is unusable: %s\n",
				e->dev.name, rte_strerror(-rc));
	for (i = 0; rc == 0 && i < PCI_MAX_RESOURCE; i++)
		rc = map_bar(e, i);
	return rc;
}

static void
set_mapped(struct pci_entry *e, bool mapped)
{
	bp_dev_lock();
	e->mapped = mapped;
	bp_dev_unlock();
}

BP_EXPORT
int
rte_pci_map_device(struct rte_pci_device *dev)
{
	struct pci_entry *e = pci_entry_of(dev);
	int rc;

	if (dev->kdrv != RTE_PCI_KDRV_VFIO) {
		explain_kdrv(e);
		return 1;
	}
	if (e->vfio.fd >= 0)
		return 0;
	set_mapped(e, true);
	rc = vfio_device_open(&e->vfio, rte_pci_get_sysfs_path(), dev->name);
	if (rc != 0) {
		set_mapped(e, false);
		return rc;
	}
	rc = prepare(e);
	if (rc < 0)
		rte_pci_unmap_device(dev);
	else
		pci_intr_open(e);
	return rc;
}

BP_EXPORT
void
rte_pci_unmap_device(struct rte_pci_device *dev)
{
	struct pci_entry *e = pci_entry_of(dev);
	unsigned int i;

	if (e->vfio.fd < 0)
		return;
	pci_intr_close(e);
	bp_dev_lock();
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		dev->mem_resource[i].addr = NULL;
	bp_dev_unlock();
	vfio_device_close(&e->vfio, rte_pci_get_sysfs_path(), dev->name);
	set_mapped(e, false);
}

void *
pci_bar_addr(const struct rte_pci_device *dev, unsigned int bar,
		uint64_t offset, uint64_t len)
{
	const struct vfio_region *region;

	if (bar >= VFIO_BARS)
		return NULL;
	region = &pci_entry_of(dev)->vfio.bars[bar];
	return vfio_region_has(region, offset, len) ? region->addr + offset
						    : NULL;
}

int
pci_overlay(struct pci_entry *e)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; i < VFIO_BARS; i++) {
		int one = vfio_region_overlay(&e->vfio.bars[i]);

		rc = rc != 0 ? rc : one;
	}
	return rc;
}
