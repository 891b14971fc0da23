/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The basic counters of a port. The library keeps one of them itself:
 * rx_mbuf_alloc_failed in data, which drivers count up on an empty pool.
 */
#include <string.h>

#include "ethdev_private.h"

static int
get(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	if (stats == NULL)
		return -EINVAL;
	memset(stats, 0, sizeof(*stats));
	if (dev->dev_ops->stats_get == NULL)
		return -ENOTSUP;
	stats->rx_nombuf = dev->data->rx_mbuf_alloc_failed;
	return ethdev_rc(dev, dev->dev_ops->stats_get(dev, stats));
}

BP_EXPORT
int
rte_eth_stats_get(uint16_t port_id, struct rte_eth_stats *stats)
{
	struct rte_eth_dev *dev = ethdev_read_begin(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = get(dev, stats);
	ethdev_read_end(port_id);
	return rc;
}

static int
reset(struct rte_eth_dev *dev)
{
	int rc;

	if (dev->dev_ops->stats_reset == NULL)
		return -ENOTSUP;
	rc = dev->dev_ops->stats_reset(dev);
	if (rc == 0)
		dev->data->rx_mbuf_alloc_failed = 0;
	return ethdev_rc(dev, rc);
}

BP_EXPORT
int
rte_eth_stats_reset(uint16_t port_id)
{
	struct rte_eth_dev *dev = ethdev_read_begin(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = reset(dev);
	ethdev_read_end(port_id);
	return rc;
}
