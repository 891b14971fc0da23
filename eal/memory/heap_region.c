/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a heap grows and shrinks by units of pages. The invariant: pages in a
 * row hold elements end to end, the first of them has no prev, and the last
 * grain is an END header. New pages next to old ones join them: the END
 * between becomes memory. Pages leave when a free element covers their unit;
 * then the elements on either side become the ends of two regions. Whoever
 * wants both the memory lock and a heap's takes the memory lock first and holds
 * it while the heap grows or shrinks.
 */
#include <errno.h>

#include <rte_eal_memconfig.h>

#include "eal.h"
#include "memory/heap_impl.h"
#include "memory/source.h"

#define GRAIN EAL_HEAP_GRAIN

/* As eal_unit(), which each free would call several times. */
static inline size_t
unit_of(unsigned int list)
{
	return RTE_MAX(EAL_UNIT, (size_t)eal_shared->lists[list].page_sz);
}

/* Pages that were entered in the tables become a free element. */
static struct eal_elem *
add_region(struct eal_heap *h, const struct eal_range *r)
{
	uintptr_t start = (uintptr_t)r->addr;
	uintptr_t end = start + r->len;
	struct eal_elem *prev = NULL;
	struct eal_elem *e;

	heap_hide(r->addr, r->len);
	if (eal_pages_used(r->list, (void *)(start - 1))) {
		start -= GRAIN; /* the END before is memory now */
		prev = elem_at(start)->prev;
	}
	if (eal_pages_used(r->list, (void *)end)) {
		e = elem_make(h, r->list, start, end - start, prev,
				EAL_ELEM_BUSY);
		elem_at(end)->prev = e;
	} else {
		end -= GRAIN;
		e = elem_make(h, r->list, start, end - start, prev,
				EAL_ELEM_BUSY);
		elem_make(h, r->list, end, GRAIN, e, EAL_ELEM_END);
	}
	e->zero = !r->dirty;
	h->total += r->len;
	h->alloc += e->size;
	h->alloc_count++;
	return heap_release(h, e);
}

/*
 * Subscribers are told meanwhile. Both locks are held, so that nobody sees
 * pages without elements; the heap neither grows nor shrinks, so that
 * subscribers may allocate and free.
 */
static int
take_pages(struct eal_heap *h, const struct eal_want *want, struct eal_range *r)
{
	int rc;

	rte_mcfg_mem_write_lock();
	h->resizing = 1;
	rc = eal_pages_take(want, r);
	h->resizing = 0;
	rte_mcfg_mem_write_unlock();
	return rc;
}

static void
give_pages(struct eal_heap *h, const struct eal_range *r)
{
	rte_mcfg_mem_write_lock();
	h->total -= r->len;
	heap_expose(r->addr, r->len);
	h->resizing = 1;
	eal_pages_give(r);
	h->resizing = 0;
	rte_mcfg_mem_write_unlock();
}

static int
grow(struct eal_heap *h, const struct eal_want *want, struct heap_growth *g)
{
	int rc;

	if (h->resizing || h->external)
		return -ENOMEM;
	rc = take_pages(h, want, &g->range);
	if (rc < 0)
		return rc;
	g->elem = add_region(h, &g->range);
	eal_pages_settled();
	if (want->start)
		h->pinned += g->range.len;
	return 0;
}

int
heap_grow(struct eal_heap *h, size_t size, unsigned int flags,
		struct heap_growth *g)
{
	struct eal_want want = {
			.node = h->socket_id,
			.len = size + GRAIN, /* an END at the end */
			.flags = flags,
			.list = -1,
	};

	/* Nobody has room for more than half of all. */
	return size > SIZE_MAX / 2 ? -ENOMEM : grow(h, &want, g);
}

/* The whole units that e covers: from *start to *end, empty if none. */
static void
covered_units(const struct eal_elem *e, uintptr_t *start, uintptr_t *end)
{
	const struct eal_elem *next = elem_next(e);
	size_t unit = unit_of(e->list);

	*start = (uintptr_t)e;
	if (e->prev != NULL) /* room for an END of those before */
		*start = RTE_ALIGN_CEIL(*start + GRAIN, unit);
	*end = (uintptr_t)next;
	if (next->state == EAL_ELEM_END)
		*end += GRAIN;
	*end = RTE_ALIGN_FLOOR(*end, unit);
	if (*end < *start)
		*end = *start;
}

/*
 * How much could go of a list, in whole units. Some free memory is kept, so
 * that it need not be taken again, but no large page and nothing that is to
 * go as it came.
 */
static uint64_t
spare(const struct eal_heap *h, unsigned int list, uint64_t alloc)
{
	uint64_t unused = h->total - alloc;
	uint64_t kept = EAL_UNIT + alloc / 8;
	uint64_t most = h->total - h->pinned;
	size_t unit = unit_of(list);

	if (unit > EAL_UNIT || eal_config.match_allocations)
		kept = 0;
	if (unused <= kept)
		return 0;
	return RTE_ALIGN_FLOOR(RTE_MIN(unused - kept, most), unit);
}

static bool
pinned(const struct eal_elem *e, uintptr_t unit)
{
	return (eal_pages_flags(e->list, (void *)unit) &
			       RTE_MEMSEG_FLAG_DO_NOT_FREE) != 0;
}

/* Of [*start, *end), leave the highest units that may go, n bytes at most. */
static void
trim(const struct eal_elem *e, uint64_t n, uintptr_t *start, uintptr_t *end)
{
	size_t unit = unit_of(e->list);
	uintptr_t at;

	while (*end > *start && pinned(e, *end - unit))
		*end -= unit;
	at = *end;
	while (at > *start && *end - at < n && !pinned(e, at - unit))
		at -= unit;
	*start = at;
}

/* Cut [start, end) out of a free element in no bin. */
static void
cut(struct eal_heap *h, struct eal_elem *e, uintptr_t start, uintptr_t end)
{
	struct eal_elem *next = elem_next(e);
	struct eal_elem *prev = e->prev;
	struct eal_elem *tail;
	uintptr_t at = (uintptr_t)e;
	unsigned int list = e->list;
	uint32_t zero = e->zero;

	if (end < (uintptr_t)next) {
		tail = elem_make(h, list, end, (uintptr_t)next - end, NULL,
				EAL_ELEM_FREE);
		tail->zero = zero;
		next->prev = tail;
		heap_bin_add(h, tail);
	} else if (end == (uintptr_t)next) {
		next->prev = NULL;
	} /* else next is an END that goes too */
	if (at == start)
		return;
	if (at < start - GRAIN) {
		e->size = start - GRAIN - at;
		heap_bin_add(h, e);
		prev = e;
	}
	elem_make(h, list, start - GRAIN, GRAIN, prev, EAL_ELEM_END);
}

/* Whether e is all of a region, and so of one allocation of pages. */
static bool
whole_region(const struct eal_elem *e)
{
	return e->prev == NULL && elem_next(e)->state == EAL_ELEM_END;
}

/* Whether no page of a heap may go now. */
static bool
keeps_all(const struct eal_heap *h)
{
	return h->resizing || h->external || eal_config.legacy_mem ||
			h->total == h->pinned;
}

static bool
may_shrink(const struct eal_heap *h, const struct eal_elem *e)
{
	if (keeps_all(h))
		return false;
	if (e->size < unit_of(e->list) - GRAIN)
		return false;
	return !eal_config.match_allocations || whole_region(e);
}

bool
heap_may_give(const struct eal_heap *h, const struct eal_elem *e)
{
	const struct eal_elem *next = elem_next(e);
	size_t size = e->size;

	if (keeps_all(h))
		return false;
	if (next->state == EAL_ELEM_FREE)
		size += next->size;
	if (e->prev != NULL && e->prev->state == EAL_ELEM_FREE)
		size += e->prev->size;
	return size >= unit_of(e->list) - GRAIN &&
			spare(h, e->list, h->alloc - e->size) > 0;
}

/* Take pages out of the free element e and give them back. */
static void
give(struct eal_heap *h, struct eal_elem *e, uintptr_t start, uintptr_t end)
{
	struct eal_range r = {
			.addr = (uint8_t *)start,
			.len = end - start,
			.list = e->list,
	};

	heap_bin_del(h, e);
	cut(h, e, start, end);
	give_pages(h, &r);
}

void
heap_shrink(struct eal_heap *h, struct eal_elem *e)
{
	uint64_t n;
	uintptr_t start, end;

	if (!may_shrink(h, e))
		return;
	n = spare(h, e->list, h->alloc);
	covered_units(e, &start, &end);
	if (n == 0 || start == end)
		return;
	trim(e, n, &start, &end);
	if (start < end)
		give(h, e, start, end);
}

void
heap_ungrow(struct eal_heap *h, const struct heap_growth *g)
{
	uintptr_t start = (uintptr_t)g->range.addr;

	give(h, g->elem, start, start + g->range.len);
}

uint64_t
eal_heap_preload(struct eal_heap *h, uint64_t n, int list)
{
	struct eal_want want = {
			.node = h->socket_id,
			.list = list,
			.start = true,
	};
	struct heap_growth g;
	uint64_t before, taken;
	int rc = 0;

	/* Legacy memory never goes, and is not marked in 22.11 either. */
	if (!eal_config.legacy_mem)
		want.seg_flags = RTE_MEMSEG_FLAG_DO_NOT_FREE;
	rte_mcfg_mem_write_lock();
	eal_heap_lock(h);
	before = h->total;
	/* In one piece if there is one, else as it comes. */
	want.len = n;
	if (n > 0 && grow(h, &want, &g) < 0) {
		want.len = EAL_UNIT;
		while (rc == 0 && h->total - before < n)
			rc = grow(h, &want, &g);
	}
	taken = h->total - before;
	eal_heap_unlock(h);
	rte_mcfg_mem_write_unlock();
	return taken;
}
