/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What programs read: one object with a key for each section. What is unknown
 * is null, or -1 for a NUMA node; sets of bits are lists of names.
 */
#include <string.h>

#include <net/if_arp.h>

#include "../common/app_json.h"
#include "show.h"

static json_t *
text_or_null(const char *text)
{
	return text == NULL || text[0] == '\0' ? json_null()
					       : app_json_string(text);
}

static json_t *
hex(const char *format, unsigned int value)
{
	char text[16];

	if (value == PCI_UNKNOWN)
		return json_null();
	/* NOLINTNEXTLINE(clang-diagnostic-format-nonliteral) */
	snprintf(text, sizeof(text), format, value);
	return json_string(text);
}

static json_t *
advice(const struct advice_list *notes)
{
	static const char *const kinds[] = {
			[ADVICE_WARNING] = "warning",
			[ADVICE_USE] = "use",
			[ADVICE_NEED] = "need",
			[ADVICE_HEADING] = "heading",
			[ADVICE_COMMAND] = "command",
	};
	json_t *list = json_array();

	for (unsigned int i = 0; i < notes->n; i++)
		json_array_append_new(list,
				json_pack("{s:s, s:o}", "kind",
						kinds[notes->list[i].kind],
						"text",
						app_json_string(notes->list[i].text)));
	return list;
}

static json_t *
interface(const struct netif *netif)
{
	char mac[RTE_ETHER_ADDR_FMT_SIZE] = "";
	struct advice_list notes;
	json_t *object;

	if (netif->type == ARPHRD_ETHER)
		rte_ether_format_addr(mac, sizeof(mac), &netif->mac);
	advice_netif(&notes, netif);
	object = json_pack("{s:o, s:i, s:b, s:b, s:i, s:o, s:o}", "name",
			app_json_string(netif->name), "index",
			(int)netif->index, "up", (netif->flags & IFF_UP) != 0,
			"running", (netif->flags & IFF_RUNNING) != 0, "mtu",
			(int)netif->mtu, "mac", text_or_null(mac), "driver",
			text_or_null(netif->driver));
	app_json_set_int(object, "addresses", netif->addresses);
	json_object_set_new(object, "default_route",
			json_boolean(netif->default_route));
	json_object_set_new(object, "master", text_or_null(netif->master));
	json_object_set_new(
			object, "usable", json_boolean(netif_is_usable(netif)));
	json_object_set_new(object, "advice", advice(&notes));
	advice_free(&notes);
	return object;
}

static json_t *
interfaces(const struct netif_list *ifs)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < ifs->n; i++)
		json_array_append_new(list, interface(&ifs->list[i]));
	return list;
}

static json_t *
pci_interfaces(const struct pci_device *dev)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < dev->ifs_n; i++)
		json_array_append_new(list, app_json_string(dev->ifs[i].name));
	return list;
}

static json_t *
pci_mates(const struct pci_device *dev)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < dev->mates_n; i++)
		json_array_append_new(list,
				json_pack("{s:o, s:o}", "address",
						app_json_string(dev->mates[i].address),
						"driver",
						app_json_string(dev->mates[i].driver)));
	return list;
}

static json_t *
pci_device(const struct devices *all, const struct pci_device *dev)
{
	static const char *const states[] = {
			[PCI_UNBOUND] = "unbound",
			[PCI_KERNEL] = "kernel",
			[PCI_UIO] = "uio",
			[PCI_VFIO] = "vfio",
	};
	struct advice_list notes;
	json_t *object;

	advice_pci(&notes, dev, &all->vfio, &all->ifs);
	object = json_pack("{s:o, s:o, s:o, s:o, s:i, s:s, s:o, s:o, s:o, s:o}",
			"address", app_json_string(dev->address), "vendor",
			hex("0x%04x", dev->vendor), "device",
			hex("0x%04x", dev->device), "class",
			hex("0x%06x", dev->class), "numa_node", dev->numa_node,
			"state", states[dev->state], "driver",
			text_or_null(dev->driver), "driver_override",
			text_or_null(dev->override), "iommu_group",
			text_or_null(dev->group), "bufplane_driver",
			text_or_null(dev->our_driver));
	json_object_set_new(object, "name", text_or_null(dev->name));
	json_object_set_new(object, "interfaces", pci_interfaces(dev));
	json_object_set_new(object, "group_shared_with", pci_mates(dev));
	json_object_set_new(object, "problem", text_or_null(dev->problem));
	json_object_set_new(object, "advice", advice(&notes));
	advice_free(&notes);
	return object;
}

static json_t *
pci_devices(const struct devices *all)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < all->pci.n; i++)
		json_array_append_new(list, pci_device(all, &all->pci.list[i]));
	return list;
}

static json_t *
vfio(const struct vfio *vfio)
{
	return json_pack("{s:b, s:b, s:o}", "iommu", vfio->iommu, "vfio_pci",
			vfio->loaded, "unsafe_noiommu",
			vfio->noiommu == NOIOMMU_UNKNOWN
					? json_null()
					: json_boolean(vfio->noiommu ==
							  NOIOMMU_ON));
}

static int
add_device(const struct bus_device *dev, void *list)
{
	json_array_append_new(list,
			json_pack("{s:o, s:o, s:i, s:o}", "name",
					app_json_string(dev->name), "driver",
					text_or_null(dev->driver), "numa_node",
					dev->numa_node, "arguments",
					app_json_string(dev->args)));
	return 0;
}

static int
add_bus(const char *bus, void *list)
{
	json_t *devices = json_array();

	bus_each_device(bus, add_device, devices);
	json_array_append_new(list,
			json_pack("{s:s, s:o}", "name", bus, "devices",
					devices));
	return 0;
}

static int
add_driver(const struct bus_driver *driver, void *list)
{
	json_array_append_new(list,
			json_pack("{s:s, s:s, s:o, s:o}", "name", driver->name,
					"bus", driver->bus, "alias",
					text_or_null(driver->alias),
					"arguments",
					text_or_null(driver->params)));
	return 0;
}

json_t *
json_make(const struct devices *all, unsigned int show)
{
	json_t *object = json_object();
	json_t *list;

	if ((show & SHOW_PORTS) != 0)
		json_object_set_new(object, "ports", json_ports());
	if ((show & SHOW_INTERFACES) != 0) {
		json_object_set_new(object, "may_open_packet_sockets",
				json_boolean(all->ifs.may_open == 0));
		json_object_set_new(
				object, "interfaces", interfaces(&all->ifs));
	}
	if ((show & SHOW_PCI) != 0) {
		json_object_set_new(object, "vfio", vfio(&all->vfio));
		json_object_set_new(object, "pci", pci_devices(all));
	}
	if ((show & SHOW_BUSES) != 0) {
		list = json_array();
		bus_each(add_bus, list);
		json_object_set_new(object, "buses", list);
	}
	if ((show & SHOW_DRIVERS) != 0) {
		list = json_array();
		bus_each_driver(add_driver, list);
		json_object_set_new(object, "drivers", list);
	}
	return object;
}
