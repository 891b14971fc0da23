/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A queue that is set up: starting and stopping it, clearing out what it has
 * sent, and whether it came to its end. A hairpin queue does none of these.
 */
#include <bufplane_ethdev.h>

#include "ethdev_private.h"

static int
check_set_up(const struct rte_eth_dev *dev, const char *kind, uint16_t id,
		const void *queue)
{
	if (queue != NULL)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: %s queue %u is not set up\n",
			dev->data->port_id, kind, id);
	return -EINVAL;
}

int
ethdev_check_rxq(const struct rte_eth_dev *dev, uint16_t id)
{
	int rc = ethdev_check_rxq_id(dev, id);

	return rc != 0 ? rc
		       : check_set_up(dev, "receive", id,
					 dev->data->rx_queues[id]);
}

int
ethdev_check_txq(const struct rte_eth_dev *dev, uint16_t id)
{
	int rc = ethdev_check_txq_id(dev, id);

	return rc != 0 ? rc
		       : check_set_up(dev, "transmit", id,
					 dev->data->tx_queues[id]);
}

static int
check_started(const struct rte_eth_dev *dev)
{
	if (dev->data->dev_started)
		return 0;
	RTE_ETHDEV_LOG(ERR, "Port %u: start it before its queues\n",
			dev->data->port_id);
	return -EINVAL;
}

/* Start or stop one queue through op, unless it is in that state already. */
static int
switch_queue(struct rte_eth_dev *dev, uint16_t id, eth_queue_op_t op,
		uint8_t state, uint8_t wanted)
{
	if (state == RTE_ETH_QUEUE_STATE_HAIRPIN) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: queue %u is a hairpin queue, it "
				"neither starts nor stops\n",
				dev->data->port_id, id);
		return -EINVAL;
	}
	if (op == NULL)
		return -ENOTSUP;
	if (state == wanted)
		return 0;
	return ethdev_rc(dev, op(dev, id));
}

static int
switch_rx(uint16_t port_id, uint16_t id, uint8_t wanted)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	bool start = wanted == RTE_ETH_QUEUE_STATE_STARTED;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = start ? check_started(dev) : 0;
	if (rc == 0)
		rc = ethdev_check_rxq(dev, id);
	if (rc != 0)
		return rc;
	return switch_queue(dev, id,
			start ? dev->dev_ops->rx_queue_start
			      : dev->dev_ops->rx_queue_stop,
			dev->data->rx_queue_state[id], wanted);
}

static int
switch_tx(uint16_t port_id, uint16_t id, uint8_t wanted)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	bool start = wanted == RTE_ETH_QUEUE_STATE_STARTED;
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = start ? check_started(dev) : 0;
	if (rc == 0)
		rc = ethdev_check_txq(dev, id);
	if (rc != 0)
		return rc;
	return switch_queue(dev, id,
			start ? dev->dev_ops->tx_queue_start
			      : dev->dev_ops->tx_queue_stop,
			dev->data->tx_queue_state[id], wanted);
}

BP_EXPORT
int
rte_eth_dev_rx_queue_start(uint16_t port_id, uint16_t rx_queue_id)
{
	return switch_rx(port_id, rx_queue_id, RTE_ETH_QUEUE_STATE_STARTED);
}

BP_EXPORT
int
rte_eth_dev_rx_queue_stop(uint16_t port_id, uint16_t rx_queue_id)
{
	return switch_rx(port_id, rx_queue_id, RTE_ETH_QUEUE_STATE_STOPPED);
}

BP_EXPORT
int
rte_eth_dev_tx_queue_start(uint16_t port_id, uint16_t tx_queue_id)
{
	return switch_tx(port_id, tx_queue_id, RTE_ETH_QUEUE_STATE_STARTED);
}

BP_EXPORT
int
rte_eth_dev_tx_queue_stop(uint16_t port_id, uint16_t tx_queue_id)
{
	return switch_tx(port_id, tx_queue_id, RTE_ETH_QUEUE_STATE_STOPPED);
}

BP_EXPORT
int
rte_eth_tx_done_cleanup(uint16_t port_id, uint16_t queue_id, uint32_t free_cnt)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = ethdev_check_txq(dev, queue_id);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->tx_done_cleanup == NULL)
		return -ENOTSUP;
	return ethdev_rc(dev,
			dev->dev_ops->tx_done_cleanup(
					dev->data->tx_queues[queue_id],
					free_cnt));
}

BP_EXPORT
int
bp_eth_rx_at_end(uint16_t port_id, uint16_t queue_id)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = ethdev_check_rxq(dev, queue_id);
	if (rc != 0)
		return rc;
	if (dev->dev_ops->rx_at_end == NULL)
		return -ENOTSUP;
	return dev->dev_ops->rx_at_end(dev, queue_id);
}
