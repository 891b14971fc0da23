/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which source each page size has, and the table of the lists' sources. Sizes
 * go from small hugepages to large ones, then ordinary pages. A process that
 * others attach to takes hugetlbfs files where it can, else memfds, which it
 * can hand over; one that nobody attaches to takes memfds for hugepages, so
 * that they have descriptors, and anonymous memory for the rest.
 */
#include "memory/source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_config.h>
#include <rte_errno.h>

#include "eal.h"
#include "memory/memseg.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source/source_impl.h"

struct choice {
	uint64_t page_sz;
	const struct eal_source *source;
	const char *dir;
};

static struct choice choices[PAGE_SIZES_MAX + 1];
static unsigned int choices_n;
static const struct eal_source *const kinds[] = {
		[EAL_SOURCE_ANON] = &eal_source_anon,
		[EAL_SOURCE_MEMFD] = &eal_source_memfd,
		[EAL_SOURCE_ONEFILE] = &eal_source_onefile,
		[EAL_SOURCE_PAGEFILES] = &eal_source_pagefiles,
};
static struct eal_backing backings[RTE_MAX_MEMSEG_LISTS];

static void
choose_huge(uint64_t page_sz)
{
	struct choice *c = &choices[choices_n];
	uint64_t only = mounts_only_size();

	if (only != 0 && page_sz != only)
		return;
	*c = (struct choice){page_sz, &eal_source_memfd, NULL};
	if (eal_sharing())
		c->dir = mounts_folder(page_sz);
	if (c->dir != NULL)
		c->source = eal_config.single_file_segments
				? &eal_source_onefile
				: &eal_source_pagefiles;
	choices_n++;
}

static void
sweep_folders(void)
{
	unsigned int i, n;

	if (eal_config.huge_unlink == BP_HUGE_UNLINK_NEVER)
		return;
	for (i = 0; i < choices_n; i++) {
		if (choices[i].dir == NULL)
			continue;
		n = hugefile_sweep(choices[i].dir);
		if (n > 0)
			EAL_LOG(INFO,
					"removed %u hugepage files in %s that a former"
					" process left\n",
					n, choices[i].dir);
	}
}

static void
say_what_is_used(void)
{
	uint64_t size, n = 0;
	char text[24];
	unsigned int i;

	for (i = 0; i < choices_n; i++) {
		size = choices[i].page_sz;
		if (!eal_page_sz_huge(size))
			continue;
		n += eal_hugepages_available(size, -1);
		EAL_LOG(DEBUG, "hugepages of %s: %s%s%s\n",
				page_sz_text(size, text, sizeof(text)),
				choices[i].source->name,
				choices[i].dir != NULL ? " in " : "",
				choices[i].dir != NULL ? choices[i].dir : "");
	}
	if (n == 0 && !eal_config.no_huge)
		EAL_LOG(NOTICE, "no free hugepages: using ordinary memory, %s\n",
				thp_text(eal_sharing()));
}

int
eal_sources_start(void)
{
	uint64_t sizes[PAGE_SIZES_MAX];
	unsigned int i, n;
	int rc;

	choices_n = 0;
	source_fault_start();
	rc = mounts_start();
	if (rc < 0)
		return rc;
	n = hugepage_sizes(sizes, RTE_DIM(sizes));
	for (i = 0; i < n; i++)
		choose_huge(sizes[i]);
	choices[choices_n++] = (struct choice){(uint64_t)getpagesize(),
			eal_sharing() ? &eal_source_memfd : &eal_source_anon,
			NULL};
	sweep_folders();
	say_what_is_used();
	return 0;
}

int
eal_sources_attach(void)
{
	choices_n = 0;
	source_fault_start();
	return mounts_start();
}

void
eal_sources_stop(void)
{
	choices_n = 0;
	fdlimit_restore();
}

unsigned int
eal_sources_n(void)
{
	return choices_n;
}

uint64_t
eal_sources_page_sz(unsigned int i)
{
	return choices[i].page_sz;
}

/* Without memfds memory is as good, but nobody can be given it. */
static int
open_backing(struct eal_backing *b)
{
	int rc = b->source->open(b);
	char text[24];

	if (rc == 0 || b->source != &eal_source_memfd)
		return rc;
	page_sz_text(b->page_sz, text, sizeof(text));
	if (eal_sharing())
		EAL_LOG(WARNING,
				"no memfd of pages of %s (%s): using anonymous memory,"
				" which other processes cannot map\n",
				text, rte_strerror(-rc));
	else
		EAL_LOG(DEBUG, "no memfd of pages of %s (%s): using anonymous memory\n",
				text, rte_strerror(-rc));
	b->source = &eal_source_anon;
	return 0;
}

static struct eal_backing
describe(unsigned int list, const struct eal_source *source)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];

	return (struct eal_backing){
			.source = source,
			.list = list,
			.pid = getpid(),
			.node = msl->socket_id,
			.page_sz = msl->page_sz,
			.base = msl->base_va,
			.len = msl->len,
			.fd = -1,
	};
}

static uint8_t
kind_of(const struct eal_source *source)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(kinds) && kinds[i] != source; i++)
		continue;
	return (uint8_t)i;
}

int
eal_backing_open(unsigned int list, unsigned int i)
{
	struct eal_backing *b = &backings[list];
	int rc;

	*b = describe(list, choices[i].source);
	b->dir = choices[i].dir;
	rc = open_backing(b);
	if (rc < 0) {
		b->source = NULL;
		return rc;
	}
	eal_shared->sources[list] = kind_of(b->source);
	return 0;
}

int
eal_backing_attach(unsigned int list)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];
	struct eal_backing *b = &backings[list];
	unsigned int kind = eal_shared->sources[list];
	int rc = 0;

	if (kind >= RTE_DIM(kinds) || kinds[kind] == NULL)
		return -EPROTO;
	*b = describe(list, kinds[kind]);
	b->dir = mounts_folder(msl->page_sz);
	if (kind == EAL_SOURCE_PAGEFILES)
		rc = b->source->open(b);
	if (rc < 0)
		b->source = NULL;
	return rc;
}

void
eal_backing_close(unsigned int list)
{
	struct eal_backing *b = &backings[list];

	if (b->source != NULL)
		b->source->close(b);
	memset(b, 0, sizeof(*b));
}

/* Where pages are free, something else is short: the file system's limit. */
static void
tell_shortage(struct eal_backing *b, size_t len, int err)
{
	uint64_t free_bytes = eal_hugepages_available(b->page_sz, b->node) *
			b->page_sz;
	char text[24];

	if (b->told)
		return;
	b->told = true;
	page_sz_text(b->page_sz, text, sizeof(text));
	if (!eal_page_sz_huge(b->page_sz))
		EAL_LOG(NOTICE,
				"node %d: %zu MiB in pages of %s were asked for and"
				" cannot be had\n",
				b->node, len >> 20, text);
	else if (free_bytes < len)
		EAL_LOG(NOTICE,
				"node %d: %zu MiB in hugepages of %s were asked for,"
				" %llu MiB are free: trying other pages\n",
				b->node, len >> 20, text,
				(unsigned long long)free_bytes >> 20);
	else
		EAL_LOG(NOTICE,
				"node %d: %zu MiB in hugepages of %s were asked for and"
				" are free, but cannot be had%s%s: %s; trying other"
				" pages\n",
				b->node, len >> 20, text,
				b->dir != NULL ? " in " : "",
				b->dir != NULL ? b->dir : "",
				rte_strerror(err));
}

int
eal_backing_take(unsigned int list, uint8_t *addr, size_t len, bool *dirty)
{
	struct eal_backing *b = &backings[list];
	int rc = b->source->take(b, addr, len, dirty);

	if (rc == -ENOMEM || rc == -ENOSPC)
		tell_shortage(b, len, -rc);
	return rc;
}

int
eal_backing_give(unsigned int list, uint8_t *addr, size_t len)
{
	struct eal_backing *b = &backings[list];

	return b->source->give(b, addr, len);
}

int
eal_backing_files(unsigned int list, uint8_t *addr, size_t len, int *fds,
		unsigned int n)
{
	const struct eal_backing *b = &backings[list];

	return b->source->files(b, addr, len, fds, n);
}

int
eal_backing_adopt(unsigned int list, uint8_t *addr, size_t len, const int *fds,
		unsigned int n)
{
	struct eal_backing *b = &backings[list];

	return b->source == NULL ? -ENOENT
				 : b->source->adopt(b, addr, len, fds, n);
}

int
eal_backing_drop(unsigned int list, uint8_t *addr, size_t len)
{
	struct eal_backing *b = &backings[list];

	return b->source == NULL ? -ENOENT : b->source->drop(b, addr, len);
}

size_t
eal_backing_span(unsigned int list, unsigned int n)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];

	return eal_shared->sources[list] == EAL_SOURCE_PAGEFILES
			? n * msl->page_sz
			: msl->len;
}

int
eal_pages_fd(unsigned int list, const void *addr, size_t *offset)
{
	const struct eal_backing *b;

	if (list >= RTE_DIM(backings) || backings[list].source == NULL)
		return -ENOTSUP;
	b = &backings[list];
	if ((uintptr_t)addr - (uintptr_t)b->base >= b->len)
		return -EINVAL;
	return b->source->fd(b, addr, offset);
}

size_t
eal_unit(unsigned int list)
{
	uint64_t page_sz = eal_shared->lists[list].page_sz;

	return RTE_MAX(EAL_UNIT, (size_t)page_sz);
}

long
eal_source_hugetlb_free(void)
{
	uint64_t sizes[PAGE_SIZES_MAX];
	unsigned int i, n = hugepage_sizes(sizes, RTE_DIM(sizes));
	uint64_t free_n = 0;

	for (i = 0; i < n; i++)
		free_n += eal_hugepages_available(sizes[i], -1);
	return n == 0 ? -1 : (long)free_n;
}
