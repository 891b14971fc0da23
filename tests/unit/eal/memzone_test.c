/* SPDX-License-Identifier: BSD-3-Clause */
/* Memzones: names, limits, flags and what they hold. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "memory_util.h"

#define assert_refused(call, err)                                              \
	do {                                                                   \
		rte_errno = 0;                                                 \
		assert_null(call);                                             \
		assert_int_equal(rte_errno, err);                              \
	} while (0)

static void
test_reserve(void **state)
{
	const struct rte_memzone *mz = rte_memzone_reserve("zone", 10, 0, 0);
	const uint8_t *bytes;
	unsigned int i;

	assert_non_null(mz);
	assert_string_equal(mz->name, "zone");
	assert_int_equal(mz->len, RTE_CACHE_LINE_SIZE);
	assert_int_equal(mz->flags, 0);
	assert_int_equal(mz->socket_id, eal_numa_node_id(0));
	assert_int_equal(mz->iova, mz->addr_64);
	assert_true(mz->hugepage_sz >= RTE_PGSIZE_4K);
	assert_int_equal(mz->addr_64 % RTE_CACHE_LINE_SIZE, 0);
	bytes = mz->addr;
	for (i = 0; i < mz->len; i++)
		assert_int_equal(bytes[i], 0);
	assert_ptr_equal(rte_memzone_lookup("zone"), mz);
	assert_null(rte_memzone_lookup("other"));
	assert_null(rte_memzone_lookup(NULL));
	assert_int_equal(rte_memzone_free(mz), 0);
	assert_null(rte_memzone_lookup("zone"));
	heaps_check();
}

static void
test_names(void **state)
{
	char name[RTE_MEMZONE_NAMESIZE + 1];

	memset(name, 'a', sizeof(name));
	name[RTE_MEMZONE_NAMESIZE] = '\0';
	assert_refused(rte_memzone_reserve(name, 10, 0, 0), ENAMETOOLONG);
	name[RTE_MEMZONE_NAMESIZE - 1] = '\0';
	assert_non_null(rte_memzone_reserve(name, 10, 0, 0));
	assert_refused(rte_memzone_reserve(name, 10, 0, 0), EEXIST);
	assert_non_null(rte_memzone_reserve("", 10, 0, 0));
	assert_refused(rte_memzone_reserve("", 10, 0, 0), EEXIST);
	assert_refused(rte_memzone_reserve(NULL, 10, 0, 0), EINVAL);
}

static void
test_arguments(void **state)
{
	assert_refused(rte_memzone_reserve_aligned("a", 10, 0, 0, 3), EINVAL);
	assert_refused(rte_memzone_reserve_bounded("a", 10, 0, 0, 0, 3),
			EINVAL);
	assert_refused(rte_memzone_reserve_bounded("a", 20, 0, 0, 0, 32),
			EINVAL);
	assert_refused(rte_memzone_reserve_bounded("a", 200, 0, 0, 0, 128),
			EINVAL);
	assert_refused(rte_memzone_reserve("a", 10, -2, 0), EINVAL);
	assert_refused(rte_memzone_reserve("a", 10, 40, 0), ENOMEM);
	assert_refused(rte_memzone_reserve("a", 10, 300, 0), ENOMEM);
	assert_refused(rte_memzone_reserve("a", SIZE_MAX, 0, 0), EINVAL);
	assert_refused(rte_memzone_reserve("a", 1ULL << 50, 0, 0), ENOMEM);
	assert_non_null(rte_memzone_reserve("a", 10, 1, 0));
	assert_non_null(rte_memzone_reserve("b", 10, SOCKET_ID_ANY, 0));
	assert_int_equal(rte_memzone_free(NULL), -EINVAL);
	/* Less than a line cannot be kept within less than a line. */
	assert_refused(rte_memzone_reserve_bounded("c", 0, 0, 0, 0, 32),
			EINVAL);
	assert_refused(rte_memzone_reserve("c", 10, 0, 0x10), EINVAL);
	assert_refused(rte_memzone_reserve("c", 10, 0, 0x80000000), EINVAL);
	heaps_check();
}

/* Pages of 4 KiB are all there is here. */
static void
test_page_sizes(void **state)
{
	assert_refused(rte_memzone_reserve("a", 10, 0, RTE_MEMZONE_2MB),
			ENOMEM);
	assert_refused(rte_memzone_reserve("a", 10, 0,
				       RTE_MEMZONE_1GB | RTE_MEMZONE_2MB),
			ENOMEM);
	assert_non_null(rte_memzone_reserve("a", 10, 0,
			RTE_MEMZONE_2MB | RTE_MEMZONE_SIZE_HINT_ONLY));
	assert_non_null(rte_memzone_reserve("b", 10, 0,
			RTE_MEMZONE_1GB | RTE_MEMZONE_SIZE_HINT_ONLY));
	assert_non_null(rte_memzone_reserve(
			"c", 10 << 20, 0, RTE_MEMZONE_IOVA_CONTIG));
	heaps_check();
}

static void
test_aligned_bounded(void **state)
{
	const struct rte_memzone *mz;
	char name[16];
	unsigned int i;

	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "al%u", i);
		mz = rte_memzone_reserve_aligned(name, 100, 0, 0, 1U << i);
		assert_non_null(mz);
		assert_int_equal(mz->addr_64 % (1U << i), 0);
		snprintf(name, sizeof(name), "bo%u", i);
		mz = rte_memzone_reserve_bounded(name, 1920, 0, 0, 64, 2048);
		assert_non_null(mz);
		assert_int_equal(mz->addr_64 / 2048,
				(mz->addr_64 + mz->len - 1) / 2048);
	}
	heaps_check();
}

static void
test_biggest(void **state)
{
	const struct rte_memzone *mz;
	struct rte_malloc_socket_stats s;
	void *p;

	/* Nothing has been taken yet, and this does not take more. */
	assert_refused(rte_memzone_reserve("none", 0, 0, 0), ENOMEM);
	p = rte_malloc(NULL, 1 << 20, 0);
	rte_malloc_get_socket_stats(eal_numa_node_id(0), &s);
	mz = rte_memzone_reserve("all", 0, 0, 0);
	assert_non_null(mz);
	assert_true(mz->len <= s.greatest_free_size);
	assert_true(mz->len + 1024 >= s.greatest_free_size);
	memset(mz->addr, 1, mz->len);
	assert_int_equal(rte_memzone_free(mz), 0);
	mz = rte_memzone_reserve_aligned("page", 0, SOCKET_ID_ANY, 0, 4096);
	assert_non_null(mz);
	assert_int_equal(mz->addr_64 % 4096, 0);
	assert_int_equal(rte_memzone_free(mz), 0);
	mz = rte_memzone_reserve_bounded("bounded", 0, 0, 0, 0, 4096);
	assert_non_null(mz);
	assert_int_equal(mz->len, 4096);
	assert_refused(rte_memzone_reserve("huge", 0, 0, RTE_MEMZONE_1GB),
			ENOMEM);
	mz = rte_memzone_reserve("hint", 0, 0,
			RTE_MEMZONE_1GB | RTE_MEMZONE_SIZE_HINT_ONLY);
	assert_non_null(mz);
	assert_true(mz->len > 100000);
	rte_free(p);
	heaps_check();
}

static void
test_free_twice(void **state)
{
	const struct rte_memzone *mz = rte_memzone_reserve("once", 10, 0, 0);
	struct rte_memzone copy = *mz;

	assert_int_equal(rte_memzone_free(&copy), -EINVAL);
	assert_int_equal(rte_memzone_free((const void *)((uintptr_t)mz + 8)),
			-EINVAL);
	assert_int_equal(rte_memzone_free(mz), 0);
	assert_int_equal(rte_memzone_free(mz), -EINVAL);
	heaps_check();
}

static void
test_all(void **state)
{
	char name[16];
	unsigned int i;

	for (i = 0; i < RTE_MAX_MEMZONE; i++) {
		snprintf(name, sizeof(name), "z%u", i);
		assert_non_null(rte_memzone_reserve(name, 1, 0, 0));
	}
	assert_refused(rte_memzone_reserve("more", 1, 0, 0), ENOSPC);
	assert_int_equal(rte_memzone_free(rte_memzone_lookup("z100")), 0);
	assert_non_null(rte_memzone_reserve("more", 1, 0, 0));
	heaps_check();
}

static void
count_and_free(const struct rte_memzone *mz, void *arg)
{
	(*(unsigned int *)arg)++;
	assert_int_equal(rte_memzone_free(mz), 0);
}

static void
test_walk(void **state)
{
	char text[1024] = "";
	FILE *f = fmemopen(text, sizeof(text), "w");
	unsigned int n = 0;

	rte_memzone_reserve("first", 100, 0, 0);
	rte_memzone_reserve("second", 100, 0, 0);
	rte_memzone_dump(f);
	fclose(f);
	assert_non_null(strstr(text, "first"));
	assert_non_null(strstr(text, "second"));
	rte_memzone_walk(count_and_free, &n);
	assert_int_equal(n, 2);
	rte_memzone_walk(count_and_free, &n);
	assert_int_equal(n, 2);
}

static void
reserve_more(const struct rte_memzone *mz, void *arg)
{
	char name[RTE_MEMZONE_NAMESIZE];
	unsigned int *n = arg;

	snprintf(name, sizeof(name), "more%u", *n);
	if (++*n <= 2)
		assert_non_null(rte_memzone_reserve(name, 10, 0, 0));
	assert_ptr_equal(rte_memzone_lookup(mz->name), mz);
}

static void
test_walk_and_reserve(void **state)
{
	unsigned int n = 0;

	rte_memzone_reserve("first", 100, 0, 0);
	rte_memzone_walk(reserve_more, &n);
	assert_int_equal(n, 3); /* the new ones lie behind */
	assert_non_null(rte_memzone_lookup("more1"));
}

#define ROUNDS 500

static void *
reserve_same(void *arg)
{
	const struct rte_memzone *mz;
	unsigned int i, n = 0;

	for (i = 0; i < ROUNDS; i++) {
		mz = rte_memzone_reserve("same", 100, SOCKET_ID_ANY, 0);
		n += mz != NULL;
		if (mz == NULL)
			assert_int_equal(rte_errno, EEXIST);
		else
			assert_int_equal(rte_memzone_free(mz), 0);
	}
	return (void *)(uintptr_t)n;
}

/* Of those who want one name, one has it; the others' memory is not lost. */
static void
test_race(void **state)
{
	const uint64_t before = eal_shared->heaps[0].alloc;
	pthread_t t;
	void *n, *own;

	assert_int_equal(pthread_create(&t, NULL, reserve_same, NULL), 0);
	own = reserve_same(NULL);
	pthread_join(t, &n);
	assert_true((uintptr_t)own + (uintptr_t)n > 0);
	assert_null(rte_memzone_lookup("same"));
	assert_int_equal(eal_shared->heaps[0].alloc, before);
	heaps_check();
}

static void
test_not_started(void **state)
{
	unsigned int n = 0;

	eal_memory_fini();
	assert_refused(rte_memzone_reserve("a", 1, 0, 0), E_RTE_NO_CONFIG);
	assert_null(rte_memzone_lookup("a"));
	rte_memzone_walk(count_and_free, &n);
	assert_int_equal(n, 0);
}

#define test(t) cmocka_unit_test_setup_teardown(t, memory_start, memory_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_reserve),
			test(test_names),
			test(test_arguments),
			test(test_page_sizes),
			test(test_aligned_bounded),
			test(test_biggest),
			test(test_free_twice),
			test(test_all),
			test(test_walk),
			test(test_walk_and_reserve),
			test(test_race),
			test(test_not_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
