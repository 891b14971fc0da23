/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport over PCI, in modern mode (VIRTIO 1.2, section 4.1). A struct
 * virtio_pci is open from virtio_pci_open() on as long as the bus has the
 * device mapped; there is nothing to close. Invariant: each part lies wholly in
 * memory of a mapped BAR and has at least the bytes that are accessed.
 */
#ifndef VIRTIO_PCI_H
#define VIRTIO_PCI_H

#include <bus_pci_driver.h>
#include <stdint.h>

#include "net/virtio/virtio_transport.h"

/* The ids of network devices, modern and transitional, for an id_table. */
extern const struct rte_pci_id virtio_pci_net_ids[];

/* The same for PCI_PMD_INFO. */
#define VIRTIO_PCI_NET_IDS                                                     \
	"[6900, 4161, 65535, 65535], [6900, 4096, 65535, 65535]"

/* That of devices that are opened, in ms. */
extern unsigned int virtio_pci_patience;

/* A capability's bytes; NULL and 0: it has none. */
struct virtio_pci_part {
	uint8_t *addr;
	uint64_t len;
};

struct virtio_pci {
	struct virtio_dev dev; /* first */
	struct rte_pci_device *pci;
	struct virtio_pci_part common;
	struct virtio_pci_part notify;
	struct virtio_pci_part isr;
	struct virtio_pci_part config; /* may have none */
	uint32_t notify_step;          /* bytes between two doorbells */
	unsigned int patience;         /* ms to wait for a reset */
	bool is_cut_off;               /* it may not reach memory */
};

/*
 * Find the parts of a device that the bus has mapped, and fill p: 0, -ENOTSUP
 * for a device that has no modern mode, -EINVAL if a part that is needed is
 * unusable, -ENODEV, or another -errno. The device is not touched yet.
 */
int virtio_pci_open(struct virtio_pci *p, struct rte_pci_device *pci);

#endif
