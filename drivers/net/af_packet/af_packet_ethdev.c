/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_af_packet: life cycle of the port and its queues. At probe the interface
 * is looked at and sockets are tried, so that what cannot work is refused
 * there; from start to stop each queue has its socket.
 */
#include <errno.h>
#include <ethdev_vdev.h>
#include <string.h>
#include <unistd.h>

#include <rte_errno.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "af_packet_private.h"
#include "builtin.h"

RTE_LOG_REGISTER(af_packet_logtype, pmd.net.af_packet, NOTICE)

#define OVERHEAD (RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN)

/* Rings of a size that the user chose limit frames; others follow the MTU. */
static int
info_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	const struct afp_port *port = dev->data->dev_private;
	uint32_t frame = afp_largest_frame(&port->args);

	/* Pairs with the store in afp_port_index(). */
	info->if_index = __atomic_load_n(&port->if_index, __ATOMIC_RELAXED);
	info->max_mac_addrs = 1;
	info->min_rx_bufsize = AFP_ROOM_MIN;
	info->max_rx_pktlen = frame;
	info->max_mtu = (uint16_t)(frame - OVERHEAD);
	info->max_rx_queues = (uint16_t)port->args.qpairs;
	info->max_tx_queues = (uint16_t)port->args.qpairs;
	info->rx_offload_capa = RTE_ETH_RX_OFFLOAD_VLAN_STRIP |
			RTE_ETH_RX_OFFLOAD_SCATTER |
			RTE_ETH_RX_OFFLOAD_TIMESTAMP;
	info->tx_offload_capa = RTE_ETH_TX_OFFLOAD_VLAN_INSERT |
			RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	if (port->vnet) {
		info->max_lro_pkt_size = AFP_LARGEST;
		info->rx_offload_capa |=
				AFP_RX_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_LRO;
		info->tx_offload_capa |=
				AFP_TX_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_TSO;
	}
	afp_queue_defaults(dev, &info->default_rxportconf);
	afp_queue_defaults(dev, &info->default_txportconf);
	return 0;
}

/* Called with port->lock held: what the interface says is what the port says.
 */
void
afp_follow_mtu(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	afp_port_index(port);
	afp_port_refresh_mtu(port);
	/* Pairs with the load in rte_eth_dev_get_mtu(). */
	__atomic_store_n(&dev->data->mtu,
			(uint16_t)RTE_MIN(port->mtu, (uint32_t)UINT16_MAX),
			__ATOMIC_RELAXED);
}

static int
set_mtu(const struct afp_port *port, uint32_t mtu)
{
	int rc = afp_iface_set_mtu(port->ctl, port->if_index, mtu);

	if (rc != 0)
		AFP_LOG(ERR, "Interface %s: MTU %u: %s\n", port->args.iface,
				mtu, rte_strerror(-rc));
	return rc;
}

/*
 * The MTU that is asked for is set on the interface. 1500 may stand for none
 * asked for, and then the interface keeps its own, which others use as well.
 */
static int
configure(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;
	uint32_t mtu = dev->data->dev_conf.rxmode.mtu;
	int rc = 0;

	rte_spinlock_lock(&port->lock);
	afp_follow_mtu(dev);
	if (mtu != RTE_ETHER_MTU && mtu != port->mtu) {
		rc = set_mtu(port, mtu);
		afp_follow_mtu(dev);
	}
	rte_spinlock_unlock(&port->lock);
	return rc;
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
mark_queues(struct rte_eth_dev *dev, uint8_t state)
{
	memset(dev->data->rx_queue_state, state, dev->data->nb_rx_queues);
	memset(dev->data->tx_queue_state, state, dev->data->nb_tx_queues);
}

static void
close_queues(struct rte_eth_dev *dev)
{
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		if (dev->data->rx_queues[q] != NULL)
			afp_rxq_close(dev->data->rx_queues[q]);
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		if (dev->data->tx_queues[q] != NULL)
			afp_txq_close(dev->data->tx_queues[q]);
}

/* Queues whose interface is not up wait; those never set up are left alone. */
static int
open_queues(struct rte_eth_dev *dev)
{
	struct rte_eth_dev_data *data = dev->data;
	uint16_t q;
	int rc = 0;

	for (q = 0; q < data->nb_rx_queues && rc == 0; q++) {
		if (data->rx_queues[q] != NULL)
			rc = afp_rxq_open(data->rx_queues[q]);
		if (rc == -ENETDOWN)
			rc = 0;
	}
	for (q = 0; q < data->nb_tx_queues && rc == 0; q++)
		if (data->tx_queues[q] != NULL)
			rc = afp_txq_open(data->tx_queues[q]);
	if (rc != 0)
		close_queues(dev);
	return rc;
}

static int
stop(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	afp_link_stop(dev);
	rte_spinlock_lock(&port->lock);
	afp_intr_close(dev);
	close_queues(dev);
	rte_spinlock_unlock(&port->lock);
	mark_queues(dev, RTE_ETH_QUEUE_STATE_STOPPED);
	dev->data->dev_link.link_status = RTE_ETH_LINK_DOWN;
	return 0;
}

static int
start(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	rte_spinlock_lock(&port->lock);
	port->fanout_index = 0;
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
	mark_queues(dev, RTE_ETH_QUEUE_STATE_STARTED);
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

static int
check_room(const struct rte_eth_dev *dev, const struct rte_mempool *mp,
		uint32_t room, uint64_t offloads)
{
	const struct afp_port *port = dev->data->dev_private;
	uint32_t need = port->mtu + OVERHEAD;

	if (room >= need || (offloads & RTE_ETH_RX_OFFLOAD_SCATTER))
		return 0;
	AFP_LOG(ERR,
			"%s: mbufs of pool %s have room for %u bytes, frames "
			"of MTU %u need %u; or use RTE_ETH_RX_OFFLOAD_SCATTER\n",
			dev->data->name, mp->name, room, port->mtu, need);
	return -ENOMEM;
}

static int
rx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	uint16_t room = rte_pktmbuf_data_room_size(mp) - RTE_PKTMBUF_HEADROOM;
	struct afp_rxq *q;
	int rc = check_room(dev, mp, room, conf->offloads);

	if (rc != 0)
		return rc;
	q = rte_zmalloc_socket("af_packet_rxq", sizeof(*q), RTE_CACHE_LINE_SIZE,
			(int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->fd = -1;
	q->wake = -1;
	q->kick = -1;
	q->mp = mp;
	q->room = room;
	q->nombuf = &dev->data->rx_mbuf_alloc_failed;
	q->offloads = conf->offloads;
	q->port_id = dev->data->port_id;
	q->port = dev->data->dev_private;
	q->stamp_offset = -1;
	if ((conf->offloads & RTE_ETH_RX_OFFLOAD_TIMESTAMP) &&
			rte_mbuf_dyn_rx_timestamp_register(&q->stamp_offset,
					&q->stamp_flag) != 0) {
		AFP_LOG(ERR, "%s: no room in mbufs for timestamps: %s\n",
				dev->data->name, rte_strerror(rte_errno));
		rte_free(q);
		return -rte_errno;
	}
	if (conf->offloads &
			(RTE_ETH_RX_OFFLOAD_SCATTER |
					RTE_ETH_RX_OFFLOAD_TCP_LRO))
		dev->data->scattered_rx = 1;
	dev->data->rx_queues[queue_id] = q;
	return 0;
}

static int
tx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf)
{
	struct afp_txq *q;

	q = rte_zmalloc_socket("af_packet_txq", sizeof(*q), RTE_CACHE_LINE_SIZE,
			(int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->fd = -1;
	q->large_fd = -1;
	q->offloads = conf->offloads;
	q->port = dev->data->dev_private;
	dev->data->tx_queues[queue_id] = q;
	return 0;
}

static void
rx_release(struct rte_eth_dev *dev, uint16_t queue_id)
{
	rte_free(dev->data->rx_queues[queue_id]);
}

static void
tx_release(struct rte_eth_dev *dev, uint16_t queue_id)
{
	rte_free(dev->data->tx_queues[queue_id]);
}

/* One of the two memberships; the interface may be gone for now. */
static int
set_member(struct rte_eth_dev *dev, int what, int on, int *state)
{
	struct afp_port *port = dev->data->dev_private;
	int rc = 0;

	rte_spinlock_lock(&port->lock);
	if (*state != on && afp_port_index(port) != 0)
		rc = afp_iface_member(port->ctl, port->if_index, what, on);
	if (rc == 0)
		*state = on;
	rte_spinlock_unlock(&port->lock);
	return rc;
}

static int
promiscuous_on(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_PROMISC, 1, &port->promiscuous);
}

static int
promiscuous_off(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_PROMISC, 0, &port->promiscuous);
}

static int
allmulticast_on(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_ALLMULTI, 1, &port->allmulticast);
}

static int
allmulticast_off(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_ALLMULTI, 0, &port->allmulticast);
}

static int
mac_set(struct rte_eth_dev *dev, struct rte_ether_addr *addr)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	rte_spinlock_lock(&port->lock);
	rc = afp_iface_set_mac(port->ctl, port->if_index, addr);
	rte_spinlock_unlock(&port->lock);
	if (rc != 0)
		AFP_LOG(ERR, "Interface %s: its address: %s\n",
				port->args.iface, rte_strerror(-rc));
	return rc;
}

static int
mtu_set(struct rte_eth_dev *dev, uint16_t mtu)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	if (dev->data->dev_started &&
			mtu + (uint32_t)OVERHEAD > afp_max_frame(&port->args)) {
		AFP_LOG(ERR,
				"%s: frames of MTU %u do not fit into the rings "
				"of %u bytes a frame: stop the port first\n",
				dev->data->name, mtu, port->args.framesz);
		return -EBUSY;
	}
	rte_spinlock_lock(&port->lock);
	afp_port_index(port);
	rc = set_mtu(port, mtu);
	afp_port_refresh_mtu(port);
	rte_spinlock_unlock(&port->lock);
	return rc;
}

static const struct eth_dev_ops ops = {
		.dev_infos_get = info_get,
		.dev_configure = configure,
		.dev_start = start,
		.dev_stop = stop,
		.dev_close = close_port,
		.rx_queue_setup = rx_setup,
		.tx_queue_setup = tx_setup,
		.rx_queue_release = rx_release,
		.rx_queue_intr_enable = afp_intr_switch,
		.rx_queue_intr_disable = afp_intr_switch,
		.tx_queue_release = tx_release,
		.rxq_info_get = afp_rxq_info,
		.txq_info_get = afp_txq_info,
		.rx_burst_mode_get = afp_rx_mode,
		.tx_burst_mode_get = afp_tx_mode,
		.link_update = link_update,
		.promiscuous_enable = promiscuous_on,
		.promiscuous_disable = promiscuous_off,
		.allmulticast_enable = allmulticast_on,
		.allmulticast_disable = allmulticast_off,
		.mac_addr_set = mac_set,
		.mtu_set = mtu_set,
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
	struct rte_eth_dev *dev =
			rte_eth_vdev_allocate(vdev, sizeof(struct afp_port));
	int rc;

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
	link_update(dev, 0);
	rte_eth_dev_probing_finish(dev);
	return 0;
}

static int
remove_port(struct rte_vdev_device *vdev)
{
	return bp_eth_dev_remove(rte_vdev_device_name(vdev));
}

static struct rte_vdev_driver driver = {
		.driver = {.name = "net_af_packet", .alias = "eth_af_packet"},
		.probe = probe,
		.remove = remove_port,
};

VDEV_DRIVER_COMPONENT(net_af_packet, driver);
