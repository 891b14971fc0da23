/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of arrays. A table of its own is behind each; words of bits never
 * become fewer, and the head tells of them when their memory is there. A list
 * of what this process has mapped makes a second attach or destroy harmless;
 * names are unique by their files, and need not be in a private process.
 */
#include "memory/fbarray.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/queue.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "eal.h"
#include "memory/os.h"
#include "memory/table.h"

/* Larger arrays of programs get their memory as they are written to. */
#define WHOLE_MAX ((size_t)64 << 20)

/* What of a new array's memory is there from the start. */
enum kind {
	KIND_WHOLE,
	KIND_LARGE,  /* all bits */
	KIND_SPARSE, /* nothing but the head */
};

struct mapping {
	TAILQ_ENTRY(mapping) next;
	struct eal_table table;
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
find_mapping(const void *data)
{
	struct mapping *m;

	TAILQ_FOREACH (m, &mappings, next)
		if (m->table.addr == data)
			return m;
	return NULL;
}

static bool
overlaps(const void *data, size_t len)
{
	const struct mapping *m;
	uintptr_t start = (uintptr_t)data;
	uintptr_t at;

	TAILQ_FOREACH (m, &mappings, next) {
		at = (uintptr_t)m->table.addr;
		if (start < at + m->table.len && at < start + len)
			return true;
	}
	return false;
}

static unsigned int
words_all(unsigned int len)
{
	return (len + 63) / 64;
}

/* From the first element to the first word. */
static size_t
words_at(unsigned int len, unsigned int elt_sz)
{
	size_t elements = (size_t)len * elt_sz;

	return RTE_ALIGN_CEIL(elements, (size_t)RTE_CACHE_LINE_SIZE) +
			sizeof(struct fbarray_head);
}

static size_t
bytes(unsigned int len, unsigned int elt_sz)
{
	return words_at(len, elt_sz) + words_all(len) * sizeof(uint64_t);
}

/* 0 or a positive errno. */
static int
check(const struct rte_fbarray *arr, const char *name, unsigned int len,
		unsigned int elt_sz)
{
	if (arr == NULL || name == NULL || len == 0 || len > INT_MAX ||
			elt_sz == 0)
		return EINVAL;
	if (strnlen(name, RTE_FBARRAY_NAME_LEN) == RTE_FBARRAY_NAME_LEN)
		return ENAMETOOLONG;
	return 0;
}

static void
file_name(char file[EAL_TABLE_NAMESIZE], const char *name)
{
	snprintf(file, EAL_TABLE_NAMESIZE, "fbarray_%s", name);
}

static int
make_file(struct eal_table *t, const char *name, size_t len)
{
	char file[EAL_TABLE_NAMESIZE];
	int rc;

	file_name(file, name);
	rc = eal_table_file(t, file, len);
	if (rc == -EBUSY)
		EAL_LOG(ERR,
				"%s/%s is in use by another process: use another"
				" --file-prefix\n",
				rte_eal_get_runtime_dir(), file);
	else if (rc < 0)
		EAL_LOG(ERR, "cannot make the file %s/%s: %s\n",
				rte_eal_get_runtime_dir(), file,
				rte_strerror(-rc));
	return rc;
}

/* Another process may do the same; the higher figure stays. */
static void
raise_to(uint32_t *words, uint32_t n)
{
	uint32_t old = __atomic_load_n(words, __ATOMIC_RELAXED);

	/* Release: the memory; pairs with fbarray_has_word(). */
	while (old < n &&
			!__atomic_compare_exchange_n(words, &old, n, false,
					__ATOMIC_RELEASE, __ATOMIC_RELAXED))
		;
}

/* Have the first words that a part of the array's bits needs, page by page. */
static int
populate_words(const struct eal_table *t, const struct rte_fbarray *arr,
		unsigned int n)
{
	struct fbarray_head *head = fbarray_head(arr);
	size_t at = words_at(arr->len, arr->elt_sz);
	size_t from = at + head->words * sizeof(uint64_t);
	size_t to = RTE_ALIGN_CEIL(
			at + n * sizeof(uint64_t), (size_t)getpagesize());
	int rc = eal_table_populate(t, from, to - from);

	if (rc < 0)
		return rc;
	n = (unsigned int)((to - at) / sizeof(uint64_t));
	raise_to(&head->words, RTE_MIN(n, words_all(arr->len)));
	return 0;
}

/* The memory that a new array has from the start. */
static int
populate_first(const struct eal_table *t, const struct rte_fbarray *arr,
		enum kind kind)
{
	size_t at = words_at(arr->len, arr->elt_sz) -
			sizeof(struct fbarray_head);
	size_t from = kind == KIND_WHOLE ? 0 : at;
	bool few = kind == KIND_SPARSE && t->fd >= 0;
	unsigned int n = few ? 1 : words_all(arr->len);
	int rc = eal_table_populate(
			t, from, at + sizeof(struct fbarray_head) - from);

	return rc == 0 ? populate_words(t, arr, n) : rc;
}

static int
make_table(struct eal_table *t, const struct rte_fbarray *arr, enum kind kind)
{
	size_t len = bytes(arr->len, arr->elt_sz);
	struct rte_fbarray made = *arr;
	int rc = eal_sharing() ? make_file(t, arr->name, len)
			       : eal_table_anonymous(t, len);

	if (rc < 0)
		return rc;
	made.data = t->addr;
	rc = populate_first(t, &made, kind);
	if (rc < 0)
		eal_table_remove(t);
	else
		eal_table_share(t);
	return rc;
}

static int
init(struct rte_fbarray *arr, const char *name, unsigned int len,
		unsigned int elt_sz, enum kind kind)
{
	struct rte_fbarray made = {.len = len, .elt_sz = elt_sz};
	struct mapping *m;
	int rc = check(arr, name, len, elt_sz);

	if (rc != 0)
		return fail(rc);
	m = eal_os.calloc(1, sizeof(*m));
	if (m == NULL)
		return fail(ENOMEM);
	rte_strlcpy(made.name, name, sizeof(made.name));
	rc = make_table(&m->table, &made, kind);
	if (rc < 0) {
		free(m);
		return fail(-rc);
	}
	made.data = m->table.addr;
	*arr = made;
	pthread_mutex_lock(&mappings_lock);
	TAILQ_INSERT_TAIL(&mappings, m, next);
	pthread_mutex_unlock(&mappings_lock);
	return 0;
}

BP_EXPORT
int
rte_fbarray_init(struct rte_fbarray *arr, const char *name, unsigned int len,
		unsigned int elt_sz)
{
	return init(arr, name, len, elt_sz,
			bytes(len, elt_sz) <= WHOLE_MAX ? KIND_WHOLE
							: KIND_LARGE);
}

int
fbarray_init_sparse(struct rte_fbarray *arr, const char *name, unsigned int len,
		unsigned int elt_sz)
{
	return init(arr, name, len, elt_sz, KIND_SPARSE);
}

static int
populate(const struct eal_table *t, const struct rte_fbarray *arr,
		unsigned int idx, unsigned int n)
{
	unsigned int need = words_all(idx + n);
	int rc = eal_table_populate(
			t, (size_t)idx * arr->elt_sz, (size_t)n * arr->elt_sz);

	if (rc < 0 || need <= fbarray_head(arr)->words)
		return rc;
	return populate_words(t, arr, need);
}

int
fbarray_populate(struct rte_fbarray *arr, unsigned int idx, unsigned int n)
{
	struct mapping *m;
	int rc = -ENOENT;

	pthread_mutex_lock(&mappings_lock);
	m = find_mapping(arr->data);
	if (m != NULL)
		rc = populate(&m->table, arr, idx, n);
	pthread_mutex_unlock(&mappings_lock);
	return rc;
}

/* 0 or a positive errno, with mappings_lock held. */
static int
attach(const struct rte_fbarray *arr)
{
	char file[EAL_TABLE_NAMESIZE];
	size_t len = bytes(arr->len, arr->elt_sz);
	struct mapping *m;
	int rc;

	if (overlaps(arr->data, len))
		return EEXIST;
	if (!eal_sharing())
		return ENOENT;
	m = eal_os.calloc(1, sizeof(*m));
	if (m == NULL)
		return ENOMEM;
	file_name(file, arr->name);
	rc = eal_table_attach(&m->table, file, arr->data, len);
	if (rc < 0)
		free(m);
	else
		TAILQ_INSERT_TAIL(&mappings, m, next);
	return -rc;
}

BP_EXPORT
int
rte_fbarray_attach(struct rte_fbarray *arr)
{
	int rc = arr == NULL ? EINVAL
			     : check(arr, arr->name, arr->len, arr->elt_sz);

	if (rc != 0)
		return fail(rc);
	pthread_mutex_lock(&mappings_lock);
	rc = attach(arr);
	pthread_mutex_unlock(&mappings_lock);
	return rc == 0 ? 0 : fail(rc);
}

/* 0 or a positive errno. */
static int
let_go(const void *data, bool remove)
{
	struct mapping *m;
	int rc = 0;

	pthread_mutex_lock(&mappings_lock);
	m = find_mapping(data);
	if (m == NULL)
		rc = ENOENT;
	else if (remove)
		rc = -eal_table_remove(&m->table);
	else
		eal_table_detach(&m->table);
	if (rc == 0)
		TAILQ_REMOVE(&mappings, m, next);
	pthread_mutex_unlock(&mappings_lock);
	if (rc == 0)
		free(m);
	return rc;
}

BP_EXPORT
int
rte_fbarray_detach(struct rte_fbarray *arr)
{
	int rc = arr == NULL ? EINVAL : let_go(arr->data, false);

	return rc == 0 ? 0 : fail(rc);
}

BP_EXPORT
int
rte_fbarray_destroy(struct rte_fbarray *arr)
{
	int rc = arr == NULL ? EINVAL : let_go(arr->data, true);

	if (rc != 0)
		return fail(rc);
	memset(arr, 0, sizeof(*arr));
	return 0;
}

size_t
fbarray_bytes(const struct rte_fbarray *arr)
{
	return bytes(arr->len, arr->elt_sz);
}

void
fbarray_leave(const struct rte_fbarray *arr)
{
	struct mapping *m;

	pthread_mutex_lock(&mappings_lock);
	m = find_mapping(arr->data);
	if (m != NULL)
		TAILQ_REMOVE(&mappings, m, next);
	pthread_mutex_unlock(&mappings_lock);
	if (m == NULL)
		return;
	if (eal_table_remove(&m->table) < 0) {
		if (eal_primary())
			eal_table_forget(&m->table, true);
		eal_table_detach(&m->table);
	}
	free(m);
}

void
fbarray_forget_all(bool names)
{
	struct mapping *m;

	pthread_mutex_lock(&mappings_lock);
	TAILQ_FOREACH (m, &mappings, next)
		eal_table_forget(&m->table, names);
	pthread_mutex_unlock(&mappings_lock);
}
