/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the kernel says about an interface, and what it can be told. Interfaces
 * are addressed by index, so that a renamed one stays the same; the name is
 * asked for just before each request, as most of them want one.
 */
#include <errno.h>
#include <string.h>

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <rte_errno.h>

#include "af_packet_private.h"

int
afp_iface_index(int fd, const char *name, unsigned int *if_index)
{
	struct ifreq req;

	memset(&req, 0, sizeof(req));
	memcpy(req.ifr_name, name, strnlen(name, IFNAMSIZ - 1));
	if (ioctl(fd, SIOCGIFINDEX, &req) != 0)
		return -errno;
	*if_index = (unsigned int)req.ifr_ifindex;
	return 0;
}

static int
by_name(int fd, unsigned int if_index, struct ifreq *req)
{
	memset(req, 0, sizeof(*req));
	req->ifr_ifindex = (int)if_index;
	if (ioctl(fd, SIOCGIFNAME, req) != 0)
		return -errno;
	/* What shares the name's struct is for the next request. */
	memset(&req->ifr_ifru, 0, sizeof(req->ifr_ifru));
	return 0;
}

int
afp_iface_exists(int fd, unsigned int if_index)
{
	struct ifreq req;

	return if_index != 0 && by_name(fd, if_index, &req) == 0;
}

static int
ask(int fd, unsigned int if_index, unsigned long what, struct ifreq *req)
{
	int rc = by_name(fd, if_index, req);

	if (rc != 0)
		return rc;
	return ioctl(fd, what, req) == 0 ? 0 : -errno;
}

int
afp_iface_mtu(int fd, unsigned int if_index, uint32_t *mtu)
{
	struct ifreq req;
	int rc = ask(fd, if_index, SIOCGIFMTU, &req);

	if (rc == 0)
		*mtu = (uint32_t)req.ifr_mtu;
	return rc;
}

int
afp_iface_set_mtu(int fd, unsigned int if_index, uint32_t mtu)
{
	struct ifreq req;
	int rc = by_name(fd, if_index, &req);

	if (rc != 0)
		return rc;
	req.ifr_mtu = (int)mtu;
	return ioctl(fd, SIOCSIFMTU, &req) == 0 ? 0 : -errno;
}

/* -EINVAL if the interface is not Ethernet (or loopback, which looks so). */
int
afp_iface_mac(int fd, unsigned int if_index, struct rte_ether_addr *addr)
{
	struct ifreq req;
	int rc = ask(fd, if_index, SIOCGIFHWADDR, &req);

	if (rc != 0)
		return rc;
	if (req.ifr_hwaddr.sa_family != ARPHRD_ETHER &&
			req.ifr_hwaddr.sa_family != ARPHRD_LOOPBACK)
		return -EINVAL;
	memcpy(addr->addr_bytes, req.ifr_hwaddr.sa_data, RTE_ETHER_ADDR_LEN);
	return 0;
}

int
afp_iface_set_mac(int fd, unsigned int if_index,
		const struct rte_ether_addr *addr)
{
	struct ifreq req;
	int rc = by_name(fd, if_index, &req);

	if (rc != 0)
		return rc;
	req.ifr_hwaddr.sa_family = ARPHRD_ETHER;
	memcpy(req.ifr_hwaddr.sa_data, addr->addr_bytes, RTE_ETHER_ADDR_LEN);
	return ioctl(fd, SIOCSIFHWADDR, &req) == 0 ? 0 : -errno;
}

/* Interfaces that are only software often know no speed. */
static void
get_speed(int fd, const struct ifreq *named, struct rte_eth_link *link)
{
	struct ifreq req = *named;
	struct ethtool_cmd cmd = {.cmd = ETHTOOL_GSET};
	uint32_t speed;

	link->link_speed = RTE_ETH_SPEED_NUM_UNKNOWN;
	link->link_duplex = RTE_ETH_LINK_FULL_DUPLEX;
	link->link_autoneg = RTE_ETH_LINK_FIXED;
	memset(&req.ifr_ifru, 0, sizeof(req.ifr_ifru));
	req.ifr_data = (void *)&cmd;
	if (ioctl(fd, SIOCETHTOOL, &req) != 0)
		return;
	speed = ethtool_cmd_speed(&cmd);
	if (speed != 0 && speed != (uint16_t)SPEED_UNKNOWN)
		link->link_speed = speed;
	link->link_duplex = cmd.duplex == DUPLEX_HALF
			? RTE_ETH_LINK_HALF_DUPLEX
			: RTE_ETH_LINK_FULL_DUPLEX;
	link->link_autoneg = cmd.autoneg == AUTONEG_ENABLE
			? RTE_ETH_LINK_AUTONEG
			: RTE_ETH_LINK_FIXED;
}

int
afp_iface_link(int fd, unsigned int if_index, struct rte_eth_link *link)
{
	const int wanted = IFF_UP | IFF_RUNNING;
	struct ifreq req;
	int rc = ask(fd, if_index, SIOCGIFFLAGS, &req);

	memset(link, 0, sizeof(*link));
	if (rc != 0)
		return rc;
	link->link_status = (req.ifr_flags & wanted) == wanted;
	get_speed(fd, &req, link);
	return 0;
}

/* Promiscuous and all-multicast last as long as the socket or the interface. */
int
afp_iface_member(int fd, unsigned int if_index, int what, int on)
{
	struct packet_mreq req;
	int rc;

	memset(&req, 0, sizeof(req));
	req.mr_ifindex = (int)if_index;
	req.mr_type = (unsigned short)what;
	rc = setsockopt(fd, SOL_PACKET,
			on ? PACKET_ADD_MEMBERSHIP : PACKET_DROP_MEMBERSHIP,
			&req, sizeof(req));
	return rc == 0 ? 0 : -errno;
}

void
afp_port_refresh_mtu(struct afp_port *port)
{
	uint32_t mtu;

	if (afp_iface_mtu(port->ctl, port->if_index, &mtu) == 0)
		/* Pairs with the load in longest(); only the value matters. */
		__atomic_store_n(&port->mtu, mtu, __ATOMIC_RELAXED);
}

/*
 * An interface that was deleted may be there again, as another one of the same
 * name: then the port moves to it, and what was asked of the old one too.
 */
unsigned int
afp_port_index(struct afp_port *port)
{
	unsigned int found = 0;

	if (afp_iface_exists(port->ctl, port->if_index))
		return port->if_index;
	if (afp_iface_index(port->ctl, port->args.iface, &found) != 0)
		return 0;
	/* Pairs with the load in info_get(). */
	__atomic_store_n(&port->if_index, found, __ATOMIC_RELAXED);
	if (port->promiscuous)
		afp_iface_member(port->ctl, found, PACKET_MR_PROMISC, 1);
	if (port->allmulticast)
		afp_iface_member(port->ctl, found, PACKET_MR_ALLMULTI, 1);
	afp_port_refresh_mtu(port);
	AFP_LOG(NOTICE, "Interface %s is there again\n", port->args.iface);
	return found;
}
