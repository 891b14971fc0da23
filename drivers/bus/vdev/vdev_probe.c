/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A claimed device is given to its driver, and taken from it: without the
 * device lock while the driver is at it, with the lock when the device's
 * driver, which others look at, is set.
 */
#include <bufplane_dev.h>
#include <errno.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_memory.h>

#include "bus/vdev/vdev.h"

struct rte_vdev_driver *
vdev_driver_of(const struct rte_vdev_device *vdev)
{
	return vdev_find_driver(vdev->device.name, vdev->device.devargs->args);
}

/* Other threads look at it with the lock; only who has the claim sets it. */
static void
set_driver(struct rte_vdev_device *vdev, const struct rte_driver *driver)
{
	bp_dev_lock();
	vdev->device.driver = driver;
	bp_dev_unlock();
}

static void
choose_node(struct rte_vdev_device *vdev)
{
	bp_dev_lock();
	if (vdev->device.numa_node == SOCKET_ID_ANY)
		vdev->device.numa_node = (int)rte_socket_id();
	bp_dev_unlock();
}

int
vdev_probe(struct rte_vdev_device *vdev)
{
	struct rte_vdev_driver *driver;
	int rc;

	if (vdev->device.driver != NULL)
		return -EEXIST;
	driver = vdev_driver_of(vdev);
	if (driver == NULL) {
		VDEV_LOG(ERR, "no driver has a device \"%s\"\n",
				vdev->device.name);
		return 1;
	}
	if ((driver->drv_flags & RTE_VDEV_DRV_NEED_IOVA_AS_VA) != 0 &&
			rte_eal_iova_mode() == RTE_IOVA_PA) {
		VDEV_LOG(ERR, "driver \"%s\" needs IOVA as VA, not PA\n",
				driver->driver.name);
		return -1;
	}
	choose_node(vdev);
	rc = driver->probe(vdev);
	if (rc == 0)
		set_driver(vdev, &driver->driver);
	else
		VDEV_LOG(ERR, "driver \"%s\" refuses \"%s,%s\"%s%s\n",
				driver->driver.name, vdev->device.name,
				rte_vdev_device_args(vdev), rc < -1 ? ": " : "",
				rc < -1 ? rte_strerror(-rc) : "");
	return rc > 0 || rc == -EEXIST ? -1 : rc;
}

int
vdev_release(struct rte_vdev_device *vdev)
{
	const struct rte_vdev_driver *driver;
	int rc = 0;

	if (vdev->device.driver == NULL)
		return 0;
	driver = container_of(vdev->device.driver, const struct rte_vdev_driver,
			driver);
	if (driver->remove != NULL)
		rc = driver->remove(vdev);
	if (rc == 0)
		set_driver(vdev, NULL);
	else
		VDEV_LOG(ERR, "driver \"%s\" does not release \"%s\"%s%s\n",
				driver->driver.name, vdev->device.name,
				rc < -1 ? ": " : "",
				rc < -1 ? rte_strerror(-rc) : "");
	return rc;
}
