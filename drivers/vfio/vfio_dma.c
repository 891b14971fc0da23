/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the devices of a container see as memory. The table of a container
 * mirrors the kernel's: a row is there exactly while the kernel has it. The
 * kernel unmaps whole mappings only, so a piece of a row is refused before it
 * is asked.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "vfio/vfio_impl.h"

/* The first row that ends behind iova. */
static size_t
first_behind(const struct vfio_maps *maps, uint64_t iova)
{
	size_t low = 0, high = maps->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (maps->rows[mid].iova + (maps->rows[mid].len - 1) < iova)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct vfio_map *
vfio_dma_find(const struct vfio_container *c, uint64_t iova)
{
	size_t i = first_behind(&c->maps, iova);

	if (i == c->maps.n || c->maps.rows[i].iova > iova)
		return NULL;
	return &c->maps.rows[i];
}

bool
vfio_dma_reaches(const struct vfio_container *c, const struct vfio_map *map)
{
	uint64_t done = 0;

	if (c->type != VFIO_TYPE1v2_IOMMU)
		return true;
	while (done < map->len) {
		const struct vfio_map *row = vfio_dma_find(c, map->iova + done);

		if (row == NULL ||
				row->vaddr - row->iova !=
						map->vaddr - map->iova)
			return false;
		done = row->iova + row->len - map->iova;
	}
	return true;
}

static int
make_room(struct vfio_maps *maps)
{
	size_t room = maps->room == 0 ? 64 : maps->room * 2;
	struct vfio_map *rows;

	if (maps->n < maps->room)
		return 0;
	rows = realloc(maps->rows, room * sizeof(*rows));
	if (rows == NULL)
		return -ENOMEM;
	maps->rows = rows;
	maps->room = room;
	return 0;
}

static void
insert_row(struct vfio_maps *maps, size_t at, const struct vfio_map *map)
{
	memmove(&maps->rows[at + 1], &maps->rows[at],
			(maps->n - at) * sizeof(*map));
	maps->rows[at] = *map;
	maps->n++;
	maps->bytes += map->len;
}

static void
remove_row(struct vfio_maps *maps, size_t at)
{
	maps->n--;
	maps->bytes -= maps->rows[at].len;
	memmove(&maps->rows[at], &maps->rows[at + 1],
			(maps->n - at) * sizeof(*maps->rows));
}

void
vfio_dma_forget(struct vfio_container *c)
{
	free(c->maps.rows);
	memset(&c->maps, 0, sizeof(c->maps));
}

/* Whether the IOMMU takes these IOVAs; it may have holes. */
static bool
in_ranges(const struct vfio_container *c, const struct vfio_map *map)
{
	uint64_t last = map->iova + (map->len - 1);
	unsigned int i;

	for (i = 0; i < c->ranges_n; i++)
		if (map->iova >= c->ranges[i].first &&
				last <= c->ranges[i].last)
			return true;
	return c->ranges_n == 0;
}

/* A limit of bytes as text. */
static const char *
limit_text(char text[32])
{
	struct rlimit limit;

	if (vfio_os.getrlimit(RLIMIT_MEMLOCK, &limit) < 0)
		return "unknown";
	if (limit.rlim_cur == RLIM_INFINITY)
		return "unlimited";
	snprintf(text, 32, "%llu KiB",
			(unsigned long long)limit.rlim_cur >> 10);
	return text;
}

static void
explain_map(const struct vfio_container *c, const struct vfio_map *map, int rc)
{
	const char *why = rte_strerror(-rc);
	char limit[32];

	if (rc == -ENOMEM)
		VFIO_LOG(ERR,
				"cannot map %" PRIu64
				" KiB of memory at 0x%" PRIx64
				" for devices: %s. %" PRIu64
				" MiB are mapped, and the limit on locked memory"
				" (RLIMIT_MEMLOCK) is %s: raise it with \"ulimit"
				" -l\", in /etc/security/limits.conf (memlock) or"
				" with LimitMEMLOCK= in a unit of systemd, or use"
				" less memory (--socket-limit)\n",
				map->len >> 10, map->vaddr, why,
				c->maps.bytes >> 20, limit_text(limit));
	else if (rc == -ENOSPC)
		VFIO_LOG(ERR,
				"cannot map memory at 0x%" PRIx64
				" for devices:"
				" %zu mappings are all that the kernel allows:"
				" raise dma_entry_limit of the module"
				" vfio_iommu_type1, or use hugepages\n",
				map->vaddr, c->maps.n);
	else
		VFIO_LOG(ERR,
				"cannot map %" PRIu64 " bytes at 0x%" PRIx64
				" for devices, as 0x%" PRIx64 ": %s\n",
				map->len, map->vaddr, map->iova, why);
}

static void
explain_range(const struct vfio_container *c, const struct vfio_map *map)
{
	unsigned int i;

	VFIO_LOG(ERR,
			"memory at 0x%" PRIx64 " would be 0x%" PRIx64
			" to 0x%" PRIx64
			" for devices, which the IOMMU does not"
			" reach; --base-virtaddr or --iova-mode changes where"
			" memory is\n",
			map->vaddr, map->iova, map->iova + (map->len - 1));
	for (i = 0; i < c->ranges_n; i++)
		VFIO_LOG(INFO, "it reaches 0x%" PRIx64 " to 0x%" PRIx64 "\n",
				c->ranges[i].first, c->ranges[i].last);
}

static int
map_in_kernel(const struct vfio_container *c, const struct vfio_map *map)
{
	struct vfio_iommu_type1_dma_map arg = {
			.argsz = sizeof(arg),
			.flags = VFIO_DMA_MAP_FLAG_READ |
					VFIO_DMA_MAP_FLAG_WRITE,
			.vaddr = map->vaddr,
			.iova = map->iova,
			.size = map->len,
	};

	return vfio_os.ioctl(c->fd, VFIO_IOMMU_MAP_DMA, &arg) < 0 ? -errno : 0;
}

static int
unmap_in_kernel(const struct vfio_container *c, const struct vfio_map *map)
{
	struct vfio_iommu_type1_dma_unmap arg = {
			.argsz = sizeof(arg),
			.iova = map->iova,
			.size = map->len,
	};
	int rc = 0;

	if (vfio_os.ioctl(c->fd, VFIO_IOMMU_UNMAP_DMA, &arg) < 0)
		rc = -errno;
	else if (arg.size != map->len)
		rc = -EIO;
	if (rc < 0)
		VFIO_LOG(ERR,
				"cannot unmap %" PRIu64 " bytes at 0x%" PRIx64
				" that devices reach as 0x%" PRIx64 ": %s\n",
				map->len, map->vaddr, map->iova,
				rte_strerror(-rc));
	return rc;
}

int
vfio_dma_map(struct vfio_container *c, const struct vfio_map *map)
{
	struct vfio_maps *maps = &c->maps;
	size_t at;
	int rc;

	if (c->type == 0)
		return -ENODEV;
	if (c->type == VFIO_NOIOMMU_IOMMU)
		return 0;
	if (!in_ranges(c, map)) {
		explain_range(c, map);
		return -EFBIG;
	}
	at = first_behind(maps, map->iova);
	if (at < maps->n && maps->rows[at].iova <= map->iova + (map->len - 1))
		return -EEXIST;
	rc = make_room(maps);
	if (rc == 0)
		rc = map_in_kernel(c, map);
	if (rc == 0)
		insert_row(maps, at, map);
	else
		explain_map(c, map, rc);
	return rc;
}

/* The kernel gives no part of a mapping back: 0 or -errno. */
static int
unmap_row(const struct vfio_container *c, const struct vfio_map *row,
		const struct vfio_map *map)
{
	if (row->iova >= map->iova &&
			row->iova + (row->len - 1) <=
					map->iova + (map->len - 1))
		return unmap_in_kernel(c, row);
	VFIO_LOG(ERR,
			"0x%" PRIx64 " to 0x%" PRIx64
			" of devices cannot be unmapped: it is part of a mapping of"
			" %" PRIu64 " bytes at 0x%" PRIx64 "\n",
			map->iova, map->iova + (map->len - 1), row->len,
			row->iova);
	return -EINVAL;
}

int
vfio_dma_unmap(struct vfio_container *c, const struct vfio_map *map)
{
	uint64_t last = map->iova + (map->len - 1);
	struct vfio_maps *maps = &c->maps;
	size_t at = first_behind(maps, map->iova);
	int rc = 0;

	while (at < maps->n && maps->rows[at].iova <= last) {
		const struct vfio_map *row = &maps->rows[at];
		bool other = row->user != map->user;
		int one = other ? 0 : unmap_row(c, row, map);

		rc = rc != 0 ? rc : one;
		if (other || one < 0)
			at++;
		else
			remove_row(maps, at);
	}
	return rc;
}
