/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Allocation from a node's heap. A request is placed in a free element: its
 * memory begins at an aligned address behind a header, what lies before and
 * behind stays free. Free memory that was never used since it came from the
 * system is known to be zero and is not cleared again. The way back is in
 * heap_free.c.
 */
#include <errno.h>
#include <stdio.h>

#include <rte_eal_memconfig.h>
#include <rte_memory.h>
#include <rte_memzone.h>

#include "eal.h"
#include "memory/heap_impl.h"
#include "memory/lend.h"
#include "memory/malloc.h"

#define GRAIN EAL_HEAP_GRAIN
/*
 * How many free elements are tried, where none is known to fit: before the
 * heap grows, and when it cannot. Only requests that care for more than size
 * and alignment, whose chances the bins do not know, may try them all.
 */
#define TRIES_FIRST 64
#define TRIES_LAST  65536

int
eal_heap_init(struct eal_heap *h, const char *name, int socket_id)
{
	int rc = eal_lock_init(&h->lock);

	if (rc < 0)
		return rc;
	snprintf(h->name, sizeof(h->name), "%s", name);
	h->socket_id = socket_id;
	h->in_use = 1;
	return 0;
}

/* The last holder of the lock died with it. */
static void
take_over(struct eal_heap *h)
{
	const char *reason;

	h->orphaned = 0;
	h->resizing = 0;
	if (eal_heap_check(h, &reason))
		return;
	h->broken = 1;
	EAL_LOG(ERR,
			"a process died while it changed heap %s (%s): the heap is not"
			" used any more\n",
			h->name, reason);
}

/*
 * Before a heap is looked at, the pages have to be right, which whoever takes
 * the memory lock sees to; and that one comes first.
 */
static __rte_noinline void
lock_orphaned(struct eal_heap *h)
{
	eal_lock_release(&h->lock);
	rte_mcfg_mem_write_lock();
	eal_lock_take(&h->lock);
	if (h->orphaned)
		take_over(h);
	rte_mcfg_mem_write_unlock();
}

void
eal_heap_lock(struct eal_heap *h)
{
	if (unlikely(eal_lock_take(&h->lock)))
		h->orphaned = 1;
	if (unlikely(h->orphaned))
		lock_orphaned(h);
}

/* Where the memory of a request would begin in e; 0: it does not fit. */
static uintptr_t
place(const struct eal_elem *e, const struct eal_heap_req *req)
{
	uintptr_t end = (uintptr_t)elem_next(e);
	uintptr_t align = RTE_MAX(req->align, GRAIN);
	uintptr_t next = (uintptr_t)eal_heap_data(e);
	uintptr_t size = RTE_ALIGN_CEIL(req->size, GRAIN);
	uintptr_t data, bound = req->bound;

	do {
		data = RTE_ALIGN_CEIL(next, align);
		if (bound != 0 &&
				((data ^ (data + req->size - 1)) &
						~(bound - 1)) != 0)
			data = RTE_ALIGN_CEIL(data, bound);
		if (data > end || end - data < size + EAL_HEAP_BACK)
			return 0;
		if ((req->flags & RTE_MEMZONE_IOVA_CONTIG) == 0)
			return data;
		next = eal_pages_break(e->list, data, size);
	} while (next != 0);
	return data;
}

static bool
suits(const struct eal_elem *e, const void *arg)
{
	const struct eal_heap_req *req = arg;

	return eal_pages_size_ok(eal_shared->lists[e->list].page_sz,
			       req->flags) &&
			place(e, req) != 0;
}

/*
 * End an element at end; what was behind it becomes a free one, which takes
 * the element's place in the bins if it stands in them.
 */
static void
split_tail(struct eal_heap *h, struct eal_elem *e, uintptr_t end, bool in_bin)
{
	struct eal_elem *next = elem_next(e);
	struct eal_elem *tail;
	size_t size = e->size;

	if ((uintptr_t)next == end) {
		if (in_bin)
			heap_bin_del(h, e);
		return;
	}
	tail = elem_make(h, e->list, end, (uintptr_t)next - end, e,
			EAL_ELEM_FREE);
	tail->zero = e->zero;
	next->prev = tail;
	e->size = end - (uintptr_t)e;
	if (in_bin)
		heap_bin_shift(h, e, size, tail);
	else
		heap_bin_add(h, tail);
}

/* Begin a new element at start, inside e; e keeps what lies before it. */
static struct eal_elem *
split_front(struct eal_heap *h, struct eal_elem *e, uintptr_t start)
{
	struct eal_elem *next = elem_next(e);
	struct eal_elem *rest;
	size_t size = e->size;

	rest = elem_make(h, e->list, start, (uintptr_t)next - start, e,
			EAL_ELEM_FREE);
	rest->zero = e->zero;
	next->prev = rest;
	e->size = start - (uintptr_t)e;
	heap_bin_shift(h, e, size, e);
	return rest;
}

/* Hand out the memory at data, inside the free element e. */
static void *
carve(struct eal_heap *h, struct eal_elem *e, uintptr_t data,
		const struct eal_heap_req *req)
{
	uintptr_t start = data - EAL_HEAP_FRONT;
	uintptr_t end = data + RTE_ALIGN_CEIL(req->size, GRAIN) + EAL_HEAP_BACK;
	bool in_bin = (uintptr_t)e == start;
	void *p = (void *)data;
	bool clear;

	if (!in_bin)
		e = split_front(h, e, start);
	split_tail(h, e, end, in_bin);
	clear = req->zero && !e->zero;
	e->state = EAL_ELEM_BUSY;
	e->asked = req->size;
	e->zero = 0;
	h->alloc += e->size;
	h->alloc_count++;
	heap_expose(p, req->size);
	if (clear)
		/* NOLINTNEXTLINE(*NonNullParamChecker): p lies inside e */
		memset(p, 0, req->size);
	heap_seal(e);
	return p;
}

/* Whether more than size and alignment matters. */
static bool
picky(const struct eal_heap_req *req)
{
	return req->bound != 0 || req->flags != 0;
}

/* A free element that suits, at once, or NULL. */
static struct eal_elem *
find_quick(const struct eal_heap *h, const struct eal_heap_req *req)
{
	size_t size = RTE_ALIGN_CEIL(req->size, GRAIN) + HEAP_OVERHEAD;
	struct eal_elem *e;

	if (req->align <= GRAIN && !picky(req))
		return heap_bin_fit(h, size);
	e = heap_bin_own(h, size);
	if (e != NULL && suits(e, req))
		return e;
	e = heap_bin_fit(h, size + RTE_MAX(req->align, req->bound));
	return e != NULL && suits(e, req) ? e : NULL;
}

/* As place(), for an element that is known to suit. */
static uintptr_t
data_in(const struct eal_elem *e, const struct eal_heap_req *req)
{
	if (req->align <= GRAIN && !picky(req))
		return (uintptr_t)eal_heap_data(e);
	return place(e, req);
}

static void *
try_alloc(struct eal_heap *h, const struct eal_heap_req *req,
		unsigned int tries)
{
	struct eal_elem *e = find_quick(h, req);

	if (e == NULL)
		e = heap_bin_find(h,
				RTE_ALIGN_CEIL(req->size, GRAIN) +
						HEAP_OVERHEAD,
				tries, suits, req);
	if (e == NULL)
		return NULL;
	if (heap_free_sound(e))
		return carve(h, e, data_in(e, req), req);
	h->broken = 1;
	EAL_LOG(ERR,
			"heap %s: the header of free memory at %p is overwritten: the"
			" heap is not used any more\n",
			h->name, (void *)e);
	return NULL;
}

static void *
alloc_or_grow(struct eal_heap *h, const struct eal_heap_req *req)
{
	unsigned int tries = picky(req) ? UINT32_MAX : TRIES_LAST;
	size_t need = req->size + HEAP_OVERHEAD +
			RTE_MAX(req->align, req->bound);
	void *p = try_alloc(h, req, TRIES_FIRST);
	struct heap_growth g;
	bool grown;

	if (p != NULL || h->broken)
		return p;
	grown = heap_grow(h, need, req->flags, &g) == 0;
	p = try_alloc(h, req, tries);
	/* New pages need not be as contiguous as is asked. */
	if (p == NULL && grown)
		heap_ungrow(h, &g);
	return p;
}

/* Where page sizes are only a wish: any. */
static void *
alloc_unwished(struct eal_heap *h, const struct eal_heap_req *req)
{
	struct eal_heap_req any = *req;

	any.flags = req->flags & RTE_MEMZONE_IOVA_CONTIG;
	return alloc_or_grow(h, &any);
}

/* Under both locks, the memory lock first: see heap_region.c. */
static void *
alloc_slow(struct eal_heap *h, const struct eal_heap_req *req)
{
	void *p = NULL;

	rte_mcfg_mem_write_lock();
	eal_heap_lock(h);
	if (!h->broken)
		p = alloc_or_grow(h, req);
	if (p == NULL && !h->broken &&
			(req->flags & RTE_MEMZONE_SIZE_HINT_ONLY) != 0)
		p = alloc_unwished(h, req);
	eal_heap_unlock(h);
	rte_mcfg_mem_write_unlock();
	return p;
}

void *
eal_heap_alloc(struct eal_heap *h, const struct eal_heap_req *req)
{
	void *p = NULL;
	bool broken;

	if (req->size == 0 || req->size > HEAP_SIZE_HUGE ||
			req->align > HEAP_SIZE_HUGE)
		return NULL;
	/* Who lends the memory lock holds the heap, and waits for us. */
	if (eal_mem_lent()) {
		EAL_LOG(ERR, "a callback of memory that another process took or gave back cannot allocate\n");
		return NULL;
	}
	eal_heap_lock(h);
	if (!h->broken)
		p = try_alloc(h, req, TRIES_FIRST);
	broken = h->broken;
	eal_heap_unlock(h);
	return p != NULL || broken ? p : alloc_slow(h, req);
}

/* Where memory from data on, before end, stops to be as contiguous as asked. */
static uintptr_t
row_end(const struct eal_elem *e, const struct eal_heap_req *req,
		uintptr_t data, uintptr_t end)
{
	uintptr_t stop = 0;

	if ((req->flags & RTE_MEMZONE_IOVA_CONTIG) != 0)
		stop = eal_pages_break(e->list, data, end - data);
	return stop == 0 ? end : stop;
}

/* The most that e could hold with a request's alignment and contiguity. */
static size_t
room(const struct eal_elem *e, const struct eal_heap_req *req)
{
	uintptr_t end = (uintptr_t)elem_next(e) - EAL_HEAP_BACK;
	uintptr_t align = RTE_MAX(req->align, GRAIN);
	uintptr_t data = RTE_ALIGN_CEIL((uintptr_t)eal_heap_data(e), align);
	uintptr_t stop;
	size_t most = 0;

	while (data < end) {
		stop = row_end(e, req, data, end);
		if (stop - data > most)
			most = stop - data;
		data = RTE_ALIGN_CEIL(stop, align);
	}
	return most;
}

struct biggest {
	const struct eal_heap_req *req;
	const struct eal_elem *elem;
	size_t room;
};

static bool
compare_room(const struct eal_elem *e, void *arg)
{
	struct biggest *b = arg;
	size_t n;

	if (e->state != EAL_ELEM_FREE ||
			!eal_pages_size_ok(eal_shared->lists[e->list].page_sz,
					b->req->flags))
		return true;
	n = room(e, b->req);
	if (n > b->room) {
		b->room = n;
		b->elem = e;
	}
	return true;
}

void *
eal_heap_alloc_biggest(struct eal_heap *h, struct eal_heap_req *req)
{
	struct biggest b = {.req = req};
	void *p = NULL;

	eal_heap_lock(h);
	if (!h->broken)
		eal_heap_walk(h, compare_room, &b);
	if (b.elem != NULL) {
		req->size = b.room;
		p = try_alloc(h, req, UINT32_MAX);
	}
	eal_heap_unlock(h);
	return p;
}
