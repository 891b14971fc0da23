/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What happens to the interface, told as it happens: a started port whose
 * intr_conf asks for lsc, rmv or rxq listens to the kernel's messages about
 * links (rtnetlink(7)) in the interrupt thread. A message only says that the
 * interface has to be looked at; its lengths are checked, its content is not
 * used. port->link_index is the interface that the program has been told of.
 */
#include <bufplane_netlink.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <rte_errno.h>
#include <rte_interrupts.h>

#include "af_packet_private.h"

#define EVENT_LINK    (1u << 0)
#define EVENT_REMOVED (1u << 1)

#define MESSAGES 16384 /* bytes of messages at once; what is more is cut */

static bool
is_whole(const struct nlmsghdr *h, int left)
{
	return left >= (int)sizeof(*h) && h->nlmsg_len >= sizeof(*h) &&
			h->nlmsg_len <= (uint32_t)left;
}

/*
 * What messages say of an interface (0: one that is gone, and may be back with
 * any message): AFP_LINK_*.
 */
unsigned int
afp_link_read(const void *data, size_t len, unsigned int if_index)
{
	const struct nlmsghdr *h = data;
	const struct ifinfomsg *info;
	unsigned int what = 0;
	int left = (int)len; /* NLMSG_NEXT() makes it negative at the end */

	for (; is_whole(h, left); h = NLMSG_NEXT(h, left)) {
		if (h->nlmsg_type != RTM_NEWLINK &&
				h->nlmsg_type != RTM_DELLINK)
			continue;
		if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*info)))
			continue;
		info = NLMSG_DATA(h);
		if (if_index != 0 && info->ifi_index != (int)if_index)
			continue;
		what |= AFP_LINK_CHANGED;
		/* Of another family, it only left a bridge, for one. */
		if (h->nlmsg_type == RTM_DELLINK && if_index != 0 &&
				info->ifi_family == AF_UNSPEC)
			what |= AFP_LINK_DELETED;
	}
	return what;
}

/* All that is there. Whatever was lost may have been about the interface. */
static unsigned int
receive(int fd, unsigned int if_index)
{
	uint8_t data[MESSAGES] __rte_aligned(NLMSG_ALIGNTO);
	struct sockaddr_nl from = {0};
	struct iovec part = {data, sizeof(data)};
	struct msghdr msg = {.msg_name = &from, .msg_iov = &part};
	unsigned int what = 0;
	ssize_t len;

	for (;;) {
		msg.msg_iovlen = 1;
		msg.msg_namelen = sizeof(from);
		len = recvmsg(fd, &msg, MSG_DONTWAIT);
		if (len < 0 && errno == ENOBUFS)
			what |= AFP_LINK_CHANGED;
		else if (len < 0 && errno != EINTR)
			return what;
		if (len < 0 || from.nl_pid != 0) /* not from the kernel */
			continue;
		if (msg.msg_flags & MSG_TRUNC)
			what |= AFP_LINK_CHANGED;
		what |= afp_link_read(data, (size_t)len, if_index);
	}
}

/* Look at the interface; which events there are to send, as bits. */
static unsigned int
look(struct rte_eth_dev *dev, unsigned int what)
{
	struct afp_port *port = dev->data->dev_private;
	uint32_t mtu = __atomic_load_n(&port->mtu, __ATOMIC_RELAXED);
	struct rte_eth_link link;
	unsigned int index, events = 0;
	bool is_new;

	index = afp_port_index(port);
	if (port->link_index != 0 &&
			(what & AFP_LINK_DELETED || index != port->link_index))
		events |= EVENT_REMOVED;
	is_new = index != 0 && index != port->link_index;
	port->link_index = index;
	afp_iface_link(port->ctl, index, &link);
	if (rte_eth_linkstatus_set(dev, &link) == 0)
		events |= EVENT_LINK;
	if (is_new || events & EVENT_LINK)
		afp_intr_kick(dev);
	afp_follow_mtu(dev);
	if (mtu != port->mtu)
		AFP_LOG(NOTICE, "Interface %s: its MTU is %u now\n",
				port->args.iface, port->mtu);
	return events;
}

/*
 * In an event's callback the program may stop or close the port; another thread
 * that does so waits until we are done.
 */
static bool
is_there(const struct rte_eth_dev *dev, const struct afp_port *port)
{
	return dev->state == RTE_ETH_DEV_ATTACHED &&
			dev->data->dev_private == port && port->link != NULL;
}

static void
on_message(void *arg)
{
	struct rte_eth_dev *dev = arg;
	struct afp_port *port = dev->data->dev_private;
	struct rte_eth_intr_conf conf = dev->data->dev_conf.intr_conf;
	unsigned int what, events = 0;

	rte_spinlock_lock(&port->lock);
	what = receive(rte_intr_fd_get(port->link), port->link_index);
	if (what != 0)
		events = look(dev, what);
	rte_spinlock_unlock(&port->lock);
	if (conf.lsc && events & EVENT_LINK)
		rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_LSC, NULL);
	if (conf.rmv && events & EVENT_REMOVED && is_there(dev, port))
		rte_eth_dev_callback_process(dev, RTE_ETH_EVENT_INTR_RMV, NULL);
}

static int
listen_to(struct rte_eth_dev *dev, int fd)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	port->link = rte_intr_instance_alloc(RTE_INTR_INSTANCE_F_SHARED);
	if (port->link == NULL)
		return -ENOMEM;
	rte_intr_type_set(port->link, RTE_INTR_HANDLE_EXT);
	rte_intr_fd_set(port->link, fd);
	rc = rte_intr_callback_register(port->link, on_message, dev);
	if (rc == 0)
		return 0;
	rte_intr_instance_free(port->link);
	port->link = NULL;
	return rc;
}

/* At the start of the port. The link is read once messages are not missed. */
int
afp_link_start(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;
	const struct rte_eth_intr_conf *conf = &dev->data->dev_conf.intr_conf;
	int fd, rc;

	if (!conf->lsc && !conf->rmv && !conf->rxq)
		return 0;
	fd = bp_netlink_open(NETLINK_ROUTE, RTMGRP_LINK);
	rte_spinlock_lock(&port->lock);
	port->link_index = afp_port_index(port);
	rc = fd < 0 ? fd : listen_to(dev, fd);
	if (rc == 0)
		look(dev, 0);
	rte_spinlock_unlock(&port->lock);
	if (rc == 0)
		return 0;
	AFP_LOG(ERR, "Interface %s: listening to the kernel's messages: %s\n",
			port->args.iface, rte_strerror(-rc));
	if (fd >= 0)
		close(fd);
	return rc;
}

static void
close_later(struct rte_intr_handle *copy, void *arg)
{
	close(rte_intr_fd_get(copy));
}

/* Called without port->lock, for on_message() may wait for it. */
void
afp_link_stop(struct rte_eth_dev *dev)
{
	struct afp_port *port = dev->data->dev_private;
	int rc;

	if (port->link == NULL)
		return;
	rc = rte_intr_callback_unregister_sync(port->link, on_message, dev);
	if (rc == -EAGAIN) /* we are in an event's callback */
		rte_intr_callback_unregister_pending(
				port->link, on_message, dev, close_later);
	else
		close(rte_intr_fd_get(port->link));
	rte_intr_instance_free(port->link);
	port->link = NULL;
}
