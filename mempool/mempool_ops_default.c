/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The operations of handlers that leave memory to the library: how much a
 * number of objects needs, and cutting a chunk into objects. An object that
 * is smaller than a page never crosses the border of one, so that it lies in
 * one piece for a device.
 */
#include <unistd.h>

#include <rte_eal.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#include "mempool.h"

/* Objects given to the handler at a time. */
#define BATCH 64

struct page_search {
	int socket_id;
	uint64_t smallest;
};

/*
 * Whether a list holds what is taken when no hugepage is left: with physical
 * addresses nothing is, and other ones do not end with a page.
 */
static bool
is_fall_back(const struct rte_memseg_list *msl)
{
	return msl->external == 0 && rte_eal_has_hugepages() &&
			msl->page_sz == (uint64_t)getpagesize();
}

/* Note the page size of a list that the pool may be taken from. */
static int
search_page_size(const struct rte_memseg_list *msl, void *arg)
{
	struct page_search *search = arg;
	bool fits = search->socket_id == SOCKET_ID_ANY
			? msl->external == 0
			: msl->socket_id == search->socket_id;

	if (fits && !is_fall_back(msl) && msl->page_sz < search->smallest)
		search->smallest = msl->page_sz;
	return 0;
}

size_t
mempool_page_size(const struct rte_mempool *mp)
{
	struct page_search search = {
			.socket_id = mp->socket_id,
			.smallest = UINT64_MAX,
	};

	if ((mp->flags & RTE_MEMPOOL_F_NO_IOVA_CONTIG) != 0)
		return 0;
	rte_memseg_list_walk(search_page_size, &search);
	if (search.smallest == UINT64_MAX)
		return (size_t)getpagesize();
	return (size_t)search.smallest;
}

/* Bytes for n objects of total bytes each; -1 when there is no such number. */
static ssize_t
size_in_pages(size_t total, uint32_t n, size_t page, size_t chunk_reserve)
{
	size_t objs, whole, size;

	objs = page > chunk_reserve ? (page - chunk_reserve) / total : 0;
	if (objs == 0) {
		size = RTE_ALIGN_CEIL(total + chunk_reserve, page);
		if (__builtin_mul_overflow(size, (size_t)n, &size))
			return -1;
		return (ssize_t)size;
	}
	/* The chunk may begin inside a page: one object more may be lost. */
	whole = (n - 1) / objs;
	if (__builtin_mul_overflow(whole, page, &size))
		return -1;
	return (ssize_t)(size + ((n - 1) % objs + 1) * total + total - 1 +
			chunk_reserve);
}

BP_EXPORT
ssize_t
rte_mempool_op_calc_mem_size_helper(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t chunk_reserve,
		size_t *min_chunk_size, size_t *align)
{
	size_t total = mempool_total_size(mp);
	ssize_t size;

	if (obj_num == 0)
		size = 0;
	else if (pg_shift != 0)
		size = size_in_pages(total, obj_num, (size_t)1 << pg_shift,
				chunk_reserve);
	else if (__builtin_mul_overflow(total, (size_t)obj_num, &size) ||
			__builtin_add_overflow(size, chunk_reserve, &size))
		size = -1;
	if (size < 0) {
		MEMPOOL_LOG(ERR, "%s: %u objects of %zu bytes are too much\n",
				mp->name, obj_num, total);
		return -ENOMEM;
	}
	*min_chunk_size = total;
	*align = RTE_MEMPOOL_ALIGN;
	return size;
}

BP_EXPORT
ssize_t
rte_mempool_op_calc_mem_size_default(const struct rte_mempool *mp,
		uint32_t obj_num, uint32_t pg_shift, size_t *min_chunk_size,
		size_t *align)
{
	return rte_mempool_op_calc_mem_size_helper(
			mp, obj_num, pg_shift, 0, min_chunk_size, align);
}

/* How objects are to lie. */
struct placement {
	size_t total; /* bytes of one */
	size_t page;  /* whose borders to keep off; 0: none */
	size_t align; /* of the whole object */
};

/* The first address from addr on where an object may lie. */
static uintptr_t
place(const struct placement *p, uintptr_t addr)
{
	uintptr_t last;

	addr = (addr + p->align - 1) / p->align * p->align;
	last = addr + p->total - 1;
	if (p->page == 0 || p->total > p->page ||
			addr / p->page == last / p->page)
		return addr;
	addr = last / p->page * p->page;
	return (addr + p->align - 1) / p->align * p->align;
}

BP_EXPORT
int
/* NOLINTNEXTLINE(readability-function-size): parameters as in 22.11 */
rte_mempool_op_populate_helper(struct rte_mempool *mp, unsigned int flags,
		unsigned int max_objs, void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	const uintptr_t begin = (uintptr_t)vaddr;
	struct placement p = {
			.total = mempool_total_size(mp),
			.page = mempool_page_size(mp),
			.align = 1,
	};
	void *batch[BATCH];
	unsigned int n = 0, pending = 0;
	uintptr_t addr;
	int rc;

	if ((flags & RTE_MEMPOOL_POPULATE_F_ALIGN_OBJ) != 0)
		p.align = p.total;
	for (addr = place(&p, begin);
			n < max_objs && addr - begin + p.total <= len;
			addr = place(&p, addr + p.total)) {
		uintptr_t obj = addr + mp->header_size;

		obj_cb(mp, obj_cb_arg, (void *)obj,
				iova == RTE_BAD_IOVA ? RTE_BAD_IOVA
						     : iova + (obj - begin));
		batch[pending++] = (void *)obj;
		n++;
		if (pending < BATCH)
			continue;
		rc = rte_mempool_ops_enqueue_bulk(mp, batch, pending);
		if (rc != 0)
			return rc;
		pending = 0;
	}
	if (pending != 0) {
		rc = rte_mempool_ops_enqueue_bulk(mp, batch, pending);
		if (rc != 0)
			return rc;
	}
	return (int)n;
}

BP_EXPORT
int
rte_mempool_op_populate_default(struct rte_mempool *mp, unsigned int max_objs,
		void *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_populate_obj_cb_t *obj_cb, void *obj_cb_arg)
{
	return rte_mempool_op_populate_helper(
			mp, 0, max_objs, vaddr, iova, len, obj_cb, obj_cb_arg);
}
