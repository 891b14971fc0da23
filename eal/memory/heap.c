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

#include <rte_memory.h>
#include <rte_memzone.h>

#include "eal.h"
#include "memory/heap_impl.h"
#include "memory/memseg.h"

#define GRAIN       EAL_HEAP_GRAIN
#define TRIES_CHEAP 64
#define SIZE_HUGE   (SIZE_MAX / 4)
/* What an element needs beyond the bytes asked for. */
#define OVERHEAD (EAL_HEAP_FRONT + EAL_HEAP_REDZONE)

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

void
eal_heap_lock(struct eal_heap *h)
{
	const char *reason;

	if (!eal_lock_take(&h->lock))
		return;
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
eal_heap_unlock(struct eal_heap *h)
{
	eal_lock_release(&h->lock);
}

/* Where the memory of a request would begin in e; 0: it does not fit. */
static uintptr_t
place(const struct eal_elem *e, const struct eal_heap_req *req)
{
	uintptr_t end = (uintptr_t)elem_next(e);
	uintptr_t data = RTE_ALIGN_CEIL((uintptr_t)eal_heap_data(e),
			RTE_MAX(req->align, GRAIN));
	uintptr_t size = RTE_ALIGN_CEIL(req->size, GRAIN);
	uintptr_t bound = req->bound;

	if (bound != 0 && ((data ^ (data + req->size - 1)) & ~(bound - 1)) != 0)
		data = RTE_ALIGN_CEIL(data, bound);
	if (data > end || end - data < size + EAL_HEAP_REDZONE)
		return 0;
	if ((req->flags & RTE_MEMZONE_IOVA_CONTIG) != 0 &&
			!eal_pages_contig(e->list, (void *)data, size))
		return 0;
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

/* Free memory in [e, start) and behind end; e stays the part before. */
static void
split_tail(struct eal_heap *h, struct eal_elem *e, uintptr_t end)
{
	struct eal_elem *next = elem_next(e);
	struct eal_elem *tail;

	if ((uintptr_t)next == end)
		return;
	tail = elem_make(h, e->list, end, (uintptr_t)next - end, e,
			EAL_ELEM_FREE);
	tail->zero = e->zero;
	next->prev = tail;
	e->size = end - (uintptr_t)e;
	heap_bin_add(h, tail);
}

/* Begin a new element at start, inside e; e keeps what lies before it. */
static struct eal_elem *
split_front(struct eal_heap *h, struct eal_elem *e, uintptr_t start)
{
	struct eal_elem *next = elem_next(e);
	struct eal_elem *rest;

	if ((uintptr_t)e == start)
		return e;
	rest = elem_make(h, e->list, start, (uintptr_t)next - start, e,
			EAL_ELEM_FREE);
	rest->zero = e->zero;
	next->prev = rest;
	e->size = start - (uintptr_t)e;
	heap_bin_add(h, e);
	return rest;
}

/* Hand out the memory at data, inside the free element e. */
static void *
carve(struct eal_heap *h, struct eal_elem *e, uintptr_t data,
		const struct eal_heap_req *req)
{
	size_t size = RTE_ALIGN_CEIL(req->size, GRAIN);
	void *p = (void *)data;

	heap_bin_del(h, e);
	e = split_front(h, e, data - EAL_HEAP_FRONT);
	split_tail(h, e, data + size + EAL_HEAP_REDZONE);
	e->state = EAL_ELEM_BUSY;
	e->asked = req->size;
	h->alloc += e->size;
	h->alloc_count++;
	heap_expose(p, req->size);
	if (req->zero && !e->zero)
		/* NOLINTNEXTLINE(*NonNullParamChecker): p lies inside e */
		memset(p, 0, req->size);
	e->zero = 0;
	return p;
}

static void *
try_alloc(struct eal_heap *h, const struct eal_heap_req *req,
		unsigned int tries)
{
	struct eal_elem *e = heap_bin_find(h, req->size + OVERHEAD,
			RTE_MAX(req->align, req->bound), tries, suits, req);

	return e == NULL ? NULL : carve(h, e, place(e, req), req);
}

static void *
alloc_or_grow(struct eal_heap *h, const struct eal_heap_req *req)
{
	size_t need = req->size + OVERHEAD + RTE_MAX(req->align, req->bound);
	void *p = try_alloc(h, req, TRIES_CHEAP);

	if (p != NULL)
		return p;
	if (heap_grow(h, need, req->flags, 0) == 0)
		p = try_alloc(h, req, UINT32_MAX);
	return p != NULL ? p : try_alloc(h, req, UINT32_MAX);
}

void *
eal_heap_alloc(struct eal_heap *h, const struct eal_heap_req *req)
{
	struct eal_heap_req any = *req;
	void *p = NULL;

	if (req->size == 0 || req->size > SIZE_HUGE || req->align > SIZE_HUGE)
		return NULL;
	eal_heap_lock(h);
	if (!h->broken)
		p = alloc_or_grow(h, req);
	if (p == NULL && !h->broken &&
			(req->flags & RTE_MEMZONE_SIZE_HINT_ONLY) != 0) {
		any.flags = req->flags & RTE_MEMZONE_IOVA_CONTIG;
		p = alloc_or_grow(h, &any);
	}
	eal_heap_unlock(h);
	return p;
}

/* The most that e could hold with a request's alignment. */
static size_t
room(const struct eal_elem *e, const struct eal_heap_req *req)
{
	uintptr_t end = (uintptr_t)elem_next(e) - EAL_HEAP_REDZONE;
	uintptr_t data = RTE_ALIGN_CEIL((uintptr_t)eal_heap_data(e),
			RTE_MAX(req->align, GRAIN));

	return data < end ? end - data : 0;
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
	if (n > b->room &&
			((b->req->flags & RTE_MEMZONE_IOVA_CONTIG) == 0 ||
					eal_pages_contig(
							e->list, e, e->size))) {
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

/* Join b, the free element behind the free element a, to it. */
static void
join(struct eal_elem *a, struct eal_elem *b)
{
	uint32_t zero = a->zero && b->zero;

	a->size += b->size;
	elem_wipe(b);
	a->zero = zero;
	elem_next(a)->prev = a;
}

struct eal_elem *
heap_release(struct eal_heap *h, struct eal_elem *e)
{
	struct eal_elem *next = elem_next(e);

	h->alloc -= e->size;
	h->alloc_count--;
	e->state = EAL_ELEM_FREE;
	e->asked = 0;
	heap_hide(e + 1, e->size - sizeof(*e));
	if (next->state == EAL_ELEM_FREE) {
		heap_bin_del(h, next);
		join(e, next);
	}
	if (e->prev != NULL && e->prev->state == EAL_ELEM_FREE) {
		struct eal_elem *prev = e->prev;

		heap_bin_del(h, prev);
		join(prev, e);
		e = prev;
	}
	heap_bin_add(h, e);
	return e;
}

/* The heap whose memory a pointer may be, without looking there; or NULL. */
static struct eal_heap *
heap_of(const void *ptr)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(ptr);
	struct eal_heap *h;
	unsigned int i;

	for (i = 0; msl != NULL && i < eal_shared->heaps_n; i++) {
		h = &eal_shared->heaps[i];
		if (msl->heap && h->socket_id == msl->socket_id)
			return h;
	}
	return NULL;
}

bool
eal_heap_free(void *ptr)
{
	struct eal_heap *h = heap_of(ptr);
	struct eal_elem *e;

	if (h == NULL)
		return false;
	eal_heap_lock(h);
	/* Under the lock: another thread may be freeing the same. */
	e = eal_heap_elem(ptr);
	if (e != NULL && !h->broken)
		heap_shrink(h, heap_release(h, e));
	eal_heap_unlock(h);
	return e != NULL;
}

size_t
eal_heap_usable(const struct eal_elem *e)
{
#ifdef EAL_HEAP_ASAN
	return e->asked;
#else
	return e->size - OVERHEAD;
#endif
}

/* Take the free element behind e into it. */
static void
absorb(struct eal_heap *h, struct eal_elem *e)
{
	struct eal_elem *next = elem_next(e);

	heap_bin_del(h, next);
	h->alloc += next->size;
	join(e, next);
}

static bool
resize(struct eal_heap *h, struct eal_elem *e, size_t size)
{
	uintptr_t data = (uintptr_t)eal_heap_data(e);
	uintptr_t end = data + RTE_ALIGN_CEIL(size, GRAIN) + EAL_HEAP_REDZONE;
	struct eal_elem *next = elem_next(e);
	struct eal_elem *tail;

	if (end > (uintptr_t)next) {
		if (next->state != EAL_ELEM_FREE ||
				end > (uintptr_t)elem_next(next))
			return false;
		absorb(h, e);
	}
	heap_hide((void *)data, (uintptr_t)elem_next(e) - data);
	heap_expose((void *)data, size);
	e->asked = size;
	next = elem_next(e);
	if (end == (uintptr_t)next)
		return true;
	tail = elem_make(h, e->list, end, (uintptr_t)next - end, e,
			EAL_ELEM_BUSY);
	next->prev = tail;
	e->size = end - (uintptr_t)e;
	h->alloc_count++;
	heap_shrink(h, heap_release(h, tail));
	return true;
}

bool
eal_heap_resize(struct eal_elem *e, size_t size, size_t align)
{
	struct eal_heap *h = &eal_shared->heaps[e->heap];
	bool done = false;

	if (size == 0 || size > SIZE_HUGE)
		return false;
	if (align != 0 && (uintptr_t)eal_heap_data(e) % align != 0)
		return false;
	eal_heap_lock(h);
	if (!h->broken)
		done = resize(h, e, size);
	eal_heap_unlock(h);
	return done;
}

struct eal_elem *
eal_heap_elem(const void *ptr)
{
	const struct rte_memseg_list *msl = rte_mem_virt2memseg_list(ptr);
	uintptr_t at = (uintptr_t)ptr - EAL_HEAP_FRONT;
	unsigned int list;
	struct eal_elem *e;

	if (msl == NULL || !msl->heap || (uintptr_t)ptr % GRAIN != 0)
		return NULL;
	list = (unsigned int)(msl - eal_shared->lists);
	if (!eal_pages_used(list, ptr) || !eal_pages_used(list, (void *)at))
		return NULL;
	e = elem_at(at);
#ifdef EAL_HEAP_ASAN
	if (__asan_region_is_poisoned(e, sizeof(*e)) != NULL)
		return NULL;
#endif
	if (e->state != EAL_ELEM_BUSY || e->list != list ||
			e->heap >= RTE_MAX_HEAPS)
		return NULL;
	return e;
}
