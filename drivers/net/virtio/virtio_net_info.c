/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What programs are told of a port before they configure it: limits, offloads
 * and presets. All of it is known from the probe or the last reset; the device,
 * which another thread may be at work with, is not asked.
 */
#include "net/virtio/virtio_net_queue.h"

static uint32_t
max_frame(const struct vnet_port *port)
{
	return RTE_MAX((uint32_t)VNET_FRAME,
			(uint32_t)port->config.mtu + VNET_OVERHEAD);
}

static void
fill_queue_info(const struct vnet_port *port, struct rte_eth_dev_info *info)
{
	uint16_t pairs = RTE_MIN(
			port->config.pairs, (uint16_t)RTE_MAX_QUEUES_PER_PORT);
	uint16_t rx = vnet_queue_limit(port, port->config.sizes[0]);
	uint16_t tx = vnet_queue_limit(port, port->config.sizes[1]);
	uint16_t segs = RTE_MAX(1, RTE_MIN(VNET_TX_PIECES, tx) - 1);

	info->max_rx_queues = pairs;
	info->max_tx_queues = pairs;
	info->rx_desc_lim = (struct rte_eth_desc_lim){
			.nb_max = rx, .nb_min = 1, .nb_align = 1};
	info->tx_desc_lim = (struct rte_eth_desc_lim){.nb_max = tx,
			.nb_min = 1,
			.nb_align = 1,
			.nb_seg_max = segs,
			.nb_mtu_seg_max = segs};
	info->default_rxportconf.ring_size = rx;
	info->default_txportconf.ring_size = tx;
}

int
vnet_info_get(struct rte_eth_dev *eth, struct rte_eth_dev_info *info)
{
	const struct vnet_port *port = vnet_port_of(eth);

	fill_queue_info(port, info);
	info->max_mac_addrs = VNET_MACS;
	info->min_rx_bufsize = VNET_ROOM_MIN;
	info->max_rx_pktlen = max_frame(port);
	info->max_mtu = port->config.mtu != 0
			? port->config.mtu
			: (uint16_t)(VNET_FRAME - VNET_OVERHEAD);
	info->min_mtu = RTE_ETHER_MIN_MTU;
	info->rx_offload_capa = vnet_rx_capa(port);
	info->tx_offload_capa = vnet_tx_capa(port);
	if (info->rx_offload_capa & RTE_ETH_RX_OFFLOAD_TCP_LRO)
		info->max_lro_pkt_size = VNET_LRO_FRAME;
	info->flow_type_rss_offloads = vnet_rss_capa(port);
	info->reta_size = vnet_rss_table_size(port);
	if (info->reta_size != 0)
		info->hash_key_size = VNET_RSS_KEY;
	info->speed_capa = rte_eth_speed_bitflag(
			port->args.speed, RTE_ETH_LINK_FULL_DUPLEX);
	return 0;
}
