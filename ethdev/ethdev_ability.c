/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Abilities that stand alone: traffic classes, tunnels by UDP port, receive
 * metadata, buffer split, pools that a device likes, its representors, its
 * security context and a dump of its own state.
 */
#include <string.h>

#include <rte_mbuf.h>

#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_dev_get_dcb_info(uint16_t port_id, struct rte_eth_dcb_info *dcb_info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (dcb_info == NULL)
		return -EINVAL;
	memset(dcb_info, 0, sizeof(*dcb_info));
	return ethdev_call(get_dcb_info, dev, dev, dcb_info);
}

static int
check_tunnel(const struct rte_eth_dev *dev,
		const struct rte_eth_udp_tunnel *tunnel)
{
	if (tunnel == NULL)
		return -EINVAL;
	if (tunnel->prot_type < RTE_ETH_TUNNEL_TYPE_MAX)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: tunnel types are 0 to %d, not %u\n",
			dev->data->port_id, RTE_ETH_TUNNEL_TYPE_MAX - 1,
			tunnel->prot_type);
	return -EINVAL;
}

BP_EXPORT
int
rte_eth_dev_udp_tunnel_port_add(
		uint16_t port_id, struct rte_eth_udp_tunnel *tunnel_udp)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (check_tunnel(dev, tunnel_udp) != 0)
		return -EINVAL;
	return ethdev_call(udp_tunnel_port_add, dev, dev, tunnel_udp);
}

BP_EXPORT
int
rte_eth_dev_udp_tunnel_port_delete(
		uint16_t port_id, struct rte_eth_udp_tunnel *tunnel_udp)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (check_tunnel(dev, tunnel_udp) != 0)
		return -EINVAL;
	return ethdev_call(udp_tunnel_port_del, dev, dev, tunnel_udp);
}

BP_EXPORT
int
rte_eth_rx_metadata_negotiate(uint16_t port_id, uint64_t *features)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (dev->data->dev_configured) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: metadata is agreed on before it is "
				"configured\n",
				port_id);
		return -EBUSY;
	}
	if (features == NULL)
		return -EINVAL;
	return ethdev_call(rx_metadata_negotiate, dev, dev, features);
}

/* The driver's list: how many there are, of which num are written. */
BP_EXPORT
int
rte_eth_buffer_split_get_supported_hdr_ptypes(
		uint16_t port_id, uint32_t *ptypes, int num)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	const uint32_t *all;
	int n;

	if (dev == NULL)
		return -ENODEV;
	if (ptypes == NULL && num > 0)
		return -EINVAL;
	if (dev->dev_ops->buffer_split_supported_hdr_ptypes_get == NULL)
		return -ENOTSUP;
	all = dev->dev_ops->buffer_split_supported_hdr_ptypes_get(dev);
	if (all == NULL)
		return 0;
	for (n = 0; all[n] != RTE_PTYPE_UNKNOWN; n++)
		if (n < num)
			ptypes[n] = all[n];
	return n;
}

/* 0: the best, 1: will do, or an error; a driver without a view takes any. */
BP_EXPORT
int
rte_eth_dev_pool_ops_supported(uint16_t port_id, const char *pool)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (pool == NULL)
		return -EINVAL;
	if (dev->dev_ops->pool_ops_supported == NULL)
		return 1;
	return dev->dev_ops->pool_ops_supported(dev, pool);
}

BP_EXPORT
int
rte_eth_representor_info_get(
		uint16_t port_id, struct rte_eth_representor_info *info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	return ethdev_call(representor_info_get, dev, dev, info);
}

BP_EXPORT
int
rte_eth_dev_priv_dump(uint16_t port_id, FILE *file)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (file == NULL)
		return -EINVAL;
	return ethdev_call(eth_dev_priv_dump, dev, dev, file);
}

BP_EXPORT
void *
rte_eth_dev_get_sec_ctx(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	return dev == NULL ? NULL : dev->security_ctx;
}
