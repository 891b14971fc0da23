/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Containers. The kernel lets one choose the kind of IOMMU once it has a
 * group, and takes that and all mappings back with the last group: a container
 * is of a type exactly while groups are attached. The first one is the default
 * container, which maps the library's memory.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "vfio/vfio_impl.h"

static struct vfio_container containers[RTE_MAX_VFIO_CONTAINERS] = {
		[0 ... RTE_MAX_VFIO_CONTAINERS - 1] = {.fd = -1}};
struct vfio_container *const vfio_default_container = &containers[0];
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

void
vfio_lock(void)
{
	rte_mcfg_mem_read_lock();
	pthread_mutex_lock(&lock);
}

void
vfio_unlock(void)
{
	pthread_mutex_unlock(&lock);
	rte_mcfg_mem_read_unlock();
}

bool
vfio_container_is_default(const struct vfio_container *c)
{
	return c == vfio_default_container;
}

struct vfio_container *
vfio_container_of(int fd)
{
	unsigned int i;

	if (fd == RTE_VFIO_DEFAULT_CONTAINER_FD)
		return vfio_default_container;
	for (i = 0; i < RTE_DIM(containers); i++)
		if (fd >= 0 && containers[i].fd == fd)
			return &containers[i];
	return NULL;
}

static void
explain_open(int err)
{
	if (err == ENOENT)
		VFIO_LOG(ERR,
				VFIO_CONTAINER_PATH
				" is not there: load the module with \"modprobe"
				" vfio-pci\" (in a container, pass /dev/vfio into"
				" it)\n");
	else if (err == EACCES || err == EPERM)
		VFIO_LOG(ERR,
				"no permission on " VFIO_CONTAINER_PATH
				": it is for everybody (mode 0666) unless a rule of"
				" udev, or a container, forbids it\n");
	else
		VFIO_LOG(ERR, "cannot open " VFIO_CONTAINER_PATH ": %s\n",
				rte_strerror(err));
}

/* Whether the kernel's VFIO is one that we know: 0 or -ENOTSUP. */
static int
check_version(int fd)
{
	int version = vfio_os.ioctl(fd, VFIO_GET_API_VERSION, NULL);

	if (version == VFIO_API_VERSION)
		return 0;
	VFIO_LOG(ERR, "the kernel has version %d of VFIO's API, not %d\n",
			version, VFIO_API_VERSION);
	return -ENOTSUP;
}

int
vfio_container_open(struct vfio_container *c)
{
	int fd, rc;

	if (c->fd >= 0)
		return 0;
	fd = vfio_os.open(VFIO_CONTAINER_PATH, O_RDWR);
	if (fd < 0) {
		rc = -errno;
		explain_open(-rc);
		return rc;
	}
	rc = check_version(fd);
	if (rc < 0) {
		vfio_os.close(fd);
		return rc;
	}
	memset(c, 0, sizeof(*c));
	c->fd = fd;
	return 0;
}

static void
container_close(struct vfio_container *c)
{
	/* The program may have a group without it: rte_vfio_get_group_fd(). */
	vfio_group_close_all(c);
	if (c->fd < 0)
		return;
	vfio_os.close(c->fd);
	c->fd = -1;
}

/* The kind of IOMMU that a group needs, if the kernel has it: 0 or -errno. */
static int
set_type(struct vfio_container *c, bool noiommu)
{
	unsigned int type = noiommu ? VFIO_NOIOMMU_IOMMU : VFIO_TYPE1v2_IOMMU;
	void *arg = (void *)(uintptr_t)type;
	int rc = 0;

	if (vfio_os.ioctl(c->fd, VFIO_CHECK_EXTENSION, arg) <= 0)
		rc = -ENOTSUP;
	else if (vfio_os.ioctl(c->fd, VFIO_SET_IOMMU, arg) < 0)
		rc = -errno;
	if (rc == 0)
		c->type = type;
	else
		VFIO_LOG(ERR,
				"the kernel cannot work with an IOMMU of type %u"
				" (%s): %s; load the module vfio_iommu_type1\n",
				type, noiommu ? "none" : "type 1, version 2",
				rte_strerror(-rc));
	return rc;
}

/* Take over the ranges in which a first does not exceed a last. */
static void
read_ranges(struct vfio_container *c, const void *info, uint32_t len,
		uint32_t first)
{
	const struct vfio_iommu_type1_info_cap_iova_range *cap;
	struct vfio_iova_range range;
	size_t room, i, n;

	cap = vfio_info_cap(info, len, first,
			VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, sizeof(*cap),
			&room);
	if (cap == NULL)
		return;
	n = RTE_MIN((size_t)cap->nr_iovas,
			(room - sizeof(*cap)) / sizeof(range));
	for (i = 0; i < n && c->ranges_n < VFIO_RANGES_MAX; i++) {
		memcpy(&range, &cap->iova_ranges[i], sizeof(range));
		if (range.start <= range.end)
			c->ranges[c->ranges_n++] = (struct vfio_range){
					range.start, range.end};
	}
}

/* What the IOMMU reaches. An old kernel does not say; then all is tried. */
static int
read_iommu(struct vfio_container *c)
{
	struct vfio_iommu_type1_info *info = calloc(1, sizeof(*info));
	uint32_t len;
	int rc = info != NULL ? 0 : -ENOMEM;

	c->ranges_n = 0;
	if (rc == 0)
		rc = vfio_info_get(c->fd, VFIO_IOMMU_GET_INFO, (void **)&info,
				sizeof(*info), &len);
	if (rc == 0 && (info->flags & VFIO_IOMMU_INFO_CAPS) != 0)
		read_ranges(c, info, len, info->cap_offset);
	if (rc < 0)
		VFIO_LOG(ERR, "the kernel does not describe the IOMMU: %s\n",
				rte_strerror(-rc));
	free(info);
	return rc;
}

/* Keep memory below what all of the IOMMU's bits reach: 0 or -EFBIG. */
static int
limit_memory(const struct vfio_container *c)
{
	uint64_t last = 0;
	unsigned int i, bits;

	for (i = 0; i < c->ranges_n; i++)
		last = RTE_MAX(last, c->ranges[i].last);
	if (c->ranges_n == 0 || last >= UINT64_MAX >> 1)
		return 0;
	bits = 63 - (unsigned int)__builtin_clzll(last + 1);
	VFIO_LOG(DEBUG, "devices reach %u bits of addresses\n", bits);
	if (rte_mem_check_dma_mask((uint8_t)bits) == 0)
		return 0;
	VFIO_LOG(ERR, "an IOMMU of %u bits does not reach all memory in use\n",
			bits);
	return -EFBIG;
}

static int
need_pa(void)
{
	VFIO_LOG(WARNING,
			"NO IOMMU: devices can read and write ALL memory of this"
			" machine, whatever a driver, or they themselves, do\n");
	if (rte_eal_iova_mode() == RTE_IOVA_PA)
		return 0;
	VFIO_LOG(ERR,
			"without an IOMMU devices need physical addresses, so"
			" hugepages, root and --iova-mode=pa\n");
	return -ENOTSUP;
}

/* What the IOMMUs of all its groups reach together: 0 or -errno. */
static int
read_reach(struct vfio_container *c)
{
	int rc = read_iommu(c);

	if (rc == 0 && vfio_container_is_default(c))
		rc = limit_memory(c);
	return rc;
}

/* A further group may reach less: 0, or -errno and all is as before. */
static int
joined_too(struct vfio_container *c, unsigned int type)
{
	const struct vfio_container before = *c;
	int rc = c->type == type ? 0 : -EBUSY;

	if (rc == 0 && type == VFIO_TYPE1v2_IOMMU)
		rc = read_reach(c);
	if (rc == 0)
		c->groups++;
	else
		*c = before;
	return rc;
}

int
vfio_container_joined(struct vfio_container *c, bool noiommu)
{
	unsigned int type = noiommu ? VFIO_NOIOMMU_IOMMU : VFIO_TYPE1v2_IOMMU;
	int rc;

	if (c->type != 0)
		return joined_too(c, type);
	rc = noiommu ? need_pa() : 0;
	if (rc == 0)
		rc = set_type(c, noiommu);
	if (rc == 0 && !noiommu)
		rc = read_reach(c);
	if (rc == 0 && vfio_container_is_default(c) && !noiommu)
		rc = vfio_memory_start(c);
	if (rc == 0)
		c->groups = 1;
	else
		c->type = 0;
	return rc;
}

void
vfio_container_left(struct vfio_container *c)
{
	if (c->groups == 0 || --c->groups > 0)
		return;
	if (vfio_container_is_default(c))
		vfio_memory_stop();
	vfio_dma_forget(c);
	c->type = 0;
}

static int
create(void)
{
	unsigned int i;
	int rc;

	for (i = 1; i < RTE_DIM(containers) && containers[i].fd >= 0; i++)
		;
	if (i == RTE_DIM(containers)) {
		VFIO_LOG(ERR, "there are %zu containers, no more can be\n",
				RTE_DIM(containers));
		return -ENOSPC;
	}
	rc = vfio_container_open(&containers[i]);
	return rc < 0 ? rc : containers[i].fd;
}

/* A negative value as programs get it. */
static int
result(int rc)
{
	if (rc >= 0)
		return rc;
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
int
rte_vfio_container_create(void)
{
	int rc;

	vfio_lock();
	rc = create();
	vfio_unlock();
	return result(rc);
}

/* A container that the program created, or NULL. */
static struct vfio_container *
created(int fd)
{
	struct vfio_container *c = fd >= 0 ? vfio_container_of(fd) : NULL;

	if (c != NULL && !vfio_container_is_default(c))
		return c;
	VFIO_LOG(ERR, "%d is no container that was created\n", fd);
	return NULL;
}

/* 0; -EINVAL if the program has no such container; -EBUSY while it is used. */
static int
destroy(int fd)
{
	struct vfio_container *c = created(fd);

	if (c == NULL)
		return -EINVAL;
	if (vfio_group_any_used(c)) {
		VFIO_LOG(ERR, "container %d is in use: a device is open\n", fd);
		return -EBUSY;
	}
	container_close(c);
	return 0;
}

BP_EXPORT
int
rte_vfio_container_destroy(int container_fd)
{
	int rc;

	vfio_lock();
	rc = destroy(container_fd);
	vfio_unlock();
	return result(rc);
}

BP_EXPORT
int
rte_vfio_container_group_bind(int container_fd, int iommu_group_num)
{
	struct vfio_container *c;
	struct vfio_group *group = NULL;
	int rc = -EINVAL;

	vfio_lock();
	c = created(container_fd);
	if (c != NULL)
		rc = vfio_group_open(iommu_group_num, c, "the program", &group);
	if (rc == 0 && group->container != c)
		rc = -EBUSY;
	if (rc == 0) {
		group->kept = true;
		rc = group->fd;
	}
	vfio_unlock();
	return result(rc);
}

BP_EXPORT
int
rte_vfio_container_group_unbind(int container_fd, int iommu_group_num)
{
	struct vfio_container *c;
	struct vfio_group *group = NULL;
	int rc = -EINVAL;

	vfio_lock();
	c = created(container_fd);
	if (c != NULL)
		group = vfio_group_of(iommu_group_num);
	if (group != NULL && group->container == c)
		rc = vfio_group_drop(group);
	vfio_unlock();
	return result(rc);
}

BP_EXPORT
int
rte_vfio_get_container_fd(void)
{
	int rc;

	vfio_lock();
	rc = vfio_container_open(vfio_default_container);
	if (rc == 0)
		rc = vfio_default_container->fd;
	vfio_unlock();
	return result(rc);
}

void
vfio_fini(void)
{
	unsigned int i;

	vfio_memory_fini();
	vfio_lock();
	for (i = 0; i < RTE_DIM(containers); i++)
		container_close(&containers[i]);
	vfio_unlock();
}
