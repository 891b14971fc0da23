/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is rarely asked of the bins: a search through elements of which none
 * is known to fit, and the largest.
 */
#include "memory/heap_impl.h"

struct eal_elem *
heap_bin_find(const struct eal_heap *h, size_t size, unsigned int tries,
		bool (*suits)(const struct eal_elem *e, const void *arg),
		const void *arg)
{
	struct eal_elem *e;
	unsigned int bin;

	for (bin = heap_bin_next(h, heap_bin_of(size)); bin < EAL_HEAP_BINS;
			bin = heap_bin_next(h, bin + 1))
		for (e = h->bins[bin]; e != NULL; e = e->next_free) {
			if (suits(e, arg))
				return e;
			if (--tries == 0)
				return NULL;
		}
	return NULL;
}

size_t
eal_heap_greatest(const struct eal_heap *h)
{
	const struct eal_elem *e;
	unsigned int bin, last = EAL_HEAP_BINS;
	size_t most = 0;

	for (bin = heap_bin_next(h, 0); bin < EAL_HEAP_BINS;
			bin = heap_bin_next(h, bin + 1))
		last = bin;
	if (last == EAL_HEAP_BINS)
		return 0;
	for (e = h->bins[last]; e != NULL; e = e->next_free)
		if (e->size > most)
			most = e->size;
	return most;
}
