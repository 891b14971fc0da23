/* SPDX-License-Identifier: BSD-3-Clause */
/* Robust locks: recursion, exclusion, and a holder that dies. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/wait.h>

#include "memory_util.h"

struct area {
	struct eal_lock lock;
	int value;
};

static struct area *area;

static int
setup(void **state)
{
	area = mmap(NULL, sizeof(*area), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return area == MAP_FAILED ? -1 : eal_lock_init(&area->lock);
}

static int
teardown(void **state)
{
	eal_lock_fini(&area->lock);
	return munmap(area, sizeof(*area));
}

static void
test_recursive(void **state)
{
	assert_false(eal_lock_take(&area->lock));
	assert_false(eal_lock_take(&area->lock));
	eal_lock_release(&area->lock);
	eal_lock_release(&area->lock);
}

static void *
add(void *arg)
{
	int i;

	for (i = 0; i < 10000; i++) {
		eal_lock_take(&area->lock);
		area->value++;
		eal_lock_release(&area->lock);
	}
	return NULL;
}

static void
test_excludes(void **state)
{
	pthread_t threads[2];

	area->value = 0;
	assert_int_equal(pthread_create(&threads[0], NULL, add, NULL), 0);
	assert_int_equal(pthread_create(&threads[1], NULL, add, NULL), 0);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	assert_int_equal(area->value, 20000);
}

/* Longer than one looks at a lock awake. */
static void
test_long_wait(void **state)
{
	pthread_t thread;

	area->value = 0;
	eal_lock_take(&area->lock);
	assert_int_equal(pthread_create(&thread, NULL, add, NULL), 0);
	usleep(20000);
	assert_int_equal(area->value, 0);
	eal_lock_release(&area->lock);
	pthread_join(thread, NULL);
	assert_int_equal(area->value, 10000);
}

/* A process that takes the lock so many times and dies. */
static void
die_holding(unsigned int times)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		while (times-- > 0)
			eal_lock_take(&area->lock);
		area->value = 77;
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
test_holder_dies(void **state)
{
	unsigned int i;

	if (!dead_holders_are_told()) {
		print_message("no robust lists here\n");
		skip();
	}
	for (i = 1; i <= 2; i++) {
		die_holding(i);
		assert_int_equal(area->value, 77);
		/* Told once, and usable ever after. */
		assert_true(eal_lock_take(&area->lock));
		eal_lock_release(&area->lock);
		assert_false(eal_lock_take(&area->lock));
		eal_lock_release(&area->lock);
	}
}

static void *
take_once(void *arg)
{
	eal_lock_take(&area->lock);
	return NULL;
}

static void
test_thread_dies(void **state)
{
	pthread_t thread;

	if (!dead_holders_are_told()) {
		print_message("no robust lists here\n");
		skip();
	}
	assert_int_equal(pthread_create(&thread, NULL, take_once, NULL), 0);
	pthread_join(thread, NULL);
	assert_true(eal_lock_take(&area->lock));
	eal_lock_release(&area->lock);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_recursive),
			cmocka_unit_test(test_excludes),
			cmocka_unit_test(test_long_wait),
			cmocka_unit_test(test_holder_dies),
			cmocka_unit_test(test_thread_dies),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
