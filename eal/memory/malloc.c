/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The public heap functions. Socket ids become heaps here, and arguments are
 * checked; memory itself comes from heap.c.
 */
#include "memory/malloc.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "eal.h"
#include "memory/shared.h"

struct eal_heap *
eal_malloc_heap(int socket_id)
{
	struct eal_heap *h;
	unsigned int i;

	for (i = 0; i < eal_heaps_n(); i++) {
		h = &eal_shared->heaps[i];
		if (eal_heap_in_use(h) &&
				__atomic_load_n(&h->socket_id,
						__ATOMIC_RELAXED) == socket_id)
			return h;
	}
	return NULL;
}

int
eal_malloc_socket(int socket_id)
{
	if (eal_malloc_heap(socket_id) != NULL)
		return socket_id;
	if (eal_config.no_huge) /* as in 22.11, whatever the id */
		return SOCKET_ID_ANY;
	/* No node has such an id; a program's heap may have had it. */
	if (socket_id < SOCKET_ID_ANY || socket_id >= RTE_MAX_NUMA_NODES)
		return socket_id;
	if (eal_numa_nodes() == 1)
		return SOCKET_ID_ANY;
	return socket_id;
}

static void *
alloc_from(struct eal_heap *h, struct eal_heap_req *req)
{
	void *p;

	/* Who asks for a program's heap takes pages of any size. */
	if (h->external)
		req->flags |= RTE_MEMZONE_SIZE_HINT_ONLY;
	if (req->size != 0)
		return eal_heap_alloc(h, req);
	p = eal_heap_alloc_biggest(h, req);
	if (p == NULL && (req->flags & RTE_MEMZONE_SIZE_HINT_ONLY) != 0) {
		req->flags &= RTE_MEMZONE_IOVA_CONTIG;
		p = eal_heap_alloc_biggest(h, req);
	}
	return p;
}

static void *
alloc_any(struct eal_heap_req *req)
{
	struct eal_heap *own = NULL, *h;
	void *p = NULL;
	unsigned int i;
	int cpu;

	if (eal_heaps_n() > 1) {
		cpu = sched_getcpu();
		own = eal_malloc_heap(eal_numa_node_of_cpu(cpu < 0 ? 0 : cpu));
	}
	if (own != NULL)
		p = alloc_from(own, req);
	for (i = 0; i < eal_heaps_n() && p == NULL; i++) {
		h = &eal_shared->heaps[i];
		if (h != own && !h->external)
			p = alloc_from(h, req);
	}
	return p;
}

void *
eal_malloc(struct eal_heap_req *req, int socket_id)
{
	struct eal_heap *h;

	if (eal_shared == NULL)
		return NULL;
	if (socket_id == SOCKET_ID_ANY)
		return alloc_any(req);
	h = eal_malloc_heap(socket_id);
	return h == NULL ? NULL : alloc_from(h, req);
}

static void *
allocate(size_t size, unsigned int align, int socket, bool zero)
{
	struct eal_heap_req req = {.size = size, .align = align, .zero = zero};

	if (size == 0 || (align != 0 && (align & (align - 1)) != 0))
		return NULL;
	if (socket != SOCKET_ID_ANY)
		socket = eal_malloc_socket(socket);
	return eal_malloc(&req, socket);
}

BP_EXPORT
void *
rte_malloc_socket(const char *type, size_t size, unsigned int align, int socket)
{
	return allocate(size, align, socket, false);
}

BP_EXPORT
void *
rte_malloc(const char *type, size_t size, unsigned int align)
{
	return allocate(size, align, SOCKET_ID_ANY, false);
}

BP_EXPORT
void *
rte_zmalloc_socket(
		const char *type, size_t size, unsigned int align, int socket)
{
	return allocate(size, align, socket, true);
}

BP_EXPORT
void *
rte_zmalloc(const char *type, size_t size, unsigned int align)
{
	return allocate(size, align, SOCKET_ID_ANY, true);
}

BP_EXPORT
void *
rte_calloc_socket(const char *type, size_t num, size_t size, unsigned int align,
		int socket)
{
	size_t n;

	if (__builtin_mul_overflow(num, size, &n))
		return NULL;
	return allocate(n, align, socket, true);
}

BP_EXPORT
void *
rte_calloc(const char *type, size_t num, size_t size, unsigned int align)
{
	return rte_calloc_socket(type, num, size, align, SOCKET_ID_ANY);
}

BP_EXPORT
void
rte_free(void *ptr)
{
	if (ptr != NULL && !eal_heap_free(ptr))
		EAL_LOG(ERR,
				"rte_free: %p is no memory of rte_malloc(), was freed"
				" before, or its header is overwritten\n",
				ptr);
}

/* Memory elsewhere with the same contents; the old is freed on success. */
static void *
move(void *ptr, const struct eal_elem *e, size_t size, unsigned int align,
		int socket)
{
	size_t old = eal_heap_usable(e);
	void *p = allocate(size, align, socket, false);

	if (p == NULL)
		return NULL;
	memcpy(p, ptr, RTE_MIN(old, size));
	rte_free(ptr);
	return p;
}

BP_EXPORT
void *
rte_realloc_socket(void *ptr, size_t size, unsigned int align, int socket)
{
	struct eal_elem *e;

	if (ptr == NULL)
		return allocate(size, align, socket, false);
	if (size == 0) {
		rte_free(ptr);
		return NULL;
	}
	e = eal_heap_elem(ptr);
	if (e == NULL) {
		EAL_LOG(ERR, "rte_realloc: %p is no memory of rte_malloc()\n",
				ptr);
		return NULL;
	}
	if (align != 0 && (align & (align - 1)) != 0)
		return NULL;
	if (!eal_heap_intact(e, "rte_realloc"))
		return NULL;
	socket = eal_malloc_socket(socket);
	if ((socket == SOCKET_ID_ANY ||
			    eal_shared->heaps[e->heap].socket_id == socket) &&
			eal_heap_resize(e, size, align))
		return ptr;
	return move(ptr, e, size, align, socket);
}

BP_EXPORT
void *
rte_realloc(void *ptr, size_t size, unsigned int align)
{
	return rte_realloc_socket(ptr, size, align, SOCKET_ID_ANY);
}

BP_EXPORT
int
rte_malloc_validate(const void *ptr, size_t *size)
{
	struct eal_elem *e = eal_heap_elem(ptr);

	if (e == NULL || !eal_heap_intact(e, "rte_malloc_validate"))
		return -1;
	if (size != NULL)
		*size = eal_heap_usable(e);
	return 0;
}

BP_EXPORT
rte_iova_t
rte_malloc_virt2iova(const void *addr)
{
	const struct rte_memseg *ms;

	if (eal_heap_elem(addr) == NULL)
		return RTE_BAD_IOVA;
	ms = rte_mem_virt2memseg(addr, NULL);
	if (ms == NULL || ms->iova == RTE_BAD_IOVA)
		return RTE_BAD_IOVA;
	return ms->iova + ((uintptr_t)addr - ms->addr_64);
}
