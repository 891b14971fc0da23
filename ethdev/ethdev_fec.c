/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Forward error correction: what a device can do at each speed, what it does,
 * and changing that. Modes are bits, RTE_ETH_FEC_MODE_TO_CAPA().
 */
#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_fec_get_capability(uint16_t port_id,
		struct rte_eth_fec_capa *speed_fec_capa, unsigned int num)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (speed_fec_capa == NULL && num > 0)
		return -EINVAL;
	if (dev->dev_ops->fec_get_capability == NULL)
		return -ENOTSUP;
	return dev->dev_ops->fec_get_capability(dev, speed_fec_capa, num);
}

BP_EXPORT
int
rte_eth_fec_get(uint16_t port_id, uint32_t *fec_capa)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (fec_capa == NULL)
		return -EINVAL;
	return ethdev_call(fec_get, dev, dev, fec_capa);
}

BP_EXPORT
int
rte_eth_fec_set(uint16_t port_id, uint32_t fec_capa)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (fec_capa == 0) {
		RTE_ETHDEV_LOG(ERR, "Port %u: no FEC mode is given\n", port_id);
		return -EINVAL;
	}
	return ethdev_call(fec_set, dev, dev, fec_capa);
}
