/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Walks through a heap: by address, region by region as the page tables have
 * them, and the check that everything the other files rely on is true. The
 * check trusts nothing that it has not compared: it ends at what is damaged.
 */
#include "memory/heap_impl.h"

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

/* Whether what lies at the address of e can be one, and the next be found. */
static bool
possible(const struct rte_memseg_list *msl, const struct eal_elem *e,
		uintptr_t end)
{
	return elem_readable(msl, (uintptr_t)e) && e->size >= EAL_HEAP_GRAIN &&
			e->size % EAL_HEAP_GRAIN == 0 &&
			e->size <= end - (uintptr_t)e;
}

static bool
walk_run(const struct rte_memseg_list *msl, uintptr_t at, uintptr_t end,
		bool (*func)(const struct eal_elem *e, void *arg), void *arg)
{
	for (; at < end; at += elem_at(at)->size)
		if (!possible(msl, elem_at(at), end) || !func(elem_at(at), arg))
			return false;
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
		if (!msl->heap || msl->socket_id != h->socket_id ||
				!eal_list_here(msl))
			continue;
		idx = 0;
		while (go && next_run(msl, &idx, &start, &end))
			go = walk_run(msl, start, end, func, arg);
	}
}

static const char *
check_elem(const struct eal_heap *h, const struct eal_elem *e,
		const struct eal_elem *prev, uintptr_t end)
{
	if (e->state != EAL_ELEM_FREE && e->state != EAL_ELEM_BUSY &&
			e->state != EAL_ELEM_LOST && e->state != EAL_ELEM_END)
		return "a header is overwritten";
	if (e->heap != heap_index(h))
		return "an element names another heap";
	if (e->prev != prev)
		return "an element does not know the one before";
	if (e->state == EAL_ELEM_FREE && prev != NULL &&
			prev->state == EAL_ELEM_FREE)
		return "two free elements touch";
	if ((e->state == EAL_ELEM_END) != ((uintptr_t)e + e->size == end))
		return "a region does not end with an END";
	return NULL;
}

static const char *
check_run(const struct eal_heap *h, const struct rte_memseg_list *msl,
		uintptr_t at, uintptr_t end, struct tally *t)
{
	const struct eal_elem *e, *prev = NULL;
	const char *wrong = NULL;

	t->total += end - at;
	for (; at < end && wrong == NULL; at += e->size, prev = e) {
		e = elem_at(at);
		if (!possible(msl, e, end))
			return "an element's size is impossible";
		wrong = check_elem(h, e, prev, end);
		if (e->state == EAL_ELEM_BUSY || e->state == EAL_ELEM_LOST) {
			t->alloc += e->size;
			t->alloc_count++;
		} else if (e->state == EAL_ELEM_FREE) {
			t->free_count++;
		}
	}
	return wrong;
}

/* All headers are known to be good by now, so their neighbours' are. */
static bool
check_memory(const struct eal_elem *e, void *arg)
{
	const char **wrong = arg;

	*wrong = eal_heap_trouble(e);
	return *wrong == NULL;
}

static const char *
check_bin(const struct eal_heap *h, unsigned int bin, unsigned int *n)
{
	const struct eal_elem *e, *prev = NULL;
	const struct rte_memseg_list *msl;

	for (e = h->bins[bin]; e != NULL; prev = e, e = e->next_free) {
		msl = rte_mem_virt2memseg_list(e);
		if (msl == NULL || !msl->heap ||
				!elem_readable(msl, (uintptr_t)e) ||
				e->state != EAL_ELEM_FREE ||
				e->prev_free != prev)
			return "a free list is broken";
		if (++*n > h->free_count)
			return "free lists hold too much";
	}
	return NULL;
}

static const char *
check_bins(const struct eal_heap *h)
{
	const char *wrong = NULL;
	unsigned int bin, n = 0;
	bool marked;

	for (bin = 0; bin < EAL_HEAP_BINS && wrong == NULL; bin++) {
		marked = h->map[bin / 64] >> (bin % 64) & 1;
		if (marked != (h->bins[bin] != NULL))
			return "the map of bins is wrong";
		wrong = check_bin(h, bin, &n);
	}
	if (wrong == NULL && n != h->free_count)
		wrong = "free lists hold too little";
	return wrong;
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
		if (!eal_list_here(msl)) /* nor can its share be counted */
			return NULL;
		idx = 0;
		while (wrong == NULL && next_run(msl, &idx, &start, &end))
			wrong = check_run(h, msl, start, end, &t);
	}
	if (wrong != NULL)
		return wrong;
	if (t.total != h->total || t.alloc != h->alloc)
		return "the bytes do not add up";
	if (t.alloc_count != h->alloc_count || t.free_count != h->free_count)
		return "the counts of elements are wrong";
	wrong = check_bins(h);
	if (wrong == NULL)
		eal_heap_walk(h, check_memory, &wrong);
	return wrong;
}

bool
eal_heap_check(struct eal_heap *h, const char **reason)
{
	eal_lock_take(&h->lock);
	*reason = check_heap(h);
	eal_lock_release(&h->lock);
	return *reason == NULL;
}

#ifdef EAL_HEAP_ASAN
static bool
expose(const struct eal_elem *e, void *arg)
{
	if (e->size > sizeof(*e))
		heap_expose(e + 1, e->size - sizeof(*e));
	return true;
}

/* External memory may be gone: only what is known of it is touched. */
static void
expose_external(const struct eal_heap *h)
{
	const struct rte_memseg_list *msl;
	unsigned int i;

	for (i = 0; i < eal_shared->lists_n; i++) {
		msl = &eal_shared->lists[i];
		if (msl->heap && msl->socket_id == h->socket_id)
			heap_expose(msl->base_va, msl->len);
	}
}
#endif

void
eal_heaps_expose(void)
{
#ifdef EAL_HEAP_ASAN
	unsigned int i;

	for (i = 0; i < RTE_MAX_HEAPS; i++) {
		if (!eal_shared->heaps[i].in_use)
			continue;
		eal_heap_lock(&eal_shared->heaps[i]);
		if (eal_shared->heaps[i].external)
			expose_external(&eal_shared->heaps[i]);
		else
			eal_heap_walk(&eal_shared->heaps[i], expose, NULL);
		eal_heap_unlock(&eal_shared->heaps[i]);
	}
#endif
}

void
eal_heap_fini(struct eal_heap *h)
{
#ifdef EAL_HEAP_ASAN
	if (h->external)
		expose_external(h);
	else
		eal_heap_walk(h, expose, NULL);
#endif
	eal_lock_fini(&h->lock);
}
