/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Groups of the IOMMU: the devices that the hardware cannot tell apart, so
 * that one program has all of them or none. A group is open once a process,
 * belongs to one container from then on, and is attached to it from its first
 * device to its last; it is not closed before that one is.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "vfio/vfio_impl.h"

static struct vfio_group groups[RTE_MAX_VFIO_GROUPS] = {
		[0 ... RTE_MAX_VFIO_GROUPS - 1] = {.fd = -1}};

struct vfio_group *
vfio_group_of(int num)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(groups); i++)
		if (groups[i].fd >= 0 && groups[i].num == num)
			return &groups[i];
	return NULL;
}

static struct vfio_group *
free_slot(void)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(groups); i++)
		if (groups[i].fd < 0)
			return &groups[i];
	VFIO_LOG(ERR, "%zu groups are open, no more can be\n", RTE_DIM(groups));
	return NULL;
}

static void
explain_open(const struct vfio_group *group, const char *path, const char *what,
		int err, int num)
{
	if (err == ENOENT)
		VFIO_LOG(ERR,
				"%s: there is no /dev/vfio/%d: a device of the group"
				" has to be bound to vfio-pci (\"dpdk-devbind.py"
				" --bind=vfio-pci ADDRESS\"; in a container, pass"
				" /dev/vfio into it)\n",
				what, num);
	else if (err == EACCES)
		VFIO_LOG(ERR,
				"%s: no permission on %s: give it to the user who"
				" runs this with \"chown USER %s\", as root\n",
				what, path, path);
	else if (err == EPERM && !group->noiommu)
		VFIO_LOG(ERR,
				"%s: not permitted to open %s: the rules of a"
				" container for devices forbid it (start it with"
				" \"--device %s\")\n",
				what, path, path);
	else if (err == EPERM)
		VFIO_LOG(ERR,
				"%s: not permitted to open %s: a group without an"
				" IOMMU is for root (CAP_SYS_RAWIO)\n",
				what, path);
	else if (err == EBUSY)
		VFIO_LOG(ERR,
				"%s: %s is in use by another process: \"fuser -v"
				" %s\" tells which\n",
				what, path, path);
	else
		VFIO_LOG(ERR, "%s: cannot open %s: %s\n", what, path,
				rte_strerror(err));
}

/* Open the file of a group, with or without an IOMMU: 0 or -errno. */
static int
open_file(int num, const char *what, struct vfio_group *group)
{
	char path[VFIO_PATH_SIZE];
	int rc;

	group->noiommu = false;
	snprintf(path, sizeof(path), VFIO_GROUP_FMT, (unsigned int)num);
	group->fd = vfio_os.open(path, O_RDWR);
	if (group->fd < 0 && errno == ENOENT) {
		group->noiommu = true;
		snprintf(path, sizeof(path), VFIO_NOIOMMU_GROUP_FMT,
				(unsigned int)num);
		group->fd = vfio_os.open(path, O_RDWR);
	}
	if (group->fd >= 0)
		return 0;
	rc = -errno;
	explain_open(group, path, what, -rc, num);
	return rc;
}

int
vfio_group_open(int num, struct vfio_container *c, const char *what,
		struct vfio_group **group)
{
	struct vfio_group *g = vfio_group_of(num);
	int rc;

	if (g == NULL && num < 0)
		return -EINVAL;
	if (g == NULL) {
		g = free_slot();
		rc = g != NULL ? open_file(num, what, g) : -ENOSPC;
		if (rc < 0)
			return rc;
		g->num = num;
		g->container = c;
		g->devices = 0;
		g->attached = false;
		g->kept = false;
	}
	*group = g;
	return 0;
}

/*
 * Take it out of its container: 0, or -EBUSY if the kernel keeps it there, with
 * all that is mapped, as memory of a device is still mapped, say. EINVAL: it is
 * in none; the kernel takes a group out itself as soon as the last device that
 * is pulled out, or unbound, is closed.
 */
static int
detach(struct vfio_group *group)
{
	int err = 0;

	if (!group->attached)
		return 0;
	if (vfio_os.ioctl(group->fd, VFIO_GROUP_UNSET_CONTAINER, NULL) < 0)
		err = errno;
	if (err != 0 && err != EINVAL)
		VFIO_LOG(WARNING, "group %d stays in its container: %s\n",
				group->num, rte_strerror(err));
	if (err == EBUSY)
		return -EBUSY;
	group->attached = false;
	vfio_container_left(group->container);
	return 0;
}

void
vfio_group_close(struct vfio_group *group)
{
	if (detach(group) < 0) {
		group->attached = false;
		vfio_container_left(group->container);
	}
	vfio_os.close(group->fd);
	group->fd = -1;
}

int
vfio_group_drop(struct vfio_group *group)
{
	int rc = group->devices == 0 ? detach(group) : -EBUSY;

	if (rc == 0)
		vfio_group_close(group);
	else if (group->devices > 0)
		VFIO_LOG(ERR, "group %d is in use: %u of its devices are open\n",
				group->num, group->devices);
	return rc;
}

void
vfio_group_idle(struct vfio_group *group)
{
	if (detach(group) == 0 && !group->kept)
		vfio_group_close(group);
}

bool
vfio_group_any_used(const struct vfio_container *c)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(groups); i++)
		if (groups[i].fd >= 0 && groups[i].container == c &&
				groups[i].devices > 0)
			return true;
	return false;
}

void
vfio_group_close_all(const struct vfio_container *c)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(groups); i++)
		if (groups[i].fd >= 0 && groups[i].container == c)
			vfio_group_close(&groups[i]);
}

/* 0 if every device of the group is ours to use, -EPERM if not, or -errno. */
static int
check_viable(const struct vfio_group *group, const char *sysfs_base,
		const char *dev_addr)
{
	struct vfio_group_status status = {.argsz = sizeof(status)};

	if (vfio_os.ioctl(group->fd, VFIO_GROUP_GET_STATUS, &status) < 0) {
		int rc = -errno;

		VFIO_LOG(ERR, "%s: group %d does not tell its state: %s\n",
				dev_addr, group->num, rte_strerror(-rc));
		return rc;
	}
	if ((status.flags & VFIO_GROUP_FLAGS_VIABLE) != 0)
		return 0;
	vfio_explain_not_viable(group, sysfs_base, dev_addr);
	return -EPERM;
}

int
vfio_group_attach(struct vfio_group *group, const char *sysfs_base,
		const char *dev_addr)
{
	struct vfio_container *c = group->container;
	int rc;

	if (group->attached)
		return 0;
	rc = check_viable(group, sysfs_base, dev_addr);
	if (rc == 0)
		rc = vfio_container_open(c);
	if (rc < 0)
		return rc;
	if (vfio_os.ioctl(group->fd, VFIO_GROUP_SET_CONTAINER, &c->fd) < 0) {
		rc = -errno;
		VFIO_LOG(ERR, "%s: group %d does not fit its container: %s\n",
				dev_addr, group->num, rte_strerror(-rc));
		return rc;
	}
	rc = vfio_container_joined(c, group->noiommu);
	if (rc == 0) {
		group->attached = true;
		return 0;
	}
	if (rc == -EBUSY)
		VFIO_LOG(ERR,
				"%s: devices with and without an IOMMU cannot share"
				" a container\n",
				dev_addr);
	vfio_os.ioctl(group->fd, VFIO_GROUP_UNSET_CONTAINER, NULL);
	return rc;
}

/* As programs get it: a group that there is not is -ENOENT, in 22.11, too. */
int
vfio_group_result(int rc)
{
	if (rc < 0)
		rte_errno = -rc;
	return rc == -ENOENT ? rc : RTE_MAX(rc, -1);
}

BP_EXPORT
int
rte_vfio_get_group_fd(int iommu_group_num)
{
	struct vfio_group *group;
	int rc;

	vfio_lock();
	rc = vfio_group_open(iommu_group_num, vfio_default_container,
			"the program", &group);
	if (rc == 0) {
		group->kept = true;
		rc = group->fd;
	}
	vfio_unlock();
	return vfio_group_result(rc);
}

BP_EXPORT
int
rte_vfio_clear_group(int vfio_group_fd)
{
	unsigned int i;
	int rc = -EINVAL;

	vfio_lock();
	for (i = 0; i < RTE_DIM(groups); i++) {
		if (vfio_group_fd < 0 || groups[i].fd != vfio_group_fd)
			continue;
		rc = vfio_group_drop(&groups[i]);
		break;
	}
	vfio_unlock();
	if (rc < 0)
		rte_errno = -rc;
	return RTE_MAX(rc, -1);
}
