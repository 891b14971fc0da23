/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The page sources of a private process: hugetlb pages of 2 MiB, and ordinary
 * pages that the kernel may join to huge ones. Pages are faulted in by the
 * kernel at once, so that a shortage is an error code here and not a signal
 * later. A range whose take failed is reserved and empty as before.
 */
#include "memory/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/space.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
#define HUGE_2M_FLAG (21 << 26) /* MAP_HUGE_SHIFT */
#define HUGE_2M_FREE "/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages"

static bool bind_warned;

/* A kernel before 5.14: let it write each page, which fails politely. */
static int
touch_pages(uint8_t *addr, size_t len, size_t page_sz)
{
	size_t off;
	int rc = 0;
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	for (off = 0; off < len && rc == 0; off += page_sz)
		if (read(fd, addr + off, 1) != 1)
			rc = errno == EFAULT ? -ENOMEM : -errno;
	close(fd);
	return rc;
}

static int
fault_in(void *addr, size_t len, size_t page_sz)
{
	if (eal_os.madvise(addr, len, MADV_POPULATE_WRITE) == 0)
		return 0;
	if (errno == EINVAL)
		return touch_pages(addr, len, page_sz);
	return errno == EFAULT ? -ENOMEM : -errno;
}

static void
place(void *addr, size_t len, int node)
{
	if (eal_numa_nodes() < 2 || eal_os.bind(addr, len, node) == 0)
		return;
	if (!__atomic_exchange_n(&bind_warned, true, __ATOMIC_RELAXED))
		EAL_LOG(WARNING,
				"cannot place memory on node %d (mbind: %s): the"
				" kernel chooses\n",
				node, rte_strerror(errno));
}

static int
give_back(void *addr, size_t len)
{
	int rc = eal_space_vacate(addr, len);

	if (rc == 0)
		return 0;
	/* No second mapping to be had: at least return the pages. */
	if (eal_os.madvise(addr, len, MADV_DONTNEED) == 0)
		return 0;
	EAL_LOG(ERR, "cannot give back %zu bytes at %p: %s\n", len, addr,
			rte_strerror(-rc));
	return rc;
}

static int
take(void *addr, size_t len, int node, int flags, size_t page_sz)
{
	void *p = eal_os.mmap(addr, len, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | flags, -1, 0);
	int rc;

	if (p == MAP_FAILED) {
		rc = -errno;
		goto vacate;
	}
	place(addr, len, node);
	if (flags == 0)
		eal_os.madvise(addr, len, MADV_HUGEPAGE);
	/* A child's copy on write would move pages that a device uses. */
	eal_os.madvise(addr, len, MADV_DONTFORK);
	rc = fault_in(addr, len, page_sz);
	if (rc == 0)
		return 0;
vacate:
	give_back(addr, len);
	return rc;
}

static uint64_t
hugetlb_page_sz(void)
{
	return eal_source_hugetlb_free() < 0 ? 0 : RTE_PGSIZE_2M;
}

static int
hugetlb_take(void *addr, size_t len, int node)
{
	long n = eal_source_hugetlb_free();

	if (n < 0 || (size_t)n < len / RTE_PGSIZE_2M)
		return -ENOMEM;
	return take(addr, len, node, MAP_HUGETLB | HUGE_2M_FLAG, RTE_PGSIZE_2M);
}

static uint64_t
anon_page_sz(void)
{
	return getpagesize();
}

static int
anon_take(void *addr, size_t len, int node)
{
	return take(addr, len, node, 0, getpagesize());
}

const struct eal_source eal_source_hugetlb = {
		.name = "hugetlb",
		.page_sz = hugetlb_page_sz,
		.take = hugetlb_take,
		.give = give_back,
};

const struct eal_source eal_source_anon = {
		.name = "anonymous",
		.page_sz = anon_page_sz,
		.take = anon_take,
		.give = give_back,
};

long
eal_source_hugetlb_free(void)
{
	return eal_config.no_huge ? -1 : eal_os.read_number(HUGE_2M_FREE);
}

void
eal_source_start(void)
{
	__atomic_store_n(&bind_warned, false, __ATOMIC_RELAXED);
	if (!eal_config.no_huge && eal_source_hugetlb_free() <= 0)
		EAL_LOG(NOTICE, "no free hugepages of 2 MiB: using ordinary pages\n");
}
