/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For drivers, a part of ethdev_driver.h: a port in one call, for buses that
 * have nothing of their own for it, and memory for the rings of its queues.
 */
#ifndef BUFPLANE_ETHDEV_CREATE_H
#define BUFPLANE_ETHDEV_CREATE_H

#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_device;
struct rte_eth_dev;
struct rte_memzone;

typedef int (*ethdev_bus_specific_init)(
		struct rte_eth_dev *ethdev, void *bus_specific_init_params);
typedef int (*ethdev_init_t)(struct rte_eth_dev *ethdev, void *init_params);
typedef int (*ethdev_uninit_t)(struct rte_eth_dev *ethdev);

/*
 * A new port of a device, with priv_data_size bytes of zeroed dev_private; it
 * is shown once bus_specific_init (or NULL) and ethdev_init return 0. Returns
 * 0, or, and then nothing is left: -EINVAL without ethdev_init, -ENODEV for a
 * name as rte_eth_dev_allocate() refuses it, -ENOMEM, or what these return.
 */
__rte_internal int rte_eth_dev_create(struct rte_device *device,
		const char *name, size_t priv_data_size,
		ethdev_bus_specific_init bus_specific_init,
		void *bus_init_params, ethdev_init_t ethdev_init,
		void *init_params);

/*
 * Free a port once ethdev_uninit returns 0. Returns 0, -ENODEV if there is no
 * such port, -EINVAL without ethdev_uninit, or what that returns.
 */
__rte_internal int rte_eth_dev_destroy(
		struct rte_eth_dev *ethdev, ethdev_uninit_t ethdev_uninit);

/*
 * A memzone for a queue, contiguous for the device, called
 * eth_p<port>_q<queue>_<name>. One that is there already is given if it is
 * large enough, aligned and on the socket. NULL: see rte_errno, EEXIST for
 * one that is not, ENAMETOOLONG, or as rte_memzone_reserve_aligned().
 */
__rte_internal const struct rte_memzone *rte_eth_dma_zone_reserve(
		const struct rte_eth_dev *eth_dev, const char *name,
		uint16_t queue_id, size_t size, unsigned int align,
		int socket_id);

/* 0, -ENAMETOOLONG, -ENOENT if there is none, or as rte_memzone_free(). */
__rte_internal int rte_eth_dma_zone_free(const struct rte_eth_dev *eth_dev,
		const char *name, uint16_t queue_id);

#ifdef __cplusplus
}
#endif

#endif
