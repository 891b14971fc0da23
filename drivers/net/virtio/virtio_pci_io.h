/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Access to registers, each of 1, 2 or 4 bytes at once (VIRTIO 1.2, section
 * 4.1.3.1), behind a table so that a test can put a device of its own there;
 * and what the files of the transport share. Doorbells are written directly:
 * what they do is not seen by the driver.
 */
#ifndef VIRTIO_PCI_IO_H
#define VIRTIO_PCI_IO_H

#include <errno.h>
#include <stdint.h>

#include <linux/virtio_pci.h>

#include <rte_log.h>

#include "bus/pci/pci.h"
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

#define PCI_DEV_LOG(level, p, fmt, ...)                                        \
	RTE_LOG(level, PMD, "%s: " fmt "\n", (p)->dev.name, ##__VA_ARGS__)

static inline struct virtio_pci *
virtio_pci_of(struct virtio_dev *dev)
{
	return (struct virtio_pci *)dev;
}

static inline uint32_t
virtio_pci_get32(const struct virtio_pci *p, unsigned int reg)
{
	return virtio_pci_io.get(p->common.addr + reg, 4);
}

static inline uint16_t
virtio_pci_get16(const struct virtio_pci *p, unsigned int reg)
{
	return (uint16_t)virtio_pci_io.get(p->common.addr + reg, 2);
}

static inline uint8_t
virtio_pci_get8(const struct virtio_pci *p, unsigned int reg)
{
	return (uint8_t)virtio_pci_io.get(p->common.addr + reg, 1);
}

static inline void
virtio_pci_set32(const struct virtio_pci *p, unsigned int reg, uint32_t value)
{
	virtio_pci_io.set(p->common.addr + reg, 4, value);
}

static inline void
virtio_pci_set16(const struct virtio_pci *p, unsigned int reg, uint16_t value)
{
	virtio_pci_io.set(p->common.addr + reg, 2, value);
}

/* Section 4.1.4.3: an address is two words, the lower one first. */
static inline void
virtio_pci_set64(const struct virtio_pci *p, unsigned int reg, uint64_t value)
{
	virtio_pci_set32(p, reg, (uint32_t)value);
	virtio_pci_set32(p, reg + 4, (uint32_t)(value >> 32));
}

/* What stands in for a device that is gone keeps what is written to it. */
static inline uint8_t
virtio_pci_status(const struct virtio_pci *p)
{
	return pci_is_gone(p->pci)
			? VIRTIO_STATUS_GONE
			: virtio_pci_get8(p, VIRTIO_PCI_COMMON_STATUS);
}

static inline bool
virtio_pci_is_gone(const struct virtio_pci *p)
{
	return virtio_pci_status(p) == VIRTIO_STATUS_GONE;
}

/* What an answer that is wrong means: -ENODEV if the device is gone. */
static inline int
virtio_pci_wrong(const struct virtio_pci *p, int rc)
{
	return virtio_pci_is_gone(p) ? -ENODEV : rc;
}

/* virtio_pci.c: until a register of so many bytes reads 0. */
int virtio_pci_wait_zero(const struct virtio_pci *p, unsigned int reg,
		unsigned int size);

/* virtio_pci_queue.c: of the transport. */
uint16_t virtio_pci_queues_max(struct virtio_dev *dev);
uint16_t virtio_pci_queue_size_max(struct virtio_dev *dev, uint16_t index);
int virtio_pci_queue_enable(struct virtio_dev *dev,
		const struct virtio_queue_place *place, void **doorbell);
int virtio_pci_queue_reset(struct virtio_dev *dev, uint16_t index);
int virtio_pci_config_vector(struct virtio_dev *dev, uint16_t vector);

#endif
