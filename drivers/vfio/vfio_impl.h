/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of VFIO share. One lock guards all of it, taken after the
 * memory lock, which mappings need: vfio_lock() takes both. Functions here are
 * called with it held unless they say otherwise, and return 0 or -errno.
 */
#ifndef VFIO_IMPL_H
#define VFIO_IMPL_H

#include <limits.h>

#include <rte_config.h>
#include <rte_log.h>

#include "vfio/vfio.h"
#include "vfio/vfio_os.h"

#define VFIO_LOG(level, ...) RTE_LOG(level, EAL, "vfio: " __VA_ARGS__)

#define VFIO_RANGES_MAX 32
#define VFIO_PATH_SIZE  48 /* of a file of a group */

/* len bytes at vaddr that devices see at iova. */
struct vfio_map {
	uint64_t vaddr;
	uint64_t iova;
	uint64_t len;
	bool user; /* the program mapped it */
};

/* What a container maps, in the order of IOVAs, without overlap. */
struct vfio_maps {
	struct vfio_map *rows;
	size_t n;
	size_t room;
	uint64_t bytes;
};

/* IOVAs from first to last. */
struct vfio_range {
	uint64_t first;
	uint64_t last;
};

struct vfio_container {
	int fd;              /* -1: not open */
	unsigned int groups; /* that are in it, for the kernel */
	unsigned int type;   /* VFIO_TYPE1v2_IOMMU ...; 0: no group yet */
	unsigned int ranges_n;
	struct vfio_range ranges[VFIO_RANGES_MAX];
	struct vfio_maps maps;
};

struct vfio_group {
	int fd; /* -1: free slot */
	int num;
	bool noiommu;
	bool attached; /* to the container, for the kernel */
	bool kept;     /* the program has its file: it stays open */
	unsigned int devices;
	struct vfio_container *container;
};

void vfio_lock(void);
void vfio_unlock(void);

/*
 * vfio_info.c: ask for a structure that begins with argsz and may be followed
 * by more. *info holds size bytes as the caller fills them and is replaced by
 * as much as the kernel has to say; *len tells how much. The caller frees it.
 */
int vfio_info_get(int fd, unsigned long request, void **info, uint32_t size,
		uint32_t *len);
/* A capability in it with a size of at least need bytes, or NULL. */
const void *vfio_info_cap(const void *info, uint32_t len, uint32_t first,
		uint16_t id, size_t need, size_t *room);

/* vfio_region.c: what the kernel says about a region of a device. */
int vfio_region_get(int fd, uint32_t index, struct vfio_region *region);

/* vfio_container.c */
extern struct vfio_container *const vfio_default_container;
bool vfio_container_is_default(const struct vfio_container *c);
/* The container of that file, RTE_VFIO_DEFAULT_CONTAINER_FD included. */
struct vfio_container *vfio_container_of(int fd);
int vfio_container_open(struct vfio_container *c);

/* vfio_iommu.c: a group has joined or left it, for the kernel. */
int vfio_container_joined(struct vfio_container *c, bool noiommu);
void vfio_container_left(struct vfio_container *c);

/* vfio_group.c */
struct vfio_group *vfio_group_of(int num);
/*
 * Find a group, or open it for a container. what names who asks. It stays open
 * until its last device goes, or until it is closed if the program has it.
 */
int vfio_group_open(int num, struct vfio_container *c, const char *what,
		struct vfio_group **group);
void vfio_group_close(struct vfio_group *group);
/* What a program gets for a descriptor or -errno, with rte_errno. */
int vfio_group_result(int rc);
/* As the program wants it: 0; -EBUSY as long as a device of it is open. */
int vfio_group_drop(struct vfio_group *group);
/* It has no device any more. */
void vfio_group_idle(struct vfio_group *group);
/* Whether a device of a group of that container is open. */
bool vfio_group_any_used(const struct vfio_container *c);
void vfio_group_close_all(const struct vfio_container *c);
/* Put it into its container; sysfs_base is where its devices are found. */
int vfio_group_attach(struct vfio_group *group, const char *sysfs_base,
		const char *dev_addr);

/* vfio_sysfs.c: name the neighbour that keeps a group from being used. */
void vfio_explain_not_viable(const struct vfio_group *group,
		const char *sysfs_base, const char *dev_addr);

/* vfio_dma.c */
int vfio_dma_map(struct vfio_container *c, const struct vfio_map *map);
/*
 * Unmap the rows in map's range that are the program's, or those that are not,
 * as map->user says; -EINVAL if one goes beyond it. What fails is logged.
 */
int vfio_dma_unmap(struct vfio_container *c, const struct vfio_map *map);
/* The row that holds iova, or NULL. */
const struct vfio_map *vfio_dma_find(
		const struct vfio_container *c, uint64_t iova);
/* Whether the devices reach that memory, all of it. */
bool vfio_dma_reaches(
		const struct vfio_container *c, const struct vfio_map *map);
/* The kernel has dropped all. */
void vfio_dma_forget(struct vfio_container *c);

/* vfio_memory.c: map the library's memory, now and as it comes and goes. */
int vfio_memory_start(struct vfio_container *c);
void vfio_memory_stop(void);
/* Without the lock: the pools that are there already; watch them no more. */
int vfio_memory_pools(void);
void vfio_memory_fini(void);

#endif
