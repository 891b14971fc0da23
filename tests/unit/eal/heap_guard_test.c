/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Damage to the heap's memory is reported, by pointer and byte, and nothing
 * breaks because of it. What only debug builds or AddressSanitizer can see is
 * skipped elsewhere.
 */
#include <stdio.h>
#include <unistd.h>

#include <sys/wait.h>

#include <rte_malloc.h>

#include "memory/heap_impl.h"
#include "memory_util.h"

static char logged[4096];

static void
keep_log(void *ctx, uint32_t level, uint32_t logtype, const char *text)
{
	size_t n = strlen(logged);

	snprintf(logged + n, sizeof(logged) - n, "%s", text);
}

static int
setup(void **state)
{
	logged[0] = '\0';
	eal_log_init(keep_log, NULL, RTE_LOG_DEBUG);
	return memory_start(state);
}

static int
teardown(void **state)
{
	memory_stop(state);
	eal_log_fini();
	return 0;
}

static void
assert_logged(const char *format, const void *p)
{
	char text[128];

	snprintf(text, sizeof(text), format, p);
	if (strstr(logged, text) == NULL)
		fail_msg("no '%s' in '%s'", text, logged);
	logged[0] = '\0';
}

/* A byte that the compiler need not know to be out of bounds. */
static volatile uint8_t *
byte_of(uint8_t *p, volatile ptrdiff_t off)
{
	return p + off;
}

static struct eal_heap *
heap(void)
{
	return &eal_shared->heaps[0];
}

static const char *
reason(void)
{
	const char *why;

	return eal_heap_check(heap(), &why) ? "" : why;
}

/* The heap still works around what is damaged. */
static void
assert_alive(void)
{
	void *p[10];
	unsigned int i;

	for (i = 0; i < RTE_DIM(p); i++) {
		p[i] = rte_zmalloc(NULL, 100 + i * 300, 0);
		assert_non_null(p[i]);
	}
	for (i = 0; i < RTE_DIM(p); i++)
		rte_free(p[i]);
}

static void
test_double_free(void **state)
{
	uint8_t *p = rte_malloc(NULL, 100, 0);
	void *wall = rte_malloc(NULL, 100, 0);

	rte_free(p);
	assert_string_equal(logged, "");
	rte_free(p);
	assert_logged("rte_free: %p is no memory of rte_malloc(), was freed",
			p);
	rte_free(wall);
	assert_string_equal(reason(), "");
}

#ifndef EAL_HEAP_ASAN

static void
need_debug_build(void)
{
	if (EAL_HEAP_TRAILER != 0)
		return;
	print_message("only with -Dmalloc_debug=enabled\n");
	skip();
}

/* One byte too many, of each size, is found where it is. */
static void
test_overrun(void **state)
{
	char text[128];
	size_t size;
	uint8_t *p;

	need_debug_build();
	for (size = 1; size < 200; size += 7) {
		p = rte_malloc(NULL, size, 0);
		*byte_of(p, size) = 0x5a;
		assert_int_equal(rte_malloc_validate(p, NULL), -1);
		snprintf(text, sizeof(text),
				"rte_malloc_validate: memory at %%p, of %zu bytes,"
				" was overrun: byte %zu, which is 1 behind",
				size, size);
		assert_logged(text, p);
		assert_null(rte_realloc(p, 1000, 0));
		assert_logged("rte_realloc: memory at %p, of", p);
		assert_string_equal(
				reason(), "bytes behind it are overwritten");
		rte_free(p);
		assert_logged("rte_free: memory at %p, of", p);
		/* It is out of use, and what is left is whole. */
		assert_string_equal(reason(), "");
		assert_ptr_not_equal(rte_malloc(NULL, size, 0), p);
		rte_free(p);
		assert_logged("%p is no memory of rte_malloc()", p);
	}
	assert_alive();
}

/* Far behind, up to the end of the element, and the last byte of it. */
static void
test_overrun_far(void **state)
{
	uint8_t *p = rte_malloc(NULL, 100, 0);
	struct eal_elem *e = eal_heap_elem(p);
	size_t last = (uintptr_t)elem_next(e) - (uintptr_t)p - 1;

	need_debug_build();
	++*byte_of(p, last);
	assert_int_equal(rte_malloc_validate(p, NULL), -1);
	--*byte_of(p, last);
	assert_int_equal(rte_malloc_validate(p, NULL), 0);
	rte_free(p);
	assert_int_equal(heap()->alloc, 0);
}

static void
test_underrun(void **state)
{
	uint8_t *p = rte_malloc(NULL, 100, 0);

	need_debug_build();
	*byte_of(p, -1) ^= 1;
	assert_int_equal(rte_malloc_validate(p, NULL), -1);
	assert_logged("memory at %p: the header in front of it", p);
	rte_free(p);
	assert_logged("rte_free: memory at %p: the header in front", p);
	*byte_of(p, -1) ^= 1;
	rte_free(p);
	assert_string_equal(logged, "");
	assert_int_equal(heap()->alloc, 0);
	assert_string_equal(reason(), "");
}

/* The whole header of the one behind is written over. */
static void
test_run_into_next(void **state)
{
	uint8_t *p = rte_malloc(NULL, 64, 0);
	uint8_t *q = rte_malloc(NULL, 64, 0);
	uint8_t *r = rte_malloc(NULL, 64, 0);

	need_debug_build();
	memset(p, 0x41, q - p);
	rte_free(q);
	assert_logged("%p is no memory of rte_malloc()", q);
	rte_free(p);
	assert_logged("rte_free: memory at %p, of 64 bytes, was overrun", p);
	rte_free(r); /* the one before it cannot be trusted */
	assert_logged("rte_free: memory at %p", r);
	assert_string_not_equal(reason(), "");
	assert_alive();
	rte_malloc_dump_heaps(stdout);
}

/* Free memory's header: the heap says so and is used no more. */
static void
test_free_header(void **state)
{
	uint8_t *p = rte_malloc(NULL, 64, 0);
	uint8_t *q = rte_malloc(NULL, 64, 0);

	need_debug_build();
	rte_free(p);
	eal_heap_elem(q)->prev->next_free = (void *)0x1234567;
	assert_null(rte_malloc(NULL, 64, 0));
	assert_logged("the header of free memory at %p", p - EAL_HEAP_FRONT);
	rte_free(q);
	assert_null(rte_malloc(NULL, 640, 0));
}

/* Freed memory does not look as if it were in use. */
static void
test_filled(void **state)
{
	uint8_t *p = rte_malloc(NULL, 100, 0);
	unsigned int i;

	need_debug_build();
	memset(p, 1, 100);
	rte_free(p);
	for (i = 0; i < 100; i++)
		assert_int_not_equal(p[i], 1);
}

/* In every build: headers that contradict one another are not followed. */
static void
test_neighbour_header(void **state)
{
	uint8_t *p = rte_malloc(NULL, 100, 0);
	uint8_t *q = rte_malloc(NULL, 100, 0);
	struct eal_elem *e = eal_heap_elem(q), saved = *e;
	static const size_t sizes[] = {
			0, 1, 1 << 30, SIZE_MAX - 63, (size_t)1 << 62};
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		e->size = sizes[i];
		assert_string_not_equal(reason(), "");
		assert_int_equal(rte_malloc_validate(q, NULL), -1);
		rte_free(q);
		assert_logged("rte_free: memory at %p", q);
		assert_null(rte_realloc(q, 1000, 0));
		rte_malloc_dump_heaps(stdout);
	}
	*e = saved;
	e->prev = (void *)0x777;
	assert_string_not_equal(reason(), "");
	rte_free(p);
	assert_logged("rte_free: memory at %p", p);
	rte_free(q);
	assert_logged("rte_free: memory at %p", q);
	*e = saved;
	assert_string_equal(reason(), "");
	rte_free(p);
	rte_free(q);
	assert_int_equal(heap()->alloc, 0);
}

/* Links of free elements that lead nowhere end the check, not the process. */
static void
test_bad_links(void **state)
{
	uint8_t *p = rte_malloc(NULL, 100, 0);
	struct eal_elem *e = eal_heap_elem(p), saved;
	void *wall = rte_malloc(NULL, 100, 0);

	rte_free(p);
	saved = *e;
	e->next_free = (void *)0x123;
	assert_string_equal(reason(), "a free list is broken");
	e->next_free = (void *)(uintptr_t)(eal_shared + 1);
	assert_string_equal(reason(), "a free list is broken");
	*e = saved;
	assert_string_equal(reason(), "");
	rte_free(wall);
}

#define tests_here                                                             \
	test(test_overrun), test(test_overrun_far), test(test_underrun),       \
			test(test_run_into_next), test(test_free_header),      \
			test(test_filled), test(test_neighbour_header),        \
			test(test_double_free), test(test_bad_links)

#else

/* What a child that runs func writes before AddressSanitizer stops it. */
static void
assert_stopped(void (*func)(uint8_t *p), const char *text)
{
	char said[8192] = "";
	size_t len = 0;
	ssize_t n;
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(fds[1], 2);
		/* Memory is not inherited: the child has its own. */
		eal_memory_fini();
		eal_log_init(NULL, NULL, RTE_LOG_DEBUG);
		eal_memory_init();
		func(rte_malloc(NULL, 100, 0));
		_exit(0);
	}
	close(fds[1]);
	while (len < sizeof(said) - 1 &&
			(n = read(fds[0], said + len, sizeof(said) - 1 - len)) >
					0)
		len += (size_t)n;
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (strstr(said, text) == NULL)
		fail_msg("no '%s' in '%s'", text, said);
}

static void
overrun(uint8_t *p)
{
	*byte_of(p, 100) = 1;
}

static void
underrun(uint8_t *p)
{
	*byte_of(p, -1) = 1;
}

static void
use_freed(uint8_t *p)
{
	rte_free(p);
	*byte_of(p, 5) = 1;
}

static void
use_shrunk(uint8_t *p)
{
	p = rte_realloc(p, 50, 0);
	*byte_of(p, 50) = 1;
}

static void
free_twice(uint8_t *p)
{
	rte_free(p);
	rte_free(p);
}

static void
test_stopped(void **state)
{
	assert_stopped(overrun, "AddressSanitizer");
	assert_stopped(underrun, "AddressSanitizer");
	assert_stopped(use_freed, "AddressSanitizer");
	assert_stopped(use_shrunk, "AddressSanitizer");
	assert_stopped(free_twice, "is no memory of rte_malloc(), was freed");
	assert_alive();
	assert_string_equal(reason(), "");
}

#define tests_here test(test_stopped), test(test_double_free)

#endif

#define test(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {tests_here};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
