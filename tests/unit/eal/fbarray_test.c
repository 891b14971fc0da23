/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of arrays: in private, in files, in two processes, sparse, and
 * with each call that can fail.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <sys/wait.h>

#include <rte_errno.h>
#include <rte_fbarray.h>

#include "memory/fbarray.h"
#include "share_util.h"

static void
test_init_refuses(void **state)
{
	struct rte_fbarray a;
	char longest[RTE_FBARRAY_NAME_LEN];
	char too_long[RTE_FBARRAY_NAME_LEN + 1];

	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	memset(too_long, 'x', sizeof(too_long));
	too_long[sizeof(too_long) - 1] = '\0';
	assert_fails(rte_fbarray_init(NULL, "a", 1, 1), EINVAL);
	assert_fails(rte_fbarray_init(&a, NULL, 1, 1), EINVAL);
	assert_fails(rte_fbarray_init(&a, "a", 0, 1), EINVAL);
	assert_fails(rte_fbarray_init(&a, "a", 1, 0), EINVAL);
	assert_fails(rte_fbarray_init(&a, "a", 1U << 31, 1), EINVAL);
	assert_fails(rte_fbarray_init(&a, too_long, 1, 1), ENAMETOOLONG);
	assert_int_equal(rte_fbarray_init(&a, longest, 1, 1), 0);
	assert_int_equal(rte_fbarray_destroy(&a), 0);
	assert_fails(rte_fbarray_destroy(&a), ENOENT);
	assert_fails(rte_fbarray_destroy(NULL), EINVAL);
}

static void
test_elements(void **state)
{
	struct rte_fbarray a;
	uint8_t *first, *last;

	assert_int_equal(rte_fbarray_init(&a, "elements", 100, 8), 0);
	first = rte_fbarray_get(&a, 0);
	last = rte_fbarray_get(&a, 99);
	assert_ptr_equal(first, a.data);
	assert_ptr_equal(last, first + 99 * 8);
	memset(first, 0xff, 100 * 8);
	assert_int_equal(rte_fbarray_is_used(&a, 0), 0);
	assert_int_equal(rte_fbarray_is_used(&a, 99), 0);
	assert_int_equal(rte_fbarray_find_idx(&a, last), 99);
	assert_int_equal(rte_fbarray_find_idx(&a, first + 4), 0);
	assert_fails(rte_fbarray_find_idx(&a, first + 800), EINVAL);
	assert_fails(rte_fbarray_find_idx(&a, first - 1), EINVAL);
	assert_fails(rte_fbarray_find_idx(&a, NULL), EINVAL);
	assert_fails(rte_fbarray_find_idx(NULL, first), EINVAL);
	rte_errno = 0;
	assert_null(rte_fbarray_get(&a, 100));
	assert_int_equal(rte_errno, EINVAL);
	assert_null(rte_fbarray_get(NULL, 0));
	assert_int_equal(rte_fbarray_destroy(&a), 0);
}

/* What 22.11 does without files: names may repeat, what is let go of is gone.
 */
static void
test_private(void **state)
{
	struct rte_fbarray a, b;

	assert_false(eal_sharing());
	assert_int_equal(rte_fbarray_init(&a, "same", 10, 8), 0);
	assert_int_equal(rte_fbarray_init(&b, "same", 10, 8), 0);
	assert_ptr_not_equal(a.data, b.data);
	assert_fails(rte_fbarray_attach(&a), EEXIST);
	assert_int_equal(rte_fbarray_detach(&a), 0);
	assert_fails(rte_fbarray_detach(&a), ENOENT);
	assert_fails(rte_fbarray_attach(&a), ENOENT);
	assert_string_equal(a.name, "same");
	assert_int_equal(rte_fbarray_destroy(&b), 0);
	assert_fails(rte_fbarray_attach(&b), EINVAL);
}

static void
test_attach_refuses(void **state)
{
	struct rte_fbarray a, b = {.len = 1};

	assert_fails(rte_fbarray_attach(NULL), EINVAL);
	assert_fails(rte_fbarray_detach(NULL), EINVAL);
	assert_fails(rte_fbarray_attach(&b), EINVAL);
	assert_fails(rte_fbarray_detach(&b), ENOENT);
	assert_fails(rte_fbarray_destroy(&b), ENOENT);
	assert_int_equal(rte_fbarray_init(&a, "a", 10, 8), 0);
	assert_fails(rte_fbarray_init(&b, "a", 10, 8), EBUSY);
	assert_fails(rte_fbarray_init(&b, "a/b", 10, 8), ENOENT);
	b = a;
	assert_fails(rte_fbarray_attach(&b), EEXIST);
	b.len = 0;
	assert_fails(rte_fbarray_attach(&b), EINVAL);
	b.len = 1U << 31;
	assert_fails(rte_fbarray_attach(&b), EINVAL);
	b = a;
	b.elt_sz = 0;
	assert_fails(rte_fbarray_attach(&b), EINVAL);
	b = a;
	memset(b.name, 'y', sizeof(b.name));
	assert_fails(rte_fbarray_attach(&b), ENAMETOOLONG);
	assert_int_equal(rte_fbarray_detach(&a), 0);
	assert_fails(rte_fbarray_detach(&a), ENOENT);
	assert_fails(rte_fbarray_destroy(&a), ENOENT);
	strcpy(b.name, "nobody");
	assert_fails(rte_fbarray_attach(&b), ENOENT);
	b = a;
	b.data = &b;
	b.data = (void *)((uintptr_t)b.data & ~(uintptr_t)(getpagesize() - 1));
	assert_fails(rte_fbarray_attach(&b), EADDRNOTAVAIL);
	assert_int_equal(rte_fbarray_attach(&a), 0);
	assert_fails(rte_fbarray_attach(&a), EEXIST);
	assert_int_equal(rte_fbarray_destroy(&a), 0);
	assert_fails(rte_fbarray_attach(&a), EINVAL);
}

static void
test_file(void **state)
{
	struct share_held before = share_look();
	struct rte_fbarray a;
	struct stat st;

	assert_int_equal(rte_fbarray_init(&a, "", 10, 8), 0);
	assert_true(share_file("fbarray_", &st));
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(rte_fbarray_destroy(&a), 0);
	share_same(&before);
	assert_int_equal(rte_fbarray_init(&a, "a b%s", 1000, 100), 0);
	assert_true(share_file("fbarray_a b%s", &st));
	assert_true(st.st_blocks * 512 >= 100000);
	/* One that a program forgot goes with the rest, and is usable still. */
	eal_memory_fini();
	assert_false(share_file("fbarray_a b%s", &st));
	assert_int_equal(rte_fbarray_set_used(&a, 1), 0);
	assert_int_equal(rte_fbarray_destroy(&a), 0);
}

struct both {
	struct rte_fbarray arr;
	int step;
};

static bool
wait_for(struct both *b, int step)
{
	unsigned int i;

	for (i = 0; i < 50000; i++) {
		if (__atomic_load_n(&b->step, __ATOMIC_ACQUIRE) >= step)
			return true;
		usleep(100);
	}
	return false;
}

static void
reach(struct both *b, int step)
{
	__atomic_store_n(&b->step, step, __ATOMIC_RELEASE);
}

#define CHECK(x)                                                               \
	do {                                                                   \
		if (!(x))                                                      \
			_exit(__LINE__ % 200 + 1);                             \
	} while (0)

static void
be_child(struct both *b)
{
	struct rte_fbarray *a = &b->arr;

	CHECK(rte_fbarray_destroy(a) == -1 && rte_errno == EBUSY);
	CHECK(rte_fbarray_detach(a) == 0);
	CHECK(rte_fbarray_attach(a) == 0);
	CHECK(rte_fbarray_is_used(a, 5) == 1);
	reach(b, 1);
	CHECK(wait_for(b, 2));
	CHECK(rte_fbarray_is_used(a, 6) == 1);
	CHECK(*(int *)rte_fbarray_get(a, 6) == 66);
	CHECK(a->count == 2);
	CHECK(rte_fbarray_set_used(a, 7) == 0);
	CHECK(rte_fbarray_destroy(a) == -1 && rte_errno == EBUSY);
	reach(b, 3);
	CHECK(wait_for(b, 4));
	CHECK(rte_fbarray_detach(a) == 0);
	_exit(0);
}

/* Two processes see one array; neither removes it under the other. */
static void
test_two_processes(void **state)
{
	struct both *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

	assert_true(b != MAP_FAILED);
	assert_int_equal(rte_fbarray_init(&b->arr, "both", 100, 4), 0);
	assert_int_equal(rte_fbarray_set_used(&b->arr, 5), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		be_child(b);
	assert_true(wait_for(b, 1));
	assert_fails(rte_fbarray_destroy(&b->arr), EBUSY);
	assert_string_equal(b->arr.name, "both");
	*(int *)rte_fbarray_get(&b->arr, 6) = 66;
	assert_int_equal(rte_fbarray_set_used(&b->arr, 6), 0);
	reach(b, 2);
	assert_true(wait_for(b, 3));
	assert_int_equal(rte_fbarray_is_used(&b->arr, 7), 1);
	reach(b, 4);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(rte_fbarray_destroy(&b->arr), 0);
	munmap(b, sizeof(*b));
}

#define MANY (1U << 24)

/* A sparse array takes memory where it is populated, bits included. */
static void
test_sparse(void **state)
{
	struct rte_fbarray a;
	struct stat st;
	uint8_t *elt;

	assert_int_equal(fbarray_init_sparse(&a, "sparse", MANY, 48), 0);
	assert_true(share_file("fbarray_sparse", &st));
	assert_in_range(st.st_blocks * 512, 1, 3 * getpagesize());
	assert_int_equal(rte_fbarray_is_used(&a, MANY - 1), 0);
	assert_int_equal(rte_fbarray_set_free(&a, MANY - 1), 0);
	assert_int_equal(rte_fbarray_find_next_n_free(&a, 0, MANY), 0);
	assert_fails(rte_fbarray_find_next_used(&a, 0), ENOENT);
	share_file("fbarray_sparse", &st);
	assert_in_range(st.st_blocks * 512, 1, 3 * getpagesize());
	assert_int_equal(fbarray_populate(&a, MANY - 600, 600), 0);
	elt = rte_fbarray_get(&a, MANY - 600);
	memset(elt, 1, 600 * 48);
	fbarray_mark(&a, MANY - 600, 600, true);
	assert_int_equal(a.count, 600);
	assert_int_equal(rte_fbarray_find_next_used(&a, 0), MANY - 600);
	assert_int_equal(rte_fbarray_find_contig_free(&a, 0), MANY - 600);
	assert_int_equal(elt[600 * 48 - 1], 1);
	assert_int_equal(rte_fbarray_destroy(&a), 0);
	/* To mark an element of it populates it. */
	assert_int_equal(fbarray_init_sparse(&a, "sparse", MANY, 48), 0);
	share_fail(SHARE_FALLOCATE, 1, ENOSPC);
	assert_fails(rte_fbarray_set_used(&a, MANY / 2), ENOSPC);
	share_fail(SHARE_FALLOCATE, 2, ENOSPC);
	assert_fails(rte_fbarray_set_used(&a, MANY / 2), ENOSPC);
	assert_int_equal(rte_fbarray_is_used(&a, MANY / 2), 0);
	assert_int_equal(rte_fbarray_set_used(&a, MANY / 2), 0);
	assert_int_equal(rte_fbarray_is_used(&a, MANY / 2), 1);
	assert_int_equal(a.count, 1);
	assert_int_equal(rte_fbarray_destroy(&a), 0);
	assert_int_equal(fbarray_populate(&a, 0, 1), -ENOENT);
}

static struct rte_fbarray sparse;

static void *
use_sparse(void *arg)
{
	unsigned int i, first = (unsigned int)(uintptr_t)arg;
	struct rte_fbarray a;
	uintptr_t bad = 0;
	char name[16];

	snprintf(name, sizeof(name), "thread%u", first);
	for (i = first; i < MANY; i += MANY / 64) {
		bad += rte_fbarray_set_used(&sparse, i) != 0;
		bad += rte_fbarray_is_used(&sparse, i) != 1;
		bad += rte_fbarray_init(&a, name, 10, 8) != 0;
		bad += rte_fbarray_destroy(&a) != 0;
	}
	return (void *)bad;
}

/* Words appear and arrays come and go while others search. */
static void
run_sparse_threads(void)
{
	pthread_t threads[2];
	void *bad;
	uintptr_t i;

	assert_int_equal(fbarray_init_sparse(&sparse, "sparse", MANY, 8), 0);
	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, use_sparse,
						 (void *)i),
				0);
	for (i = 0; i < 2; i++) {
		pthread_join(threads[i], &bad);
		assert_null(bad);
	}
	assert_int_equal(sparse.count, 128);
	assert_int_equal(rte_fbarray_destroy(&sparse), 0);
}

static void
test_sparse_threads(void **state)
{
	struct share_held before;

	run_sparse_threads(); /* what the C library keeps for threads */
	before = share_look();
	run_sparse_threads();
	share_same(&before);
}

static void
test_each_call_fails(void **state)
{
	struct share_held before = share_look();
	struct rte_fbarray a, untouched;
	enum share_call call;
	unsigned int n;

	memset(&untouched, 0x5a, sizeof(untouched));
	for (call = SHARE_OPEN; call < SHARE_CALLS; call++)
		for (n = 1; n <= 4; n++) {
			share_fail(call, n, ENOMEM);
			a = untouched;
			if (rte_fbarray_init(&a, "a", 100000, 8) < 0) {
				assert_int_equal(rte_errno, ENOMEM);
				assert_memory_equal(&a, &untouched, sizeof(a));
			} else {
				share_fail(SHARE_NONE, 0, 0);
				assert_int_equal(rte_fbarray_detach(&a), 0);
				share_fail(call, n, ENOMEM);
				if (rte_fbarray_attach(&a) < 0)
					assert_int_equal(rte_errno, ENOMEM);
				share_fail(SHARE_NONE, 0, 0);
				rte_fbarray_attach(&a);
				assert_int_equal(rte_fbarray_destroy(&a), 0);
			}
			share_same(&before);
		}
}

#define shared_test(t)                                                         \
	cmocka_unit_test_setup_teardown(t, share_start, share_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_init_refuses),
			cmocka_unit_test(test_elements),
			cmocka_unit_test(test_private),
			shared_test(test_attach_refuses),
			shared_test(test_file),
			shared_test(test_two_processes),
			shared_test(test_sparse),
			shared_test(test_sparse_threads),
			shared_test(test_each_call_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
