/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that a heap handed out: found by its pointer, examined, resized in
 * place and freed. Freed elements join free neighbours at once, so no two free
 * elements touch. A pointer is believed only once a lock is held and its
 * element and those on either side know of one another.
 */
#include <rte_eal_memconfig.h>
#include <rte_memory.h>

#include "eal.h"
#include "memory/heap_impl.h"
#include "memory/malloc.h"

#define GRAIN EAL_HEAP_GRAIN

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
	return EAL_HEAP_BACK != 0 ? e->asked : e->size - HEAP_OVERHEAD;
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
	if (end == (uintptr_t)next) {
		heap_seal(e);
		return true;
	}
	tail = elem_make(h, e->list, end, (uintptr_t)next - end, e,
			EAL_ELEM_BUSY);
	next->prev = tail;
	e->size = end - (uintptr_t)e;
	h->alloc_count++;
	heap_seal(e);
	heap_shrink(h, heap_release(h, tail));
	return true;
}

bool
eal_heap_resize(struct eal_elem *e, size_t size, size_t align)
{
	struct eal_heap *h = &eal_shared->heaps[e->heap];
	bool gives, done = false;

	if (size == 0 || size > HEAP_SIZE_HUGE)
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
