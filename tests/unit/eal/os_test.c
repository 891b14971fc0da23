/* SPDX-License-Identifier: BSD-3-Clause */
/* The system calls behind the seam that are more than a call of that name. */
#include <errno.h>
#include <stdlib.h>

#include <sys/mman.h>

#include "memory_util.h"

static char path[32];

static int
setup(void **state)
{
	int fd;

	(void)state;
	strcpy(path, "/tmp/bp-unit-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static void
put(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
test_lines(void **state)
{
	char text[8];

	put("one two\nthree\n");
	assert_int_equal(eal_os.read_line(path, text, sizeof(text)), 7);
	assert_string_equal(text, "one two");
	assert_int_equal(eal_os.read_line(path, text, 4), 3);
	assert_string_equal(text, "one");
	put("");
	assert_int_equal(eal_os.read_line(path, text, sizeof(text)), 0);
	assert_string_equal(text, "");
	assert_int_equal(eal_os.read_line("/no/such", text, sizeof(text)), -1);
	assert_int_equal(eal_os.read_line("/tmp", text, sizeof(text)), -1);
}

static void
test_numbers(void **state)
{
	put("1234\n");
	assert_int_equal(eal_os.read_number(path), 1234);
	put("");
	assert_int_equal(eal_os.read_number(path), -1);
	assert_int_equal(eal_os.read_number("/no/such"), -1);
}

static void
count(const char *name, void *arg)
{
	assert_string_not_equal(name, ".");
	assert_string_not_equal(name, "..");
	++*(unsigned int *)arg;
}

static void
test_entries(void **state)
{
	unsigned int n = 0;

	assert_int_equal(eal_os.each_entry("/tmp", count, &n), 0);
	assert_true(n > 0);
	assert_int_equal(eal_os.each_entry("/no/such", count, &n), -1);
}

static void
test_nodes(void **state)
{
	char here = 1;
	int node = eal_os.node_of(&here);

	/* Not every kernel, or container, tells. */
	if (node >= 0)
		assert_in_range(node, 0, 1023);
	assert_int_equal(eal_os.node_of(NULL), -1);
	assert_int_equal(eal_os.bind(&here, 1, -1), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(eal_os.bind(&here, 1, 1024), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(eal_os.nodes(), eal_numa_nodes());
}

static void
test_limits(void **state)
{
	struct rlimit limit = {0};

	assert_int_equal(eal_os.getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_true(limit.rlim_cur > 0);
	assert_int_equal(eal_os.setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(eal_os.setrlimit(-1, &limit), -1);
	assert_true(eal_os.ram_bytes() > 0);
}

static void
test_mounts(void **state)
{
	FILE *f = eal_os.mounts();

	assert_non_null(f);
	fclose(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					test_lines, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_numbers, setup, teardown),
			cmocka_unit_test(test_entries),
			cmocka_unit_test(test_nodes),
			cmocka_unit_test(test_limits),
			cmocka_unit_test(test_mounts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
