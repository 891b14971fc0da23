/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What drivers, and programs that know a PCI device, do with it: map its
 * memory, read and write its configuration space and its I/O ports. All of it
 * goes through vfio-pci, so it works from the moment on in which the bus has
 * mapped the device until it unmaps it.
 */
#ifndef RTE_BUS_PCI_H
#define RTE_BUS_PCI_H

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_compat.h>
#include <rte_debug.h>
#include <rte_interrupts.h>
#include <rte_pci.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_devargs;
struct rte_pci_device;
struct rte_pci_driver;
struct rte_pci_ioport;

/*
 * Open the device, reset it and map its BARs, whose addresses are then in
 * mem_resource. The pages that hold its table of MSI-X vectors are left out.
 * Returns 0, 1 if the device is not bound to vfio-pci, or a negative value.
 */
int rte_pci_map_device(struct rte_pci_device *dev);

/* Undo rte_pci_map_device(); nothing happens to a device that is not mapped. */
void rte_pci_unmap_device(struct rte_pci_device *dev);

/* Print each device of the bus, with the places of its BARs. */
void rte_pci_dump(FILE *f);

/*
 * Where in the configuration space an extended capability (its id) is: an
 * offset from 256 on, 0 if the device has none, negative on an error.
 */
__rte_experimental off_t rte_pci_find_ext_capability(
		struct rte_pci_device *dev, uint32_t cap);

/* Let a device read and write memory by itself, or not: 0 or -1. */
__rte_experimental int rte_pci_set_bus_master(
		struct rte_pci_device *dev, bool enable);

/*
 * Read or write len bytes of the configuration space. Returns how many were
 * transferred, or a negative value; nothing outside of it is touched.
 */
int rte_pci_read_config(const struct rte_pci_device *device, void *buf,
		size_t len, off_t offset);
int rte_pci_write_config(const struct rte_pci_device *device, const void *buf,
		size_t len, off_t offset);

/*
 * Find the I/O ports of a BAR, for the calls below: 0, or -1 if the BAR has
 * none. p needs no more than to be forgotten, which unmap does: 0 or -1.
 */
int rte_pci_ioport_map(
		struct rte_pci_device *dev, int bar, struct rte_pci_ioport *p);
int rte_pci_ioport_unmap(struct rte_pci_ioport *p);

/*
 * Read or write len bytes of ports, each 4, 2 or 1 of them at once. What
 * cannot be read is all ones; what cannot be written is logged.
 */
void rte_pci_ioport_read(
		struct rte_pci_ioport *p, void *data, size_t len, off_t offset);
void rte_pci_ioport_write(struct rte_pci_ioport *p, const void *data,
		size_t len, off_t offset);

#ifdef __cplusplus
}
#endif

#endif
