/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames: the first is the caller of the library, however deep inside of it
 * the walk begins; printed, it names the function and the place in the file.
 */
#include "guard_fixture.h"

static uintptr_t frames[GUARD_FRAMES];
static unsigned int n_frames;

static bool
within(uintptr_t frame, uintptr_t function)
{
	return frame - function < 512;
}

/* In the table of dynamic symbols, for the test is linked with them. */
void guard_frame_test_outer(void);
void guard_frame_test_deep(unsigned int depth);

BP_EXPORT __attribute__((noinline)) void
guard_frame_test_outer(void)
{
	n_frames = guard_frame_walk(frames);
	__asm__ volatile("" ::: "memory");
}

static void
test_first_frame(void **state)
{
	(void)state;
	guard_frame_test_outer();
	assert_in_range(n_frames, 2, GUARD_FRAMES);
	assert_true(within(frames[0], (uintptr_t)guard_frame_test_outer));
	assert_true(within(frames[1], (uintptr_t)test_first_frame));
}

static void
walk_in_callback(struct rte_mempool *mp, void *arg, void *obj, unsigned int i)
{
	(void)mp;
	(void)arg;
	(void)obj;
	if (i == 0)
		n_frames = guard_frame_walk(frames);
}

/* The program's own function, even if the library called it. */
static void
test_callback(void **state)
{
	struct rte_mempool *mp = make_pool("p", 4, 0);

	(void)state;
	rte_mempool_obj_iter(mp, walk_in_callback, NULL);
	assert_true(within(frames[0], (uintptr_t)walk_in_callback));
	rte_mempool_free(mp);
}

BP_EXPORT __attribute__((noinline)) void
guard_frame_test_deep(unsigned int depth)
{
	if (depth > 0)
		guard_frame_test_deep(depth - 1);
	else
		n_frames = guard_frame_walk(frames);
	__asm__ volatile("" ::: "memory");
}

static void
test_depth(void **state)
{
	unsigned int i;

	(void)state;
	guard_frame_test_deep(20);
	assert_int_equal(n_frames, GUARD_FRAMES);
	for (i = 0; i < n_frames; i++)
		assert_true(within(
				frames[i], (uintptr_t)guard_frame_test_deep));
}

static void
print(uintptr_t frame, char *text, size_t size)
{
	FILE *f = fmemopen(text, size, "w");

	guard_frame_print(f, frame);
	fclose(f);
}

static void
test_print(void **state)
{
	char text[256];

	(void)state;
	guard_frame_test_outer();
	print(frames[0], text, sizeof(text));
	assert_non_null(strstr(text, "guard_frame_test_outer+0x"));
	assert_non_null(strstr(text, " (unit_mempool_guard_guard_frame+0x"));
	/* A function that has no symbol in the table. */
	print(frames[1], text, sizeof(text));
	assert_memory_equal(text, "unit_mempool_guard_guard_frame+0x", 33);
	print(16, text, sizeof(text));
	assert_string_equal(text, "0x10");
}

static void
test_process(void **state)
{
	uint64_t process = guard_frame_process();

	(void)state;
	assert_int_not_equal(process, 0);
	assert_int_equal(guard_frame_process(), process);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_first_frame),
			cmocka_unit_test(test_callback),
			cmocka_unit_test(test_depth),
			cmocka_unit_test(test_print),
			cmocka_unit_test(test_process),
	};

	return cmocka_run_group_tests(tests, guard_setup, guard_teardown);
}
