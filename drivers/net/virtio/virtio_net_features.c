/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which features are for what. A port offers the offloads that the device has
 * features for, and takes those features only that were asked for: what is not
 * agreed on, the device may not do.
 */
#include <errno.h>

#include <linux/virtio_ring.h>

#include "net/common/virtio_hdr.h"
#include "net/virtio/virtio_net.h"

#define BIT(feature) RTE_BIT64(feature)

/* What a ring can always have; ACCESS_PLATFORM and VERSION_1 are a must. */
#define RING_FEATURES                                                          \
	(BIT(VIRTIO_RING_F_INDIRECT_DESC) | BIT(VIRTIO_RING_F_EVENT_IDX) |     \
			BIT(VIRTIO_F_IN_ORDER) |                               \
			BIT(VIRTIO_F_ORDER_PLATFORM) |                         \
			BIT(VIRTIO_F_NOTIFICATION_DATA) |                      \
			BIT(VIRTIO_F_RING_RESET))
#define GUEST_TSO (BIT(VIRTIO_NET_F_GUEST_TSO4) | BIT(VIRTIO_NET_F_GUEST_TSO6))
#define HOST_TSO  (BIT(VIRTIO_NET_F_HOST_TSO4) | BIT(VIRTIO_NET_F_HOST_TSO6))

/* Control commands that are used whenever there are. */
#define CTRL_FEATURES                                                          \
	(BIT(VIRTIO_NET_F_CTRL_VQ) | BIT(VIRTIO_NET_F_CTRL_RX) |               \
			BIT(VIRTIO_NET_F_CTRL_MAC_ADDR) |                      \
			BIT(VIRTIO_NET_F_GUEST_ANNOUNCE))

static bool
has_all(const struct vnet_port *port, uint64_t features)
{
	return (port->offered & features) == features;
}

static bool
may_merge(const struct vnet_port *port)
{
	return port->args.mrg_rxbuf &&
			vnet_is_offered(port, VIRTIO_NET_F_MRG_RXBUF);
}

uint64_t
vnet_rx_capa(const struct vnet_port *port)
{
	uint64_t capa = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;

	if (vnet_is_offered(port, VIRTIO_NET_F_GUEST_CSUM))
		capa |= VHDR_RX_CKSUM;
	if (may_merge(port))
		capa |= RTE_ETH_RX_OFFLOAD_SCATTER;
	/* Without merging each buffer had to be as large as 64 KiB. */
	if (may_merge(port) && (port->offered & GUEST_TSO) != 0 &&
			vnet_is_offered(port, VIRTIO_NET_F_GUEST_CSUM))
		capa |= RTE_ETH_RX_OFFLOAD_TCP_LRO;
	if (has_all(port,
			    BIT(VIRTIO_NET_F_CTRL_VQ) |
					    BIT(VIRTIO_NET_F_CTRL_VLAN)))
		capa |= RTE_ETH_RX_OFFLOAD_VLAN_FILTER;
	if (vnet_rss_capa(port) != 0 &&
			vnet_is_offered(port, VIRTIO_NET_F_HASH_REPORT))
		capa |= RTE_ETH_RX_OFFLOAD_RSS_HASH;
	return capa;
}

uint64_t
vnet_tx_capa(const struct vnet_port *port)
{
	uint64_t capa = RTE_ETH_TX_OFFLOAD_VLAN_INSERT |
			RTE_ETH_TX_OFFLOAD_MULTI_SEGS;

	if (!vnet_is_offered(port, VIRTIO_NET_F_CSUM))
		return capa;
	capa |= VNET_TX_CKSUM;
	if (has_all(port, HOST_TSO))
		capa |= RTE_ETH_TX_OFFLOAD_TCP_TSO;
	return capa;
}

/* 22.11 offers both kinds of TSO as one offload. */
static uint64_t
wanted_offloads(const struct rte_eth_conf *conf)
{
	uint64_t rx = conf->rxmode.offloads, tx = conf->txmode.offloads;
	uint64_t wanted = 0;

	if (rx & (VHDR_RX_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_LRO))
		wanted |= BIT(VIRTIO_NET_F_GUEST_CSUM);
	if (rx & RTE_ETH_RX_OFFLOAD_TCP_LRO)
		wanted |= GUEST_TSO | BIT(VIRTIO_NET_F_GUEST_ECN);
	/* Once agreed on, it lets in no other VLANs than those named. */
	if (rx & RTE_ETH_RX_OFFLOAD_VLAN_FILTER)
		wanted |= BIT(VIRTIO_NET_F_CTRL_VLAN);
	if (rx & RTE_ETH_RX_OFFLOAD_RSS_HASH)
		wanted |= BIT(VIRTIO_NET_F_HASH_REPORT);
	if (tx & (VNET_TX_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_TSO))
		wanted |= BIT(VIRTIO_NET_F_CSUM);
	if (tx & RTE_ETH_TX_OFFLOAD_TCP_TSO)
		wanted |= HOST_TSO | BIT(VIRTIO_NET_F_HOST_ECN);
	return wanted;
}

/* Features that others depend on (5.1.3.1). */
static uint64_t
drop_dependants(uint64_t wanted)
{
	if (!(wanted & BIT(VIRTIO_NET_F_CTRL_VQ)))
		wanted &= ~(CTRL_FEATURES | BIT(VIRTIO_NET_F_CTRL_VLAN) |
				BIT(VIRTIO_NET_F_MQ) | BIT(VIRTIO_NET_F_RSS));
	if (!(wanted & BIT(VIRTIO_NET_F_STATUS)))
		wanted &= ~BIT(VIRTIO_NET_F_GUEST_ANNOUNCE);
	if (!(wanted & GUEST_TSO))
		wanted &= ~BIT(VIRTIO_NET_F_GUEST_ECN);
	if (!(wanted & HOST_TSO))
		wanted &= ~BIT(VIRTIO_NET_F_HOST_ECN);
	return wanted;
}

/* For what the port is configured to. */
uint64_t
vnet_features_wanted(const struct rte_eth_dev *eth)
{
	const struct vnet_port *port = vnet_port_of(eth);
	const struct rte_eth_conf *conf = &eth->data->dev_conf;
	uint64_t wanted = RING_FEATURES | CTRL_FEATURES |
			BIT(VIRTIO_NET_F_MAC) | BIT(VIRTIO_NET_F_STATUS) |
			BIT(VIRTIO_NET_F_SPEED_DUPLEX) | wanted_offloads(conf);

	if (port->args.packed)
		wanted |= BIT(VIRTIO_F_RING_PACKED);
	if (port->args.mrg_rxbuf)
		wanted |= BIT(VIRTIO_NET_F_MRG_RXBUF);
	if (RTE_MAX(eth->data->nb_rx_queues, eth->data->nb_tx_queues) > 1)
		wanted |= BIT(VIRTIO_NET_F_MQ);
	if (conf->rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG)
		wanted |= BIT(VIRTIO_NET_F_RSS);
	/* It promises buffers for frames of this size. */
	if (port->config.mtu != 0 && conf->rxmode.mtu >= port->config.mtu)
		wanted |= BIT(VIRTIO_NET_F_MTU);
	/* Its wish to be announced is heard by interrupt alone. */
	if (eth->intr_handle == NULL)
		wanted &= ~BIT(VIRTIO_NET_F_GUEST_ANNOUNCE);
	return drop_dependants(wanted & port->offered);
}

uint16_t
vnet_hdr_len(const struct virtio_dev *dev)
{
	return virtio_has(dev, VIRTIO_NET_F_HASH_REPORT)
			? sizeof(struct virtio_net_hdr_v1_hash)
			: sizeof(struct virtio_net_hdr_v1);
}

/* What a device that is reset offers. */
int
vnet_features_read(struct vnet_port *port)
{
	int rc = virtio_dev_reset(port->dev);

	if (rc == 0)
		rc = port->dev->transport->features_get(
				port->dev, &port->offered);
	if (rc == 0)
		port->offered &= ~port->refused;
	return rc;
}

/* The device, reset, agrees to what is wanted. */
int
vnet_negotiate(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = vnet_features_read(port);

	return rc == 0 ? virtio_dev_negotiate(
					 port->dev, vnet_features_wanted(eth))
		       : rc;
}
