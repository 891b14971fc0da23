/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of file-backed arrays, and single elements. One mapping holds the
 * elements and, from the next cache line on, their bits. Bits change by one
 * atomic operation and the count follows what it really changed, so that the
 * count is right whoever sets the same bit at the same time. A list of this
 * process's arrays keeps their names unique and a second destroy harmless.
 */
#include "memory/fbarray.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include <rte_errno.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/space.h"

struct mapping {
	TAILQ_ENTRY(mapping) next;
	char name[RTE_FBARRAY_NAME_LEN];
	void *data;
	size_t len;
};

static TAILQ_HEAD(, mapping) mappings = TAILQ_HEAD_INITIALIZER(mappings);
static pthread_mutex_t mappings_lock = PTHREAD_MUTEX_INITIALIZER;

static int
fail(int err)
{
	rte_errno = err;
	return -1;
}

static struct mapping *
find_mapping(const char *name, const void *data)
{
	struct mapping *m;

	TAILQ_FOREACH (m, &mappings, next)
		if (name != NULL ? strcmp(m->name, name) == 0 : m->data == data)
			return m;
	return NULL;
}

static size_t
bytes(unsigned int len, unsigned int elt_sz)
{
	size_t words = ((size_t)len + 63) / 64;

	return (size_t)len * elt_sz + 64 + words * sizeof(uint64_t);
}

/* 0 or a positive errno, with mappings_lock held. */
static int
create(const char *name, size_t len, void **data)
{
	struct mapping *m;

	if (find_mapping(name, NULL) != NULL)
		return EBUSY;
	m = eal_os.calloc(1, sizeof(*m));
	if (m == NULL)
		return ENOMEM;
	m->len = len;
	m->data = eal_space_table(len);
	if (m->data == NULL) {
		free(m);
		return ENOMEM;
	}
	rte_strlcpy(m->name, name, sizeof(m->name));
	TAILQ_INSERT_TAIL(&mappings, m, next);
	*data = m->data;
	return 0;
}

BP_EXPORT
int
rte_fbarray_init(struct rte_fbarray *arr, const char *name, unsigned int len,
		unsigned int elt_sz)
{
	void *data = NULL;
	int err;

	if (arr == NULL || name == NULL || len == 0 || len > INT_MAX ||
			elt_sz == 0)
		return fail(EINVAL);
	if (strlen(name) >= RTE_FBARRAY_NAME_LEN)
		return fail(ENAMETOOLONG);
	pthread_mutex_lock(&mappings_lock);
	err = create(name, bytes(len, elt_sz), &data);
	pthread_mutex_unlock(&mappings_lock);
	if (err != 0)
		return fail(err);
	memset(arr, 0, sizeof(*arr));
	rte_strlcpy(arr->name, name, sizeof(arr->name));
	arr->len = len;
	arr->elt_sz = elt_sz;
	arr->data = data;
	return 0;
}

BP_EXPORT
int
rte_fbarray_destroy(struct rte_fbarray *arr)
{
	struct mapping *m;

	if (arr == NULL)
		return fail(EINVAL);
	pthread_mutex_lock(&mappings_lock);
	m = find_mapping(NULL, arr->data);
	if (m != NULL)
		TAILQ_REMOVE(&mappings, m, next);
	pthread_mutex_unlock(&mappings_lock);
	if (m == NULL)
		return fail(ENOENT);
	eal_space_release(m->data, m->len);
	free(m);
	memset(arr, 0, sizeof(*arr));
	return 0;
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

	while (n > 0) {
		bit = idx % 64;
		take = n < 64 - bit ? n : 64 - bit;
		mask = (take == 64 ? UINT64_MAX : (UINT64_C(1) << take) - 1)
				<< bit;
		mark_word(arr, idx / 64, mask, used);
		idx += take;
		n -= take;
	}
}

static int
mark_one(struct rte_fbarray *arr, unsigned int idx, bool used)
{
	if (arr == NULL || idx >= arr->len)
		return fail(EINVAL);
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
