/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reassembly of IP fragments by the device. It is asked about once the port is
 * configured, and set before it starts.
 */
#include <string.h>

#include "ethdev_private.h"

static int
check_configured(const struct rte_eth_dev *dev)
{
	if (dev->data->dev_configured)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: configure it before reassembly\n",
			dev->data->port_id);
	return -EINVAL;
}

BP_EXPORT
int
rte_eth_ip_reassembly_capability_get(
		uint16_t port_id, struct rte_eth_ip_reassembly_params *capa)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (check_configured(dev) != 0 || capa == NULL)
		return -EINVAL;
	memset(capa, 0, sizeof(*capa));
	return ethdev_call(ip_reassembly_capability_get, dev, dev, capa);
}

BP_EXPORT
int
rte_eth_ip_reassembly_conf_get(
		uint16_t port_id, struct rte_eth_ip_reassembly_params *conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (check_configured(dev) != 0 || conf == NULL)
		return -EINVAL;
	memset(conf, 0, sizeof(*conf));
	return ethdev_call(ip_reassembly_conf_get, dev, dev, conf);
}

BP_EXPORT
int
rte_eth_ip_reassembly_conf_set(uint16_t port_id,
		const struct rte_eth_ip_reassembly_params *conf)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (check_configured(dev) != 0 || conf == NULL)
		return -EINVAL;
	if (dev->data->dev_started) {
		RTE_ETHDEV_LOG(ERR, "Port %u: stop it to change reassembly\n",
				port_id);
		return -EINVAL;
	}
	return ethdev_call(ip_reassembly_conf_set, dev, dev, conf);
}
