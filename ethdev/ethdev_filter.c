/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which frames a port lets in: promiscuous and all-multicast mode, and the
 * MTU. The flags in data say what the driver has accepted.
 */
#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_promiscuous_enable(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "change filters of") != 0)
		return -ENOTSUP;
	if (dev->data->promiscuous)
		return 0;
	if (dev->dev_ops->promiscuous_enable == NULL)
		return -ENOTSUP;
	rc = dev->dev_ops->promiscuous_enable(dev);
	dev->data->promiscuous = rc == 0;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_promiscuous_disable(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "change filters of") != 0)
		return -ENOTSUP;
	if (!dev->data->promiscuous)
		return 0;
	if (dev->dev_ops->promiscuous_disable == NULL)
		return -ENOTSUP;
	rc = dev->dev_ops->promiscuous_disable(dev);
	dev->data->promiscuous = rc != 0;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_promiscuous_get(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	return dev == NULL ? -ENODEV : dev->data->promiscuous;
}

BP_EXPORT
int
rte_eth_allmulticast_enable(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "change filters of") != 0)
		return -ENOTSUP;
	if (dev->data->all_multicast)
		return 0;
	if (dev->dev_ops->allmulticast_enable == NULL)
		return -ENOTSUP;
	rc = dev->dev_ops->allmulticast_enable(dev);
	dev->data->all_multicast = rc == 0;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_allmulticast_disable(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "change filters of") != 0)
		return -ENOTSUP;
	if (!dev->data->all_multicast)
		return 0;
	if (dev->dev_ops->allmulticast_disable == NULL)
		return -ENOTSUP;
	rc = dev->dev_ops->allmulticast_disable(dev);
	dev->data->all_multicast = rc != 0;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_allmulticast_get(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	return dev == NULL ? -ENODEV : dev->data->all_multicast;
}

BP_EXPORT
int
rte_eth_dev_get_mtu(uint16_t port_id, uint16_t *mtu)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (mtu == NULL)
		return -EINVAL;
	/* A driver may follow what others set; only the value matters. */
	*mtu = __atomic_load_n(&dev->data->mtu, __ATOMIC_RELAXED);
	return 0;
}

static int
check_mtu(struct rte_eth_dev *dev, uint16_t mtu)
{
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(dev->data->port_id, &info);

	if (rc != 0)
		return rc;
	if (mtu >= info.min_mtu && mtu <= info.max_mtu)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u (%s): the MTU is from %u to %u, not %u\n",
			dev->data->port_id, dev->data->name, info.min_mtu,
			info.max_mtu, mtu);
	return -EINVAL;
}

BP_EXPORT
int
rte_eth_dev_set_mtu(uint16_t port_id, uint16_t mtu)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_refuse_foreign(dev, "set the MTU of") != 0)
		return -ENOTSUP;
	if (dev->dev_ops->mtu_set == NULL)
		return -ENOTSUP;
	rc = check_mtu(dev, mtu);
	if (rc != 0)
		return rc;
	if (!dev->data->dev_configured) {
		RTE_ETHDEV_LOG(ERR, "Port %u: configure it before its MTU\n",
				port_id);
		return -EINVAL;
	}
	rc = dev->dev_ops->mtu_set(dev, mtu);
	if (rc == 0)
		dev->data->mtu = mtu;
	return ethdev_rc(dev, rc);
}
