/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports made and freed in one call, with functions of the driver in between;
 * and zones of memory that are known by port, queue and name, so that a queue
 * that is set up again finds its own.
 */
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "ethdev_private.h"

static int
allocate_private(struct rte_eth_dev *dev, size_t size)
{
	if (size == 0)
		return 0;
	dev->data->dev_private = rte_zmalloc_socket(dev->data->name, size,
			RTE_CACHE_LINE_SIZE, dev->data->numa_node);
	return dev->data->dev_private != NULL ? 0 : -ENOMEM;
}

BP_EXPORT
int
rte_eth_dev_create(struct rte_device *device, const char *name,
		size_t priv_data_size,
		ethdev_bus_specific_init bus_specific_init,
		void *bus_init_params, ethdev_init_t ethdev_init,
		void *init_params)
{
	struct rte_eth_dev *dev;
	int rc;

	if (ethdev_init == NULL)
		return -EINVAL;
	dev = rte_eth_dev_allocate(name);
	if (dev == NULL)
		return -ENODEV;
	dev->device = device;
	if (device != NULL)
		dev->data->numa_node = device->numa_node;
	rc = allocate_private(dev, priv_data_size);
	if (rc == 0 && bus_specific_init != NULL)
		rc = bus_specific_init(dev, bus_init_params);
	if (rc == 0)
		rc = ethdev_init(dev, init_params);
	if (rc == 0) {
		rte_eth_dev_probing_finish(dev);
		return 0;
	}
	RTE_ETHDEV_LOG(ERR, "Port %s cannot be made: %s\n", name,
			rc < 0 ? rte_strerror(-rc) : "its driver says no");
	rte_eth_dev_release_port(dev);
	return rc;
}

BP_EXPORT
int
rte_eth_dev_destroy(struct rte_eth_dev *ethdev, ethdev_uninit_t ethdev_uninit)
{
	int rc;

	if (ethdev == NULL || ethdev->data == NULL ||
			rte_eth_dev_allocated(ethdev->data->name) != ethdev)
		return -ENODEV;
	if (ethdev_uninit == NULL)
		return -EINVAL;
	rc = ethdev_uninit(ethdev);
	return rc != 0 ? rc : rte_eth_dev_release_port(ethdev);
}

static int
zone_name(char *buf, const struct rte_eth_dev *dev, const char *name,
		uint16_t queue_id)
{
	int n = snprintf(buf, RTE_MEMZONE_NAMESIZE, "eth_p%u_q%u_%s",
			dev->data->port_id, queue_id, name);

	if (n >= 0 && n < RTE_MEMZONE_NAMESIZE)
		return 0;
	RTE_ETHDEV_LOG(ERR,
			"Port %u: queue %u: the name of a zone is too long: %s\n",
			dev->data->port_id, queue_id, name);
	return -ENAMETOOLONG;
}

static bool
is_fit(const struct rte_memzone *mz, size_t size, unsigned int align,
		int socket_id)
{
	return size <= mz->len &&
			(socket_id == SOCKET_ID_ANY ||
					socket_id == mz->socket_id) &&
			(align == 0 ||
					((uintptr_t)mz->addr & (align - 1)) ==
							0);
}

BP_EXPORT
const struct rte_memzone *
rte_eth_dma_zone_reserve(const struct rte_eth_dev *eth_dev, const char *name,
		uint16_t queue_id, size_t size, unsigned int align,
		int socket_id)
{
	char buf[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;

	if (zone_name(buf, eth_dev, name, queue_id) != 0) {
		rte_errno = ENAMETOOLONG;
		return NULL;
	}
	mz = rte_memzone_lookup(buf);
	if (mz == NULL)
		return rte_memzone_reserve_aligned(buf, size, socket_id,
				RTE_MEMZONE_IOVA_CONTIG, align);
	if (is_fit(mz, size, align, socket_id))
		return mz;
	RTE_ETHDEV_LOG(ERR,
			"Zone %s has %zu bytes on socket %d: %zu, aligned to %u, "
			"on socket %d are wanted\n",
			buf, mz->len, mz->socket_id, size, align, socket_id);
	rte_errno = EEXIST;
	return NULL;
}

BP_EXPORT
int
rte_eth_dma_zone_free(const struct rte_eth_dev *eth_dev, const char *name,
		uint16_t queue_id)
{
	char buf[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;
	int rc = zone_name(buf, eth_dev, name, queue_id);

	if (rc != 0)
		return rc;
	mz = rte_memzone_lookup(buf);
	return mz != NULL ? rte_memzone_free(mz) : -ENOENT;
}
