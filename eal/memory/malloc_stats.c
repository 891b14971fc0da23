/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What heaps tell about themselves: figures and dumps.
 */
#include <rte_malloc.h>

#include "eal.h"
#include "memory/malloc.h"
#include "memory/shared.h"

static void
heap_stats(struct eal_heap *h, struct rte_malloc_socket_stats *s)
{
	eal_heap_lock(h);
	s->heap_totalsz_bytes = h->total;
	s->heap_freesz_bytes = h->total - h->alloc;
	s->greatest_free_size = eal_heap_greatest(h);
	s->free_count = h->free_count;
	s->alloc_count = h->alloc_count;
	s->heap_allocsz_bytes = h->alloc;
	eal_heap_unlock(h);
}

BP_EXPORT
int
rte_malloc_get_socket_stats(
		int socket, struct rte_malloc_socket_stats *socket_stats)
{
	struct eal_heap *h = eal_malloc_heap(socket);

	if (h == NULL || socket_stats == NULL)
		return -1;
	heap_stats(h, socket_stats);
	return 0;
}

BP_EXPORT
void
rte_malloc_dump_stats(FILE *f, const char *type)
{
	struct rte_malloc_socket_stats s;
	unsigned int i;

	for (i = 0; i < eal_heaps_n(); i++) {
		if (!eal_heap_in_use(&eal_shared->heaps[i]))
			continue;
		heap_stats(&eal_shared->heaps[i], &s);
		fprintf(f, "Heap id:%u\n\tHeap name:%s\n", i,
				eal_shared->heaps[i].name);
		fprintf(f, "\tHeap_size:%zu,\n", s.heap_totalsz_bytes);
		fprintf(f, "\tFree_size:%zu,\n", s.heap_freesz_bytes);
		fprintf(f, "\tAlloc_size:%zu,\n", s.heap_allocsz_bytes);
		fprintf(f, "\tGreatest_free_size:%zu,\n", s.greatest_free_size);
		fprintf(f, "\tAlloc_count:%u,\n", s.alloc_count);
		fprintf(f, "\tFree_count:%u,\n", s.free_count);
	}
}

static bool
dump_elem(const struct eal_elem *e, void *arg)
{
	const char *trouble = eal_heap_trouble(e);

	switch (e->state) {
	case EAL_ELEM_FREE:
		fprintf(arg, "  %p: %zu bytes free\n", (const void *)e,
				e->size);
		break;
	case EAL_ELEM_BUSY:
		fprintf(arg, "  %p: %zu bytes, memory at %p of %zu%s%s\n",
				(const void *)e, e->size, eal_heap_data(e),
				e->asked, trouble == NULL ? "" : ": ",
				trouble == NULL ? "" : trouble);
		break;
	case EAL_ELEM_LOST:
		fprintf(arg, "  %p: %zu bytes, out of use, was overrun\n",
				(const void *)e, e->size);
		break;
	default:
		fprintf(arg, "  %p: end of pages\n", (const void *)e);
	}
	return true;
}

BP_EXPORT
void
rte_malloc_dump_heaps(FILE *f)
{
	struct eal_heap *h;
	unsigned int i;

	for (i = 0; i < eal_heaps_n(); i++) {
		h = &eal_shared->heaps[i];
		if (!eal_heap_in_use(h))
			continue;
		eal_heap_lock(h);
		fprintf(f,
				"heap %u (%s): %llu bytes, %llu in %u pieces in use,"
				" %u free pieces\n",
				i, h->name, (unsigned long long)h->total,
				(unsigned long long)h->alloc, h->alloc_count,
				h->free_count);
		eal_heap_walk(h, dump_elem, f);
		eal_heap_unlock(h);
	}
}
