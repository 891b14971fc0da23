/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the page sources share: how pages are placed and faulted in, which
 * hugepage sizes and mounts the system has, and what it allows.
 */
#ifndef SOURCE_IMPL_H
#define SOURCE_IMPL_H

#include <limits.h>

#include "memory/source.h"

#define PAGE_SIZES_MAX 8

/* A hugepage size as flags of mmap() and memfd_create() have it. */
static inline unsigned int
hugetlb_size_flag(uint64_t page_sz)
{
	return (unsigned int)__builtin_ctzll(page_sz) << 26;
}

/* fault.c: after mapping: place, fault in and check; 0 or -errno. */
int source_settle(const struct eal_backing *b, uint8_t *addr, size_t len);
/* After mapping what another process took: hugepages are seen at once. */
int source_see(const struct eal_backing *b, uint8_t *addr, size_t len);
/* Reserve a range again: 0, or -errno and the mapping stays. */
int source_vacate(uint8_t *addr, size_t len);
/* A new start: what is said once may be said again. */
void source_fault_start(void);

/* thp.c: what the kernel joins to huge pages. */
enum thp {
	THP_NONE,
	THP_ADVISE,   /* where it is advised to */
	THP_COLLAPSE, /* when it is told to, whatever the settings say */
};
enum thp thp_allowed(bool shared);
/* For the log: how ordinary pages come. */
const char *thp_text(bool shared);
/* Fault in ordinary pages, in huge ones if possible. */
int thp_fault_in(uint8_t *addr, size_t len, bool shared);

/* fault.c: all pages of a range, by the kernel: 0 or -errno. */
int source_fault_in(uint8_t *addr, size_t len, size_t page_sz);

/* pagesizes.c: the hugepage sizes that have pages, ascending: how many. */
unsigned int hugepage_sizes(uint64_t *sizes, unsigned int max);
/* "2 MiB" */
const char *page_sz_text(uint64_t page_sz, char *text, size_t len);

/*
 * mounts.c: the folder for pages of a size, NULL if no hugetlbfs of that size
 * is mounted where we may write. mounts_start() fails if huge_dir is no good.
 */
int mounts_start(void);
const char *mounts_folder(uint64_t page_sz);
/* The page size of huge_dir; 0 if the user named none. */
uint64_t mounts_only_size(void);

/* hugefile.c: files of hugetlbfs, locked while in use. */
int hugefile_open(const struct eal_backing *b, unsigned int number, int *fd,
		size_t *old_len);
/* Close it, and remove it unless it is to stay. */
void hugefile_close(const struct eal_backing *b, unsigned int number, int fd);
/* Remove its name, which is not needed any more. */
void hugefile_forget(const struct eal_backing *b, unsigned int number);
/* Remove the files of processes that are gone: how many. */
unsigned int hugefile_sweep(const char *dir);

/* fdlimit.c: allow as many descriptors as the system lets us: whether more. */
bool fdlimit_raise(void);
void fdlimit_restore(void);

#endif
