/* SPDX-License-Identifier: BSD-3-Clause */
/* Columns, notes, and where lines are broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "devices/show.h"

#include <cmocka.h>

#define ROW(...) ((const char *const[]){__VA_ARGS__})

static char *text;
static size_t size;

static int
setup(void **state)
{
	*state = open_memstream(&text, &size);
	return *state == NULL;
}

static int
teardown(void **state)
{
	fclose(*state);
	free(text);
	return 0;
}

static void
check(FILE *out, const char *wanted)
{
	fflush(out);
	assert_string_equal(text, wanted);
}

static void
test_columns(void **state)
{
	struct table table;

	table_init(&table, ROW("A", "LONG", "C", NULL));
	table_row(&table, ROW("longer", "x", "last one"));
	table_row(&table, ROW("", "", ""));
	assert_int_equal(table_print(&table, *state), 0);
	check(*state,
			"  A       LONG  C\n"
			"  longer  x     last one\n"
			"                \n");
}

static void
test_notes(void **state)
{
	char longer[2 * DEV_WIDTH + 1];
	struct table table;
	const char *end;

	memset(longer, 'w', sizeof(longer));
	for (size_t i = 9; i < sizeof(longer) - 1; i += 10)
		longer[i] = ' ';
	longer[sizeof(longer) - 1] = '\0';
	table_init(&table, ROW("A", NULL));
	table_note(&table, "! ", longer, true);
	table_note(&table, "$ ", longer, false);
	assert_int_equal(table_print(&table, *state), 0);
	fflush(*state);
	end = strchr(strchr(text, '\n') + 1, '\n');
	assert_in_range(end - strchr(text, '\n') - 1, DEV_WIDTH - 10,
			DEV_WIDTH);
	assert_memory_equal(end + 1, "      www", 9); /* behind the mark */
	assert_non_null(strstr(text, longer));
}

static void
test_wrap(void **state)
{
	static const struct {
		unsigned int column;
		const char *text;
		const char *wanted;
	} cases[] = {
			{0, "", "\n"},
			{0, "one", "one\n"},
			{78, "ab", "ab\n"},
			{78, "abcdef", "abcdef\n"},
			{76, "ab cd", "ab\n%76scd\n"},
			{75, "ab cd", "ab cd\n"},
			{70, "abcdefghijk l", "abcdefghijk\n%70sl\n"},
			{70, "a  b", "a b\n"},
	};

	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		char wanted[256];

		teardown(state);
		assert_int_equal(setup(state), 0);
		table_wrap(*state, cases[i].column, cases[i].text);
		/* NOLINTNEXTLINE(clang-diagnostic-format-nonliteral) */
		snprintf(wanted, sizeof(wanted), cases[i].wanted, "");
		check(*state, wanted);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_columns),
			TEST(test_notes),
			TEST(test_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
