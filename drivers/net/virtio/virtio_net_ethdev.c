/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio: life cycle of the port. A start goes through all of section 3.1.1
 * anew, from the reset on, and ends with the commands that bring the device to
 * what the program has set; a stop resets it. Between them nothing of the
 * library's memory is with the device, unless a reset did not end.
 */
#include <errno.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_ether.h>

#include "net/virtio/virtio_net_burst.h"

RTE_LOG_REGISTER(virtio_net_logtype, pmd.net.virtio, NOTICE)

/* What cannot be done for the queues that are asked for. */
static int
check_modes(const struct rte_eth_dev *eth)
{
	const struct rte_eth_dev_data *data = eth->data;
	uint32_t mode = data->dev_conf.rxmode.mq_mode;

	if (mode != RTE_ETH_MQ_RX_NONE && mode != RTE_ETH_MQ_RX_RSS) {
		VNET_LOG(ERR, "%s: mq_mode is NONE or RSS on receive, not %u\n",
				data->name, mode);
		return -EINVAL;
	}
	if (data->dev_conf.txmode.mq_mode != RTE_ETH_MQ_TX_NONE) {
		VNET_LOG(ERR, "%s: mq_mode is NONE on transmit, not %u\n",
				data->name, data->dev_conf.txmode.mq_mode);
		return -EINVAL;
	}
	if (data->nb_tx_queues > data->nb_rx_queues &&
			mode == RTE_ETH_MQ_RX_NONE)
		VNET_LOG(WARNING,
				"%s: with %u transmit queues the device may "
				"spread packets over as many receive queues, "
				"but only %u are read\n",
				data->name, data->nb_tx_queues,
				data->nb_rx_queues);
	return 0;
}

static void
mark_queues(struct rte_eth_dev *eth, uint8_t state)
{
	memset(eth->data->rx_queue_state, state, eth->data->nb_rx_queues);
	memset(eth->data->tx_queue_state, state, eth->data->nb_tx_queues);
}

/* Those never set up are left alone. */
static int
open_queues(struct rte_eth_dev *eth)
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
static void
close_queues(struct rte_eth_dev *eth)
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
static void
halt(struct rte_eth_dev *eth)
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
static int
stop(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct rte_eth_link link = eth->data->dev_link;
	int rc;

	vnet_broken_forget(port);
	vnet_intr_close(eth);
	halt(eth);
	rc = virtio_dev_reset(port->dev);
	/* What the next start agrees on; set-ups of queues go by it. */
	port->dev->features = port->agreed;
	port->stuck = rc != 0 && !virtio_dev_cut_off(port->dev);
	if (!port->stuck)
		close_queues(eth);
	mark_queues(eth, RTE_ETH_QUEUE_STATE_STOPPED);
	link.link_status = RTE_ETH_LINK_DOWN;
	rte_eth_linkstatus_set(eth, &link);
	return port->stuck ? rc : 0;
}

/* The device is reset: it has let go of what a reset before did not end for. */
static int
agree(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = vnet_negotiate(eth);

	if (rc == 0 && port->stuck) {
		close_queues(eth);
		port->stuck = false;
	}
	return rc;
}

/* The device may have fewer since the program was told. */
static int
check_pairs(const struct rte_eth_dev *eth)
{
	uint16_t n = RTE_MAX(eth->data->nb_rx_queues, eth->data->nb_tx_queues);
	uint16_t pairs = vnet_port_of(eth)->config.pairs;

	if (n <= pairs)
		return 0;
	VNET_LOG(ERR, "%s: the device has 1 to %u queues each way, not %u\n",
			eth->data->name, pairs, n);
	return -EINVAL;
}

static int
configure(struct rte_eth_dev *eth)
{
	int rc = check_modes(eth);

	if (rc == 0)
		rc = check_pairs(eth);
	if (rc == 0)
		rc = agree(eth);
	if (rc != 0)
		return rc;
	vnet_port_of(eth)->agreed = vnet_port_of(eth)->dev->features;
	vnet_queue_calls(eth);
	return vnet_rss_configure(eth);
}

/* Features may not have changed since the program was told of them. */
static int
agree_again(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = check_pairs(eth);

	if (rc == 0)
		rc = agree(eth);
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

/* The device works: buffers and commands. */
static int
go_live(struct rte_eth_dev *eth)
{
	struct rte_eth_dev_data *data = eth->data;
	uint16_t q;
	int rc = virtio_dev_ready(vnet_port_of(eth)->dev);

	if (rc != 0)
		return rc;
	for (q = 0; q < data->nb_rx_queues; q++)
		if (data->rx_queues[q] != NULL)
			vnet_rxq_run(data->rx_queues[q]);
	for (q = 0; q < data->nb_tx_queues; q++)
		if (data->tx_queues[q] != NULL)
			vnet_txq_set(data->tx_queues[q], true);
	mark_queues(eth, RTE_ETH_QUEUE_STATE_STARTED);
	rc = set_pairs(eth);
	if (rc == 0)
		rc = vnet_filter_start(eth);
	return rc == 0 ? stop_deferred(eth) : rc;
}

static int
start(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = agree_again(eth);

	if (rc == 0) {
		port->needs_reset = false;
		port->removed = false;
		rc = vnet_intr_open(eth);
	}
	if (rc == 0)
		rc = open_queues(eth);
	if (rc == 0)
		rc = go_live(eth);
	if (rc != 0) {
		stop(eth);
		return rc;
	}
	vnet_link_update(eth, 0);
	return 0;
}

static int
close_port(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);

	if (port->on_close != NULL)
		port->on_close(eth);
	vnet_broken_forget(port);
	if (!port->stuck)
		vnet_ctrl_close(port);
	return 0;
}

static int
is_removed(struct rte_eth_dev *eth)
{
	return virtio_dev_check(vnet_port_of(eth)->dev) == -ENODEV;
}

static int
mtu_set(struct rte_eth_dev *eth, uint16_t mtu)
{
	uint16_t q;
	int rc = 0;

	for (q = 0; q < eth->data->nb_rx_queues && rc == 0; q++)
		if (eth->data->rx_queues[q] != NULL)
			rc = vnet_room_fits(eth->data->rx_queues[q], mtu);
	return rc;
}

/* The device as it is now, for a port that is not configured. */
static int
begin(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc;

	port->refused = 0;
	rc = vnet_features_read(port);
	if (rc == 0)
		rc = vnet_config_read(port);
	return rc == 0 ? virtio_dev_negotiate(
					 port->dev, vnet_features_wanted(eth))
		       : rc;
}

static const struct eth_dev_ops ops = {
		.dev_infos_get = vnet_info_get,
		.dev_configure = configure,
		.dev_start = start,
		.dev_stop = stop,
		.dev_close = close_port,
		.dev_reset = begin,
		.is_removed = is_removed,
		.rx_queue_setup = vnet_rxq_setup,
		.tx_queue_setup = vnet_txq_setup,
		.rx_queue_release = vnet_rxq_release,
		.tx_queue_release = vnet_txq_release,
		.rx_queue_start = vnet_rxq_start,
		.rx_queue_stop = vnet_rxq_stop,
		.tx_queue_start = vnet_txq_start,
		.tx_queue_stop = vnet_txq_stop,
		.rxq_info_get = vnet_rxq_info,
		.txq_info_get = vnet_txq_info,
		.rx_burst_mode_get = vnet_rx_mode,
		.tx_burst_mode_get = vnet_tx_mode,
		.tx_done_cleanup = vnet_tx_done,
		.rx_queue_intr_enable = vnet_rx_intr_enable,
		.rx_queue_intr_disable = vnet_rx_intr_disable,
		.link_update = vnet_link_update,
		.promiscuous_enable = vnet_promiscuous_enable,
		.promiscuous_disable = vnet_promiscuous_disable,
		.allmulticast_enable = vnet_allmulticast_enable,
		.allmulticast_disable = vnet_allmulticast_disable,
		.mac_addr_set = vnet_mac_set,
		.mac_addr_add = vnet_mac_add,
		.mac_addr_remove = vnet_mac_remove,
		.set_mc_addr_list = vnet_mc_set,
		.mtu_set = mtu_set,
		.vlan_filter_set = vnet_vlan_filter,
		.vlan_offload_set = vnet_vlan_offload,
		.rss_hash_update = vnet_rss_update,
		.rss_hash_conf_get = vnet_rss_get,
		.reta_update = vnet_reta_update,
		.reta_query = vnet_reta_query,
		.stats_get = vnet_stats_get,
		.stats_reset = vnet_stats_reset,
		.xstats_get = vnet_xstats_get,
		.xstats_get_names = vnet_xstats_names,
		.xstats_reset = vnet_stats_reset,
};

/* A device that has none gets one, which others see. */
static void
take_mac(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);

	port->own_mac = !vnet_is_offered(port, VIRTIO_NET_F_MAC);
	if (port->own_mac)
		rte_eth_random_addr(port->config.mac.addr_bytes);
	rte_ether_addr_copy(&port->config.mac, &eth->data->mac_addrs[0]);
}

int
vnet_init(struct rte_eth_dev *eth, struct virtio_dev *dev, const char *args)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc;

	port->dev = dev;
	port->port_id = eth->data->port_id;
	port->ctrl.patience = VNET_CTRL_WAIT;
	rte_spinlock_init(&port->ctrl.lock);
	rc = vnet_args_parse(eth->data->name, args, &port->args);
	if (rc == 0)
		rc = begin(eth);
	if (rc != 0)
		return rc;
	eth->data->mac_addrs = rte_zmalloc("virtio_macs",
			VNET_MACS * sizeof(*eth->data->mac_addrs), 0);
	if (eth->data->mac_addrs == NULL)
		return -ENOMEM;
	take_mac(eth);
	eth->data->dev_flags |= RTE_ETH_DEV_INTR_RMV;
	if (eth->intr_handle != NULL &&
			vnet_is_offered(port, VIRTIO_NET_F_STATUS))
		eth->data->dev_flags |= RTE_ETH_DEV_INTR_LSC;
	eth->dev_ops = &ops;
	vnet_queue_calls(eth);
	vnet_link_update(eth, 0);
	return 0;
}
