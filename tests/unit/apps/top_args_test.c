/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line of bufplane-top, and that of EAL which it makes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "common/app.h"
#include "top/top.h"

#include <cmocka.h>

static struct top_options opt;

static int
parse(const char *first, ...)
{
	char *argv[MAX_ARGS] = {(char *)(uintptr_t) "top"};
	va_list more;
	int argc;

	va_start(more, first);
	argc = fill_arguments(argv, first, more);
	va_end(more);
	return top_parse_args(&opt, argc, argv);
}

static void
test_options(void **state)
{
	(void)state;
	assert_int_equal(parse(NULL), 0);
	assert_int_equal(opt.show, SHOW_ALL);
	assert_true(opt.interval == 2);
	assert_int_equal(opt.rounds, 0);
	assert_null(opt.json);
	assert_false(opt.guard);
	assert_int_equal(parse("--rings", "--memory", "-i", "0.5", "--count",
					 "3", "--guard", "--file-prefix", "x",
					 NULL),
			0);
	assert_int_equal(opt.show, SHOW_RINGS | SHOW_MEMORY);
	assert_true(opt.interval == 0.5);
	assert_int_equal(opt.rounds, 3);
	assert_true(opt.guard);
	assert_string_equal(opt.prefix, "x");
	assert_int_equal(parse("--json", NULL), 0);
	assert_string_equal(opt.json, "-");
	assert_int_equal(parse("--json", "f", "--pools", NULL), 0);
	assert_string_equal(opt.json, "f");
	assert_int_equal(opt.show, SHOW_POOLS);
	assert_int_equal(parse("--help", NULL), 1);
}

static void
test_refused(void **state)
{
	(void)state;
	assert_int_equal(parse("-i", "0.05", NULL), -EINVAL);
	assert_int_equal(parse("-i", "3601", NULL), -EINVAL);
	assert_int_equal(parse("-i", "x", NULL), -EINVAL);
	assert_int_equal(parse("-c", "-1", NULL), -EINVAL);
	assert_int_equal(parse("--json=", NULL), -EINVAL);
	assert_int_equal(parse("--pool", NULL), -EINVAL);
	assert_int_equal(parse("--vdev", "x", NULL), -EINVAL);
	assert_int_equal(parse("file", NULL), -EINVAL);
}

static bool
has_word(char *const *argv, const char *word)
{
	while (*argv != NULL && strcmp(*argv, word) != 0)
		argv++;
	return *argv != NULL;
}

static void
test_eal(void **state)
{
	char *argv[] = {(char *)(uintptr_t) "top", (char *)(uintptr_t) "-d",
			(char *)(uintptr_t) "x.so", (char *)(uintptr_t) "--",
			(char *)(uintptr_t) "--pools"};
	struct app_eal eal;

	(void)state;
	assert_non_null(app_attach_args(RTE_DIM(argv), argv, &eal));
	assert_int_equal(eal.own, 3);
	assert_null(eal.argv[eal.argc]);
	assert_true(has_word(eal.argv, "--proc-type=secondary"));
	assert_true(has_word(eal.argv, "--lcores"));
	assert_true(has_word(eal.argv, "x.so"));
	assert_false(has_word(eal.argv, "--pools"));
	free(eal.argv);
	argv[1] = (char *)(uintptr_t) "-l5";
	assert_non_null(app_attach_args(RTE_DIM(argv), argv, &eal));
	assert_false(has_word(eal.argv, "--lcores"));
	free(eal.argv);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_options),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_eal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
