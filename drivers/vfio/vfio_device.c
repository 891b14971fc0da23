/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Devices: the way from an address to an open file with sound regions, and
 * back. Whatever step fails, the ones before it are undone.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_uuid.h>

#include "vfio/vfio_impl.h"

/* A file that was handed out, and the group that it belongs to. */
struct open_file {
	struct open_file *next;
	int fd;
	int group;
};

static struct open_file *files;

static void
explain_no_group(const char *dev_addr)
{
	VFIO_LOG(ERR,
			"%s is in no group: there is no IOMMU. Switch it on in"
			" the firmware (VT-d, AMD-Vi) and for the kernel"
			" (intel_iommu=on; in a VM, give it a virtual IOMMU)."
			" Without one: \"echo 1 >"
			" /sys/module/vfio/parameters/enable_unsafe_noiommu_mode\""
			" and bind it anew, which protects nothing\n",
			dev_addr);
}

/* The name under which the kernel hands a device out; a VF may need a token. */
static int
get_file(const struct vfio_group *group, const char *dev_addr)
{
	char name[128], token[RTE_UUID_STRLEN];
	rte_uuid_t uuid;
	int fd;

	rte_eal_vfio_get_vf_token(uuid);
	if (!rte_uuid_is_null(uuid)) {
		rte_uuid_unparse(uuid, token, sizeof(token));
		snprintf(name, sizeof(name), "%s vf_token=%s", dev_addr, token);
		fd = vfio_os.ioctl(group->fd, VFIO_GROUP_GET_DEVICE_FD, name);
		if (fd >= 0)
			return fd;
	}
	/* Devices that are no VFs take no token. */
	snprintf(name, sizeof(name), "%s", dev_addr);
	fd = vfio_os.ioctl(group->fd, VFIO_GROUP_GET_DEVICE_FD, name);
	return fd >= 0 ? fd : -errno;
}

/* The file of a device of an attached group, with what it says of itself. */
static int
open_device(const struct vfio_group *group, const char *dev_addr,
		struct vfio_device_info *info, int *fd)
{
	struct vfio_device_info out = {.argsz = sizeof(out)};
	int rc, file = get_file(group, dev_addr);

	if (file < 0) {
		VFIO_LOG(ERR, "%s: group %d does not hand it out: %s%s\n",
				dev_addr, group->num, rte_strerror(-file),
				file == -ENODEV ? "; is it bound to vfio-pci?"
						: file == -EACCES
						? "; a virtual function may"
						  " need --vfio-vf-token"
						: "");
		return file;
	}
	if (vfio_os.ioctl(file, VFIO_DEVICE_GET_INFO, &out) == 0) {
		*info = out;
		*fd = file;
		return 0;
	}
	rc = -errno;
	VFIO_LOG(ERR, "%s does not describe itself: %s\n", dev_addr,
			rte_strerror(-rc));
	vfio_os.close(file);
	return rc;
}

/* Open a device of an open group and remember its file. */
static int
open_in_group(struct vfio_group *group, const char *sysfs_base,
		const char *dev_addr, struct vfio_device_info *info, int *fd)
{
	struct open_file *file = malloc(sizeof(*file));
	int rc = file != NULL ? 0 : -ENOMEM;

	if (rc == 0)
		rc = vfio_group_attach(group, sysfs_base, dev_addr);
	if (rc == 0)
		rc = open_device(group, dev_addr, info, fd);
	if (rc < 0) {
		free(file);
		return rc;
	}
	file->fd = *fd;
	file->group = group->num;
	file->next = files;
	files = file;
	group->devices++;
	return 0;
}

static int
setup_locked(int num, const char *sysfs_base, const char *dev_addr,
		struct vfio_device_info *info, int *fd)
{
	struct vfio_group *group;
	int rc = vfio_group_open(num, vfio_default_container, dev_addr, &group);

	if (rc < 0)
		return rc;
	rc = open_in_group(group, sysfs_base, dev_addr, info, fd);
	if (rc < 0 && group->devices == 0)
		vfio_group_idle(group);
	return rc;
}

/* Forget a file: 0 and the number of its group, or -EBADF. */
static int
forget_file(int fd, int *num)
{
	struct open_file **at = &files;
	struct open_file *file;

	while (*at != NULL && (*at)->fd != fd)
		at = &(*at)->next;
	file = *at;
	if (file == NULL)
		return -EBADF;
	*at = file->next;
	*num = file->group;
	free(file);
	return 0;
}

/* Forget a file and close it; its group goes with the last: 0 or -errno. */
static int
release(int fd)
{
	struct vfio_group *group = NULL;
	int num = -1;
	int rc;

	vfio_lock();
	rc = forget_file(fd, &num);
	if (rc == 0) {
		rc = vfio_os.close(fd) < 0 ? -errno : 0;
		group = vfio_group_of(num);
	}
	if (group != NULL && group->devices > 0 && --group->devices == 0)
		vfio_group_idle(group);
	vfio_unlock();
	return rc;
}

/* 0, 1 if there is no VFIO for the device, or -errno. */
static int
setup(const char *sysfs_base, const char *dev_addr,
		struct vfio_device_info *info, int *fd)
{
	int num;
	int rc = rte_vfio_get_group_num(sysfs_base, dev_addr, &num);

	if (rc < 0)
		return -EINVAL;
	if (rc == 0) {
		explain_no_group(dev_addr);
		return 1;
	}
	vfio_lock();
	rc = setup_locked(num, sysfs_base, dev_addr, info, fd);
	vfio_unlock();
	if (rc < 0)
		return rc;
	rc = vfio_memory_pools();
	if (rc < 0) {
		release(*fd);
		*fd = -1;
	}
	return rc;
}

BP_EXPORT
int
rte_vfio_setup_device(const char *sysfs_base, const char *dev_addr,
		int *vfio_dev_fd, struct vfio_device_info *device_info)
{
	struct vfio_device_info info;
	int fd = -1, rc = -EINVAL;

	if (sysfs_base != NULL && dev_addr != NULL && vfio_dev_fd != NULL &&
			device_info != NULL)
		rc = setup(sysfs_base, dev_addr, &info, &fd);
	if (rc == 0) {
		*vfio_dev_fd = fd;
		*device_info = info;
	} else if (rc < 0) {
		rte_errno = -rc;
	}
	return rc < 0 ? -1 : rc;
}

/* The address may be gone from sysfs already; the file tells the group. */
BP_EXPORT
int
rte_vfio_release_device(const char *sysfs_base, const char *dev_addr, int fd)
{
	int rc = release(fd);

	if (rc == 0)
		return 0;
	rte_errno = -rc;
	return -1;
}

void
vfio_device_init(struct vfio_device *dev)
{
	memset(dev, 0, sizeof(*dev));
	dev->fd = -1;
}

static int
read_regions(struct vfio_device *dev, const char *dev_addr)
{
	unsigned int i;
	int rc = 0;

	if ((dev->info.flags & VFIO_DEVICE_FLAGS_PCI) == 0 ||
			dev->info.num_regions <= VFIO_PCI_CONFIG_REGION_INDEX) {
		VFIO_LOG(ERR, "%s: VFIO does not take it for a PCI device\n",
				dev_addr);
		return -ENODEV;
	}
	for (i = 0; i < VFIO_BARS && rc == 0; i++)
		rc = vfio_region_get(dev->fd, i, &dev->bars[i]);
	if (rc == 0)
		rc = vfio_region_get(dev->fd, VFIO_PCI_CONFIG_REGION_INDEX,
				&dev->config);
	if (rc < 0)
		VFIO_LOG(ERR, "%s does not describe its regions: %s\n",
				dev_addr, rte_strerror(-rc));
	return rc;
}

int
vfio_device_open(struct vfio_device *dev, const char *sysfs_base,
		const char *dev_addr)
{
	int rc = setup(sysfs_base, dev_addr, &dev->info, &dev->fd);

	if (rc != 0)
		return rc;
	rc = read_regions(dev, dev_addr);
	if (rc < 0)
		vfio_device_close(dev, sysfs_base, dev_addr);
	return rc;
}

void
vfio_device_close(struct vfio_device *dev, const char *sysfs_base,
		const char *dev_addr)
{
	unsigned int i;

	if (dev->fd < 0)
		return;
	for (i = 0; i < VFIO_BARS; i++)
		vfio_region_unmap(&dev->bars[i]);
	rte_vfio_release_device(sysfs_base, dev_addr, dev->fd);
	vfio_device_init(dev);
}

/* The group that a file is of, or NULL. */
static const struct vfio_group *
group_of_file(int fd)
{
	const struct open_file *file = files;

	while (file != NULL && file->fd != fd)
		file = file->next;
	return file != NULL ? vfio_group_of(file->group) : NULL;
}

bool
vfio_device_reaches(const struct vfio_device *dev, const void *addr,
		uint64_t iova, uint64_t len)
{
	const struct vfio_map map = {(uintptr_t)addr, iova, len, false};
	const struct vfio_group *group;
	bool rc;

	vfio_lock();
	group = group_of_file(dev->fd);
	rc = group != NULL && vfio_dma_reaches(group->container, &map);
	vfio_unlock();
	return rc;
}

int
vfio_device_reset(const struct vfio_device *dev)
{
	if ((dev->info.flags & VFIO_DEVICE_FLAGS_RESET) == 0)
		return -ENOTSUP;
	return vfio_os.ioctl(dev->fd, VFIO_DEVICE_RESET, NULL) < 0 ? -errno : 0;
}
