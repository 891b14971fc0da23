/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Searches in an fbarray. All of them are built on two scans, one upwards and
 * one downwards, that look for a bit of one value in a range of indices, a
 * word at a time. Ranges always lie inside the array, so bits of the last
 * word that belong to no element are never seen.
 */
#include <errno.h>

#include <rte_errno.h>

#include "eal.h"
#include "memory/fbarray.h"

#define ONES UINT64_MAX

/* The first such element in [start, end); end if there is none. */
static unsigned int
scan_up(const struct rte_fbarray *arr, unsigned int start, unsigned int end,
		bool used)
{
	unsigned int w = start / 64;
	unsigned int idx;
	uint64_t word;

	if (start >= end)
		return end;
	word = fbarray_word(arr, w, used) & (ONES << (start % 64));
	while (word == 0) {
		w++;
		if (w > (end - 1) / 64)
			return end;
		word = fbarray_word(arr, w, used);
	}
	idx = w * 64 + __builtin_ctzll(word);
	return idx < end ? idx : end;
}

/* The last such element in [0, start]; -1 if there is none. */
static int
scan_down(const struct rte_fbarray *arr, unsigned int start, bool used)
{
	unsigned int w = start / 64;
	uint64_t word = fbarray_word(arr, w, used) &
			(ONES >> (63 - start % 64));

	while (word == 0) {
		if (w == 0)
			return -1;
		w--;
		word = fbarray_word(arr, w, used);
	}
	return (int)(w * 64 + 63 - __builtin_clzll(word));
}

static bool
bad_start(const struct rte_fbarray *arr, unsigned int start)
{
	if (arr != NULL && start < arr->len)
		return false;
	rte_errno = EINVAL;
	return true;
}

static bool
bad_run(const struct rte_fbarray *arr, unsigned int start, unsigned int n)
{
	if (bad_start(arr, start))
		return true;
	if (n >= 1 && n <= arr->len)
		return false;
	rte_errno = EINVAL;
	return true;
}

static int
none(bool used)
{
	rte_errno = used ? ENOENT : ENOSPC;
	return -1;
}

static int
find_next(const struct rte_fbarray *arr, unsigned int start, bool used)
{
	unsigned int idx;

	if (bad_start(arr, start))
		return -1;
	idx = scan_up(arr, start, arr->len, used);
	return idx < arr->len ? (int)idx : none(used);
}

static int
find_next_n(const struct rte_fbarray *arr, unsigned int start, unsigned int n,
		bool used)
{
	unsigned int first, stop;

	if (bad_run(arr, start, n))
		return -1;
	while (arr->len - start >= n) {
		first = scan_up(arr, start, arr->len, used);
		if (arr->len - first < n)
			break;
		stop = scan_up(arr, first, first + n, !used);
		if (stop == first + n)
			return (int)first;
		start = stop;
	}
	return none(used);
}

static int
find_prev(const struct rte_fbarray *arr, unsigned int start, bool used)
{
	int idx;

	if (bad_start(arr, start))
		return -1;
	idx = scan_down(arr, start, used);
	return idx >= 0 ? idx : none(used);
}

static int
find_prev_n(const struct rte_fbarray *arr, unsigned int start, unsigned int n,
		bool used)
{
	int last, stop;

	if (bad_run(arr, start, n))
		return -1;
	last = scan_down(arr, start, used);
	while (last >= 0 && (unsigned int)last + 1 >= n) {
		stop = scan_down(arr, last, !used);
		if (last - stop >= (int)n)
			return last - (int)n + 1;
		last = stop < 0 ? -1 : scan_down(arr, stop, used);
	}
	return none(used);
}

static int
find_contig(const struct rte_fbarray *arr, unsigned int start, bool used)
{
	if (bad_start(arr, start))
		return -1;
	return (int)(scan_up(arr, start, arr->len, !used) - start);
}

static int
find_rev_contig(const struct rte_fbarray *arr, unsigned int start, bool used)
{
	if (bad_start(arr, start))
		return -1;
	return (int)start - scan_down(arr, start, !used);
}

/* Of runs of one length, the first one met wins, upwards and downwards. */
static int
find_biggest(const struct rte_fbarray *arr, unsigned int start, bool used)
{
	unsigned int first, stop, most = 0;
	int best = -1;

	if (bad_start(arr, start))
		return -1;
	while (start < arr->len) {
		first = scan_up(arr, start, arr->len, used);
		stop = scan_up(arr, first, arr->len, !used);
		if (stop - first > most) {
			most = stop - first;
			best = (int)first;
		}
		start = stop;
	}
	return best >= 0 ? best : none(used);
}

static int
find_rev_biggest(const struct rte_fbarray *arr, unsigned int start, bool used)
{
	int last, stop, most = 0, best = -1;

	if (bad_start(arr, start))
		return -1;
	last = scan_down(arr, start, used);
	while (last >= 0) {
		stop = scan_down(arr, last, !used);
		if (last - stop > most) {
			most = last - stop;
			best = stop + 1;
		}
		last = stop < 0 ? -1 : scan_down(arr, stop, used);
	}
	return best >= 0 ? best : none(used);
}

BP_EXPORT
int
rte_fbarray_find_next_free(struct rte_fbarray *arr, unsigned int start)
{
	return find_next(arr, start, false);
}

BP_EXPORT
int
rte_fbarray_find_next_used(struct rte_fbarray *arr, unsigned int start)
{
	return find_next(arr, start, true);
}

BP_EXPORT
int
rte_fbarray_find_next_n_free(
		struct rte_fbarray *arr, unsigned int start, unsigned int n)
{
	return find_next_n(arr, start, n, false);
}

BP_EXPORT
int
rte_fbarray_find_next_n_used(
		struct rte_fbarray *arr, unsigned int start, unsigned int n)
{
	return find_next_n(arr, start, n, true);
}

BP_EXPORT
int
rte_fbarray_find_contig_free(struct rte_fbarray *arr, unsigned int start)
{
	return find_contig(arr, start, false);
}

BP_EXPORT
int
rte_fbarray_find_contig_used(struct rte_fbarray *arr, unsigned int start)
{
	return find_contig(arr, start, true);
}

BP_EXPORT
int
rte_fbarray_find_prev_free(struct rte_fbarray *arr, unsigned int start)
{
	return find_prev(arr, start, false);
}

BP_EXPORT
int
rte_fbarray_find_prev_used(struct rte_fbarray *arr, unsigned int start)
{
	return find_prev(arr, start, true);
}

BP_EXPORT
int
rte_fbarray_find_prev_n_free(
		struct rte_fbarray *arr, unsigned int start, unsigned int n)
{
	return find_prev_n(arr, start, n, false);
}

BP_EXPORT
int
rte_fbarray_find_prev_n_used(
		struct rte_fbarray *arr, unsigned int start, unsigned int n)
{
	return find_prev_n(arr, start, n, true);
}

BP_EXPORT
int
rte_fbarray_find_rev_contig_free(struct rte_fbarray *arr, unsigned int start)
{
	return find_rev_contig(arr, start, false);
}

BP_EXPORT
int
rte_fbarray_find_rev_contig_used(struct rte_fbarray *arr, unsigned int start)
{
	return find_rev_contig(arr, start, true);
}

BP_EXPORT
int
rte_fbarray_find_biggest_free(struct rte_fbarray *arr, unsigned int start)
{
	return find_biggest(arr, start, false);
}

BP_EXPORT
int
rte_fbarray_find_biggest_used(struct rte_fbarray *arr, unsigned int start)
{
	return find_biggest(arr, start, true);
}

BP_EXPORT
int
rte_fbarray_find_rev_biggest_free(struct rte_fbarray *arr, unsigned int start)
{
	return find_rev_biggest(arr, start, false);
}

BP_EXPORT
int
rte_fbarray_find_rev_biggest_used(struct rte_fbarray *arr, unsigned int start)
{
	return find_rev_biggest(arr, start, true);
}
