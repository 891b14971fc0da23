/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract between the PCI bus and its drivers. A driver registers itself
 * when it is loaded (RTE_PMD_REGISTER_PCI) or as a component, with a table of
 * the devices that it knows. probe makes a device work, remove undoes it. The
 * bus calls both without the device lock (bufplane_dev.h), so they may wait for
 * other threads, but for one device never two at a time.
 */
#ifndef BUS_PCI_DRIVER_H
#define BUS_PCI_DRIVER_H

#include <dev_driver.h>
#include <stdbool.h>

#include <rte_bus_pci.h>
#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_intr_handle;

/* The driver that the kernel has bound a device to. */
enum rte_pci_kernel_driver {
	RTE_PCI_KDRV_UNKNOWN = 0, /* none that we can work with */
	RTE_PCI_KDRV_IGB_UIO,
	RTE_PCI_KDRV_VFIO,
	RTE_PCI_KDRV_UIO_GENERIC,
	RTE_PCI_KDRV_NIC_UIO,
	RTE_PCI_KDRV_NONE, /* none at all */
	RTE_PCI_KDRV_NET_UIO,
};

struct rte_pci_device {
	RTE_TAILQ_ENTRY(rte_pci_device) next;
	struct rte_device device;
	struct rte_pci_addr addr;
	struct rte_pci_id id;
	struct rte_mem_resource mem_resource[PCI_MAX_RESOURCE];
	struct rte_intr_handle *intr_handle;
	struct rte_pci_driver *driver;
	uint16_t max_vfs;
	enum rte_pci_kernel_driver kdrv;
	char name[PCI_PRI_STR_SIZE + 1];
	char *bus_info; /* what rte_dev_bus_info() says */
	struct rte_intr_handle *vfio_req_intr_handle;
};

/* The I/O ports of a BAR, as rte_pci_ioport_map() found them. */
struct rte_pci_ioport {
	struct rte_pci_device *dev;
	uint64_t base; /* in the file of the device */
	uint64_t len;
};

/* From a struct rte_device, or an Ethernet port, to the PCI device. */
#define RTE_DEV_TO_PCI(ptr) container_of(ptr, struct rte_pci_device, device)
#define RTE_DEV_TO_PCI_CONST(ptr)                                              \
	container_of(ptr, const struct rte_pci_device, device)
#define RTE_ETH_DEV_TO_PCI(eth_dev) RTE_DEV_TO_PCI((eth_dev)->device)

#ifdef __cplusplus
/* An entry of a table of ids: one device of any class and subsystem. */
#define RTE_PCI_DEVICE(vend, dev)                                              \
	RTE_CLASS_ANY_ID, (vend), (dev), RTE_PCI_ANY_ID, RTE_PCI_ANY_ID
#else
#define RTE_PCI_DEVICE(vend, dev)                                              \
	.class_id = RTE_CLASS_ANY_ID, .vendor_id = (vend), .device_id = (dev), \
	.subsystem_vendor_id = RTE_PCI_ANY_ID,                                 \
	.subsystem_device_id = RTE_PCI_ANY_ID
#endif

/* 0; negative: the device is not used; >0: another driver may try. */
typedef int(rte_pci_probe_t)(
		struct rte_pci_driver *drv, struct rte_pci_device *dev);

/* 0, or a negative value and the device stays. */
typedef int(rte_pci_remove_t)(struct rte_pci_device *dev);

/*
 * Map memory for the device, or undo it: 0 or -1 with rte_errno set. With the
 * device lock held, so it waits for no thread that may want that.
 */
typedef int(pci_dma_map_t)(struct rte_pci_device *dev, void *addr,
		uint64_t iova, size_t len);
typedef int(pci_dma_unmap_t)(struct rte_pci_device *dev, void *addr,
		uint64_t iova, size_t len);

struct rte_pci_driver {
	RTE_TAILQ_ENTRY(rte_pci_driver) next;
	struct rte_driver driver;
	rte_pci_probe_t *probe;
	rte_pci_remove_t *remove;
	pci_dma_map_t *dma_map; /* NULL: the bus does it */
	pci_dma_unmap_t *dma_unmap;
	const struct rte_pci_id *id_table; /* ends with a vendor_id of 0 */
	uint32_t drv_flags;
};

/* In drv_flags. */
#define RTE_PCI_DRV_NEED_MAPPING 0x0001 /* map its BARs before probe */
#define RTE_PCI_DRV_WC_ACTIVATE  0x0002 /* with write combining: not done */
#define RTE_PCI_DRV_PROBE_AGAIN  0x0004 /* probe takes a device twice */
#define RTE_PCI_DRV_INTR_LSC     0x0008 /* has link interrupts */
#define RTE_PCI_DRV_INTR_RMV     0x0010 /* deals with a removal itself */
/* Leave the BARs mapped when probe returns >0, and after remove. */
#define RTE_PCI_DRV_KEEP_MAPPED_RES 0x0020
#define RTE_PCI_DRV_NEED_IOVA_AS_VA 0x0040 /* no physical addresses */

/* Where the devices are: SYSFS_PCI_DEVICES if set, else where Linux has them.
 */
__rte_internal const char *rte_pci_get_sysfs_path(void);

/*
 * Add a driver, which has a name, a probe and a table; one that is in the list
 * is left alone, as is one that lacks something, which is logged.
 */
__rte_internal void rte_pci_register(struct rte_pci_driver *driver);

/* Take a driver out of the list; one that is not in it is left alone. */
__rte_internal void rte_pci_unregister(struct rte_pci_driver *driver);

/* Register a driver, named nm, when the program or module is loaded. */
#define RTE_PMD_REGISTER_PCI(nm, pci_drv)                                      \
	RTE_INIT(pciinitfn_##nm)                                               \
	{                                                                      \
		(pci_drv).driver.name = RTE_STR(nm);                           \
		rte_pci_register(&(pci_drv));                                  \
	}                                                                      \
	RTE_PMD_EXPORT_NAME(nm, __COUNTER__)

#ifdef __cplusplus
}
#endif

#endif
