/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An array with a bit per element that says whether the element is in use,
 * in memory that lies at the same address in every process of a group. The
 * memory tables are made of these. The bits are atomic words: no operation
 * takes a lock, so a process that dies leaves none held; what a search finds
 * stays true only as long as the caller keeps others from changing it.
 */
#ifndef RTE_FBARRAY_H
#define RTE_FBARRAY_H

#include <stdio.h>

#include <rte_rwlock.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_FBARRAY_NAME_LEN 64

struct rte_fbarray {
	char name[RTE_FBARRAY_NAME_LEN];
	unsigned int count;  /* elements in use */
	unsigned int len;    /* elements in all */
	unsigned int elt_sz; /* bytes an element */
	void *data;          /* the elements, then the bits */
	rte_rwlock_t rwlock; /* kept for the layout, never taken */
};

/*
 * Create an array of len free, zeroed elements of elt_sz bytes. Where other
 * processes may attach, it is the file fbarray_<name> of the run-time folder,
 * and arr has to lie in memory that they see; up to 64 MiB have their memory
 * at once, larger ones take it as they are written to. Else it is private and
 * names need not differ. Returns 0, or -1 with rte_errno EINVAL,
 * ENAMETOOLONG, EBUSY (the name is in use), ENOMEM, ENOSPC or what else making
 * the file gave.
 */
int rte_fbarray_init(struct rte_fbarray *arr, const char *name,
		unsigned int len, unsigned int elt_sz);

/*
 * Map an array that another process made, or that this one detached from.
 * Returns 0, or -1 with rte_errno EINVAL, ENAMETOOLONG, EEXIST (something of
 * it is mapped here), ENOENT (no such array, and always for one of a process
 * without files) or EADDRNOTAVAIL (its address is taken).
 */
int rte_fbarray_attach(struct rte_fbarray *arr);

/*
 * Unmap the array and remove its file. Returns 0, or -1 with rte_errno EINVAL,
 * ENOENT (not mapped here, or destroyed before) or EBUSY (another process is
 * attached; nothing changed).
 */
int rte_fbarray_destroy(struct rte_fbarray *arr);

/*
 * Unmap the array, for this process only; arr keeps its contents. A private
 * one is gone for good. Errors as rte_fbarray_destroy(), but never EBUSY.
 */
int rte_fbarray_detach(struct rte_fbarray *arr);

/* Element idx, in use or not; NULL with rte_errno EINVAL when outside. */
void *rte_fbarray_get(const struct rte_fbarray *arr, unsigned int idx);

/* The index of the element at elt; -1 with rte_errno EINVAL when outside. */
int rte_fbarray_find_idx(const struct rte_fbarray *arr, const void *elt);

/* Mark element idx as used or free: 0, or -1 with rte_errno EINVAL. */
int rte_fbarray_set_used(struct rte_fbarray *arr, unsigned int idx);
int rte_fbarray_set_free(struct rte_fbarray *arr, unsigned int idx);

/* 1 if element idx is in use, 0 if not, -1 with rte_errno EINVAL. */
int rte_fbarray_is_used(struct rte_fbarray *arr, unsigned int idx);

/*
 * The first free (used) element at start or after it. Returns its index, or
 * -1 with rte_errno ENOSPC (no free one), ENOENT (no used one) or EINVAL.
 */
int rte_fbarray_find_next_free(struct rte_fbarray *arr, unsigned int start);
int rte_fbarray_find_next_used(struct rte_fbarray *arr, unsigned int start);

/*
 * As rte_fbarray_find_next_free(), but the first of n in a row, all at start
 * or after it; EINVAL if n is 0 or more than the array has.
 */
int rte_fbarray_find_next_n_free(
		struct rte_fbarray *arr, unsigned int start, unsigned int n);
int rte_fbarray_find_next_n_used(
		struct rte_fbarray *arr, unsigned int start, unsigned int n);

/* How many free (used) elements follow in a row from start on; -1: EINVAL. */
int rte_fbarray_find_contig_free(struct rte_fbarray *arr, unsigned int start);
int rte_fbarray_find_contig_used(struct rte_fbarray *arr, unsigned int start);

/* As rte_fbarray_find_next_free(), but at start or before it, downwards. */
int rte_fbarray_find_prev_free(struct rte_fbarray *arr, unsigned int start);
int rte_fbarray_find_prev_used(struct rte_fbarray *arr, unsigned int start);

/*
 * As rte_fbarray_find_next_n_free(), but downwards: the highest run of n
 * whose last element is at start or before it. Returns its lowest index.
 */
int rte_fbarray_find_prev_n_free(
		struct rte_fbarray *arr, unsigned int start, unsigned int n);
int rte_fbarray_find_prev_n_used(
		struct rte_fbarray *arr, unsigned int start, unsigned int n);

/* How many in a row from start downwards, start included; -1: EINVAL. */
int rte_fbarray_find_rev_contig_free(
		struct rte_fbarray *arr, unsigned int start);
int rte_fbarray_find_rev_contig_used(
		struct rte_fbarray *arr, unsigned int start);

/*
 * The first index of the longest run at start or after it (rev: at start or
 * before it). Errors as rte_fbarray_find_next_free().
 */
int rte_fbarray_find_biggest_free(struct rte_fbarray *arr, unsigned int start);
int rte_fbarray_find_biggest_used(struct rte_fbarray *arr, unsigned int start);
int rte_fbarray_find_rev_biggest_free(
		struct rte_fbarray *arr, unsigned int start);
int rte_fbarray_find_rev_biggest_used(
		struct rte_fbarray *arr, unsigned int start);

/* Print name, counts and the bits to f. */
void rte_fbarray_dump_metadata(struct rte_fbarray *arr, FILE *f);

#ifdef __cplusplus
}
#endif

#endif
