/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

#define MAX_ARGS 16

static struct replay_options opt;

/* NULL-terminated arguments behind the program's name. */
static int
parse(const char *first, ...)
{
	char *argv[MAX_ARGS] = {(char *)"replay"};
	int argc = 1;
	va_list args;

	va_start(args, first);
	for (const char *arg = first; arg != NULL && argc < MAX_ARGS - 1;
			arg = va_arg(args, const char *))
		argv[argc++] = (char *)(uintptr_t)arg;
	va_end(args);
	return replay_parse_args(&opt, argc, argv);
}

static void
test_defaults(void **state)
{
	(void)state;
	assert_int_equal(parse("a.pcap", "b.pcap", NULL), 0);
	assert_int_equal(opt.mode, REPLAY_RECORDED);
	assert_true(opt.speed == 1);
	assert_int_equal(opt.loops, 1);
	assert_int_equal(opt.port, 0);
	assert_int_equal(opt.max_gap, 0);
	assert_int_equal(opt.files_n, 2);
}

static void
test_each_option(void **state)
{
	(void)state;
	assert_int_equal(parse("--speed", "2.5", "--loop", "7", "--port", "3",
					 "--max-gap", "0.5", "f", NULL),
			0);
	assert_true(opt.speed == 2.5);
	assert_int_equal(opt.loops, 7);
	assert_int_equal(opt.port, 3);
	assert_int_equal(opt.max_gap, REPLAY_S / 2);
	assert_int_equal(parse("--pps", "1e6", "--loop", "forever", "f", NULL),
			0);
	assert_int_equal(opt.mode, REPLAY_PPS);
	assert_true(opt.pps == 1e6);
	assert_int_equal(opt.loops, 0);
	assert_int_equal(parse("--topspeed", "f", NULL), 0);
	assert_int_equal(opt.mode, REPLAY_TOPSPEED);
	assert_int_equal(parse("-h", NULL), 1);
}

static void
test_refused(void **state)
{
	static const char *const bad[][2] = {
			{"--speed", "0"},
			{"--speed", "-1"},
			{"--speed", "nan"},
			{"--speed", "2x"},
			{"--pps", ""},
			{"--pps", "inf"},
			{"--pps", "1e-300"},
			{"--speed", "1e300"},
			{"--loop", "0"},
			{"--loop", "-3"},
			{"--loop", "many"},
			{"--port", "32"},
			{"--port", "1.5"},
			{"--max-gap", "0"},
			{"--unknown", "1"},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(parse(bad[i][0], bad[i][1], "f", NULL),
				-EINVAL);
	assert_int_equal(parse("--pps", "1", "--topspeed", "f", NULL), -EINVAL);
	assert_int_equal(parse("--topspeed", NULL), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_defaults),
			cmocka_unit_test(test_each_option),
			cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
