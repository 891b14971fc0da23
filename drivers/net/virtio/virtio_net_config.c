/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's configuration (VIRTIO 1.2, section 5.1.4). A field that cannot
 * be true is counted and logged, and the port goes on as if the device had no
 * such field.
 */
#include <bufplane_ethdev_count.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_errno.h>

#include "net/virtio/virtio_net.h"

#define MTU_MIN 68 /* of IPv4 */

static int
read_field(const struct vnet_port *port, size_t offset, void *field,
		uint32_t len)
{
	return port->dev->transport->config_read(
			port->dev, (uint32_t)offset, field, len);
}

#define READ_FIELD(port, name, field)                                          \
	read_field((port), offsetof(struct virtio_net_config, name), (field),  \
			sizeof(((struct virtio_net_config *)NULL)->name))

/* The device is not to be asked for what it cannot tell. */
static void
refuse(struct vnet_port *port, unsigned int feature, const char *field,
		uint64_t value)
{
	bp_eth_count(&port->events[VNET_BAD_CONFIG], 1);
	port->refused |= RTE_BIT64(feature);
	port->offered &= ~port->refused;
	VNET_LOG(WARNING,
			"%s: the device's %s cannot be %" PRIu64
			": the port does without\n",
			vnet_name(port), field, value);
}

static int
read_mac(struct vnet_port *port)
{
	struct rte_ether_addr *mac = &port->config.mac;
	int rc;

	if (!vnet_is_offered(port, VIRTIO_NET_F_MAC))
		return 0;
	rc = READ_FIELD(port, mac, mac);
	if (rc == 0 && !rte_is_valid_assigned_ether_addr(mac)) {
		refuse(port, VIRTIO_NET_F_MAC, "address, whose first byte,",
				mac->addr_bytes[0]);
		memset(mac, 0, sizeof(*mac));
	}
	return rc;
}

/*
 * Whether there can be so many. The transport's number of queues tells nothing
 * yet: devices have those of the other pairs once MQ is agreed on.
 */
static bool
pairs_exist(uint16_t pairs)
{
	return pairs >= VIRTIO_NET_CTRL_MQ_VQ_PAIRS_MIN &&
			pairs <= VIRTIO_NET_CTRL_MQ_VQ_PAIRS_MAX;
}

static int
read_pairs(struct vnet_port *port)
{
	uint16_t pairs;
	int rc;

	port->config.pairs = 1;
	if (!vnet_is_offered(port, VIRTIO_NET_F_MQ) &&
			!vnet_is_offered(port, VIRTIO_NET_F_RSS))
		return 0;
	rc = READ_FIELD(port, max_virtqueue_pairs, &pairs);
	if (rc != 0)
		return rc;
	pairs = rte_le_to_cpu_16(pairs);
	if (pairs_exist(pairs)) {
		port->config.pairs = pairs;
		return 0;
	}
	port->refused |= RTE_BIT64(VIRTIO_NET_F_RSS);
	refuse(port, VIRTIO_NET_F_MQ, "number of queue pairs", pairs);
	return 0;
}

static int
read_mtu(struct vnet_port *port)
{
	uint16_t mtu;
	int rc;

	port->config.mtu = 0;
	if (!vnet_is_offered(port, VIRTIO_NET_F_MTU))
		return 0;
	rc = READ_FIELD(port, mtu, &mtu);
	if (rc != 0)
		return rc;
	mtu = rte_le_to_cpu_16(mtu);
	if (mtu < MTU_MIN)
		refuse(port, VIRTIO_NET_F_MTU, "MTU", mtu);
	else
		port->config.mtu = mtu;
	return 0;
}

static int
read_rss(struct vnet_port *port)
{
	struct vnet_config *c = &port->config;
	int rc;

	if (!vnet_is_offered(port, VIRTIO_NET_F_RSS))
		return 0;
	rc = READ_FIELD(port, rss_max_key_size, &c->rss_key);
	if (rc == 0)
		rc = READ_FIELD(port, rss_max_indirection_table_length,
				&c->rss_table);
	if (rc == 0)
		rc = READ_FIELD(port, supported_hash_types, &c->rss_types);
	if (rc != 0)
		return rc;
	c->rss_table = rte_le_to_cpu_16(c->rss_table);
	c->rss_types = rte_le_to_cpu_32(c->rss_types);
	if (c->rss_key < VNET_RSS_KEY)
		refuse(port, VIRTIO_NET_F_RSS, "hash key's size", c->rss_key);
	else if (c->rss_table == 0)
		refuse(port, VIRTIO_NET_F_RSS, "redirection table's size",
				c->rss_table);
	else if (vnet_rss_functions(c->rss_types) == 0)
		refuse(port, VIRTIO_NET_F_RSS, "set of hash types",
				c->rss_types);
	return 0;
}

/* Programs may ask for them at any time, but not the device. */
static void
read_sizes(struct vnet_port *port)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(port->config.sizes); i++)
		port->config.sizes[i] = port->dev->transport->queue_size_max(
				port->dev, (uint16_t)i);
}

/* At probe and at a reset, of a device that has been reset. */
int
vnet_config_read(struct vnet_port *port)
{
	int rc;

	memset(&port->config, 0, sizeof(port->config));
	read_sizes(port);
	rc = read_mac(port);
	if (rc == 0)
		rc = read_pairs(port);
	if (rc == 0)
		rc = read_mtu(port);
	if (rc == 0)
		rc = read_rss(port);
	if (rc != 0)
		VNET_LOG(ERR, "%s: its configuration cannot be read: %s\n",
				vnet_name(port), rte_strerror(-rc));
	return rc;
}

/* VIRTIO_NET_S_*; a device without a status is up. */
int
vnet_config_status(const struct vnet_port *port, uint16_t *status)
{
	uint16_t value;
	int rc;

	*status = VIRTIO_NET_S_LINK_UP;
	if (!virtio_has(port->dev, VIRTIO_NET_F_STATUS))
		return 0;
	rc = READ_FIELD(port, status, &value);
	if (rc == 0)
		*status = rte_le_to_cpu_16(value);
	return rc;
}

/* What the program says of the speed goes before what the device does. */
static void
read_speed(const struct vnet_port *port, struct rte_eth_link *link)
{
	uint32_t speed;
	uint8_t duplex;

	if (!virtio_has(port->dev, VIRTIO_NET_F_SPEED_DUPLEX) ||
			READ_FIELD(port, speed, &speed) != 0 ||
			READ_FIELD(port, duplex, &duplex) != 0)
		return;
	speed = rte_le_to_cpu_32(speed);
	if (!port->args.has_speed && speed <= INT32_MAX)
		link->link_speed = speed;
	if (duplex == 0)
		link->link_duplex = RTE_ETH_LINK_HALF_DUPLEX;
}

int
vnet_link_update(struct rte_eth_dev *eth, int wait)
{
	const struct vnet_port *port = vnet_port_of(eth);
	struct rte_eth_link link = {.link_speed = port->args.speed,
			.link_duplex = RTE_ETH_LINK_FULL_DUPLEX,
			.link_autoneg = RTE_ETH_LINK_AUTONEG};
	uint16_t status = 0;

	read_speed(port, &link);
	if (vnet_is_live(port) && vnet_config_status(port, &status) == 0)
		link.link_status = status & VIRTIO_NET_S_LINK_UP
				? RTE_ETH_LINK_UP
				: RTE_ETH_LINK_DOWN;
	return rte_eth_linkstatus_set(eth, &link);
}
