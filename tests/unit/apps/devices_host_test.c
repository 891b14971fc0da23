/* SPDX-License-Identifier: BSD-3-Clause */
/* Files of a kernel that is not trusted. */
#include <dirent.h>
#include <errno.h>

#include "devices_tree.h"

static void
test_line(void **state)
{
	static const char odd[] = "a\033[2J\xc3\xa4\tb\nrest";
	char line[16];

	(void)state;
	tree_file("/line", "one\ntwo\n");
	tree_file("/bare", "no end");
	tree_file("/empty", "");
	tree_bytes("/odd", odd, sizeof(odd));
	tree_bytes("/zero", "ab\0cd\n", 6);
	assert_int_equal(host_line(&host, line, sizeof(line), "/line"), 0);
	assert_string_equal(line, "one");
	assert_int_equal(
			host_line(&host, line, sizeof(line), "/%s", "bare"), 0);
	assert_string_equal(line, "no end");
	assert_int_equal(host_line(&host, line, sizeof(line), "/empty"), 0);
	assert_string_equal(line, "");
	assert_int_equal(host_line(&host, line, sizeof(line), "/odd"), 0);
	assert_string_equal(line, "a?[2J???b");
	assert_int_equal(host_line(&host, line, sizeof(line), "/zero"), 0);
	assert_string_equal(line, "ab");
}

static void
test_line_refused(void **state)
{
	char line[16] = "before", name[2 * DEV_PATH_SIZE];

	(void)state;
	tree_dir("/folder");
	tree_long("/fits", sizeof(line) - 1);
	tree_long("/long", sizeof(line));
	tree_long("/huge", 1 << 20);
	assert_int_equal(host_line(&host, line, sizeof(line), "/fits"), 0);
	assert_int_equal(strlen(line), sizeof(line) - 1);
	assert_int_equal(host_line(&host, line, sizeof(line), "/long"), -EFBIG);
	assert_string_equal(line, "");
	assert_int_equal(host_line(&host, line, sizeof(line), "/huge"), -EFBIG);
	assert_int_equal(
			host_line(&host, line, sizeof(line), "/none"), -ENOENT);
	assert_int_equal(host_line(&host, line, sizeof(line), "/folder"),
			-EISDIR);
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(host_line(&host, line, sizeof(line), "/%s", name),
			-ENAMETOOLONG);
	name[DEV_PATH_SIZE - 5] = '\0';
	assert_int_equal(host_line(&host, line, sizeof(line), "/%s", name),
			-ENAMETOOLONG);
}

/* A pipe that nobody writes must not hold the program up. */
static void
test_pipe(void **state)
{
	char path[DEV_PATH_SIZE], line[16];
	unsigned long value;

	(void)state;
	tree_path(path, "/pipe");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(host_line(&host, line, sizeof(line), "/pipe"), 0);
	assert_string_equal(line, "");
	assert_int_equal(host_number(&host, &value, 9, "/pipe"), -EINVAL);
}

static void
test_number(void **state)
{
	static const struct {
		const char *text;
		int rc;
		unsigned long value;
	} cases[] = {
			{"0x1af4\n", 0, 0x1af4},
			{"17\n", 0, 17},
			{"0", 0, 0},
			{"0xffff\n", 0, 0xffff},
			{"0x10000\n", -EINVAL, 0},
			{"-1\n", -EINVAL, 0},
			{" 1\n", -EINVAL, 0},
			{"+1\n", -EINVAL, 0},
			{"1 2\n", -EINVAL, 0},
			{"0xg\n", -EINVAL, 0},
			{"vendor\n", -EINVAL, 0},
			{"", -EINVAL, 0},
			{"99999999999999999999\n", -EINVAL, 0},
			{"0x1af4 and much more than a number\n", -EFBIG, 0},
	};

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		unsigned long value = 0;

		tree_file("/number", cases[i].text);
		assert_int_equal(host_number(&host, &value, 0xffff, "/number"),
				cases[i].rc);
		assert_int_equal(value, cases[i].value);
	}
}

static void
test_link(void **state)
{
	char name[10], target[3000];

	(void)state;
	tree_link("/link", "../drivers/virtio");
	tree_link("/short", "virtio");
	tree_link("/slash", "virtio/");
	tree_link("/nine", "x/123456789");
	tree_link("/ten", "x/1234567890");
	tree_link("/odd", "x/\033[2J");
	memset(target, 't', sizeof(target));
	target[sizeof(target) - 1] = '\0';
	tree_link("/huge", target);
	tree_file("/file", "");
	assert_int_equal(host_link(&host, name, sizeof(name), "/link"), 0);
	assert_string_equal(name, "virtio");
	assert_int_equal(host_link(&host, name, sizeof(name), "/short"), 0);
	assert_string_equal(name, "virtio");
	assert_int_equal(host_link(&host, name, sizeof(name), "/nine"), 0);
	assert_int_equal(host_link(&host, name, sizeof(name), "/odd"), 0);
	assert_string_equal(name, "?[2J");
	assert_int_equal(host_link(&host, name, sizeof(name), "/slash"),
			-EINVAL);
	assert_string_equal(name, "");
	assert_int_equal(host_link(&host, name, sizeof(name), "/ten"),
			-ENAMETOOLONG);
	assert_int_equal(host_link(&host, name, sizeof(name), "/huge"),
			-ENAMETOOLONG);
	assert_int_equal(
			host_link(&host, name, sizeof(name), "/file"), -EINVAL);
	assert_int_equal(
			host_link(&host, name, sizeof(name), "/none"), -ENOENT);
}

static void
test_list(void **state)
{
	struct dirent **list;
	int n;

	(void)state;
	tree_file("/list/b", "");
	tree_file("/list/.hidden", "");
	tree_file("/list/a", "");
	tree_dir("/bare");
	n = host_list(&host, &list, "/%s", "list");
	assert_int_equal(n, 2);
	assert_string_equal(list[0]->d_name, "a");
	assert_string_equal(list[1]->d_name, "b");
	host_list_free(list, n);
	n = host_list(&host, &list, "/bare");
	assert_int_equal(n, 0);
	host_list_free(list, n);
	n = host_list(&host, &list, "/none");
	assert_int_equal(n, -ENOENT);
	host_list_free(list, n);
	assert_int_equal(host_list(&host, &list, "/list/a"), -ENOTDIR);
}

static void
test_access(void **state)
{
	(void)state;
	tree_file("/file", "");
	assert_int_equal(host_access(&host, R_OK | W_OK, "/%s", "file"), 0);
	assert_int_equal(host_access(&host, F_OK, "/none"), -ENOENT);
	assert_int_equal(host_access(&host, X_OK, "/file"), -EACCES);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_line),
			TEST(test_line_refused),
			TEST(test_pipe),
			TEST(test_number),
			TEST(test_link),
			TEST(test_list),
			TEST(test_access),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
