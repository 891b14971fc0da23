/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_ring: life cycle of the port, and its bursts, which are one ring call
 * each. Bytes are not counted, for that would touch every packet.
 */
#include <errno.h>
#include <ethdev_vdev.h>

#include <rte_malloc.h>
#include <rte_mbuf.h>

#include "builtin.h"
#include "ring_private.h"

RTE_LOG_REGISTER(ring_pmd_logtype, pmd.net.ring, NOTICE)

static uint16_t
ring_rx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct ring_queue *q = queue;

	if (unlikely(q == NULL))
		return 0;
	n = (uint16_t)rte_ring_dequeue_burst(q->r, (void **)pkts, n, NULL);
	bp_eth_count(&q->count.now.packets, n);
	return n;
}

static uint16_t
ring_tx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct ring_queue *q = queue;

	if (unlikely(q == NULL))
		return 0;
	n = (uint16_t)rte_ring_enqueue_burst(q->r, (void **)pkts, n, NULL);
	bp_eth_count(&q->count.now.packets, n);
	return n;
}

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
	const struct ring_port *port = dev->data->dev_private;

	info->max_mac_addrs = 1;
	info->max_rx_pktlen = UINT32_MAX;
	info->max_rx_queues = (uint16_t)port->n_rx;
	info->max_tx_queues = (uint16_t)port->n_tx;
	info->nb_rx_queues = info->max_rx_queues;
	info->nb_tx_queues = info->max_tx_queues;
	info->rx_offload_capa = RTE_ETH_RX_OFFLOAD_SCATTER;
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

static int
mac_add(struct rte_eth_dev *dev, struct rte_ether_addr *addr, uint32_t index,
		uint32_t pool)
{
	return 0;
}

static void
mac_remove(struct rte_eth_dev *dev, uint32_t index)
{
}

static int
link_up(struct rte_eth_dev *dev)
{
	set_link(dev, RTE_ETH_LINK_UP);
	return 0;
}

static int
link_down(struct rte_eth_dev *dev)
{
	set_link(dev, RTE_ETH_LINK_DOWN);
	return 0;
}

static int
start(struct rte_eth_dev *dev)
{
	bp_eth_queues_mark(dev, RTE_ETH_QUEUE_STATE_STARTED);
	return link_up(dev);
}

static int
stop(struct rte_eth_dev *dev)
{
	bp_eth_queues_mark(dev, RTE_ETH_QUEUE_STATE_STOPPED);
	return link_down(dev);
}

/* Packets that nobody received go back to their pools. */
static void
drain(struct rte_ring *r)
{
	void *m;

	while (rte_ring_dequeue(r, &m) == 0)
		rte_pktmbuf_free(m);
}

static int
close_port(struct rte_eth_dev *dev)
{
	struct ring_port *port = dev->data->dev_private;
	unsigned int i;

	for (i = 0; port->owned && i < port->n_rx; i++) {
		drain(port->rx[i].r);
		rte_ring_free(port->rx[i].r);
	}
	return 0;
}

static int
rx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	struct ring_port *port = dev->data->dev_private;

	dev->data->rx_queues[queue_id] = &port->rx[queue_id];
	return 0;
}

static int
tx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf)
{
	struct ring_port *port = dev->data->dev_private;

	dev->data->tx_queues[queue_id] = &port->tx[queue_id];
	return 0;
}

static int
stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	const struct ring_port *port = dev->data->dev_private;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		bp_eth_stats_add_rx(stats, q, &port->rx[q].count);
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		bp_eth_stats_add_tx(stats, q, &port->tx[q].count);
	return 0;
}

static int
stats_reset(struct rte_eth_dev *dev)
{
	struct ring_port *port = dev->data->dev_private;
	unsigned int q;

	for (q = 0; q < RING_QUEUES_MAX; q++) {
		bp_eth_counters_reset(&port->rx[q].count);
		bp_eth_counters_reset(&port->tx[q].count);
	}
	return 0;
}

static const struct eth_dev_ops ops = {
		.dev_infos_get = info_get,
		.dev_configure = do_nothing,
		.dev_start = start,
		.dev_stop = stop,
		.dev_close = close_port,
		.rx_queue_setup = rx_setup,
		.tx_queue_setup = tx_setup,
		.link_update = link_update,
		.dev_set_link_up = link_up,
		.dev_set_link_down = link_down,
		.promiscuous_enable = do_nothing,
		.promiscuous_disable = do_nothing,
		.allmulticast_enable = do_nothing,
		.allmulticast_disable = do_nothing,
		.mac_addr_add = mac_add,
		.mac_addr_remove = mac_remove,
		.stats_get = stats_get,
		.stats_reset = stats_reset,
};

static void
fill_port(struct ring_port *port, const struct ring_set *set)
{
	unsigned int i;

	port->n_rx = set->n_rx;
	port->n_tx = set->n_tx;
	port->owned = set->owned;
	for (i = 0; i < set->n_rx; i++)
		port->rx[i].r = set->rx[i];
	for (i = 0; i < set->n_tx; i++)
		port->tx[i].r = set->tx[i];
}

/* What is a process's own; the rings and counters are in shared memory. */
static void
set_functions(struct rte_eth_dev *dev)
{
	dev->dev_ops = &ops;
	dev->rx_pkt_burst = ring_rx;
	dev->tx_pkt_burst = ring_tx;
}

int
ring_port_create(struct rte_device *device, const char *name,
		const struct ring_set *set, int node)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocate(name);
	struct rte_eth_dev_data *data;

	if (dev == NULL)
		return -EINVAL;
	data = dev->data;
	data->dev_private = rte_zmalloc_socket("ring_port",
			sizeof(struct ring_port), RTE_CACHE_LINE_SIZE, node);
	/* The node is where the rings are wanted; the port may lie elsewhere.
	 */
	if (data->dev_private == NULL)
		data->dev_private = rte_zmalloc("ring_port",
				sizeof(struct ring_port), RTE_CACHE_LINE_SIZE);
	data->mac_addrs = rte_zmalloc("ring_mac", sizeof(*data->mac_addrs), 0);
	if (data->dev_private == NULL || data->mac_addrs == NULL) {
		rte_eth_dev_release_port(dev);
		return -ENOMEM;
	}
	fill_port(data->dev_private, set);
	data->numa_node = node;
	data->promiscuous = 1;
	data->all_multicast = 1;
	data->dev_flags |= RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
	dev->device = device;
	set_functions(dev);
	set_link(dev, RTE_ETH_LINK_DOWN);
	rte_eth_dev_probing_finish(dev);
	return 0;
}

/* One port for a set of rings by name. */
static int
probe_node(struct rte_device *device, const char *port_name,
		const struct ring_node *n)
{
	struct ring_set set;
	int rc;

	rc = n->attach ? ring_set_attach(&set, n->name)
		       : ring_set_create(&set, n->name, n->node);
	if (rc == 0)
		rc = ring_port_create(device, port_name, &set, n->node);
	if (rc != 0)
		ring_set_free(&set);
	return rc;
}

static int
probe(struct rte_vdev_device *vdev)
{
	const char *name = rte_vdev_device_name(vdev);
	struct ring_node plain = {.node = vdev->device.numa_node};
	struct ring_args args;
	unsigned int i;
	int rc;

	if (bp_eth_attach_all(&vdev->device, set_functions) != 0)
		return 0;
	if (ring_request() != NULL)
		return ring_port_create(&vdev->device, name, ring_request(),
				ring_request()->node);
	rc = ring_args_parse(name, rte_vdev_device_args(vdev), &args);
	if (rc != 0)
		return rc;
	if (args.n == 0) {
		snprintf(plain.name, sizeof(plain.name), "%s", name);
		return probe_node(&vdev->device, name, &plain);
	}
	for (i = 0; i < args.n && rc == 0; i++)
		rc = probe_node(&vdev->device, args.node[i].name,
				&args.node[i]);
	if (rc != 0)
		bp_eth_vdev_remove(vdev);
	return rc;
}

static struct rte_vdev_driver driver = {
		.driver = {.name = "net_ring", .alias = "eth_ring"},
		.probe = probe,
		.remove = bp_eth_vdev_remove,
};

VDEV_DRIVER_COMPONENT(net_ring, driver);
