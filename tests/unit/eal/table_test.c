/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tables in files: what is made, who holds it, and that whichever call fails
 * nothing is left.
 */
#include <fcntl.h>

#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "memory/space.h"
#include "memory/table.h"
#include "share_util.h"

#define LEN 10000

static int
setup(void **state)
{
	char why[256];
	int rc = share_setup(state);

	return rc == 0 ? eal_runtime_dir_need(why, sizeof(why)) : rc;
}

static void
test_anonymous(void **state)
{
	struct share_held before = share_look();
	struct eal_table t;

	assert_int_equal(eal_table_anonymous(&t, LEN), 0);
	assert_int_equal(t.fd, -1);
	assert_int_equal(((uint8_t *)t.addr)[LEN - 1], 0);
	assert_int_equal(eal_table_populate(&t, 0, LEN), 0);
	eal_table_share(&t);
	eal_table_forget(&t, true);
	memset(t.addr, 1, LEN);
	assert_int_equal(eal_table_remove(&t), 0);
	assert_null(t.addr);
	share_same(&before);
	share_fail(SHARE_MMAP, 1, ENOMEM);
	assert_int_equal(eal_table_anonymous(&t, LEN), -ENOMEM);
	share_fail(SHARE_MPROTECT, 1, ENOMEM);
	assert_int_equal(eal_table_anonymous(&t, LEN), -ENOMEM);
	share_same(&before);
}

static void
test_file(void **state)
{
	struct share_held before = share_look();
	struct eal_table t, u;
	struct stat st;
	void *addr;

	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), 0);
	assert_true(share_file("fbarray_t", &st));
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(st.st_size, t.len);
	assert_int_equal(fcntl(t.fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(eal_table_populate(&t, 0, LEN), 0);
	memset(t.addr, 7, LEN);
	/* Held alone until it is shared. */
	assert_int_equal(eal_table_file(&u, "fbarray_t", LEN), -EBUSY);
	assert_int_equal(
			eal_table_attach(&u, "fbarray_t", t.addr, LEN), -EBUSY);
	eal_table_share(&t);
	assert_int_equal(eal_table_file(&u, "fbarray_t", LEN), -EBUSY);
	assert_int_equal(eal_table_attach(&u, "fbarray_t", t.addr, LEN),
			-EADDRNOTAVAIL);
	assert_int_equal(eal_table_attach(&u, "fbarray_t", t.addr, 2 * LEN),
			-EINVAL);
	assert_int_equal(eal_table_attach(&u, "fbarray_u", t.addr, LEN),
			-ENOENT);
	assert_int_equal(eal_table_attach(&u, "a/b", t.addr, LEN), -ENOENT);
	/* Left as it is by one that lets go, and found again. */
	addr = t.addr;
	eal_table_detach(&t);
	assert_int_equal(eal_table_attach(&t, "fbarray_t", addr, LEN), 0);
	assert_ptr_equal(t.addr, addr);
	assert_int_equal(((uint8_t *)addr)[LEN - 1], 7);
	eal_table_detach(&t);
	/* Emptied by one that makes it anew. */
	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), 0);
	assert_int_equal(((uint8_t *)t.addr)[LEN - 1], 0);
	assert_int_equal(eal_table_remove(&t), 0);
	share_same(&before);
}

static void
test_forget(void **state)
{
	struct share_held before = share_look();
	struct eal_table t;

	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), 0);
	eal_table_forget(&t, true);
	assert_int_equal(share_look().files, before.files);
	((uint8_t *)t.addr)[0] = 1;
	assert_int_equal(eal_table_remove(&t), 0);
	share_same(&before);
}

static void
test_sweep(void **state)
{
	struct share_held before = share_look();
	struct eal_table held, left;
	struct stat st;
	char path[PATH_MAX];

	assert_int_equal(eal_table_file(&held, "fbarray_held", LEN), 0);
	assert_int_equal(eal_table_file(&left, "fbarray_left", LEN), 0);
	eal_table_detach(&left);
	snprintf(path, sizeof(path), "%s/other", rte_eal_get_runtime_dir());
	fclose(fopen(path, "w"));
	eal_tables_sweep();
	assert_true(share_file("fbarray_held", &st));
	assert_false(share_file("fbarray_left", &st));
	assert_true(share_file("other", &st));
	unlink(path);
	assert_int_equal(eal_table_remove(&held), 0);
	share_same(&before);
}

/* A link in the folder is not followed. */
static void
test_link(void **state)
{
	struct eal_table t;
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/fbarray_l", rte_eal_get_runtime_dir());
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_int_equal(eal_table_file(&t, "fbarray_l", LEN), -ELOOP);
	unlink(path);
}

static void
test_each_call_fails(void **state)
{
	struct share_held before = share_look();
	enum share_call call;
	struct eal_table t;
	unsigned int n;
	int rc;

	for (call = SHARE_OPEN; call < SHARE_CALLS; call++)
		for (n = 1; n <= 4; n++) {
			share_fail(call, n, EIO);
			rc = eal_table_file(&t, "fbarray_t", LEN);
			share_fail(SHARE_NONE, 0, 0);
			if (rc == 0)
				assert_int_equal(eal_table_remove(&t), 0);
			else
				assert_int_equal(rc, -EIO);
			share_same(&before);
		}
}

/* The file system is full, or cannot promise room. */
static void
test_populate_fails(void **state)
{
	struct eal_table t;

	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), 0);
	share_fail(SHARE_FALLOCATE, 1, ENOSPC);
	assert_int_equal(eal_table_populate(&t, 0, LEN), -ENOSPC);
	assert_non_null(strstr(share_log, "fbarray_t"));
	share_fail(SHARE_FALLOCATE, 1, EOPNOTSUPP);
	assert_int_equal(eal_table_populate(&t, 5000, 1), 0);
	assert_int_equal(eal_table_remove(&t), 0);
}

static int
no_populate(void *addr, size_t len, int advice)
{
	(void)addr;
	(void)len;
	(void)advice;
	errno = EFAULT;
	return -1;
}

static void
test_populate_faults(void **state)
{
	struct eal_table t;

	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), 0);
	share_fail(SHARE_FALLOCATE, 1, EOPNOTSUPP);
	eal_os.madvise = no_populate;
	assert_int_equal(eal_table_populate(&t, 0, LEN), -ENOSPC);
	eal_os.madvise = share_madvise;
	assert_int_equal(eal_table_remove(&t), 0);
}

static unsigned int gone;

/* The first ones find that the name went after it was opened. */
static int
gone_fstat(int fd, struct stat *st)
{
	int rc = share_real.fstat(fd, st);

	if (gone > 0) {
		gone--;
		st->st_nlink = 0;
	}
	return rc;
}

static void
test_name_gone(void **state)
{
	struct share_held before = share_look();
	struct eal_table t;

	eal_os.fstat = gone_fstat;
	gone = 3;
	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), 0);
	assert_int_equal(eal_table_remove(&t), 0);
	gone = UINT32_MAX;
	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), -ESTALE);
	eal_os.fstat = share_fstat;
	eal_tables_sweep();
	share_same(&before);
}

/* A limit on file sizes is an error and not SIGXFSZ. */
static void
test_file_limit(void **state)
{
	struct rlimit old, limit;
	struct eal_table t;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
}

/* In a child: what it does to a table it has from its parent. */
static int
in_child(struct eal_table *t, void (*what)(struct eal_table *t))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		what(t);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
child_removes(struct eal_table *t)
{
	if (eal_table_remove(t) != -EBUSY)
		_exit(1);
}

static void
child_forgets(struct eal_table *t)
{
	eal_table_forget(t, true);
}

static void
child_steals(struct eal_table *t)
{
	struct eal_table u;

	void *addr = t->addr;

	eal_table_detach(t);
	if (eal_table_attach(&u, "fbarray_t", addr, LEN) != 0)
		_exit(1);
	if (eal_table_remove(&u) != -EBUSY)
		_exit(2);
}

static void
test_children(void **state)
{
	struct eal_table t;
	struct stat st;

	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), 0);
	eal_table_share(&t);
	assert_int_equal(in_child(&t, child_removes), 0);
	assert_int_equal(in_child(&t, child_forgets), 0);
	/* The parent's lock is still there after each of them. */
	assert_int_equal(in_child(&t, child_steals), 0);
	assert_true(share_file("fbarray_t", &st));
	assert_int_equal(eal_table_remove(&t), 0);
}

/* Without a folder there are no files. */
static void
test_no_folder(void **state)
{
	struct eal_table t;
	void *here = &t;

	assert_string_equal(rte_eal_get_runtime_dir(), "");
	assert_int_equal(eal_table_file(&t, "fbarray_t", LEN), -ENOENT);
	assert_int_equal(eal_table_attach(&t, "fbarray_t", here, LEN), -ENOENT);
	eal_tables_sweep();
}

static void
test_quiet_space(void **state)
{
	share_fail(SHARE_MMAP, 1, ENOMEM);
	assert_null(eal_space_try(1 << 20, 4096));
	assert_int_equal(errno, ENOMEM);
	assert_string_equal(share_log, "");
	share_fail(SHARE_MMAP, 1, ENOMEM);
	assert_null(eal_space_reserve(1 << 20, 4096));
	assert_string_not_equal(share_log, "");
}

#define test(t) cmocka_unit_test_setup_teardown(t, setup, share_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			test(test_anonymous),
			test(test_file),
			test(test_forget),
			test(test_sweep),
			test(test_link),
			test(test_each_call_fails),
			test(test_populate_fails),
			test(test_populate_faults),
			test(test_name_gone),
			test(test_file_limit),
			test(test_children),
			test(test_quiet_space),
			cmocka_unit_test(test_no_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
