/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Named heaps: how they come, are found and go; their memory is the concern of
 * heap_external.c. Each has a socket id of its own, by which memory is asked
 * for. The slot of a heap that was destroyed keeps its lock, for threads that
 * hold on to it, and serves the next one.
 */
#include "memory/heap_named.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_eal_memconfig.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/extmem.h"
#include "memory/malloc.h"
#include "memory/shared.h"

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

struct eal_heap *
heap_named_hold(const char *name, int *rc)
{
	struct eal_heap *h;

	*rc = check_name(name);
	if (*rc < 0)
		return NULL;
	rte_mcfg_mem_write_lock(); /* always before a heap's lock */
	h = find(name);
	*rc = h == NULL ? -ENOENT : !h->external ? -EPERM : 0;
	if (*rc == 0) {
		eal_heap_lock(h);
		return h;
	}
	rte_mcfg_mem_write_unlock();
	EAL_LOG(ERR, "heap %s %s\n", name,
			h == NULL ? "does not exist" : "is the library's own");
	return NULL;
}

void
heap_named_release(struct eal_heap *h)
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
		return eal_result(rc);
	rte_mcfg_mem_write_lock();
	rc = create(heap_name);
	rte_mcfg_mem_write_unlock();
	return eal_result(rc);
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
	int rc;
	struct eal_heap *h = heap_named_hold(heap_name, &rc);

	if (h == NULL)
		return eal_result(rc);
	rc = destroy(h);
	heap_named_release(h);
	return eal_result(rc);
}

BP_EXPORT
int
rte_malloc_heap_get_socket(const char *name)
{
	const struct eal_heap *h;
	int id, rc = check_name(name);

	if (rc < 0)
		return eal_result(rc);
	rte_mcfg_mem_read_lock();
	h = find(name);
	id = h == NULL ? -1 : h->socket_id;
	rte_mcfg_mem_read_unlock();
	return h == NULL ? eal_result(-ENOENT) : id;
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
