/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who gets which device, and how devices go. A device has at most one driver,
 * dev->driver, from the moment on in which that is asked; it is mapped for the
 * driver before, if it wants, and unmapped when it goes. Drivers are called
 * with a claim of the device, and without the device lock; meanwhile it is
 * busy, which keeps it in the list as it is.
 */
#include <errno.h>

#include <rte_devargs.h>
#include <rte_eal.h>
#include <rte_errno.h>

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

/* What cannot be used is logged. */
void
pci_probe(struct pci_entry *e)
{
	int rc = probe_device(e);

	if (rc < 0 && rc != -EEXIST)
		PCI_LOG(ERR, "%s cannot be used\n", e->dev.name);
	else if (rc > 0 && e->dev.device.devargs != NULL)
		PCI_LOG(WARNING, "%s (%04x:%04x) is used by no driver\n",
				e->dev.name, e->dev.id.vendor_id,
				e->dev.id.device_id);
}

/* The library has the claim. A scan may have missed the device meanwhile. */
int
pci_plug(struct rte_device *dev)
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
int
pci_release(struct pci_entry *e)
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
	rc = pci_release(e);
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
int
pci_unplug(struct rte_device *dev)
{
	return remove_device(pci_entry_of(RTE_DEV_TO_PCI(dev)), false);
}

int
pci_remove(struct pci_entry *e)
{
	return remove_device(e, true);
}
