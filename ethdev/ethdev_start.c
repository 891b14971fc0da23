/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Start, stop, close, reset and removal of a port. Bursts reach the driver
 * only between a successful start and the stop that follows: the fast path is
 * opened last and shut first.
 */
#include <string.h>

#include <rte_errno.h>
#include <rte_ether.h>

#include "ethdev_private.h"

static int
restore_addresses(struct rte_eth_dev *dev)
{
	const struct eth_dev_ops *ops = dev->dev_ops;
	struct rte_eth_dev_info info;
	struct rte_ether_addr *addr = dev->data->mac_addrs;
	uint32_t i;
	int rc;

	rc = rte_eth_dev_info_get(dev->data->port_id, &info);
	if (rc != 0 || addr == NULL)
		return rc;
	if (ops->mac_addr_set != NULL && rte_is_valid_assigned_ether_addr(addr))
		ops->mac_addr_set(dev, addr);
	if (ops->mac_addr_add == NULL)
		return 0;
	for (i = 1; i < info.max_mac_addrs; i++)
		if (!rte_is_zero_ether_addr(&addr[i]))
			ops->mac_addr_add(dev, &addr[i], i, 0);
	return 0;
}

/* Give the device again what it may have lost while it was stopped. */
static int
restore(struct rte_eth_dev *dev)
{
	const struct eth_dev_ops *ops = dev->dev_ops;
	int rc = 0;

	if (!(dev->data->dev_flags & RTE_ETH_DEV_NOLIVE_MAC_ADDR))
		rc = restore_addresses(dev);
	if (rc == 0 && dev->data->promiscuous && ops->promiscuous_enable)
		rc = ops->promiscuous_enable(dev);
	if (rc == 0 && dev->data->all_multicast && ops->allmulticast_enable)
		rc = ops->allmulticast_enable(dev);
	return rc == -ENOTSUP ? 0 : rc;
}

/*
 * The link may have changed since the driver looked at it, before anybody
 * took a started port's interrupts seriously.
 */
static void
refresh_link(struct rte_eth_dev *dev)
{
	struct rte_eth_link before, now;

	if (dev->dev_ops->link_update == NULL)
		return;
	rte_eth_linkstatus_get(dev, &before);
	dev->dev_ops->link_update(dev, 0);
	rte_eth_linkstatus_get(dev, &now);
	if (dev->data->dev_conf.intr_conf.lsc &&
			now.link_status != before.link_status)
		rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_LSC, NULL);
}

static int
start(struct rte_eth_dev *dev)
{
	int rc;

	if (dev->data->dev_flags & RTE_ETH_DEV_NOLIVE_MAC_ADDR) {
		rc = restore_addresses(dev);
		if (rc != 0)
			return rc;
	}
	rc = dev->dev_ops->dev_start(dev);
	if (rc != 0)
		return rc;
	dev->data->dev_started = 1;
	rc = restore(dev);
	if (rc != 0) {
		rte_eth_dev_stop(dev->data->port_id);
		return rc;
	}
	ethdev_history_start(dev);
	ethdev_fastpath_open(dev);
	ethdev_share_open(dev->data->port_id, true);
	refresh_link(dev);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_start(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "start") != 0)
		return -ENOTSUP;
	if (dev->dev_ops->dev_start == NULL)
		return -ENOTSUP;
	if (!dev->data->dev_configured) {
		RTE_ETHDEV_LOG(ERR, "Port %u: configure it before the start\n",
				port_id);
		return -EINVAL;
	}
	if (dev->data->dev_started) {
		RTE_ETHDEV_LOG(INFO, "Port %u is started already\n", port_id);
		return 0;
	}
	rc = start(dev);
	if (rc != 0)
		RTE_ETHDEV_LOG(ERR, "Port %u (%s) does not start: %s\n",
				port_id, dev->data->name, rte_strerror(-rc));
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_dev_stop(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "stop") != 0)
		return -ENOTSUP;
	if (dev->dev_ops->dev_stop == NULL)
		return -ENOTSUP;
	if (!dev->data->dev_started) {
		RTE_ETHDEV_LOG(INFO, "Port %u is stopped already\n", port_id);
		return 0;
	}
	ethdev_fastpath_shut(port_id);
	rc = ethdev_share_open(port_id, false);
	if (rc != 0) {
		ethdev_fastpath_open(dev);
		return rc;
	}
	rc = dev->dev_ops->dev_stop(dev);
	dev->data->dev_started = 0;
	if (rc != 0)
		RTE_ETHDEV_LOG(ERR, "Port %u (%s) stopped with an error: %s\n",
				port_id, dev->data->name, rte_strerror(-rc));
	return rc;
}

BP_EXPORT
int
rte_eth_dev_close(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc, release_rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_is_foreign(dev))
		return rte_eth_dev_release_port(dev);
	if (dev->data->dev_started) {
		RTE_ETHDEV_LOG(ERR, "Port %u: stop it to close it\n", port_id);
		return -EINVAL;
	}
	if (dev->dev_ops->dev_close == NULL)
		return -ENOTSUP;
	rc = ethdev_share_hide(port_id);
	if (rc != 0)
		return rc;
	ethdev_readers_hold(port_id); /* until it is released */
	ethdev_queues_release(dev, 0, 0);
	rc = dev->dev_ops->dev_close(dev);
	release_rc = rte_eth_dev_release_port(dev);
	return rc != 0 ? rc : release_rc;
}

BP_EXPORT
int
rte_eth_dev_reset(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "reset") != 0)
		return -ENOTSUP;
	if (dev->dev_ops->dev_reset == NULL)
		return -ENOTSUP;
	rc = rte_eth_dev_stop(port_id);
	if (rc != 0)
		RTE_ETHDEV_LOG(ERR, "Port %u: reset goes on after that\n",
				port_id);
	dev->data->dev_configured = 0;
	return ethdev_rc(dev, dev->dev_ops->dev_reset(dev));
}

BP_EXPORT
int
rte_eth_dev_is_removed(uint16_t port_id)
{
	struct rte_eth_dev *dev;

	if (!rte_eth_dev_is_valid_port(port_id))
		return 0;
	dev = &rte_eth_devices[port_id];
	if (__atomic_load_n(&dev->state, __ATOMIC_RELAXED) ==
			RTE_ETH_DEV_REMOVED)
		return 1;
	if (dev->dev_ops == NULL || dev->dev_ops->is_removed == NULL ||
			dev->dev_ops->is_removed(dev) == 0)
		return 0;
	/* Any thread may ask, and nothing follows from it but the answer. */
	__atomic_store_n(&dev->state, RTE_ETH_DEV_REMOVED, __ATOMIC_RELAXED);
	return 1;
}

BP_EXPORT
int
bp_eth_dev_remove(const char *name)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocated(name);
	int rc = 0, close_rc;

	if (dev == NULL)
		return 0;
	if (!rte_eth_dev_is_valid_port(dev->data->port_id) ||
			ethdev_is_foreign(dev))
		return rte_eth_dev_release_port(dev);
	if (dev->data->dev_started)
		rc = rte_eth_dev_stop(dev->data->port_id);
	dev->data->dev_started = 0;
	close_rc = rte_eth_dev_close(dev->data->port_id);
	if (close_rc == -ENOTSUP)
		close_rc = rte_eth_dev_release_port(dev);
	return rc != 0 ? rc : close_rc;
}

/* Ports that nobody closed, those of a program's own drivers for example. */
static void
close_all(void)
{
	char name[RTE_ETH_NAME_MAX_LEN];
	uint16_t id;

	for (id = 0; id < RTE_MAX_ETHPORTS; id++)
		if (rte_eth_dev_is_valid_port(id) &&
				!rte_eth_dev_get_name_by_port(id, name))
			bp_eth_dev_remove(name);
	ethdev_share_fini();
	ethdev_class_fini();
	ethdev_shared_fini();
}

static int
init(void)
{
	int rc = ethdev_class_init();

	if (rc == 0)
		rc = ethdev_share_init();
	return rc;
}

const struct bp_component bp_component_ethdev = {
		.name = "ethdev",
		.init = init,
		.fini = close_all,
};
