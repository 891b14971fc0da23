/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Congestion: early dropping of received packets, the level of free descriptors
 * at which a queue raises RTE_ETH_EVENT_RX_AVAIL_THRESH, and the rate at which
 * a transmit queue sends.
 */
#include <string.h>

#include "ethdev_private.h"

BP_EXPORT
int
rte_eth_cman_info_get(uint16_t port_id, struct rte_eth_cman_info *info)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (info == NULL)
		return -EINVAL;
	memset(info, 0, sizeof(*info));
	return ethdev_call(cman_info_get, dev, dev, info);
}

BP_EXPORT
int
rte_eth_cman_config_init(uint16_t port_id, struct rte_eth_cman_config *config)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (config == NULL)
		return -EINVAL;
	memset(config, 0, sizeof(*config));
	return ethdev_call(cman_config_init, dev, dev, config);
}

BP_EXPORT
int
rte_eth_cman_config_set(
		uint16_t port_id, const struct rte_eth_cman_config *config)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (config == NULL)
		return -EINVAL;
	return ethdev_call(cman_config_set, dev, dev, config);
}

BP_EXPORT
int
rte_eth_cman_config_get(uint16_t port_id, struct rte_eth_cman_config *config)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (config == NULL)
		return -EINVAL;
	memset(config, 0, sizeof(*config));
	return ethdev_call(cman_config_get, dev, dev, config);
}

BP_EXPORT
int
rte_eth_rx_avail_thresh_set(
		uint16_t port_id, uint16_t queue_id, uint8_t avail_thresh)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = ethdev_check_rxq_id(dev, queue_id);
	if (rc != 0)
		return rc;
	if (avail_thresh > 99) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: a threshold is 0 to 99 %%, not %u\n",
				port_id, avail_thresh);
		return -EINVAL;
	}
	return ethdev_call(rx_queue_avail_thresh_set, dev, dev, queue_id,
			avail_thresh);
}

BP_EXPORT
int
rte_eth_rx_avail_thresh_query(
		uint16_t port_id, uint16_t *queue_id, uint8_t *avail_thresh)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (queue_id == NULL)
		return -EINVAL;
	if (*queue_id >= dev->data->nb_rx_queues)
		*queue_id = 0;
	return ethdev_call(rx_queue_avail_thresh_query, dev, dev, queue_id,
			avail_thresh);
}

BP_EXPORT
int
rte_eth_set_queue_rate_limit(
		uint16_t port_id, uint16_t queue_idx, uint32_t tx_rate)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	struct rte_eth_dev_info info;
	struct rte_eth_link link;
	int rc;

	rc = rte_eth_dev_info_get(port_id, &info);
	if (rc != 0)
		return rc;
	if (queue_idx >= info.max_tx_queues) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u has at most %u transmit queues, there is no queue %u\n",
				port_id, info.max_tx_queues, queue_idx);
		return -EINVAL;
	}
	rte_eth_linkstatus_get(dev, &link);
	if (tx_rate > link.link_speed) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: its link does %u Mbit/s, a queue cannot do %u\n",
				port_id, link.link_speed, tx_rate);
		return -EINVAL;
	}
	return ethdev_call(set_queue_rate_limit, dev, dev, queue_idx, tx_rate);
}
