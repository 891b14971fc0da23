/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Access to registers, each of 1, 2 or 4 bytes at once (VIRTIO 1.2, section
 * 4.1.3.1), behind a table so that a test can put a device of its own there.
 * Doorbells are written directly: what they do is not seen by the driver.
 */
#ifndef VIRTIO_PCI_IO_H
#define VIRTIO_PCI_IO_H

#include <stdint.h>

#include "net/virtio/virtio_pci.h"

struct virtio_pci_io {
	uint32_t (*get)(const uint8_t *addr, unsigned int size);
	void (*set)(uint8_t *addr, unsigned int size, uint32_t value);
};

extern struct virtio_pci_io virtio_pci_io;

/* Of the common configuration (section 4.1.4.3), which linux/ may not have. */
#define COMMON_QUEUE_RESET 58
#define COMMON_SIZE        56 /* that every device has */

extern const struct virtio_transport virtio_pci_transport;

#endif
