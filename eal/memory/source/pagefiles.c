/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file of hugetlbfs for each page, so that pages can be handed to others and
 * given back one by one. The files of a range are mapped side by side, then
 * faulted in together, and in IOVA mode PA put in the order of their frames.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include <sys/mman.h>

#include <rte_eal.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source/source_impl.h"
#include "mp/member.h"

/* More pages than a list can have, and lists a process. */
#define NUMBERS_A_LIST    65536U
#define NUMBERS_A_PROCESS (NUMBERS_A_LIST * RTE_MAX_MEMSEG_LISTS)

static int
pagefiles_open(struct eal_backing *b)
{
	size_t i, n = b->len / b->page_sz;

	if (n > NUMBERS_A_LIST)
		return -E2BIG;
	b->fds = eal_os.calloc(n, sizeof(*b->fds));
	b->numbers = eal_os.calloc(n, sizeof(*b->numbers));
	if (b->fds == NULL || b->numbers == NULL) {
		free(b->fds);
		free(b->numbers);
		b->fds = NULL;
		b->numbers = NULL;
		return -ENOMEM;
	}
	for (i = 0; i < n; i++)
		b->numbers[i] = member_self() * NUMBERS_A_PROCESS +
				b->list * NUMBERS_A_LIST + (unsigned int)i;
	return 0;
}

/* The descriptor of a page, or -1. */
static int
fd_of(const struct eal_backing *b, size_t page)
{
	return abs(b->fds[page]) - 1;
}

/* The name of a file goes with who made it. */
static void
close_page(struct eal_backing *b, size_t page)
{
	if (b->fds[page] > 0)
		hugefile_close(b, b->numbers[page], fd_of(b, page));
	else if (b->fds[page] < 0)
		eal_os.close(fd_of(b, page));
	b->fds[page] = 0;
}

static void
pagefiles_close(struct eal_backing *b)
{
	size_t i;

	for (i = 0; i < b->len / b->page_sz; i++)
		close_page(b, i);
	free(b->fds);
	free(b->numbers);
	b->fds = NULL;
	b->numbers = NULL;
}

static int
pagefiles_give(struct eal_backing *b, uint8_t *addr, size_t len)
{
	size_t i, first = (size_t)(addr - b->base) / b->page_sz;
	int rc = source_vacate(addr, len);

	for (i = first; i < first + len / b->page_sz; i++) {
		/* What stays mapped must not keep its page. */
		if (rc < 0 && b->fds[i] != 0 &&
				eal_config.huge_unlink !=
						BP_HUGE_UNLINK_NEVER &&
				eal_os.ftruncate(fd_of(b, i), 0) == 0)
			rc = 0;
		close_page(b, i);
	}
	return rc;
}

static int
map_file(const struct eal_backing *b, size_t page)
{
	void *p = eal_os.mmap(b->base + page * b->page_sz, b->page_sz,
			PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
			fd_of(b, page), 0);

	return p == MAP_FAILED ? -errno : 0;
}

static int
take_page(struct eal_backing *b, size_t page, bool *dirty)
{
	size_t old_len;
	int fd, rc = hugefile_open(b, b->numbers[page], &fd, &old_len);

	if (rc < 0)
		return rc;
	b->fds[page] = fd + 1;
	*dirty = *dirty || old_len > 0;
	/* It may have been the one file of all pages, too. */
	if (old_len != b->page_sz &&
			eal_os.ftruncate(fd, (off_t)b->page_sz) < 0)
		return -errno;
	rc = map_file(b, page);
	if (rc == 0 && eal_config.huge_unlink == BP_HUGE_UNLINK_ALWAYS)
		hugefile_forget(b, b->numbers[page]);
	return rc;
}

struct frame {
	uint64_t addr;
	int fd;
	unsigned int number;
};

static int
compare_frames(const void *a, const void *b)
{
	const struct frame *x = a, *y = b;

	return (x->addr > y->addr) - (x->addr < y->addr);
}

/* Look up the frames of n pages: whether they are known and out of order. */
static bool
find_frames(const struct eal_backing *b, size_t first, size_t n,
		struct frame *frames)
{
	bool sorted = true;
	size_t i;

	for (i = 0; i < n; i++) {
		frames[i].addr = rte_mem_virt2phy(
				b->base + (first + i) * b->page_sz);
		if (frames[i].addr == RTE_BAD_IOVA)
			return false;
		frames[i].fd = b->fds[first + i];
		frames[i].number = b->numbers[first + i];
		sorted = sorted &&
				(i == 0 || frames[i].addr > frames[i - 1].addr);
	}
	return !sorted;
}

/* Devices that use physical addresses find longer rows in sorted pages. */
static int
sort_pages(struct eal_backing *b, size_t first, size_t n)
{
	struct frame *frames = eal_os.calloc(n, sizeof(*frames));
	size_t i;
	int rc = 0;

	if (frames == NULL || !find_frames(b, first, n, frames)) {
		free(frames);
		return 0;
	}
	qsort(frames, n, sizeof(*frames), compare_frames);
	for (i = 0; i < n; i++) {
		b->fds[first + i] = frames[i].fd;
		b->numbers[first + i] = frames[i].number;
	}
	free(frames);
	for (i = first; i < first + n && rc == 0; i++)
		rc = map_file(b, i);
	if (rc == 0)
		rc = source_settle(b, b->base + first * b->page_sz,
				n * b->page_sz);
	return rc;
}

static int
pagefiles_take(struct eal_backing *b, uint8_t *addr, size_t len, bool *dirty)
{
	size_t i, first = (size_t)(addr - b->base) / b->page_sz;
	size_t n = len / b->page_sz;
	int rc = 0;

	*dirty = false;
	/* Do not make a thousand files to find that there is no page. */
	if (eal_config.huge_unlink != BP_HUGE_UNLINK_NEVER &&
			eal_hugepages_available(b->page_sz, -1) < n)
		return -ENOMEM;
	for (i = first; i < first + n && rc == 0; i++)
		rc = take_page(b, i, dirty);
	if (rc == 0)
		rc = source_settle(b, addr, len);
	if (rc == 0 && eal_shared->iova_mode == RTE_IOVA_PA)
		rc = sort_pages(b, first, n);
	if (rc < 0)
		pagefiles_give(b, addr, len);
	return rc;
}

static int
pagefiles_fd(const struct eal_backing *b, const uint8_t *addr, size_t *offset)
{
	size_t page = (size_t)(addr - b->base) / b->page_sz;

	*offset = (size_t)(addr - b->base) % b->page_sz;
	return b->fds[page] == 0 ? -ENOENT : fd_of(b, page);
}

static int
pagefiles_files(const struct eal_backing *b, const uint8_t *addr, size_t len,
		int *fds, unsigned int n)
{
	size_t i, first = (size_t)(addr - b->base) / b->page_sz;
	size_t pages = len / b->page_sz;

	if (pages > n)
		return -ENOSPC;
	for (i = 0; i < pages; i++) {
		fds[i] = fd_of(b, first + i);
		if (fds[i] < 0)
			return -ENOENT;
	}
	return (int)pages;
}

static int
pagefiles_drop(struct eal_backing *b, uint8_t *addr, size_t len)
{
	size_t i, first = (size_t)(addr - b->base) / b->page_sz;
	int rc = source_vacate(addr, len);

	for (i = first; i < first + len / b->page_sz; i++)
		close_page(b, i);
	return rc;
}

static int
pagefiles_adopt(struct eal_backing *b, uint8_t *addr, size_t len,
		const int *fds, unsigned int n)
{
	size_t i, first = (size_t)(addr - b->base) / b->page_sz;
	int fd, rc = n == len / b->page_sz ? 0 : -EPROTO;

	for (i = 0; i < n && rc == 0; i++) {
		close_page(b, first + i);
		fd = fcntl(fds[i], F_DUPFD_CLOEXEC, 0);
		if (fd < 0) {
			rc = -errno;
			break;
		}
		b->fds[first + i] = -(fd + 1);
		rc = map_file(b, first + i);
	}
	if (rc == 0)
		rc = source_see(b, addr, len);
	if (rc < 0)
		pagefiles_drop(b, addr, len);
	return rc;
}

const struct eal_source eal_source_pagefiles = {
		.name = "hugetlbfs files",
		.open = pagefiles_open,
		.close = pagefiles_close,
		.take = pagefiles_take,
		.give = pagefiles_give,
		.fd = pagefiles_fd,
		.files = pagefiles_files,
		.adopt = pagefiles_adopt,
		.drop = pagefiles_drop,
};
