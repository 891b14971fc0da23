/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The registers of a device (VIRTIO 1.2, sections 4.1.4 and 4.1.5). What the
 * device does not take is found by reading it back; whatever waits for it has
 * an end. A device that is gone reads as all ones: its status then has bits
 * that no device sets together, and that is looked at before such an answer is
 * believed.
 */
#include "net/virtio/virtio_pci.h"

#include <errno.h>
#include <string.h>

#include <linux/virtio_pci.h>

#include <rte_atomic.h>
#include <rte_bitops.h>
#include <rte_byteorder.h>
#include <rte_cycles.h>
#include <rte_log.h>

#include "bus/pci/pci.h"
#include "net/virtio/virtio_pci_io.h"

#define GENERATION_TRIES 64

#define PCI_DEV_LOG(level, p, fmt, ...)                                        \
	RTE_LOG(level, PMD, "%s: " fmt "\n", (p)->dev.name, ##__VA_ARGS__)

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

static struct virtio_pci *
pci_of(struct virtio_dev *dev)
{
	return (struct virtio_pci *)dev;
}

static uint32_t
get32(const struct virtio_pci *p, unsigned int reg)
{
	return virtio_pci_io.get(p->common.addr + reg, 4);
}

static uint16_t
get16(const struct virtio_pci *p, unsigned int reg)
{
	return (uint16_t)virtio_pci_io.get(p->common.addr + reg, 2);
}

static uint8_t
get8(const struct virtio_pci *p, unsigned int reg)
{
	return (uint8_t)virtio_pci_io.get(p->common.addr + reg, 1);
}

static void
set32(const struct virtio_pci *p, unsigned int reg, uint32_t value)
{
	virtio_pci_io.set(p->common.addr + reg, 4, value);
}

static void
set16(const struct virtio_pci *p, unsigned int reg, uint16_t value)
{
	virtio_pci_io.set(p->common.addr + reg, 2, value);
}

/* Section 4.1.4.3: an address is two words, the lower one first. */
static void
set64(const struct virtio_pci *p, unsigned int reg, uint64_t value)
{
	set32(p, reg, (uint32_t)value);
	set32(p, reg + 4, (uint32_t)(value >> 32));
}

/* What stands in for a device that is gone keeps what is written to it. */
static uint8_t
status_of(const struct virtio_pci *p)
{
	return pci_is_gone(p->pci) ? VIRTIO_STATUS_GONE
				   : get8(p, VIRTIO_PCI_COMMON_STATUS);
}

static bool
is_gone(const struct virtio_pci *p)
{
	return status_of(p) == VIRTIO_STATUS_GONE;
}

/* What an answer that is wrong means: -ENODEV if the device is gone. */
static int
wrong(const struct virtio_pci *p, int rc)
{
	return is_gone(p) ? -ENODEV : rc;
}

static int
features_get(struct virtio_dev *dev, uint64_t *features)
{
	const struct virtio_pci *p = pci_of(dev);
	uint64_t low, high, offered;

	set32(p, VIRTIO_PCI_COMMON_DFSELECT, 0);
	low = get32(p, VIRTIO_PCI_COMMON_DF);
	set32(p, VIRTIO_PCI_COMMON_DFSELECT, 1);
	high = get32(p, VIRTIO_PCI_COMMON_DF);
	if (is_gone(p))
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
	const struct virtio_pci *p = pci_of(dev);

	set32(p, VIRTIO_PCI_COMMON_GFSELECT, 0);
	set32(p, VIRTIO_PCI_COMMON_GF, (uint32_t)features);
	set32(p, VIRTIO_PCI_COMMON_GFSELECT, 1);
	set32(p, VIRTIO_PCI_COMMON_GF, (uint32_t)(features >> 32));
	return 0;
}

static uint8_t
status_get(struct virtio_dev *dev)
{
	return status_of(pci_of(dev));
}

static void
status_set(struct virtio_dev *dev, uint8_t status)
{
	const struct virtio_pci *p = pci_of(dev);

	/* What was written to memory before is there when the device looks. */
	rte_io_wmb();
	virtio_pci_io.set(p->common.addr + VIRTIO_PCI_COMMON_STATUS, 1, status);
}

/* Until a register of so many bytes reads 0: 0, -ENODEV or -ETIMEDOUT. */
static int
wait_zero(const struct virtio_pci *p, unsigned int reg, unsigned int size)
{
	unsigned int ms;

	for (ms = 0; virtio_pci_io.get(p->common.addr + reg, size) != 0; ms++) {
		if (is_gone(p))
			break;
		if (ms >= p->patience)
			return -ETIMEDOUT;
		rte_delay_us_sleep(1000);
	}
	return is_gone(p) ? -ENODEV : 0;
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
	struct virtio_pci *p = pci_of(dev);
	int rc;

	p->is_cut_off = true;
	rc = set_master(p, false);
	return rc == -ENODEV ? 0 : rc;
}

/* Section 4.1.4.3.2: it is over when the device says 0. */
static int
reset(struct virtio_dev *dev)
{
	struct virtio_pci *p = pci_of(dev);
	int rc;

	if (is_gone(p))
		return -ENODEV;
	status_set(dev, 0);
	rc = wait_zero(p, VIRTIO_PCI_COMMON_STATUS, 1);
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
	const struct virtio_pci *p = pci_of(dev);
	unsigned int tries;
	uint8_t before;

	if (!has_config(p, offset, len))
		return -ERANGE;
	for (tries = 0; tries < GENERATION_TRIES; tries++) {
		before = get8(p, VIRTIO_PCI_COMMON_CFGGENERATION);
		read_config(p, offset, buf, len);
		if (get8(p, VIRTIO_PCI_COMMON_CFGGENERATION) == before)
			return is_gone(p) ? -ENODEV : 0;
	}
	PCI_DEV_LOG(ERR, p, "its configuration does not stop changing");
	return wrong(p, -EAGAIN);
}

static int
config_write(struct virtio_dev *dev, uint32_t offset, const void *buf,
		uint32_t len)
{
	const struct virtio_pci *p = pci_of(dev);
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
	return is_gone(p) ? -ENODEV : 0;
}

static uint16_t
queues_max(struct virtio_dev *dev)
{
	const struct virtio_pci *p = pci_of(dev);
	uint16_t n = get16(p, VIRTIO_PCI_COMMON_NUMQ);

	return is_gone(p) ? 0 : n;
}

static uint16_t
queue_size_max(struct virtio_dev *dev, uint16_t index)
{
	const struct virtio_pci *p = pci_of(dev);
	uint16_t size;

	if (index >= queues_max(dev))
		return 0;
	set16(p, VIRTIO_PCI_COMMON_Q_SELECT, index);
	size = get16(p, VIRTIO_PCI_COMMON_Q_SIZE);
	return is_gone(p) ? 0 : size;
}

/* Section 4.1.5.1.2: a device that has no more vectors says NO_VECTOR. */
static int
set_vector(const struct virtio_pci *p, unsigned int reg, uint16_t vector,
		const char *what)
{
	set16(p, reg, vector);
	if (get16(p, reg) == vector && !is_gone(p))
		return 0;
	if (is_gone(p))
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
	uint64_t at = (uint64_t)get16(p, VIRTIO_PCI_COMMON_Q_NOFF) *
			p->notify_step;
	uint8_t *addr;

	if (p->notify.len < width || at > p->notify.len - width) {
		PCI_DEV_LOG(ERR, p,
				"the doorbell of queue %u, at 0x%llx, is not"
				" among the 0x%llx bytes of doorbells",
				index, (unsigned long long)at,
				(unsigned long long)p->notify.len);
		return wrong(p, -EINVAL);
	}
	addr = p->notify.addr + at;
	if ((uintptr_t)addr % width != 0) {
		PCI_DEV_LOG(ERR, p, "the doorbell of queue %u is not aligned",
				index);
		return wrong(p, -EINVAL);
	}
	*doorbell = addr;
	return 0;
}

/* Section 4.1.5.1.3, in its order. */
static int
queue_enable(struct virtio_dev *dev, const struct virtio_queue_place *place,
		void **doorbell)
{
	const struct virtio_pci *p = pci_of(dev);
	void *bell;
	int rc;

	if (place->index >= queues_max(dev))
		return wrong(p, -EINVAL);
	set16(p, VIRTIO_PCI_COMMON_Q_SELECT, place->index);
	set16(p, VIRTIO_PCI_COMMON_Q_SIZE, place->size);
	if (get16(p, VIRTIO_PCI_COMMON_Q_SIZE) != place->size) {
		PCI_DEV_LOG(ERR, p,
				"the device refuses %u entries for queue %u",
				place->size, place->index);
		return wrong(p, -EINVAL);
	}
	rc = find_doorbell(p, place->index, &bell);
	if (rc == 0)
		rc = set_vector(p, VIRTIO_PCI_COMMON_Q_MSIX, place->vector,
				"a queue");
	if (rc < 0)
		return rc;
	set64(p, VIRTIO_PCI_COMMON_Q_DESCLO, place->desc);
	set64(p, VIRTIO_PCI_COMMON_Q_AVAILLO, place->driver);
	set64(p, VIRTIO_PCI_COMMON_Q_USEDLO, place->device);
	rte_io_wmb(); /* the rings are as they should be before it looks */
	set16(p, VIRTIO_PCI_COMMON_Q_ENABLE, 1);
	if (get16(p, VIRTIO_PCI_COMMON_Q_ENABLE) != 1) {
		PCI_DEV_LOG(ERR, p, "the device does not start queue %u",
				place->index);
		return wrong(p, -EINVAL);
	}
	*doorbell = bell;
	return 0;
}

/* Section 4.1.4.3.2 again: it is over when the device says 0. */
static int
queue_reset(struct virtio_dev *dev, uint16_t index)
{
	const struct virtio_pci *p = pci_of(dev);
	int rc;

	if (!virtio_has(dev, VIRTIO_F_RING_RESET))
		return -ENOTSUP;
	if (index >= queues_max(dev))
		return wrong(p, -EINVAL);
	set16(p, VIRTIO_PCI_COMMON_Q_SELECT, index);
	set16(p, COMMON_QUEUE_RESET, 1);
	rc = wait_zero(p, COMMON_QUEUE_RESET, 2);
	if (rc == -ETIMEDOUT)
		PCI_DEV_LOG(ERR, p, "the device does not reset queue %u",
				index);
	return rc;
}

static int
config_vector(struct virtio_dev *dev, uint16_t vector)
{
	return set_vector(pci_of(dev), VIRTIO_PCI_COMMON_MSIX, vector,
			"its configuration");
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
	uint8_t bits = (uint8_t)virtio_pci_io.get(pci_of(dev)->isr.addr, 1);

	return bits == UINT8_MAX ? 0 : bits;
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
		.queues_max = queues_max,
		.queue_size_max = queue_size_max,
		.queue_enable = queue_enable,
		.queue_reset = queue_reset,
		.config_vector = config_vector,
		.notify = notify,
		.isr = isr,
};
