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

/* The driver's way to start or stop a queue, or NULL. */
static eth_queue_op_t
switch_op(const struct eth_dev_ops *ops, bool rx, bool start)
{
	if (rx)
		return start ? ops->rx_queue_start : ops->rx_queue_stop;
	return start ? ops->tx_queue_start : ops->tx_queue_stop;
}

/* Start or stop one queue, unless it is in that state already. */
static int
switch_queue(struct rte_eth_dev *dev, uint16_t id, bool rx, bool start)
{
	eth_queue_op_t op = switch_op(dev->dev_ops, rx, start);
	uint8_t state = rx ? dev->data->rx_queue_state[id]
			   : dev->data->tx_queue_state[id];

	if (state == RTE_ETH_QUEUE_STATE_HAIRPIN) {
		RTE_ETHDEV_LOG(ERR,
				"Port %u: queue %u is a hairpin queue, it "
				"neither starts nor stops\n",
				dev->data->port_id, id);
		return -EINVAL;
	}
	if (op == NULL)
		return -ENOTSUP;
	if (state ==
			(start ? RTE_ETH_QUEUE_STATE_STARTED
			       : RTE_ETH_QUEUE_STATE_STOPPED))
		return 0;
	return ethdev_rc(dev, op(dev, id));
}

static int
check_and_switch(uint16_t port_id, uint16_t id, bool rx, bool start)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	rc = start ? check_started(dev) : 0;
	if (rc == 0)
		rc = rx ? ethdev_check_rxq(dev, id) : ethdev_check_txq(dev, id);
	return rc != 0 ? rc : switch_queue(dev, id, rx, start);
}

BP_EXPORT
int
rte_eth_dev_rx_queue_start(uint16_t port_id, uint16_t rx_queue_id)
{
	return check_and_switch(port_id, rx_queue_id, true, true);
}

BP_EXPORT
int
rte_eth_dev_rx_queue_stop(uint16_t port_id, uint16_t rx_queue_id)
{
	return check_and_switch(port_id, rx_queue_id, true, false);
}

BP_EXPORT
int
rte_eth_dev_tx_queue_start(uint16_t port_id, uint16_t tx_queue_id)
{
	return check_and_switch(port_id, tx_queue_id, false, true);
}

BP_EXPORT
int
rte_eth_dev_tx_queue_stop(uint16_t port_id, uint16_t tx_queue_id)
{
	return check_and_switch(port_id, tx_queue_id, false, false);
}

BP_EXPORT
int
rte_eth_tx_done_cleanup(uint16_t port_id, uint16_t queue_id, uint32_t free_cnt)
{
	struct rte_eth_dev *dev = ethdev_get(port_id);
	int rc;

	if (dev == NULL)
		return -ENODEV;
	if (dev->dev_ops->tx_done_cleanup == NULL)
		return -ENOTSUP;
	rc = ethdev_check_txq(dev, queue_id);
	if (rc != 0)
		return rc;
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
