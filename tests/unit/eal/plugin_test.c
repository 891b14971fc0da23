/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loading plug-ins: PLUGIN is the path of the module that the build made of
 * plugin_module.c. Each test works in a folder of its own.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/stat.h>

#include "eal.h"

#include <cmocka.h>

static char dir[64];

static const char *
in_dir(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(in_dir(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(in_dir(name), 0644), 0);
}

static int
setup(void **state)
{
	strcpy(dir, "/tmp/bp_plugin_XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	static const char *const names[] = {"a.so", "b.so.1", "c.txt", "z.so"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(in_dir(names[i]));
	rmdir(in_dir("d.so"));
	return rmdir(dir);
}

static int
times_loaded(void)
{
	const char *count = getenv("BP_TEST_PLUGIN");

	return count != NULL ? atoi(count) : 0;
}

static void
test_errors(void **state)
{
	assert_int_equal(eal_plugins_load(NULL), -EINVAL);
	assert_int_equal(eal_plugins_load(""), -EINVAL);
	assert_int_equal(eal_plugins_load(in_dir("none.so")), -ENOENT);
	assert_int_equal(eal_plugins_load("librte_no_such_thing.so"), -ENOENT);
	write_file("a.so", "this is no shared object");
	assert_int_equal(eal_plugins_load(in_dir("a.so")), -ENOENT);
	assert_int_equal(eal_plugins_load(dir), -ENOENT);
}

/* Before anything is loaded, as refusing what is loaded would be too late. */
static void
test_writable(void **state)
{
	assert_int_equal(symlink(PLUGIN, in_dir("a.so")), 0);
	assert_int_equal(chmod(dir, 0777), 0);
	assert_int_equal(eal_plugins_load(dir), -EPERM);
	assert_int_equal(chmod(dir, 0700), 0);
	write_file("z.so", "x");
	assert_int_equal(chmod(in_dir("z.so"), 0666), 0);
	assert_int_equal(eal_plugins_load(in_dir("z.so")), -EPERM);
	assert_int_equal(times_loaded(), 0);
}

/* Links, folders and other files in a folder; each object is loaded once. */
static void
test_directory(void **state)
{
	assert_int_equal(eal_plugins_load(dir), 0);
	assert_int_equal(times_loaded(), 0);
	write_file("c.txt", "not an object");
	assert_int_equal(mkdir(in_dir("d.so"), 0755), 0);
	assert_int_equal(symlink(PLUGIN, in_dir("a.so")), 0);
	assert_int_equal(symlink(PLUGIN, in_dir("b.so.1")), 0);
	assert_int_equal(eal_plugins_load(dir), 0);
	assert_int_equal(times_loaded(), 1);
	assert_int_equal(eal_plugins_load(dir), 0);
	assert_int_equal(times_loaded(), 1);
}

static void
test_file(void **state)
{
	assert_int_equal(eal_plugins_load(PLUGIN), 0);
	assert_int_equal(times_loaded(), 1);
	assert_int_equal(eal_plugins_load(PLUGIN), 0);
	assert_int_equal(times_loaded(), 1);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_errors),
			TEST(test_writable),
			TEST(test_directory),
			TEST(test_file),
	};

	unsetenv("BP_TEST_PLUGIN");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
