/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What people read about ports: a block of lines each, as there is more to a
 * port than fits into columns.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "show.h"

#define LABEL_WIDTH 12
#define LABEL_AT    4

/* "    label       words", wrapped behind the label. */
static void __rte_format_printf(3, 4)
		line(FILE *out, const char *label, const char *format, ...)
{
	char text[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(out, "%*s%-*s", LABEL_AT, "", LABEL_WIDTH, label);
	table_wrap(out, LABEL_AT + LABEL_WIDTH, text);
}

/* The names of the bits that are set, as one text. */
static const char *
names(char *text, size_t size, uint64_t bits, const char *(*name)(uint64_t bit))
{
	size_t at = 0;

	snprintf(text, size, "none");
	for (; bits != 0 && at < size; bits &= bits - 1) {
		int n = snprintf(text + at, size - at, "%s%s",
				at > 0 ? " " : "", name(bits & -bits));

		at += (size_t)RTE_MAX(n, 0);
	}
	return text;
}

static void
print_driver(FILE *out, const struct port *port)
{
	char node[32] = "any NUMA node";

	if (port->numa_node >= 0)
		snprintf(node, sizeof(node), "NUMA node %d", port->numa_node);
	line(out, "driver", "%s on bus %s, %s",
			port->info.driver_name != NULL ? port->info.driver_name
						       : "?",
			port->bus[0] != '\0' ? port->bus : "none", node);
	if (port->args[0] != '\0')
		line(out, "arguments", "%s", port->args);
	if (port->owner.id != RTE_ETH_DEV_NO_OWNER)
		line(out, "owner", "%s", port->owner.name);
}

static void
print_link(FILE *out, const struct port *port)
{
	char text[RTE_ETH_LINK_MAX_STR_LEN] = "Link unknown";
	char speeds[256] = "";
	size_t at = 0;
	uint32_t speed;

	if (port->has_link)
		rte_eth_link_to_str(text, sizeof(text), &port->link);
	line(out, "link", "%s%s", text + strlen("Link "),
			port->has_link && !port->link.link_status
					? " (no port is started here)"
					: "");
	for (unsigned int i = 0; (speed = port_speed(port, i)) != 0; i++)
		at += (size_t)snprintf(speeds + at, sizeof(speeds) - at, "%s%s",
				i > 0 ? ", " : "",
				rte_eth_link_speed_to_str(speed));
	if (at > 0)
		line(out, "speeds", "%s", speeds);
}

static void
print_address(FILE *out, const struct port *port)
{
	char mac[RTE_ETHER_ADDR_FMT_SIZE] = "none", more[32] = "";

	if (port->has_mac)
		rte_ether_format_addr(mac, sizeof(mac), &port->mac);
	if (port->info.max_mac_addrs > 1)
		snprintf(more, sizeof(more), ", takes %u",
				port->info.max_mac_addrs);
	line(out, "MAC", "%s%s", mac, more);
	line(out, "MTU", "%u, from %u to %u", port->mtu, port->info.min_mtu,
			port->info.max_mtu);
}

static void
print_ring(FILE *out, const char *label, const struct rte_eth_desc_lim *lim)
{
	char text[64] = "";

	if (lim->nb_align > 1)
		snprintf(text, sizeof(text), ", a multiple of %u",
				lim->nb_align);
	line(out, label, "%u to %u descriptors%s", lim->nb_min, lim->nb_max,
			text);
}

static void
print_queues(FILE *out, const struct rte_eth_dev_info *info)
{
	char text[1024];

	line(out, "queues", "%u receive, %u transmit", info->max_rx_queues,
			info->max_tx_queues);
	print_ring(out, "rx rings", &info->rx_desc_lim);
	print_ring(out, "tx rings", &info->tx_desc_lim);
	line(out, "rx offloads", "%s",
			names(text, sizeof(text), info->rx_offload_capa,
					rte_eth_dev_rx_offload_name));
	line(out, "tx offloads", "%s",
			names(text, sizeof(text), info->tx_offload_capa,
					rte_eth_dev_tx_offload_name));
	if (info->reta_size > 0 || info->flow_type_rss_offloads != 0)
		line(out, "RSS",
				"table of %u, key of %u bytes, types 0x%" PRIx64,
				info->reta_size, info->hash_key_size,
				info->flow_type_rss_offloads);
	if (info->dev_capa != 0)
		line(out, "abilities", "%s",
				names(text, sizeof(text), info->dev_capa,
						rte_eth_dev_capability_name));
}

static void
print_port(FILE *out, const struct port *port)
{
	fprintf(out, "  %u: %s\n", port->id, port->name);
	if (port->rc != 0) {
		line(out, "unknown", "the driver does not say more: %s",
				rte_strerror(-port->rc));
		return;
	}
	print_driver(out, port);
	print_link(out, port);
	print_address(out, port);
	print_queues(out, &port->info);
}

int
text_print_ports(FILE *out, const struct devices *all)
{
	uint16_t id = port_next(0);
	struct port port;

	fprintf(out, "Ports\n");
	if (id == UINT16_MAX)
		fprintf(out, "  none; EAL's options make them: bufplane-devices --vdev net_null0 --\n");
	for (; id != UINT16_MAX; id = port_next(id + 1)) {
		port_read(id, &port);
		print_port(out, &port);
	}
	return 0;
}
