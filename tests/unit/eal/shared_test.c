/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The shared region: what it holds when it appears, its locks, and the one
 * primary that may have it.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <sys/wait.h>

#include <rte_eal_memconfig.h>
#include <rte_malloc.h>

#include "share_util.h"

static void
test_contents(void **state)
{
	unsigned int i;

	assert_non_null(eal_shared);
	assert_int_equal(eal_shared->magic, EAL_SHARED_MAGIC);
	assert_int_equal(eal_shared->version, EAL_SHARED_VERSION);
	assert_int_equal(eal_shared->layout, eal_shared_layout());
	assert_int_equal(eal_shared->size, sizeof(struct eal_shared));
	assert_int_equal(eal_shared->heaps_n, eal_numa_nodes());
	assert_true(eal_shared->lists_n >= eal_numa_nodes());
	for (i = 0; i < RTE_MAX_TAILQ; i++)
		assert_int_equal(eal_shared->tailq_head[i].name[0], '\0');
	for (i = 0; i < eal_shared->heaps_n; i++)
		assert_int_equal(eal_shared->heaps[i].total, 0);
	assert_int_equal(eal_memory_init(), -EALREADY);
}

static int progress;

static void *
wait_for_locks(void *arg)
{
	rte_mcfg_mem_read_lock();
	rte_mcfg_tailq_read_lock();
	rte_mcfg_mempool_read_lock();
	rte_mcfg_timer_lock();
	__atomic_store_n(&progress, 1, __ATOMIC_RELEASE);
	rte_mcfg_timer_unlock();
	rte_mcfg_mempool_read_unlock();
	rte_mcfg_tailq_read_unlock();
	rte_mcfg_mem_read_unlock();
	return NULL;
}

static void
take_all(void)
{
	rte_mcfg_mem_write_lock();
	rte_mcfg_tailq_write_lock();
	rte_mcfg_mempool_write_lock();
	rte_mcfg_timer_lock();
}

static void
release_all(void)
{
	rte_mcfg_timer_unlock();
	rte_mcfg_mempool_write_unlock();
	rte_mcfg_tailq_write_unlock();
	rte_mcfg_mem_write_unlock();
}

static void
test_locks(void **state)
{
	pthread_t thread;

	progress = 0;
	take_all();
	take_all(); /* they are recursive */
	release_all();
	assert_int_equal(
			pthread_create(&thread, NULL, wait_for_locks, NULL), 0);
	usleep(20000);
	assert_int_equal(__atomic_load_n(&progress, __ATOMIC_ACQUIRE), 0);
	release_all();
	pthread_join(thread, NULL);
	assert_int_equal(progress, 1);
}

static void *
die_in_heap(void *arg)
{
	eal_heap_lock(&eal_shared->heaps[0]);
	if (arg != NULL)
		eal_shared->heaps[0].alloc += 1;
	return NULL;
}

static void
holder_dies(void *damage)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, die_in_heap, damage), 0);
	pthread_join(thread, NULL);
}

/* A heap whose holder died is checked: whole ones go on, others stop. */
static void
test_heap_holder_dies(void **state)
{
	void *p = rte_malloc(NULL, 10, 0);

	if (!dead_holders_are_told()) {
		print_message("no robust lists here\n");
		skip();
	}
	holder_dies(NULL);
	rte_free(p);
	p = rte_malloc(NULL, 10, 0);
	assert_non_null(p);
	assert_int_equal(eal_shared->heaps[0].broken, 0);
	holder_dies(&progress);
	assert_null(rte_malloc(NULL, 10, 0));
	assert_int_equal(eal_shared->heaps[0].broken, 1);
}

static void
test_locks_not_started(void **state)
{
	eal_memory_fini();
	assert_null(eal_shared);
	take_all();
	release_all();
	assert_false(rte_mcfg_get_single_file_segments());
	eal_memory_fini();
}

static unsigned int
count(const char *what)
{
	const char *p = share_log;
	unsigned int n = 0;

	for (; (p = strstr(p, what)) != NULL; p++)
		n++;
	return n;
}

static void
test_private(void **state)
{
	struct share_held before = share_look();
	struct stat st;

	eal_config.in_memory = true;
	assert_int_equal(eal_memory_init(), 0);
	assert_false(eal_sharing());
	assert_int_equal(eal_shared->addr, (uintptr_t)eal_shared);
	assert_false(share_file("", &st));
	eal_memory_fini();
	eal_config.in_memory = false;
	eal_config.no_shconf = true;
	assert_int_equal(eal_memory_init(), 0);
	assert_false(eal_sharing());
	assert_false(share_file("", &st));
	eal_memory_fini();
	share_same(&before);
}

static void
test_files(void **state)
{
	struct share_held before = share_look();
	struct eal_shared head;
	struct stat st;
	char path[PATH_MAX];
	int fd, i;

	assert_false(eal_sharing());
	for (i = 0; i < 20; i++) {
		assert_int_equal(eal_memory_init(), 0);
		assert_true(eal_sharing());
		assert_true(share_file("bufplane", &st));
		assert_int_equal(st.st_mode, S_IFREG | 0600);
		assert_true(share_file("fbarray_memzone", &st));
		assert_int_equal(st.st_mode, S_IFREG | 0600);
		assert_true(share_file("", &st));
		assert_int_equal(st.st_mode, S_IFDIR | 0700);
		rte_free(rte_malloc(NULL, 100000, 0));
		heaps_check();
		if (i < 19)
			eal_memory_fini();
	}
	/* What another process finds in the file. */
	snprintf(path, sizeof(path), "%s/bufplane", rte_eal_get_runtime_dir());
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, &head, sizeof(head)), sizeof(head));
	close(fd);
	assert_int_equal(head.magic, EAL_SHARED_MAGIC);
	assert_int_equal(head.version, EAL_SHARED_VERSION);
	assert_int_equal(head.layout, eal_shared_layout());
	assert_int_equal(head.addr, (uintptr_t)eal_shared);
	eal_memory_fini();
	assert_false(eal_sharing());
	runtime_dir_fini();
	assert_int_equal(runtime_dir_init(share_prefix), 0);
	share_same(&before);
}

/* A process of the same prefix is refused until the first one is dead. */
static void
test_one_primary(void **state)
{
	struct rte_fbarray left;
	struct stat st;
	int ready[2], status;
	char c;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		c = eal_memory_init() == 0 &&
						rte_fbarray_init(&left, "left",
								10, 8) == 0
				? 'y'
				: 'n';
		if (write(ready[1], &c, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	close(ready[1]);
	assert_int_equal(c, 'y');
	assert_int_equal(eal_memory_init(), -EBUSY);
	assert_int_equal(count(share_prefix), 2); /* by itself, in the path */
	assert_int_equal(count("/bufplane"), 1);
	assert_int_equal(count("--file-prefix"), 1);
	assert_null(eal_shared);
	/* Refused again: to be refused has taken nothing from the other. */
	assert_int_equal(eal_memory_init(), -EBUSY);
	assert_true(share_file("fbarray_memzone", &st));
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(share_file("fbarray_left", &st));
	assert_int_equal(eal_memory_init(), 0);
	assert_false(share_file("fbarray_left", &st));
	heaps_check();
	eal_memory_fini();
	assert_false(share_file("bufplane", &st));
}

/* DPDK's own file, which it locks in another way, is left as it is. */
static void
test_file_of_dpdk(void **state)
{
	char path[PATH_MAX];
	struct stat st;
	int fd;

	assert_int_equal(eal_memory_init(), 0);
	snprintf(path, sizeof(path), "%s/config", rte_eal_get_runtime_dir());
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_int_equal(write(fd, "theirs", 6), 6);
	close(fd);
	eal_memory_fini();
	assert_int_equal(eal_memory_init(), 0);
	assert_true(share_file("config", &st));
	assert_int_equal(st.st_size, 6);
	eal_memory_fini();
	assert_true(share_file("config", &st));
	assert_int_equal(unlink(path), 0);
}

static void
goes_private(enum share_call call, unsigned int n, int err)
{
	struct share_held before = share_look();
	void *p;

	share_log[0] = '\0';
	share_fail(call, n, err);
	assert_int_equal(eal_memory_init(), 0);
	share_fail(SHARE_NONE, 0, 0);
	assert_false(eal_sharing());
	assert_int_equal(count("--in-memory"), 1);
	assert_int_equal(count(strerror(err)), 1);
	assert_int_equal(count("\n"), 1);
	p = rte_malloc(NULL, 100000, 0);
	assert_non_null(p);
	rte_free(p);
	eal_memory_fini();
	runtime_dir_fini();
	assert_int_equal(runtime_dir_init(share_prefix), 0);
	share_same(&before);
}

static void
test_no_folder(void **state)
{
	goes_private(SHARE_MKDIR, 1, EROFS);
	goes_private(SHARE_MKDIR, 2, EACCES);
	/* The first one looks for what a former primary left. */
	goes_private(SHARE_OPEN, 2, EACCES);
	goes_private(SHARE_OPEN, 2, EROFS);
}

static void
test_each_call_fails(void **state)
{
	struct share_held before = share_look();
	enum share_call call;
	unsigned int n;
	bool reached;
	int rc;

	for (call = SHARE_OPEN; call < SHARE_CALLS; call++)
		for (n = 1, reached = true; reached; n++) {
			share_fail(call, n, ENOSPC);
			rc = eal_memory_init();
			reached = share_count >= n;
			share_fail(SHARE_NONE, 0, 0);
			assert_true(rc == 0 || eal_shared == NULL);
			eal_memory_fini();
			runtime_dir_fini();
			assert_int_equal(runtime_dir_init(share_prefix), 0);
			share_same(&before);
		}
	/* A full file system is said, with the file. */
	share_log[0] = '\0';
	share_fail(SHARE_FALLOCATE, 1, ENOSPC);
	assert_int_equal(eal_memory_init(), -ENOSPC);
	assert_int_equal(count("/bufplane"), 1);
}

/* Pages whose description finds no room are not taken. */
static void
test_full_at_growth(void **state)
{
	struct rte_malloc_socket_stats was, is;
	struct share_held before;
	void *p;

	assert_int_equal(eal_memory_init(), 0);
	before = share_look();
	rte_malloc_get_socket_stats(eal_numa_node_id(0), &was);
	share_fail(SHARE_FALLOCATE, 1, ENOSPC);
	assert_null(rte_malloc(NULL, 100000, 0));
	share_fail(SHARE_NONE, 0, 0);
	rte_malloc_get_socket_stats(eal_numa_node_id(0), &is);
	assert_memory_equal(&was, &is, sizeof(was));
	share_same(&before);
	p = rte_malloc(NULL, 100000, 0);
	assert_non_null(p);
	rte_free(p);
	eal_memory_fini();
}

#define test(t) cmocka_unit_test_setup_teardown(t, memory_start, memory_stop)
#define files_test(t)                                                          \
	cmocka_unit_test_setup_teardown(t, share_setup, share_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_contents),
			test(test_locks),
			test(test_heap_holder_dies),
			test(test_locks_not_started),
			files_test(test_private),
			files_test(test_files),
			files_test(test_one_primary),
			files_test(test_file_of_dpdk),
			files_test(test_no_folder),
			files_test(test_each_call_fails),
			files_test(test_full_at_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
