/* SPDX-License-Identifier: BSD-3-Clause */
/* Pages and mappings of the operating system. */
#ifndef RTE_EAL_PAGING_H
#define RTE_EAL_PAGING_H

#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

enum rte_mem_prot {
	RTE_PROT_READ = 1 << 0,
	RTE_PROT_WRITE = 1 << 1,
	RTE_PROT_EXECUTE = 1 << 2,
};

enum rte_map_flags {
	RTE_MAP_SHARED = 1 << 0,
	RTE_MAP_ANONYMOUS = 1 << 1,
	RTE_MAP_PRIVATE = 1 << 2,
	RTE_MAP_FORCE_ADDRESS = 1 << 3, /* there, whatever is there */
};

/* Bytes of a page. */
__rte_internal size_t rte_mem_page_size(void);

/* The address, or NULL with rte_errno set. */
__rte_internal void *rte_mem_map(void *requested_addr, size_t size, int prot,
		int flags, int fd, uint64_t offset);

/* 0, or -1 with rte_errno set. */
__rte_internal int rte_mem_unmap(void *virt, size_t size);
__rte_internal int rte_mem_lock(const void *virt, size_t size);

#ifdef __cplusplus
}
#endif

#endif
