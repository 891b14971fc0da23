/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the library has registered: buses, their devices, drivers. The device
 * lock is held while something is visited, so that nothing of it goes away.
 */
#include <bufplane_bus_pci.h>
#include <bufplane_bus_vdev.h>
#include <bufplane_dev.h>
#include <bufplane_driver.h>
#include <bus_driver.h>
#include <dev_driver.h>
#include <errno.h>
#include <stdlib.h>

#include <rte_devargs.h>

#include "show.h"

static int
any_bus(const struct rte_bus *bus, const void *data)
{
	(void)bus;
	(void)data;
	return 0;
}

static int
any_device(const struct rte_device *dev, const void *data)
{
	(void)dev;
	(void)data;
	return 0;
}

int
bus_each(bus_visit_t visit, void *arg)
{
	const struct rte_bus *bus = NULL;
	int rc = 0;

	bp_dev_lock();
	while (rc == 0 && (bus = rte_bus_find(bus, any_bus, NULL)) != NULL)
		rc = visit(rte_bus_name(bus), arg);
	bp_dev_unlock();
	return rc;
}

int
bus_each_device(const char *name, bus_device_visit_t visit, void *arg)
{
	const struct rte_bus *bus;
	const struct rte_device *at = NULL;
	int rc = 0;

	bp_dev_lock();
	bus = rte_bus_find_by_name(name);
	while (rc == 0 && bus != NULL &&
			(at = bus->find_device(at, any_device, NULL)) != NULL) {
		struct bus_device dev = {
				.bus = name,
				.name = at->name,
				.args = "",
				.numa_node = at->numa_node,
		};

		if (at->driver != NULL)
			dev.driver = at->driver->name;
		if (at->devargs != NULL && at->devargs->args != NULL)
			dev.args = at->devargs->args;
		rc = visit(&dev, arg);
	}
	bp_dev_unlock();
	return rc;
}

static int
visit_driver(const char *bus, const struct rte_driver *at,
		bus_driver_visit_t visit, void *arg)
{
	const struct bus_driver driver = {
			.bus = bus,
			.name = at->name,
			.alias = at->alias,
			.params = bp_driver_params_find(at->name),
	};

	return visit(&driver, arg);
}

int
bus_each_driver(bus_driver_visit_t visit, void *arg)
{
	const struct rte_pci_driver *pci = NULL;
	const struct rte_vdev_driver *vdev = NULL;
	int rc = 0;

	bp_dev_lock();
	while (rc == 0 && (pci = bp_pci_driver_next(pci)) != NULL)
		rc = visit_driver("pci", &pci->driver, visit, arg);
	while (rc == 0 && (vdev = bp_vdev_driver_next(vdev)) != NULL)
		rc = visit_driver("vdev", &vdev->driver, visit, arg);
	bp_dev_unlock();
	return rc;
}

/* Add what one driver knows; what its ids say beside the device is left out. */
static int
add_ids(const struct rte_pci_driver *driver, struct pci_id **ids,
		unsigned int *n)
{
	const struct rte_pci_id *row;
	struct pci_id *grown;

	for (row = driver->id_table; row->vendor_id != 0; row++) {
		grown = realloc(*ids, (*n + 2) * sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		grown[*n] = (struct pci_id){row->vendor_id, row->device_id,
				driver->driver.name};
		grown[++*n] = (struct pci_id){0};
		*ids = grown;
	}
	return 0;
}

int
bus_pci_ids(struct pci_id **ids)
{
	const struct rte_pci_driver *driver = NULL;
	unsigned int n = 0;
	int rc;

	*ids = calloc(1, sizeof(**ids));
	rc = *ids != NULL ? 0 : -ENOMEM;
	bp_dev_lock();
	while (rc == 0 && (driver = bp_pci_driver_next(driver)) != NULL)
		rc = add_ids(driver, ids, &n);
	bp_dev_unlock();
	return rc;
}
