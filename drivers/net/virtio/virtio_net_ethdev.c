/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_virtio: the port, from its probe to its close, and what it is asked to
 * be. What it does between a start and a stop is elsewhere.
 */
#include <errno.h>

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

static int
configure(struct rte_eth_dev *eth)
{
	int rc = check_modes(eth);

	if (rc == 0)
		rc = vnet_check_pairs(eth);
	if (rc == 0)
		rc = vnet_agree(eth);
	if (rc != 0)
		return rc;
	vnet_port_of(eth)->agreed = vnet_port_of(eth)->dev->features;
	vnet_queue_calls(eth);
	return vnet_rss_configure(eth);
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
		.dev_start = vnet_start,
		.dev_stop = vnet_stop,
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
