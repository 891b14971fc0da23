/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCI bus: who gets which device, and how devices go. A device has at most
 * one driver, dev->driver, from the moment on in which that is asked; it is
 * mapped for the driver before, if it wants, and unmapped when it goes.
 * Drivers are called with a claim of the device, and without the device lock;
 * meanwhile it is busy, which keeps it in the list as it is.
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

/* Other threads look at it with the lock; only who has the claim sets it. */
static void
set_driver(struct pci_entry *e, struct rte_pci_driver *driver, bool works)
{
	bp_dev_lock();
	e->dev.driver = driver;
	e->dev.device.driver = works ? &driver->driver : NULL;
	bp_dev_unlock();
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
		set_driver(e, driver, false);
	rc = driver->probe(driver, dev);
	if (rc == 0) {
		set_driver(e, driver, true);
		return 0;
	}
	if (rc < 0)
		PCI_LOG(ERR, "%s: driver \"%s\" does not take it: %s\n",
				dev->name, driver->driver.name, reason(rc));
	if (again)
		return rc;
	pci_gone_set(dev, NULL);
	set_driver(e, NULL, false);
	unmap_for(e, driver, rc);
	return rc;
}

static struct rte_pci_driver *
next_driver(const struct pci_entry *e, const struct rte_pci_driver *start)
{
	struct rte_pci_driver *driver;

	bp_dev_lock();
	driver = pci_driver_for(&e->dev, start);
	bp_dev_unlock();
	return driver;
}

/*
 * Probe a claimed device: 0, 1 if no driver has it, -EEXIST if one has it
 * already, or what the driver says.
 */
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
	while (rc > 0 && (driver = next_driver(e, driver)) != NULL)
		rc = probe_driver(e, driver);
	return rc;
}

/* As probe_device(); what cannot be used is logged. */
static void
probe_logged(struct pci_entry *e)
{
	int rc = probe_device(e);

	if (rc < 0 && rc != -EEXIST)
		PCI_LOG(ERR, "%s cannot be used\n", e->dev.name);
	else if (rc > 0 && e->dev.device.devargs != NULL)
		PCI_LOG(WARNING, "%s (%04x:%04x) is used by no driver\n",
				e->dev.name, e->dev.id.vendor_id,
				e->dev.id.device_id);
}

/* Claim a device without driver that this round has not tried. */
static struct pci_entry *
claim_untried(unsigned int round, struct bp_dev_claim *claim)
{
	struct pci_entry *e;

	for (e = pci_next(NULL); e != NULL; e = pci_next(&e->dev)) {
		if (e->round == round || e->dev.driver != NULL)
			continue;
		e->round = round;
		if (pci_claim(e, claim) == 0)
			return e;
	}
	return NULL;
}

/* The list may change at each step; a device keeps no other from being used. */
static int
probe(void)
{
	static unsigned int last_round;
	struct bp_dev_claim claim;
	struct pci_entry *e;
	unsigned int round;

	bp_dev_lock();
	round = ++last_round;
	while ((e = claim_untried(round, &claim)) != NULL) {
		bp_dev_unlock();
		probe_logged(e);
		bp_dev_lock();
		pci_unclaim(e, &claim);
	}
	bp_dev_unlock();
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

/* The library has the claim. A scan may have missed the device meanwhile. */
static int
plug(struct rte_device *dev)
{
	struct pci_entry *e = pci_entry_of(RTE_DEV_TO_PCI(dev));
	int rc = -ENODEV;

	bp_dev_lock();
	e->busy = e->found;
	bp_dev_unlock();
	if (e->busy)
		rc = probe_device(e);
	bp_dev_lock();
	e->busy = false;
	bp_dev_unlock();
	return rc;
}

/* Take a claimed device from its driver. */
static int
release_device(struct pci_entry *e)
{
	struct rte_pci_driver *driver = e->dev.driver;
	const struct pci_gone_ops *gone_ops;
	int rc;

	if (driver == NULL)
		return 0;
	gone_ops = pci_gone_set(&e->dev, NULL);
	rc = driver->remove != NULL ? driver->remove(&e->dev) : 0;
	if (rc < 0) {
		PCI_LOG(ERR, "%s: driver \"%s\" does not release it: %s\n",
				e->dev.name, driver->driver.name, reason(rc));
		pci_gone_set(&e->dev, gone_ops);
		return rc;
	}
	set_driver(e, NULL, false);
	unmap_for(e, driver, 0);
	return 0;
}

/*
 * Take a claimed device from its driver and forget it; what is still mapped
 * goes with it, and maybe its arguments.
 */
static int
remove_device(struct pci_entry *e, bool with_args)
{
	int rc;

	bp_dev_lock();
	e->busy = true;
	bp_dev_unlock();
	rc = release_device(e);
	if (rc == 0)
		rte_pci_unmap_device(&e->dev);
	bp_dev_lock();
	e->busy = false;
	if (rc == 0) {
		if (with_args)
			rte_devargs_remove(e->dev.device.devargs);
		pci_drop(e);
	}
	bp_dev_unlock();
	return rc;
}

/* The library has the claim, and has taken the arguments out of their list. */
static int
unplug(struct rte_device *dev)
{
	return remove_device(pci_entry_of(RTE_DEV_TO_PCI(dev)), false);
}

int
pci_remove(struct pci_entry *e)
{
	return remove_device(e, true);
}

/* Claim the last device, once nobody else has it; NULL if none is left. */
static struct pci_entry *
claim_last(struct bp_dev_claim *claim)
{
	struct pci_entry *e;

	while ((e = pci_last()) != NULL && pci_claim(e, claim) != 0)
		bp_dev_claim_wait();
	return e;
}

/* Close everything, the last first, whatever the drivers say. */
static int
cleanup(void)
{
	struct bp_dev_claim claim;
	struct pci_entry *e;
	int rc = 0;

	bp_dev_lock();
	while ((e = claim_last(&claim)) != NULL) {
		int one;

		bp_dev_unlock();
		one = release_device(e);
		rc = rc != 0 ? rc : one;
		rte_pci_unmap_device(&e->dev);
		bp_dev_lock();
		pci_drop(e);
		bp_dev_claim_put(&claim);
	}
	bp_dev_unlock();
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
	cleanup();
	rte_bus_unregister(&pci_bus);
	vfio_fini();
}

const struct bp_component bp_component_bus_pci = {
		.name = "bus_pci",
		.fini = component_fini,
		.prepare = component_prepare,
};
