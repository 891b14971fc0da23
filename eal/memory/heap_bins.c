/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Free elements by size. Sizes up to sixteen grains have a bin each; above,
 * each power of two is cut into eight bins. A bit map says which bins hold
 * something, so that a fit is found in a few instructions: every element of a
 * bin above the wanted size's own is large enough. The wanted size's own bin
 * and what alignment or bounds may spoil are tried one by one.
 */
#include "memory/heap_impl.h"

#define SUB_BITS 3 /* eight bins each power of two */

/* The bin of an element of that size. */
static unsigned int
bin_of(size_t size)
{
	size_t q = size / EAL_HEAP_GRAIN;
	unsigned int top, bin;

	if (q < EAL_HEAP_LINEAR)
		return (unsigned int)q;
	top = 63 - __builtin_clzll(q);
	bin = EAL_HEAP_LINEAR + ((top - 4) << SUB_BITS) +
			(unsigned int)((q >> (top - SUB_BITS)) & 7);
	return bin < EAL_HEAP_BINS ? bin : EAL_HEAP_BINS - 1;
}

/* The first bin from bin on that holds something; EAL_HEAP_BINS: none. */
static unsigned int
bin_next(const struct eal_heap *h, unsigned int bin)
{
	unsigned int w = bin / 64;
	uint64_t word;

	if (bin >= EAL_HEAP_BINS)
		return EAL_HEAP_BINS;
	word = h->map[w] & (UINT64_MAX << (bin % 64));
	while (word == 0) {
		if (++w == EAL_HEAP_WORDS)
			return EAL_HEAP_BINS;
		word = h->map[w];
	}
	return w * 64 + __builtin_ctzll(word);
}

void
heap_bin_add(struct eal_heap *h, struct eal_elem *e)
{
	unsigned int bin = bin_of(e->size);
	struct eal_elem *head = h->bins[bin];

	e->prev_free = NULL;
	e->next_free = head;
	if (head != NULL)
		head->prev_free = e;
	h->bins[bin] = e;
	h->map[bin / 64] |= UINT64_C(1) << (bin % 64);
	h->free_count++;
}

void
heap_bin_del(struct eal_heap *h, struct eal_elem *e)
{
	unsigned int bin = bin_of(e->size);

	if (e->next_free != NULL)
		e->next_free->prev_free = e->prev_free;
	if (e->prev_free != NULL)
		e->prev_free->next_free = e->next_free;
	else
		h->bins[bin] = e->next_free;
	if (h->bins[bin] == NULL)
		h->map[bin / 64] &= ~(UINT64_C(1) << (bin % 64));
	h->free_count--;
}

struct eal_elem *
heap_bin_find(struct eal_heap *h, size_t size, size_t slack, unsigned int tries,
		bool (*suits)(const struct eal_elem *e, const void *arg),
		const void *arg)
{
	unsigned int own = bin_of(size);
	unsigned int bin = bin_next(h, bin_of(size + slack) + 1);
	struct eal_elem *e;

	if (h->bins[own] != NULL && suits(h->bins[own], arg))
		return h->bins[own];
	if (bin < EAL_HEAP_BINS && suits(h->bins[bin], arg))
		return h->bins[bin];
	for (bin = bin_next(h, own); bin < EAL_HEAP_BINS;
			bin = bin_next(h, bin + 1))
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

	for (bin = bin_next(h, 0); bin < EAL_HEAP_BINS;
			bin = bin_next(h, bin + 1))
		last = bin;
	if (last == EAL_HEAP_BINS)
		return 0;
	for (e = h->bins[last]; e != NULL; e = e->next_free)
		if (e->size > most)
			most = e->size;
	return most;
}
