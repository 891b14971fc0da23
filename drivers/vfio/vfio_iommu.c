/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The IOMMU of a container, and what it reaches. The kernel lets one choose its
 * kind once there is a group, and takes that and all mappings back with the
 * last group: a container is of a type exactly while groups are attached.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "vfio/vfio_impl.h"

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
