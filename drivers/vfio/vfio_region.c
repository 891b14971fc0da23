/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Regions of a device. A region that is mapped has addresses for all of it, in
 * one row, and device memory in its areas only. Areas begin and end with pages,
 * lie inside the region, in rising order, and touch at most.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_common.h>

#include "vfio/vfio_impl.h"

#define REGION_MMAP VFIO_REGION_INFO_FLAG_MMAP
#define REGION_CAPS VFIO_REGION_INFO_FLAG_CAPS

static uint64_t
page_size(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

/*
 * Add an area, cut to whole pages behind the ones there are. The kernel lends a
 * region that ends inside a page the rest of it.
 */
static void
add_area(struct vfio_region *r, uint64_t offset, uint64_t size)
{
	uint64_t mask = page_size() - 1;
	uint64_t limit = (r->size + mask) & ~mask;
	uint64_t from = 0, start, end;

	if (r->areas_n > 0)
		from = r->areas[r->areas_n - 1].offset +
				r->areas[r->areas_n - 1].size;
	if (offset > limit || size > limit - offset ||
			r->areas_n == VFIO_AREAS_MAX)
		return;
	start = RTE_MAX((offset + mask) & ~mask, from);
	end = offset + size < r->size ? (offset + size) & ~mask : limit;
	if (start < end)
		r->areas[r->areas_n++] = (struct vfio_area){start, end - start};
}

static int
cmp_areas(const void *a, const void *b)
{
	const struct vfio_region_sparse_mmap_area *x = a;
	const struct vfio_region_sparse_mmap_area *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The areas that the kernel lists: 1 if it does, else 0, or -ENOMEM. */
static int
read_sparse(struct vfio_region *r, const void *info, uint32_t len,
		uint32_t first)
{
	const struct vfio_region_info_cap_sparse_mmap *cap;
	struct vfio_region_sparse_mmap_area *areas;
	size_t room, n;
	uint32_t i;

	cap = vfio_info_cap(info, len, first, VFIO_REGION_INFO_CAP_SPARSE_MMAP,
			sizeof(*cap), &room);
	if (cap == NULL)
		return 0;
	n = RTE_MIN((size_t)cap->nr_areas,
			(room - sizeof(*cap)) / sizeof(areas[0]));
	areas = malloc(RTE_MAX(n, (size_t)1) * sizeof(areas[0]));
	if (areas == NULL)
		return -ENOMEM;
	memcpy(areas, cap->areas, n * sizeof(areas[0]));
	qsort(areas, n, sizeof(areas[0]), cmp_areas);
	for (i = 0; i < n; i++)
		add_area(r, areas[i].offset, areas[i].size);
	free(areas);
	return 1;
}

int
vfio_region_get(int fd, uint32_t index, struct vfio_region *region)
{
	struct vfio_region_info *info = calloc(1, sizeof(*info));
	struct vfio_region r = {.addr = NULL};
	uint32_t len;
	int rc = info != NULL ? 0 : -ENOMEM;

	if (rc == 0) {
		info->index = index;
		rc = vfio_info_get(fd, VFIO_DEVICE_GET_REGION_INFO,
				(void **)&info, sizeof(*info), &len);
	}
	if (rc < 0)
		goto out;
	if (info->size > INT64_MAX || info->offset > INT64_MAX - info->size) {
		rc = -ERANGE;
		goto out;
	}
	r.size = info->size;
	r.offset = info->offset;
	r.flags = info->flags;
	if ((r.flags & REGION_MMAP) != 0 && (r.flags & REGION_CAPS) != 0)
		rc = read_sparse(&r, info, len, info->cap_offset);
	if (rc == 0 && (r.flags & REGION_MMAP) != 0)
		add_area(&r, 0, r.size);
	if (rc >= 0)
		*region = r;
out:
	free(info);
	return RTE_MIN(rc, 0);
}

/* Add what of an area lies outside of [start, end). */
static void
add_outside(struct vfio_region *r, const struct vfio_area *area, uint64_t start,
		uint64_t end)
{
	uint64_t from = area->offset;
	uint64_t to = from + area->size;

	if (from < start)
		add_area(r, from, RTE_MIN(to, start) - from);
	if (to > end)
		add_area(r, RTE_MAX(from, end), to - RTE_MAX(from, end));
}

void
vfio_region_exclude(struct vfio_region *region, uint64_t offset, uint64_t len)
{
	uint64_t mask = page_size() - 1;
	struct vfio_region r = *region;
	uint64_t end;
	unsigned int i;

	if (len == 0 || offset >= r.size)
		return;
	end = (offset + RTE_MIN(len, r.size - offset) + mask) & ~mask;
	region->areas_n = 0;
	for (i = 0; i < r.areas_n; i++)
		add_outside(region, &r.areas[i], offset & ~mask, end);
}

static int
protection(const struct vfio_region *region)
{
	bool readable = (region->flags & VFIO_REGION_INFO_FLAG_READ) != 0;
	bool writable = (region->flags & VFIO_REGION_INFO_FLAG_WRITE) != 0;

	return (readable ? PROT_READ : 0) | (writable ? PROT_WRITE : 0);
}

int
vfio_region_map(const struct vfio_device *dev, struct vfio_region *region)
{
	int prot = protection(region);
	unsigned int i;
	uint8_t *base;
	int rc;

	if (region->areas_n == 0 || region->addr != NULL)
		return 0;
	base = vfio_os.mmap(NULL, region->size, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (base == MAP_FAILED)
		return -errno;
	for (i = 0; i < region->areas_n; i++) {
		const struct vfio_area *a = &region->areas[i];

		if (vfio_os.mmap(base + a->offset, a->size, prot,
				    MAP_SHARED | MAP_FIXED, dev->fd,
				    (off_t)(region->offset + a->offset)) ==
				MAP_FAILED)
			goto fail;
	}
	region->addr = base;
	return 0;

fail:
	rc = -errno;
	vfio_os.munmap(base, region->size);
	return rc;
}

void
vfio_region_unmap(struct vfio_region *region)
{
	if (region->addr != NULL)
		vfio_os.munmap(region->addr, region->size);
	region->addr = NULL;
}

bool
vfio_region_has(const struct vfio_region *region, uint64_t offset, uint64_t len)
{
	unsigned int i;

	if (region->addr == NULL || len > region->size ||
			offset > region->size - len)
		return false;
	for (i = 0; i < region->areas_n; i++) {
		const struct vfio_area *a = &region->areas[i];
		uint64_t here;

		if (offset < a->offset || offset - a->offset >= a->size)
			continue;
		here = a->size - (offset - a->offset);
		if (len <= here)
			return true;
		offset += here;
		len -= here;
	}
	return false;
}

/* len bytes of all ones, at addr: 0 or -errno. */
static int
overlay_area(uint8_t *addr, uint64_t len)
{
	void *p = vfio_os.mmap(NULL, len, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int rc;

	if (p == MAP_FAILED)
		return -errno;
	memset(p, 0xff, len);
	/* In one step, so that nobody reads anything else meanwhile. */
	if (mremap(p, len, len, MREMAP_MAYMOVE | MREMAP_FIXED, addr) == addr)
		return 0;
	rc = -errno;
	vfio_os.munmap(p, len);
	return rc;
}

/* A device that is gone answers all ones; so does what stands in for it. */
int
vfio_region_overlay(struct vfio_region *region)
{
	unsigned int i;
	int rc = 0;

	for (i = 0; region->addr != NULL && i < region->areas_n && rc == 0; i++)
		rc = overlay_area(region->addr + region->areas[i].offset,
				region->areas[i].size);
	return rc;
}

static bool
is_inside(const struct vfio_region *region, size_t len, uint64_t offset)
{
	return len <= region->size && offset <= region->size - len;
}

int
vfio_region_read(const struct vfio_device *dev,
		const struct vfio_region *region, void *buf, size_t len,
		uint64_t offset)
{
	ssize_t n;

	if (dev->fd < 0)
		return -ENODEV;
	if (!is_inside(region, len, offset))
		return -EINVAL;
	n = vfio_os.pread(dev->fd, buf, len, (off_t)(region->offset + offset));
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

int
vfio_region_write(const struct vfio_device *dev,
		const struct vfio_region *region, const void *buf, size_t len,
		uint64_t offset)
{
	ssize_t n;

	if (dev->fd < 0)
		return -ENODEV;
	if (!is_inside(region, len, offset))
		return -EINVAL;
	n = vfio_os.pwrite(dev->fd, buf, len, (off_t)(region->offset + offset));
	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}
