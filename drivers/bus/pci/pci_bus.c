/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCI bus: who gets which device, and how devices go. A device has at most
 * one driver, dev->driver, from the moment on in which that is asked; it is
 * mapped for the driver before, if it wants, and unmapped when it goes.
 */
#include <bufplane_dev.h>
#include <errno.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_vfio.h>

#include "builtin.h"
#include "bus/pci/pci.h"

/* Map a device if its driver wants it: as rte_pci_map_device(). */
static int
map_for(struct pci_entry *e, const struct rte_pci_driver *driver)
{
	if ((driver->drv_flags & RTE_PCI_DRV_NEED_MAPPING) == 0)
		return 0;
	return rte_pci_map_device(&e->dev);
}

/* The driver refuses it, or has let go. */
static void
unmap_for(struct pci_entry *e, const struct rte_pci_driver *driver, int rc)
{
	bool keep = (driver->drv_flags & RTE_PCI_DRV_KEEP_MAPPED_RES) != 0;

	if (!keep || rc < 0)
		rte_pci_unmap_device(&e->dev);
}

static const char *
reason(int rc)
{
	return rc < -1 ? rte_strerror(-rc) : "it does not say why";
}

/* 0; >0 if another driver may have the device; or negative. */
static int
probe_driver(struct pci_entry *e, struct rte_pci_driver *driver)
{
	struct rte_pci_device *dev = &e->dev;
	bool again = dev->driver != NULL;
	int rc;

	if ((driver->drv_flags & RTE_PCI_DRV_NEED_IOVA_AS_VA) != 0 &&
			rte_eal_iova_mode() == RTE_IOVA_PA) {
		PCI_LOG(ERR,
				"%s: driver \"%s\" needs IOVA as VA, not PA"
				" (--iova-mode=va)\n",
				dev->name, driver->driver.name);
		return -EINVAL;
	}
	rc = again ? 0 : map_for(e, driver);
	if (rc != 0)
		return rc;
	if (!again)
		dev->driver = driver;
	rc = driver->probe(driver, dev);
	if (rc == 0) {
		dev->device.driver = &driver->driver;
		return 0;
	}
	if (rc < 0)
		PCI_LOG(ERR, "%s: driver \"%s\" does not take it: %s\n",
				dev->name, driver->driver.name, reason(rc));
	if (again)
		return rc;
	dev->driver = NULL;
	unmap_for(e, driver, rc);
	return rc;
}

/* 0, 1 if no driver has the device, -EEXIST if one has it already, ... */
static int
probe_device(struct pci_entry *e)
{
	struct rte_pci_driver *driver = NULL;
	int rc = 1;

	if (e->dev.driver != NULL) {
		driver = e->dev.driver;
		if ((driver->drv_flags & RTE_PCI_DRV_PROBE_AGAIN) == 0)
			return -EEXIST;
		return probe_driver(e, driver);
	}
	while (rc > 0 && (driver = pci_driver_for(&e->dev, driver)) != NULL)
		rc = probe_driver(e, driver);
	return rc;
}

/* A device without driver that this round has not tried. */
static struct pci_entry *
next_untried(unsigned int round)
{
	struct pci_entry *e;

	for (e = pci_next(NULL); e != NULL; e = pci_next(&e->dev)) {
		if (e->round == round || e->dev.driver != NULL)
			continue;
		e->round = round;
		return e;
	}
	return NULL;
}

/* What cannot be used is logged, and keeps nothing else from being used. */
static int
probe(void)
{
	static unsigned int last_round;
	unsigned int round = ++last_round;
	struct pci_entry *e;

	while ((e = next_untried(round)) != NULL) {
		int rc = probe_device(e);

		if (rc < 0 && rc != -EEXIST)
			PCI_LOG(ERR, "%s cannot be used\n", e->dev.name);
		else if (rc > 0 && e->dev.device.devargs != NULL)
			PCI_LOG(WARNING,
					"%s (%04x:%04x) is used by no driver\n",
					e->dev.name, e->dev.id.vendor_id,
					e->dev.id.device_id);
	}
	return 0;
}

static struct rte_device *
find_device(const struct rte_device *start, rte_dev_cmp_t cmp, const void *data)
{
	struct pci_entry *e;

	e = pci_next(start != NULL ? RTE_DEV_TO_PCI_CONST(start) : NULL);
	while (e != NULL && cmp(&e->dev.device, data) != 0)
		e = pci_next(&e->dev);
	return e != NULL ? &e->dev.device : NULL;
}

static int
plug(struct rte_device *dev)
{
	return probe_device(pci_entry_of(RTE_DEV_TO_PCI(dev)));
}

/* Take a device from its driver. */
static int
release_device(struct pci_entry *e)
{
	struct rte_pci_driver *driver = e->dev.driver;
	int rc;

	if (driver == NULL)
		return 0;
	rc = driver->remove != NULL ? driver->remove(&e->dev) : 0;
	if (rc < 0) {
		PCI_LOG(ERR, "%s: driver \"%s\" does not release it: %s\n",
				e->dev.name, driver->driver.name, reason(rc));
		return rc;
	}
	e->dev.driver = NULL;
	e->dev.device.driver = NULL;
	unmap_for(e, driver, 0);
	return 0;
}

/* Take it out of the list; what is still mapped goes with it. */
static void
forget(struct pci_entry *e)
{
	rte_pci_unmap_device(&e->dev);
	pci_drop(e);
}

static int
unplug(struct rte_device *dev)
{
	struct pci_entry *e = pci_entry_of(RTE_DEV_TO_PCI(dev));
	int rc = release_device(e);

	if (rc == 0)
		forget(e);
	return rc;
}

/* Close everything, the last first, whatever the drivers say. */
static int
cleanup(void)
{
	struct pci_entry *e;
	int rc = 0;

	while ((e = pci_last()) != NULL) {
		int one = release_device(e);

		rc = rc != 0 ? rc : one;
		forget(e);
	}
	return rc;
}

/* addr, if any, is a struct rte_pci_addr. */
static int
parse(const char *name, void *addr)
{
	struct rte_pci_addr where;

	if (rte_pci_addr_parse(name, &where) < 0)
		return -1;
	if (addr != NULL)
		memcpy(addr, &where, sizeof(where));
	return 0;
}

static int
dma_map(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	struct rte_pci_device *pci = RTE_DEV_TO_PCI(dev);

	if (pci->driver == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	if (pci->driver->dma_map != NULL)
		return pci->driver->dma_map(pci, addr, iova, len);
	if (pci->kdrv == RTE_PCI_KDRV_VFIO)
		return rte_vfio_container_dma_map(RTE_VFIO_DEFAULT_CONTAINER_FD,
				(uintptr_t)addr, iova, len);
	rte_errno = ENOTSUP;
	return -1;
}

static int
dma_unmap(struct rte_device *dev, void *addr, uint64_t iova, size_t len)
{
	struct rte_pci_device *pci = RTE_DEV_TO_PCI(dev);

	if (pci->driver == NULL) {
		rte_errno = EINVAL;
		return -1;
	}
	if (pci->driver->dma_unmap != NULL)
		return pci->driver->dma_unmap(pci, addr, iova, len);
	if (pci->kdrv == RTE_PCI_KDRV_VFIO)
		return rte_vfio_container_dma_unmap(
				RTE_VFIO_DEFAULT_CONTAINER_FD, (uintptr_t)addr,
				iova, len);
	rte_errno = ENOTSUP;
	return -1;
}

/* Without an IOMMU devices need physical addresses, with one they do not. */
static enum rte_iova_mode
get_iommu_class(void)
{
	const char *sysfs = rte_pci_get_sysfs_path();
	enum rte_iova_mode mode = RTE_IOVA_DC;
	const struct pci_entry *e;

	for (e = pci_next(NULL); e != NULL; e = pci_next(&e->dev)) {
		if (e->dev.kdrv != RTE_PCI_KDRV_VFIO ||
				pci_driver_for(&e->dev, NULL) == NULL)
			continue;
		if (vfio_is_noiommu(sysfs, e->dev.name))
			return RTE_IOVA_PA;
		mode = RTE_IOVA_VA;
	}
	return mode;
}

/* It was pulled out: nobody who still touches it may come to harm. */
static int
hot_unplug(struct rte_device *dev)
{
	return pci_overlay(pci_entry_of(RTE_DEV_TO_PCI(dev)));
}

/* Whether a BAR of the device has that address. */
static bool
has_address(const struct pci_entry *e, const void *addr)
{
	unsigned int i;

	for (i = 0; i < VFIO_BARS; i++) {
		const struct vfio_region *bar = &e->vfio.bars[i];

		if (bar->addr != NULL &&
				(uintptr_t)addr - (uintptr_t)bar->addr <
						bar->size)
			return true;
	}
	return false;
}

static int
sigbus(const void *failure_addr)
{
	struct pci_entry *e = pci_next(NULL);

	while (e != NULL && !has_address(e, failure_addr))
		e = pci_next(&e->dev);
	if (e == NULL)
		return 1;
	return pci_overlay(e) < 0 ? -1 : 0;
}

struct rte_bus pci_bus = {
		.name = "pci",
		.scan = pci_scan,
		.probe = probe,
		.find_device = find_device,
		.plug = plug,
		.unplug = unplug,
		.parse = parse,
		.devargs_parse = pci_devargs_parse,
		.dma_map = dma_map,
		.dma_unmap = dma_unmap,
		.get_iommu_class = get_iommu_class,
		.dev_iterate = pci_iterate,
		.hot_unplug_handler = hot_unplug,
		.sigbus_handler = sigbus,
		.cleanup = cleanup,
};

static int
component_prepare(void)
{
	rte_bus_register(&pci_bus);
	return rte_bus_find_by_name(pci_bus.name) == &pci_bus ? 0 : -EEXIST;
}

static void
component_fini(void)
{
	bp_dev_lock();
	cleanup();
	rte_bus_unregister(&pci_bus);
	bp_dev_unlock();
	vfio_fini();
}

const struct bp_component bp_component_bus_pci = {
		.name = "bus_pci",
		.fini = component_fini,
		.prepare = component_prepare,
};
