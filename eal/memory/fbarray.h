/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The bits of an fbarray: 64-bit words behind the elements. Shared by the
 * file that makes arrays and the one that searches them.
 */
#ifndef EAL_FBARRAY_H
#define EAL_FBARRAY_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_fbarray.h>

static inline uint64_t *
fbarray_words(const struct rte_fbarray *arr)
{
	uintptr_t end = (uintptr_t)arr->data + (uint64_t)arr->len * arr->elt_sz;

	return (uint64_t *)((end + 63) & ~(uintptr_t)63);
}

/* Word w, with a one for each element that is used (or free). */
static inline uint64_t
fbarray_word(const struct rte_fbarray *arr, unsigned int w, bool used)
{
	/* Pairs with the atomic or/and of set_used() and set_free(). */
	uint64_t word = __atomic_load_n(
			&fbarray_words(arr)[w], __ATOMIC_ACQUIRE);

	return used ? word : ~word;
}

/* Set or clear n bits from idx on; the caller keeps them inside. */
void fbarray_mark(struct rte_fbarray *arr, unsigned int idx, unsigned int n,
		bool used);

#endif
