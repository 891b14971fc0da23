/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For drivers of virtual devices: a port named after its vdev, and the removal
 * of a vdev's ports.
 */
#ifndef ETHDEV_VDEV_H
#define ETHDEV_VDEV_H

#include <bus_vdev_driver.h>
#include <ethdev_driver.h>

#include <rte_config.h>
#include <rte_malloc.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A port for this device with private_data_size bytes of zeroed dev_private.
 * NULL if there is no id or no memory left; nothing is held then.
 */
static inline struct rte_eth_dev *
rte_eth_vdev_allocate(struct rte_vdev_device *dev, size_t private_data_size)
{
	const char *name = rte_vdev_device_name(dev);
	struct rte_eth_dev *eth_dev = rte_eth_dev_allocate(name);

	if (eth_dev == NULL)
		return NULL;
	eth_dev->device = &dev->device;
	eth_dev->data->numa_node = dev->device.numa_node;
	if (private_data_size != 0) {
		eth_dev->data->dev_private = rte_zmalloc_socket(name,
				private_data_size, RTE_CACHE_LINE_SIZE,
				dev->device.numa_node);
		if (eth_dev->data->dev_private == NULL) {
			rte_eth_dev_release_port(eth_dev);
			return NULL;
		}
	}
	return eth_dev;
}

/*
 * A driver's remove: stop, close and release all ports of the device. 0, or
 * the first error, and they are gone all the same.
 */
static inline int
bp_eth_vdev_remove(struct rte_vdev_device *dev)
{
	char name[RTE_ETH_NAME_MAX_LEN];
	int rc = 0, port_rc;
	uint16_t id;

	RTE_ETH_FOREACH_DEV_OF(id, &dev->device)
	{
		if (rte_eth_dev_get_name_by_port(id, name) != 0)
			continue;
		port_rc = bp_eth_dev_remove(name);
		rc = rc != 0 ? rc : port_rc;
	}
	return rc;
}

#ifdef __cplusplus
}
#endif

#endif
