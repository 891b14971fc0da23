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
	(void)state;
	return rmdir(base); /* fails if anything was left in it */
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
	assert_int_equal(runtime_dir_need(), -EINVAL);
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
	if (runtime_dir_need() != 0)
		skip(); /* a root that may not write to /var/run */
	assert_int_equal(runtime_dir_need(), 0);
	snprintf(path, sizeof(path), "%s", rte_eal_get_runtime_dir());
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	runtime_dir_fini();
	assert_false(exists(path));
	/* one that was there before stays, as do others' files */
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(runtime_dir_need(), 0);
	snprintf(file, sizeof(file), "%s/file", path);
	fclose(fopen(file, "w"));
	runtime_dir_fini();
	assert_true(exists(file));
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(runtime_dir_need(), 0);
	unlink(file);
	runtime_dir_fini();
	assert_true(exists(path));
	/* one that others may write to is refused */
	chmod(path, 0777);
	assert_int_equal(runtime_dir_init(prefix), 0);
	assert_int_equal(runtime_dir_need(), -EPERM);
	runtime_dir_fini();
	assert_int_equal(rmdir(path), 0);
	*strrchr(path, '/') = '\0';
	rmdir(path);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_not_made_without_need),
			cmocka_unit_test(test_made_and_removed),
			cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
