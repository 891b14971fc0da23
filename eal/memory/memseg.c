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
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source.h"
#include "memory/space.h"

/* All nodes and sources together leave room below 39 bits for others. */
#define LISTS_BYTES_MAX (384ULL << 30)
#define LIST_BYTES_MIN  (1ULL << 30)
#define LIST_BYTES_MAX  (128ULL << 30)

static const struct eal_source *const sources[] = {
		&eal_source_hugetlb,
		&eal_source_anon,
};

/* As much as the machine has, rounded up, within what there is room for. */
static uint64_t
list_bytes(unsigned int lists_n)
{
	uint64_t all = eal_os.ram_bytes();
	uint64_t len = LIST_BYTES_MIN;
	uint64_t most = LISTS_BYTES_MAX / lists_n;

	while (len < all && len < LIST_BYTES_MAX)
		len *= 2;
	return len <= most ? len : most & ~(uint64_t)(EAL_UNIT - 1);
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

	if (slot < 0)
		return slot;
	msl = &eal_shared->lists[slot];
	if (rte_fbarray_init(&msl->memseg_arr, spec->name,
			    (unsigned int)(spec->len / spec->page_sz),
			    sizeof(struct rte_memseg)) < 0)
		return -rte_errno;
	msl->base_va = spec->va;
	msl->socket_id = spec->node;
	msl->len = spec->len;
	msl->external = spec->external;
	msl->heap = spec->heap;
	msl->version = 0;
	msl->page_sz = spec->page_sz;
	if ((unsigned int)slot >= eal_shared->lists_n)
		eal_shared->lists_n = slot + 1;
	return slot;
}

void
eal_list_drop(unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];

	msl->len = 0; /* no address is found here any more */
	rte_fbarray_destroy(&msl->memseg_arr);
	memset(msl, 0, sizeof(*msl));
}

static int
reserve_list(uint64_t page_sz, int node, uint64_t len)
{
	char name[RTE_FBARRAY_NAME_LEN];
	struct eal_list_spec spec = {
			.name = name,
			.len = len,
			.page_sz = page_sz,
			.node = node,
			.heap = true,
	};
	int rc;

	spec.va = eal_space_reserve(len, EAL_UNIT);
	if (spec.va == NULL)
		return -errno;
	snprintf(name, sizeof(name), "memseg-%lluk-%d-%u",
			(unsigned long long)page_sz >> 10, node,
			eal_shared->lists_n);
	rc = eal_list_add(&spec);
	if (rc < 0)
		eal_space_release(spec.va, len);
	return rc;
}

static int
add_lists(void)
{
	unsigned int s, i, nodes = eal_numa_nodes();
	uint64_t page_sz, len = list_bytes(nodes * RTE_DIM(sources));
	int rc;

	for (s = 0; s < RTE_DIM(sources); s++) {
		page_sz = sources[s]->page_sz();
		if (page_sz == 0)
			continue;
		for (i = 0; i < nodes; i++) {
			rc = reserve_list(page_sz, eal_numa_node_id(i), len);
			if (rc < 0)
				return rc;
		}
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
		eal_list_drop(eal_shared->lists_n);
		eal_space_release(va, len);
	}
}

BP_EXPORT
struct rte_memseg_list *
rte_mem_virt2memseg_list(const void *virt)
{
	struct rte_memseg_list *msl;
	unsigned int i;

	if (eal_shared == NULL)
		return NULL;
	for (i = 0; i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		if ((uintptr_t)virt - (uintptr_t)msl->base_va < msl->len)
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
	if (msl == NULL || msl->page_sz == 0)
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
		if (eal_shared->lists[i].page_sz != 0)
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

/* How many entries from ms on, of n that are used, have IOVAs in a row. */
static unsigned int
iova_run(const struct rte_memseg *ms, unsigned int n)
{
	unsigned int i = 1;

	while (i < n && ms[i].iova == ms[i - 1].iova + ms[i - 1].len)
		i++;
	return i;
}

static int
walk_runs(struct rte_memseg_list *msl, rte_memseg_contig_walk_t func, void *arg)
{
	const struct rte_memseg *ms;
	unsigned int n, seen = 0;
	int rc, idx = next_used(msl, 0, seen);

	while (idx >= 0) {
		ms = rte_fbarray_get(&msl->memseg_arr, idx);
		n = rte_fbarray_find_contig_used(&msl->memseg_arr, idx);
		n = iova_run(ms, n);
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
