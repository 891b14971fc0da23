/* SPDX-License-Identifier: BSD-3-Clause */
/* String helpers: exact fits, cuts, empty and missing arguments. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include <cmocka.h>

static void
test_strscpy(void **state)
{
	char buf[5] = "####";

	rte_errno = 0;
	assert_int_equal(rte_strscpy(buf, "abc", 4), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(rte_errno, 0);
	assert_int_equal(rte_strscpy(buf, "", 1), 0);
	assert_string_equal(buf, "");
	assert_int_equal(rte_strscpy(buf, "abcd", 4), -E2BIG);
	assert_int_equal(rte_errno, E2BIG);
	assert_string_equal(buf, "abc");
	assert_int_equal(rte_strscpy(buf, "x", 1), -E2BIG);
	assert_string_equal(buf, "");
	buf[0] = '#';
	assert_int_equal(rte_strscpy(buf, "x", 0), -E2BIG);
	assert_int_equal(buf[0], '#');
}

/* A source without a terminator is read no further than the room. */
static void
test_strscpy_unterminated(void **state)
{
	static const char src[4] = {'a', 'b', 'c', 'd'};
	char buf[4];

	assert_int_equal(rte_strscpy(buf, src, sizeof(buf)), -E2BIG);
	assert_string_equal(buf, "abc");
}

static void
test_strlcpy(void **state)
{
	char buf[5] = "####";

	assert_int_equal(strlcpy(buf, "abc", 4), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(rte_strlcpy(buf, "abcdef", 4), 6);
	assert_string_equal(buf, "abc");
	assert_int_equal(rte_strlcpy(buf, "xyz", 1), 3);
	assert_string_equal(buf, "");
	buf[0] = '#';
	assert_int_equal(rte_strlcpy(buf, "xyz", 0), 3);
	assert_int_equal(buf[0], '#');
	assert_int_equal(rte_strlcpy(buf, "", 4), 0);
	assert_string_equal(buf, "");
}

static void
test_strlcat(void **state)
{
	char buf[8] = "ab";

	assert_int_equal(strlcat(buf, "cd", sizeof(buf)), 4);
	assert_string_equal(buf, "abcd");
	assert_int_equal(rte_strlcat(buf, "efg", sizeof(buf)), 7);
	assert_string_equal(buf, "abcdefg");
	assert_int_equal(rte_strlcat(buf, "hi", sizeof(buf)), 9);
	assert_string_equal(buf, "abcdefg");
	/* No terminator within the size: nothing is written. */
	assert_int_equal(rte_strlcat(buf, "x", 3), 4);
	assert_string_equal(buf, "abcdefg");
	assert_int_equal(rte_strlcat(buf, "x", 0), 1);
}

#define MAX_TOKENS 4

struct split_case {
	const char *text;
	int len;
	int max;
	int n;
	const char *tokens[MAX_TOKENS];
};

static const struct split_case split_cases[] = {
		{"a,b,c", 5, 4, 3, {"a", "b", "c"}},
		{"a,b,c", 6, 4, 3, {"a", "b", "c"}},
		{"a,b,c", 6, 2, 2, {"a", "b,c"}},
		{"a,b,c", 6, 1, 1, {"a,b,c"}},
		{"a,b,c", 6, 0, 0, {NULL}},
		{"a,b,c", 6, -1, 0, {NULL}},
		{"a,b,c", 0, 4, 0, {NULL}},
		{"a,b,c", -1, 4, 0, {NULL}},
		{"a,b,c,d", 3, 4, 2, {"a", "b,c,d"}},
		{"a,,c", 5, 4, 3, {"a", "", "c"}},
		{"a,", 3, 4, 1, {"a"}},
		{"a,", 3, 1, 1, {"a,"}},
		{"a,b,", 5, 2, 2, {"a", "b,"}},
		{",a,", 4, 4, 2, {"", "a"}},
		{",a", 3, 1, 1, {""}},
		{"a,,b", 5, 2, 2, {"a", ""}},
		{",,,", 4, 4, 3, {"", "", ""}},
		{"", 1, 4, 0, {NULL}},
		{"abc", 100, 4, 1, {"abc"}},
};

static void
test_strsplit(void **state)
{
	for (size_t i = 0; i < RTE_DIM(split_cases); i++) {
		const struct split_case *c = &split_cases[i];
		char *tokens[MAX_TOKENS] = {NULL};
		char text[16];

		strcpy(text, c->text);
		assert_int_equal(
				rte_strsplit(text, c->len, tokens, c->max, ','),
				c->n);
		for (int t = 0; t < c->n; t++)
			assert_string_equal(tokens[t], c->tokens[t]);
	}
}

static void
test_strsplit_null(void **state)
{
	char text[] = "a,b";
	char *tokens[2];

	errno = 0;
	assert_int_equal(rte_strsplit(NULL, 3, tokens, 2, ','), -1);
	assert_int_equal(errno, EINVAL);
	errno = 0;
	assert_int_equal(rte_strsplit(text, 3, NULL, 2, ','), -1);
	assert_int_equal(errno, EINVAL);
	assert_string_equal(text, "a,b");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_strscpy),
			cmocka_unit_test(test_strscpy_unterminated),
			cmocka_unit_test(test_strlcpy),
			cmocka_unit_test(test_strlcat),
			cmocka_unit_test(test_strsplit),
			cmocka_unit_test(test_strsplit_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
