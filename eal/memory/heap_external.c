/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Named heaps, whose memory the program supplies. Each has a socket id of its
 * own, by which memory is asked for. An area is one region: an element from
 * its start on and an END, so that an area goes when that element is free.
 * The slot of a heap that was destroyed keeps its lock, for threads that hold
 * on to it, and serves the next one. Order of locks: heap, then memory.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/extmem.h"
#include "memory/heap_impl.h"
#include "memory/malloc.h"
#include "memory/memseg.h"
#include "memory/shared.h"

#define GRAIN EAL_HEAP_GRAIN
/* A header, a grain of memory with its red zones, and the END. */
#define AREA_LEN_MIN (EAL_HEAP_FRONT + EAL_HEAP_BACK + 2 * GRAIN)

static int
result(int rc)
{
	if (rc >= 0)
		return 0;
	rte_errno = -rc;
	return -1;
}

static int
check_name(const char *name)
{
	size_t len = name == NULL ? 0 : strnlen(name, EAL_HEAP_NAMESIZE);

	if (len > 0 && len < EAL_HEAP_NAMESIZE && eal_shared != NULL)
		return 0;
	EAL_LOG(DEBUG,
			"heap name %s: must have 1 to %zu characters, and the library"
			" must run\n",
			name == NULL ? "NULL" : name,
			(size_t)EAL_HEAP_NAMESIZE - 1);
	return -EINVAL;
}

/* The heap of a name, or NULL; the caller holds the memory lock. */
static struct eal_heap *
find(const char *name)
{
	struct eal_heap *h;
	unsigned int i;

	for (i = 0; i < eal_shared->heaps_n; i++) {
		h = &eal_shared->heaps[i];
		if (eal_heap_in_use(h) && strcmp(h->name, name) == 0)
			return h;
	}
	return NULL;
}

/* A named heap, with its lock and the memory lock held; NULL with *rc. */
static struct eal_heap *
hold(const char *name, int *rc)
{
	struct eal_heap *h;

	rte_mcfg_mem_read_lock();
	h = find(name);
	*rc = h == NULL ? -ENOENT : !h->external ? -EPERM : 0;
	rte_mcfg_mem_read_unlock();
	if (*rc < 0) {
		EAL_LOG(ERR, "heap %s %s\n", name,
				h == NULL ? "does not exist"
					  : "is the library's own");
		return NULL;
	}
	rte_mcfg_mem_write_lock(); /* always before a heap's lock */
	eal_heap_lock(h);
	if (find(name) == h)
		return h;
	/* Destroyed meanwhile. */
	eal_heap_unlock(h);
	rte_mcfg_mem_write_unlock();
	*rc = -ENOENT;
	return NULL;
}

static void
release(struct eal_heap *h)
{
	eal_heap_unlock(h);
	rte_mcfg_mem_write_unlock();
}

/* A slot for a new heap, with a lock; NULL with *rc. */
static struct eal_heap *
free_slot(int *rc)
{
	unsigned int i;

	for (i = 0; i < eal_shared->heaps_n; i++)
		if (!eal_heap_in_use(&eal_shared->heaps[i]))
			return &eal_shared->heaps[i];
	*rc = -ENOSPC;
	if (i == RTE_MAX_HEAPS)
		return NULL;
	*rc = eal_lock_init(&eal_shared->heaps[i].lock);
	if (*rc < 0)
		return NULL;
	__atomic_store_n(&eal_shared->heaps_n, i + 1, __ATOMIC_RELEASE);
	return &eal_shared->heaps[i];
}

static int
create(const char *name)
{
	struct eal_heap *h;
	int id, rc = 0;

	if (find(name) != NULL) {
		EAL_LOG(ERR, "heap %s exists\n", name);
		return -EEXIST;
	}
	h = free_slot(&rc);
	if (h == NULL) {
		EAL_LOG(ERR, "no room for heap %s, the most is %u heaps: %s\n",
				name, RTE_MAX_HEAPS, rte_strerror(-rc));
		return rc;
	}
	id = eal_area_socket();
	if (id < 0)
		return id;
	rte_strlcpy(h->name, name, sizeof(h->name));
	__atomic_store_n(&h->socket_id, id, __ATOMIC_RELAXED);
	if (!h->external) /* read without a lock */
		h->external = 1;
	/* Pairs with eal_heap_in_use(): the id is there first. */
	__atomic_store_n(&h->in_use, 1, __ATOMIC_RELEASE);
	return 0;
}

BP_EXPORT
int
rte_malloc_heap_create(const char *heap_name)
{
	int rc = check_name(heap_name);

	if (rc < 0)
		return result(rc);
	rte_mcfg_mem_write_lock();
	rc = create(heap_name);
	rte_mcfg_mem_write_unlock();
	return result(rc);
}

static int
destroy(struct eal_heap *h)
{
	if (h->total != 0) {
		EAL_LOG(ERR,
				"heap %s has %" PRIu64
				" bytes of memory, %" PRIu64
				" of them in use: remove it first\n",
				h->name, h->total, h->alloc);
		return -EBUSY;
	}
	__atomic_store_n(&h->in_use, 0, __ATOMIC_RELEASE);
	/* No list has that one. */
	__atomic_store_n(&h->socket_id, SOCKET_ID_ANY, __ATOMIC_RELAXED);
	h->broken = 0;
	h->name[0] = '\0';
	return 0;
}

BP_EXPORT
int
rte_malloc_heap_destroy(const char *heap_name)
{
	struct eal_heap *h = NULL;
	int rc = check_name(heap_name);

	if (rc == 0)
		h = hold(heap_name, &rc);
	if (h == NULL)
		return result(rc);
	rc = destroy(h);
	release(h);
	return result(rc);
}

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
	int rc = check_name(heap_name);

	if (rc == 0)
		rc = eal_area_check(&a);
	if (rc == 0)
		rc = check_for_heap(&a);
	if (rc == 0)
		h = hold(heap_name, &rc);
	if (h == NULL)
		return result(rc);
	rc = add(h, &a);
	release(h);
	return result(rc);
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
	h->alloc += e->size;
	h->alloc_count++;
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
	int rc = check_name(name);

	if (rc == 0 && (va == NULL || len == 0))
		rc = -EINVAL;
	if (rc == 0)
		h = hold(name, &rc);
	if (h == NULL)
		return result(rc);
	rc = func(h, va, len);
	release(h);
	if (rc < 0)
		EAL_LOG(DEBUG, "heap %s, memory at %p of %zu bytes: %s\n", name,
				va, len, rte_strerror(-rc));
	return result(rc);
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

BP_EXPORT
int
rte_malloc_heap_get_socket(const char *name)
{
	const struct eal_heap *h;
	int id, rc = check_name(name);

	if (rc < 0)
		return result(rc);
	rte_mcfg_mem_read_lock();
	h = find(name);
	id = h == NULL ? -1 : h->socket_id;
	rte_mcfg_mem_read_unlock();
	return h == NULL ? result(-ENOENT) : id;
}

BP_EXPORT
int
rte_malloc_heap_socket_is_external(int socket_id)
{
	const struct eal_heap *h;

	if (socket_id == SOCKET_ID_ANY)
		return 0;
	h = eal_malloc_heap(socket_id);
	return h == NULL ? -1 : (int)h->external;
}
