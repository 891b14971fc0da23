/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of hugetlbfs when things go wrong: too few pages or descriptors, files
 * that cannot be removed, and every call that can fail.
 */
#include <errno.h>
#include <fcntl.h>

#include "fake_huge.h"
#include "memory/source/source_impl.h"

/* The limit of descriptors is raised once, and put back. */
static void
test_descriptor_limit(void **state)
{
	void *p;

	fake_start();
	fake.open_errors = 1;
	p = rte_malloc(NULL, 3 << 20, 0);
	assert_int_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_int_equal(fake.files.rlim_cur, 128);
	fake.open_errors = 100; /* no more to be had */
	p = rte_malloc(NULL, 7 << 20, 0);
	assert_int_not_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_true(share_said("RLIMIT_NOFILE"));
	assert_true(share_said("--single-file-segments"));
	fake.open_errors = 0;
	heaps_check();
	eal_memory_fini();
	assert_int_equal(fake.files.rlim_cur, 64);
}

static int
no_setrlimit(int what, const struct rlimit *limit)
{
	errno = EPERM;
	return -1;
}

/* The limit cannot be raised: as if it were the last word. */
static void
test_limit_stays(void **state)
{
	void *p;

	eal_os.setrlimit = no_setrlimit;
	fake_start();
	fake.open_errors = 1;
	p = rte_malloc(NULL, 3 << 20, 0);
	assert_int_not_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_true(share_said("RLIMIT_NOFILE"));
	heaps_check();
}

static FILE *
no_mounts(void)
{
	errno = ENOENT;
	return NULL;
}

/* Without a table of mounts there are memfds. */
static void
test_no_table_of_mounts(void **state)
{
	void *p;

	eal_os.mounts = no_mounts;
	fake_start();
	p = rte_malloc(NULL, 3 << 20, 0);
	assert_int_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_int_equal(fake_files(0), 0);
}

static int
no_unlink(const char *path)
{
	errno = EPERM;
	return -1;
}

/* A file that cannot be removed is named; its page is taken again. */
static void
test_cannot_remove(void **state)
{
	int (*real)(const char *path) = eal_os.unlink;

	fake_start();
	eal_os.unlink = no_unlink;
	rte_free(rte_malloc(NULL, 5 << 20, 0));
	assert_true(share_said("cannot remove"));
	assert_int_equal(fake_files(0), 3);
	heaps_check();
	eal_os.unlink = real;
	rte_free(rte_malloc(NULL, 5 << 20, 0));
	eal_memory_fini();
	assert_int_equal(fake_files(0), 0);
}

static int
unlinking_fstat(int fd, struct stat *st)
{
	char name[64], path[PATH_MAX];
	ssize_t n;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	n = readlink(name, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	if (strstr(path, "map_") != NULL)
		unlink(path);
	return share_real.fstat(fd, st);
}

/* Somebody removes each file as it is made: no endless tries. */
static void
test_removed_meanwhile(void **state)
{
	int (*real)(int fd, struct stat *st) = eal_os.fstat;
	void *p;

	fake_start();
	rte_free(rte_malloc(NULL, 10, 0));
	eal_os.fstat = unlinking_fstat;
	p = rte_malloc(NULL, 5 << 20, 0);
	eal_os.fstat = real;
	assert_non_null(p);
	assert_int_not_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	heaps_check();
}

static char contested[PATH_MAX];

/* Before this process has its lock, another one puts a new file there. */
static int
late_flock(int fd, int operation)
{
	if (contested[0] != '\0') {
		unlink(contested);
		close(open(contested, O_CREAT | O_EXCL | O_RDWR, 0600));
		contested[0] = '\0';
	}
	return share_real.flock(fd, operation);
}

/* Only what is locked is removed, not what came in its place. */
static void
test_replaced_meanwhile(void **state)
{
	char path[PATH_MAX];

	fake_path(contested, 0, "7");
	strcpy(path, contested);
	close(open(path, O_CREAT | O_EXCL | O_RDWR, 0600));
	eal_os.flock = late_flock;
	assert_int_equal(hugefile_sweep(fake.dir[0]), 0);
	assert_int_equal(fake_files(0), 1);
	eal_os.flock = share_real.flock;
	assert_int_equal(hugefile_sweep(fake.dir[0]), 1);
	assert_int_equal(fake_files(0), 0);
}

/* No file is made where there are not enough pages. */
static void
test_too_few(void **state)
{
	unsigned int count;
	void *p;

	fake_start();
	fake.free[0] = 2;
	share_fail(SHARE_FLOCK, 1000, EIO);
	count = share_count;
	p = rte_malloc(NULL, 9 << 20, 0);
	assert_int_not_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_int_equal(share_count, count);
	assert_true(share_said(
			"10 MiB in hugepages of 2 MiB were asked for, 4 MiB are free"));
	rte_free(p);
}

#define WARM ((size_t)5 << 20) /* three pages */

/* Memory is up, and all that the first use makes is there. */
static void
start_warm(bool single)
{
	eal_config.single_file_segments = single;
	fake_start();
	rte_malloc(NULL, 100, 0);
	rte_free(rte_malloc(NULL, WARM, 0));
}

static void
stop(void)
{
	eal_memory_fini();
	assert_int_equal(fake_files(0), 0);
}

static void
try_call(enum share_call call, unsigned int n, int err, size_t size)
{
	struct rte_malloc_socket_stats a, b;
	struct share_held before = share_look();
	unsigned int files = fake_files(0);

	rte_malloc_get_socket_stats(eal_numa_node_id(0), &a);
	share_fail(call, n, err);
	rte_free(rte_malloc(NULL, size, 0));
	assert_true(share_count >= n);
	share_fail(SHARE_NONE, 0, 0);
	rte_malloc_get_socket_stats(eal_numa_node_id(0), &b);
	assert_memory_equal(&a, &b, sizeof(a));
	assert_int_equal(fake_files(0), files);
	share_same(&before);
	heaps_check();
}

static void
test_each_call_fails(void **state)
{
	unsigned int n;

	start_warm(false);
	for (n = 1; n <= 3; n++) {
		try_call(SHARE_OPEN, n, EACCES, WARM);
		try_call(SHARE_FLOCK, n, EIO, WARM);
		try_call(SHARE_FSTAT, n, EIO, WARM);
		try_call(SHARE_FTRUNCATE, n, EFBIG, WARM);
		try_call(SHARE_MMAP, n, ENOMEM, WARM);
	}
	/* Calls after this are of giving back, which has tests of its own. */
	try_call(SHARE_MADVISE, 1, EFAULT, WARM);
	stop();
}

static void
test_each_call_fails_one_file(void **state)
{
	start_warm(true);
	try_call(SHARE_MADVISE, 1, EFAULT, WARM);
	try_call(SHARE_FTRUNCATE, 1, EFBIG, 2 * WARM);
	try_call(SHARE_MMAP, 1, ENOMEM, WARM);
	stop();
}

/* What cannot be unmapped loses its pages, and the range is taken again. */
static void
test_unmap_fails(void **state)
{
	unsigned int single, kept;
	char *p;

	for (single = 0; single < 2; single++) {
		eal_config.single_file_segments = single;
		fake_start();
		p = rte_malloc(NULL, 9 << 20, 0);
		memset(p, 0x55, 9 << 20);
		share_fail(SHARE_MMAP, 1, ENOMEM);
		rte_free(p);
		share_fail(SHARE_NONE, 0, 0);
		kept = rte_eal_get_physmem_size() / SIZE_A;
		assert_true(kept <= 1);
		assert_int_equal(fake_files(0), single ? 1 : kept);
		heaps_check();
		p = rte_zmalloc(NULL, 9 << 20, 0);
		assert_int_equal(p[0], 0);
		assert_memory_equal(p, p + 1, (9 << 20) - 1);
		rte_free(p);
		heaps_check();
		eal_memory_fini();
	}
}

/* Sorting is no must; a mapping that cannot be moved is an error. */
static void
test_sorting_fails(void **state)
{
	unsigned int n;
	void *p;

	fake_start();
	eal_shared->iova_mode = RTE_IOVA_PA;
	share_fail(SHARE_CALLOC, 1, ENOMEM);
	p = rte_malloc(NULL, 7 << 20, 0);
	share_fail(SHARE_NONE, 0, 0);
	if (p == NULL)
		skip();
	rte_free(p);
	for (n = 4; n <= 7; n++) {
		share_fail(SHARE_MMAP, n, ENOMEM);
		rte_free(rte_malloc(NULL, 7 << 20, 0));
		share_fail(SHARE_NONE, 0, 0);
		assert_int_equal(fake_files(0),
				eal_shared->lists[0].memseg_arr.count);
		heaps_check();
	}
}

static void
test_start_fails(void **state)
{
	struct share_held before;
	unsigned int n;

	fake_start(); /* the run-time folder is there from now on */
	eal_memory_fini();
	before = share_look();
	for (n = 1; n <= 8; n++) {
		share_fail(SHARE_CALLOC, n, ENOMEM);
		eal_memory_init();
		eal_memory_fini();
		share_fail(SHARE_NONE, 0, 0);
		share_same(&before);
	}
	share_fail(SHARE_CALLOC, 1, ENOMEM);
	assert_int_equal(eal_memory_init(), -ENOMEM);
	share_fail(SHARE_ENTRIES, 1, EACCES);
	eal_memory_init();
}

#define test(t)                                                                \
	cmocka_unit_test_setup_teardown(t, fake_setup_mounted, fake_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_descriptor_limit),
			test(test_limit_stays),
			test(test_no_table_of_mounts),
			test(test_cannot_remove),
			test(test_removed_meanwhile),
			test(test_replaced_meanwhile),
			test(test_too_few),
			test(test_each_call_fails),
			test(test_each_call_fails_one_file),
			test(test_unmap_fails),
			test(test_sorting_fails),
			test(test_start_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
