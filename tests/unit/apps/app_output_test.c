/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where reports go: what an old file holds until there is a new report, files
 * that are refused, and pipes whose writes are interrupted or partial.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/file.h>
#include <sys/stat.h>

#include "common/app_output.h"

#include <cmocka.h>

#define LINE (256 * 1024) /* more than a pipe holds */

static char path[] = "/tmp/app_output_test.XXXXXX";
static struct app_output out;

static int
setup(void **state)
{
	(void)state;
	return close(mkstemp(path));
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static void
fill(const void *data, size_t n)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void
check(const char *wanted)
{
	char text[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(text, wanted);
}

static void
test_an_old_file_stays_until_there_is_a_report(void **state)
{
	(void)state;
	fill("an old report", 13);
	assert_int_equal(app_output_open(&out, "--json", path), 0);
	assert_int_equal(app_output_close(&out), 0);
	check("an old report");
	assert_int_equal(app_output_open(&out, "--json", path), 0);
	check("an old report");
	app_output_write(&out, "one\n", 4);
	check("one\n");
	app_output_write(&out, "two\n", 4);
	assert_int_equal(app_output_close(&out), 0);
	check("one\ntwo\n");
}

static void
test_captures_are_refused(void **state)
{
	static const char *const magics[] = {"\xd4\xc3\xb2\xa1",
			"\xa1\xb2\xc3\xd4", "\x4d\x3c\xb2\xa1",
			"\xa1\xb2\x3c\x4d", "\x0a\x0d\x0d\x0a"};

	(void)state;
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		char link[64];

		fill(magics[i], 4);
		assert_int_equal(
				app_output_open(&out, "--json", path), -EEXIST);
		check(magics[i]);
		snprintf(link, sizeof(link), "%s.link", path);
		assert_int_equal(symlink(path, link), 0);
		assert_int_equal(
				app_output_open(&out, "--json", link), -EEXIST);
		assert_int_equal(unlink(link), 0);
		check(magics[i]);
	}
}

static void
test_files_in_use_are_refused(void **state)
{
	struct app_output other;
	int fd = open(path, O_RDONLY);

	(void)state;
	fill("", 0);
	assert_int_equal(flock(fd, LOCK_SH), 0);
	assert_int_equal(app_output_open(&out, "--json", path), -EBUSY);
	close(fd);
	assert_int_equal(app_output_open(&out, "--json", path), 0);
	assert_int_equal(app_output_open(&other, "--pools", path), -EBUSY);
	assert_int_equal(app_output_close(&out), 0);
}

static void
test_names(void **state)
{
	const char *name = NULL;

	(void)state;
	assert_int_equal(app_output_name("--json", "", &name), -EINVAL);
	assert_null(name);
	assert_int_equal(app_output_name("--json", "x", &name), 0);
	assert_string_equal(name, "x");
	assert_int_equal(app_output_open(&out, "--json", NULL), 0);
	assert_null(out.name);
	assert_int_equal(app_output_close(&out), 0);
	assert_int_equal(
			app_output_open(&out, "--json", "/nowhere/x"), -ENOENT);
	assert_int_equal(app_output_open(&out, "--json", "/dev/full"), 0);
	app_output_write(&out, "x", 1);
	app_output_write(&out, "x", 1);
	assert_int_equal(app_output_close(&out), -ENOSPC);
}

struct reader {
	pthread_t writer;
	int fd;
	size_t got;
};

static void
on_signal(int number)
{
	(void)number;
}

/* Slow, and it interrupts the writer. */
static void *
read_all(void *arg)
{
	static char text[4096];
	struct reader *r = arg;
	ssize_t n;

	while ((n = read(r->fd, text, sizeof(text))) > 0) {
		r->got += (size_t)n;
		pthread_kill(r->writer, SIGUSR2);
	}
	return NULL;
}

static void
write_into_pipe(int flags)
{
	const struct sigaction action = {.sa_handler = on_signal};
	struct reader r = {.writer = pthread_self()};
	char name[32], *line = malloc(LINE);
	int fds[2];
	pthread_t thread;

	assert_non_null(line);
	memset(line, 'x', LINE);
	assert_int_equal(sigaction(SIGUSR2, &action, NULL), 0);
	assert_int_equal(pipe2(fds, 0), 0);
	r.fd = fds[0];
	snprintf(name, sizeof(name), "/dev/fd/%d", fds[1]);
	assert_int_equal(app_output_open(&out, "--json", name), 0);
	assert_true(fcntl(out.fd, F_SETFL, flags) == 0);
	assert_int_equal(close(fds[1]), 0);
	assert_int_equal(pthread_create(&thread, NULL, read_all, &r), 0);
	app_output_write(&out, line, LINE);
	assert_int_equal(app_output_close(&out), 0);
	pthread_join(thread, NULL);
	assert_int_equal(r.got, LINE);
	close(fds[0]);
	free(line);
}

static void
test_all_of_a_line_is_written(void **state)
{
	(void)state;
	write_into_pipe(0);
	write_into_pipe(O_NONBLOCK);
}

/* The last test, as there is no way back. */
static void
test_standard_output(void **state)
{
	struct app_output other;
	int keep = dup(STDOUT_FILENO);
	int fd = open(path, O_WRONLY | O_TRUNC);

	(void)state;
	assert_true(keep >= 0 && fd >= 0);
	fflush(stdout);
	assert_true(dup2(fd, STDOUT_FILENO) >= 0);
	assert_int_equal(write(STDOUT_FILENO, "before\n", 7), 7);
	assert_int_equal(app_output_open(&out, "--json", "-"), 0);
	assert_int_equal(app_output_open(&other, "--pools", "-"), -EBUSY);
	app_output_write(&out, "line\n", 5);
	assert_int_equal(app_output_close(&out), 0);
	assert_true(dup2(keep, STDOUT_FILENO) >= 0);
	close(keep);
	close(fd);
	check("before\nline\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(
					test_an_old_file_stays_until_there_is_a_report),
			cmocka_unit_test(test_captures_are_refused),
			cmocka_unit_test(test_files_in_use_are_refused),
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_all_of_a_line_is_written),
			cmocka_unit_test(test_standard_output),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
