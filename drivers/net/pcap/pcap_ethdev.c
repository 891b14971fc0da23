/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_pcap: life cycle of the port and its queues. All inputs and outputs are
 * opened at probe, so that a bad one is refused there, closed at stop, and
 * opened anew at the next start, which begins files from the start.
 */
#include <errno.h>
#include <ethdev_vdev.h>
#include <string.h>

#include <net/if.h>

#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "builtin.h"
#include "pcap_private.h"

RTE_LOG_REGISTER(pcap_pmd_logtype, pmd.net.pcap, NOTICE)

static void
set_link(struct rte_eth_dev *dev, uint16_t status)
{
	struct rte_eth_link link = {
			.link_speed = RTE_ETH_SPEED_NUM_10G,
			.link_duplex = RTE_ETH_LINK_FULL_DUPLEX,
			.link_autoneg = RTE_ETH_LINK_FIXED,
			.link_status = status & 1,
	};

	rte_eth_linkstatus_set(dev, &link);
}

static int
info_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	const struct pcap_port *port = dev->data->dev_private;

	info->if_index = port->if_index;
	info->max_mac_addrs = 1;
	info->max_rx_pktlen = UINT32_MAX;
	info->max_rx_queues = (uint16_t)port->args.n_rx;
	info->max_tx_queues = (uint16_t)port->args.n_tx;
	info->nb_rx_queues = info->max_rx_queues;
	info->nb_tx_queues = info->max_tx_queues;
	info->rx_offload_capa = RTE_ETH_RX_OFFLOAD_SCATTER;
	if (port->stamp.flag != 0)
		info->rx_offload_capa |= RTE_ETH_RX_OFFLOAD_TIMESTAMP;
	info->tx_offload_capa = RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	return 0;
}

static int
do_nothing(struct rte_eth_dev *dev)
{
	return 0;
}

static int
link_update(struct rte_eth_dev *dev, int wait)
{
	return 0;
}

/* Close all that is open; the first output that is not whole counts. */
static int
close_all(struct pcap_port *port)
{
	unsigned int q;
	int rc = 0, tx_rc;

	for (q = 0; q < PCAP_QUEUES_MAX; q++) {
		pcap_rxq_close(&port->rx[q], port->iface);
		tx_rc = pcap_txq_close(&port->tx[q], port->iface);
		rc = rc != 0 ? rc : tx_rc;
	}
	if (port->iface != NULL)
		pcap_close(port->iface);
	port->iface = NULL;
	return rc;
}

static int
open_all(struct pcap_port *port)
{
	unsigned int q;
	int rc = 0;

	if (port->args.one_iface && port->iface == NULL) {
		port->iface = pcap_live_handle(
				port->args.rx[0].name, port->args.snaplen, 0);
		rc = port->iface == NULL ? -rte_errno : 0;
	}
	for (q = 0; q < port->args.n_rx && rc == 0; q++)
		rc = pcap_rxq_open(&port->rx[q], port->iface);
	for (q = 0; q < port->args.n_tx && rc == 0; q++)
		rc = pcap_txq_open(&port->tx[q], port->iface);
	if (rc != 0)
		close_all(port);
	return rc;
}

static void
pause_rx(struct rte_eth_dev *dev, uint16_t q, int pause)
{
	struct pcap_port *port = dev->data->dev_private;

	port->rx[q].paused = pause;
	dev->data->rx_queue_state[q] = pause ? RTE_ETH_QUEUE_STATE_STOPPED
					     : RTE_ETH_QUEUE_STATE_STARTED;
}

static void
pause_tx(struct rte_eth_dev *dev, uint16_t q, int pause)
{
	struct pcap_port *port = dev->data->dev_private;

	port->tx[q].paused = pause;
	dev->data->tx_queue_state[q] = pause ? RTE_ETH_QUEUE_STATE_STOPPED
					     : RTE_ETH_QUEUE_STATE_STARTED;
}

static int
rx_start(struct rte_eth_dev *dev, uint16_t q)
{
	pause_rx(dev, q, 0);
	return 0;
}

static int
rx_stop(struct rte_eth_dev *dev, uint16_t q)
{
	pause_rx(dev, q, 1);
	return 0;
}

static int
tx_start(struct rte_eth_dev *dev, uint16_t q)
{
	pause_tx(dev, q, 0);
	return 0;
}

static int
tx_stop(struct rte_eth_dev *dev, uint16_t q)
{
	pause_tx(dev, q, 1);
	return 0;
}

/* With eof, the end of the port's input is that of the last of its files. */
static void
count_files(struct pcap_port *port, uint16_t n)
{
	unsigned int files = 0;
	uint16_t q;

	for (q = 0; q < n; q++)
		files += port->rx[q].from->kind == PCAP_FILE;
	/* Pairs with the queues' count down, which start() precedes. */
	__atomic_store_n(&port->files_left, files, __ATOMIC_RELEASE);
}

void
pcap_port_ended(uint16_t port_id)
{
	struct rte_eth_dev *dev = &rte_eth_devices[port_id];

	set_link(dev, RTE_ETH_LINK_DOWN);
	rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_LSC, NULL);
}

static int
start(struct rte_eth_dev *dev)
{
	struct pcap_port *port = dev->data->dev_private;
	uint16_t q;
	int rc;

	rc = open_all(port);
	for (q = 0; q < port->args.n_tx && rc == 0; q++)
		rc = pcap_txq_begin(&port->tx[q]);
	if (rc != 0) {
		close_all(port);
		return rc;
	}
	count_files(port, dev->data->nb_rx_queues);
	for (q = 0; q < dev->data->nb_rx_queues; q++)
		pause_rx(dev, q, port->rx_deferred[q]);
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		pause_tx(dev, q, port->tx_deferred[q]);
	set_link(dev, RTE_ETH_LINK_UP);
	return 0;
}

static int
stop(struct rte_eth_dev *dev)
{
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		pause_rx(dev, q, 1);
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		pause_tx(dev, q, 1);
	set_link(dev, RTE_ETH_LINK_DOWN);
	return close_all(dev->data->dev_private);
}

static int
close_port(struct rte_eth_dev *dev)
{
	return close_all(dev->data->dev_private);
}

static int
rx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	struct pcap_port *port = dev->data->dev_private;
	struct pcap_rxq *q = &port->rx[queue_id];
	uint16_t room = rte_pktmbuf_data_room_size(mp);

	if (room < RTE_PKTMBUF_HEADROOM + PCAP_ROOM_MIN) {
		PCAP_LOG(ERR,
				"%s: mbufs of pool %s have room for %d bytes; "
				"%d is the least\n",
				dev->data->name, mp->name,
				room - RTE_PKTMBUF_HEADROOM, PCAP_ROOM_MIN);
		return -EINVAL;
	}
	q->mp = mp;
	q->port_id = dev->data->port_id;
	q->nombuf = &dev->data->rx_mbuf_alloc_failed;
	port->rx_deferred[queue_id] = conf->rx_deferred_start;
	dev->data->rx_queues[queue_id] = q;
	return 0;
}

static int
tx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf)
{
	struct pcap_port *port = dev->data->dev_private;

	port->tx_deferred[queue_id] = conf->tx_deferred_start;
	dev->data->tx_queues[queue_id] = &port->tx[queue_id];
	return 0;
}

static int
at_end(struct rte_eth_dev *dev, uint16_t queue_id)
{
	const struct pcap_port *port = dev->data->dev_private;
	const struct pcap_rxq *q = &port->rx[queue_id];
	/* Acquire pairs with the release in set_end(). */
	int end = __atomic_load_n(&q->end, __ATOMIC_ACQUIRE);

	if (end < 0)
		return end;
	if (q->from->kind != PCAP_FILE || (q->loop && end == 0))
		return -ENOTSUP;
	return end;
}

static const struct eth_dev_ops ops = {
		.dev_infos_get = info_get,
		.dev_configure = do_nothing,
		.dev_start = start,
		.dev_stop = stop,
		.dev_close = close_port,
		.rx_queue_setup = rx_setup,
		.tx_queue_setup = tx_setup,
		.rx_queue_start = rx_start,
		.rx_queue_stop = rx_stop,
		.tx_queue_start = tx_start,
		.tx_queue_stop = tx_stop,
		.rx_at_end = at_end,
		.link_update = link_update,
		.stats_get = pcap_stats_get,
		.stats_reset = pcap_stats_reset,
		.xstats_get = pcap_xstats_get,
		.xstats_get_names = pcap_xstats_get_names,
		.xstats_reset = pcap_stats_reset,
};

/* 02, the letters of pcap, and a number that counts up. */
static int
choose_mac(struct rte_eth_dev *dev)
{
	static uint8_t next;
	const struct pcap_port *port = dev->data->dev_private;
	struct rte_ether_addr addr = {{0x02, 'p', 'c', 'a', 'p', 0}};
	int rc = 0;

	if (port->args.phy_mac && port->args.one_iface)
		rc = pcap_live_mac(
				dev->data->name, port->args.rx[0].name, &addr);
	else
		addr.addr_bytes[5] = next++;
	dev->data->mac_addrs = rte_zmalloc("pcap_mac", sizeof(addr), 0);
	if (dev->data->mac_addrs == NULL)
		return -ENOMEM;
	*dev->data->mac_addrs = addr;
	return rc;
}

static int
init_port(struct rte_eth_dev *dev, const char *text)
{
	struct pcap_port *port = dev->data->dev_private;
	unsigned int q;
	int rc;

	for (q = 0; q < PCAP_QUEUES_MAX; q++)
		port->tx[q].fd = -1;
	rc = pcap_args_parse(dev->data->name, text, &port->args);
	if (rc != 0)
		return rc;
	if (rte_mbuf_dyn_rx_timestamp_register(
			    &port->stamp.offset, &port->stamp.flag) != 0) {
		PCAP_LOG(WARNING, "%s: mbufs have no room for time stamps\n",
				dev->data->name);
		port->stamp.flag = 0;
	}
	for (q = 0; q < PCAP_QUEUES_MAX; q++) {
		port->rx[q].from = &port->args.rx[q];
		port->rx[q].loop = port->args.infinite_rx;
		port->rx[q].snaplen = port->args.snaplen;
		port->rx[q].stamp = &port->stamp;
		if (port->args.eof)
			port->rx[q].files_left = &port->files_left;
		port->tx[q].to = &port->args.tx[q];
		port->tx[q].snaplen = port->args.snaplen;
	}
	if (port->args.one_iface)
		port->if_index = if_nametoindex(port->args.rx[0].name);
	rc = open_all(port);
	if (rc == 0)
		rc = choose_mac(dev);
	if (rc != 0)
		close_all(port);
	return rc;
}

static int
probe(struct rte_vdev_device *vdev)
{
	struct rte_eth_dev *dev;
	const struct pcap_port *port;
	int rc;

	/* Its files and sockets are of one process. */
	if (bp_eth_attach_all(&vdev->device, NULL) != 0)
		return 0;
	dev = rte_eth_vdev_allocate(vdev, sizeof(struct pcap_port));
	if (dev == NULL)
		return -ENOMEM;
	port = dev->data->dev_private;
	rc = init_port(dev, rte_vdev_device_args(vdev));
	if (rc != 0) {
		rte_eth_dev_release_port(dev);
		return rc;
	}
	dev->data->dev_flags |= RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
	if (port->args.eof)
		dev->data->dev_flags |= RTE_ETH_DEV_INTR_LSC;
	/* Everything that arrives is received, always. */
	dev->data->promiscuous = 1;
	dev->data->all_multicast = 1;
	dev->dev_ops = &ops;
	dev->rx_pkt_burst = pcap_rx;
	dev->tx_pkt_burst = pcap_tx;
	set_link(dev, RTE_ETH_LINK_DOWN);
	rte_eth_dev_probing_finish(dev);
	return 0;
}

static struct rte_vdev_driver driver = {
		.driver = {.name = "net_pcap", .alias = "eth_pcap"},
		.probe = probe,
		.remove = bp_eth_vdev_remove,
};

VDEV_DRIVER_COMPONENT(net_pcap, driver);
