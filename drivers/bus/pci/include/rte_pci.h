/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses and ids of PCI devices, and the places in their configuration
 * space that programs use. An address is written DDDD:BB:DD.F, in hexadecimal:
 * domain, bus, device, function.
 */
#ifndef RTE_PCI_H
#define RTE_PCI_H

#include <inttypes.h>
#include <stdio.h>

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of configuration space: of PCI, and of PCI-X 2.0 and PCI Express. */
#define RTE_PCI_CFG_SPACE_SIZE     256
#define RTE_PCI_CFG_SPACE_EXP_SIZE 4096

/* Registers of 16 bits each, and a bit of the command register. */
#define RTE_PCI_VENDOR_ID      0x00
#define RTE_PCI_DEVICE_ID      0x02
#define RTE_PCI_COMMAND        0x04
#define RTE_PCI_COMMAND_MASTER 0x4

/* In the PCI Express capability: device control. */
#define RTE_PCI_EXP_DEVCTL 8

/* The first word of an extended capability: what it is, where the next is. */
#define RTE_PCI_EXT_CAP_ID(header)   ((header)&0x0000ffff)
#define RTE_PCI_EXT_CAP_NEXT(header) (((header) >> 20) & 0xffc)

#define RTE_PCI_EXT_CAP_ID_ERR   0x01 /* advanced error reporting */
#define RTE_PCI_EXT_CAP_ID_DSN   0x03 /* serial number */
#define RTE_PCI_EXT_CAP_ID_SRIOV 0x10 /* virtual functions */
#define RTE_PCI_EXT_CAP_ID_PASID 0x1B /* process address spaces */

/* Registers of the capability of virtual functions. */
#define RTE_PCI_SRIOV_CAP        0x04
#define RTE_PCI_SRIOV_CTRL       0x08
#define RTE_PCI_SRIOV_INITIAL_VF 0x0c
#define RTE_PCI_SRIOV_TOTAL_VF   0x0e
#define RTE_PCI_SRIOV_NUM_VF     0x10
#define RTE_PCI_SRIOV_FUNC_LINK  0x12
#define RTE_PCI_SRIOV_VF_OFFSET  0x14
#define RTE_PCI_SRIOV_VF_STRIDE  0x16
#define RTE_PCI_SRIOV_VF_DID     0x1a
#define RTE_PCI_SRIOV_SUP_PGSIZE 0x1c

/* In the capability of process address spaces: control. */
#define RTE_PCI_PASID_CTRL 0x06

/* Print an address, in full and without its domain; its size as text. */
#define PCI_PRI_FMT       "%.4" PRIx32 ":%.2" PRIx8 ":%.2" PRIx8 ".%" PRIx8
#define PCI_SHORT_PRI_FMT "%.2" PRIx8 ":%.2" PRIx8 ".%" PRIx8
#define PCI_PRI_STR_SIZE  sizeof("XXXXXXXX:XX:XX.X")

/* Values in an address as text, and in a line of a resource file. */
#define PCI_FMT_NVAL          4
#define PCI_RESOURCE_FMT_NVAL 3

/* The BARs of a device. */
#define PCI_MAX_RESOURCE 6

/* What a device is, or which devices a driver has. */
struct rte_pci_id {
	uint32_t class_id; /* or RTE_CLASS_ANY_ID; the others RTE_PCI_ANY_ID */
	uint16_t vendor_id;
	uint16_t device_id;
	uint16_t subsystem_vendor_id;
	uint16_t subsystem_device_id;
};

/* Where a device is. */
struct rte_pci_addr {
	uint32_t domain;
	uint8_t bus;
	uint8_t devid;
	uint8_t function;
};

#define RTE_PCI_ANY_ID (0xffff)
/* Deprecated. */
#define PCI_ANY_ID       RTE_DEPRECATED(PCI_ANY_ID) RTE_PCI_ANY_ID
#define RTE_CLASS_ANY_ID (0xffffff)

/*
 * Write an address in full. size is PCI_PRI_STR_SIZE at least; a smaller
 * buffer is left with an empty text.
 */
void rte_pci_device_name(
		const struct rte_pci_addr *addr, char *output, size_t size);

/* The order of two addresses: -1, 0 or 1. -1, too, if one is NULL. */
int rte_pci_addr_cmp(const struct rte_pci_addr *addr,
		const struct rte_pci_addr *addr2);

/* Read an address with or without a domain: 0, or -1 and *addr as it was. */
int rte_pci_addr_parse(const char *str, struct rte_pci_addr *addr);

#ifdef __cplusplus
}
#endif

#endif
