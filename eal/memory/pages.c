/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking pages into memseg lists and giving them back, in units: memory is
 * faulted in, entered and announced, or announced, taken out and unmapped. A
 * take that fails at any point leaves tables and mappings as they were.
 */
#include <errno.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_memzone.h>

#include "eal.h"
#include "memory/fbarray.h"
#include "memory/memseg.h"
#include "memory/os.h"
#include "memory/shared.h"
#include "memory/source.h"

static const struct {
	uint64_t size;
	unsigned int flag;
} size_flags[] = {
		{RTE_PGSIZE_256K, RTE_MEMZONE_256KB},
		{RTE_PGSIZE_2M, RTE_MEMZONE_2MB},
		{RTE_PGSIZE_16M, RTE_MEMZONE_16MB},
		{RTE_PGSIZE_256M, RTE_MEMZONE_256MB},
		{RTE_PGSIZE_512M, RTE_MEMZONE_512MB},
		{RTE_PGSIZE_1G, RTE_MEMZONE_1GB},
		{RTE_PGSIZE_4G, RTE_MEMZONE_4GB},
		{RTE_PGSIZE_16G, RTE_MEMZONE_16GB},
};

bool
eal_pages_size_ok(uint64_t page_sz, unsigned int flags)
{
	unsigned int i, all = 0;

	for (i = 0; i < RTE_DIM(size_flags); i++) {
		all |= size_flags[i].flag;
		if (size_flags[i].size == page_sz &&
				(flags & size_flags[i].flag) != 0)
			return true;
	}
	return (flags & all) == 0;
}

static const struct eal_source *
source_of(const struct rte_memseg_list *msl)
{
	return msl->page_sz == RTE_PGSIZE_2M ? &eal_source_hugetlb
					     : &eal_source_anon;
}

static unsigned int
index_of(const struct rte_memseg_list *msl, const void *addr)
{
	return (unsigned int)(((uintptr_t)addr - (uintptr_t)msl->base_va) /
			msl->page_sz);
}

bool
eal_pages_used(unsigned int list, const void *addr)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];

	if ((uintptr_t)addr - (uintptr_t)msl->base_va >= msl->len)
		return false;
	return rte_fbarray_is_used(&msl->memseg_arr, index_of(msl, addr)) == 1;
}

uint32_t
eal_pages_flags(unsigned int list, const void *addr)
{
	const struct rte_memseg *ms =
			rte_mem_virt2memseg(addr, &eal_shared->lists[list]);

	return ms == NULL ? 0 : ms->flags;
}

uint64_t
eal_pages_bytes(int node)
{
	const struct rte_memseg_list *msl;
	uint64_t n = 0;
	unsigned int i;

	for (i = 0; i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		if (msl->socket_id == node && !msl->external)
			n += msl->memseg_arr.count * msl->page_sz;
	}
	return n;
}

bool
eal_pages_contig(unsigned int list, const void *addr, size_t len)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];
	const struct rte_memseg *ms;
	unsigned int i, last;

	if (eal_shared->iova_mode != RTE_IOVA_PA || len == 0)
		return true;
	i = index_of(msl, addr);
	last = index_of(msl, (const uint8_t *)addr + len - 1);
	ms = rte_fbarray_get(&msl->memseg_arr, i);
	for (; i < last; i++, ms++)
		if (ms[1].iova != ms[0].iova + ms[0].len)
			return false;
	return true;
}

/* What the user and the program allow a node to hold. */
static int
check_limits(int node, size_t len)
{
	uint64_t now = eal_pages_bytes(node);
	uint64_t all = eal_os.ram_bytes();
	unsigned int i;

	if (now + len > all) {
		EAL_LOG(ERR,
				"node %d holds %llu MiB: %zu MiB more exceed the"
				" %llu MiB of the machine\n",
				node, (unsigned long long)now >> 20, len >> 20,
				(unsigned long long)all >> 20);
		return -ENOMEM;
	}
	for (i = 0; i < eal_config.socket_limit_n; i++)
		if (eal_numa_node_id(i) == node &&
				eal_config.socket_limit[i] != 0 &&
				now + len > eal_config.socket_limit[i]) {
			EAL_LOG(DEBUG,
					"node %d holds %llu MiB: %zu MiB more exceed"
					" its limit\n",
					node, (unsigned long long)now >> 20,
					len >> 20);
			return -ENOMEM;
		}
	return eal_event_validate(node, now + len);
}

static bool
reachable(const struct eal_range *r)
{
	uint64_t last = (uint64_t)(uintptr_t)r->addr + r->len - 1;
	uint32_t bits = eal_shared->dma_bits;

	if (bits == 0 || eal_shared->iova_mode == RTE_IOVA_PA ||
			last >> bits == 0)
		return true;
	EAL_LOG(ERR,
			"memory at %p does not lie below 2^%u, which is what a device"
			" reaches\n",
			(void *)r->addr, bits);
	return false;
}

/* Describe the pages of a range: 0 or -errno. */
static int
fill(const struct eal_range *r, uint32_t seg_flags)
{
	struct rte_memseg_list *msl = &eal_shared->lists[r->list];
	unsigned int i, n = (unsigned int)(r->len / msl->page_sz);
	struct rte_memseg *ms = rte_fbarray_get(
			&msl->memseg_arr, index_of(msl, r->addr));

	for (i = 0; i < n; i++, ms++) {
		ms->addr = r->addr + i * msl->page_sz;
		ms->iova = rte_mem_virt2iova(ms->addr);
		ms->len = msl->page_sz;
		ms->hugepage_sz = msl->page_sz;
		ms->socket_id = msl->socket_id;
		ms->nchannel = eal_shared->nchannel;
		ms->nrank = eal_shared->nrank;
		ms->flags = seg_flags;
		if (ms->iova == RTE_BAD_IOVA)
			return -ENOTSUP;
	}
	return 0;
}

static void
mark(const struct eal_range *r, bool used)
{
	struct rte_memseg_list *msl = &eal_shared->lists[r->list];

	fbarray_mark(&msl->memseg_arr, index_of(msl, r->addr),
			(unsigned int)(r->len / msl->page_sz), used);
	msl->version++;
}

static void
announce(enum rte_mem_event event, const struct eal_range *r)
{
	size_t off;

	for (off = 0; off < r->len; off += EAL_UNIT)
		eal_event_call(event, r->addr + off, EAL_UNIT);
}

static int
take_from(unsigned int list, size_t len, uint32_t seg_flags,
		struct eal_range *range)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];
	size_t n = len / msl->page_sz;
	struct eal_range r = {.len = len, .list = list};
	int idx, rc;

	if (n > msl->memseg_arr.len)
		return -ENOMEM;
	idx = rte_fbarray_find_next_n_free(
			&msl->memseg_arr, 0, (unsigned int)n);
	if (idx < 0)
		return -ENOMEM;
	r.addr = (uint8_t *)msl->base_va + (size_t)idx * msl->page_sz;
	if (!reachable(&r))
		return -ENOMEM;
	rc = source_of(msl)->take(r.addr, len, msl->socket_id);
	if (rc < 0)
		return rc;
	rc = fill(&r, seg_flags);
	if (rc < 0) {
		source_of(msl)->give(r.addr, len);
		return rc;
	}
	mark(&r, true);
	announce(RTE_MEM_EVENT_ALLOC, &r);
	*range = r;
	return 0;
}

static bool
list_suits(const struct rte_memseg_list *msl, int node, unsigned int flags)
{
	if (msl->socket_id != node || msl->external)
		return false;
	/* Only hugepages keep their physical address. */
	if (eal_shared->iova_mode == RTE_IOVA_PA &&
			msl->page_sz != RTE_PGSIZE_2M)
		return false;
	return (flags & RTE_MEMZONE_SIZE_HINT_ONLY) != 0 ||
			eal_pages_size_ok(msl->page_sz, flags);
}

int
eal_pages_take(int node, size_t len, unsigned int flags, uint32_t seg_flags,
		struct eal_range *range)
{
	int saved = rte_errno;
	int rc = check_limits(node, len);
	unsigned int i;

	if (rc < 0)
		return rc;
	rc = -ENOMEM;
	for (i = 0; i < eal_shared->lists_n && rc != 0; i++)
		if (list_suits(&eal_shared->lists[i], node, flags))
			rc = take_from(i, len, seg_flags, range);
	rte_errno = saved;
	return rc;
}

void
eal_pages_give(const struct eal_range *range)
{
	struct rte_memseg_list *msl = &eal_shared->lists[range->list];

	announce(RTE_MEM_EVENT_FREE, range);
	mark(range, false);
	source_of(msl)->give(range->addr, range->len);
}
