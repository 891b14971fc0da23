/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The run-time folder: named at once, made when needed, removed when made
 * here. Root's base is fixed, so that as root a prefix of our own is used.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include <rte_eal.h>

#include "eal.h"
#include "memory/os.h"
#include "process/runtime_dir.h"

#include <cmocka.h>

static char base[64];
static char prefix[32];

static int
setup(void **state)
{
	(void)state;
	snprintf(prefix, sizeof(prefix), "unit-test-%d", (int)getpid());
	strcpy(base, "/tmp/bp-unit-XXXXXX");
	if (mkdtemp(base) == NULL)
		return -1;
	setenv("XDG_RUNTIME_DIR", base, 1);
	return 0;
}

static int
teardown(void **state)
{
	char path[128];

	(void)state;
	/* Not made by the last who was in it. */
	snprintf(path, sizeof(path), "%s/dpdk", base);
	rmdir(path);
	return rmdir(base); /* fails if anything was left in it */
}

static char why[256];

static int
need(void)
{
	why[0] = '\0';
	return eal_runtime_dir_need(why, sizeof(why));
}

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static void
test_not_made_without_need(void **state)
{
	char path[128];

	(void)state;
	assert_string_equal(rte_eal_get_runtime_dir(), "");
	assert_int_equal(need(), -EINVAL);
	assert_int_equal(runtime_dir_init(prefix), 0);
	snprintf(path, sizeof(path), "%s/dpdk/%s",
			geteuid() == 0 ? "/var/run" : base, prefix);
	assert_string_equal(rte_eal_get_runtime_dir(), path);
	assert_false(exists(path));
	runtime_dir_fini();
	assert_string_equal(rte_eal_get_runtime_dir(), "");
	runtime_dir_fini();
}

static void
test_made_and_removed(void **state)
{
	char path[128], file[160];
	struct stat st;

	(void)state;
	assert_int_equal(runtime_dir_init(prefix), 0);
	if (need() != 0)
		skip(); /* a root that may not write to /var/run */
	assert_int_equal(need(), 0);
	snprintf(path, sizeof(path), "%s", rte_eal_get_runtime_dir());
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	runtime_dir_fini();
	assert_false(exists(path));
	/* others' files stay */
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(need(), 0);
	snprintf(file, sizeof(file), "%s/file", path);
	fclose(fopen(file, "w"));
	runtime_dir_fini();
	assert_true(exists(file));
	unlink(file);
	/* one that a killed process left goes, one without need stays */
	assert_int_equal(runtime_dir_init(prefix), 0);
	runtime_dir_fini();
	assert_true(exists(path));
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(need(), 0);
	runtime_dir_fini();
	assert_false(exists(path));
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(need(), 0);
	/* one that others may write to is refused */
	chmod(path, 0777);
	assert_int_equal(need(), -EPERM);
	assert_non_null(strstr(why, path));
	runtime_dir_fini();
	assert_false(exists(path));
}

static void
test_too_long(void **state)
{
	static char longest[8192];

	(void)state;
	memset(longest, 'p', sizeof(longest) - 1);
	assert_int_equal(runtime_dir_init(longest), -ENAMETOOLONG);
	assert_string_equal(rte_eal_get_runtime_dir(), "");
}

static struct eal_os real;
static unsigned int calls, fail_at;
static int fail_errno;

static int
fake_mkdir(const char *path, mode_t mode)
{
	if (++calls == fail_at) {
		errno = fail_errno;
		return -1;
	}
	return real.mkdir(path, mode);
}

static int
fake_lstat(const char *path, struct stat *st)
{
	(void)path;
	(void)st;
	errno = fail_errno;
	return -1;
}

static void
need_fails(unsigned int n, int err)
{
	calls = 0;
	fail_at = n;
	fail_errno = err;
	assert_int_equal(need(), -err);
	assert_non_null(strstr(why, strerror(err)));
	assert_false(exists(rte_eal_get_runtime_dir()));
}

static void
test_calls_fail(void **state)
{
	(void)state;
	real = eal_os;
	assert_int_equal(runtime_dir_init(prefix), 0);
	eal_os.mkdir = fake_mkdir;
	need_fails(1, EROFS);
	need_fails(2, EACCES);
	need_fails(2, ENOSPC);
	/* somebody removed the parent between the two calls */
	calls = 0;
	fail_at = 2;
	fail_errno = ENOENT;
	if (need() != 0)
		print_message("%s\n", why);
	else
		assert_int_equal(calls, 4);
	eal_os.lstat = fake_lstat;
	fail_errno = EIO;
	assert_int_equal(need(), -EIO);
	eal_os = real;
	runtime_dir_fini();
}

/* No base at all: an error, not a loop for ever. */
static void
test_no_base(void **state)
{
	(void)state;
	if (geteuid() == 0)
		skip(); /* its base is always there */
	setenv("XDG_RUNTIME_DIR", "/nowhere/at/all", 1);
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(need(), -ENOENT);
	assert_non_null(strstr(why, "/nowhere/at/all/dpdk"));
	runtime_dir_fini();
	setenv("XDG_RUNTIME_DIR", base, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_not_made_without_need),
			cmocka_unit_test(test_made_and_removed),
			cmocka_unit_test(test_too_long),
			cmocka_unit_test(test_calls_fail),
			cmocka_unit_test(test_no_base),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
