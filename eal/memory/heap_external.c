/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memory of named heaps, which the program supplies. An area is one
 * region: an element from its start on and an END, so that an area goes when
 * that element is free. All of it is done with the heap's lock and the memory
 * lock held.
 */
#include <errno.h>

#include <rte_errno.h>
#include <rte_malloc.h>

#include "eal.h"
#include "memory/extmem.h"
#include "memory/heap_impl.h"
#include "memory/heap_named.h"
#include "memory/shared.h"

#define GRAIN EAL_HEAP_GRAIN
/* A header, a grain of memory with its red zones, and the END. */
#define AREA_LEN_MIN (EAL_HEAP_FRONT + EAL_HEAP_BACK + 2 * GRAIN)

/* An area that was entered in the tables becomes a free element. */
static void
add_region(struct eal_heap *h, unsigned int list)
{
	struct rte_memseg_list *msl = &eal_shared->lists[list];
	uintptr_t start = (uintptr_t)msl->base_va;
	uintptr_t end = start + msl->len - GRAIN;
	struct eal_elem *e;

	heap_hide(msl->base_va, msl->len);
	e = elem_make(h, list, start, end - start, NULL, EAL_ELEM_BUSY);
	elem_make(h, list, end, GRAIN, e, EAL_ELEM_END);
	msl->heap = 1;
	h->total += msl->len;
	h->alloc += e->size;
	h->alloc_count++;
	heap_release(h, e);
}

/* Subscribers are told before the heap hands the memory out. */
static int
add(struct eal_heap *h, const struct eal_area *a)
{
	int list;

	if (h->broken)
		return -EINVAL;
	list = eal_area_add(a, h->socket_id);
	if (list < 0)
		return list;
	eal_event_call(RTE_MEM_EVENT_ALLOC, a->va, a->len);
	add_region(h, (unsigned int)list);
	return 0;
}

static int
check_for_heap(const struct eal_area *a)
{
	if ((uintptr_t)a->va % GRAIN == 0 && a->len % GRAIN == 0 &&
			a->len >= AREA_LEN_MIN)
		return 0;
	EAL_LOG(ERR,
			"external memory at %p of %zu bytes: a heap needs %zu bytes, and"
			" address and length in multiples of %zu\n",
			a->va, a->len, AREA_LEN_MIN, GRAIN);
	return -EINVAL;
}

BP_EXPORT
int
rte_malloc_heap_memory_add(const char *heap_name, void *va_addr, size_t len,
		rte_iova_t iova_addrs[], unsigned int n_pages, size_t page_sz)
{
	const struct eal_area a = {
			.va = va_addr,
			.len = len,
			.iovas = iova_addrs,
			.n_pages = n_pages,
			.page_sz = page_sz,
	};
	struct eal_heap *h = NULL;
	int rc = eal_area_check(&a);

	if (rc == 0)
		rc = check_for_heap(&a);
	if (rc == 0)
		h = heap_named_hold(heap_name, &rc);
	if (h == NULL)
		return eal_result(rc);
	rc = add(h, &a);
	heap_named_release(h);
	return eal_result(rc);
}

/* The list of an area of a heap, or -ENOENT. */
static int
find_area(const struct eal_heap *h, const void *va, size_t len)
{
	int list = eal_area_find(va, len);
	const struct rte_memseg_list *msl;

	if (list < 0)
		return list;
	msl = &eal_shared->lists[list];
	if (!msl->external || !msl->heap || msl->socket_id != h->socket_id)
		return -ENOENT;
	return list;
}

/*
 * The element of an area, if all of it is free, taken as if it were in use:
 * subscribers that are told see a whole heap and get none of it.
 */
static struct eal_elem *
claim(struct eal_heap *h, const struct rte_memseg_list *msl)
{
	struct eal_elem *e = elem_at((uintptr_t)msl->base_va);

	if (h->broken || e->state != EAL_ELEM_FREE ||
			elem_next(e)->state != EAL_ELEM_END)
		return NULL;
	heap_bin_del(h, e);
	e->state = EAL_ELEM_BUSY;
	e->asked = e->size - HEAP_OVERHEAD;
	h->alloc += e->size;
	h->alloc_count++;
	heap_seal(e);
	return e;
}

static int
remove_area(struct eal_heap *h, void *va, size_t len)
{
	int rc, list = find_area(h, va, len);
	struct eal_elem *e;
	size_t size;

	if (list < 0 || !eal_list_here(&eal_shared->lists[list]))
		return -ENOENT;
	e = claim(h, &eal_shared->lists[list]);
	if (e == NULL) {
		EAL_LOG(ERR, "memory at %p of heap %s is in use\n", va,
				h->name);
		return -EBUSY;
	}
	size = e->size;
	eal_event_call(RTE_MEM_EVENT_FREE, va, len);
	rc = eal_area_drop((unsigned int)list);
	if (rc < 0) { /* another process has it: all is as it was */
		eal_event_call(RTE_MEM_EVENT_ALLOC, va, len);
		heap_release(h, e);
		return rc;
	}
	heap_expose(va, len);
	h->total -= len;
	h->alloc -= size;
	h->alloc_count--;
	return 0;
}

static int
attach(struct eal_heap *h, void *va, size_t len)
{
	int rc, list = eal_area_find(va, len);

	if (list < 0)
		return list;
	rc = eal_area_attach((unsigned int)list);
	if (rc < 0)
		return rc;
	if (find_area(h, va, len) < 0) {
		eal_area_detach((unsigned int)list);
		return -ENOENT;
	}
	eal_event_call(RTE_MEM_EVENT_ALLOC, va, len);
	return 0;
}

static int
detach(struct eal_heap *h, void *va, size_t len)
{
	int list = find_area(h, va, len);

	if (list < 0 || !eal_list_here(&eal_shared->lists[list]))
		return -ENOENT;
	eal_event_call(RTE_MEM_EVENT_FREE, va, len);
	return eal_area_detach((unsigned int)list);
}

/* Find a heap and let func do its work on it. */
static int
with_heap(const char *name, void *va, size_t len,
		int (*func)(struct eal_heap *h, void *va, size_t len))
{
	struct eal_heap *h = NULL;
	int rc = -EINVAL;

	if (va != NULL && len != 0)
		h = heap_named_hold(name, &rc);
	if (h == NULL)
		return eal_result(rc);
	rc = func(h, va, len);
	heap_named_release(h);
	if (rc < 0)
		EAL_LOG(DEBUG, "heap %s, memory at %p of %zu bytes: %s\n", name,
				va, len, rte_strerror(-rc));
	return eal_result(rc);
}

BP_EXPORT
int
rte_malloc_heap_memory_remove(const char *heap_name, void *va_addr, size_t len)
{
	return with_heap(heap_name, va_addr, len, remove_area);
}

BP_EXPORT
int
rte_malloc_heap_memory_attach(const char *heap_name, void *va_addr, size_t len)
{
	return with_heap(heap_name, va_addr, len, attach);
}

BP_EXPORT
int
rte_malloc_heap_memory_detach(const char *heap_name, void *va_addr, size_t len)
{
	return with_heap(heap_name, va_addr, len, detach);
}
