/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Single queues beyond set-up: the counter that a queue adds to, its
 * descriptors in readable form, and the address to watch for its next packet.
 */
#include "ethdev_private.h"

static int
map_stats(struct rte_eth_dev *dev, uint16_t queue_id, uint8_t stat_idx,
		uint8_t is_rx)
{
	if (stat_idx < RTE_ETHDEV_QUEUE_STAT_CNTRS)
		return ethdev_call(queue_stats_mapping_set, dev, dev, queue_id,
				stat_idx, is_rx);
	RTE_ETHDEV_LOG(ERR, "Port %u: counters of queues are 0 to %d, not %u\n",
			dev->data->port_id, RTE_ETHDEV_QUEUE_STAT_CNTRS - 1,
			stat_idx);
	return ethdev_rc(dev, -EINVAL);
}

BP_EXPORT
int
rte_eth_dev_set_rx_queue_stats_mapping(
		uint16_t port_id, uint16_t rx_queue_id, uint8_t stat_idx)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq_id(dev, rx_queue_id) != 0)
		return ethdev_rc(dev, -EINVAL);
	return map_stats(dev, rx_queue_id, stat_idx, 1);
}

BP_EXPORT
int
rte_eth_dev_set_tx_queue_stats_mapping(
		uint16_t port_id, uint16_t tx_queue_id, uint8_t stat_idx)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_txq_id(dev, tx_queue_id) != 0)
		return ethdev_rc(dev, -EINVAL);
	return map_stats(dev, tx_queue_id, stat_idx, 0);
}

BP_EXPORT
int
rte_eth_rx_descriptor_dump(uint16_t port_id, uint16_t queue_id, uint16_t offset,
		uint16_t num, FILE *file)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq_id(dev, queue_id) != 0 || file == NULL)
		return -EINVAL;
	return ethdev_call(eth_rx_descriptor_dump, dev, dev, queue_id, offset,
			num, file);
}

BP_EXPORT
int
rte_eth_tx_descriptor_dump(uint16_t port_id, uint16_t queue_id, uint16_t offset,
		uint16_t num, FILE *file)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_txq_id(dev, queue_id) != 0 || file == NULL)
		return -EINVAL;
	return ethdev_call(eth_tx_descriptor_dump, dev, dev, queue_id, offset,
			num, file);
}

BP_EXPORT
int
rte_eth_get_monitor_addr(uint16_t port_id, uint16_t queue_id,
		struct rte_power_monitor_cond *pmc)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);

	if (dev == NULL)
		return -ENODEV;
	if (ethdev_check_rxq_id(dev, queue_id) != 0 || pmc == NULL)
		return -EINVAL;
	return ethdev_call(get_monitor_addr, dev,
			dev->data->rx_queues[queue_id], pmc);
}
