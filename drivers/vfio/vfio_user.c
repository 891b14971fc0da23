/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that the program maps for the devices of a container: by whole pages,
 * and unmapped as it was mapped, or several such mappings in a row at once.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include <rte_errno.h>

#include "vfio/vfio_impl.h"

/* What a program may ask for: 0 or -EINVAL. */
static int
check_user(const struct vfio_map *map)
{
	uint64_t mask = (uint64_t)sysconf(_SC_PAGESIZE) - 1;

	if (map->len != 0 &&
			((map->vaddr | map->iova | map->len) & mask) == 0 &&
			map->vaddr <= UINT64_MAX - (map->len - 1) &&
			map->iova <= UINT64_MAX - (map->len - 1))
		return 0;
	VFIO_LOG(ERR,
			"mapping of %" PRIu64 " bytes at 0x%" PRIx64
			" as 0x%" PRIx64
			": these have to be multiples of %" PRIu64
			", and the length not 0\n",
			map->len, map->vaddr, map->iova, mask + 1);
	return -EINVAL;
}

/* Whether the range is mappings of the program's, whole, as it made them. */
static int
check_mine(const struct vfio_container *c, const struct vfio_map *map)
{
	const struct vfio_map *row;
	uint64_t done;

	for (done = 0; done < map->len; done += row->len) {
		row = vfio_dma_find(c, map->iova + done);
		if (row == NULL || !row->user ||
				row->iova - map->iova != done ||
				row->vaddr - map->vaddr != done ||
				row->len > map->len - done)
			return -EINVAL;
	}
	return 0;
}

static int
user_map(struct vfio_container *c, const struct vfio_map *map)
{
	int rc = vfio_dma_map(c, map);

	if (rc == -EEXIST)
		VFIO_LOG(ERR,
				"devices reach something at 0x%" PRIx64
				" or behind already\n",
				map->iova);
	return rc;
}

static int
user_unmap(struct vfio_container *c, const struct vfio_map *map)
{
	int rc;

	if (c->type == VFIO_NOIOMMU_IOMMU)
		return 0;
	rc = check_mine(c, map);
	if (rc == 0)
		return vfio_dma_unmap(c, map);
	VFIO_LOG(ERR,
			"0x%" PRIx64 " of %" PRIu64
			" bytes is not a mapping, or"
			" several in a row, as the program made it\n",
			map->iova, map->len);
	return rc;
}

static int
with_container(int fd, const struct vfio_map *map,
		int (*fn)(struct vfio_container *c, const struct vfio_map *map))
{
	struct vfio_container *c;
	int rc = check_user(map);

	if (rc == 0) {
		vfio_lock();
		c = vfio_container_of(fd);
		rc = c != NULL ? fn(c, map) : -EINVAL;
		vfio_unlock();
	}
	if (rc == 0)
		return 0;
	rte_errno = -rc;
	return -1;
}

BP_EXPORT
int
rte_vfio_container_dma_map(
		int container_fd, uint64_t vaddr, uint64_t iova, uint64_t len)
{
	const struct vfio_map map = {vaddr, iova, len, true};

	return with_container(container_fd, &map, user_map);
}

BP_EXPORT
int
rte_vfio_container_dma_unmap(
		int container_fd, uint64_t vaddr, uint64_t iova, uint64_t len)
{
	const struct vfio_map map = {vaddr, iova, len, true};

	return with_container(container_fd, &map, user_unmap);
}
