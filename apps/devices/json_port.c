/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports for programs: names and limits as in struct rte_eth_dev_info.
 */
#include <inttypes.h>

#include "../common/app_json.h"
#include "show.h"

static json_t *
names(uint64_t bits, const char *(*name)(uint64_t bit))
{
	json_t *list = json_array();

	for (; bits != 0; bits &= bits - 1)
		json_array_append_new(list, json_string(name(bits & -bits)));
	return list;
}

static json_t *
link_of(const struct port *port)
{
	if (!port->has_link)
		return json_null();
	return json_pack("{s:b, s:o, s:b, s:b}", "up", port->link.link_status,
			"mbit_per_second",
			port->link.link_speed == RTE_ETH_SPEED_NUM_UNKNOWN
					? json_null()
					: json_integer(port->link.link_speed),
			"full_duplex", port->link.link_duplex, "autonegotiated",
			port->link.link_autoneg);
}

static json_t *
speeds(const struct port *port)
{
	json_t *list = json_array();
	uint32_t speed;

	for (unsigned int i = 0; (speed = port_speed(port, i)) != 0; i++)
		json_array_append_new(list, json_integer(speed));
	return list;
}

static json_t *
direction(unsigned int queues, const struct rte_eth_desc_lim *lim,
		json_t *offloads, json_t *queue_offloads)
{
	return json_pack("{s:i, s:{s:i, s:i, s:i}, s:o, s:o}", "max_queues",
			(int)queues, "descriptors", "min", lim->nb_min, "max",
			lim->nb_max, "align", lim->nb_align, "offloads",
			offloads, "queue_offloads", queue_offloads);
}

static void
set_limits(json_t *object, const struct rte_eth_dev_info *info)
{
	json_object_set_new(object, "receive",
			direction(info->max_rx_queues, &info->rx_desc_lim,
					names(info->rx_offload_capa,
							rte_eth_dev_rx_offload_name),
					names(info->rx_queue_offload_capa,
							rte_eth_dev_rx_offload_name)));
	json_object_set_new(object, "transmit",
			direction(info->max_tx_queues, &info->tx_desc_lim,
					names(info->tx_offload_capa,
							rte_eth_dev_tx_offload_name),
					names(info->tx_queue_offload_capa,
							rte_eth_dev_tx_offload_name)));
	json_object_set_new(object, "rss",
			json_pack("{s:i, s:i, s:o}", "table_size",
					info->reta_size, "key_size",
					info->hash_key_size, "types",
					json_sprintf("0x%" PRIx64,
							info->flow_type_rss_offloads)));
	json_object_set_new(object, "abilities",
			names(info->dev_capa, rte_eth_dev_capability_name));
	app_json_set_int(object, "min_mtu", info->min_mtu);
	app_json_set_int(object, "max_mtu", info->max_mtu);
	app_json_set_int(object, "max_rx_pktlen", info->max_rx_pktlen);
	app_json_set_int(object, "min_rx_bufsize", info->min_rx_bufsize);
	app_json_set_int(object, "max_mac_addrs", info->max_mac_addrs);
	app_json_set_int(object, "if_index", info->if_index);
}

static json_t *
one_port(const struct port *port)
{
	char mac[RTE_ETHER_ADDR_FMT_SIZE];
	json_t *object = json_pack("{s:i, s:o, s:i}", "port", port->id, "name",
			app_json_string(port->name), "numa_node",
			port->numa_node);

	if (port->rc != 0) {
		json_object_set_new(object, "problem",
				json_string(rte_strerror(-port->rc)));
		return object;
	}
	rte_ether_format_addr(mac, sizeof(mac), &port->mac);
	json_object_set_new(object, "driver",
			port->info.driver_name != NULL
					? app_json_string(port->info.driver_name)
					: json_null());
	json_object_set_new(object, "bus", app_json_string(port->bus));
	json_object_set_new(object, "arguments", app_json_string(port->args));
	json_object_set_new(object, "owner",
			port->owner.id == RTE_ETH_DEV_NO_OWNER
					? json_null()
					: app_json_string(port->owner.name));
	json_object_set_new(object, "mac",
			port->has_mac ? json_string(mac) : json_null());
	app_json_set_int(object, "mtu", port->mtu);
	json_object_set_new(object, "link", link_of(port));
	json_object_set_new(object, "speeds_mbit", speeds(port));
	set_limits(object, &port->info);
	return object;
}

json_t *
json_ports(void)
{
	json_t *list = json_array();
	uint16_t id = port_next(0);
	struct port port;

	for (; id != UINT16_MAX; id = port_next(id + 1)) {
		port_read(id, &port);
		json_array_append_new(list, one_port(&port));
	}
	return list;
}
