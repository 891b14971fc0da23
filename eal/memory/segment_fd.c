/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files behind memsegs, for whoever hands memory to another process: a
 * vhost-user peer for example. A memseg is known by its place in the table,
 * not by what it says, so that a copy, a stale pointer or a wild one is
 * refused without being read.
 */
#include <errno.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/memseg.h"
#include "memory/shared.h"

/* The index of ms in its list if it is a memseg in use, else -1. */
static int
index_in(struct rte_memseg_list *msl, const struct rte_memseg *ms)
{
	struct rte_fbarray *arr = &msl->memseg_arr;
	uintptr_t off = (uintptr_t)ms - (uintptr_t)arr->data;
	int saved = rte_errno;
	int idx = -1;

	if (msl->page_sz != 0 && eal_list_here(msl) &&
			off < (uintptr_t)arr->len * arr->elt_sz &&
			off % arr->elt_sz == 0 &&
			rte_fbarray_is_used(arr, off / arr->elt_sz) == 1)
		idx = (int)(off / arr->elt_sz);
	rte_errno = saved;
	return idx;
}

/* The descriptor, or -errno. */
static int
find_fd(const struct rte_memseg *ms, size_t *offset)
{
	struct rte_memseg_list *msl;
	unsigned int i;
	int idx;

	for (i = 0; eal_shared != NULL && i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		idx = ms == NULL ? -1 : index_in(msl, ms);
		if (idx < 0)
			continue;
		if (msl->external)
			return -ENOTSUP;
		return eal_pages_fd(i, ms->addr, offset);
	}
	return -EINVAL;
}

BP_EXPORT
int
rte_memseg_get_fd_thread_unsafe(const struct rte_memseg *ms)
{
	size_t offset;
	int fd = find_fd(ms, &offset);

	if (fd >= 0)
		return fd;
	rte_errno = -fd;
	return -1;
}

BP_EXPORT
int
rte_memseg_get_fd_offset_thread_unsafe(
		const struct rte_memseg *ms, size_t *offset)
{
	size_t at;
	int fd = offset == NULL ? -EINVAL : find_fd(ms, &at);

	if (fd < 0) {
		rte_errno = -fd;
		return -1;
	}
	*offset = at;
	return 0;
}

BP_EXPORT
int
rte_memseg_get_fd(const struct rte_memseg *ms)
{
	int fd;

	rte_mcfg_mem_read_lock();
	fd = rte_memseg_get_fd_thread_unsafe(ms);
	rte_mcfg_mem_read_unlock();
	return fd;
}

BP_EXPORT
int
rte_memseg_get_fd_offset(const struct rte_memseg *ms, size_t *offset)
{
	int rc;

	rte_mcfg_mem_read_lock();
	rc = rte_memseg_get_fd_offset_thread_unsafe(ms, offset);
	rte_mcfg_mem_read_unlock();
	return rc;
}
