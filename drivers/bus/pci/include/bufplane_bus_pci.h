/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Bufplane adds to the PCI bus: a walk over its drivers.
 */
#ifndef BUFPLANE_BUS_PCI_H
#define BUFPLANE_BUS_PCI_H

#include <bus_pci_driver.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The driver that registered after start (NULL: the first one), or NULL at the
 * end. Callers hold the device lock (bufplane_dev.h) for the whole walk.
 */
const struct rte_pci_driver *bp_pci_driver_next(
		const struct rte_pci_driver *start);

#ifdef __cplusplus
}
#endif

#endif
