/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memzones: named pieces of memory, at one address in every process of a
 * group, contiguous for devices when asked for. The descriptors live in a
 * shared table of RTE_MAX_MEMZONE; a descriptor stays where it is until its
 * zone is freed. All calls may be made by any thread.
 */
#ifndef RTE_MEMZONE_H
#define RTE_MEMZONE_H

#include <stdio.h>

#include <rte_common.h>
#include <rte_memory.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Page sizes to take the memory from. */
#define RTE_MEMZONE_2MB   0x00000001
#define RTE_MEMZONE_1GB   0x00000002
#define RTE_MEMZONE_16MB  0x00000100
#define RTE_MEMZONE_16GB  0x00000200
#define RTE_MEMZONE_256KB 0x00010000
#define RTE_MEMZONE_256MB 0x00020000
#define RTE_MEMZONE_512MB 0x00040000
#define RTE_MEMZONE_4GB   0x00080000
/* Other page sizes will do when those have nothing left. */
#define RTE_MEMZONE_SIZE_HINT_ONLY 0x00000004
/* One range of device addresses. */
#define RTE_MEMZONE_IOVA_CONTIG 0x00100000

#define RTE_MEMZONE_NAMESIZE 32

struct rte_memzone {
	char name[RTE_MEMZONE_NAMESIZE];
	rte_iova_t iova;
	RTE_STD_C11
	union {
		void *addr;
		uint64_t addr_64;
	};
	size_t len;
	uint64_t hugepage_sz; /* size of the pages under it */
	int32_t socket_id;
	uint32_t flags; /* those of the reservation */
} __rte_packed;

/*
 * Reserve len zeroed bytes under name, aligned to a cache line. A len of 0
 * asks for the largest piece that is free now; no memory is taken for it.
 * Returns NULL with rte_errno EINVAL (also for unknown flags), ENAMETOOLONG,
 * EEXIST, ENOSPC (no descriptor left) or ENOMEM.
 */
const struct rte_memzone *rte_memzone_reserve(const char *name, size_t len,
		int socket_id, unsigned int flags);

/* As rte_memzone_reserve(), but aligned to align, a power of two or 0. */
const struct rte_memzone *rte_memzone_reserve_aligned(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align);

/*
 * As rte_memzone_reserve_aligned(), but no multiple of bound (a power of two
 * of a cache line at least, 0: none) lies inside the zone. A len of 0 asks for
 * bound bytes.
 */
const struct rte_memzone *rte_memzone_reserve_bounded(const char *name,
		size_t len, int socket_id, unsigned int flags,
		unsigned int align, unsigned int bound);

/* Give a zone back: 0, or -EINVAL when mz is NULL or no zone. */
int rte_memzone_free(const struct rte_memzone *mz);

/* The zone of that name, or NULL. */
const struct rte_memzone *rte_memzone_lookup(const char *name);

/* Print all zones to f. */
void rte_memzone_dump(FILE *f);

/*
 * Call func for each zone, with the table locked. func may free the zone, and
 * reserve others.
 */
void rte_memzone_walk(void (*func)(const struct rte_memzone *mz, void *arg),
		void *arg);

#ifdef __cplusplus
}
#endif

#endif
