/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interfaces of the kernel. Names and addresses come from netlink, which
 * answers for this process's network namespace; /sys may show another one, so
 * only what cannot be asked for elsewhere is taken from there.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "devices.h"

struct netif *
netif_find(const struct netif_list *ifs, const char *name)
{
	for (unsigned int i = 0; i < ifs->n; i++)
		if (strcmp(ifs->list[i].name, name) == 0)
			return &ifs->list[i];
	return NULL;
}

bool
netif_is_usable(const struct netif *netif)
{
	return netif->type == ARPHRD_ETHER || netif->type == ARPHRD_LOOPBACK;
}

/* Each interface has one entry that is about itself. */
static bool
is_link(const struct ifaddrs *entry)
{
	return entry->ifa_addr != NULL &&
			entry->ifa_addr->sa_family == AF_PACKET &&
			strlen(entry->ifa_name) < IFNAMSIZ;
}

static void
add_link(struct netif_list *ifs, const struct ifaddrs *entry)
{
	const struct sockaddr_ll *link = (const void *)entry->ifa_addr;
	struct netif *netif = &ifs->list[ifs->n++];

	/* is_link() says it fits. */
	snprintf(netif->name, sizeof(netif->name), "%s", entry->ifa_name);
	netif->index = (unsigned int)link->sll_ifindex;
	netif->flags = entry->ifa_flags;
	netif->type = link->sll_hatype;
	if (link->sll_halen == sizeof(netif->mac))
		memcpy(&netif->mac, link->sll_addr, sizeof(netif->mac));
}

static void
count_address(struct netif_list *ifs, const struct ifaddrs *entry)
{
	struct netif *netif;

	if (entry->ifa_addr == NULL ||
			(entry->ifa_addr->sa_family != AF_INET &&
					entry->ifa_addr->sa_family != AF_INET6))
		return;
	netif = netif_find(ifs, entry->ifa_name);
	if (netif != NULL)
		netif->addresses++;
}

static void
name_request(struct ifreq *req, const struct netif *netif)
{
	memset(req, 0, sizeof(*req));
	snprintf(req->ifr_name, sizeof(req->ifr_name), "%s", netif->name);
}

/* Only /sys knows; it may show another namespace's interface of that name. */
static void
read_master(const struct devices_host *host, struct netif *netif)
{
	unsigned long index;

	if (host_number(host, &index, UINT32_MAX, "/sys/class/net/%s/ifindex",
			    netif->name) == 0 &&
			index == netif->index)
		host_link(host, netif->master, sizeof(netif->master),
				"/sys/class/net/%s/master", netif->name);
}

static void
read_more(int fd, struct netif *netif)
{
	struct ethtool_drvinfo info = {.cmd = ETHTOOL_GDRVINFO};
	struct ifreq req;

	name_request(&req, netif);
	if (ioctl(fd, SIOCGIFMTU, &req) == 0)
		netif->mtu = (unsigned int)req.ifr_mtu;
	name_request(&req, netif);
	req.ifr_data = (void *)&info;
	if (ioctl(fd, SIOCETHTOOL, &req) == 0) {
		snprintf(netif->driver, sizeof(netif->driver), "%.*s",
				(int)sizeof(info.driver) - 1, info.driver);
		host_printable(netif->driver);
	}
}

static int
by_index(const void *a, const void *b)
{
	const struct netif *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

static int
read_all(struct netif_list *ifs, const struct ifaddrs *entries)
{
	const struct ifaddrs *at;
	size_t n = 0;

	for (at = entries; at != NULL; at = at->ifa_next)
		n += is_link(at);
	if (n == 0)
		return 0;
	ifs->list = calloc(n, sizeof(*ifs->list));
	if (ifs->list == NULL)
		return -ENOMEM;
	for (at = entries; at != NULL; at = at->ifa_next)
		if (is_link(at))
			add_link(ifs, at);
	qsort(ifs->list, n, sizeof(*ifs->list), by_index);
	for (at = entries; at != NULL; at = at->ifa_next)
		count_address(ifs, at);
	return 0;
}

/* A packet socket of protocol 0 receives nothing. */
static int
try_packet_socket(void)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int
netif_read(const struct devices_host *host, struct netif_list *ifs)
{
	struct ifaddrs *entries;
	int fd, rc;

	*ifs = (struct netif_list){.may_open = try_packet_socket()};
	if (getifaddrs(&entries) != 0)
		return -errno;
	rc = read_all(ifs, entries);
	freeifaddrs(entries);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (unsigned int i = 0; i < ifs->n && fd >= 0; i++)
		read_more(fd, &ifs->list[i]);
	for (unsigned int i = 0; i < ifs->n; i++)
		read_master(host, &ifs->list[i]);
	if (fd >= 0)
		close(fd);
	netif_read_routes(host, ifs);
	/* Names were compared as the kernel has them until here. */
	for (unsigned int i = 0; i < ifs->n; i++)
		host_printable(ifs->list[i].name);
	return rc;
}

void
netif_free(struct netif_list *ifs)
{
	free(ifs->list);
	*ifs = (struct netif_list){0};
}
