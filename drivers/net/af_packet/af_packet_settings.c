/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a program sets on the interface, which others use as well: its MTU, its
 * address, and that it listens to more than that. The port follows what the
 * interface says.
 */
#include <rte_errno.h>

#include "af_packet_private.h"

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
int
afp_configure(struct rte_eth_dev *dev)
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

int
afp_promiscuous_on(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_PROMISC, 1, &port->promiscuous);
}

int
afp_promiscuous_off(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_PROMISC, 0, &port->promiscuous);
}

int
afp_allmulticast_on(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_ALLMULTI, 1, &port->allmulticast);
}

int
afp_allmulticast_off(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;

	return set_member(dev, PACKET_MR_ALLMULTI, 0, &port->allmulticast);
}

int
afp_mac_set(struct rte_eth_dev *dev, struct rte_ether_addr *addr)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	rte_spinlock_lock(&port->lock);
	rc = afp_iface_set_mac(port->ctl, port->if_index, addr);
	rte_spinlock_unlock(&port->lock);
	if (rc != 0)
		AFP_LOG(ERR, "%s: the address of interface %s: %s\n",
				dev->data->name, port->args.iface,
				rte_strerror(-rc));
	return rc;
}

int
afp_mtu_set(struct rte_eth_dev *dev, uint16_t mtu)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	if (dev->data->dev_started &&
			mtu + (uint32_t)AFP_OVERHEAD >
					afp_max_frame(&port->args)) {
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
