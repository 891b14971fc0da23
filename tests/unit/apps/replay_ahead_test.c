/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The read-ahead and the preload give what the reader gives, and end when
 * they are closed, wherever their thread is.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>

#include <sys/stat.h>

#include "replay_files.h"

static struct replay_feed feed;

static void
start(enum replay_order order, uint64_t loops, size_t ahead, bool preload)
{
	struct replay_options opt = files_options(order, loops);

	opt.read_ahead = ahead;
	opt.preload = preload;
	assert_int_equal(replay_feed_open(&feed, &opt), 0);
}

/* Waits until there is one. */
static int
next(struct replay_packet *packet)
{
	int rc;

	while ((rc = replay_feed_next(&feed, packet)) == -EAGAIN)
		sched_yield();
	return rc;
}

static void
check_rounds(unsigned int n, unsigned int rounds)
{
	struct replay_packet packet;

	for (unsigned int i = 0; i < n * rounds; i++) {
		assert_int_equal(next(&packet), 1);
		files_check_packet(&packet, 0, i % n);
		assert_int_equal(packet.stamp, REPLAY_S + i % n * 1000);
		assert_int_equal(packet.round, i / n);
	}
	assert_true(packet.position == replay_reader_size(feed.reader));
	assert_int_equal(next(&packet), 0);
	assert_int_equal(next(&packet), 0);
	replay_feed_close(&feed);
}

/* Eight times what fits into the ring. */
static void
test_all_ways_give_the_same(void **state)
{
	(void)state;
	files_add_steady(9973);
	start(REPLAY_IN_TURN, 5, 0, false);
	check_rounds(9973, 5);
	start(REPLAY_IN_TURN, 5, REPLAY_AHEAD_MIN, false);
	check_rounds(9973, 5);
	start(REPLAY_IN_TURN, 5, 0, true);
	check_rounds(9973, 5);
}

/* Of the longest packets that there are, two go into the ring. */
static void
test_long_packets(void **state)
{
	static const uint32_t lens[] = {262144, 5, 262144, 262144, 99, 262143};
	struct replay_packet packet;
	FILE *out;

	(void)state;
	out = fopen(files_name(), "w");
	assert_non_null(out);
	files_write_head(out);
	for (uint32_t i = 0; i < 60; i++)
		files_write_packet(out, i, lens[i % 6], 0, i);
	assert_int_equal(fclose(out), 0);
	for (unsigned int preload = 0; preload < 2; preload++) {
		start(REPLAY_IN_TURN, 1, REPLAY_AHEAD_MIN, preload);
		for (uint32_t i = 0; i < 60; i++) {
			assert_int_equal(next(&packet), 1);
			assert_int_equal(packet.len, lens[i % 6]);
			assert_memory_equal(packet.data + 1, &i, sizeof(i));
		}
		assert_int_equal(next(&packet), 0);
		replay_feed_close(&feed);
	}
}

static void
test_empty(void **state)
{
	struct replay_packet packet;

	(void)state;
	files_add_steady(0);
	for (unsigned int preload = 0; preload < 2; preload++) {
		start(REPLAY_MERGED, 0, REPLAY_AHEAD_MIN, preload);
		assert_int_equal(next(&packet), 0);
		replay_feed_close(&feed);
	}
}

static void
test_errors_come_in_their_place(void **state)
{
	struct replay_packet packet;
	struct replay_options opt;

	(void)state;
	files_add_steady(3);
	assert_int_equal(
			truncate(files.names[0], 24 + 2 * 16 + 60 + 61 + 7), 0);
	start(REPLAY_IN_TURN, 1, REPLAY_AHEAD_MIN, false);
	assert_int_equal(next(&packet), 1);
	assert_int_equal(next(&packet), 1);
	assert_int_equal(next(&packet), -EIO);
	assert_int_equal(next(&packet), -EIO);
	replay_feed_close(&feed);
	opt = files_options(REPLAY_IN_TURN, 1);
	opt.preload = true;
	assert_int_equal(replay_feed_open(&feed, &opt), -EIO);
}

/* With nothing taken, and with the ring full. */
static void
test_close_early(void **state)
{
	struct replay_packet packet;

	(void)state;
	files_add_steady(20000);
	start(REPLAY_IN_TURN, 0, REPLAY_AHEAD_MIN, false);
	replay_feed_close(&feed);
	start(REPLAY_IN_TURN, 0, REPLAY_AHEAD_MIN, false);
	assert_int_equal(next(&packet), 1);
	usleep(20000);
	replay_feed_close(&feed);
	start(REPLAY_IN_TURN, 0, 0, true);
	assert_int_equal(next(&packet), 1);
	replay_feed_close(&feed);
}

/* Packets of a pipe come one by one; the thread waits for the third. */
static void
test_close_while_a_pipe_is_silent(void **state)
{
	struct replay_packet packet;
	FILE *out;
	int fd;

	(void)state;
	assert_int_equal(mkfifo(files_name(), 0600), 0);
	fd = open(files.names[0], O_RDWR);
	assert_true(fd >= 0);
	out = fdopen(fd, "w");
	files_write_head(out);
	fflush(out);
	start(REPLAY_IN_TURN, 1, REPLAY_AHEAD_MIN, false);
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(replay_feed_next(&feed, &packet), -EAGAIN);
		files_write_packet(out, i, files_len(i), 0, i);
		fflush(out);
		assert_int_equal(next(&packet), 1);
		files_check_packet(&packet, 0, i);
	}
	assert_int_equal(replay_feed_next(&feed, &packet), -EAGAIN);
	replay_feed_close(&feed);
	fclose(out);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_all_ways_give_the_same),
			TEST(test_long_packets),
			TEST(test_empty),
			TEST(test_errors_come_in_their_place),
			TEST(test_close_early),
			TEST(test_close_while_a_pipe_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
