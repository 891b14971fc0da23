/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the PCI bus asks of VFIO beyond rte_vfio.h: the regions of a device,
 * mapped piece by piece, and its interrupts. What the kernel says about a
 * region is checked when it is read; a struct vfio_region is always sound.
 */
#ifndef VFIO_DEVICE_H
#define VFIO_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_eal.h>
#include <rte_interrupts.h>
#include <rte_vfio.h>

/* The parts of a region that can be mapped, in rising order. */
#define VFIO_AREAS_MAX 8
#define VFIO_BARS      6

struct vfio_area {
	uint64_t offset;
	uint64_t size;
};

/* A part of a device's file. size 0: the device has no such region. */
struct vfio_region {
	uint64_t offset;
	uint64_t size;
	uint32_t flags; /* VFIO_REGION_INFO_FLAG_* */
	unsigned int areas_n;
	struct vfio_area areas[VFIO_AREAS_MAX];
	uint8_t *addr; /* NULL: not mapped */
};

/* An open PCI device. */
struct vfio_device {
	int fd; /* -1: it is closed */
	struct vfio_device_info info;
	struct vfio_region config;
	struct vfio_region bars[VFIO_BARS];
};

void vfio_device_init(struct vfio_device *dev);

/*
 * Open a device and learn its regions: 0; 1 if VFIO does not have it; -errno.
 * Close it again, with whatever of it is mapped.
 */
int vfio_device_open(struct vfio_device *dev, const char *sysfs_base,
		const char *dev_addr);
void vfio_device_close(struct vfio_device *dev, const char *sysfs_base,
		const char *dev_addr);

/* Whether it reaches len bytes at addr by that IOVA. */
bool vfio_device_reaches(const struct vfio_device *dev, const void *addr,
		uint64_t iova, uint64_t len);

/* Put it into the state after power-on: 0, -ENOTSUP or -errno. */
int vfio_device_reset(const struct vfio_device *dev);

/* Do not map what lies in these bytes of a region, by whole pages. */
void vfio_region_exclude(
		struct vfio_region *region, uint64_t offset, uint64_t len);

/*
 * Map what can be mapped of a region, at addresses in one row; the rest of it
 * has no memory. 0 or -errno.
 */
int vfio_region_map(const struct vfio_device *dev, struct vfio_region *region);
void vfio_region_unmap(struct vfio_region *region);

/* Whether len bytes at an offset of a region are mapped. */
bool vfio_region_has(const struct vfio_region *region, uint64_t offset,
		uint64_t len);

/* Put ordinary memory, all ones, where a region is mapped: 0 or -errno. */
int vfio_region_overlay(struct vfio_region *region);

/*
 * Transfer len bytes between a buffer and an offset of a region: 0, -EINVAL
 * for bytes outside, or -errno.
 */
int vfio_region_read(const struct vfio_device *dev,
		const struct vfio_region *region, void *buf, size_t len,
		uint64_t offset);
int vfio_region_write(const struct vfio_device *dev,
		const struct vfio_region *region, const void *buf, size_t len,
		uint64_t offset);

/*
 * With BP_DMA_POOLS, have devices reach len bytes at addr, which are memory of
 * the library's: 0 or -errno. With BP_DMA_ALL they do anyway.
 */
int vfio_dma_need(const void *addr, size_t len);

/*
 * Fill a handle with the best kind of interrupts that a device has, or with
 * those of a mode: how many vectors there are, -ENOTSUP if none, or -errno.
 */
int vfio_intr_open(const struct vfio_device *dev, enum rte_intr_mode mode,
		struct rte_intr_handle *handle);
/* The same for the one with which the kernel asks for the device back: 0. */
int vfio_intr_open_request(
		const struct vfio_device *dev, struct rte_intr_handle *handle);
/* A handle without descriptors; close those of one, if it has any. */
void vfio_intr_none(struct rte_intr_handle *handle);
void vfio_intr_close(struct rte_intr_handle *handle);

/* Close every container and group that is still open. */
void vfio_fini(void);

/* Whether the group of a device works without an IOMMU. */
bool vfio_is_noiommu(const char *sysfs_base, const char *dev_addr);

#endif
