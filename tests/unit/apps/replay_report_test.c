/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The progress bar, on a terminal that the test holds the other end of.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pcap_replay/replay.h"

#include <cmocka.h>

/* A capture of one packet of 60 bytes. */
static void
make_capture(char *path)
{
	const uint32_t head[] = {0xa1b2c3d4, 4u << 16 | 2, 0, 0, 262144, 1, 1,
			0, 60, 60};
	const uint8_t data[60] = {0};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, head, sizeof(head)), sizeof(head));
	assert_int_equal(write(fd, data, sizeof(data)), sizeof(data));
	assert_int_equal(close(fd), 0);
}

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

/* What the bar shows of this reader and result. */
static void
draw(const struct replay_reader *r, const struct replay_result *result,
		char *text, size_t size)
{
	const struct replay_options opt = {.loops = 1};
	int saved = dup(STDERR_FILENO);
	int terminal = take_terminal();
	ssize_t n;

	replay_progress_open(&opt);
	replay_progress(r, result, REPLAY_S);
	n = read(terminal, text, size - 1);
	assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	close(saved);
	close(terminal);
	assert_true(n > 0);
	text[n] = '\0';
}

/* The last burst goes out when the last round is counted already. */
static void
test_the_end_is_all(void **state)
{
	char path[] = "/tmp/report_test.XXXXXX";
	char *files[] = {path};
	static struct replay_result result;
	struct replay_packet packet;
	struct replay_reader *r;
	char text[512];

	(void)state;
	make_capture(path);
	r = replay_reader_open(files, 1);
	assert_non_null(r);
	draw(r, &result, text, sizeof(text));
	assert_non_null(strstr(text, "  0 %"));
	assert_int_equal(replay_reader_next(r, &packet), 1);
	assert_int_equal(replay_reader_next(r, &packet), 0);
	draw(r, &result, text, sizeof(text));
	assert_non_null(strstr(text, "100 %"));
	result.round = 1;
	draw(r, &result, text, sizeof(text));
	assert_non_null(strstr(text, "[##############################] 100 %"));
	replay_reader_close(r);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_the_end_is_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
