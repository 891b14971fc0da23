/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of objects: filling a pool from memory of the caller's or from
 * memzones. Each chunk is listed with the callback that gives it back. A call
 * that fails leaves the memory that it was given to its caller; the other
 * chunks of the pool go.
 */
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>

#include "account.h"

/* Called for each object that is cut: write its header, list it. */
static void
add_object(struct rte_mempool *mp, void *opaque, void *vaddr, rte_iova_t iova)
{
	struct rte_mempool_objhdr *hdr = rte_mempool_get_header(vaddr);

	(void)opaque;
	hdr->mp = mp;
	hdr->iova = iova;
	mempool_cookies_set(vaddr);
	STAILQ_INSERT_TAIL(&mp->elt_list, hdr, next);
	mp->populated_size++;
}

/* Take the free objects out of the handler, which has n of them at most. */
static void
drain_handler(struct rte_mempool *mp, uint32_t n)
{
	const struct rte_mempool_ops *ops = mempool_handler(mp);
	void *objs[64];
	unsigned int burst = RTE_DIM(objs);

	while (n > 0 && burst > 0) {
		burst = RTE_MIN(burst, n);
		if (ops->dequeue(mp, objs, burst) == 0)
			n -= burst;
		else
			burst /= 2;
	}
}

/* The first of all chunks, which are out of sight of who walks over pools. */
static struct rte_mempool_memhdr *
unlist_chunks(struct rte_mempool *mp)
{
	struct rte_mempool_memhdr *first;

	mempool_list_lock();
	first = STAILQ_FIRST(&mp->mem_list);
	STAILQ_INIT(&mp->mem_list);
	mp->nb_mem_chunks = 0;
	mempool_list_unlock();
	return first;
}

void
mempool_free_chunks(struct rte_mempool *mp)
{
	struct rte_mempool_memhdr *chunk, *next;

	mempool_checks_forget(mp);
	if ((mp->flags & RTE_MEMPOOL_F_POOL_CREATED) != 0)
		drain_handler(mp, mp->populated_size);
	STAILQ_INIT(&mp->elt_list);
	mp->populated_size = 0;
	for (chunk = unlist_chunks(mp); chunk != NULL; chunk = next) {
		next = STAILQ_NEXT(chunk, next);
		if (chunk->free_cb != NULL)
			chunk->free_cb(chunk, chunk->opaque);
		rte_free(chunk);
	}
}

/* Bytes to skip so that the first object of a chunk is aligned. */
static size_t
alignment_gap(const struct rte_mempool *mp, const char *vaddr)
{
	uintptr_t align = (mp->flags & RTE_MEMPOOL_F_NO_CACHE_ALIGN) != 0
			? 8
			: RTE_MEMPOOL_ALIGN;

	return RTE_ALIGN_CEIL((uintptr_t)vaddr, align) - (uintptr_t)vaddr;
}

/* List a chunk that gave objects. */
static void
list_chunk(struct rte_mempool *mp, struct rte_mempool_memhdr *chunk)
{
	mempool_list_lock();
	STAILQ_INSERT_TAIL(&mp->mem_list, chunk, next);
	mp->nb_mem_chunks++;
	mempool_list_unlock();
	if ((mp->flags & RTE_MEMPOOL_F_NO_IOVA_CONTIG) == 0 &&
			chunk->iova != RTE_BAD_IOVA)
		mp->flags &= ~(unsigned int)RTE_MEMPOOL_F_NON_IO;
	if (mp->populated_size == mp->size)
		mempool_event(RTE_MEMPOOL_EVENT_READY, mp);
}

/* Take all memory from a pool; what lies in these bytes stays the caller's. */
static void
give_up(struct rte_mempool *mp, const char *addr, size_t len)
{
	struct rte_mempool_memhdr *chunk;

	STAILQ_FOREACH (chunk, &mp->mem_list, next) {
		if ((uintptr_t)chunk->addr - (uintptr_t)addr < len)
			chunk->free_cb = NULL;
	}
	mempool_free_chunks(mp);
}

/*
 * As rte_mempool_populate_iova(), but does not clean up when it fails: objects
 * of memory that is not listed may be left in the pool.
 */
static int
add_chunk(struct rte_mempool *mp, char *vaddr, rte_iova_t iova, size_t len,
		rte_mempool_memchunk_free_cb_t *free_cb, void *opaque)
{
	const size_t gap = alignment_gap(mp, vaddr);
	struct rte_mempool_memhdr *chunk;
	int rc;

	rc = mempool_ops_alloc_once(mp);
	if (rc != 0)
		return rc;
	if (mp->populated_size >= mp->size)
		return -ENOSPC;
	if (gap >= len)
		return 0;
	chunk = rte_zmalloc("MEMPOOL_CHUNK", sizeof(*chunk), 0);
	if (chunk == NULL)
		return -ENOMEM;
	chunk->mp = mp;
	chunk->addr = vaddr;
	chunk->iova = iova;
	chunk->len = len;
	chunk->free_cb = free_cb;
	chunk->opaque = opaque;
	rc = mempool_ops_populate(rte_mempool_get_ops(mp->ops_index), mp,
			mp->size - mp->populated_size, vaddr + gap,
			iova == RTE_BAD_IOVA ? RTE_BAD_IOVA : iova + gap,
			len - gap, add_object, NULL);
	if (rc <= 0) {
		mempool_checks_unused(mp, vaddr, len);
		rte_free(chunk);
		return rc;
	}
	list_chunk(mp, chunk);
	return rc;
}

BP_EXPORT
int
rte_mempool_populate_iova(struct rte_mempool *mp, char *vaddr, rte_iova_t iova,
		size_t len, rte_mempool_memchunk_free_cb_t *free_cb,
		void *opaque)
{
	const uint32_t before = mp->populated_size;
	int rc = add_chunk(mp, vaddr, iova, len, free_cb, opaque);

	if (rc < 0 && mp->populated_size != before)
		give_up(mp, vaddr, len);
	return rc;
}

/* What devices call addr: for external memory its IOVA, if it has any. */
static rte_iova_t
device_address(const char *addr)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(addr);
	const struct rte_memseg *ms = NULL;

	if (msl != NULL && msl->external)
		ms = rte_mem_virt2memseg(addr, msl);
	if (ms != NULL && ms->iova != RTE_BAD_IOVA)
		return ms->iova + ((uintptr_t)addr - ms->addr_64);
	return rte_mem_virt2iova(addr);
}

/* The bytes at addr that lie in one piece, by what is known of its pages. */
static size_t
page_step(const char *addr, size_t pg_sz)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(addr);

	if (msl != NULL && msl->external)
		return RTE_MIN(pg_sz, (size_t)msl->page_sz);
	return pg_sz;
}

/*
 * The length of the run of memory from addr on, of len bytes at most, that
 * lies in one piece for devices, from *iova on.
 */
static size_t
contiguous_run(char *addr, size_t len, size_t pg_sz, rte_iova_t *iova)
{
	rte_iova_t first = device_address(addr), next;
	size_t run;

	pg_sz = page_step(addr, pg_sz);
	run = pg_sz - (uintptr_t)addr % pg_sz;
	while (run < len) {
		next = device_address(addr + run);
		if (next != (first == RTE_BAD_IOVA ? first : first + run))
			break;
		run += pg_sz;
	}
	*iova = first;
	return RTE_MIN(run, len);
}

/* As rte_mempool_populate_virt(), but does not clean up when it fails. */
static int
add_runs(struct rte_mempool *mp, char *addr, size_t len, size_t pg_sz,
		rte_mempool_memchunk_free_cb_t *free_cb, void *opaque)
{
	size_t off, run;
	rte_iova_t iova;
	int rc, total = 0;

	rc = mempool_ops_alloc_once(mp);
	if (rc != 0)
		return rc;
	if ((mp->flags & RTE_MEMPOOL_F_NO_IOVA_CONTIG) != 0)
		return add_chunk(mp, addr, RTE_BAD_IOVA, len, free_cb, opaque);
	for (off = 0; off < len && mp->populated_size < mp->size; off += run) {
		run = contiguous_run(addr + off, len - off, pg_sz, &iova);
		if (iova == RTE_BAD_IOVA && rte_eal_has_hugepages())
			return -EINVAL;
		rc = add_chunk(mp, addr + off, iova, run, free_cb, opaque);
		if (rc < 0)
			return rc;
		/* One callback gives all runs back. */
		if (rc > 0)
			free_cb = NULL;
		total += rc;
	}
	return total;
}

BP_EXPORT
int
rte_mempool_populate_virt(struct rte_mempool *mp, char *addr, size_t len,
		size_t pg_sz, rte_mempool_memchunk_free_cb_t *free_cb,
		void *opaque)
{
	int rc;

	if (pg_sz == 0 || (pg_sz & (pg_sz - 1)) != 0) {
		MEMPOOL_LOG(ERR,
				"%s: pages of %zu bytes: must be a power of 2\n",
				mp->name, pg_sz);
		return -EINVAL;
	}
	rc = add_runs(mp, addr, len, pg_sz, free_cb, opaque);
	if (rc < 0)
		give_up(mp, addr, len);
	return rc;
}

static void
free_zone(struct rte_mempool_memhdr *chunk, void *opaque)
{
	(void)chunk;
	rte_memzone_free(opaque);
}

/*
 * Reserve memory for n objects, or for as many as there is memory for in one
 * piece. NULL with rte_errno.
 */
static const struct rte_memzone *
reserve_zone(struct rte_mempool *mp, unsigned int n, unsigned int pg_shift,
		unsigned int zone_idx)
{
	char name[RTE_MEMZONE_NAMESIZE];
	const struct rte_memzone *mz;
	size_t smallest, align;
	unsigned int flags;
	ssize_t size;

	size = mempool_ops_calc_mem_size(rte_mempool_get_ops(mp->ops_index), mp,
			n, pg_shift, &smallest, &align);
	if (size < 0) {
		rte_errno = (int)-size;
		return NULL;
	}
	if (snprintf(name, sizeof(name), RTE_MEMPOOL_MZ_FORMAT "_%u", mp->name,
			    zone_idx) >= (int)sizeof(name)) {
		rte_errno = ENAMETOOLONG;
		return NULL;
	}
	/* A handler whose smallest piece is all wants one piece for devices. */
	flags = smallest == (size_t)size && pg_shift != 0 && n > 1
			? RTE_MEMZONE_IOVA_CONTIG
			: 0;
	do {
		mz = rte_memzone_reserve_aligned(name, (size_t)size,
				mp->socket_id, flags, (unsigned int)align);
		if (mz != NULL || rte_errno != ENOMEM)
			return mz;
		size /= 2;
	} while ((size_t)size >= smallest);
	return NULL;
}

/* Add one memzone for n objects; how many it gave, or -errno. */
static int
add_zone(struct rte_mempool *mp, unsigned int n, size_t page,
		unsigned int zone_idx)
{
	unsigned int pg_shift =
			page == 0 ? 0 : (unsigned int)__builtin_ctzll(page);
	const struct rte_memzone *mz;
	int rc;

	mz = reserve_zone(mp, n, pg_shift, zone_idx);
	if (mz == NULL)
		return -rte_errno;
	if (page == 0)
		rc = add_chunk(mp, mz->addr, RTE_BAD_IOVA, mz->len, free_zone,
				(void *)(uintptr_t)mz);
	else
		rc = add_runs(mp, mz->addr, mz->len, page, free_zone,
				(void *)(uintptr_t)mz);
	if (rc > 0)
		return rc;
	give_up(mp, mz->addr, mz->len);
	rte_memzone_free(mz);
	return rc == 0 ? -ENOBUFS : rc;
}

/*
 * A pool larger than the machine is refused before its first page is taken.
 * External memory need not be the machine's.
 */
static int
check_machine(const struct rte_mempool *mp)
{
	uint64_t need = (uint64_t)mp->size *
			(mp->header_size + mp->elt_size + mp->trailer_size);
	uint64_t all = (uint64_t)sysconf(_SC_PHYS_PAGES) *
			(uint64_t)sysconf(_SC_PAGESIZE);

	if (need <= all ||
			rte_malloc_heap_socket_is_external(mp->socket_id) == 1)
		return 0;
	MEMPOOL_LOG(ERR,
			"%s: %u objects take %" PRIu64
			" MiB, the machine has %" PRIu64 "\n",
			mp->name, mp->size, need >> 20, all >> 20);
	return -ENOMEM;
}

BP_EXPORT
int
rte_mempool_populate_default(struct rte_mempool *mp)
{
	unsigned int left = mp->size, zone_idx = 0;
	size_t page;
	int rc;

	rc = mempool_ops_alloc_once(mp);
	if (rc != 0)
		return rc;
	if (mp->nb_mem_chunks != 0)
		return -EEXIST;
	rc = check_machine(mp);
	if (rc != 0)
		return rc;
	/* Behind alloc, which may set flags of the pool. */
	page = mempool_page_size(mp);
	while (left > 0) {
		rc = add_zone(mp, left, page, zone_idx++);
		if (rc < 0) {
			MEMPOOL_LOG(ERR,
					"%s: no memory for %u of %u objects: %s\n",
					mp->name, left, mp->size,
					rte_strerror(-rc));
			mempool_free_chunks(mp);
			return rc;
		}
		left -= (unsigned int)rc;
	}
	return (int)mp->size;
}
