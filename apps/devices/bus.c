/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the library has registered: buses, their devices, drivers. The device
 * lock is held while something is visited, so that nothing of it goes away.
 */
#include <bufplane_bus_vdev.h>
#include <bufplane_dev.h>
#include <bufplane_driver.h>
#include <bus_driver.h>
#include <dev_driver.h>

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

int
bus_each_driver(bus_driver_visit_t visit, void *arg)
{
	const struct rte_vdev_driver *at = NULL;
	int rc = 0;

	bp_dev_lock();
	while (rc == 0 && (at = bp_vdev_driver_next(at)) != NULL) {
		const struct bus_driver driver = {
				.bus = "vdev",
				.name = at->driver.name,
				.alias = at->driver.alias,
				.params = bp_driver_params_find(
						at->driver.name),
		};

		rc = visit(&driver, arg);
	}
	bp_dev_unlock();
	return rc;
}
