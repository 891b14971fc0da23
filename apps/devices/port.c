/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port as the library tells, without configuring it.
 */
#include <bufplane_dev.h>
#include <dev_driver.h>
#include <string.h>

#include <rte_bus.h>
#include <rte_devargs.h>

#include "show.h"

uint16_t
port_next(uint16_t id)
{
	uint16_t found = rte_eth_find_next(id);

	return found < RTE_MAX_ETHPORTS ? found : UINT16_MAX;
}

/* Strings of the device live as long as it does: no port is removed here. */
static void
read_device(struct port *port)
{
	const struct rte_device *dev = port->info.device;

	port->bus = "";
	port->args = "";
	if (dev == NULL)
		return;
	if (dev->bus != NULL)
		port->bus = rte_bus_name(dev->bus);
	if (dev->devargs != NULL && dev->devargs->args != NULL)
		port->args = dev->devargs->args;
}

void
port_read(uint16_t id, struct port *port)
{
	memset(port, 0, sizeof(*port));
	port->id = id;
	port->rc = rte_eth_dev_info_get(id, &port->info);
	read_device(port);
	rte_eth_dev_get_name_by_port(id, port->name);
	port->numa_node = rte_eth_dev_socket_id(id);
	rte_eth_dev_get_mtu(id, &port->mtu);
	port->has_mac = rte_eth_macaddr_get(id, &port->mac) == 0;
	port->has_link = rte_eth_link_get_nowait(id, &port->link) == 0;
	rte_eth_dev_owner_get(id, &port->owner);
}

uint32_t
port_speed(const struct port *port, unsigned int n)
{
	static const uint32_t speeds[] = {
			RTE_ETH_SPEED_NUM_10M,
			RTE_ETH_SPEED_NUM_100M,
			RTE_ETH_SPEED_NUM_1G,
			RTE_ETH_SPEED_NUM_2_5G,
			RTE_ETH_SPEED_NUM_5G,
			RTE_ETH_SPEED_NUM_10G,
			RTE_ETH_SPEED_NUM_20G,
			RTE_ETH_SPEED_NUM_25G,
			RTE_ETH_SPEED_NUM_40G,
			RTE_ETH_SPEED_NUM_50G,
			RTE_ETH_SPEED_NUM_56G,
			RTE_ETH_SPEED_NUM_100G,
			RTE_ETH_SPEED_NUM_200G,
	};

	for (unsigned int i = 0; i < RTE_DIM(speeds); i++) {
		uint32_t flags = rte_eth_speed_bitflag(speeds[i], 1) |
				rte_eth_speed_bitflag(speeds[i], 0);

		if ((port->info.speed_capa & flags) != 0 && n-- == 0)
			return speeds[i];
	}
	return 0;
}
