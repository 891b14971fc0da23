/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What PCI devices are called, from the list that comes with pciutils, if it
 * is there: lines "VVVV  vendor", and below each "<tab>DDDD  device".
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "devices.h"

static FILE *
open_list(const struct devices_host *host)
{
	static const char *const files[] = {
			"/usr/share/misc/pci.ids",
			"/usr/share/hwdata/pci.ids",
	};
	char path[DEV_PATH_SIZE];
	FILE *in = NULL;

	for (unsigned int i = 0; i < RTE_DIM(files) && in == NULL; i++)
		if (snprintf(path, sizeof(path), "%s%s", host->root, files[i]) <
				(int)sizeof(path))
			in = fopen(path, "re");
	return in;
}

/* "VVVV  name": the name, and its number, or NULL. */
static char *
parse(char *line, unsigned long *id)
{
	char *end;

	*id = strtoul(line, &end, 16);
	if (end != line + 4 || strncmp(end, "  ", 2) != 0)
		return NULL;
	end[2 + strcspn(end + 2, "\n")] = '\0';
	host_printable(end + 2);
	return end + 2;
}

static void
name_devices(struct pci_list *pci, unsigned long vendor, unsigned long device,
		const char *vendor_name, const char *name)
{
	for (unsigned int i = 0; i < pci->n; i++) {
		struct pci_device *dev = &pci->list[i];

		if (dev->vendor == vendor && dev->device == device)
			snprintf(dev->name, sizeof(dev->name), "%s %s",
					vendor_name, name);
	}
}

void
pci_read_names(const struct devices_host *host, struct pci_list *pci)
{
	unsigned long vendor = ULONG_MAX, device;
	char line[512], vendor_name[64] = "";
	FILE *in = pci->n > 0 ? open_list(host) : NULL;
	const char *name;

	if (in == NULL)
		return;
	while (fgets(line, sizeof(line), in) != NULL) {
		if (line[0] == '\t') {
			name = parse(line + 1, &device);
			if (name != NULL)
				name_devices(pci, vendor, device, vendor_name,
						name);
			continue;
		}
		if (line[0] == '#' || line[0] == '\n')
			continue;
		name = parse(line, &vendor);
		if (name == NULL)
			vendor = ULONG_MAX;
		else
			snprintf(vendor_name, sizeof(vendor_name), "%s", name);
	}
	fclose(in);
}
