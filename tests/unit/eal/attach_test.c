/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A second process attaches, takes memory, and sees what the first one takes,
 * whatever the memory is made of. It is forked before the first one starts, so
 * that it has nothing of it. Processes as people start them are in
 * tests/system/group_test.py.
 */
#include <errno.h>

#include <sys/wait.h>

#include <rte_malloc.h>

#include "fake_huge.h"
#include "process/config.h"

#define LEN (5 << 20)

/* In the second process, which has no test to fail. */
#define need(what)                                                             \
	do {                                                                   \
		if (!(what))                                                   \
			_exit(__LINE__ % 250 + 1);                             \
	} while (0)

static int to_child[2], to_parent[2];
static unsigned int came, went;

static void
put(int fd, void *p)
{
	if (write(fd, &p, sizeof(p)) != sizeof(p))
		abort();
}

static void *
get(int fd)
{
	void *p = NULL;

	return read(fd, &p, sizeof(p)) == sizeof(p) ? p : NULL;
}

/* Of memory that comes or goes in the thread that serves the other one. */
static unsigned int
seen(const unsigned int *bytes)
{
	return __atomic_load_n(bytes, __ATOMIC_RELAXED);
}

static bool
filled(const char *p, char with)
{
	size_t i;

	for (i = 0; i < LEN && p[i] == with; i++)
		continue;
	return i == LEN;
}

static void
event(enum rte_mem_event what, const void *addr, size_t len, void *arg)
{
	__atomic_fetch_add(what == RTE_MEM_EVENT_ALLOC ? &came : &went, len,
			__ATOMIC_RELAXED);
}

static void
secondary(void)
{
	unsigned int fds = open_descriptors();
	uint64_t maps = low_mappings();
	char *p, *q;

	close(to_child[1]);
	close(to_parent[0]);
	p = get(to_child[0]);
	config_set_process_type(RTE_PROC_SECONDARY);
	need(eal_memory_init() == 0);
	need(eal_mp_init() == 0);
	need(rte_mem_event_callback_register("x", event, NULL) == 0);
	need(filled(p, 'a'));
	p = rte_malloc(NULL, LEN, 0);
	need(p != NULL && seen(&came) >= LEN);
	memset(p, 'b', LEN);
	put(to_parent[1], p);
	q = get(to_child[0]);
	need(filled(q, 'c') && filled(p, 'b'));
	rte_free(p);
	need(seen(&went) > 0);
	put(to_parent[1], NULL);
	/* The first one frees now, which reaches us too. */
	need(get(to_child[0]) == p);
	eal_mp_fini();
	eal_memory_fini();
	need(open_descriptors() == fds - 2);
	need(low_mappings() == maps);
	_exit(0);
}

/* The first process: makes memory of its own, sees the other's. */
static void
primary(pid_t pid)
{
	char *p, *q;
	int status;

	fake_start();
	assert_int_equal(eal_mp_init(), 0);
	eal_shared_open();
	p = rte_malloc(NULL, LEN, 0);
	assert_non_null(p);
	memset(p, 'a', LEN);
	put(to_child[1], p);
	came = went = 0;
	assert_int_equal(rte_mem_event_callback_register("x", event, NULL), 0);
	q = get(to_parent[0]);
	assert_non_null(q);
	assert_true(filled(q, 'b'));
	assert_true(seen(&came) >= LEN);
	p = rte_malloc(NULL, LEN, 0);
	assert_non_null(p);
	memset(p, 'c', LEN);
	put(to_child[1], p);
	assert_null(get(to_parent[0]));
	assert_true(seen(&went) > 0);
	rte_free(p);
	put(to_child[1], q);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0)
		fail_msg("the second process ends with 0x%x\n%s", status,
				share_log);
	heaps_check();
	eal_mp_fini();
	eal_memory_fini();
}

static void
run(void)
{
	pid_t pid;

	assert_int_equal(pipe(to_child), 0);
	assert_int_equal(pipe(to_parent), 0);
	came = went = 0;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		secondary();
	close(to_child[0]);
	close(to_parent[1]);
	primary(pid);
	close(to_child[1]);
	close(to_parent[0]);
}

static void
test_memfd(void **state)
{
	eal_config.no_huge = true;
	run();
	/* It is started again as the first time. */
	run();
}

static void
test_huge_memfd(void **state)
{
	run();
}

static void
test_page_files(void **state)
{
	fake_mount(0);
	run();
	assert_int_equal(fake_files(0), 0);
}

static void
test_one_file(void **state)
{
	fake_mount(0);
	eal_config.single_file_segments = true;
	run();
	assert_int_equal(fake_files(0), 0);
}

/* Nothing with a descriptor can be had: refused, and nothing is left. */
static void
test_no_files(void **state)
{
	pid_t pid;
	int status;

	fake.memfd_errno = ENOSYS;
	eal_config.no_huge = true;
	assert_int_equal(pipe(to_child), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		unsigned int fds = open_descriptors();
		uint64_t maps = low_mappings();

		get(to_child[0]);
		config_set_process_type(RTE_PROC_SECONDARY);
		need(eal_memory_init() == -ENOTSUP);
		need(share_said("it has no files"));
		need(open_descriptors() == fds);
		need(low_mappings() == maps);
		_exit(0);
	}
	fake_start();
	assert_int_equal(eal_mp_init(), 0);
	eal_shared_open();
	put(to_child[1], NULL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	eal_mp_fini();
	eal_memory_fini();
	close(to_child[0]);
	close(to_child[1]);
}

#define test(t) cmocka_unit_test_setup_teardown(t, fake_setup, fake_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_memfd),
			test(test_huge_memfd),
			test(test_page_files),
			test(test_one_file),
			test(test_no_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
