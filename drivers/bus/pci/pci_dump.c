/* SPDX-License-Identifier: BSD-3-Clause */
/* The devices of the bus as text, in 22.11's format. */
#include <bufplane_dev.h>
#include <bufplane_export.h>
#include <inttypes.h>

#include "bus/pci/pci.h"

static void
dump_device(FILE *f, const struct rte_pci_device *dev)
{
	unsigned int i;

	fprintf(f, "%s - vendor:%x device:%x\n", dev->name, dev->id.vendor_id,
			dev->id.device_id);
	for (i = 0; i < PCI_MAX_RESOURCE; i++)
		fprintf(f, "   %16.16" PRIx64 " %16.16" PRIx64 "\n",
				dev->mem_resource[i].phys_addr,
				dev->mem_resource[i].len);
}

BP_EXPORT
void
rte_pci_dump(FILE *f)
{
	const struct pci_entry *e = NULL;

	bp_dev_lock();
	for (e = pci_next(NULL); e != NULL; e = pci_next(&e->dev))
		dump_device(f, &e->dev);
	bp_dev_unlock();
}
