/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include "arguments.h"
#include "l2fwd/l2fwd.h"

#include <cmocka.h>

static struct l2fwd_options opt;

/* NULL-terminated arguments behind the program's name. */
static int
parse(const char *first, ...)
{
	char *argv[MAX_ARGS] = {(char *)"l2fwd"};
	va_list args;
	int argc;

	va_start(args, first);
	argc = fill_arguments(argv, first, args);
	va_end(args);
	return l2fwd_parse_args(&opt, argc, argv);
}

static void
test_defaults(void **state)
{
	(void)state;
	assert_int_equal(parse("-p", "3", NULL), 0);
	assert_int_equal(opt.ports_n, 2);
	assert_int_equal(opt.ports[0], 0);
	assert_int_equal(opt.ports[1], 1);
	assert_true(opt.mac_updating);
	assert_false(opt.promiscuous || opt.exit_on_eof || opt.pools.at_end);
	assert_null(opt.json);
	assert_int_equal(opt.queues_per_lcore, 0);
	assert_int_equal(opt.rx_queues, 1);
	assert_int_equal(opt.period, 10);
	assert_int_equal(opt.pairs_n, 0);
}

static void
test_each_option(void **state)
{
	(void)state;
	assert_int_equal(parse("-p", "1", "-P", "-q", "512", "-T", "0", "--rxq",
					 "16", "--no-mac-updating", "--json",
					 "-", NULL),
			0);
	assert_true(opt.promiscuous);
	assert_int_equal(opt.queues_per_lcore, 512);
	assert_int_equal(opt.period, 0);
	assert_int_equal(opt.rx_queues, 16);
	assert_false(opt.mac_updating);
	assert_string_equal(opt.json, "-");
	assert_int_equal(parse("-p1", "-q2", "-T86400", "--no-mac-updating",
					 "--mac-updating", "--exit-on-eof",
					 "--pools=json", NULL),
			0);
	assert_int_equal(opt.queues_per_lcore, 2);
	assert_int_equal(opt.period, 86400);
	assert_true(opt.mac_updating);
	assert_true(opt.exit_on_eof);
	assert_true(opt.pools.json);
	assert_int_equal(parse("-p1", "-T", "010", NULL), 0);
	assert_int_equal(opt.period, 10);
	assert_int_equal(parse("-p1", "--no-mac", NULL), -EINVAL);
	assert_int_equal(parse("-h", NULL), 1);
	assert_int_equal(parse("-p", "0", "-h", NULL), -EINVAL);
}

static void
test_masks(void **state)
{
	static const struct {
		const char *text;
		unsigned int n, first, last;
	} table[] = {
			{"1", 1, 0, 0},
			{"0x1", 1, 0, 0},
			{"0XF", 4, 0, 3},
			{"a", 2, 1, 3},
			{"80000000", 1, 31, 31},
			{"ffffffff", 32, 0, 31},
			{"000000000000000000000000000000FF", 8, 0, 7},
	};

	(void)state;
	for (unsigned int i = 0; i < RTE_DIM(table); i++) {
		assert_int_equal(parse("-p", table[i].text, NULL), 0);
		assert_int_equal(opt.ports_n, table[i].n);
		assert_int_equal(opt.ports[0], table[i].first);
		assert_int_equal(opt.ports[opt.ports_n - 1], table[i].last);
	}
	/* The last one counts. */
	assert_int_equal(parse("-p", "ff", "-p", "2", NULL), 0);
	assert_int_equal(opt.ports_n, 1);
}

static void
test_portmaps(void **state)
{
	static const char *const same[] = {
			"(0,2)(1,3)", "(0,2),(1,3)", " (0, 2) , ( 1 ,3 ) "};
	static const struct l2fwd_pair pairs[] = {{0, 2}, {1, 3}};

	(void)state;
	for (unsigned int i = 0; i < RTE_DIM(same); i++) {
		assert_int_equal(parse("-p", "f", "--portmap", same[i], NULL),
				0);
		assert_int_equal(opt.pairs_n, 2);
		assert_memory_equal(opt.pairs, pairs, sizeof(pairs));
	}
	assert_int_equal(parse("-p", "f", "--portmap=(31,31)", NULL), 0);
	assert_int_equal(opt.pairs_n, 1);
	assert_int_equal(opt.pairs[0].b, 31);
}

static void
test_too_many_pairs(void **state)
{
	char map[(RTE_MAX_ETHPORTS + 1) * 5 + 1] = "";

	(void)state;
	for (unsigned int i = 0; i < RTE_MAX_ETHPORTS; i++)
		strcat(map, "(0,1)");
	assert_int_equal(parse("-p", "3", "--portmap", map, NULL), 0);
	strcat(map, "(0,1)");
	assert_int_equal(parse("-p", "3", "--portmap", map, NULL), -EINVAL);
}

static void
test_refused(void **state)
{
	static const char *const bad[][2] = {
			{"-p", ""},
			{"-p", "0"},
			{"-p", "0x"},
			{"-p", "-1"},
			{"-p", "3 "},
			{"-p", "g"},
			{"-p", "100000000"},
			{"-p", "10000000000000000000000000000000000000000"},
			{"-q", "0"},
			{"-q", "513"},
			{"-q", "two"},
			{"-T", "86401"},
			{"-T", "-1"},
			{"--rxq", "0"},
			{"--rxq", "17"},
			{"--json", ""},
			{"--pools", "xml"},
			{"--portmap", ""},
			{"--portmap", "0,1"},
			{"--portmap", "(0,1"},
			{"--portmap", "(0,1),"},
			{"--portmap", "(0,1)x"},
			{"--portmap", "(0,1),,(2,3)"},
			{"--portmap", "(0)"},
			{"--portmap", "(0,1,2)"},
			{"--portmap", "(0,-1)"},
			{"--portmap", "(0,32)"},
			{"--portmap", "(65536,1)"},
			{"--frobnicate", "1"},
	};

	(void)state;
	for (unsigned int i = 0; i < RTE_DIM(bad); i++)
		assert_int_equal(parse("-p", "3", bad[i][0], bad[i][1], NULL),
				-EINVAL);
	assert_int_equal(parse("-P", NULL), -EINVAL);
	assert_int_equal(parse("-p", "3", "surplus", NULL), -EINVAL);
	assert_int_equal(parse("-p", NULL), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_defaults),
			cmocka_unit_test(test_each_option),
			cmocka_unit_test(test_masks),
			cmocka_unit_test(test_portmaps),
			cmocka_unit_test(test_too_many_pairs),
			cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
