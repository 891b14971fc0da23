/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attaching to a group's memory. The memory lock is held from the first range
 * on until the process counts as one that follows changes, so that it misses
 * none. Each list's addresses are reserved first, all of them, so that memory
 * that comes later finds its place; then what is in use is mapped from the
 * primary's files.
 */
#include "memory/attach.h"

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_fbarray.h>

#include "eal.h"
#include "memory/fbarray.h"
#include "memory/lazy.h"
#include "memory/memseg.h"
#include "memory/occupied.h"
#include "memory/shared.h"
#include "memory/source.h"
#include "memory/space.h"
#include "memory/sync.h"
#include "mp/wire.h"
#include "process/config.h"

#define FILES_MAX WIRE_FDS_MAX

/* Lists whose addresses and tables this process has. */
static bool have[RTE_MAX_MEMSEG_LISTS];
static bool have_lazy;
static bool have_memzones;

/* What holds for the whole group. */
static void
adopt_config(void)
{
	eal_config.no_huge = eal_shared->no_huge;
	eal_config.legacy_mem = eal_shared->legacy_mem;
	eal_config.match_allocations = eal_shared->match_allocations;
	eal_config.single_file_segments = eal_shared->single_file_segments;
	eal_config.huge_unlink = (enum bp_huge_unlink)eal_shared->huge_unlink;
	config_set_iova_mode((enum rte_iova_mode)eal_shared->iova_mode);
}

static int
map_part(unsigned int list, uint8_t *addr, size_t len)
{
	int fds[FILES_MAX];
	int i, rc, n = eal_sync_files((int)list, addr, len, fds, FILES_MAX);

	if (n < 0)
		return n;
	rc = eal_backing_adopt(list, addr, len, fds, (unsigned int)n);
	for (i = 0; i < n; i++)
		close(fds[i]);
	return rc;
}

/* Pages in a row, in as many parts as their descriptors need. */
static int
map_run(unsigned int list, uint8_t *addr, size_t len)
{
	size_t off, n, span = eal_backing_span(list, FILES_MAX);
	int rc = 0;

	for (off = 0; off < len && rc == 0; off += n) {
		n = RTE_MIN(len - off, span);
		rc = map_part(list, addr + off, n);
	}
	return rc;
}

static int
map_used(unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];
	struct rte_fbarray *arr = &msl->memseg_arr;
	unsigned int seen = 0;
	int n, rc = 0, idx = 0;

	while (seen < arr->count && rc == 0) {
		idx = rte_fbarray_find_next_used(arr, (unsigned int)idx);
		if (idx < 0)
			return -EPROTO;
		n = rte_fbarray_find_contig_used(arr, (unsigned int)idx);
		rc = map_run(list,
				(uint8_t *)msl->base_va +
						(size_t)idx * msl->page_sz,
				(size_t)n * msl->page_sz);
		seen += (unsigned int)n;
		idx += n;
	}
	return rc;
}

/* A memfd has to be here before the first page of it is taken here. */
static int
need_file(unsigned int list)
{
	if (eal_shared->sources[list] == EAL_SOURCE_PAGEFILES)
		return 0;
	return map_part(list, eal_shared->lists[list].base_va, 0);
}

static int
attach_list(unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];
	int rc = eal_space_claim(msl->base_va, msl->len);

	if (rc < 0)
		return eal_space_occupied("memory", msl->base_va, msl->len, rc);
	have[list] = true;
	if (rte_fbarray_attach(&msl->memseg_arr) < 0) {
		rc = -rte_errno;
		return eal_space_occupied("table of memory",
				msl->memseg_arr.data,
				fbarray_bytes(&msl->memseg_arr), rc);
	}
	rc = eal_backing_attach(list);
	if (rc == 0)
		rc = need_file(list);
	/* No page of that one file is there yet: it comes with the first. */
	if (rc == -ENOENT && msl->memseg_arr.count == 0)
		rc = 0;
	if (rc == 0)
		rc = map_used(list);
	if (rc < 0)
		EAL_LOG(ERR, "cannot map the primary's memory at %p to %p: %s\n",
				msl->base_va,
				(uint8_t *)msl->base_va + msl->len,
				rc == -ENOTSUP ? "it has no files"
					       : rte_strerror(-rc));
	return rc;
}

static int
attach_lists(void)
{
	const struct rte_memseg_list *msl;
	unsigned int i;
	int rc = 0;

	for (i = 0; i < eal_shared->lists_n && rc == 0; i++) {
		msl = &eal_shared->lists[i];
		if (msl->page_sz != 0 && !msl->external)
			rc = attach_list(i);
	}
	return rc;
}

static int
attach_memzones(void)
{
	struct rte_fbarray *arr = &eal_shared->memzones;

	have_memzones = rte_fbarray_attach(arr) == 0;
	if (have_memzones)
		return 0;
	return eal_space_occupied("table of memzones", arr->data,
			fbarray_bytes(arr), -rte_errno);
}

static int
attach_all(void)
{
	int rc = attach_lists();

	if (rc == 0)
		rc = attach_memzones();
	if (rc == 0)
		rc = eal_lazy_attach();
	have_lazy = rc == 0;
	return rc;
}

/* From here on the others wait for this process when memory changes. */
static int
follow(void)
{
	struct eal_member *m = &eal_shared->members[member_self()];
	int rc;

	__atomic_store_n(&eal_shared->joined, 1, __ATOMIC_RELAXED);
	rc = eal_sync_join();
	if (rc == 0)
		__atomic_store_n(&m->state, MEMBER_MAPPED, __ATOMIC_RELEASE);
	return rc;
}

int
eal_memory_attach(void)
{
	int rc = eal_sources_attach();

	if (rc < 0)
		return rc;
	adopt_config();
	rte_mcfg_mem_write_lock();
	rc = attach_all();
	if (rc == 0)
		rc = follow();
	rte_mcfg_mem_write_unlock();
	return rc;
}

static void
detach_list(unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];

	eal_backing_close(list);
	fbarray_leave(&msl->memseg_arr);
	eal_space_release(msl->base_va, msl->len);
	have[list] = false;
}

void
eal_memory_detach(void)
{
	struct rte_memseg_list *msl;
	unsigned int i;

	if (have_lazy || eal_primary())
		eal_lazy_detach();
	if (have_memzones || eal_primary())
		fbarray_leave(&eal_shared->memzones);
	for (i = 0; i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		if (have[i] ||
				(eal_primary() && msl->page_sz != 0 &&
						!msl->external))
			detach_list(i);
		else if (msl->external && eal_list_here(msl))
			fbarray_leave(&msl->memseg_arr);
	}
	have_lazy = false;
	have_memzones = false;
}
