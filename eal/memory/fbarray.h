/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What lies in an fbarray's memory: the elements, from the next cache line on
 * a head, and after it the bits as 64-bit words. Of a sparse array only the
 * first words have memory behind them; the others are never looked at, their
 * elements are free.
 */
#ifndef EAL_FBARRAY_H
#define EAL_FBARRAY_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_fbarray.h>

struct fbarray_head {
	uint32_t words; /* the first ones, that may be touched */
} __rte_cache_aligned;

static inline struct fbarray_head *
fbarray_head(const struct rte_fbarray *arr)
{
	uintptr_t end = (uintptr_t)arr->data + (uint64_t)arr->len * arr->elt_sz;
	uintptr_t line = RTE_CACHE_LINE_SIZE;

	return (struct fbarray_head *)((end + line - 1) & ~(line - 1));
}

static inline uint64_t *
fbarray_words(const struct rte_fbarray *arr)
{
	return (uint64_t *)(fbarray_head(arr) + 1);
}

static inline bool
fbarray_has_word(const struct rte_fbarray *arr, unsigned int w)
{
	/* Pairs with the release in fbarray_populate(). */
	return w < __atomic_load_n(&fbarray_head(arr)->words, __ATOMIC_ACQUIRE);
}

/* Word w, with a one for each element that is used (or free). */
static inline uint64_t
fbarray_word(const struct rte_fbarray *arr, unsigned int w, bool used)
{
	uint64_t word = 0;

	/* Pairs with the atomic or/and of set_used() and set_free(). */
	if (fbarray_has_word(arr, w))
		word = __atomic_load_n(
				&fbarray_words(arr)[w], __ATOMIC_ACQUIRE);
	return used ? word : ~word;
}

/*
 * Set or clear n bits from idx on; the caller keeps them inside, and has them
 * populated before they are set.
 */
void fbarray_mark(struct rte_fbarray *arr, unsigned int idx, unsigned int n,
		bool used);

/* Count the used elements anew, after a process died in fbarray_mark(). */
void fbarray_recount(struct rte_fbarray *arr);

/*
 * As rte_fbarray_init(), for an array of which only a small part will be in
 * use: elements have to be populated before they are written.
 */
int fbarray_init_sparse(struct rte_fbarray *arr, const char *name,
		unsigned int len, unsigned int elt_sz);

/*
 * Put memory behind n elements from idx on: 0, or -errno with a log line. Only
 * a process that shares has to; arrays of rte_fbarray_init() have it already.
 */
int fbarray_populate(struct rte_fbarray *arr, unsigned int idx, unsigned int n);

/* The bytes that an array's memory takes. */
size_t fbarray_bytes(const struct rte_fbarray *arr);

/*
 * Unmap an array of the library here, which others may go on with: the last
 * one, and a primary, remove its file.
 */
void fbarray_leave(const struct rte_fbarray *arr);

/*
 * Let go of the files of arrays that are left, and remove them if names; the
 * arrays stay usable here.
 */
void fbarray_forget_all(bool names);

#endif
