/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line of bufplane-dump. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "arguments.h"
#include "dump/dump.h"

#include <cmocka.h>

static struct dump_options opt;

static int
parse(const char *first, ...)
{
	char *argv[MAX_ARGS] = {(char *)(uintptr_t) "dump"};
	va_list more;
	int argc;

	va_start(more, first);
	argc = fill_arguments(argv, first, more);
	va_end(more);
	return dump_parse_args(&opt, argc, argv);
}

static void
test_defaults(void **state)
{
	(void)state;
	assert_int_equal(parse("-w", "f", NULL), 0);
	assert_string_equal(opt.file, "f");
	assert_true(opt.received && opt.sent);
	assert_int_equal(opt.ports_n, 0);
	assert_int_equal(opt.program.bf_len, 0);
	assert_string_equal(opt.filter, "");
	assert_int_equal(opt.snaplen, 262144);
	assert_int_equal(opt.count, 0);
	assert_true(opt.duration == 0);
	assert_int_equal(opt.buffer, 16);
	assert_null(opt.prefix);
	dump_free_args(&opt);
}

static void
test_all(void **state)
{
	(void)state;
	assert_int_equal(parse("--file-prefix=p", "-p", "0", "--port=net_x",
					 "--rx", "-s", "64", "-c10", "-d1.5",
					 "--buffer=2", "-w", "-", NULL),
			0);
	assert_string_equal(opt.prefix, "p");
	assert_int_equal(opt.ports_n, 2);
	assert_string_equal(opt.ports[0], "0");
	assert_string_equal(opt.ports[1], "net_x");
	assert_true(opt.received && !opt.sent);
	assert_int_equal(opt.snaplen, 64);
	assert_int_equal(opt.count, 10);
	assert_true(opt.duration == 1.5);
	assert_int_equal(opt.buffer, 2);
	dump_free_args(&opt);
	assert_int_equal(parse("--tx", "-w", "f", NULL), 0);
	assert_true(!opt.received && opt.sent);
	dump_free_args(&opt);
	assert_int_equal(parse("--list", NULL), 0);
	assert_true(opt.list);
	dump_free_args(&opt);
}

static void
test_filter(void **state)
{
	(void)state;
	assert_int_equal(parse("-w", "f", "tcp", "port", "80", NULL), 0);
	assert_string_equal(opt.filter, "tcp port 80");
	assert_true(opt.program.bf_len > 1);
	dump_free_args(&opt);
	dump_free_args(&opt); /* twice is fine */
	assert_int_equal(parse("-w", "f", "no such words", NULL), -EINVAL);
	dump_free_args(&opt);
}

static void
test_refused(void **state)
{
	(void)state;
	assert_int_equal(parse(NULL), -EINVAL);
	assert_int_equal(parse("-w", "", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "-s", "0", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "-s", "262145", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "-c", "0", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "-c", "1x", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "-d", "0", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "-d", "-1", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "--buffer", "0", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "--buffer", "4097", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "-p", "", NULL), -EINVAL);
	assert_int_equal(parse("-w", "f", "--vdev", "x", NULL), -EINVAL);
	assert_int_equal(parse("--snap", "64", "-w", "f", NULL), -EINVAL);
	assert_int_equal(parse("-h", NULL), 1);
	assert_int_equal(parse("-w", "f", "--help", NULL), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_defaults),
			cmocka_unit_test(test_all),
			cmocka_unit_test(test_filter),
			cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
