/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which frames the device lets in: modes, addresses and VLANs. What is set is
 * in the port's data, or in the port, and given to the device when it works;
 * what the device was told already it is not told again.
 */
#include <errno.h>
#include <string.h>

#include <rte_byteorder.h>
#include <rte_errno.h>

#include "net/virtio/virtio_net_queue.h"

#define ID_BITS 64

static int
set_mode(struct rte_eth_dev *eth, uint8_t command, uint8_t on)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc;

	if (!virtio_has(port->dev, VIRTIO_NET_F_CTRL_RX))
		return -ENOTSUP;
	if (!vnet_is_live(port) || port->told.modes[command] == on)
		return 0;
	rc = vnet_ctrl_send(port, VIRTIO_NET_CTRL_RX, command, &on, sizeof(on));
	port->told.modes[command] = rc == 0 ? on : VNET_UNTOLD;
	return rc;
}

int
vnet_promiscuous_enable(struct rte_eth_dev *eth)
{
	return set_mode(eth, VIRTIO_NET_CTRL_RX_PROMISC, 1);
}

/* A table of addresses that does not fit keeps it on. */
int
vnet_promiscuous_disable(struct rte_eth_dev *eth)
{
	if (vnet_port_of(eth)->table_overflow)
		return 0;
	return set_mode(eth, VIRTIO_NET_CTRL_RX_PROMISC, 0);
}

int
vnet_allmulticast_enable(struct rte_eth_dev *eth)
{
	return set_mode(eth, VIRTIO_NET_CTRL_RX_ALLMULTI, 1);
}

int
vnet_allmulticast_disable(struct rte_eth_dev *eth)
{
	return set_mode(eth, VIRTIO_NET_CTRL_RX_ALLMULTI, 0);
}

/* A device without an address of its own need not know the port's. */
int
vnet_mac_set(struct rte_eth_dev *eth, struct rte_ether_addr *addr)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct rte_ether_addr *told = &port->told.mac;
	int rc;

	if (!virtio_has(port->dev, VIRTIO_NET_F_CTRL_MAC_ADDR))
		return port->own_mac ? 0 : -ENOTSUP;
	if (!vnet_is_live(port) || rte_is_same_ether_addr(told, addr))
		return 0;
	rc = vnet_ctrl_send(port, VIRTIO_NET_CTRL_MAC,
			VIRTIO_NET_CTRL_MAC_ADDR_SET, addr, sizeof(*addr));
	*told = rc == 0 ? *addr : (struct rte_ether_addr){{0}};
	return rc;
}

static void
add_macs(struct vnet_macs *t, const struct rte_ether_addr *list, uint32_t n,
		bool multicast)
{
	size_t at = t->len;
	uint32_t i, count = 0;

	t->len += sizeof(count);
	for (i = 0; i < n; i++) {
		if (rte_is_zero_ether_addr(&list[i]) ||
				rte_is_multicast_ether_addr(&list[i]) !=
						multicast)
			continue;
		memcpy(t->bytes + t->len, &list[i], sizeof(list[i]));
		t->len += sizeof(list[i]);
		count++;
	}
	count = rte_cpu_to_le_32(count);
	memcpy(t->bytes + at, &count, sizeof(count));
}

/*
 * The device has no room for the table: it is to let in more. It may be told
 * only that all of a kind are wanted.
 */
static int
let_all_in(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = vnet_promiscuous_enable(eth);

	VNET_LOG(WARNING,
			"%s: the device does not take the addresses to let "
			"in: %s\n",
			vnet_name(port),
			rc == 0 ? "promiscuous mode is on instead"
				: rte_strerror(-rc));
	if (rc == 0)
		port->table_overflow = true;
	return rc;
}

/* A table that fits again ends the mode that was on in its stead. */
static int
end_overflow(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);

	if (!port->table_overflow)
		return 0;
	port->table_overflow = false;
	return eth->data->promiscuous ? 0 : vnet_promiscuous_disable(eth);
}

/* Of unicast addresses, those beside the port's own. */
static void
fill_table(const struct vnet_port *port, const struct rte_ether_addr *macs,
		struct vnet_macs *t)
{
	struct rte_ether_addr all[VNET_MACS + VNET_MC_MACS];

	memcpy(all, macs, VNET_MACS * sizeof(all[0]));
	memset(all, 0, sizeof(all[0]));
	memcpy(all + VNET_MACS, port->mc, port->mc_n * sizeof(all[0]));
	t->len = 0;
	add_macs(t, all, VNET_MACS, false);
	add_macs(t, all, VNET_MACS + port->mc_n, true);
}

static bool
is_told(const struct vnet_port *port, const struct vnet_macs *t)
{
	return port->told.macs.len == t->len &&
			memcmp(port->told.macs.bytes, t->bytes, t->len) == 0;
}

/* A table that it refused, but has modes for instead, is told as well. */
static int
send_table(struct rte_eth_dev *eth, const struct rte_ether_addr *macs)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct vnet_macs t;
	int rc;

	if (!virtio_has(port->dev, VIRTIO_NET_F_CTRL_RX))
		return -ENOTSUP;
	if (!vnet_is_live(port))
		return 0;
	fill_table(port, macs, &t);
	if (is_told(port, &t))
		return 0;
	rc = vnet_ctrl_send(port, VIRTIO_NET_CTRL_MAC,
			VIRTIO_NET_CTRL_MAC_TABLE_SET, t.bytes, t.len);
	if (rc == -EIO && port->ctrl.works)
		rc = let_all_in(eth);
	else if (rc == 0)
		rc = end_overflow(eth);
	port->told.macs.len = 0;
	if (rc == 0)
		port->told.macs = t;
	return rc;
}

int
vnet_mac_add(struct rte_eth_dev *eth, struct rte_ether_addr *addr,
		uint32_t index, uint32_t pool)
{
	struct rte_ether_addr macs[VNET_MACS];

	if (index >= VNET_MACS)
		return -EINVAL;
	memcpy(macs, eth->data->mac_addrs, sizeof(macs));
	macs[index] = *addr;
	return send_table(eth, macs);
}

void
vnet_mac_remove(struct rte_eth_dev *eth, uint32_t index)
{
	struct rte_ether_addr macs[VNET_MACS];

	if (index >= VNET_MACS)
		return;
	memcpy(macs, eth->data->mac_addrs, sizeof(macs));
	memset(&macs[index], 0, sizeof(macs[index]));
	if (send_table(eth, macs) != 0)
		VNET_LOG(WARNING,
				"%s: the device may still let the address in\n",
				eth->data->name);
}

static int
check_list(const struct rte_eth_dev *eth, const struct rte_ether_addr *list,
		uint32_t n)
{
	uint32_t i;

	if (n > VNET_MC_MACS) {
		VNET_LOG(ERR, "%s: at most %d multicast addresses, not %u\n",
				eth->data->name, VNET_MC_MACS, n);
		return -ENOSPC;
	}
	for (i = 0; i < n; i++)
		if (!rte_is_multicast_ether_addr(&list[i])) {
			VNET_LOG(ERR,
					"%s: address %u of the list is not "
					"multicast\n",
					eth->data->name, i);
			return -EINVAL;
		}
	return 0;
}

int
vnet_mc_set(struct rte_eth_dev *eth, struct rte_ether_addr *list, uint32_t n)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct rte_ether_addr old[VNET_MC_MACS];
	uint32_t old_n = port->mc_n;
	int rc = check_list(eth, list, n);

	if (rc != 0)
		return rc;
	memcpy(old, port->mc, sizeof(old));
	port->mc_n = n;
	if (n != 0)
		memcpy(port->mc, list, n * sizeof(*list));
	rc = send_table(eth, eth->data->mac_addrs);
	if (rc == 0)
		return 0;
	port->mc_n = old_n;
	memcpy(port->mc, old, sizeof(old));
	return rc;
}

/* Section 5.1.6.5.3. */
static int
let_vlan(struct vnet_port *port, uint16_t id, bool in)
{
	uint16_t word = rte_cpu_to_le_16(id);

	return vnet_ctrl_send(port, VIRTIO_NET_CTRL_VLAN,
			in ? VIRTIO_NET_CTRL_VLAN_ADD
			   : VIRTIO_NET_CTRL_VLAN_DEL,
			&word, sizeof(word));
}

int
vnet_vlan_filter(struct rte_eth_dev *eth, uint16_t vlan_id, int on)
{
	struct vnet_port *port = vnet_port_of(eth);

	if (!virtio_has(port->dev, VIRTIO_NET_F_CTRL_VLAN))
		return -ENOTSUP;
	return vnet_is_live(port) ? let_vlan(port, vlan_id, on != 0) : 0;
}

static bool
is_let_in(const struct rte_eth_dev *eth, uint16_t id)
{
	if (!(eth->data->dev_conf.rxmode.offloads &
			    RTE_ETH_RX_OFFLOAD_VLAN_FILTER))
		return true;
	return eth->data->vlan_filter_conf.ids[id / ID_BITS] >> (id % ID_BITS) &
			1;
}

/* Tell the device of all VLANs that are let in; after a reset it has none. */
static int
set_vlans(struct rte_eth_dev *eth, bool after_reset)
{
	uint16_t id;
	bool in;
	int rc = 0;

	for (id = 0; id <= RTE_ETH_VLAN_ID_MAX && rc == 0; id++) {
		in = is_let_in(eth, id);
		if (in || !after_reset)
			rc = let_vlan(vnet_port_of(eth), id, in);
	}
	return rc;
}

static void
set_strip(struct rte_eth_dev *eth)
{
	struct vnet_rxq *q;
	uint16_t i;

	for (i = 0; i < eth->data->nb_rx_queues; i++) {
		q = eth->data->rx_queues[i];
		if (q == NULL)
			continue;
		q->offloads &= ~RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
		q->offloads |= eth->data->dev_conf.rxmode.offloads &
				RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
		/* Pairs with the load in rx(). */
		__atomic_store_n(&q->strip,
				!!(q->offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP),
				__ATOMIC_RELAXED);
	}
}

int
vnet_vlan_offload(struct rte_eth_dev *eth, int mask)
{
	struct vnet_port *port = vnet_port_of(eth);
	int rc = 0;

	if (mask & RTE_ETH_VLAN_FILTER_MASK) {
		if (!virtio_has(port->dev, VIRTIO_NET_F_CTRL_VLAN)) {
			VNET_LOG(ERR,
					"%s: the offload VLAN_FILTER must be "
					"asked for when the port is "
					"configured\n",
					eth->data->name);
			return -ENOTSUP;
		}
		vnet_ctrl_hurry(port, true);
		if (vnet_is_live(port))
			rc = set_vlans(eth, false);
		vnet_ctrl_hurry(port, false);
	}
	if (rc == 0 && (mask & RTE_ETH_VLAN_STRIP_MASK))
		set_strip(eth);
	return rc;
}

/* What a device begins with: no table; its modes may be either. */
static void
forget(struct vnet_port *port)
{
	struct vnet_told *told = &port->told;

	memset(told, 0, sizeof(*told));
	memset(told->modes, VNET_UNTOLD, sizeof(told->modes));
	told->macs.len = 2 * sizeof(uint32_t);
	port->table_overflow = false;
}

/* What a device cannot do, or does not take, keeps no port from starting. */
static int
unless_refused(const struct vnet_port *port, int rc)
{
	return rc == -ENOTSUP || (rc == -EIO && port->ctrl.works) ? 0 : rc;
}

/* All that is set, after a reset. */
int
vnet_filter_start(struct rte_eth_dev *eth)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct rte_eth_dev_data *data = eth->data;
	int rc = 0;

	forget(port);
	if (virtio_has(port->dev, VIRTIO_NET_F_CTRL_RX)) {
		rc = set_mode(eth, VIRTIO_NET_CTRL_RX_PROMISC,
				data->promiscuous);
		if (rc == 0)
			rc = set_mode(eth, VIRTIO_NET_CTRL_RX_ALLMULTI,
					data->all_multicast);
	}
	if (rc == 0)
		rc = unless_refused(port, vnet_mac_set(eth, data->mac_addrs));
	if (rc == 0)
		rc = unless_refused(port, send_table(eth, data->mac_addrs));
	if (rc == 0 && virtio_has(port->dev, VIRTIO_NET_F_CTRL_VLAN))
		rc = set_vlans(eth, true);
	return rc;
}
