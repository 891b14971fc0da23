/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The registers of a device (VIRTIO 1.2, sections 4.1.4 and 4.1.5). What the
 * device does not take is found by reading it back; whatever waits for it has
 * an end. A device that is gone reads as all ones: its status then has bits
 * that no device sets together, and that is looked at before such an answer is
 * believed.
 */
#include <errno.h>
#include <string.h>

#include <rte_atomic.h>
#include <rte_bitops.h>
#include <rte_byteorder.h>
#include <rte_cycles.h>

#include "net/virtio/virtio_pci_io.h"
#include "vfio/vfio.h"

#define GENERATION_TRIES 64

static uint32_t
io_get(const uint8_t *addr, unsigned int size)
{
	switch (size) {
	case 1:
		return *(const volatile uint8_t *)addr;
	case 2:
		return rte_le_to_cpu_16(*(
				const volatile rte_le16_t *)(const void *)addr);
	default:
		return rte_le_to_cpu_32(*(
				const volatile rte_le32_t *)(const void *)addr);
	}
}

static void
io_set(uint8_t *addr, unsigned int size, uint32_t value)
{
	switch (size) {
	case 1:
		*(volatile uint8_t *)addr = (uint8_t)value;
		break;
	case 2:
		*(volatile rte_le16_t *)(void *)addr =
				rte_cpu_to_le_16((uint16_t)value);
		break;
	default:
		*(volatile rte_le32_t *)(void *)addr = rte_cpu_to_le_32(value);
		break;
	}
}

struct virtio_pci_io virtio_pci_io = {.get = io_get, .set = io_set};

/* Until a register of so many bytes reads 0: 0, -ENODEV or -ETIMEDOUT. */
int
virtio_pci_wait_zero(
		const struct virtio_pci *p, unsigned int reg, unsigned int size)
{
	unsigned int ms;

	for (ms = 0; virtio_pci_io.get(p->common.addr + reg, size) != 0; ms++) {
		if (virtio_pci_is_gone(p))
			break;
		if (ms >= p->patience)
			return -ETIMEDOUT;
		rte_delay_us_sleep(1000);
	}
	return virtio_pci_is_gone(p) ? -ENODEV : 0;
}

static int
features_get(struct virtio_dev *dev, uint64_t *features)
{
	const struct virtio_pci *p = virtio_pci_of(dev);
	uint64_t low, high, offered;

	virtio_pci_set32(p, VIRTIO_PCI_COMMON_DFSELECT, 0);
	low = virtio_pci_get32(p, VIRTIO_PCI_COMMON_DF);
	virtio_pci_set32(p, VIRTIO_PCI_COMMON_DFSELECT, 1);
	high = virtio_pci_get32(p, VIRTIO_PCI_COMMON_DF);
	if (virtio_pci_is_gone(p))
		return -ENODEV;
	offered = high << 32 | low;
	/* Its register is behind those that every device has. */
	if (p->common.len < COMMON_QUEUE_RESET + 2)
		offered &= ~RTE_BIT64(VIRTIO_F_RING_RESET);
	*features = offered;
	return 0;
}

static int
features_set(struct virtio_dev *dev, uint64_t features)
{
	const struct virtio_pci *p = virtio_pci_of(dev);

	virtio_pci_set32(p, VIRTIO_PCI_COMMON_GFSELECT, 0);
	virtio_pci_set32(p, VIRTIO_PCI_COMMON_GF, (uint32_t)features);
	virtio_pci_set32(p, VIRTIO_PCI_COMMON_GFSELECT, 1);
	virtio_pci_set32(p, VIRTIO_PCI_COMMON_GF, (uint32_t)(features >> 32));
	return 0;
}

static uint8_t
status_get(struct virtio_dev *dev)
{
	return virtio_pci_status(virtio_pci_of(dev));
}

static void
status_set(struct virtio_dev *dev, uint8_t status)
{
	const struct virtio_pci *p = virtio_pci_of(dev);

	/* What was written to memory before is there when the device looks. */
	rte_io_wmb();
	virtio_pci_io.set(p->common.addr + VIRTIO_PCI_COMMON_STATUS, 1, status);
}

/* The command register: 0; -ENODEV: nobody is there to read it; or -EIO. */
static int
read_command(const struct virtio_pci *p, uint16_t *command)
{
	rte_le16_t raw;

	if (rte_pci_read_config(p->pci, &raw, sizeof(raw), RTE_PCI_COMMAND) !=
			sizeof(raw))
		return -EIO;
	*command = rte_le_to_cpu_16(raw);
	return *command == UINT16_MAX ? -ENODEV : 0;
}

/*
 * Whether the device is a master of the bus as it should be: 0; -ENODEV: there
 * is none; or -EIO.
 */
static int
set_master(struct virtio_pci *p, bool enable)
{
	uint16_t command;
	int rc = read_command(p, &command);

	if (rc == 0 && rte_pci_set_bus_master(p->pci, enable) < 0)
		rc = -EIO;
	/* What it had sent to memory before is there when the answer is. */
	if (rc == 0)
		rc = read_command(p, &command);
	if (rc != 0)
		return rc;
	if (((command & RTE_PCI_COMMAND_MASTER) != 0) == enable)
		return 0;
	PCI_DEV_LOG(ERR, p, "the device does not %s the memory",
			enable ? "reach" : "let go of");
	return -EIO;
}

static int
cut_off(struct virtio_dev *dev)
{
	struct virtio_pci *p = virtio_pci_of(dev);
	int rc;

	p->is_cut_off = true;
	rc = set_master(p, false);
	return rc == -ENODEV ? 0 : rc;
}

/* Section 4.1.4.3.2: it is over when the device says 0. */
static int
reset(struct virtio_dev *dev)
{
	struct virtio_pci *p = virtio_pci_of(dev);
	int rc;

	if (virtio_pci_is_gone(p))
		return -ENODEV;
	status_set(dev, 0);
	rc = virtio_pci_wait_zero(p, VIRTIO_PCI_COMMON_STATUS, 1);
	if (rc == 0 && p->is_cut_off) {
		rc = set_master(p, true);
		p->is_cut_off = rc != 0;
	}
	return rc;
}

static bool
has_config(const struct virtio_pci *p, uint32_t offset, uint32_t len)
{
	return len <= p->config.len && offset <= p->config.len - len;
}

/* The largest access that fits at an offset, of those that are aligned. */
static unsigned int
step_at(uint32_t offset, uint32_t len)
{
	if (offset % 4 == 0 && len >= 4)
		return 4;
	return offset % 2 == 0 && len >= 2 ? 2 : 1;
}

static void
read_config(const struct virtio_pci *p, uint32_t offset, uint8_t *buf,
		uint32_t len)
{
	unsigned int step;

	for (; len > 0; offset += step, buf += step, len -= step) {
		rte_le32_t raw;

		step = step_at(offset, len);
		raw = rte_cpu_to_le_32(virtio_pci_io.get(
				p->config.addr + offset, step));
		memcpy(buf, &raw, step);
	}
}

/* Section 2.5.1: read again while the generation changes, but not for ever. */
static int
config_read(struct virtio_dev *dev, uint32_t offset, void *buf, uint32_t len)
{
	const struct virtio_pci *p = virtio_pci_of(dev);
	unsigned int tries;
	uint8_t before;

	if (!has_config(p, offset, len))
		return -ERANGE;
	for (tries = 0; tries < GENERATION_TRIES; tries++) {
		before = virtio_pci_get8(p, VIRTIO_PCI_COMMON_CFGGENERATION);
		read_config(p, offset, buf, len);
		if (virtio_pci_get8(p, VIRTIO_PCI_COMMON_CFGGENERATION) ==
				before)
			return virtio_pci_is_gone(p) ? -ENODEV : 0;
	}
	PCI_DEV_LOG(ERR, p, "its configuration does not stop changing");
	return virtio_pci_wrong(p, -EAGAIN);
}

static int
config_write(struct virtio_dev *dev, uint32_t offset, const void *buf,
		uint32_t len)
{
	const struct virtio_pci *p = virtio_pci_of(dev);
	const uint8_t *from = buf;
	unsigned int step;

	if (!has_config(p, offset, len))
		return -ERANGE;
	for (; len > 0; offset += step, from += step, len -= step) {
		rte_le32_t raw = 0;

		step = step_at(offset, len);
		memcpy(&raw, from, step);
		virtio_pci_io.set(p->config.addr + offset, step,
				rte_le_to_cpu_32(raw));
	}
	return virtio_pci_is_gone(p) ? -ENODEV : 0;
}

static bool
reaches(struct virtio_dev *dev, const void *addr, uint64_t iova, uint32_t len)
{
	const struct virtio_pci *p = virtio_pci_of(dev);

	return vfio_device_reaches(
			&pci_entry_of(p->pci)->vfio, addr, iova, len);
}

/* Section 4.1.5.2. The barrier orders the rings before it. */
static void
notify(struct virtio_dev *dev, void *doorbell, uint32_t data)
{
	rte_io_wmb();
	if (virtio_has(dev, VIRTIO_F_NOTIFICATION_DATA))
		*(volatile rte_le32_t *)doorbell = rte_cpu_to_le_32(data);
	else
		*(volatile rte_le16_t *)doorbell =
				rte_cpu_to_le_16((uint16_t)data);
}

/* A device that is gone interrupts nobody. */
static uint8_t
isr(struct virtio_dev *dev)
{
	uint8_t bits = (uint8_t)virtio_pci_io.get(
			virtio_pci_of(dev)->isr.addr, 1);

	return bits == UINT8_MAX ? 0 : bits;
}

static int
need(struct virtio_dev *dev, const void *addr, size_t len)
{
	return vfio_dma_need(addr, len);
}

const struct virtio_transport virtio_pci_transport = {
		.name = "pci",
		.features_get = features_get,
		.features_set = features_set,
		.status_get = status_get,
		.status_set = status_set,
		.reset = reset,
		.cut_off = cut_off,
		.config_read = config_read,
		.config_write = config_write,
		.queues_max = virtio_pci_queues_max,
		.queue_size_max = virtio_pci_queue_size_max,
		.queue_enable = virtio_pci_queue_enable,
		.queue_reset = virtio_pci_queue_reset,
		.config_vector = virtio_pci_config_vector,
		.reaches = reaches,
		.notify = notify,
		.isr = isr,
		.need = need,
};
