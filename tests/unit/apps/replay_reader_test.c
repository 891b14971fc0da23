/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>

#include <sys/stat.h>

#include "replay_files.h"

static struct replay_reader *reader;

static void
start(enum replay_order order, uint64_t loops)
{
	struct replay_options opt = files_options(order, loops);

	reader = replay_reader_open(&opt);
	assert_non_null(reader);
}

/* The next packets, as file and number, until -1. */
static void
check(const int *wanted)
{
	struct replay_packet packet;

	for (; *wanted >= 0; wanted += 2) {
		assert_int_equal(replay_reader_next(reader, &packet), 1);
		files_check_packet(&packet, (uint8_t)wanted[0],
				(uint32_t)wanted[1]);
	}
}

static void
check_end(void)
{
	struct replay_packet packet;

	assert_int_equal(replay_reader_next(reader, &packet), 0);
	assert_int_equal(replay_reader_next(reader, &packet), 0);
	replay_reader_close(reader);
}

static void
two_files(void)
{
	files_add((const uint64_t[]){100, 300, 300, 900}, 4);
	files_add((const uint64_t[]){200, 300, 250, 400}, 4);
}

static void
test_in_turn(void **state)
{
	(void)state;
	two_files();
	start(REPLAY_IN_TURN, 1);
	check((const int[]){
			0, 0, 0, 1, 0, 2, 0, 3, 1, 0, 1, 1, 1, 2, 1, 3, -1});
	check_end();
}

/* Equal stamps: the earlier file first; a file's order stays. */
static void
test_merged(void **state)
{
	(void)state;
	two_files();
	start(REPLAY_MERGED, 1);
	check((const int[]){
			0, 0, 1, 0, 0, 1, 0, 2, 1, 1, 1, 2, 1, 3, 0, 3, -1});
	check_end();
}

static void
test_merged_with_empty_files(void **state)
{
	(void)state;
	files_add(NULL, 0);
	files_add((const uint64_t[]){5}, 1);
	files_add(NULL, 0);
	start(REPLAY_FILE_PER_PORT, 2);
	check((const int[]){1, 0, 1, 0, -1});
	check_end();
}

static void
test_rounds(void **state)
{
	static const enum replay_order orders[] = {
			REPLAY_IN_TURN, REPLAY_MERGED};
	struct replay_packet packet;

	(void)state;
	two_files();
	for (unsigned int o = 0; o < 2; o++) {
		start(orders[o], 3);
		for (unsigned int i = 0; i < 24; i++) {
			assert_int_equal(
					replay_reader_next(reader, &packet), 1);
			assert_int_equal(packet.round, i / 8);
			assert_true(packet.position > 0);
			assert_true(packet.position <=
					replay_reader_size(reader));
		}
		assert_true(packet.position == replay_reader_size(reader));
		check_end();
	}
}

static void
test_empty_for_ever_ends(void **state)
{
	(void)state;
	files_add(NULL, 0);
	start(REPLAY_IN_TURN, 0);
	check_end();
}

static void
check_stamps(const uint64_t *wanted, unsigned int n)
{
	struct replay_packet packet;

	for (unsigned int i = 0; i < n; i++) {
		assert_int_equal(replay_reader_next(reader, &packet), 1);
		assert_int_equal(packet.stamp, wanted[i]);
	}
}

/* From each file's first packet; what lies before that is at 0. */
static void
test_align(void **state)
{
	static const uint64_t merged[] = {0, 0, 100, 50, 200, 200, 200, 800};
	struct replay_options opt;

	(void)state;
	two_files();
	opt = files_options(REPLAY_MERGED, 2);
	opt.align = true;
	reader = replay_reader_open(&opt);
	assert_non_null(reader);
	check_stamps(merged, 8);
	check_stamps(merged, 8);
	check_end();
	files_add((const uint64_t[]){7000, 7100, 6900}, 3);
	opt.files = &files.names[2];
	opt.files_n = 1;
	opt.loops = 1;
	reader = replay_reader_open(&opt);
	assert_non_null(reader);
	check_stamps((const uint64_t[]){0, 100, 0}, 3);
	check_end();
}

static void
test_cancel(void **state)
{
	struct replay_packet packet;

	(void)state;
	two_files();
	start(REPLAY_IN_TURN, 0);
	assert_int_equal(replay_reader_next(reader, &packet), 1);
	replay_reader_cancel(reader);
	check_end();
}

static void
test_flows_on_request(void **state)
{
	struct replay_options opt;
	struct replay_packet packet;

	(void)state;
	files_add_steady(1);
	opt = files_options(REPLAY_IN_TURN, 1);
	reader = replay_reader_open(&opt);
	assert_int_equal(replay_reader_next(reader, &packet), 1);
	assert_int_equal(packet.flow, 0);
	check_end();
	opt.queues = 2;
	reader = replay_reader_open(&opt);
	assert_int_equal(replay_reader_next(reader, &packet), 1);
	assert_int_equal(
			packet.flow, replay_flow_hash(packet.data, packet.len));
	assert_int_not_equal(packet.flow, 0);
	check_end();
}

/* A packet that is cut off: an error, after those before it. */
static void
test_broken(void **state)
{
	struct replay_packet packet;

	(void)state;
	files_add_steady(3);
	assert_int_equal(
			truncate(files.names[0], 24 + 2 * 16 + 60 + 61 + 7), 0);
	start(REPLAY_MERGED, 1);
	check((const int[]){0, 0, 0, 1, -1});
	assert_int_equal(replay_reader_next(reader, &packet), -EIO);
	replay_reader_close(reader);
}

static void
test_refused(void **state)
{
	struct replay_options opt;
	FILE *out;

	(void)state;
	files_add_steady(1);
	files_name();
	opt = files_options(REPLAY_IN_TURN, 1);
	assert_null(replay_reader_open(&opt)); /* no such file */
	out = fopen(files.names[1], "w");
	assert_non_null(out);
	fprintf(out, "no capture at all, but long enough for its header");
	fclose(out);
	assert_null(replay_reader_open(&opt));
}

static void
test_pipe_once(void **state)
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
	files_write_packet(out, 1, files_len(0), 0, 0);
	fflush(out);
	start(REPLAY_IN_TURN, 2);
	fclose(out);
	assert_int_equal(replay_reader_size(reader), 0);
	check((const int[]){0, 0, -1});
	assert_int_equal(replay_reader_next(reader, &packet), -EIO);
	replay_reader_close(reader);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_in_turn),
			TEST(test_merged),
			TEST(test_merged_with_empty_files),
			TEST(test_rounds),
			TEST(test_empty_for_ever_ends),
			TEST(test_align),
			TEST(test_cancel),
			TEST(test_flows_on_request),
			TEST(test_broken),
			TEST(test_refused),
			TEST(test_pipe_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
