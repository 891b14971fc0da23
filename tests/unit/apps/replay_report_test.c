/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What people see: the progress bar, on a terminal that the test holds the
 * other end of, lines of statistics, and the report.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

/* Makes a terminal of standard error; returns its other end. */
static int
take_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int slave;

	assert_true(master >= 0);
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	assert_int_equal(dup2(slave, STDERR_FILENO), STDERR_FILENO);
	assert_int_equal(close(slave), 0);
	return master;
}

/* What the bar shows of this result. */
static void
draw(const struct replay_options *opt, const struct replay_result *result,
		char *text, size_t size)
{
	int saved = dup(STDERR_FILENO);
	int terminal = take_terminal();
	size_t n = 0;

	replay_progress_open(opt);
	/* The first moment says nothing of rates. */
	replay_progress(result, 9 * REPLAY_S);
	replay_progress(result, 10 * REPLAY_S);
	/* Another one in the same tenth of a second is left out. */
	replay_progress(result, 10 * REPLAY_S + 1);
	/* The terminal passes it on in pieces, and some time later. */
	assert_int_equal(write(STDERR_FILENO, "\n", 1), 1);
	do {
		ssize_t got = read(terminal, text + n, size - 1 - n);

		assert_true(got > 0);
		n += (size_t)got;
		text[n] = '\0';
	} while (strchr(text, '\n') == NULL);
	assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	close(saved);
	close(terminal);
}

static void
test_progress(void **state)
{
	static const struct {
		uint64_t loops, limit, size, position, round, packets;
		const char *bar;
		const char *left;
	} table[] = {
			{1, 0, 100, 0, 0, 0, "]   0 %", "0 packets"},
			{1, 0, 100, 50, 0, 9,
					"[###############...............]  50 %",
					", 10 s left"},
			{1, 0, 100, 100, 0, 1234,
					"[##############################] 100 %",
					"1,234 packets"},
			{4, 0, 100, 0, 1, 9, " 25 %", ", 30 s left"},
			{1, 0, 100, 1, 0, 9, "  1 %", ", 16:30 left"},
			{100, 0, 100, 10, 0, 9, "  0 %", ", 2:46:30 left"},
			{0, 100, 0, 0, 7, 20, " 20 %", ", 40 s left"},
			{1, 1000, 100, 50, 0, 20, " 50 %", ", 10 s left"},
			{0, 0, 100, 50, 3, 20, "\r\033[K20 packets",
					"20 packets, 2/s"},
			{1, 0, 0, 0, 0, 20, "\r\033[K20 packets",
					"20 packets, 2/s"},
	};
	static struct replay_result result;
	char text[512];

	(void)state;
	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct replay_options opt = {.loops = table[i].loops,
				.limit = table[i].limit};

		result.size = table[i].size;
		result.position = table[i].position;
		result.round = table[i].round;
		result.sum.packets = table[i].packets;
		draw(&opt, &result, text, sizeof(text));
		assert_non_null(strstr(text, table[i].bar));
		assert_non_null(strstr(text, table[i].left));
		assert_null(strstr(strstr(text, "\033[K") + 1, "\033[K"));
	}
}

static void
test_edges(void **state)
{
	static const uint64_t edges[] = {
			100, 200, 500, 1000, 2000, 5000, 10000};
	uint64_t edge = 0, before;

	(void)state;
	for (unsigned int i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		edge = replay_next_edge(edge);
		assert_int_equal(edge, edges[i]);
	}
	do {
		before = edge;
		edge = replay_next_edge(edge);
		assert_true(edge > before);
	} while (edge != UINT64_MAX);
}

static void
test_rates(void **state)
{
	const struct app_count count = {.packets = 1000, .bytes = 125000};
	struct app_rates rates = app_rates(&count, REPLAY_S / 2);

	(void)state;
	assert_true(rates.pps == 2000 && rates.seconds == 0.5);
	assert_true(rates.mbps > 1.999999 && rates.mbps < 2.000001);
	assert_true(rates.wire_mbps > 2.383999 && rates.wire_mbps < 2.384001);
	assert_true(app_rates(&count, 0).pps == 0);
}

/* The whole report, of three late packets on two queues. */
static void
test_report(void **state)
{
	static const char wanted[] =
			"Sent          3 packets, 300 bytes in 1.000 s (interrupted)\n"
			"Rate          3 packets/s, 0.002 Mbit/s (0.003 Mbit/s on the wire)\n"
			"Dropped       1 packets that the port did not take\n"
			"  port 0 queue 0  0 packets, 0 dropped\n"
			"  port 0 queue 1  3 packets, 1 dropped\n"
			"Read-ahead    had nothing ready 2 times: the files come too slowly\n"
			"Timing error  p50 0.7 us, p99 3.0 us, max 3.0 us\n"
			"  up to       1.0 us              2  66.7 % ###########################\n"
			"  up to       2.0 us              0   0.0 %\n"
			"  up to       5.0 us              1  33.3 % #############\n";
	static struct replay_result result = {
			.sum = {3, 300, 1},
			.ended = REPLAY_S,
			.dry = 2,
			.interrupted = true,
	};
	struct replay_options opt = {.queues = 2, .ports_n = 1};
	struct replay_queues queues;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_int_equal(replay_queues_init(&queues, &opt), 0);
	queues.list[1].count = result.sum;
	replay_histogram_add(&result.error, 700);
	replay_histogram_add(&result.error, 700);
	replay_histogram_add(&result.error, 3000);
	replay_report(out, &opt, &result, &queues);
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
	replay_queues_free(&queues);
}

/* Lines at multiples of the interval; missed ones are left out. */
static void
test_stats(void **state)
{
	static const uint64_t times[] = {5, 10, 11, 19, 47, 49, 50};
	static struct replay_result result;
	struct replay_stats stats;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	replay_stats_init(&stats, 10 * REPLAY_S, 0);
	for (unsigned int i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		result.sum.packets = times[i] * 100;
		result.sum.dropped = times[i];
		replay_stats(&stats, out, &result, times[i] * REPLAY_S);
	}
	fclose(out);
	assert_string_equal(text,
			"    10.000 s  100 packets/s  0.000 Mbit/s  10 dropped  1,000 packets in all\n"
			"    47.000 s  100 packets/s  0.000 Mbit/s  37 dropped  4,700 packets in all\n"
			"    50.000 s  100 packets/s  0.000 Mbit/s  3 dropped  5,000 packets in all\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_progress),
			cmocka_unit_test(test_edges),
			cmocka_unit_test(test_rates),
			cmocka_unit_test(test_report),
			cmocka_unit_test(test_stats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
