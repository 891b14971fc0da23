/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Single elements of an fbarray. Bits change by one atomic operation and the
 * count follows what it really changed, so that the count is right whoever
 * sets the same bit at the same time.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/fbarray.h"

static int
fail(int err)
{
	rte_errno = err;
	return -1;
}

BP_EXPORT
void *
rte_fbarray_get(const struct rte_fbarray *arr, unsigned int idx)
{
	if (arr == NULL || idx >= arr->len) {
		rte_errno = EINVAL;
		return NULL;
	}
	return (uint8_t *)arr->data + (uint64_t)idx * arr->elt_sz;
}

BP_EXPORT
int
rte_fbarray_find_idx(const struct rte_fbarray *arr, const void *elt)
{
	uint64_t off;

	if (arr == NULL || elt == NULL || arr->elt_sz == 0 ||
			(uintptr_t)elt < (uintptr_t)arr->data)
		return fail(EINVAL);
	off = (uintptr_t)elt - (uintptr_t)arr->data;
	if (off / arr->elt_sz >= arr->len)
		return fail(EINVAL);
	return (int)(off / arr->elt_sz);
}

/* Set or clear the bits of mask in one word and count what changed. */
static void
mark_word(struct rte_fbarray *arr, unsigned int w, uint64_t mask, bool used)
{
	uint64_t *word = &fbarray_words(arr)[w];
	uint64_t old;

	/* Release: the element's contents; pairs with fbarray_word(). */
	if (used)
		old = ~__atomic_fetch_or(word, mask, __ATOMIC_ACQ_REL);
	else
		old = __atomic_fetch_and(word, ~mask, __ATOMIC_ACQ_REL);
	old &= mask;
	/* Only a figure: nothing is ordered by it. */
	if (used)
		__atomic_fetch_add(&arr->count, __builtin_popcountll(old),
				__ATOMIC_RELAXED);
	else
		__atomic_fetch_sub(&arr->count, __builtin_popcountll(old),
				__ATOMIC_RELAXED);
}

void
fbarray_mark(struct rte_fbarray *arr, unsigned int idx, unsigned int n,
		bool used)
{
	unsigned int bit, take;
	uint64_t mask;

	for (; n > 0; idx += take, n -= take) {
		bit = idx % 64;
		take = n < 64 - bit ? n : 64 - bit;
		mask = (take == 64 ? UINT64_MAX : (UINT64_C(1) << take) - 1)
				<< bit;
		if (fbarray_has_word(arr, idx / 64))
			mark_word(arr, idx / 64, mask, used);
	}
}

void
fbarray_recount(struct rte_fbarray *arr)
{
	unsigned int w, n = 0;

	for (w = 0; w * 64 < arr->len; w++)
		n += (unsigned int)__builtin_popcountll(
				fbarray_word(arr, w, true));
	__atomic_store_n(&arr->count, n, __ATOMIC_RELAXED);
}

static int
mark_one(struct rte_fbarray *arr, unsigned int idx, bool used)
{
	int rc;

	if (arr == NULL || idx >= arr->len)
		return fail(EINVAL);
	if (used && !fbarray_has_word(arr, idx / 64)) {
		rc = fbarray_populate(arr, idx, 1);
		if (rc < 0)
			return fail(-rc);
	}
	fbarray_mark(arr, idx, 1, used);
	return 0;
}

BP_EXPORT
int
rte_fbarray_set_used(struct rte_fbarray *arr, unsigned int idx)
{
	return mark_one(arr, idx, true);
}

BP_EXPORT
int
rte_fbarray_set_free(struct rte_fbarray *arr, unsigned int idx)
{
	return mark_one(arr, idx, false);
}

BP_EXPORT
int
rte_fbarray_is_used(struct rte_fbarray *arr, unsigned int idx)
{
	if (arr == NULL || idx >= arr->len)
		return fail(EINVAL);
	return (fbarray_word(arr, idx / 64, true) >> (idx % 64) & 1) != 0;
}

static void
dump_words(struct rte_fbarray *arr, FILE *f)
{
	unsigned int w, n = (arr->len + 63) / 64;
	uint64_t word;

	for (w = 0; w < n; w++) {
		word = fbarray_word(arr, w, true);
		if (word != 0)
			fprintf(f, "  %10u: 0x%016llx\n", w * 64,
					(unsigned long long)word);
	}
}

BP_EXPORT
void
rte_fbarray_dump_metadata(struct rte_fbarray *arr, FILE *f)
{
	if (arr == NULL || f == NULL) {
		rte_errno = EINVAL;
		return;
	}
	fprintf(f, "array %s: %u of %u elements of %u bytes used, at %p\n",
			arr->name, arr->count, arr->len, arr->elt_sz,
			arr->data);
	if (arr->data != NULL)
		dump_words(arr, f);
}
