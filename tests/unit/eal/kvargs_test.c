/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Parsing "key=value" lists: what is accepted, how it is cut, and that no
 * text whatsoever makes the parser read or write outside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_kvargs.h>

#include <cmocka.h>

/* Parse and print as "<key>=<value>" or "<key>" a setting. */
static const char *
cut(const char *args, const char *ends)
{
	static char out[4096];
	struct rte_kvargs *list = rte_kvargs_parse_delim(args, NULL, ends);
	size_t used = 0;

	if (list == NULL)
		return "NULL";
	out[0] = '\0';
	for (unsigned int i = 0; i < list->count; i++) {
		const struct rte_kvargs_pair *p = &list->pairs[i];

		used += (size_t)snprintf(out + used, sizeof(out) - used,
				p->value != NULL ? "<%s>=<%s>" : "<%s>", p->key,
				p->value);
	}
	rte_kvargs_free(list);
	return out;
}

static void
test_cut(void **state)
{
	static const char *const cases[][3] = {
			{"", NULL, ""},
			{",", NULL, ""},
			{"a", NULL, "<a>"},
			{"a=", NULL, "<a>=<>"},
			{"=b", NULL, "<>=<b>"},
			{"=", NULL, "<>=<>"},
			{"a=b,,c=d", NULL, "<a>=<b><c>=<d>"},
			{",a=b,", NULL, "<a>=<b>"},
			{"a=b=c", NULL, "<a>=<b=c>"},
			{"a = b", NULL, "<a >=< b>"},
			{"a=[1,2],b=3", NULL, "<a>=<[1,2]><b>=<3>"},
			{"a=[1,[2,3],4],b", NULL, "<a>=<[1,[2,3]><4]><b>"},
			{"a=[1,2", NULL, "<a>=<[1,2>"},
			{"a=1]b,c", NULL, "<a>=<1]b><c>"},
			{"[a,b]=1", NULL, "<[a,b]>=<1>"},
			{"a=x[1,2]y[3,4],b=2", NULL,
					"<a>=<x[1,2]y[3,4]><b>=<2>"},
			{"a=b/c=d", "/", "<a>=<b>"},
			{"a=b;c", "/,;", "<a>=<b>"},
			{"a=[b/c],d=e", "/", "<a>=<[b>"},
			{"/a=b", "/", ""},
			{"a=b", "", "<a>=<b>"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(cut(cases[i][0], cases[i][1]), cases[i][2]);
}

static void
test_limits(void **state)
{
	char text[RTE_KVARGS_MAX * 8 + 8] = "";
	struct rte_kvargs *list;

	for (unsigned int i = 0; i < RTE_KVARGS_MAX; i++)
		sprintf(text + strlen(text), "%sk%u=1", i > 0 ? "," : "", i);
	list = rte_kvargs_parse(text, NULL);
	assert_non_null(list);
	assert_int_equal(list->count, RTE_KVARGS_MAX);
	rte_kvargs_free(list);
	strcat(text, ",z");
	assert_null(rte_kvargs_parse(text, NULL));
	assert_null(rte_kvargs_parse(NULL, NULL));
	rte_kvargs_free(NULL);
}

static void
test_valid_keys(void **state)
{
	const char *const valid[] = {"a", "b", NULL};
	const char *const none[] = {NULL};
	struct rte_kvargs *list;

	assert_null(rte_kvargs_parse("a=1,c=2", valid));
	assert_null(rte_kvargs_parse("aa=1", valid));
	assert_null(rte_kvargs_parse("=1", valid));
	assert_null(rte_kvargs_parse("a", none));
	list = rte_kvargs_parse("a=1,b,a=2", valid);
	assert_non_null(list);
	assert_int_equal(list->count, 3);
	rte_kvargs_free(list);
	list = rte_kvargs_parse("", none);
	assert_non_null(list);
	rte_kvargs_free(list);
}

static void
test_get(void **state)
{
	struct rte_kvargs *list = rte_kvargs_parse("a=1,b,a=2", NULL);

	assert_string_equal(rte_kvargs_get(list, "a"), "1");
	assert_null(rte_kvargs_get(list, "b"));
	assert_null(rte_kvargs_get(list, "c"));
	assert_null(rte_kvargs_get(list, NULL));
	assert_null(rte_kvargs_get(NULL, "a"));
	assert_string_equal(rte_kvargs_get_with_value(list, "a", "2"), "2");
	assert_string_equal(rte_kvargs_get_with_value(list, NULL, "2"), "2");
	assert_string_equal(rte_kvargs_get_with_value(list, "a", NULL), "1");
	/* A bare key has no value to compare. */
	assert_null(rte_kvargs_get_with_value(list, "b", "2"));
	assert_null(rte_kvargs_get_with_value(list, "b", NULL));
	assert_null(rte_kvargs_get_with_value(list, NULL, "3"));
	assert_null(rte_kvargs_get_with_value(NULL, "a", "1"));
	assert_int_equal(rte_kvargs_count(list, "a"), 2);
	assert_int_equal(rte_kvargs_count(list, NULL), 3);
	assert_int_equal(rte_kvargs_count(list, "z"), 0);
	assert_int_equal(rte_kvargs_count(NULL, "a"), 0);
	rte_kvargs_free(list);
}

/* Append what it is called with; fail on the value "stop". */
static int
note(const char *key, const char *value, void *opaque)
{
	strcat(opaque, key);
	strcat(opaque, value != NULL ? value : "-");
	return value != NULL && strcmp(value, "stop") == 0 ? -5 : 3;
}

static void
test_process(void **state)
{
	struct rte_kvargs *list = rte_kvargs_parse("a=1,b,a=stop,c=4", NULL);
	char text[64] = "";

	assert_int_equal(rte_kvargs_process(list, NULL, note, text), -1);
	assert_string_equal(text, "a1b-astop");
	text[0] = '\0';
	assert_int_equal(rte_kvargs_process(list, "b", note, text), 0);
	assert_string_equal(text, "b-");
	assert_int_equal(rte_kvargs_process(list, "z", NULL, NULL), 0);
	assert_int_equal(rte_kvargs_process(list, "a", NULL, NULL), -1);
	assert_int_equal(rte_kvargs_process(NULL, NULL, note, text), 0);
	rte_kvargs_free(list);
}

/* Each key and value of any list lies inside the copy of the text. */
static void
check_inside(const struct rte_kvargs *list, size_t len)
{
	for (unsigned int i = 0; i < list->count; i++) {
		const struct rte_kvargs_pair *p = &list->pairs[i];
		const char *last = p->value != NULL ? p->value : p->key;

		assert_true(p->key >= list->str);
		assert_true(last >= p->key);
		assert_true(last + strlen(last) <= list->str + len);
	}
}

static void
test_random_text(void **state)
{
	static const char alphabet[] = "ab=,[]/;\\\"\x80 ";

	srand(1);
	for (unsigned int round = 0; round < 20000; round++) {
		size_t len = (size_t)rand() % 100;
		char *text = malloc(len + 1);
		struct rte_kvargs *list;

		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[(size_t)rand() %
					(sizeof(alphabet) - 1)];
		text[len] = '\0';
		list = rte_kvargs_parse_delim(
				text, NULL, round % 2 ? "/;" : NULL);
		if (list != NULL)
			check_inside(list, len);
		free(text);
		rte_kvargs_free(list);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_cut),
			cmocka_unit_test(test_limits),
			cmocka_unit_test(test_valid_keys),
			cmocka_unit_test(test_get),
			cmocka_unit_test(test_process),
			cmocka_unit_test(test_random_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
