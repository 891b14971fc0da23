/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

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
	assert_int_equal(app_parse_number("n", "0x10", 0, 16, &value), 0);
	assert_int_equal(value, 16);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_grouped),
			cmocka_unit_test(test_numbers),
			cmocka_unit_test(test_screen_on_a_file),
			cmocka_unit_test(test_screen_on_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
