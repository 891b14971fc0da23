/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memseg lists: one for each node and page source, each a range of addresses
 * reserved at the start and an fbarray with an entry a page. Lists are made
 * at the start and stay; entries are filled in and emptied by pages.c. The
 * invariant: an entry is used exactly while its page is mapped.
 */
#include "memory/memseg.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/fbarray.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source.h"
#include "memory/space.h"

/* All nodes and sources together leave room below 39 bits for others. */
#define LISTS_BYTES_MAX (384ULL << 30)
#define LIST_BYTES_MIN  (1ULL << 30)
#define LIST_BYTES_MAX  (128ULL << 30)

/* As much as the machine has, rounded up, within what there is room for. */
static uint64_t
list_bytes(unsigned int lists_n)
{
	uint64_t all = eal_os.ram_bytes();
	uint64_t len = LIST_BYTES_MIN;
	uint64_t most = LISTS_BYTES_MAX / lists_n;
	struct rlimit limit;

	while (len < all && len < LIST_BYTES_MAX)
		len *= 2;
	/* A program with few addresses (RLIMIT_AS) needs most of them. */
	if (eal_os.getrlimit(RLIMIT_AS, &limit) == 0 &&
			limit.rlim_cur != RLIM_INFINITY)
		len = RTE_MIN(len, (uint64_t)limit.rlim_cur / 4 / lists_n);
	return RTE_MIN(len, RTE_ALIGN_FLOOR(most, LIST_BYTES_MIN));
}

static int
free_slot(void)
{
	unsigned int i;

	for (i = 0; i < RTE_MAX_MEMSEG_LISTS; i++)
		if (eal_shared->lists[i].page_sz == 0)
			return (int)i;
	EAL_LOG(ERR, "all %u memseg lists are in use\n", RTE_MAX_MEMSEG_LISTS);
	return -ENOSPC;
}

int
eal_list_add(const struct eal_list_spec *spec)
{
	struct rte_memseg_list *msl;
	int slot = free_slot();
	int rc;

	if (slot < 0)
		return slot;
	msl = &eal_shared->lists[slot];
	if (fbarray_init_sparse(&msl->memseg_arr, spec->name,
			    (unsigned int)(spec->len / spec->page_sz),
			    sizeof(struct rte_memseg)) < 0)
		return -rte_errno;
	/* Here the caller describes all pages at once. */
	rc = spec->external ? fbarray_populate(&msl->memseg_arr, 0,
					      msl->memseg_arr.len)
			    : 0;
	if (rc < 0) {
		rte_fbarray_destroy(&msl->memseg_arr);
		return rc;
	}
	__atomic_store_n(&msl->base_va, spec->va, __ATOMIC_RELAXED);
	msl->socket_id = spec->node;
	msl->external = spec->external;
	msl->heap = spec->heap;
	msl->version = 0;
	msl->page_sz = spec->page_sz;
	/* Pairs with rte_mem_virt2memseg_list(): all the rest is there. */
	__atomic_store_n(&msl->len, spec->len, __ATOMIC_RELEASE);
	if ((unsigned int)slot >= eal_shared->lists_n)
		__atomic_store_n(&eal_shared->lists_n, slot + 1,
				__ATOMIC_RELEASE);
	return slot;
}

int
eal_list_drop(unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];
	size_t len = msl->len;

	/* No address is found here any more. */
	__atomic_store_n(&msl->len, 0, __ATOMIC_RELAXED);
	if (rte_fbarray_destroy(&msl->memseg_arr) < 0) {
		msl->len = len;
		return -rte_errno;
	}
	memset(msl, 0, sizeof(*msl));
	return 0;
}

/* Fewer addresses if there are not as many, a unit at least; or NULL. */
static void *
reserve(uint64_t *len, uint64_t unit)
{
	void *va = NULL;
	uint64_t n;

	for (n = *len; n >= unit && va == NULL;
			n = RTE_ALIGN_FLOOR(n / 2, unit)) {
		va = eal_space_try(n, unit);
		*len = n;
	}
	if (va != NULL || unit > EAL_UNIT)
		return va;
	return eal_space_reserve(unit, unit); /* which says why */
}

static int
reserve_list(unsigned int source, int node, uint64_t len)
{
	uint64_t page_sz = eal_sources_page_sz(source);
	char name[RTE_FBARRAY_NAME_LEN];
	struct eal_list_spec spec = {
			.name = name,
			.page_sz = page_sz,
			.node = node,
			.heap = true,
	};
	uint64_t unit;
	int rc;

	unit = RTE_MAX((uint64_t)EAL_UNIT, page_sz);
	len = RTE_ALIGN_CEIL(len, unit);
	spec.va = reserve(&len, unit);
	if (spec.va == NULL && unit > EAL_UNIT) {
		EAL_LOG(NOTICE,
				"no addresses (RLIMIT_AS) for hugepages of %llu MiB:"
				" not used\n",
				(unsigned long long)page_sz >> 20);
		return 0;
	}
	if (spec.va == NULL)
		return -errno;
	spec.len = len;
	snprintf(name, sizeof(name), "memseg-%lluk-%d-%u",
			(unsigned long long)page_sz >> 10, node,
			eal_shared->lists_n);
	rc = eal_list_add(&spec);
	if (rc < 0) {
		eal_space_release(spec.va, len);
		return rc;
	}
	return eal_backing_open((unsigned int)rc, source);
}

static int
add_lists(void)
{
	unsigned int s, i, nodes = eal_numa_nodes();
	unsigned int sources = eal_sources_n();
	uint64_t len = list_bytes(nodes * sources);
	int rc;

	for (s = 0; s < sources; s++)
		for (i = 0; i < nodes; i++) {
			rc = reserve_list(s, eal_numa_node_id(i), len);
			if (rc < 0)
				return rc;
		}
	return 0;
}

int
eal_memseg_init(void)
{
	int rc = add_lists();

	if (rc < 0)
		eal_memseg_fini();
	return rc;
}

void
eal_memseg_fini(void)
{
	struct rte_memseg_list *msl;
	void *va;
	size_t len;

	while (eal_shared->lists_n > 0) {
		msl = &eal_shared->lists[--eal_shared->lists_n];
		if (msl->page_sz == 0)
			continue;
		va = msl->external ? NULL : msl->base_va;
		len = msl->len;
		eal_backing_close(eal_shared->lists_n);
		eal_list_drop(eal_shared->lists_n);
		eal_space_release(va, len);
	}
}

BP_EXPORT
struct rte_memseg_list *
rte_mem_virt2memseg_list(const void *virt)
{
	struct rte_memseg_list *msl;
	unsigned int i, n;
	uintptr_t off;
	size_t len;

	if (eal_shared == NULL)
		return NULL;
	/* Without the lock: pairs with eal_list_add(). */
	n = __atomic_load_n(&eal_shared->lists_n, __ATOMIC_ACQUIRE);
	for (i = 0; i < n; i++) {
		msl = &eal_shared->lists[i];
		len = __atomic_load_n(&msl->len, __ATOMIC_ACQUIRE);
		off = (uintptr_t)virt -
				(uintptr_t)__atomic_load_n(&msl->base_va,
						__ATOMIC_RELAXED);
		if (off < len)
			return msl;
	}
	return NULL;
}

BP_EXPORT
struct rte_memseg *
rte_mem_virt2memseg(const void *virt, const struct rte_memseg_list *msl)
{
	const struct rte_fbarray *arr;
	uintptr_t off;
	unsigned int idx;

	if (msl == NULL)
		msl = rte_mem_virt2memseg_list(virt);
	if (msl == NULL || msl->page_sz == 0 || !eal_list_here(msl))
		return NULL;
	arr = &msl->memseg_arr;
	off = (uintptr_t)virt - (uintptr_t)msl->base_va;
	idx = (unsigned int)(off / msl->page_sz);
	if (off >= msl->len ||
			!rte_fbarray_is_used(
					(struct rte_fbarray *)(uintptr_t)arr,
					idx))
		return NULL;
	return rte_fbarray_get(arr, idx);
}

/* The next used entry of a list that has seen some of them; -1 at the end. */
static int
next_used(struct rte_memseg_list *msl, unsigned int start, unsigned int seen)
{
	struct rte_fbarray *arr = &msl->memseg_arr;
	int saved = rte_errno;
	int idx;

	if (seen >= arr->count || start >= arr->len)
		return -1;
	idx = rte_fbarray_find_next_used(arr, start);
	rte_errno = saved;
	return idx;
}

/* The slot after i, or from 0 on, that holds a list; -1 at the end. */
static int
next_list(int i)
{
	while (eal_shared != NULL && ++i < (int)eal_shared->lists_n)
		if (eal_shared->lists[i].page_sz != 0 &&
				eal_list_here(&eal_shared->lists[i]))
			return i;
	return -1;
}

static int
walk_list(struct rte_memseg_list *msl, rte_memseg_walk_t func, void *arg)
{
	unsigned int seen = 0;
	int rc, idx = next_used(msl, 0, seen);

	while (idx >= 0) {
		rc = func(msl, rte_fbarray_get(&msl->memseg_arr, idx), arg);
		if (rc != 0)
			return rc;
		idx = next_used(msl, idx + 1, ++seen);
	}
	return 0;
}

/* Runs of addresses; their IOVAs are in a row only where the mode is VA. */
static int
walk_runs(struct rte_memseg_list *msl, rte_memseg_contig_walk_t func, void *arg)
{
	const struct rte_memseg *ms;
	unsigned int n, seen = 0;
	int rc, idx = next_used(msl, 0, seen);

	while (idx >= 0) {
		ms = rte_fbarray_get(&msl->memseg_arr, idx);
		n = rte_fbarray_find_contig_used(&msl->memseg_arr, idx);
		rc = func(msl, ms, n * msl->page_sz, arg);
		if (rc != 0)
			return rc;
		seen += n;
		idx = next_used(msl, idx + n, seen);
	}
	return 0;
}

BP_EXPORT
int
rte_memseg_walk_thread_unsafe(rte_memseg_walk_t func, void *arg)
{
	int i, rc = 0;

	for (i = next_list(-1); i >= 0 && rc == 0; i = next_list(i))
		rc = walk_list(&eal_shared->lists[i], func, arg);
	return rc;
}

BP_EXPORT
int
rte_memseg_contig_walk_thread_unsafe(rte_memseg_contig_walk_t func, void *arg)
{
	int i, rc = 0;

	for (i = next_list(-1); i >= 0 && rc == 0; i = next_list(i))
		rc = walk_runs(&eal_shared->lists[i], func, arg);
	return rc;
}

BP_EXPORT
int
rte_memseg_list_walk_thread_unsafe(rte_memseg_list_walk_t func, void *arg)
{
	int i, rc = 0;

	for (i = next_list(-1); i >= 0 && rc == 0; i = next_list(i))
		rc = func(&eal_shared->lists[i], arg);
	return rc;
}

BP_EXPORT
int
rte_memseg_walk(rte_memseg_walk_t func, void *arg)
{
	int rc;

	rte_mcfg_mem_read_lock();
	rc = rte_memseg_walk_thread_unsafe(func, arg);
	rte_mcfg_mem_read_unlock();
	return rc;
}

BP_EXPORT
int
rte_memseg_contig_walk(rte_memseg_contig_walk_t func, void *arg)
{
	int rc;

	rte_mcfg_mem_read_lock();
	rc = rte_memseg_contig_walk_thread_unsafe(func, arg);
	rte_mcfg_mem_read_unlock();
	return rc;
}

BP_EXPORT
int
rte_memseg_list_walk(rte_memseg_list_walk_t func, void *arg)
{
	int rc;

	rte_mcfg_mem_read_lock();
	rc = rte_memseg_list_walk_thread_unsafe(func, arg);
	rte_mcfg_mem_read_unlock();
	return rc;
}
