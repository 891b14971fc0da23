/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The addresses of a port. data->mac_addrs has max_mac_addrs entries, the
 * default one first; zero marks a free entry; no address stands twice. An
 * entry changes after the driver has accepted it.
 */
#include <string.h>

#include <rte_ether.h>

#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_macaddr_get(uint16_t port_id, struct rte_ether_addr *mac_addr)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (mac_addr == NULL)
		return -EINVAL;
	memset(mac_addr, 0, sizeof(*mac_addr));
	if (dev->data->mac_addrs != NULL)
		rte_ether_addr_copy(&dev->data->mac_addrs[0], mac_addr);
	return 0;
}

BP_EXPORT
int
rte_eth_macaddrs_get(
		uint16_t port_id, struct rte_ether_addr *ma, unsigned int num)
{
	struct rte_eth_dev_info info;
	int rc;

	if (ma == NULL)
		return -EINVAL;
	rc = rte_eth_dev_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	num = RTE_MIN(num, info.max_mac_addrs);
	if (rte_eth_devices[port_id].data->mac_addrs == NULL)
		return 0;
	memcpy(ma, rte_eth_devices[port_id].data->mac_addrs, num * sizeof(*ma));
	return (int)num;
}

/* The entry of an address; -1 if there is none, -errno on error. */
static int
find_addr(struct rte_eth_dev *dev, const struct rte_ether_addr *addr)
{
	struct rte_eth_dev_info info;
	uint32_t i;

	if (rte_eth_dev_info_get(dev->data->port_id, &info) != 0 ||
			dev->data->mac_addrs == NULL)
		return -1;
	for (i = 0; i < info.max_mac_addrs; i++)
		if (rte_is_same_ether_addr(addr, &dev->data->mac_addrs[i]))
			return (int)i;
	return -1;
}

BP_EXPORT
int
rte_eth_dev_default_mac_addr_set(
		uint16_t port_id, struct rte_ether_addr *mac_addr)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set addresses of") != 0)
		return -ENOTSUP;
	if (mac_addr == NULL || !rte_is_valid_assigned_ether_addr(mac_addr)) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: its address must be unicast and not "
				"zero\n",
				port_id);
		return -EINVAL;
	}
	if (dev->dev_ops->mac_addr_set == NULL || dev->data->mac_addrs == NULL)
		return -ENOTSUP;
	if (find_addr(dev, mac_addr) > 0) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u has this address already, remove it first\n",
				port_id);
		return -EEXIST;
	}
	rc = dev->dev_ops->mac_addr_set(dev, mac_addr);
	if (rc < 0)
		return rc;
	rte_ether_addr_copy(mac_addr, &dev->data->mac_addrs[0]);
	return 0;
}

static int
check_add(const struct rte_eth_dev *dev, const struct rte_ether_addr *addr,
		uint32_t pool)
{
	if (addr == NULL)
		return -EINVAL;
	if (dev->dev_ops->mac_addr_add == NULL)
		return -ENOTSUP;
	if (rte_is_zero_ether_addr(addr)) {
		RTE_ETHDEV_LOG(ERR, "Port %u: the zero address is none\n",
				dev->data->port_id);
		return -EINVAL;
	}
	if (pool >= RTE_ETH_64_POOLS) {
		RTE_ETHDEV_LOG(ERR, "Port %u: pools are 0 to %d, not %u\n",
				dev->data->port_id, RTE_ETH_64_POOLS - 1, pool);
		return -EINVAL;
	}
	return 0;
}

BP_EXPORT
int
rte_eth_dev_mac_addr_add(uint16_t port_id, struct rte_ether_addr *mac_addr,
		uint32_t pool)
{
	static const struct rte_ether_addr zero;
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int idx, rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set addresses of") != 0)
		return -ENOTSUP;
	rc = check_add(dev, mac_addr, pool);
	if (rc != 0)
		return rc;
	idx = find_addr(dev, mac_addr);
	if (idx < 0)
		idx = find_addr(dev, &zero);
	else if (dev->data->mac_pool_sel[idx] & RTE_BIT64(pool))
		return 0;
	if (idx < 0) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u has no entry for an address left\n",
				port_id);
		return -ENOSPC;
	}
	rc = dev->dev_ops->mac_addr_add(dev, mac_addr, (uint32_t)idx, pool);
	if (rc != 0)
		return ethdev_rc(dev, rc);
	rte_ether_addr_copy(mac_addr, &dev->data->mac_addrs[idx]);
	dev->data->mac_pool_sel[idx] |= RTE_BIT64(pool);
	return 0;
}

BP_EXPORT
int
rte_eth_dev_mac_addr_remove(uint16_t port_id, struct rte_ether_addr *mac_addr)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int idx;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set addresses of") != 0)
		return -ENOTSUP;
	if (mac_addr == NULL)
		return -EINVAL;
	if (dev->dev_ops->mac_addr_remove == NULL)
		return -ENOTSUP;
	idx = find_addr(dev, mac_addr);
	if (idx == 0) {
		RTE_ETHDEV_LOG(ERR, "Port %u: its default address stays\n",
				port_id);
		return -EADDRINUSE;
	}
	if (idx < 0)
		return 0;
	dev->dev_ops->mac_addr_remove(dev, (uint32_t)idx);
	memset(&dev->data->mac_addrs[idx], 0, sizeof(*mac_addr));
	dev->data->mac_pool_sel[idx] = 0;
	return 0;
}
