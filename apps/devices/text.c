/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What people read: a section each for interfaces, PCI devices, buses and
 * drivers. A section that has nothing says so, and what would fill it.
 */
#include <inttypes.h>
#include <string.h>

#include <net/if_arp.h>

#include "show.h"

static const char *
or_dash(const char *text)
{
	return text[0] != '\0' ? text : "-";
}

static void
node_text(char text[12], int node)
{
	if (node < 0)
		snprintf(text, 12, "-");
	else
		snprintf(text, 12, "%d", node);
}

static const char *
link_text(const struct netif *netif)
{
	if ((netif->flags & IFF_UP) == 0)
		return "down";
	return (netif->flags & IFF_RUNNING) != 0 ? "up" : "no carrier";
}

static void
use_text(char *text, size_t size, const struct netif *netif)
{
	const char *glue = netif->default_route && netif->addresses > 0 ? ", "
									: "";
	char addresses[32] = "";

	if (netif->addresses > 0)
		snprintf(addresses, sizeof(addresses), "%u address%s",
				netif->addresses,
				netif->addresses == 1 ? "" : "es");
	if (netif->master[0] != '\0')
		snprintf(text, size, "part of %s", netif->master);
	else
		snprintf(text, size, "%s%s%s",
				netif->default_route ? "default route" : "",
				glue, addresses);
}

static void
add_notes(struct table *table, const struct advice_list *notes)
{
	static const char *const marks[] = {
			[ADVICE_WARNING] = "! ",
			[ADVICE_USE] = "+ ",
			[ADVICE_NEED] = "- ",
			[ADVICE_HEADING] = "> ",
			[ADVICE_COMMAND] = "    ",
	};

	for (unsigned int i = 0; i < notes->n; i++) {
		enum advice_kind kind = notes->list[i].kind;

		table_note(table, marks[kind], notes->list[i].text,
				kind != ADVICE_COMMAND);
	}
}

static int
add_interface(struct table *table, const struct netif *netif)
{
	char mtu[12], mac[RTE_ETHER_ADDR_FMT_SIZE] = "-", use[64];
	struct advice_list notes;
	int rc;

	snprintf(mtu, sizeof(mtu), "%u", netif->mtu);
	use_text(use, sizeof(use), netif);
	if (netif->type == ARPHRD_ETHER)
		rte_ether_format_addr(mac, sizeof(mac), &netif->mac);
	table_row(table,
			(const char *const[]){netif->name, link_text(netif),
					mtu, mac, or_dash(netif->driver),
					or_dash(use)});
	rc = advice_netif(&notes, netif);
	if (!netif_is_usable(netif)) /* the others have one text for all */
		add_notes(table, &notes);
	advice_free(&notes);
	return rc;
}

static int
print_interfaces(FILE *out, const struct devices *all)
{
	static const char *const headings[] = {"NAME", "LINK", "MTU", "MAC",
			"DRIVER", "USED FOR", NULL};
	const struct netif_list *ifs = &all->ifs;
	struct table table;
	int rc = 0;

	fprintf(out, "Interfaces of the kernel\n");
	if (ifs->n == 0) {
		fprintf(out, "  none\n");
		return 0;
	}
	table_init(&table, headings);
	for (unsigned int i = 0; i < ifs->n && rc == 0; i++)
		rc = add_interface(&table, &ifs->list[i]);
	if (rc == 0)
		rc = table.rc;
	table_print(&table, out);
	fprintf(out,
			"  To have a port on one that is up, beside the kernel:\n"
			"    --vdev net_af_packet0,iface=NAME\n");
	if (ifs->may_open != 0)
		fprintf(out, "  ! This process may not: it takes CAP_NET_RAW, which root has\n");
	return rc;
}

static void
join_interfaces(char text[PCI_IFS * (IFNAMSIZ + 1)],
		const struct pci_device *dev)
{
	char *end = text;

	*end = '\0';
	for (unsigned int i = 0; i < dev->ifs_n; i++)
		end += snprintf(end, IFNAMSIZ + 1, "%s%s", i > 0 ? " " : "",
				dev->ifs[i].name);
}

static void
id_text(char text[5], unsigned int id)
{
	if (id == PCI_UNKNOWN)
		snprintf(text, 5, "?");
	else
		snprintf(text, 5, "%04x", id & 0xffffU);
}

static int
add_pci(struct table *table, const struct devices *all,
		const struct pci_device *dev)
{
	char vendor[5], device[5], id[16], node[12];
	char names[PCI_IFS * (IFNAMSIZ + 1)];
	struct advice_list notes;
	int rc;

	id_text(vendor, dev->vendor);
	id_text(device, dev->device);
	snprintf(id, sizeof(id), "%s:%s", vendor, device);
	node_text(node, dev->numa_node);
	join_interfaces(names, dev);
	table_row(table,
			(const char *const[]){dev->address, id,
					or_dash(dev->driver),
					or_dash(dev->group), node,
					dev->our_driver != NULL
							? dev->our_driver
							: "-",
					or_dash(names)});
	if (dev->name[0] != '\0')
		table_note(table, "", dev->name, true);
	rc = advice_pci(&notes, dev, &all->vfio, &all->ifs);
	add_notes(table, &notes);
	advice_free(&notes);
	return rc;
}

static void
print_vfio(FILE *out, const struct vfio *vfio)
{
	static const char *const noiommu[] = {
			[NOIOMMU_UNKNOWN] = "",
			[NOIOMMU_OFF] = ", mode without IOMMU off",
			[NOIOMMU_ON] = ", mode without IOMMU on",
	};

	fprintf(out, "  IOMMU: %s; vfio-pci: %s%s\n",
			vfio->iommu ? "in use" : "none in use",
			vfio->loaded ? "loaded" : "not loaded",
			noiommu[vfio->noiommu]);
}

static int
print_pci(FILE *out, const struct devices *all)
{
	static const char *const headings[] = {"DEVICE", "ID", "HELD BY",
			"GROUP", "NODE", "BUFPLANE", "INTERFACE", NULL};
	struct table table;
	int rc = 0;

	fprintf(out, "PCI network devices\n");
	if (all->pci.error != 0) {
		fprintf(out, "  none: /sys/bus/pci/devices: %s\n",
				rte_strerror(-all->pci.error));
		return 0;
	}
	if (all->pci.n == 0) {
		fprintf(out, "  none\n");
		return 0;
	}
	print_vfio(out, &all->vfio);
	table_init(&table, headings);
	for (unsigned int i = 0; i < all->pci.n && rc == 0; i++)
		rc = add_pci(&table, all, &all->pci.list[i]);
	if (rc == 0)
		rc = table.rc;
	table_print(&table, out);
	return rc;
}

struct bus_rows {
	struct table table;
	unsigned int n; /* devices of the bus at hand */
};

static int
add_device(const struct bus_device *dev, void *arg)
{
	struct bus_rows *rows = arg;
	char node[12];

	node_text(node, dev->numa_node);
	table_row(&rows->table,
			(const char *const[]){dev->bus, dev->name,
					dev->driver != NULL ? dev->driver : "-",
					node, or_dash(dev->args)});
	rows->n++;
	return 0;
}

static int
add_bus(const char *bus, void *arg)
{
	struct bus_rows *rows = arg;

	rows->n = 0;
	bus_each_device(bus, add_device, rows);
	if (rows->n == 0)
		table_row(&rows->table,
				(const char *const[]){
						bus, "none", "-", "-", "-"});
	return 0;
}

static int
print_buses(FILE *out, const struct devices *all)
{
	static const char *const headings[] = {
			"BUS", "DEVICE", "DRIVER", "NODE", "ARGUMENTS", NULL};
	struct bus_rows rows = {0};

	fprintf(out, "Buses and their devices\n");
	table_init(&rows.table, headings);
	bus_each(add_bus, &rows);
	return table_print(&rows.table, out);
}

static int
add_driver(const struct bus_driver *driver, void *arg)
{
	const char *alias = driver->alias != NULL ? driver->alias : "-";
	const char *params = driver->params != NULL ? driver->params : "?";

	table_row(arg, (const char *const[]){driver->name, alias, driver->bus});
	table_note(arg, "", params, true);
	return 0;
}

static int
print_drivers(FILE *out, const struct devices *all)
{
	static const char *const headings[] = {"DRIVER", "ALIAS", "BUS", NULL};
	struct table table;

	fprintf(out, "Drivers and their arguments\n");
	table_init(&table, headings);
	bus_each_driver(add_driver, &table);
	return table_print(&table, out);
}

int
text_print(FILE *out, const struct devices *all, unsigned int show)
{
	static int (*const sections[])(FILE *, const struct devices *) = {
			text_print_ports,
			print_interfaces,
			print_pci,
			print_buses,
			print_drivers,
	};
	bool first = true;
	int rc = 0;

	for (unsigned int i = 0; i < RTE_DIM(sections) && rc == 0; i++) {
		if ((show & 1U << i) == 0)
			continue;
		if (!first)
			fputc('\n', out);
		first = false;
		rc = sections[i](out, all);
	}
	return rc;
}
