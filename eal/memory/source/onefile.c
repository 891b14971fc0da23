/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One file for all pages of a list, each at the offset of its address: a
 * memfd, of hugetlb or ordinary pages, or a file of hugetlbfs
 * (--single-file-segments). Pages go back by a hole in the file. The
 * invariant: below eal_shared->dirty the file may hold what somebody wrote; all
 * else is a hole or in use. Other processes map the same file at the same
 * offsets, and may take pages of it and give them back.
 */
#include <errno.h>
#include <fcntl.h>

#include <linux/falloc.h>
#include <sys/mman.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source/source_impl.h"

#ifndef MFD_HUGETLB
#define MFD_HUGETLB 4u
#endif

/* Another process may have made it longer. */
static int
grow_file(struct eal_backing *b, size_t len)
{
	struct stat st;

	if (len <= b->file_len)
		return 0;
	if (eal_os.fstat(b->fd, &st) < 0)
		return -errno;
	if ((size_t)st.st_size < len && eal_os.ftruncate(b->fd, (off_t)len) < 0)
		return -errno;
	b->file_len = len;
	return 0;
}

static int
memfd_open(struct eal_backing *b)
{
	unsigned int flags = 0;
	int rc;

	if (eal_page_sz_huge(b->page_sz))
		flags = MFD_HUGETLB | hugetlb_size_flag(b->page_sz);
	b->fd = eal_os.memfd_create("bufplane", flags);
	if (b->fd < 0)
		return -errno;
	rc = grow_file(b, b->len);
	if (rc < 0) {
		eal_os.close(b->fd);
		b->fd = -1;
	}
	return rc;
}

static void
memfd_close(struct eal_backing *b)
{
	if (b->fd >= 0)
		eal_os.close(b->fd);
	b->fd = -1;
}

/* The file comes with its first page. */
static int
onefile_open(struct eal_backing *b)
{
	(void)b;
	return 0;
}

static void
onefile_close(struct eal_backing *b)
{
	if (b->fd >= 0 && eal_primary())
		hugefile_close(b, b->list, b->fd);
	else if (b->fd >= 0)
		eal_os.close(b->fd);
	b->fd = -1;
}

static int
need_file(struct eal_backing *b)
{
	int rc;

	if (b->fd >= 0)
		return 0;
	rc = hugefile_open(b, b->list, &b->fd, &b->file_len);
	if (rc == 0)
		eal_shared->dirty[b->list] = b->file_len;
	return rc;
}

static void
keep_dirty(const struct eal_backing *b, size_t end)
{
	if (eal_shared->dirty[b->list] < end)
		eal_shared->dirty[b->list] = end;
}

static int
give(struct eal_backing *b, uint8_t *addr, size_t len)
{
	size_t off = (size_t)(addr - b->base);
	int rc = source_vacate(addr, len);

	if (b->dir != NULL && eal_config.huge_unlink == BP_HUGE_UNLINK_NEVER) {
		keep_dirty(b, off + len);
		return rc;
	}
	/* What is still mapped loses its pages by this, too. */
	if (eal_os.fallocate(b->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			    (off_t)off, (off_t)len) == 0)
		return 0;
	rc = -errno;
	keep_dirty(b, off + len);
	EAL_LOG(ERR, "cannot give back %zu KiB of a file of %s: %s\n",
			len >> 10, b->source->name, rte_strerror(-rc));
	return rc;
}

static int
take(struct eal_backing *b, uint8_t *addr, size_t len, bool *dirty)
{
	size_t off = (size_t)(addr - b->base);
	int rc = need_file(b);

	*dirty = off < eal_shared->dirty[b->list];
	if (rc == 0)
		rc = grow_file(b, off + len);
	if (rc < 0)
		return rc;
	if (eal_os.mmap(addr, len, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_FIXED, b->fd,
			    (off_t)off) == MAP_FAILED)
		rc = -errno;
	else
		rc = source_settle(b, addr, len);
	if (rc < 0)
		give(b, addr, len);
	return rc;
}

static int
fd_of(const struct eal_backing *b, const uint8_t *addr, size_t *offset)
{
	*offset = (size_t)(addr - b->base);
	return b->fd < 0 ? -ENOENT : b->fd;
}

static int
files(const struct eal_backing *b, const uint8_t *addr, size_t len, int *fds,
		unsigned int n)
{
	(void)addr;
	(void)len;
	if (b->fd < 0)
		return 0; /* there is no page yet */
	if (n == 0)
		return -ENOSPC;
	fds[0] = b->fd;
	return 1;
}

static int
adopt_file(struct eal_backing *b, const int *fds, unsigned int n)
{
	if (b->fd >= 0)
		return 0;
	if (n == 0)
		return -ENOENT;
	b->fd = fcntl(fds[0], F_DUPFD_CLOEXEC, 0);
	return b->fd < 0 ? -errno : 0;
}

static int
adopt(struct eal_backing *b, uint8_t *addr, size_t len, const int *fds,
		unsigned int n)
{
	int rc = adopt_file(b, fds, n);

	if (rc < 0 || len == 0)
		return rc;
	if (eal_os.mmap(addr, len, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_FIXED, b->fd,
			    (off_t)(addr - b->base)) == MAP_FAILED)
		return -errno;
	return source_see(b, addr, len);
}

static int
drop(struct eal_backing *b, uint8_t *addr, size_t len)
{
	(void)b;
	return source_vacate(addr, len);
}

const struct eal_source eal_source_memfd = {
		.name = "memfd",
		.open = memfd_open,
		.close = memfd_close,
		.take = take,
		.give = give,
		.fd = fd_of,
		.files = files,
		.adopt = adopt,
		.drop = drop,
};

const struct eal_source eal_source_onefile = {
		.name = "one hugetlbfs file",
		.open = onefile_open,
		.close = onefile_close,
		.take = take,
		.give = give,
		.fd = fd_of,
		.files = files,
		.adopt = adopt,
		.drop = drop,
};
