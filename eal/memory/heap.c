/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Allocation from a node's heap. A request is placed in a free element: its
 * memory begins at an aligned address behind a header, what lies before and
 * behind stays free. Freed elements join free neighbours at once, so no two
 * free elements touch. Free memory that was never used since it came from the
 * system is known to be zero and is not cleared again.
 */
#include <errno.h>
#include <stdio.h>

#include <rte_eal_memconfig.h>
#include <rte_memory.h>
#include <rte_memzone.h>

#include "eal.h"
#include "memory/heap_impl.h"
#include "memory/malloc.h"
#include "memory/memseg.h"

#define GRAIN     EAL_HEAP_GRAIN
#define SIZE_HUGE (SIZE_MAX / 4)
/* What an element needs beyond the bytes asked for. */
#define OVERHEAD (EAL_HEAP_FRONT + EAL_HEAP_BACK)
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

	h->resizing = 0;
	if (eal_heap_check(h, &reason))
		return;
	h->broken = 1;
	EAL_LOG(ERR,
			"a process died while it changed heap %s (%s): the heap is not"
			" used any more\n",
			h->name, reason);
}

void
eal_heap_lock(struct eal_heap *h)
{
	if (eal_lock_take(&h->lock))
		take_over(h);
}

void
eal_heap_unlock(struct eal_heap *h)
{
	eal_lock_release(&h->lock);
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
	size_t size = RTE_ALIGN_CEIL(req->size, GRAIN) + OVERHEAD;
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
				RTE_ALIGN_CEIL(req->size, GRAIN) + OVERHEAD,
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
	size_t need = req->size + OVERHEAD + RTE_MAX(req->align, req->bound);
	void *p = try_alloc(h, req, TRIES_FIRST);

	if (p != NULL || h->broken)
		return p;
	heap_grow(h, need, req->flags, 0);
	return try_alloc(h, req, picky(req) ? UINT32_MAX : TRIES_LAST);
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

	if (req->size == 0 || req->size > SIZE_HUGE || req->align > SIZE_HUGE)
		return NULL;
	eal_heap_lock(h);
	if (!h->broken)
		p = try_alloc(h, req, TRIES_FIRST);
	broken = h->broken;
	eal_heap_unlock(h);
	return p != NULL || broken ? p : alloc_slow(h, req);
}

/* The most that e could hold with a request's alignment and contiguity. */
static size_t
room(const struct eal_elem *e, const struct eal_heap_req *req)
{
	uintptr_t end = (uintptr_t)elem_next(e) - EAL_HEAP_BACK;
	uintptr_t next = (uintptr_t)eal_heap_data(e);
	size_t most = 0;
	uintptr_t data;

	while (next != 0) {
		data = RTE_ALIGN_CEIL(next, RTE_MAX(req->align, GRAIN));
		if (data >= end)
			break;
		next = (req->flags & RTE_MEMZONE_IOVA_CONTIG) == 0
				? 0
				: eal_pages_break(e->list, data, end - data);
		most = RTE_MAX(most, (next == 0 ? end : next) - data);
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

/* Extend a over the element behind it, whose header stays readable. */
static void
join(struct eal_elem *a, const struct eal_elem *b)
{
	a->zero = a->zero && b->zero;
	a->size += b->size;
	elem_next(a)->prev = a;
}

/* Take the free element behind e into it; e may stand in its bin. */
static void
join_behind(struct eal_heap *h, struct eal_elem *e, bool in_bin)
{
	struct eal_elem *next = elem_next(e);
	size_t size = next->size;

	if (!in_bin)
		heap_bin_del(h, next);
	join(e, next);
	if (in_bin)
		heap_bin_shift(h, next, size, e);
	elem_wipe(next);
}

/* Join the free element e to the free one before it. */
static struct eal_elem *
join_before(struct eal_heap *h, struct eal_elem *e)
{
	struct eal_elem *prev = e->prev;
	size_t size = prev->size;

	join(prev, e);
	elem_wipe(e);
	heap_bin_shift(h, prev, size, prev);
	return prev;
}

struct eal_elem *
heap_release(struct eal_heap *h, struct eal_elem *e)
{
	struct eal_elem *next = elem_next(e);
	bool before = e->prev != NULL && e->prev->state == EAL_ELEM_FREE;
	bool behind = next->state == EAL_ELEM_FREE;

	h->alloc -= e->size;
	h->alloc_count--;
	e->state = EAL_ELEM_FREE;
	e->asked = 0;
	heap_spoil(e);
	heap_hide(e + 1, e->size - sizeof(*e));
	if (behind)
		join_behind(h, e, !before);
	if (before)
		return join_before(h, e);
	if (!behind)
		heap_bin_add(h, e);
	return e;
}

/* Whether the free elements on either side, if any, can be joined. */
static bool
neighbours_sound(const struct eal_elem *e)
{
	const struct eal_elem *next = elem_next(e);
	const struct eal_elem *prev = e->prev;

	return (next->state != EAL_ELEM_FREE || heap_free_sound(next)) &&
			(prev == NULL || prev->state != EAL_ELEM_FREE ||
					heap_free_sound(prev));
}

/* Free an undamaged element; a damaged one is not used again. */
static void
put_back(struct eal_heap *h, struct eal_elem *e, struct heap_damage *d)
{
	if (!heap_inspect(e, d)) {
		if (d->at != 0)
			e->state = EAL_ELEM_LOST;
	} else if (neighbours_sound(e)) {
		heap_shrink(h, heap_release(h, e));
	} else {
		d->what = "the header of free memory next to it is overwritten";
		d->asked = e->asked;
	}
}

/* The heap that the memory of a list belongs to, or NULL. */
static struct eal_heap *
heap_of(const struct rte_memseg_list *msl)
{
	struct eal_heap *h;
	unsigned int i;

	for (i = 0; msl != NULL && i < eal_heaps_n(); i++) {
		h = &eal_shared->heaps[i];
		if (msl->heap && h->socket_id == msl->socket_id &&
				eal_heap_in_use(h))
			return h;
	}
	return NULL;
}

/* The busy element of ptr, which lies in a list of a heap; or NULL. */
static struct eal_elem *
elem_of(const struct rte_memseg_list *msl, const void *ptr)
{
	uintptr_t at = (uintptr_t)ptr - EAL_HEAP_FRONT;
	struct eal_elem *e = elem_at(at);

	if (!elem_readable(msl, at) || e->state != EAL_ELEM_BUSY ||
			e->list != msl - eal_shared->lists ||
			e->heap >= RTE_MAX_HEAPS)
		return NULL;
	return e;
}

/*
 * Where pages may go once e is free, hold the memory lock too, and before the
 * heap's: true, and the heap was let go of for a moment.
 */
static bool
lock_to_give(struct eal_heap *h, const struct eal_elem *e)
{
	if (!heap_may_give(h, e))
		return false;
	eal_heap_unlock(h);
	rte_mcfg_mem_write_lock();
	eal_heap_lock(h);
	return true;
}

bool
eal_heap_free(void *ptr)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(ptr);
	struct eal_heap *h = heap_of(msl);
	struct heap_damage d = {0};
	struct eal_elem *e;
	bool gives;

	if (h == NULL)
		return false;
	eal_heap_lock(h);
	/* Under the lock: another thread may be freeing the same. */
	e = elem_of(msl, ptr);
	gives = e != NULL && elem_sound(e) && lock_to_give(h, e);
	if (gives)
		e = elem_of(msl, ptr);
	if (e != NULL && !h->broken)
		put_back(h, e, &d);
	eal_heap_unlock(h);
	if (gives)
		rte_mcfg_mem_write_unlock();
	if (d.what != NULL)
		heap_report("rte_free", ptr, &d);
	return e != NULL;
}

size_t
eal_heap_usable(const struct eal_elem *e)
{
	return EAL_HEAP_BACK != 0 ? e->asked : e->size - OVERHEAD;
}

static bool
resize(struct eal_heap *h, struct eal_elem *e, size_t size)
{
	uintptr_t data = (uintptr_t)eal_heap_data(e);
	uintptr_t end = data + RTE_ALIGN_CEIL(size, GRAIN) + EAL_HEAP_BACK;
	struct eal_elem *next = elem_next(e);
	struct eal_elem *tail;

	if (end > (uintptr_t)next) {
		if (next->state != EAL_ELEM_FREE || !heap_free_sound(next) ||
				end > (uintptr_t)elem_next(next))
			return false;
		h->alloc += next->size;
		join_behind(h, e, false);
	}
	heap_hide((void *)data, (uintptr_t)elem_next(e) - data);
	heap_expose((void *)data, size);
	e->asked = size;
	next = elem_next(e);
	if (end != (uintptr_t)next) {
		tail = elem_make(h, e->list, end, (uintptr_t)next - end, e,
				EAL_ELEM_BUSY);
		next->prev = tail;
		e->size = end - (uintptr_t)e;
		h->alloc_count++;
		heap_shrink(h, heap_release(h, tail));
	}
	heap_seal(e);
	return true;
}

bool
eal_heap_resize(struct eal_elem *e, size_t size, size_t align)
{
	struct eal_heap *h = &eal_shared->heaps[e->heap];
	bool gives, done = false;

	if (size == 0 || size > SIZE_HUGE)
		return false;
	if (align != 0 && (uintptr_t)eal_heap_data(e) % align != 0)
		return false;
	eal_heap_lock(h);
	gives = elem_sound(e) && lock_to_give(h, e);
	if (!h->broken && elem_sound(e))
		done = resize(h, e, size);
	eal_heap_unlock(h);
	if (gives)
		rte_mcfg_mem_write_unlock();
	return done;
}

bool
eal_heap_intact(struct eal_elem *e, const char *what)
{
	struct eal_heap *h = &eal_shared->heaps[e->heap];
	struct heap_damage d = {0};
	bool good;

	eal_heap_lock(h);
	good = heap_inspect(e, &d);
	eal_heap_unlock(h);
	if (!good)
		heap_report(what, eal_heap_data(e), &d);
	return good;
}

struct eal_elem *
eal_heap_elem(const void *ptr)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(ptr);

	return msl != NULL && msl->heap ? elem_of(msl, ptr) : NULL;
}
