/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Free elements by size. Sizes up to sixteen grains have a bin each; above,
 * each power of two is cut into eight bins. A bit map says which bins hold
 * something, so that a fit is found in a few instructions however many free
 * elements there are: all of a bin above the wanted size's own are large
 * enough. Inline, as each allocation and free runs through most of it.
 */
#ifndef EAL_HEAP_BINS_H
#define EAL_HEAP_BINS_H

#include "memory/heap.h"

#define HEAP_SUB_BITS 3 /* eight bins each power of two */

/* The bin of an element of that size. */
static inline unsigned int
heap_bin_of(size_t size)
{
	size_t q = size / EAL_HEAP_GRAIN;
	unsigned int top, bin;

	if (q < EAL_HEAP_LINEAR)
		return (unsigned int)q;
	top = 63 - __builtin_clzll(q);
	bin = EAL_HEAP_LINEAR + ((top - 4) << HEAP_SUB_BITS) +
			(unsigned int)((q >> (top - HEAP_SUB_BITS)) & 7);
	return bin < EAL_HEAP_BINS ? bin : EAL_HEAP_BINS - 1;
}

/* The first bin from bin on that holds something; EAL_HEAP_BINS: none. */
static inline unsigned int
heap_bin_next(const struct eal_heap *h, unsigned int bin)
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

/* Put a free element into its bin, or take it out. */
static inline void
heap_bin_add(struct eal_heap *h, struct eal_elem *e)
{
	unsigned int bin = heap_bin_of(e->size);
	struct eal_elem *head = h->bins[bin];

	e->prev_free = NULL;
	e->next_free = head;
	if (head != NULL)
		head->prev_free = e;
	h->bins[bin] = e;
	h->map[bin / 64] |= UINT64_C(1) << (bin % 64);
	h->free_count++;
}

static inline void
heap_bin_take_out(struct eal_heap *h, struct eal_elem *e, unsigned int bin)
{
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

static inline void
heap_bin_del(struct eal_heap *h, struct eal_elem *e)
{
	heap_bin_take_out(h, e, heap_bin_of(e->size));
}

/* The free element e stands where old did in a bin. */
static inline void
heap_bin_relink(struct eal_heap *h, struct eal_elem *old, unsigned int bin,
		struct eal_elem *e)
{
	e->next_free = old->next_free;
	e->prev_free = old->prev_free;
	if (e->next_free != NULL)
		e->next_free->prev_free = e;
	if (e->prev_free != NULL)
		e->prev_free->next_free = e;
	else
		h->bins[bin] = e;
}

/*
 * The free element e takes the place of old, which is in a bin for old_size
 * bytes: another, or the same that changed its size.
 */
static inline void
heap_bin_shift(struct eal_heap *h, struct eal_elem *old, size_t old_size,
		struct eal_elem *e)
{
	unsigned int bin = heap_bin_of(old_size);

	if (bin == heap_bin_of(e->size)) {
		if (e != old)
			heap_bin_relink(h, old, bin, e);
		return;
	}
	heap_bin_take_out(h, old, bin);
	heap_bin_add(h, e);
}

/* The first of the bin that size bytes belong to, or NULL. */
static inline struct eal_elem *
heap_bin_own(const struct eal_heap *h, size_t size)
{
	return h->bins[heap_bin_of(size)];
}

/*
 * A free element of size bytes or more, in constant time. NULL: only others
 * of size's own bin may do.
 */
static inline struct eal_elem *
heap_bin_fit(const struct eal_heap *h, size_t size)
{
	unsigned int bin = heap_bin_of(size);
	struct eal_elem *e = h->bins[bin];

	if (e != NULL && e->size >= size)
		return e;
	bin = heap_bin_next(h, bin + 1);
	return bin < EAL_HEAP_BINS ? h->bins[bin] : NULL;
}

#endif
