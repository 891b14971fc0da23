/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files of hugetlbfs: their names, modes and locks, what former processes
 * left, the three values of --huge-unlink, one file for all pages, folders
 * that the user names.
 */
#include <errno.h>

#include <sys/file.h>

#include "fake_huge.h"

#define PAGE "0"

/* Files that are to stay are removed by the test. */
static void
remove_file(const char *name)
{
	char path[PATH_MAX];

	assert_int_equal(unlink(fake_path(path, 0, name)), 0);
}

static int
make_file(const char *name, mode_t mode, const char *text)
{
	char path[PATH_MAX];
	int fd = open(fake_path(path, 0, name), O_CREAT | O_RDWR, mode);

	assert_true(fd >= 0);
	if (text != NULL)
		assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

static void
test_a_file_a_page(void **state)
{
	char path[PATH_MAX];
	struct stat st;
	size_t off;
	void *p;
	int fd;

	fake_start();
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_int_equal(fake_files(0), 3);
	assert_int_equal(lstat(fake_path(path, 0, PAGE), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, SIZE_A);
	fd = eal_pages_fd(0, (uint8_t *)p + (2 << 20), &off);
	assert_true(fd >= 0);
	assert_int_equal(off, (uintptr_t)p % SIZE_A);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	/* It is locked, so that nobody takes it for left over. */
	fd = open(path, O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
	assert_int_equal(flock(fd, LOCK_SH | LOCK_NB), 0);
	close(fd);
	assert_int_equal(eal_pages_fd(0,
					 eal_shared->lists[0].base_va +
							 SIZE_A * 7,
					 &off),
			-ENOENT);
	rte_free(p);
	assert_true(fake_files(0) <= 1);
	heaps_check();
	eal_memory_fini();
	assert_int_equal(fake_files(0), 0);
}

static void
test_left_over(void **state)
{
	char path[PATH_MAX];
	int held = make_file("77", 0600, "x");

	assert_int_equal(flock(held, LOCK_SH), 0);
	close(make_file(PAGE, 0600, "left"));
	close(make_file("65537", 0600, NULL));
	close(make_file("5x", 0600, NULL));
	close(make_file("", 0600, NULL));
	assert_int_equal(symlink("/etc/passwd", fake_path(path, 0, "9")), 0);
	eal_log_level_arg("info");
	fake_start();
	assert_true(share_said("removed 2 hugepage files"));
	assert_int_equal(fake_files(0), 4);
	assert_int_equal(*(char *)rte_malloc(NULL, 10, 0), 0);
	eal_memory_fini();
	close(held);
	remove_file("77");
	remove_file("5x");
	remove_file("");
	remove_file("9");
}

/* A file that another process uses is not ours. */
static void
test_in_use(void **state)
{
	int held = make_file(PAGE, 0600, NULL);
	void *p;

	assert_int_equal(flock(held, LOCK_SH), 0);
	fake_start();
	p = rte_malloc(NULL, 10, 0);
	assert_non_null(p);
	assert_int_not_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_true(share_said("use another --file-prefix"));
	heaps_check();
	eal_memory_fini();
	close(held);
	remove_file(PAGE);
}

/* A file that appears meanwhile, of nobody, is removed. */
static void
test_appears(void **state)
{
	void *p;

	fake_start();
	close(make_file(PAGE, 0600, "left"));
	p = rte_malloc(NULL, 10, 0);
	assert_int_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_int_equal(*(char *)p, 0);
}

/* A link in our way is not followed. */
static void
test_symlink(void **state)
{
	char path[PATH_MAX], target[PATH_MAX];
	struct stat st;

	close(make_file("target", 0600, "text"));
	assert_int_equal(symlink(fake_path(target, 0, "target"),
					 fake_path(path, 0, PAGE)),
			0);
	eal_config.huge_unlink = BP_HUGE_UNLINK_NEVER;
	fake_start();
	assert_non_null(rte_malloc(NULL, 10, 0));
	eal_memory_fini();
	assert_int_equal(stat(target, &st), 0);
	assert_int_equal(st.st_size, 4);
	remove_file(PAGE);
	remove_file("target");
}

static void
test_always(void **state)
{
	size_t off;
	void *p;

	eal_config.huge_unlink = BP_HUGE_UNLINK_ALWAYS;
	fake_start();
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_int_equal(fake_files(0), 0);
	assert_true(eal_pages_fd(0, p, &off) >= 0);
	rte_free(p);
	heaps_check();
}

static uint32_t
flags_of(const void *p)
{
	return rte_mem_virt2memseg(p, NULL)->flags;
}

static void
test_never(void **state)
{
	char *p;

	eal_config.huge_unlink = BP_HUGE_UNLINK_NEVER;
	fake_start();
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_int_equal(flags_of(p), 0);
	memset(p, 0x55, 5 << 20);
	rte_free(p);
	eal_memory_fini();
	assert_int_equal(fake_files(0), 3);
	fake_start();
	p = rte_zmalloc(NULL, 5 << 20, 0);
	assert_int_equal(flags_of(p), RTE_MEMSEG_FLAG_DIRTY);
	assert_int_equal(p[0], 0);
	assert_memory_equal(p, p + 1, (5 << 20) - 1);
	heaps_check();
	rte_free(p);
	eal_memory_fini();
	remove_file("0");
	remove_file("1");
	remove_file("2");
}

/* What others may read is not reused. */
static void
test_wrong_mode(void **state)
{
	void *p;

	close(make_file(PAGE, 0644, NULL));
	eal_config.huge_unlink = BP_HUGE_UNLINK_NEVER;
	fake_start();
	p = rte_malloc(NULL, 10, 0);
	assert_int_not_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_true(share_said("with mode 0600"));
	eal_memory_fini();
	remove_file(PAGE);
}

static void
test_single_file(void **state)
{
	char path[PATH_MAX];
	struct stat st;
	size_t off;
	char *p, *q;

	eal_config.single_file_segments = true;
	fake_start();
	assert_int_equal(fake_files(0), 0);
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_int_equal(fake_files(0), 1);
	assert_int_equal(lstat(fake_path(path, 0, "0"), &st), 0);
	assert_int_equal(st.st_size, 6 << 20);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(eal_pages_fd(0, p + (4 << 20), &off) >= 0);
	assert_ptr_equal((char *)eal_shared->lists[0].base_va + off,
			p + (4 << 20));
	memset(p, 0x55, 5 << 20);
	q = rte_malloc(NULL, 9 << 20, 0);
	memset(q, 0x55, 9 << 20);
	rte_free(p);
	rte_free(q);
	p = rte_zmalloc(NULL, 9 << 20, 0);
	assert_int_equal(p[0], 0);
	assert_memory_equal(p, p + 1, (9 << 20) - 1);
	rte_free(p);
	heaps_check();
	eal_memory_fini();
	assert_int_equal(fake_files(0), 0);
}

static void
test_single_file_never(void **state)
{
	char *p;

	eal_config.single_file_segments = true;
	eal_config.huge_unlink = BP_HUGE_UNLINK_NEVER;
	fake_start();
	p = rte_malloc(NULL, 5 << 20, 0);
	assert_int_equal(flags_of(p), 0);
	memset(p, 0x55, 5 << 20);
	eal_memory_fini();
	assert_int_equal(fake_files(0), 1);
	fake_start();
	p = rte_zmalloc(NULL, 5 << 20, 0);
	assert_int_equal(flags_of(p), RTE_MEMSEG_FLAG_DIRTY);
	assert_memory_equal(p, p + 1, (5 << 20) - 1);
	rte_free(p);
	p = rte_zmalloc(NULL, 7 << 20, 0); /* given back, and beyond */
	assert_int_equal(p[0], 0);
	assert_memory_equal(p, p + 1, (7 << 20) - 1);
	eal_memory_fini();
	remove_file("0");
}

/* In the order of their frames, where these can be read. */
static void
test_frames_sorted(void **state)
{
	const struct rte_memseg *ms;
	struct rte_fbarray *arr;
	unsigned int i;
	void *p, *q;

	fake_start();
	arr = &eal_shared->lists[0].memseg_arr;
	eal_shared->iova_mode = RTE_IOVA_PA;
	p = rte_malloc(NULL, 15 << 20, 0);
	if (p == NULL) {
		assert_int_equal(fake_files(0), 0);
		skip();
	}
	for (i = 1; i < arr->count; i++) {
		ms = rte_fbarray_get(arr, i);
		assert_true(ms->iova > ms[-1].iova);
		assert_int_equal(ms->iova, rte_mem_virt2phy(ms->addr));
	}
	/* The right files go and come. */
	q = rte_malloc(NULL, 1 << 20, 0);
	rte_free(p);
	assert_int_equal(fake_files(0), arr->count);
	p = rte_malloc(NULL, 9 << 20, 0);
	assert_non_null(p);
	assert_int_equal(fake_files(0), arr->count);
	rte_free(p);
	rte_free(q);
	heaps_check();
}

static void
test_several_mounts(void **state)
{
	void *p;

	fake_mount(1);
	fake_start();
	p = rte_malloc(NULL, 10, 0);
	assert_non_null(rte_memzone_reserve("z", 10, 0, RTE_MEMZONE_16MB));
	assert_int_equal(fake_files(0), 1);
	assert_int_equal(fake_files(1), 1);
	rte_free(p);
	eal_memory_fini();
	assert_int_equal(fake_files(0) + fake_files(1), 0);
	fake.read_only = true; /* then memfds */
	fake_start();
	p = rte_malloc(NULL, 10, 0);
	assert_int_equal(rte_mem_virt2memseg(p, NULL)->hugepage_sz, SIZE_A);
	assert_int_equal(fake_files(0), 0);
}

static void
test_huge_dir(void **state)
{
	char sub[PATH_MAX];
	void *p;

	fake_mount(1);
	snprintf(sub, sizeof(sub), "%s/sub", fake.dir[1]);
	assert_int_equal(mkdir(sub, 0700), 0);
	eal_config.huge_dir = sub;
	fake_start();
	assert_int_equal(eal_sources_n(), 2);
	assert_int_equal(eal_sources_page_sz(0), SIZE_B);
	p = rte_malloc(NULL, 10, 0);
	assert_int_equal(entries_of(sub), 3);
	rte_free(p);
	eal_memory_fini();
	rmdir(sub);
	fake.read_only = true;
	assert_int_equal(eal_memory_init(), -EINVAL);
	assert_true(share_said("cannot be written to"));
	eal_config.huge_dir = "/tmp";
	share_log[0] = '\0';
	assert_int_equal(eal_memory_init(), -EINVAL);
	assert_true(share_said("/tmp does not lie in a hugetlbfs"));
	assert_true(share_said(fake.dir[0]));
	assert_true(share_said("(16 MiB)"));
	fake.read_only = false;
	eal_config.no_huge = true; /* then it does not matter */
	fake_start();
}

#define test(t)                                                                \
	cmocka_unit_test_setup_teardown(t, fake_setup_mounted, fake_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_a_file_a_page),
			test(test_left_over),
			test(test_in_use),
			test(test_appears),
			test(test_symlink),
			test(test_always),
			test(test_never),
			test(test_wrong_mode),
			test(test_single_file),
			test(test_single_file_never),
			test(test_frames_sorted),
			test(test_several_mounts),
			test(test_huge_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
