/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_null: life cycle of the port and its queues. A queue's memory is its
 * own; dev_private holds the arguments only.
 */
#include <ethdev_vdev.h>

#include <rte_mbuf.h>

#include "builtin.h"
#include "null_private.h"

RTE_LOG_REGISTER(null_logtype, pmd.net.null, NOTICE)

static const struct rte_eth_link link_up = {
		.link_speed = RTE_ETH_SPEED_NUM_10G,
		.link_duplex = RTE_ETH_LINK_FULL_DUPLEX,
		.link_autoneg = RTE_ETH_LINK_FIXED,
		.link_status = RTE_ETH_LINK_UP,
};

static void
set_link(struct rte_eth_dev *dev, uint16_t status)
{
	struct rte_eth_link link = link_up;

	link.link_status = status & 1;
	rte_eth_linkstatus_set(dev, &link);
}

static int
info_get(struct rte_eth_dev *dev, struct rte_eth_dev_info *info)
{
	info->max_mac_addrs = 1;
	info->max_rx_pktlen = UINT32_MAX;
	info->max_rx_queues = RTE_MAX_QUEUES_PER_PORT;
	info->max_tx_queues = RTE_MAX_QUEUES_PER_PORT;
	info->nb_rx_queues = 1;
	info->nb_tx_queues = 1;
	info->tx_offload_capa = RTE_ETH_TX_OFFLOAD_MULTI_SEGS |
			RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
	info->tx_queue_offload_capa = info->tx_offload_capa;
	info->reta_size = NULL_RSS_TABLE;
	info->hash_key_size = NULL_RSS_KEY_LEN;
	info->flow_type_rss_offloads = RTE_ETH_RSS_PROTO_MASK;
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
mtu_set(struct rte_eth_dev *dev, uint16_t mtu)
{
	return 0;
}

static int
mac_set(struct rte_eth_dev *dev, struct rte_ether_addr *addr)
{
	return 0;
}

static int
start(struct rte_eth_dev *dev)
{
	bp_eth_queues_mark(dev, RTE_ETH_QUEUE_STATE_STARTED);
	set_link(dev, RTE_ETH_LINK_UP);
	return 0;
}

static int
stop(struct rte_eth_dev *dev)
{
	bp_eth_queues_mark(dev, RTE_ETH_QUEUE_STATE_STOPPED);
	set_link(dev, RTE_ETH_LINK_DOWN);
	return 0;
}

static int
rx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	const struct null_args *args =
			&((struct null_port *)dev->data->dev_private)->args;
	uint16_t room = rte_pktmbuf_data_room_size(mp);
	struct null_rxq *q;

	if (room < RTE_PKTMBUF_HEADROOM + args->size) {
		NULL_LOG(ERR,
				"%s: mbufs of pool %s have room for %d bytes, "
				"packets have %u\n",
				dev->data->name, mp->name,
				room - RTE_PKTMBUF_HEADROOM, args->size);
		return -EINVAL;
	}
	/* The packet to copy from stands behind the queue. */
	q = rte_zmalloc_socket("null_rxq", sizeof(*q) + args->size,
			RTE_CACHE_LINE_SIZE, (int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->mp = mp;
	q->rearm = bp_eth_rx_rearm(dev->data->port_id);
	if (rte_pktmbuf_priv_flags(mp) & RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF)
		q->flags = RTE_MBUF_F_EXTERNAL;
	q->nombuf = &dev->data->rx_mbuf_alloc_failed;
	q->data = q + 1;
	q->size = args->size;
	dev->data->rx_queues[queue_id] = q;
	return 0;
}

static int
tx_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf)
{
	const struct null_args *args =
			&((struct null_port *)dev->data->dev_private)->args;
	struct null_txq *q;

	/* Room for one segment of any size. */
	q = rte_zmalloc_socket("null_txq",
			sizeof(*q) + (args->copy ? UINT16_MAX : 0),
			RTE_CACHE_LINE_SIZE, (int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->data = q + 1;
	dev->data->tx_queues[queue_id] = q;
	return 0;
}

static int
stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	const struct null_rxq *rx;
	const struct null_txq *tx;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rx = dev->data->rx_queues[q];
		if (rx != NULL)
			bp_eth_stats_add_rx(stats, q, &rx->count);
	}
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		tx = dev->data->tx_queues[q];
		if (tx != NULL)
			bp_eth_stats_add_tx(stats, q, &tx->count);
	}
	return 0;
}

static int
stats_reset(struct rte_eth_dev *dev)
{
	struct null_rxq *rx;
	struct null_txq *tx;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rx = dev->data->rx_queues[q];
		if (rx != NULL)
			bp_eth_counters_reset(&rx->count);
	}
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		tx = dev->data->tx_queues[q];
		if (tx != NULL)
			bp_eth_counters_reset(&tx->count);
	}
	return 0;
}

static const struct eth_dev_ops ops = {
		.dev_infos_get = info_get,
		.dev_configure = null_rss_configure,
		.dev_start = start,
		.dev_stop = stop,
		.dev_close = do_nothing,
		.rx_queue_setup = rx_setup,
		.tx_queue_setup = tx_setup,
		.rx_queue_release = bp_eth_rxq_free,
		.tx_queue_release = bp_eth_txq_free,
		.link_update = link_update,
		.mac_addr_set = mac_set,
		.mtu_set = mtu_set,
		.rss_hash_update = null_rss_update,
		.rss_hash_conf_get = null_rss_get,
		.reta_update = null_reta_update,
		.reta_query = null_reta_query,
		.stats_get = stats_get,
		.stats_reset = stats_reset,
};

/* What is a process's own; queues and their counters are in shared memory. */
static void
set_functions(struct rte_eth_dev *dev)
{
	const struct null_port *port = dev->data->dev_private;

	dev->dev_ops = &ops;
	dev->rx_pkt_burst = port->args.no_rx ? rte_eth_pkt_burst_dummy
			: port->args.copy    ? null_rx_copy
					     : null_rx;
	dev->tx_pkt_burst = port->args.copy ? null_tx_copy : null_tx;
}

static int
probe(struct rte_vdev_device *vdev)
{
	struct null_args args;
	struct null_port *port;
	struct rte_eth_dev *dev;
	int rc;

	if (bp_eth_attach_all(&vdev->device, set_functions) != 0)
		return 0;
	rc = null_args_parse(rte_vdev_device_name(vdev),
			rte_vdev_device_args(vdev), &args);
	if (rc != 0)
		return rc;
	dev = rte_eth_vdev_allocate(vdev, sizeof(struct null_port));
	if (dev == NULL)
		return -ENOMEM;
	dev->data->mac_addrs = rte_zmalloc(
			"null_mac", sizeof(*dev->data->mac_addrs), 0);
	if (dev->data->mac_addrs == NULL) {
		rte_eth_dev_release_port(dev);
		return -ENOMEM;
	}
	rte_eth_random_addr(dev->data->mac_addrs->addr_bytes);
	port = dev->data->dev_private;
	port->args = args;
	null_rss_init(&port->rss);
	/* Everything that arrives is received, always. */
	dev->data->promiscuous = 1;
	dev->data->all_multicast = 1;
	dev->data->dev_flags |= RTE_ETH_DEV_AUTOFILL_QUEUE_XSTATS;
	set_functions(dev);
	set_link(dev, RTE_ETH_LINK_DOWN);
	rte_eth_dev_probing_finish(dev);
	return 0;
}

static struct rte_vdev_driver driver = {
		.driver = {.name = "net_null", .alias = "eth_null"},
		.probe = probe,
		.remove = bp_eth_vdev_remove,
};

VDEV_DRIVER_COMPONENT(net_null, driver);
