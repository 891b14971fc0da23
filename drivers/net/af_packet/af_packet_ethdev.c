/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_af_packet: life cycle of the port. At probe the interface is looked at
 * and sockets are tried, so that what cannot work is refused there; from the
 * first start on each queue has its socket.
 */
#include <errno.h>
#include <ethdev_vdev.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>

#include "af_packet_private.h"
#include "builtin.h"

RTE_LOG_REGISTER(af_packet_logtype, pmd.net.af_packet, NOTICE)

/* Rings of a size that the user chose limit frames; others follow the MTU. */
static int
info_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	const struct afp_port *port = dev->data->dev_private;
	uint32_t frame = afp_largest_frame(&port->args);

	/* Pairs with the store in afp_port_index(); 0 while it is gone. */
	info->if_index = __atomic_load_n(&port->if_index, __ATOMIC_RELAXED);
	if (!afp_iface_exists(port->ctl, info->if_index))
		info->if_index = 0;
	info->max_mac_addrs = 1;
	info->min_rx_bufsize = AFP_ROOM_MIN;
	info->max_rx_pktlen = frame;
	info->max_mtu = (uint16_t)(frame - AFP_OVERHEAD);
	info->max_rx_queues = (uint16_t)port->args.qpairs;
	info->max_tx_queues = (uint16_t)port->args.qpairs;
	info->nb_rx_queues = info->max_rx_queues;
	info->nb_tx_queues = info->max_tx_queues;
	info->rx_offload_capa = RTE_ETH_RX_OFFLOAD_VLAN_STRIP |
			RTE_ETH_RX_OFFLOAD_SCATTER |
			RTE_ETH_RX_OFFLOAD_TIMESTAMP;
	info->tx_offload_capa = RTE_ETH_TX_OFFLOAD_VLAN_INSERT |
			RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	if (port->vnet) {
		info->max_lro_pkt_size = AFP_LARGEST;
		info->rx_offload_capa |=
				VHDR_RX_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_LRO;
		info->tx_offload_capa |=
				AFP_TX_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_TSO;
	}
	afp_queue_defaults(dev, &info->default_rxportconf);
	afp_queue_defaults(dev, &info->default_txportconf);
	return 0;
}

static int
link_update(struct rte_eth_dev *dev, int wait)
{
	struct afp_port *port = dev->data->dev_private;
	struct rte_eth_link link;

	rte_spinlock_lock(&port->lock);
	afp_iface_link(port->ctl, afp_port_index(port), &link);
	rte_spinlock_unlock(&port->lock);
	if (!dev->data->dev_started)
		link.link_status = RTE_ETH_LINK_DOWN;
	return rte_eth_linkstatus_set(dev, &link);
}

static void
for_rxqs(struct rte_eth_dev *dev, void (*call)(struct afp_rxq *q))
{
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		if (dev->data->rx_queues[q] != NULL)
			call(dev->data->rx_queues[q]);
}

static void
for_txqs(struct rte_eth_dev *dev, void (*call)(struct afp_txq *q))
{
	uint16_t q;

	for (q = 0; q < dev->data->nb_tx_queues; q++)
		if (dev->data->tx_queues[q] != NULL)
			call(dev->data->tx_queues[q]);
}

/* Receive sockets that share frames wake together, or are made anew. */
static void
check_rest(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;
	bool fit = true;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		fit = fit &&
				(dev->data->rx_queues[q] == NULL ||
						afp_rxq_is_fit(dev->data->rx_queues
										[q]));
	if (fit)
		return;
	for_rxqs(dev, afp_rxq_close);
	port->fanout_index = 0;
}

/* Queues whose interface is not up wait; those never set up are left alone. */
static int
open_queues(struct rte_eth_dev *dev)
{
	struct rte_eth_dev_data *data = dev->data;
	uint16_t q;
	int rc = 0;

	check_rest(dev);
	for (q = 0; q < data->nb_rx_queues && rc == 0; q++) {
		if (data->rx_queues[q] != NULL)
			rc = afp_rxq_open(data->rx_queues[q]);
		if (rc == -ENETDOWN)
			rc = 0;
	}
	for (q = 0; q < data->nb_tx_queues && rc == 0; q++)
		if (data->tx_queues[q] != NULL)
			rc = afp_txq_open(data->tx_queues[q]);
	if (rc != 0) {
		for_rxqs(dev, afp_rxq_close);
		for_txqs(dev, afp_txq_close);
	}
	return rc;
}

static int
stop(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	afp_link_stop(dev);
	rte_spinlock_lock(&port->lock);
	afp_intr_close(dev);
	for_rxqs(dev, afp_rxq_rest);
	for_txqs(dev, afp_txq_rest);
	rte_spinlock_unlock(&port->lock);
	bp_eth_queues_mark(dev, RTE_ETH_QUEUE_STATE_STOPPED);
	dev->data->dev_link.link_status = RTE_ETH_LINK_DOWN;
	return 0;
}

static int
start(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	rte_spinlock_lock(&port->lock);
	afp_follow_mtu(dev);
	afp_args_fit(&port->args, port->mtu);
	rc = afp_intr_open(dev);
	if (rc == 0)
		rc = open_queues(dev);
	rte_spinlock_unlock(&port->lock);
	if (rc == 0)
		rc = afp_link_start(dev);
	if (rc != 0) {
		stop(dev);
		return rc;
	}
	bp_eth_queues_mark(dev, RTE_ETH_QUEUE_STATE_STARTED);
	return 0;
}

static int
close_port(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	if (port->ctl >= 0)
		close(port->ctl);
	port->ctl = -1;
	return 0;
}

static const struct eth_dev_ops ops = {
		.dev_infos_get = info_get,
		.dev_configure = afp_configure,
		.dev_start = start,
		.dev_stop = stop,
		.dev_close = close_port,
		.rx_queue_setup = afp_rxq_setup,
		.tx_queue_setup = afp_txq_setup,
		.rx_queue_release = afp_rxq_release,
		.rx_queue_intr_enable = afp_intr_switch,
		.rx_queue_intr_disable = afp_intr_switch,
		.tx_queue_release = afp_txq_release,
		.rxq_info_get = afp_rxq_info,
		.txq_info_get = afp_txq_info,
		.rx_burst_mode_get = afp_rx_mode,
		.tx_burst_mode_get = afp_tx_mode,
		.link_update = link_update,
		.promiscuous_enable = afp_promiscuous_on,
		.promiscuous_disable = afp_promiscuous_off,
		.allmulticast_enable = afp_allmulticast_on,
		.allmulticast_disable = afp_allmulticast_off,
		.mac_addr_set = afp_mac_set,
		.mtu_set = afp_mtu_set,
		.stats_get = afp_stats_get,
		.stats_reset = afp_stats_reset,
		.xstats_get = afp_xstats_get,
		.xstats_get_names = afp_xstats_get_names,
		.xstats_reset = afp_stats_reset,
};

/* One socket each way for a moment: will the kernel take the arguments? */
static int
try_queues(struct afp_port *port)
{
	struct afp_rxq rx = {.fd = -1, .wake = -1, .kick = -1, .port = port};
	struct afp_txq tx = {.fd = -1, .large_fd = -1, .port = port};
	int rc;

	rc = afp_rxq_open(&rx);
	if (rc == 0 || rc == -ENETDOWN) {
		afp_rxq_close(&rx);
		rc = afp_txq_open(&tx);
	}
	if (rc == 0)
		afp_txq_close(&tx);
	port->fanout_index = 0;
	return rc;
}

static int
find_interface(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;
	const char *iface = port->args.iface;
	int rc;

	port->ctl = afp_socket(&port->args);
	if (port->ctl < 0)
		return port->ctl;
	port->vnet = afp_vnet_enable(port->ctl) == 0;
	if (!port->vnet)
		AFP_LOG(WARNING,
				"%s: no PACKET_VNET_HDR: what the kernel leaves "
				"undone in packets stays undone\n",
				dev->data->name);
	rc = afp_iface_index(port->ctl, iface, &port->if_index);
	if (rc == 0)
		rc = afp_iface_mac(port->ctl, port->if_index,
				dev->data->mac_addrs);
	if (rc == 0)
		rc = afp_iface_mtu(port->ctl, port->if_index, &port->mtu);
	if (rc != 0)
		AFP_LOG(ERR, "%s: interface %s: %s\n", dev->data->name, iface,
				rc == -EINVAL ? "it is not Ethernet"
					      : rte_strerror(-rc));
	return rc;
}

static int
init_port(struct rte_eth_dev *dev, const char *text)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	port->ctl = -1;
	rte_spinlock_init(&port->lock);
	rc = afp_args_parse(dev->data->name, text, &port->args);
	if (rc != 0)
		return rc;
	dev->data->mac_addrs = rte_zmalloc(
			"af_packet_mac", sizeof(*dev->data->mac_addrs), 0);
	if (dev->data->mac_addrs == NULL)
		return -ENOMEM;
	rc = find_interface(dev);
	if (rc == 0) {
		afp_args_fit(&port->args, port->mtu);
		rc = try_queues(port);
	}
	if (rc != 0)
		close_port(dev);
	return rc;
}

static int
probe(struct rte_vdev_device *vdev)
{
	struct rte_eth_dev *dev;
	int rc;

	/* Its files and sockets are of one process. */
	if (bp_eth_attach_all(&vdev->device, NULL) != 0)
		return 0;
	dev = rte_eth_vdev_allocate(vdev, sizeof(struct afp_port));
	if (dev == NULL)
		return -ENOMEM;
	rc = init_port(dev, rte_vdev_device_args(vdev));
	if (rc != 0) {
		rte_eth_dev_release_port(dev);
		return rc;
	}
	dev->data->dev_flags |= RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS |
			RTE_ETH_DEV_INTR_LSC | RTE_ETH_DEV_INTR_RMV;
	dev->dev_ops = &ops;
	afp_queue_calls(dev);
	afp_follow_mtu(dev);
	link_update(dev, 0);
	rte_eth_dev_probing_finish(dev);
	return 0;
}

static struct rte_vdev_driver driver = {
		.driver = {.name = "net_af_packet", .alias = "eth_af_packet"},
		.probe = probe,
		.remove = bp_eth_vdev_remove,
};

VDEV_DRIVER_COMPONENT(net_af_packet, driver);
