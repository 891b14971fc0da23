/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_log.h>

#include "common/app.h"

#include <cmocka.h>

static void
test_grouped(void **state)
{
	char buf[APP_GROUPED_SIZE];

	(void)state;
	assert_string_equal(app_grouped(buf, 0), "0");
	assert_string_equal(app_grouped(buf, 999), "999");
	assert_string_equal(app_grouped(buf, 1000), "1,000");
	assert_string_equal(app_grouped(buf, 1234567), "1,234,567");
	assert_string_equal(app_grouped(buf, UINT64_MAX),
			"18,446,744,073,709,551,615");
}

static void
test_numbers(void **state)
{
	uint64_t value = 77;

	(void)state;
	assert_int_equal(app_parse_number("n", "016", 0, 16, &value), 0);
	assert_int_equal(value, 16);
	assert_int_equal(app_parse_number("n", "0x10", 0, 16, &value), -EINVAL);
	assert_int_equal(app_parse_number("n", " 5", 0, 16, &value), -EINVAL);
	assert_int_equal(app_parse_number("n", "+5", 0, 16, &value), -EINVAL);
	assert_int_equal(app_parse_number("n", "17", 0, 16, &value), -EINVAL);
	assert_int_equal(app_parse_number("n", "1", 2, 16, &value), -EINVAL);
	assert_int_equal(app_parse_number("n", "-1", 0, UINT64_MAX, &value),
			-EINVAL);
	assert_int_equal(app_parse_number("n", "", 0, 16, &value), -EINVAL);
	assert_int_equal(app_parse_number("n", "5 ", 0, 16, &value), -EINVAL);
	assert_int_equal(app_parse_number("n", "99999999999999999999", 0,
					 UINT64_MAX, &value),
			-EINVAL);
	assert_int_equal(value, 16);
}

static void
test_fractions(void **state)
{
	static const char *const wrong[] = {"", "x", "0x10", "inf", "nan", " 1",
			"0", "-1", "1e99", "1e999", "1.2.3", "1e-7"};
	double value = 0;

	(void)state;
	assert_int_equal(app_parse_fraction("n", "1.5e3", &value), 0);
	assert_true(value == 1500);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(app_parse_fraction("n", wrong[i], &value),
				-EINVAL);
	assert_true(value == 1500);
}

static void
test_options_are_not_abbreviated(void **state)
{
	static const struct option names[] = {
			{"lcore-mask", required_argument, NULL, 'l'},
			{"pools", no_argument, NULL, 'p'},
			{NULL, 0, NULL, 0},
	};
	static const struct {
		const char *argv[4];
		int argc;
		int wanted;
	} table[] = {
			{{"x", "--lcore-mask", "3"}, 3, 'l'},
			{{"x", "--lcore-mask=3"}, 2, 'l'},
			{{"x", "--lcore-mask", "--lco"}, 3, 'l'},
			{{"x", "file", "--lcore-mask", "3"}, 4, 'l'},
			{{"x", "--lco", "3"}, 3, '?'},
			{{"x", "--lco=3"}, 2, '?'},
			{{"x", "--pool"}, 2, '?'},
			{{"x", "file", "--pools"}, 3, 'p'},
			{{"x", "-v"}, 2, 'v'},
			{{"x"}, 1, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char *argv[5] = {NULL};

		memcpy(argv, table[i].argv, sizeof(table[i].argv));
		optind = 0; /* anew */
		assert_int_equal(app_next_option(table[i].argc, argv, "v",
						 names),
				table[i].wanted);
	}
}

/* Three rows of five: two of the block and how many are not shown. */
static void
test_screen_taller_than_the_terminal(void **state)
{
	struct app_screen s;
	char text[256] = "";
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	assert_int_equal(app_screen_open(&s, file), 0);
	s.redraw = true;
	s.rows = 4;
	fprintf(app_screen_begin(&s), "1\n2\n3\n4\n5\n");
	app_screen_end(&s);
	s.last = true;
	fprintf(app_screen_begin(&s), "1\n2\n3\n4\n5\n");
	app_screen_end(&s);
	app_screen_close(&s);
	rewind(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	assert_string_equal(text,
			"\033[?7l1\n2\n"
			"(3 more rows do not fit on the terminal)\n\033[?7h"
			"\033[?7l\033[3A\033[J1\n2\n3\n4\n5\n\033[?7h");
	fclose(file);
}

static void
test_screen_on_a_file(void **state)
{
	struct app_screen s;
	char text[64] = "";
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	assert_int_equal(app_screen_open(&s, file), 0);
	for (int i = 1; i <= 2; i++) {
		fprintf(app_screen_begin(&s), "%s\n", i == 1 ? "longer" : "b");
		app_screen_end(&s);
	}
	app_screen_close(&s);
	rewind(file);
	assert_int_equal(fread(text, 1, sizeof(text) - 1, file), 9);
	assert_string_equal(text, "longer\nb\n");
	fclose(file);
}

static void
test_screen_on_a_terminal(void **state)
{
	struct app_screen s;
	char text[128] = "";
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	assert_int_equal(app_screen_open(&s, file), 0);
	s.redraw = true;
	for (int i = 0; i < 2; i++) {
		fprintf(app_screen_begin(&s), "a\nb\n");
		app_screen_end(&s);
	}
	app_screen_leave(&s);
	fprintf(app_screen_begin(&s), "c\n");
	app_screen_end(&s);
	app_screen_close(&s);
	rewind(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	assert_string_equal(text,
			"\033[?7la\nb\n\033[?7h"
			"\033[?7l\033[2A\033[Ja\nb\n\033[?7h"
			"\033[?7lc\n\033[?7h");
	fclose(file);
}

/* What the terminal behind this end has been given, ends of lines as sent. */
static void
check_terminal(int fd, const char *wanted)
{
	char text[256] = "";
	size_t n = 0;

	for (ssize_t rc = 1; n < sizeof(text) - 1 && rc > 0; n += (size_t)rc) {
		struct pollfd more = {.fd = fd, .events = POLLIN};

		rc = poll(&more, 1, 0);
		if (rc > 0)
			rc = read(fd, text + n, sizeof(text) - 1 - n);
		assert_true(rc >= 0);
	}
	assert_string_equal(text, wanted);
}

/* The block that follows does not climb over it. */
static void
test_log_lines_stay(void **state)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	int keep = dup(STDERR_FILENO);
	struct app_screen s;
	FILE *file;

	(void)state;
	assert_int_equal(grantpt(terminal), 0);
	assert_int_equal(unlockpt(terminal), 0);
	file = fopen(ptsname(terminal), "w");
	assert_non_null(file);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	assert_int_equal(app_screen_open(&s, file), 0);
	for (int i = 0; i < 3; i++) {
		fprintf(app_screen_begin(&s), "%d\n", i);
		app_screen_end(&s);
		if (i == 1)
			rte_log(RTE_LOG_ERR, RTE_LOGTYPE_USER1, "log\n");
	}
	app_screen_close(&s);
	assert_true(dup2(keep, STDERR_FILENO) >= 0);
	check_terminal(terminal,
			"\033[?7l0\r\n\033[?7h"
			"\033[?7l\033[1A\033[J1\r\n\033[?7h"
			"log\r\n"
			"\033[?7l2\r\n\033[?7h");
	fclose(file);
	close(terminal);
	close(keep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_grouped),
			cmocka_unit_test(test_numbers),
			cmocka_unit_test(test_fractions),
			cmocka_unit_test(test_options_are_not_abbreviated),
			cmocka_unit_test(test_screen_taller_than_the_terminal),
			cmocka_unit_test(test_screen_on_a_file),
			cmocka_unit_test(test_screen_on_a_terminal),
			cmocka_unit_test(test_log_lines_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
