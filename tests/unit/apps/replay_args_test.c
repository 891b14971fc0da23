/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include "arguments.h"
#include "pcap_replay/replay.h"

#include <cmocka.h>

static struct replay_options opt;

/* NULL-terminated arguments behind the program's name. */
static int
parse(const char *first, ...)
{
	char *argv[MAX_ARGS] = {(char *)"replay"};
	va_list args;
	int argc;

	va_start(args, first);
	argc = fill_arguments(argv, first, args);
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
	assert_int_equal(opt.ports_n, 1);
	assert_int_equal(opt.ports[0], 0);
	assert_int_equal(opt.queues, 1);
	assert_int_equal(opt.max_gap, 0);
	assert_int_equal(opt.limit, 0);
	assert_int_equal(opt.start_real, 0);
	assert_int_equal(opt.stats, 0);
	assert_int_equal(opt.order, REPLAY_IN_TURN);
	assert_int_equal(opt.read_ahead, 16 << 20);
	assert_false(opt.preload || opt.align);
	assert_null(opt.json);
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
	assert_int_equal(opt.ports[0], 3);
	assert_int_equal(opt.max_gap, REPLAY_S / 2);
	assert_int_equal(parse("--pps", "1e6", "--loop", "forever", "f", NULL),
			0);
	assert_int_equal(opt.mode, REPLAY_PPS);
	assert_true(opt.pps == 1e6);
	assert_int_equal(opt.loops, 0);
	assert_int_equal(parse("--topspeed", "f", NULL), 0);
	assert_int_equal(opt.mode, REPLAY_TOPSPEED);
	assert_int_equal(parse("--mbps", "0.5", "--limit", "10", "--stats",
					 "0.25", "--json", "-", "--align", "f",
					 NULL),
			0);
	assert_int_equal(opt.mode, REPLAY_MBPS);
	assert_true(opt.mbps == 0.5);
	assert_int_equal(opt.limit, 10);
	assert_int_equal(opt.stats, REPLAY_S / 4);
	assert_string_equal(opt.json, "-");
	assert_true(opt.align);
	assert_int_equal(parse("--preload", "--read-ahead", "0", "--queues",
					 "8", "--start", "+3600", "--rewrite",
					 "vlan=3", "f", NULL),
			0);
	assert_true(opt.preload);
	assert_int_equal(opt.read_ahead, 0);
	assert_int_equal(opt.queues, 8);
	assert_true(opt.start_real > replay_real_ns());
	assert_int_equal(opt.rewrite.vlan, REPLAY_VLAN_SET);
	assert_int_equal(parse("-h", NULL), 1);
}

static void
test_orders(void **state)
{
	(void)state;
	assert_int_equal(parse("--merge", "a", "b", NULL), 0);
	assert_int_equal(opt.order, REPLAY_MERGED);
	assert_int_equal(parse("--file-per-port", "a", NULL), 0);
	assert_int_equal(opt.order, REPLAY_FILE_PER_PORT);
	assert_int_equal(parse("--file-per-port", "--merge", "a", NULL), 0);
	assert_int_equal(opt.order, REPLAY_FILE_PER_PORT);
}

static void
test_port_lists(void **state)
{
	static const uint16_t list[] = {4, 0, 1, 2, 7};

	(void)state;
	assert_int_equal(parse("--port", "4,0-2,7", "a", NULL), 0);
	assert_int_equal(opt.ports_n, 5);
	assert_memory_equal(opt.ports, list, sizeof(list));
	assert_int_equal(parse("--port", "0-31", "a", NULL), 0);
	assert_int_equal(opt.ports_n, 32);
	assert_int_equal(parse("--port", "all", "a", NULL), 0);
	assert_int_equal(opt.ports_n, 0);
}

static void
test_the_last_value_counts(void **state)
{
	(void)state;
	assert_int_equal(parse("--speed", "2", "--speed", "3", "f", NULL), 0);
	assert_true(opt.speed == 3);
	assert_int_equal(parse("--pps", "010", "--pps", "020", "--stats", "9",
					 "--stats", "1", "f", NULL),
			0);
	assert_true(opt.mode == REPLAY_PPS && opt.pps == 20);
	assert_int_equal(opt.stats, REPLAY_S);
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
			{"--port", ""},
			{"--port", "1,"},
			{"--port", "-1"},
			{"--port", "2-1"},
			{"--port", "1-"},
			{"--port", "1,0-2"},
			{"--port", "3,3"},
			{"--mbps", "0"},
			{"--mbps", "x"},
			{"--limit", "0"},
			{"--limit", "-1"},
			{"--limit", "18446744073709551616"},
			{"--queues", "0"},
			{"--queues", "65"},
			{"--read-ahead", "3"},
			{"--read-ahead", "32768"},
			{"--read-ahead", "x"},
			{"--start", "yesterday"},
			{"--start", "@1"},
			{"--stats", "0"},
			{"--stats", "1s"},
			{"--json", ""},
			{"--rewrite", "ttl=1"},
			{"--pools", "xml"},
			{"--max-gap", "0"},
			{"--unknown", "1"},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(parse(bad[i][0], bad[i][1], "f", NULL),
				-EINVAL);
	assert_int_equal(parse("--pps", "1", "--topspeed", "f", NULL), -EINVAL);
	assert_int_equal(parse("--mbps", "1", "--speed", "2", "f", NULL),
			-EINVAL);
	assert_int_equal(parse("--top", "f", NULL), -EINVAL);
	assert_int_equal(parse("--mbps", "1", "--max-gap", "2", "f", NULL),
			-EINVAL);
	assert_int_equal(parse("--topspeed", NULL), -EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_defaults),
			cmocka_unit_test(test_each_option),
			cmocka_unit_test(test_orders),
			cmocka_unit_test(test_port_lists),
			cmocka_unit_test(test_the_last_value_counts),
			cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
