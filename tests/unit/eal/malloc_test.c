/* SPDX-License-Identifier: BSD-3-Clause */
/* rte_malloc() and its kin, by what they promise. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include <sys/wait.h>

#include <rte_errno.h>
#include <rte_malloc.h>

#include "memory_util.h"

/* Sizes that the compiler would complain about if it knew them. */
static volatile size_t size_max = SIZE_MAX;
static volatile size_t many = 1ULL << 33;

static void
test_sizes(void **state)
{
	size_t size, usable;
	uint8_t *p;

	assert_null(rte_malloc(NULL, 0, 0));
	assert_null(rte_malloc(NULL, 10, 3));
	assert_null(rte_zmalloc(NULL, 0, 0));
	assert_null(rte_malloc(NULL, size_max, 0));
	assert_null(rte_malloc(NULL, size_max - 64, 0));
	assert_null(rte_malloc(NULL, 1ULL << 50, 0));
	assert_null(rte_calloc(NULL, many, many, 0));
	for (size = 1; size < 10000000; size = size * 3 + 1) {
		p = rte_malloc("type", size, 0);
		assert_non_null(p);
		memset(p, 1, size);
		assert_int_equal((uintptr_t)p % RTE_CACHE_LINE_SIZE, 0);
		assert_int_equal(rte_malloc_validate(p, &usable), 0);
		assert_true(usable >= size);
		rte_free(p);
		heaps_check();
	}
	rte_free(NULL);
}

static void
test_alignment(void **state)
{
	unsigned int align;
	void *p, *q;

	for (align = 1; align <= 1U << 22; align *= 2) {
		p = rte_malloc(NULL, 100, align);
		q = rte_zmalloc(NULL, 5000, align);
		assert_non_null(p);
		assert_non_null(q);
		assert_int_equal((uintptr_t)p % align, 0);
		assert_int_equal((uintptr_t)q % align, 0);
		heaps_check();
		rte_free(p);
		rte_free(q);
	}
}

static void
test_zeroed(void **state)
{
	uint8_t *p = rte_malloc(NULL, 4096, 0);
	unsigned int i;

	memset(p, 0xff, 4096);
	rte_free(p);
	p = rte_calloc(NULL, 16, 256, 0);
	for (i = 0; i < 4096; i++)
		assert_int_equal(p[i], 0);
	rte_free(p);
	p = rte_calloc_socket(NULL, 10, 10, 0, 0);
	assert_non_null(p);
	rte_free(p);
}

static void
test_resize(void **state)
{
	uint8_t *p = rte_realloc(NULL, 100, 0);
	uint8_t *q, *wall;
	unsigned int i;

	for (i = 0; i < 100; i++)
		p[i] = (uint8_t)i;
	q = rte_realloc(p, 10000, 0);
	assert_ptr_equal(q, p); /* what lies behind is free */
	wall = rte_malloc(NULL, 10, 0);
	q = rte_realloc(p, 200000, 4096);
	assert_ptr_not_equal(q, p);
	assert_int_equal((uintptr_t)q % 4096, 0);
	for (i = 0; i < 100; i++)
		assert_int_equal(q[i], i);
	assert_ptr_equal(rte_realloc(q, 50, 4096), q);
	heaps_check();
	assert_null(rte_realloc(q, 1ULL << 50, 0));
	assert_null(rte_realloc(q, 100, 3));
	assert_int_equal(q[49], 49);
	assert_null(rte_realloc(q, 0, 0));
	assert_int_equal(rte_malloc_validate(q, NULL), -1);
	assert_null(rte_realloc(NULL, 0, 0));
	rte_free(wall);
	assert_null(rte_realloc(&wall, 10, 0));
	heaps_check();
}

static void
test_sockets(void **state)
{
	static const int ids[] = {0, 1, 7, 31, SOCKET_ID_ANY};
	static const int none[] = {32, 40, 256, 300, -2, INT_MIN};
	unsigned int i;
	void *p;

	for (i = 0; i < RTE_DIM(ids); i++) {
		p = rte_malloc_socket(NULL, 10, 0, ids[i]);
		assert_non_null(p);
		p = rte_realloc_socket(p, 100000, 0, ids[i]);
		assert_non_null(p);
		rte_free(p);
	}
	for (i = 0; i < RTE_DIM(none); i++) {
		p = rte_malloc_socket(NULL, 10, 0, none[i]);
		assert_non_null(p);
		rte_free(p);
		eal_config.no_huge = false;
		assert_null(rte_malloc_socket(NULL, 10, 0, none[i]));
		eal_config.no_huge = true;
	}
	p = rte_zmalloc_socket(NULL, 10, 0, 0);
	assert_non_null(p);
	rte_free(p);
}

static void
test_bad_free(void **state)
{
	uint8_t *p = rte_malloc(NULL, 1000, 0);
	uint8_t *big = rte_malloc(NULL, 20 << 20, 0);
	uint64_t local[32] = {0};

	/* Each is logged and changes nothing. */
	rte_free(&local[16]);
	rte_free(p + 64);
	rte_free(p + 1);
	heaps_check();
	rte_free(p);
	rte_free(p);
	rte_free(big);
	rte_free(big); /* no memory there any more */
	heaps_check();
	assert_int_equal(rte_malloc_validate(p, NULL), -1);
	assert_int_equal(rte_malloc_validate(big, NULL), -1);
	assert_int_equal(rte_malloc_validate(NULL, NULL), -1);
	assert_int_equal(rte_malloc_validate(local, NULL), -1);
}

static void
test_stats(void **state)
{
	struct rte_malloc_socket_stats s, t;
	int id = eal_numa_node_id(0);
	void *p, *q;

	assert_int_equal(rte_malloc_get_socket_stats(id, &s), 0);
	assert_int_equal(s.alloc_count, 0);
	p = rte_malloc(NULL, 1000, 0);
	q = rte_malloc(NULL, 2000, 0);
	rte_free(p);
	assert_int_equal(rte_malloc_get_socket_stats(id, &t), 0);
	assert_int_equal(t.alloc_count, 1);
	assert_int_equal(t.free_count, 2);
	assert_true(t.heap_allocsz_bytes >= 2000);
	assert_int_equal(t.heap_totalsz_bytes,
			t.heap_freesz_bytes + t.heap_allocsz_bytes);
	assert_true(t.greatest_free_size <= t.heap_freesz_bytes);
	assert_true(t.greatest_free_size >= t.heap_freesz_bytes - 2000);
	rte_free(q);
	assert_int_equal(rte_malloc_get_socket_stats(-1, &s), -1);
	assert_int_equal(rte_malloc_get_socket_stats(31, &s), -1);
	assert_int_equal(rte_malloc_get_socket_stats(id, NULL), -1);
}

static void
test_heap_names(void **state)
{
	char name[64];

	snprintf(name, sizeof(name), "socket_%d", eal_numa_node_id(0));
	assert_int_equal(rte_malloc_heap_get_socket(name), eal_numa_node_id(0));
	rte_errno = 0;
	assert_int_equal(rte_malloc_heap_get_socket("zz"), -1);
	assert_int_equal(rte_errno, ENOENT);
	assert_int_equal(rte_malloc_heap_get_socket(NULL), -1);
	assert_int_equal(rte_errno, EINVAL);
	rte_errno = 0;
	assert_int_equal(rte_malloc_heap_get_socket(""), -1);
	assert_int_equal(rte_errno, EINVAL);
	memset(name, 'x', sizeof(name) - 1);
	name[63] = '\0';
	rte_errno = 0;
	assert_int_equal(rte_malloc_heap_get_socket(name), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_malloc_heap_socket_is_external(0), 0);
	assert_int_equal(rte_malloc_heap_socket_is_external(-1), 0);
	assert_int_equal(rte_malloc_heap_socket_is_external(256), -1);
}

static void
test_dumps(void **state)
{
	char text[2048] = "";
	FILE *f = fmemopen(text, sizeof(text), "w");
	void *p = rte_malloc(NULL, 777, 0);

	rte_malloc_dump_stats(f, NULL);
	rte_malloc_dump_heaps(f);
	fclose(f);
	assert_non_null(strstr(text, "Alloc_count:1,"));
	assert_non_null(strstr(text, "of 777"));
	rte_free(p);
}

#ifdef EAL_HEAP_ASAN
/* Run func in a child that AddressSanitizer is to stop. */
static void
assert_caught(void (*func)(uint8_t *p))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		close(2);
		/* Memory is not inherited: the child has its own. */
		eal_memory_fini();
		eal_memory_init();
		func(rte_malloc(NULL, 100, 0));
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
write_after(uint8_t *p)
{
	((volatile uint8_t *)p)[100] = 1;
}

static void
write_before(uint8_t *p)
{
	((volatile uint8_t *)p)[-1] = 1;
}

static void
write_freed(uint8_t *p)
{
	rte_free(p);
	((volatile uint8_t *)p)[5] = 1;
}

static void
test_asan(void **state)
{
	assert_caught(write_after);
	assert_caught(write_before);
	assert_caught(write_freed);
}
#else
static void
test_asan(void **state)
{
	skip(); /* only with -Db_sanitize=address */
}
#endif

/* Without the library there is no memory, and nothing breaks. */
static void
test_not_started(void **state)
{
	eal_memory_fini();
	assert_null(rte_malloc(NULL, 10, 0));
	assert_null(rte_malloc_socket(NULL, 10, 0, 0));
	assert_int_equal(rte_malloc_validate(&state, NULL), -1);
	rte_free(&state);
	rte_malloc_dump_heaps(stderr);
	rte_malloc_dump_stats(stderr, NULL);
}

#define test(t) cmocka_unit_test_setup_teardown(t, memory_start, memory_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_sizes),
			test(test_alignment),
			test(test_zeroed),
			test(test_resize),
			test(test_sockets),
			test(test_bad_free),
			test(test_stats),
			test(test_heap_names),
			test(test_dumps),
			test(test_asan),
			test(test_not_started),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
