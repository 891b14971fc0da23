/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices of the kernel's VFIO, and the memory that they may reach. Devices
 * come in groups (of the IOMMU), groups are put into containers, and a
 * container has the table of what its devices see as memory. The default
 * container takes every group that the program has not bound to another one,
 * and maps the library's memory by itself. Functions are safe from any thread.
 */
#ifndef RTE_VFIO_H
#define RTE_VFIO_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/version.h>
#include <linux/vfio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The kernel headers have VFIO, and its device request interrupt. */
#define VFIO_PRESENT
#define HAVE_VFIO_DEV_REQ_INTERFACE

#define VFIO_DIR               "/dev/vfio"
#define VFIO_CONTAINER_PATH    "/dev/vfio/vfio"
#define VFIO_GROUP_FMT         "/dev/vfio/%u"
#define VFIO_NOIOMMU_GROUP_FMT "/dev/vfio/noiommu-%u"
#define VFIO_NOIOMMU_MODE                                                      \
	"/sys/module/vfio/parameters/enable_unsafe_noiommu_mode"

/* Where a region begins in the file of a device, and which one it is. */
#define VFIO_GET_REGION_ADDR(x) ((uint64_t)(x) << 40ULL)
#define VFIO_GET_REGION_IDX(x)  ((x) >> 40)

#define RTE_VFIO_NOIOMMU           VFIO_NOIOMMU_IOMMU
#define RTE_VFIO_INFO_FLAG_CAPS    VFIO_REGION_INFO_FLAG_CAPS
#define VFIO_CAP_OFFSET(x)         ((x)->cap_offset)
#define RTE_VFIO_CAP_MSIX_MAPPABLE VFIO_REGION_INFO_CAP_MSIX_MAPPABLE

/* Stands for the default container. */
#define RTE_VFIO_DEFAULT_CONTAINER_FD (-1)

/*
 * Open a device, and before it its group and container as needed. sysfs_base
 * is the folder with the device's own, dev_addr. Returns 0 with the file of
 * the device and what the kernel says about it; 1 if VFIO does not have it;
 * or a negative value, and a log line says what is missing.
 */
int rte_vfio_setup_device(const char *sysfs_base, const char *dev_addr,
		int *vfio_dev_fd, struct vfio_device_info *device_info);

/*
 * Close the file fd of a device. The last device of a group gives the group
 * back, the last group of a container its mappings. Returns 0 or -1.
 */
int rte_vfio_release_device(
		const char *sysfs_base, const char *dev_addr, int fd);

/* Look whether a module of the kernel is there; nothing to enable: 0 or -1. */
int rte_vfio_enable(const char *modname);

/* 1 if that module is loaded and VFIO can be used, else 0. */
int rte_vfio_is_enabled(const char *modname);

/* 1 if the kernel lets VFIO work without an IOMMU, 0 if not, or -1. */
int rte_vfio_noiommu_is_enabled(void);

/*
 * Close a group and forget it: 0, or -1 with rte_errno: EINVAL, or EBUSY while
 * a device of it is open.
 */
int rte_vfio_clear_group(int vfio_group_fd);

/*
 * Which group a device is in: 1 and its number, 0 if it has none (there is no
 * IOMMU), or -1.
 */
int rte_vfio_get_group_num(const char *sysfs_base, const char *dev_addr,
		int *iommu_group_num);

/* The file of the default container, opened if need be, or -1. */
int rte_vfio_get_container_fd(void);

/*
 * The file of a group, opened if need be; -ENOENT if there is no such group,
 * or -1 with rte_errno.
 */
int rte_vfio_get_group_fd(int iommu_group_num);

/* A new container: its file, or -1. */
int rte_vfio_container_create(void);

/*
 * Close a container, with all its groups: 0, or -1 with rte_errno: EINVAL, or
 * EBUSY while a device of it is open.
 */
int rte_vfio_container_destroy(int container_fd);

/*
 * Have the devices of a group that are set up from now on use that container.
 * Returns the file of the group, -ENOENT or -1 as rte_vfio_get_group_fd().
 * Unbinding closes it: 0, or -1 with rte_errno, EBUSY as above.
 */
int rte_vfio_container_group_bind(int container_fd, int iommu_group_num);
int rte_vfio_container_group_unbind(int container_fd, int iommu_group_num);

/*
 * Let the devices of a container see len bytes at vaddr as iova. All three are
 * multiples of the page size. Returns 0, or -1 with rte_errno, for example
 * ENODEV when the container has no device yet.
 */
int rte_vfio_container_dma_map(
		int container_fd, uint64_t vaddr, uint64_t iova, uint64_t len);

/* Undo it, for a whole mapping or several in a row: 0, or -1 with rte_errno. */
int rte_vfio_container_dma_unmap(
		int container_fd, uint64_t vaddr, uint64_t iova, uint64_t len);

#ifdef __cplusplus
}
#endif

#endif
