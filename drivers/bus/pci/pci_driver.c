/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The drivers of PCI devices, in the order in which they registered, and which
 * of them know a device. Invariant: each has a name, a probe and a table, and
 * none is in the list twice. Registrations outlive the starts and stops of the
 * library.
 */
#include <bufplane_bus_pci.h>
#include <bufplane_dev.h>
#include <bufplane_export.h>

#include <sys/queue.h>

#include "bus/pci/pci.h"

RTE_TAILQ_HEAD(pci_drivers, rte_pci_driver);
static struct pci_drivers drivers = TAILQ_HEAD_INITIALIZER(drivers);

static bool
is_registered(const struct rte_pci_driver *driver)
{
	const struct rte_pci_driver *cur;

	TAILQ_FOREACH (cur, &drivers, next) {
		if (cur == driver)
			return true;
	}
	return false;
}

BP_EXPORT
void
rte_pci_register(struct rte_pci_driver *driver)
{
	const char *name = driver != NULL ? driver->driver.name : NULL;

	if (name == NULL || name[0] == '\0' || driver->probe == NULL ||
			driver->id_table == NULL) {
		PCI_LOG(ERR, "driver \"%s\" lacks a name, a probe or a table\n",
				name != NULL ? name : "");
		return;
	}
	bp_dev_lock();
	if (!is_registered(driver))
		TAILQ_INSERT_TAIL(&drivers, driver, next);
	bp_dev_unlock();
}

BP_EXPORT
void
rte_pci_unregister(struct rte_pci_driver *driver)
{
	bp_dev_lock();
	if (is_registered(driver))
		TAILQ_REMOVE(&drivers, driver, next);
	bp_dev_unlock();
}

BP_EXPORT
const struct rte_pci_driver *
bp_pci_driver_next(const struct rte_pci_driver *start)
{
	return start != NULL ? TAILQ_NEXT(start, next) : TAILQ_FIRST(&drivers);
}

static bool
id_matches(uint16_t wanted, uint16_t id)
{
	return wanted == RTE_PCI_ANY_ID || wanted == id;
}

static bool
knows(const struct rte_pci_driver *driver, const struct rte_pci_id *id)
{
	const struct rte_pci_id *row;

	for (row = driver->id_table; row->vendor_id != 0; row++) {
		if (id_matches(row->vendor_id, id->vendor_id) &&
				id_matches(row->device_id, id->device_id) &&
				id_matches(row->subsystem_vendor_id,
						id->subsystem_vendor_id) &&
				id_matches(row->subsystem_device_id,
						id->subsystem_device_id) &&
				(row->class_id == RTE_CLASS_ANY_ID ||
						row->class_id == id->class_id))
			return true;
	}
	return false;
}

struct rte_pci_driver *
pci_driver_for(const struct rte_pci_device *dev,
		const struct rte_pci_driver *start)
{
	struct rte_pci_driver *cur;

	cur = start != NULL ? TAILQ_NEXT(start, next) : TAILQ_FIRST(&drivers);
	while (cur != NULL && !knows(cur, &dev->id))
		cur = TAILQ_NEXT(cur, next);
	return cur;
}
