/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Start and stop of the port. A start goes through all of section 3.1.1 anew,
 * from the reset on, and ends with the commands that bring the device to what
 * the program has set; a stop resets it. Between them nothing of the library's
 * memory is with the device, unless a reset did not end.
 */
#include <errno.h>

#include "net/virtio/virtio_net_burst.h"

/* Those never set up are left alone. */
int
vnet_queues_open(struct rte_eth_dev *eth)
{
	struct rte_eth_dev_data *data = eth->data;
	uint16_t q;
	int rc = 0;

	for (q = 0; q < data->nb_rx_queues && rc == 0; q++)
		if (data->rx_queues[q] != NULL)
			rc = vnet_rxq_open(data->rx_queues[q]);
	for (q = 0; q < data->nb_tx_queues && rc == 0; q++)
		if (data->tx_queues[q] != NULL)
			rc = vnet_txq_open(data->tx_queues[q]);
	return rc == 0 ? vnet_ctrl_open(vnet_port_of(eth)) : rc;
}

/* The device has forgotten them. */
void
vnet_queues_close(struct rte_eth_dev *eth)
{
	struct rte_eth_dev_data *data = eth->data;
	uint16_t q;

	for (q = 0; q < data->nb_rx_queues; q++)
		if (data->rx_queues[q] != NULL)
			vnet_rxq_close(data->rx_queues[q]);
	for (q = 0; q < data->nb_tx_queues; q++)
		if (data->tx_queues[q] != NULL)
			vnet_txq_close(data->tx_queues[q]);
	vnet_ctrl_close(vnet_port_of(eth));
}

/* From here on bursts move nothing. */
void
vnet_queues_halt(struct rte_eth_dev *eth)
{
	struct rte_eth_dev_data *data = eth->data;
	uint16_t q;

	for (q = 0; q < data->nb_rx_queues; q++)
		if (data->rx_queues[q] != NULL)
			vnet_rxq_set(data->rx_queues[q], false);
	for (q = 0; q < data->nb_tx_queues; q++)
		if (data->tx_queues[q] != NULL)
			vnet_txq_set(data->tx_queues[q], false);
}

/*
 * A device that does not end its reset may still write to memory of the queues
 * if its transport cannot cut it off: then that stays with it, until a reset
 * ends, or for good.
 */
int
vnet_stop(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct rte_eth_link link = eth->data->dev_link;
	int rc;

	vnet_broken_forget(port);
	vnet_intr_close(eth);
	vnet_queues_halt(eth);
	rc = virtio_dev_reset(port->dev);
	if (rc == -ETIMEDOUT)
		bp_eth_count(&port->events[VNET_RESET_TIMEOUTS], 1);
	/* What the next start agrees on; set-ups of queues go by it. */
	port->dev->features = port->agreed;
	port->stuck = rc != 0 && !virtio_dev_cut_off(port->dev);
	if (!port->stuck)
		vnet_queues_close(eth);
	bp_eth_queues_mark(eth, RTE_ETH_QUEUE_STATE_STOPPED);
	link.link_status = RTE_ETH_LINK_DOWN;
	rte_eth_linkstatus_set(eth, &link);
	return port->stuck ? rc : 0;
}

/* The device is reset: it has let go of what a reset before did not end for. */
int
vnet_agree(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = vnet_negotiate(eth);

	if (rc == 0 && port->stuck) {
		vnet_queues_close(eth);
		port->stuck = false;
	}
	return rc;
}

/* The device may have fewer since the program was told. */
int
vnet_check_pairs(const struct rte_eth_dev *eth)
{
	uint16_t n = RTE_MAX(eth->data->nb_rx_queues, eth->data->nb_tx_queues);
	uint16_t pairs = vnet_port_of(eth)->config.pairs;

	if (n <= pairs)
		return 0;
	VNET_LOG(ERR, "%s: the device has 1 to %u queues each way, not %u\n",
			eth->data->name, pairs, n);
	return -EINVAL;
}

/* Features may not have changed since the program was told of them. */
static int
agree_again(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = vnet_check_pairs(eth);

	if (rc == 0)
		rc = vnet_agree(eth);
	if (rc != 0)
		return rc;
	if (port->dev->features == port->agreed)
		return 0;
	VNET_LOG(ERR,
			"%s: the device offers other features by now: configure "
			"the port again\n",
			eth->data->name);
	return -EIO;
}

/* How many queue pairs are in use, or how packets are spread over them. */
static int
set_pairs(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	uint16_t n = RTE_MAX(eth->data->nb_rx_queues, eth->data->nb_tx_queues);

	if (virtio_has(port->dev, VIRTIO_NET_F_RSS))
		return vnet_rss_start(eth);
	if (virtio_has(port->dev, VIRTIO_NET_F_MQ))
		return vnet_ctrl_pairs(port, n);
	return 0;
}

/* Queues that the program starts by itself are known to the device only so. */
static int
stop_deferred(struct rte_eth_dev *eth)
{
	struct rte_eth_dev_data *data = eth->data;
	const struct vnet_rxq *rx;
	const struct vnet_txq *tx;
	uint16_t q;
	int rc = 0;

	for (q = 0; q < data->nb_rx_queues && rc == 0; q++) {
		rx = data->rx_queues[q];
		if (rx != NULL && rx->conf.rx_deferred_start)
			rc = vnet_rxq_stop(eth, q);
	}
	for (q = 0; q < data->nb_tx_queues && rc == 0; q++) {
		tx = data->tx_queues[q];
		if (tx != NULL && tx->conf.tx_deferred_start)
			rc = vnet_txq_stop(eth, q);
	}
	return rc;
}

/* The device works, and bursts may. */
void
vnet_queues_run(struct rte_eth_dev *eth)
{
	struct rte_eth_dev_data *data = eth->data;
	uint16_t q;

	for (q = 0; q < data->nb_rx_queues; q++)
		if (data->rx_queues[q] != NULL)
			vnet_rxq_run(data->rx_queues[q]);
	for (q = 0; q < data->nb_tx_queues; q++)
		if (data->tx_queues[q] != NULL)
			vnet_txq_set(data->tx_queues[q], true);
}

/* The device works: buffers and commands. */
static int
go_live(struct rte_eth_dev *eth)
{
	int rc = virtio_dev_ready(vnet_port_of(eth)->dev);

	if (rc != 0)
		return rc;
	vnet_queues_run(eth);
	bp_eth_queues_mark(eth, RTE_ETH_QUEUE_STATE_STARTED);
	vnet_ctrl_hurry(vnet_port_of(eth), true);
	rc = set_pairs(eth);
	if (rc == 0)
		rc = vnet_filter_start(eth);
	vnet_ctrl_hurry(vnet_port_of(eth), false);
	return rc == 0 ? stop_deferred(eth) : rc;
}

int
vnet_start(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = agree_again(eth);

	if (rc == 0) {
		port->needs_reset = false;
		port->removed = false;
		rc = vnet_intr_open(eth);
	}
	if (rc == 0)
		rc = vnet_queues_open(eth);
	if (rc == 0)
		rc = go_live(eth);
	if (rc != 0) {
		vnet_stop(eth);
		return rc;
	}
	vnet_link_update(eth, 0);
	return 0;
}
