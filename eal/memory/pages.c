/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taking pages into memseg lists and giving them back, in units: memory is
 * faulted in, entered, mapped by the other processes and announced, or
 * announced, taken out, unmapped by the others and then here. A take that fails
 * at any point leaves tables and mappings as they were.
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
#include "memory/sync.h"

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

	if ((uintptr_t)addr - (uintptr_t)msl->base_va >= msl->len ||
			!eal_list_here(msl))
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

/* Of a page without an IOVA, devices can only be told its address. */
static rte_iova_t
device_address(const struct rte_memseg *ms)
{
	if (ms->iova == RTE_BAD_IOVA && eal_shared->iova_mode != RTE_IOVA_PA)
		return ms->addr_64;
	return ms->iova;
}

uintptr_t
eal_pages_break(unsigned int list, uintptr_t addr, size_t len)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];
	const struct rte_memseg *ms;
	unsigned int i, last;

	/* External memory has IOVAs of its own in any mode. */
	if (len == 0 ||
			(eal_shared->iova_mode != RTE_IOVA_PA &&
					!msl->external))
		return 0;
	i = index_of(msl, (void *)addr);
	last = index_of(msl, (void *)(addr + len - 1));
	ms = rte_fbarray_get(&msl->memseg_arr, i);
	for (; i < last; i++, ms++)
		if (device_address(&ms[1]) !=
				device_address(&ms[0]) + ms[0].len)
			return (uintptr_t)ms[1].addr;
	return 0;
}

/* What the user and the program allow a node to hold. */
static int
check_limits(int node, size_t len, bool start)
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
	/* What the user wants at the start may be more than what grows. */
	for (i = 0; !start && i < eal_config.socket_limit_n; i++)
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
reachable(uint64_t addr, size_t len)
{
	uint32_t bits = eal_shared->dma_bits;

	return bits == 0 || (addr + len - 1) >> bits == 0;
}

/* Describe the pages of a range: 0 or -errno. */
static int
fill(const struct eal_range *r, uint32_t seg_flags)
{
	uint32_t dirty = r->dirty ? RTE_MEMSEG_FLAG_DIRTY : 0;
	struct rte_memseg_list *msl = &eal_shared->lists[r->list];
	unsigned int i, n = (unsigned int)(r->len / msl->page_sz);
	struct rte_memseg *ms = rte_fbarray_get(
			&msl->memseg_arr, index_of(msl, r->addr));
	int rc = fbarray_populate(&msl->memseg_arr, index_of(msl, r->addr), n);

	if (rc < 0)
		return rc;
	for (i = 0; i < n; i++, ms++) {
		ms->addr = r->addr + i * msl->page_sz;
		ms->iova = rte_mem_virt2iova(ms->addr);
		ms->len = msl->page_sz;
		ms->hugepage_sz = msl->page_sz;
		ms->socket_id = msl->socket_id;
		ms->nchannel = eal_shared->nchannel;
		ms->nrank = eal_shared->nrank;
		ms->flags = seg_flags | dirty;
		if (ms->iova == RTE_BAD_IOVA)
			return -ENOTSUP;
		if (!reachable(ms->iova, ms->len))
			return -EFBIG;
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

/*
 * Note a change before the tables have it; a process that finds the note and
 * the memory lock without a holder undoes it, or brings it to its end.
 */
static void
note_change(const struct eal_range *r)
{
	eal_shared->change.addr = (uintptr_t)r->addr;
	eal_shared->change.list = r->list;
	/* Release: all of it, before the tables change. */
	__atomic_store_n(&eal_shared->change.len, r->len, __ATOMIC_RELEASE);
}

void
eal_pages_settled(void)
{
	/* Release: the tables and heaps, before the note goes. */
	__atomic_store_n(&eal_shared->change.len, 0, __ATOMIC_RELEASE);
}

void
eal_pages_announce(enum rte_mem_event event, const struct eal_range *r)
{
	size_t off, unit = eal_unit(r->list);

	for (off = 0; off < r->len; off += unit)
		eal_event_call(event, r->addr + off, unit);
}

/*
 * The lowest free place for r->len bytes: the one that devices reach best.
 * Allocations that are to go back as they came do not touch each other.
 */
static int
find_place(struct eal_range *r)
{
	struct rte_memseg_list *msl = &eal_shared->lists[r->list];
	size_t gap = eal_config.match_allocations ? eal_unit(r->list) : 0;
	size_t n = (r->len + 2 * gap) / msl->page_sz;
	int idx;

	if (n > msl->memseg_arr.len)
		return -ENOSPC;
	idx = rte_fbarray_find_next_n_free(
			&msl->memseg_arr, 0, (unsigned int)n);
	if (idx < 0)
		return -ENOSPC;
	r->addr = (uint8_t *)msl->base_va + (size_t)idx * msl->page_sz + gap;
	if (eal_shared->iova_mode != RTE_IOVA_PA &&
			!reachable((uintptr_t)r->addr, r->len))
		return -EFBIG;
	return 0;
}

static int
take_from(unsigned int list, const struct eal_want *want,
		struct eal_range *range)
{
	struct eal_range r = {.list = list};
	int rc;

	r.len = RTE_ALIGN_CEIL(want->len, eal_unit(list));
	rc = find_place(&r);
	if (rc == 0)
		rc = check_limits(want->node, r.len, want->start);
	if (rc == 0)
		rc = eal_backing_take(list, r.addr, r.len, &r.dirty);
	if (rc < 0)
		return rc;
	rc = fill(&r, want->seg_flags);
	if (rc < 0) {
		eal_backing_give(list, r.addr, r.len);
		return rc;
	}
	note_change(&r);
	mark(&r, true);
	rc = eal_sync_take(&r);
	if (rc < 0) {
		mark(&r, false);
		eal_backing_give(list, r.addr, r.len);
		eal_pages_settled();
		return rc;
	}
	eal_pages_announce(RTE_MEM_EVENT_ALLOC, &r);
	*range = r;
	return 0;
}

static bool
list_suits(unsigned int list, const struct eal_want *want)
{
	const struct rte_memseg_list *msl = &eal_shared->lists[list];

	if (msl->page_sz == 0 || msl->external || msl->socket_id != want->node)
		return false;
	if (want->list >= 0 && (unsigned int)want->list != list)
		return false;
	/* Only hugepages keep their physical address. */
	if (eal_shared->iova_mode == RTE_IOVA_PA &&
			!eal_page_sz_huge(msl->page_sz))
		return false;
	return (want->flags & RTE_MEMZONE_SIZE_HINT_ONLY) != 0 ||
			eal_pages_size_ok(msl->page_sz, want->flags);
}

int
eal_pages_take(const struct eal_want *want, struct eal_range *range)
{
	int saved = rte_errno;
	bool beyond = false;
	int rc = -ENOMEM;
	unsigned int i;

	if (eal_config.legacy_mem && !want->start)
		return -ENOMEM;
	for (i = 0; i < eal_shared->lists_n && rc != 0; i++) {
		/* A process that does not answer is no better elsewhere. */
		if (rc == -ETIMEDOUT)
			break;
		if (!list_suits(i, want))
			continue;
		rc = take_from(i, want, range);
		beyond = beyond || rc == -EFBIG;
	}
	if (rc < 0 && beyond)
		EAL_LOG(ERR,
				"node %d: no memory to be had below 2^%u, which is what"
				" a device reaches\n",
				want->node, eal_shared->dma_bits);
	else if (rc < 0 && eal_shared->iova_mode == RTE_IOVA_PA &&
			eal_pages_size_ok(0, want->flags))
		EAL_LOG(ERR,
				"node %d: no hugepages for %zu MiB, and IOVA mode PA"
				" cannot use other pages: set up more, or use VA"
				" (--iova-mode=va)\n",
				want->node, want->len >> 20);
	rte_errno = saved;
	return rc;
}

void
eal_pages_give(const struct eal_range *range)
{
	eal_pages_announce(RTE_MEM_EVENT_FREE, range);
	note_change(range);
	mark(range, false);
	eal_sync_give(range);
	eal_backing_give(range->list, range->addr, range->len);
	eal_pages_settled();
}

void
eal_pages_repair(void)
{
	const struct eal_range r = {
			.addr = (uint8_t *)(uintptr_t)eal_shared->change.addr,
			.len = eal_shared->change.len,
			.list = eal_shared->change.list,
	};
	struct rte_memseg_list *msl = &eal_shared->lists[r.list];
	unsigned int i;

	/* What it has not emptied may be full of what was there. */
	for (i = 0; i < RTE_MAX_MEMSEG_LISTS; i++)
		eal_shared->dirty[i] = UINT64_MAX;
	eal_shared->sync_ticket = 0;
	if (r.len == 0)
		return;
	eal_pages_announce(RTE_MEM_EVENT_FREE, &r);
	fbarray_mark(&msl->memseg_arr, index_of(msl, r.addr),
			(unsigned int)(r.len / msl->page_sz), false);
	fbarray_recount(&msl->memseg_arr);
	msl->version++;
	eal_sync_give(&r);
	eal_backing_give(r.list, r.addr, r.len);
	eal_pages_settled();
}
