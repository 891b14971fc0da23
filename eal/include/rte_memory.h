/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory that the library took from the system: lists of memsegs (one a
 * page), how to walk them, what device address a piece has, and who is told
 * when memory comes and goes. The heap (rte_malloc.h) and the memzones
 * (rte_memzone.h) hand it out. Functions without "thread_unsafe" in the name
 * take the memory lock; it is recursive, so callbacks may call them.
 */
#ifndef RTE_MEMORY_H
#define RTE_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_bitops.h>
#include <rte_common.h>
#include <rte_config.h>
#include <rte_fbarray.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_PGSIZE_4K   (1ULL << 12)
#define RTE_PGSIZE_64K  (1ULL << 16)
#define RTE_PGSIZE_256K (1ULL << 18)
#define RTE_PGSIZE_2M   (1ULL << 21)
#define RTE_PGSIZE_16M  (1ULL << 24)
#define RTE_PGSIZE_256M (1ULL << 28)
#define RTE_PGSIZE_512M (1ULL << 29)
#define RTE_PGSIZE_1G   (1ULL << 30)
#define RTE_PGSIZE_4G   (1ULL << 32)
#define RTE_PGSIZE_16G  (1ULL << 34)

/* Any NUMA node: the caller's first, then the others. */
#define SOCKET_ID_ANY (-1)

/* A memseg that was asked for at the start and is never given back. */
#define RTE_MEMSEG_FLAG_DO_NOT_FREE RTE_BIT32(0)
/* A memseg whose memory may hold old data. */
#define RTE_MEMSEG_FLAG_DIRTY RTE_BIT32(1)

/* One page of memory. */
struct rte_memseg {
	rte_iova_t iova; /* what a device calls its start */
	RTE_STD_C11
	union {
		void *addr;
		uint64_t addr_64;
	};
	size_t len;
	uint64_t hugepage_sz; /* size of its page */
	int32_t socket_id;
	uint32_t nchannel;
	uint32_t nrank;
	uint32_t flags; /* RTE_MEMSEG_FLAG_* */
} __rte_packed;

/* A range of addresses for pages of one size on one node. */
struct rte_memseg_list {
	RTE_STD_C11
	union {
		void *base_va;
		uint64_t addr_64;
	};
	uint64_t page_sz;
	int socket_id;
	volatile uint32_t version; /* changes when memsegs come or go */
	size_t len;                /* bytes of address space */
	unsigned int external;     /* 1: memory that the program supplied */
	unsigned int heap;         /* 1: a heap hands it out */
	struct rte_fbarray memseg_arr;
};

/*
 * The physical address behind virt, or RTE_BAD_IOVA when the page is absent
 * or the process may not know. Only hugepages keep theirs.
 */
phys_addr_t rte_mem_virt2phy(const void *virt);

/*
 * What a device calls virt, by the IOVA mode alone: no table is consulted, so
 * the IOVAs that were given with external memory are found in its memsegs.
 */
rte_iova_t rte_mem_virt2iova(const void *virt);

/* The address of the memory at iova, or NULL when it is none of ours. */
void *rte_mem_iova2virt(rte_iova_t iova);

/* The memseg of virt in msl (NULL: found by address), or NULL. */
struct rte_memseg *rte_mem_virt2memseg(
		const void *virt, const struct rte_memseg_list *msl);

/* The list whose range holds virt, or NULL. */
struct rte_memseg_list *rte_mem_virt2memseg_list(const void *virt);

/* Called for each memseg: 0 goes on, 1 stops, -1 stops with an error. */
typedef int (*rte_memseg_walk_t)(const struct rte_memseg_list *msl,
		const struct rte_memseg *ms, void *arg);
/*
 * As rte_memseg_walk_t, but for len bytes in a row of addresses. Their IOVAs
 * need not be in a row, except in IOVA mode VA.
 */
typedef int (*rte_memseg_contig_walk_t)(const struct rte_memseg_list *msl,
		const struct rte_memseg *ms, size_t len, void *arg);
/* As rte_memseg_walk_t, but for each list. */
typedef int (*rte_memseg_list_walk_t)(
		const struct rte_memseg_list *msl, void *arg);

/*
 * Call func for all memsegs, runs of memsegs, or lists in use. Return 0 at
 * the end, or the 1 or -1 with which func stopped the walk.
 */
int rte_memseg_walk(rte_memseg_walk_t func, void *arg);
int rte_memseg_contig_walk(rte_memseg_contig_walk_t func, void *arg);
int rte_memseg_list_walk(rte_memseg_list_walk_t func, void *arg);

/* The same for callers that hold the memory lock (memory callbacks do). */
int rte_memseg_walk_thread_unsafe(rte_memseg_walk_t func, void *arg);
int rte_memseg_contig_walk_thread_unsafe(
		rte_memseg_contig_walk_t func, void *arg);
int rte_memseg_list_walk_thread_unsafe(rte_memseg_list_walk_t func, void *arg);

/*
 * The descriptor of the file that ms, an entry of the table, is mapped from;
 * it stays the library's. -1 with rte_errno EINVAL (no memseg in use),
 * ENOTSUP (external memory, or memory without files) or ENODEV.
 */
int rte_memseg_get_fd(const struct rte_memseg *ms);

/*
 * Where ms begins in that file: 0 and *offset set, or -1 with rte_errno as
 * above, EINVAL also when offset is NULL.
 */
int rte_memseg_get_fd_offset(const struct rte_memseg *ms, size_t *offset);

/* The same for callers that hold the memory lock. */
int rte_memseg_get_fd_thread_unsafe(const struct rte_memseg *ms);
int rte_memseg_get_fd_offset_thread_unsafe(
		const struct rte_memseg *ms, size_t *offset);

/* Print every memseg to f. */
void rte_dump_physmem_layout(FILE *f);

/* How many bytes of memory the library holds now. */
uint64_t rte_eal_get_physmem_size(void);

/* Memory channels and ranks as the user gave them; 0: unknown. */
unsigned int rte_memory_get_nchannel(void);
unsigned int rte_memory_get_nrank(void);

/*
 * Check that all memory lies below 2^maskbits, and if so keep new memory
 * below it too. Returns 0; 1 when some does not, and nothing changes; -1 when
 * maskbits exceeds 63.
 */
int rte_mem_check_dma_mask(uint8_t maskbits);
int rte_mem_check_dma_mask_thread_unsafe(uint8_t maskbits);

/*
 * Keep new memory below 2^maskbits. The narrowest of all calls counts; 0
 * takes the limit away.
 */
void rte_mem_set_dma_mask(uint8_t maskbits);

/* 1 if this process can learn physical addresses, else 0. */
int rte_eal_using_phys_addrs(void);

enum rte_mem_event {
	RTE_MEM_EVENT_ALLOC = 0, /* memory has been added */
	RTE_MEM_EVENT_FREE,      /* memory is about to go */
};
#define RTE_MEM_EVENT_CALLBACK_NAME_LEN 64

/*
 * Told of len bytes at addr, with the memory lock held, while the tables name
 * them. It may call anything here, the heap and memzones too, as long as it
 * waits for no other thread; heaps do not grow meanwhile.
 */
typedef void (*rte_mem_event_callback_t)(enum rte_mem_event event_type,
		const void *addr, size_t len, void *arg);

/*
 * Call clb when memory comes or goes; what is announced in one piece goes in
 * one piece. Callbacks are called in the order of their registration. name
 * and arg together identify one. Returns 0, or -1 with rte_errno EINVAL,
 * ENAMETOOLONG, EEXIST, ENOMEM, or ENOTSUP (legacy memory never changes).
 */
int rte_mem_event_callback_register(
		const char *name, rte_mem_event_callback_t clb, void *arg);

/* Forget a callback: 0, or -1 with rte_errno as above or ENOENT. */
int rte_mem_event_callback_unregister(const char *name, void *arg);

#define RTE_MEM_ALLOC_VALIDATOR_NAME_LEN 64

/*
 * Asked before the memory of socket_id grows to new_len bytes, which reaches
 * cur_limit: 0 allows it, -1 refuses. All validators are asked each time.
 */
typedef int (*rte_mem_alloc_validator_t)(
		int socket_id, size_t cur_limit, size_t new_len);

/*
 * Have clb asked when socket_id is to hold limit bytes or more. Returns 0, or
 * -1 with rte_errno as rte_mem_event_callback_register().
 */
int rte_mem_alloc_validator_register(const char *name,
		rte_mem_alloc_validator_t clb, int socket_id, size_t limit);

/* Forget a validator: errors as rte_mem_event_callback_unregister(). */
int rte_mem_alloc_validator_unregister(const char *name, int socket_id);

/*
 * Enter memory of the program's in the tables, with a list of its own and
 * a socket id of 256 or more. va_addr and len are multiples of page_sz, a power
 * of 2; iova_addrs has the IOVA of each of the n_pages pages, or is NULL:
 * RTE_BAD_IOVA for all. Nothing is mapped for devices. Returns 0, or -1 with
 * rte_errno EINVAL (also for what lies beyond the DMA mask), EEXIST (overlaps
 * memory that is known) or ENOSPC.
 */
int rte_extmem_register(void *va_addr, size_t len, rte_iova_t iova_addrs[],
		unsigned int n_pages, size_t page_sz);

/*
 * Forget memory, all of it, once no other process is attached. Returns 0, or
 * -1 with rte_errno EINVAL, ENOENT, EPERM (a heap's) or EBUSY.
 */
int rte_extmem_unregister(void *va_addr, size_t len);

/*
 * See, in this process, the memsegs of memory that another one registered.
 * Returns 0, or -1 with rte_errno EINVAL, ENOENT or EEXIST (they are seen).
 */
int rte_extmem_attach(void *va_addr, size_t len);

/* See them no longer: 0, or -1 with rte_errno EINVAL or ENOENT. */
int rte_extmem_detach(void *va_addr, size_t len);

/* Lock the page of virt in memory: 0, or -1 with rte_errno. */
int rte_mem_lock_page(const void *virt);

#ifdef __cplusplus
}
#endif

#endif
