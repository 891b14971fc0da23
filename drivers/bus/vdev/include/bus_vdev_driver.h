/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract between the bus of virtual devices and its drivers. A driver
 * registers itself when it is loaded (RTE_PMD_REGISTER_VDEV) or as a
 * component; probe makes a device work, remove undoes it. The bus calls both
 * under a claim of the device (bufplane_dev.h) and without any lock: they may
 * call the bus again, and wait for other threads that do. Those of different
 * devices may run at the same time.
 */
#ifndef BUS_VDEV_DRIVER_H
#define BUS_VDEV_DRIVER_H

#include <dev_driver.h>
#include <string.h>

#include <rte_bus_vdev.h>
#include <rte_compat.h>
#include <rte_devargs.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_vdev_device {
	RTE_TAILQ_ENTRY(rte_vdev_device) next;
	struct rte_device device;
};

/* From a struct rte_device, or an Ethernet port, to the virtual device. */
#define RTE_DEV_TO_VDEV(ptr) container_of(ptr, struct rte_vdev_device, device)
#define RTE_DEV_TO_VDEV_CONST(ptr)                                             \
	container_of(ptr, const struct rte_vdev_device, device)
#define RTE_ETH_DEV_TO_VDEV(eth_dev) RTE_DEV_TO_VDEV((eth_dev)->device)

/* The name of a device; NULL for NULL. */
static inline const char *
rte_vdev_device_name(const struct rte_vdev_device *dev)
{
	return dev != NULL ? dev->device.name : NULL;
}

/*
 * The arguments that the user gave, "key=value,..."; "" if none. A leading
 * "driver=D" is left out: it is for the bus.
 */
static inline const char *
rte_vdev_device_args(const struct rte_vdev_device *dev)
{
	const char *args = NULL;

	if (dev != NULL && dev->device.devargs != NULL)
		args = dev->device.devargs->args;
	if (args != NULL &&
			strncmp(args, RTE_DEVARGS_KEY_DRIVER "=",
					sizeof(RTE_DEVARGS_KEY_DRIVER)) == 0) {
		args = strchr(args, ',');
		args = args != NULL ? args + 1 : NULL;
	}
	return args != NULL ? args : "";
}

/* 0, or a negative value and the device is not used. */
typedef int(rte_vdev_probe_t)(struct rte_vdev_device *dev);

/* 0, or a negative value and the device stays. */
typedef int(rte_vdev_remove_t)(struct rte_vdev_device *dev);

/* Map memory for the device, or undo it: 0 or -1 with rte_errno set. */
typedef int(rte_vdev_dma_map_t)(struct rte_vdev_device *dev, void *addr,
		uint64_t iova, size_t len);
typedef int(rte_vdev_dma_unmap_t)(struct rte_vdev_device *dev, void *addr,
		uint64_t iova, size_t len);

struct rte_vdev_driver {
	RTE_TAILQ_ENTRY(rte_vdev_driver) next;
	struct rte_driver driver;
	rte_vdev_probe_t *probe;
	rte_vdev_remove_t *remove;
	rte_vdev_dma_map_t *dma_map;
	rte_vdev_dma_unmap_t *dma_unmap;
	uint32_t drv_flags;
};

/* In drv_flags: the driver works with virtual addresses as IOVAs only. */
#define RTE_VDEV_DRV_NEED_IOVA_AS_VA 0x0001

/* Add a driver, which has a name; one that is in the list is left alone. */
__rte_internal void rte_vdev_register(struct rte_vdev_driver *driver);

/* Take a driver out of the list; one that is not in it is left alone. */
__rte_internal void rte_vdev_unregister(struct rte_vdev_driver *driver);

/* Register a driver, named nm, when the program or module is loaded. */
#define RTE_PMD_REGISTER_VDEV(nm, vdrv)                                        \
	static const char *vdrvinit_##nm##_alias;                              \
	RTE_INIT(vdrvinitfn_##vdrv)                                            \
	{                                                                      \
		(vdrv).driver.name = RTE_STR(nm);                              \
		(vdrv).driver.alias = vdrvinit_##nm##_alias;                   \
		rte_vdev_register(&(vdrv));                                    \
	}                                                                      \
	RTE_PMD_EXPORT_NAME(nm, __COUNTER__)

/* Give the driver nm a second name; after RTE_PMD_REGISTER_VDEV(). */
#define RTE_PMD_REGISTER_ALIAS(nm, alias)                                      \
	static const char *vdrvinit_##nm##_alias = RTE_STR(alias)

#ifdef __cplusplus
}
#endif

#endif
