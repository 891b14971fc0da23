/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is asked of physical memory as a whole: how much there is, where it
 * lies, over how many channels and ranks it spreads, and that it stays.
 */
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/shared.h"

BP_EXPORT
int
rte_mem_lock_page(const void *virt)
{
	size_t page_sz = getpagesize();
	uintptr_t start = (uintptr_t)virt & ~(page_sz - 1);

	if (eal_os.mlock((void *)start, page_sz) == 0)
		return 0;
	rte_errno = errno;
	return -1;
}

BP_EXPORT
unsigned int
rte_memory_get_nchannel(void)
{
	return eal_shared == NULL ? 0 : eal_shared->nchannel;
}

BP_EXPORT
unsigned int
rte_memory_get_nrank(void)
{
	return eal_shared == NULL ? 0 : eal_shared->nrank;
}

static int
add_size(const struct rte_memseg_list *msl, void *arg)
{
	if (!msl->external)
		*(uint64_t *)arg += msl->memseg_arr.count * msl->page_sz;
	return 0;
}

BP_EXPORT
uint64_t
rte_eal_get_physmem_size(void)
{
	uint64_t n = 0;

	rte_memseg_list_walk(add_size, &n);
	return n;
}

/* Pages in a row that look the same, printed when the row ends. */
struct run {
	FILE *f;
	const struct rte_memseg *first;
	size_t len;
	bool external;
};

static void
print_run(const struct run *r)
{
	const struct rte_memseg *ms = r->first;

	if (r->len == 0)
		return;
	fprintf(r->f,
			"%p: %zu KiB, IOVA 0x%" PRIx64
			", node %d, pages of %" PRIu64
			" KiB, %u channels, %u ranks%s\n",
			ms->addr, r->len >> 10, ms->iova, ms->socket_id,
			ms->hugepage_sz >> 10, ms->nchannel, ms->nrank,
			r->external ? ", external" : "");
}

static int
add_to_run(const struct rte_memseg_list *msl, const struct rte_memseg *ms,
		void *arg)
{
	struct run *r = arg;
	const struct rte_memseg *first = r->first;
	bool no_iova = ms->iova == RTE_BAD_IOVA;

	if (r->len != 0 && ms->hugepage_sz == first->hugepage_sz &&
			ms->socket_id == first->socket_id &&
			ms->addr_64 == first->addr_64 + r->len &&
			ms->iova ==
					(no_iova ? first->iova
						 : first->iova + r->len)) {
		r->len += ms->len;
		return 0;
	}
	print_run(r);
	r->first = ms;
	r->len = ms->len;
	r->external = msl->external;
	return 0;
}

BP_EXPORT
void
rte_dump_physmem_layout(FILE *f)
{
	struct run r = {.f = f};

	rte_mcfg_mem_read_lock();
	rte_memseg_walk_thread_unsafe(add_to_run, &r);
	print_run(&r);
	rte_mcfg_mem_read_unlock();
}
