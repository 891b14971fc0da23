/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walks through a heap: by address, region by region as the page tables have
 * them, and the check that everything the other files rely on is true. The
 * check trusts nothing that it has not compared.
 */
#include <rte_eal_memconfig.h>

#include "memory/heap_impl.h"
#include "memory/memseg.h"

struct tally {
	uint64_t total;
	uint64_t alloc;
	unsigned int alloc_count;
	unsigned int free_count;
};

/* The next run of used pages of a list from *idx on; false at the end. */
static bool
next_run(struct rte_memseg_list *msl, unsigned int *idx, uintptr_t *start,
		uintptr_t *end)
{
	struct rte_fbarray *arr = &msl->memseg_arr;
	int first, n;

	if (*idx >= arr->len || arr->count == 0)
		return false;
	first = rte_fbarray_find_next_used(arr, *idx);
	if (first < 0)
		return false;
	n = rte_fbarray_find_contig_used(arr, first);
	*start = (uintptr_t)msl->base_va + first * msl->page_sz;
	*end = *start + n * msl->page_sz;
	*idx = first + n;
	return true;
}

static bool
walk_run(uintptr_t at, uintptr_t end,
		bool (*func)(const struct eal_elem *e, void *arg), void *arg)
{
	while (at < end) {
		if (!func(elem_at(at), arg))
			return false;
		at += elem_at(at)->size;
	}
	return true;
}

void
eal_heap_walk(struct eal_heap *h,
		bool (*func)(const struct eal_elem *e, void *arg), void *arg)
{
	struct rte_memseg_list *msl;
	uintptr_t start, end;
	unsigned int i, idx;
	bool go = true;

	for (i = 0; i < eal_shared->lists_n && go; i++) {
		msl = &eal_shared->lists[i];
		if (!msl->heap || msl->socket_id != h->socket_id)
			continue;
		idx = 0;
		while (go && next_run(msl, &idx, &start, &end))
			go = walk_run(start, end, func, arg);
	}
}

static const char *
check_elem(const struct eal_heap *h, const struct eal_elem *e,
		const struct eal_elem *prev, uintptr_t end)
{
	if (e->state != EAL_ELEM_FREE && e->state != EAL_ELEM_BUSY &&
			e->state != EAL_ELEM_END)
		return "a header is overwritten";
	if (e->heap != heap_index(h))
		return "an element names another heap";
	if (e->prev != prev)
		return "an element does not know the one before";
	if (e->size < EAL_HEAP_GRAIN || e->size % EAL_HEAP_GRAIN != 0 ||
			e->size > end - (uintptr_t)e)
		return "an element's size is impossible";
	if (e->state == EAL_ELEM_FREE && prev != NULL &&
			prev->state == EAL_ELEM_FREE)
		return "two free elements touch";
	if ((e->state == EAL_ELEM_END) != ((uintptr_t)e + e->size == end))
		return "a region does not end with an END";
	return NULL;
}

static const char *
check_run(const struct eal_heap *h, uintptr_t at, uintptr_t end,
		struct tally *t)
{
	const struct eal_elem *e, *prev = NULL;
	const char *wrong;

	t->total += end - at;
	for (; at < end; at += e->size, prev = e) {
		e = elem_at(at);
		wrong = check_elem(h, e, prev, end);
		if (wrong != NULL)
			return wrong;
		if (e->state == EAL_ELEM_BUSY) {
			t->alloc += e->size;
			t->alloc_count++;
		} else if (e->state == EAL_ELEM_FREE) {
			t->free_count++;
		}
	}
	return NULL;
}

static const char *
check_bins(const struct eal_heap *h)
{
	const struct eal_elem *e, *prev;
	unsigned int bin, n = 0;
	bool marked;

	for (bin = 0; bin < EAL_HEAP_BINS; bin++) {
		marked = h->map[bin / 64] >> (bin % 64) & 1;
		if (marked != (h->bins[bin] != NULL))
			return "the map of bins is wrong";
		prev = NULL;
		for (e = h->bins[bin]; e != NULL; e = e->next_free) {
			if (e->state != EAL_ELEM_FREE || e->prev_free != prev)
				return "a free list is broken";
			if (++n > h->free_count)
				return "free lists hold too much";
			prev = e;
		}
	}
	return n == h->free_count ? NULL : "free lists hold too little";
}

static const char *
check_heap(struct eal_heap *h)
{
	struct rte_memseg_list *msl;
	struct tally t = {0};
	const char *wrong = NULL;
	uintptr_t start, end;
	unsigned int i, idx;

	for (i = 0; i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		if (!msl->heap || msl->socket_id != h->socket_id)
			continue;
		idx = 0;
		while (wrong == NULL && next_run(msl, &idx, &start, &end))
			wrong = check_run(h, start, end, &t);
	}
	if (wrong != NULL)
		return wrong;
	if (t.total != h->total || t.alloc != h->alloc)
		return "the bytes do not add up";
	if (t.alloc_count != h->alloc_count || t.free_count != h->free_count)
		return "the counts of elements are wrong";
	return check_bins(h);
}

bool
eal_heap_check(struct eal_heap *h, const char **reason)
{
	eal_lock_take(&h->lock);
	*reason = check_heap(h);
	eal_lock_release(&h->lock);
	return *reason == NULL;
}

static bool
expose(const struct eal_elem *e, void *arg)
{
	if (e->size > sizeof(*e))
		heap_expose(e + 1, e->size - sizeof(*e));
	return true;
}

void
eal_heap_fini(struct eal_heap *h)
{
	eal_heap_walk(h, expose, NULL);
	eal_lock_fini(&h->lock);
}
