/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of virtio over PCI: a device of the fake kernel whose registers
 * are memory, in BAR 4, and a model behind them that does what a device does
 * when they are written, or what one must not do, as the test wants.
 */
#ifndef VIRTIO_PCI_ENV_H
#define VIRTIO_PCI_ENV_H

#include <linux/virtio_pci.h>

#include <rte_bitops.h>

#include "net/virtio/virtio_dev.h"
#include "net/virtio/virtio_pci_io.h"
#include "pci_env.h"

#define DEV      "0000:00:02.0"
#define QUEUES   4
#define VECTORS  3
#define MULTIPLE 4

/* Where things are in the configuration space, and in BAR 4. */
#define CAP_COMMON 0x40
#define CAP_ISR    0x50
#define CAP_CONFIG 0x60
#define CAP_NOTIFY 0x70
#define CAP_MSIX   0xa8
#define COMMON     0x0
#define COMMON_LEN 60
#define ISR        0x1000
#define CONFIG     0x2000
#define CONFIG_LEN 60
#define NOTIFY     0x3000
#define NOTIFY_LEN 0x1000

static struct fake_device *kernel;
static struct rte_pci_device *pci;
static struct virtio_pci_io real;

/* The device behind the registers. */
static struct {
	uint64_t offered, taken;
	uint16_t sizes[QUEUES];
	uint16_t enabled[QUEUES];
	uint16_t notify_off[QUEUES];
	uint64_t desc[QUEUES];
	unsigned int resets_late; /* reads of the status before it is 0 */
	bool no_queue_reset;      /* it does not end */
	bool no_vectors, no_enable, own_size;
	unsigned int changing; /* so many reads change the generation */
	unsigned int reads, sizes_seen[5];
} model;

static inline uint8_t *
bar4(uint64_t offset)
{
	return (uint8_t *)pci->mem_resource[4].addr + offset;
}

static inline bool
is(const uint8_t *addr, unsigned int reg)
{
	return addr == bar4(COMMON) + reg;
}

static inline uint16_t
selected(void)
{
	return (uint16_t)real.get(bar4(COMMON) + VIRTIO_PCI_COMMON_Q_SELECT, 2);
}

static inline uint32_t
model_get(const uint8_t *addr, unsigned int size)
{
	model.reads++;
	model.sizes_seen[size]++;
	assert_int_equal((uintptr_t)addr % size, 0);
	if (is(addr, VIRTIO_PCI_COMMON_STATUS) && model.resets_late > 0 &&
			--model.resets_late == 0)
		real.set(bar4(COMMON) + VIRTIO_PCI_COMMON_STATUS, 1, 0);
	if (is(addr, VIRTIO_PCI_COMMON_CFGGENERATION) && model.changing > 0) {
		model.changing--;
		real.set((uint8_t *)(uintptr_t)addr, 1, real.get(addr, 1) + 1);
	}
	return real.get(addr, size);
}

static inline void
write_at(unsigned int reg, unsigned int size, uint32_t value)
{
	real.set(bar4(COMMON) + reg, size, value);
}

static inline void
select_queue(uint16_t q)
{
	bool there = q < QUEUES;

	write_at(VIRTIO_PCI_COMMON_Q_SIZE, 2, there ? model.sizes[q] : 0);
	write_at(VIRTIO_PCI_COMMON_Q_ENABLE, 2, there ? model.enabled[q] : 0);
	write_at(VIRTIO_PCI_COMMON_Q_NOFF, 2, there ? model.notify_off[q] : 0);
	write_at(COMMON_QUEUE_RESET, 2, 0);
}

static inline void
model_set(uint8_t *addr, unsigned int size, uint32_t value)
{
	uint16_t q = selected();

	assert_int_equal((uintptr_t)addr % size, 0);
	if (is(addr, VIRTIO_PCI_COMMON_STATUS) && model.resets_late > 0 &&
			value == 0)
		return;
	real.set(addr, size, value);
	if (is(addr, VIRTIO_PCI_COMMON_STATUS) && value == 0)
		memset(model.enabled, 0, sizeof(model.enabled));
	if (is(addr, VIRTIO_PCI_COMMON_DFSELECT))
		write_at(VIRTIO_PCI_COMMON_DF, 4,
				value < 2 ? (uint32_t)(model.offered >>
							    32 * value)
					  : 0);
	if (is(addr, VIRTIO_PCI_COMMON_GF))
		model.taken |= (uint64_t)value << 32 *
						real.get(bar4(COMMON) + VIRTIO_PCI_COMMON_GFSELECT,
								4);
	if (is(addr, VIRTIO_PCI_COMMON_Q_SELECT))
		select_queue((uint16_t)value);
	if ((is(addr, VIRTIO_PCI_COMMON_Q_MSIX) ||
			    is(addr, VIRTIO_PCI_COMMON_MSIX)) &&
			(value >= VECTORS || model.no_vectors))
		real.set(addr, 2, VIRTIO_NO_VECTOR);
	if (is(addr, VIRTIO_PCI_COMMON_Q_SIZE) && model.own_size)
		real.set(addr, 2, 7);
	if (is(addr, VIRTIO_PCI_COMMON_Q_ENABLE)) {
		model.enabled[q] = !model.no_enable;
		model.desc[q] = real.get(bar4(COMMON) + VIRTIO_PCI_COMMON_Q_DESCLO,
						4) |
				(uint64_t)real.get(
						bar4(COMMON) + VIRTIO_PCI_COMMON_Q_DESCHI,
						4)
						<< 32;
		real.set(addr, 2, model.enabled[q]);
	}
	if (is(addr, COMMON_QUEUE_RESET) && value == 1 &&
			!model.no_queue_reset) {
		model.enabled[q] = 0;
		real.set(addr, 2, 0);
	}
}

static inline void
put_cap(uint8_t at, uint8_t type, uint8_t bar, uint32_t offset, uint32_t len)
{
	struct virtio_pci_cap cap = {
			.cap_vndr = PCI_CAP_VENDOR,
			.cap_next = kernel->config[0x34],
			.cap_len = sizeof(cap),
			.cfg_type = type,
			.bar = bar,
			.offset = offset,
			.length = len,
	};

	if (type == VIRTIO_PCI_CAP_NOTIFY_CFG)
		cap.cap_len = sizeof(struct virtio_pci_notify_cap);
	memcpy(kernel->config + at, &cap, sizeof(cap));
	if (type == VIRTIO_PCI_CAP_NOTIFY_CFG)
		kernel->config[at + sizeof(cap)] = MULTIPLE;
	kernel->config[0x34] = at; /* the new one comes first */
}

static inline struct virtio_pci_cap *
cap_at(uint8_t at)
{
	return (struct virtio_pci_cap *)(void *)(kernel->config + at);
}

static inline void
put_caps(void)
{
	memset(kernel->config + 0x40, 0, 192);
	kernel->config[CAP_MSIX] = PCI_CAP_MSIX;
	kernel->config[CAP_MSIX + 2] = VECTORS - 1;
	kernel->config[CAP_MSIX + 4] = 1; /* all of BAR 1 */
	kernel->config[0x34] = CAP_MSIX;
	put_cap(CAP_COMMON, VIRTIO_PCI_CAP_COMMON_CFG, 4, COMMON, COMMON_LEN);
	put_cap(CAP_ISR, VIRTIO_PCI_CAP_ISR_CFG, 4, ISR, 1);
	put_cap(CAP_CONFIG, VIRTIO_PCI_CAP_DEVICE_CFG, 4, CONFIG, CONFIG_LEN);
	put_cap(CAP_NOTIFY, VIRTIO_PCI_CAP_NOTIFY_CFG, 4, NOTIFY, NOTIFY_LEN);
}

/* The device in the tree and in the kernel, with all it needs. */
static inline int
model_setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	kernel = env_vfio_device(DEV, 7);
	put_caps();
	memset(&model, 0, sizeof(model));
	model.offered = RTE_BIT64(VIRTIO_F_VERSION_1) |
			RTE_BIT64(VIRTIO_F_ACCESS_PLATFORM) |
			RTE_BIT64(VIRTIO_F_RING_RESET) | 0x21;
	for (uint16_t i = 0; i < QUEUES; i++) {
		model.sizes[i] = 256;
		model.notify_off[i] = i;
	}
	return 0;
}

/* The library starts, and finds it. */
static inline void
model_start_with(struct bp_config config)
{
	assert_int_equal(env_start_with(config), 0);
	pci = env_device(DEV);
	assert_non_null(pci);
	real = virtio_pci_io;
	virtio_pci_io = (struct virtio_pci_io){model_get, model_set};
}

static inline void
model_start(void)
{
	model_start_with((struct bp_config){0});
}

static inline int
model_teardown(void **state)
{
	virtio_pci_io = real;
	rte_eal_cleanup();
	return tree_teardown(state);
}

#endif
