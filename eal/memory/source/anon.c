/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Anonymous memory, of a process that nobody attaches to: hugetlb pages, or
 * ordinary ones that the kernel may join to huge ones. It has no descriptor.
 */
#include <errno.h>

#include <sys/mman.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/source/source_impl.h"

static int
anon_open(struct eal_backing *b)
{
	(void)b;
	return 0;
}

static void
anon_close(struct eal_backing *b)
{
	(void)b;
}

static int
anon_give(struct eal_backing *b, uint8_t *addr, size_t len)
{
	int rc = source_vacate(addr, len);

	(void)b;
	if (rc == 0)
		return 0;
	/* No second mapping to be had: at least return the pages. */
	if (eal_os.madvise(addr, len, MADV_DONTNEED) == 0)
		return 0;
	EAL_LOG(ERR, "cannot give back %zu bytes at %p: %s\n", len,
			(void *)addr, rte_strerror(-rc));
	return rc;
}

static int
map_flags(const struct eal_backing *b)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;

	if (eal_page_sz_huge(b->page_sz))
		flags |= MAP_HUGETLB | (int)hugetlb_size_flag(b->page_sz);
	return flags;
}

static int
anon_take(struct eal_backing *b, uint8_t *addr, size_t len, bool *dirty)
{
	void *p = eal_os.mmap(
			addr, len, PROT_READ | PROT_WRITE, map_flags(b), -1, 0);
	int rc = p == MAP_FAILED ? -errno : source_settle(b, addr, len);

	*dirty = false;
	if (rc < 0)
		anon_give(b, addr, len);
	return rc;
}

static int
anon_fd(const struct eal_backing *b, const uint8_t *addr, size_t *offset)
{
	(void)b;
	(void)addr;
	(void)offset;
	return -ENOTSUP;
}

static int
anon_files(const struct eal_backing *b, const uint8_t *addr, size_t len,
		int *fds, unsigned int n)
{
	(void)b;
	(void)addr;
	(void)len;
	(void)fds;
	(void)n;
	return -ENOTSUP;
}

static int
anon_adopt(struct eal_backing *b, uint8_t *addr, size_t len, const int *fds,
		unsigned int n)
{
	(void)b;
	(void)addr;
	(void)len;
	(void)fds;
	(void)n;
	return -ENOTSUP;
}

static int
anon_drop(struct eal_backing *b, uint8_t *addr, size_t len)
{
	(void)b;
	return source_vacate(addr, len);
}

const struct eal_source eal_source_anon = {
		.name = "anonymous memory",
		.open = anon_open,
		.close = anon_close,
		.take = anon_take,
		.give = anon_give,
		.fd = anon_fd,
		.files = anon_files,
		.adopt = anon_adopt,
		.drop = anon_drop,
};
