/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Spreading of received packets over queues (VIRTIO 1.2, section 5.1.6.5.6.4).
 * Types, key and table are the port's; the device gets all of them whenever one
 * changes, and at each start.
 */
#include <errno.h>
#include <string.h>

#include <rte_byteorder.h>

#include "net/virtio/virtio_net.h"

static const struct {
	uint64_t hf;
	uint32_t type;
} types[] = {
		{RTE_ETH_RSS_IPV4, VIRTIO_NET_RSS_HASH_TYPE_IPv4},
		{RTE_ETH_RSS_NONFRAG_IPV4_TCP, VIRTIO_NET_RSS_HASH_TYPE_TCPv4},
		{RTE_ETH_RSS_NONFRAG_IPV4_UDP, VIRTIO_NET_RSS_HASH_TYPE_UDPv4},
		{RTE_ETH_RSS_IPV6, VIRTIO_NET_RSS_HASH_TYPE_IPv6},
		{RTE_ETH_RSS_NONFRAG_IPV6_TCP, VIRTIO_NET_RSS_HASH_TYPE_TCPv6},
		{RTE_ETH_RSS_NONFRAG_IPV6_UDP, VIRTIO_NET_RSS_HASH_TYPE_UDPv6},
		{RTE_ETH_RSS_IPV6_EX, VIRTIO_NET_RSS_HASH_TYPE_IP_EX},
		{RTE_ETH_RSS_IPV6_TCP_EX, VIRTIO_NET_RSS_HASH_TYPE_TCP_EX},
		{RTE_ETH_RSS_IPV6_UDP_EX, VIRTIO_NET_RSS_HASH_TYPE_UDP_EX},
};

/* The well-known key that most devices start with. */
static const uint8_t first_key[VNET_RSS_KEY] = {
		0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2, /* 0 */
		0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0, /* 8 */
		0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4, /* 16 */
		0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c, /* 24 */
		0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa, /* 32 */
};

/* RTE_ETH_RSS_* of VIRTIO_NET_RSS_HASH_TYPE_*. */
uint64_t
vnet_rss_functions(uint32_t type_bits)
{
	uint64_t hf = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(types); i++)
		if (type_bits & types[i].type)
			hf |= types[i].hf;
	return hf;
}

static uint32_t
types_of(uint64_t hf)
{
	uint32_t bits = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(types); i++)
		if (hf & types[i].hf)
			bits |= types[i].type;
	return bits;
}

/* The hash functions that the device has, 0: it cannot spread. */
uint64_t
vnet_rss_capa(const struct vnet_port *port)
{
	if (!vnet_is_offered(port, VIRTIO_NET_F_RSS) ||
			!vnet_is_offered(port, VIRTIO_NET_F_CTRL_VQ))
		return 0;
	return vnet_rss_functions(port->config.rss_types);
}

/* The largest power of two that the device takes and we have. */
uint16_t
vnet_rss_table_size(const struct vnet_port *port)
{
	if (vnet_rss_capa(port) == 0)
		return 0;
	return (uint16_t)rte_align32prevpow2(RTE_MIN(
			port->config.rss_table, (uint16_t)VNET_RSS_TABLE));
}

/* As the device sees it; multi-byte numbers are in little endian. */
struct config {
	uint8_t bytes[VNET_CTRL_DATA];
	uint32_t len;
};

static void
put(struct config *c, const void *data, uint32_t len)
{
	memcpy(c->bytes + c->len, data, len);
	c->len += len;
}

static void
put16(struct config *c, uint16_t value)
{
	value = rte_cpu_to_le_16(value);
	put(c, &value, sizeof(value));
}

static int
send(struct rte_eth_dev *eth, const struct vnet_rss *rss)
{
	struct vnet_port *port = vnet_port_of(eth);
	uint32_t bits = rte_cpu_to_le_32(rss->types);
	uint8_t key_len = VNET_RSS_KEY;
	struct config c = {.len = 0};
	uint16_t i;

	if (!virtio_has(port->dev, VIRTIO_NET_F_RSS))
		return -ENOTSUP;
	if (!vnet_is_live(port))
		return 0;
	put(&c, &bits, sizeof(bits));
	put16(&c, (uint16_t)(rss->size - 1));
	put16(&c, 0); /* where what has no hash goes */
	for (i = 0; i < rss->size; i++)
		put16(&c, rss->table[i]);
	/* Devices take it for the number of pairs that are in use. */
	put16(&c, RTE_MAX(eth->data->nb_rx_queues, eth->data->nb_tx_queues));
	put(&c, &key_len, sizeof(key_len));
	put(&c, rss->key, sizeof(rss->key));
	return vnet_ctrl_send(port, VIRTIO_NET_CTRL_MQ,
			VIRTIO_NET_CTRL_MQ_RSS_CONFIG, c.bytes, c.len);
}

/* What is sent is kept if the device takes it. */
static int
change(struct rte_eth_dev *eth, const struct vnet_rss *rss)
{
	int rc = send(eth, rss);

	if (rc == 0)
		vnet_port_of(eth)->rss = *rss;
	return rc;
}

static int
take_conf(const struct rte_eth_dev *eth, struct vnet_rss *rss,
		const struct rte_eth_rss_conf *conf)
{
	if (conf->rss_key != NULL && conf->rss_key_len != 0) {
		if (conf->rss_key_len != VNET_RSS_KEY) {
			VNET_LOG(ERR, "%s: the hash key has %d bytes, not %u\n",
					eth->data->name, VNET_RSS_KEY,
					conf->rss_key_len);
			return -EINVAL;
		}
		memcpy(rss->key, conf->rss_key, sizeof(rss->key));
	}
	rss->types = types_of(conf->rss_hf);
	return 0;
}

/* At configure, of features just agreed on: a table anew for its queues. */
int
vnet_rss_configure(struct rte_eth_dev *eth)
{
	const struct rte_eth_conf *conf = &eth->data->dev_conf;
	struct vnet_port *port = vnet_port_of(eth);
	struct vnet_rss rss = {.size = vnet_rss_table_size(port)};
	int rc;
	uint16_t i;

	if (!(conf->rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG))
		return 0;
	if (!virtio_has(port->dev, VIRTIO_NET_F_RSS) || rss.size == 0) {
		VNET_LOG(ERR, "%s: the device does not offer RSS\n",
				eth->data->name);
		return -ENOTSUP;
	}
	memcpy(rss.key, first_key, sizeof(rss.key));
	for (i = 0; i < rss.size && eth->data->nb_rx_queues != 0; i++)
		rss.table[i] = i % eth->data->nb_rx_queues;
	rc = take_conf(eth, &rss, &conf->rx_adv_conf.rss_conf);
	if (rc == 0)
		port->rss = rss;
	return rc;
}

int
vnet_rss_start(struct rte_eth_dev *eth)
{
	return send(eth, &vnet_port_of(eth)->rss);
}

int
vnet_rss_update(struct rte_eth_dev *eth, struct rte_eth_rss_conf *conf)
{
	struct vnet_rss rss = vnet_port_of(eth)->rss;
	int rc = take_conf(eth, &rss, conf);

	return rc == 0 ? change(eth, &rss) : rc;
}

int
vnet_rss_get(struct rte_eth_dev *eth, struct rte_eth_rss_conf *conf)
{
	const struct vnet_port *port = vnet_port_of(eth);

	if (!virtio_has(port->dev, VIRTIO_NET_F_RSS))
		return -ENOTSUP;
	conf->rss_hf = vnet_rss_functions(port->rss.types);
	if (conf->rss_key == NULL)
		return 0;
	if (conf->rss_key_len >= VNET_RSS_KEY)
		memcpy(conf->rss_key, port->rss.key, VNET_RSS_KEY);
	conf->rss_key_len = VNET_RSS_KEY;
	return 0;
}

static int
check_size(const struct rte_eth_dev *eth, uint16_t size)
{
	const struct vnet_port *port = vnet_port_of(eth);

	if (!virtio_has(port->dev, VIRTIO_NET_F_RSS))
		return -ENOTSUP;
	if (size == port->rss.size)
		return 0;
	VNET_LOG(ERR, "%s: the table has %u entries, not %u\n", eth->data->name,
			port->rss.size, size);
	return -EINVAL;
}

/* The entry i, or NULL if it is not chosen. */
static uint16_t *
chosen(struct rte_eth_rss_reta_entry64 *table, unsigned int i)
{
	struct rte_eth_rss_reta_entry64 *group =
			&table[i / RTE_ETH_RETA_GROUP_SIZE];
	unsigned int at = i % RTE_ETH_RETA_GROUP_SIZE;

	return group->mask & RTE_BIT64(at) ? &group->reta[at] : NULL;
}

int
vnet_reta_update(struct rte_eth_dev *eth,
		struct rte_eth_rss_reta_entry64 *table, uint16_t size)
{
	struct vnet_rss rss = vnet_port_of(eth)->rss;
	const uint16_t *entry;
	int rc = check_size(eth, size);
	uint16_t i;

	if (rc != 0)
		return rc;
	for (i = 0; i < size; i++) {
		entry = chosen(table, i);
		if (entry != NULL)
			rss.table[i] = *entry;
	}
	return change(eth, &rss);
}

int
vnet_reta_query(struct rte_eth_dev *eth, struct rte_eth_rss_reta_entry64 *table,
		uint16_t size)
{
	const struct vnet_rss *rss = &vnet_port_of(eth)->rss;
	int rc = check_size(eth, size);
	uint16_t *entry;
	uint16_t i;

	if (rc != 0)
		return rc;
	for (i = 0; i < size; i++) {
		entry = chosen(table, i);
		if (entry != NULL)
			*entry = rss->table[i];
	}
	return 0;
}
