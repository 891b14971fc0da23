/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The registers of a device's queues (VIRTIO 1.2, sections 4.1.4.3, 4.1.4.4
 * and 4.1.5.1): where a queue is, its doorbell and its vector. What the device
 * does not take is found by reading it back.
 */
#include <rte_atomic.h>

#include "net/virtio/virtio_pci_io.h"

uint16_t
virtio_pci_queues_max(struct virtio_dev *dev)
{
	const struct virtio_pci *p = virtio_pci_of(dev);
	uint16_t n = virtio_pci_get16(p, VIRTIO_PCI_COMMON_NUMQ);

	return virtio_pci_is_gone(p) ? 0 : n;
}

uint16_t
virtio_pci_queue_size_max(struct virtio_dev *dev, uint16_t index)
{
	const struct virtio_pci *p = virtio_pci_of(dev);
	uint16_t size;

	if (index >= virtio_pci_queues_max(dev))
		return 0;
	virtio_pci_set16(p, VIRTIO_PCI_COMMON_Q_SELECT, index);
	size = virtio_pci_get16(p, VIRTIO_PCI_COMMON_Q_SIZE);
	return virtio_pci_is_gone(p) ? 0 : size;
}

/* Section 4.1.5.1.2: a device that has no more vectors says NO_VECTOR. */
static int
set_vector(const struct virtio_pci *p, unsigned int reg, uint16_t vector,
		const char *what)
{
	virtio_pci_set16(p, reg, vector);
	if (virtio_pci_get16(p, reg) == vector && !virtio_pci_is_gone(p))
		return 0;
	if (virtio_pci_is_gone(p))
		return -ENODEV;
	PCI_DEV_LOG(ERR, p, "the device refuses vector %u for %s", vector,
			what);
	return -ENOSPC;
}

/* Section 4.1.4.4: where the selected queue's doorbell is. */
static int
find_doorbell(const struct virtio_pci *p, uint16_t index, void **doorbell)
{
	unsigned int width =
			virtio_has(&p->dev, VIRTIO_F_NOTIFICATION_DATA) ? 4 : 2;
	uint64_t at = (uint64_t)virtio_pci_get16(p, VIRTIO_PCI_COMMON_Q_NOFF) *
			p->notify_step;
	uint8_t *addr;

	if (p->notify.len < width || at > p->notify.len - width) {
		PCI_DEV_LOG(ERR, p,
				"the doorbell of queue %u, at 0x%llx, is not"
				" among the 0x%llx bytes of doorbells",
				index, (unsigned long long)at,
				(unsigned long long)p->notify.len);
		return virtio_pci_wrong(p, -EINVAL);
	}
	addr = p->notify.addr + at;
	if ((uintptr_t)addr % width != 0) {
		PCI_DEV_LOG(ERR, p, "the doorbell of queue %u is not aligned",
				index);
		return virtio_pci_wrong(p, -EINVAL);
	}
	*doorbell = addr;
	return 0;
}

/* Section 4.1.5.1.3, in its order. */
int
virtio_pci_queue_enable(struct virtio_dev *dev,
		const struct virtio_queue_place *place, void **doorbell)
{
	const struct virtio_pci *p = virtio_pci_of(dev);
	void *bell;
	int rc;

	if (place->index >= virtio_pci_queues_max(dev))
		return virtio_pci_wrong(p, -EINVAL);
	virtio_pci_set16(p, VIRTIO_PCI_COMMON_Q_SELECT, place->index);
	if (virtio_pci_get16(p, VIRTIO_PCI_COMMON_Q_ENABLE) != 0) {
		PCI_DEV_LOG(ERR, p,
				"queue %u works already: it cannot be another's",
				place->index);
		return virtio_pci_wrong(p, -EBUSY);
	}
	virtio_pci_set16(p, VIRTIO_PCI_COMMON_Q_SIZE, place->size);
	if (virtio_pci_get16(p, VIRTIO_PCI_COMMON_Q_SIZE) != place->size) {
		PCI_DEV_LOG(ERR, p,
				"the device refuses %u entries for queue %u",
				place->size, place->index);
		return virtio_pci_wrong(p, -EINVAL);
	}
	rc = find_doorbell(p, place->index, &bell);
	if (rc == 0)
		rc = set_vector(p, VIRTIO_PCI_COMMON_Q_MSIX, place->vector,
				"a queue");
	if (rc < 0)
		return rc;
	virtio_pci_set64(p, VIRTIO_PCI_COMMON_Q_DESCLO, place->desc);
	virtio_pci_set64(p, VIRTIO_PCI_COMMON_Q_AVAILLO, place->driver);
	virtio_pci_set64(p, VIRTIO_PCI_COMMON_Q_USEDLO, place->device);
	rte_io_wmb(); /* the rings are as they should be before it looks */
	virtio_pci_set16(p, VIRTIO_PCI_COMMON_Q_ENABLE, 1);
	if (virtio_pci_get16(p, VIRTIO_PCI_COMMON_Q_ENABLE) != 1) {
		PCI_DEV_LOG(ERR, p, "the device does not start queue %u",
				place->index);
		return virtio_pci_wrong(p, -EINVAL);
	}
	*doorbell = bell;
	return 0;
}

/* Section 4.1.4.3.2 again: it is over when the device says 0. */
int
virtio_pci_queue_reset(struct virtio_dev *dev, uint16_t index)
{
	const struct virtio_pci *p = virtio_pci_of(dev);
	int rc;

	if (!virtio_has(dev, VIRTIO_F_RING_RESET))
		return -ENOTSUP;
	if (index >= virtio_pci_queues_max(dev))
		return virtio_pci_wrong(p, -EINVAL);
	virtio_pci_set16(p, VIRTIO_PCI_COMMON_Q_SELECT, index);
	virtio_pci_set16(p, COMMON_QUEUE_RESET, 1);
	rc = virtio_pci_wait_zero(p, COMMON_QUEUE_RESET, 2);
	if (rc == -ETIMEDOUT)
		PCI_DEV_LOG(ERR, p, "the device does not reset queue %u",
				index);
	return rc;
}

int
virtio_pci_config_vector(struct virtio_dev *dev, uint16_t vector)
{
	return set_vector(virtio_pci_of(dev), VIRTIO_PCI_COMMON_MSIX, vector,
			"its configuration");
}
