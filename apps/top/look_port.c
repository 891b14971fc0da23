/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports: what the program that made them says of them. A question that it does
 * not answer leaves zeros.
 */
#include <errno.h>
#include <string.h>

#include <rte_ethdev.h>
#include <rte_string_fns.h>

#include "top.h"

static void
read_info(struct look_port *port)
{
	struct rte_eth_dev_info info;

	port->socket = rte_eth_dev_socket_id(port->id);
	rte_eth_dev_get_name_by_port(port->id, port->name);
	rte_eth_dev_get_mtu(port->id, &port->mtu);
	rte_eth_macaddr_get(port->id, &port->mac);
	if (rte_eth_dev_info_get(port->id, &info) != 0)
		return;
	if (info.driver_name != NULL)
		rte_strscpy(port->driver, info.driver_name,
				sizeof(port->driver));
	port->rx_queues = info.nb_rx_queues;
	port->tx_queues = info.nb_tx_queues;
}

static void
read_link(struct look_port *port)
{
	struct rte_eth_link link;

	if (rte_eth_link_get_nowait(port->id, &link) != 0)
		return;
	port->up = link.link_status == RTE_ETH_LINK_UP;
	if (link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN)
		port->mbit = link.link_speed;
}

static void
read_counts(struct look_port *port)
{
	struct rte_eth_stats stats;

	if (rte_eth_stats_get(port->id, &stats) != 0)
		return;
	port->counted = true;
	port->received.packets = stats.ipackets;
	port->received.bytes = stats.ibytes;
	port->received.dropped = stats.imissed + stats.rx_nombuf;
	port->sent.packets = stats.opackets;
	port->sent.bytes = stats.obytes;
	port->sent.dropped = stats.oerrors;
	port->missed = stats.imissed;
	port->no_mbuf = stats.rx_nombuf;
	port->broken = stats.ierrors;
}

int
look_at_ports(struct look *look)
{
	struct look_port *port;
	uint16_t id;

	for (id = rte_eth_find_next(0); id < RTE_MAX_ETHPORTS;
			id = rte_eth_find_next((uint16_t)(id + 1))) {
		port = look_append(&look->ports, &look->ports_n, sizeof(*port));
		if (port == NULL)
			return -ENOMEM;
		port->id = id;
		read_info(port);
		read_link(port);
		read_counts(port);
	}
	return 0;
}
