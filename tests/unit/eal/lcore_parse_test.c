/* SPDX-License-Identifier: BSD-3-Clause */
/* The grammar of lcore maps: every form, and every way to get it wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "process/lcore_parse.h"

#include <cmocka.h>

static struct lcore_map map;
static struct parse_why why;

/* CPUs 0 to 7 are there. */
static int
parse(const char *text)
{
	rte_cpuset_t usable;
	unsigned int cpu;

	CPU_ZERO(&usable);
	for (cpu = 0; cpu < 8; cpu++)
		CPU_SET(cpu, &usable);
	memset(&why, 0, sizeof(why));
	return lcore_map_parse(text, &usable, &map, &why);
}

/* The map as "lcore@cpu.cpu lcore@cpu", to compare it at a glance. */
static const char *
shown(void)
{
	static char text[4096];
	unsigned int id, cpu;
	int n = 0;

	text[0] = '\0';
	for (id = 0; id < RTE_MAX_LCORE; id++) {
		if (CPU_COUNT(&map.cpus[id]) == 0)
			continue;
		n += sprintf(text + n, "%s%u", n ? " " : "", id);
		for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
			if (CPU_ISSET(cpu, &map.cpus[id]))
				n += sprintf(text + n, "@%u", cpu);
	}
	return text;
}

static void
test_forms(void **state)
{
	static const struct {
		const char *text, *map;
		unsigned int n;
	} cases[] = {
			{"0", "0@0", 1},
			{"0,2", "0@0 2@2", 2},
			{"1-3", "1@1 2@2 3@3", 3},
			{"0,2-3,7", "0@0 2@2 3@3 7@7", 4},
			{"(0-2)", "0@0@1@2 1@0@1@2 2@0@1@2", 3},
			{"(0,6)", "0@0@6 6@0@6", 2},
			{"(0-3)@0", "0@0 1@0 2@0 3@0", 4},
			{"0-2@(1,3)", "0@1@3 1@1@3 2@1@3", 3},
			{"1,3@2", "1@1 3@2", 2},
			{"1,2@(5-7),(3-5)@(0,2),(0,6),7-7",
					"0@0@6 1@1 2@5@6@7 3@0@2 4@0@2 5@0@2 6@0@6 7@7",
					8},
			{"0@1-3", "0@1@2@3", 1},
			{"(2-0)@(3-2)", "0@2@3 1@2@3 2@2@3", 3},
			{" ( 0 , 1 ) @ 2 , 5 ", "0@2 1@2 5@5", 3},
			{"1@0,1@1", "1@1", 1},
			{"007@007", "7@7", 1},
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(parse(cases[i].text), 0);
		assert_string_equal(shown(), cases[i].map);
		assert_int_equal(map.n, cases[i].n);
	}
}

static void
test_more_lcores_than_cpus(void **state)
{
	char text[32];

	(void)state;
	snprintf(text, sizeof(text), "(0-%d)@0", RTE_MAX_LCORE - 1);
	assert_int_equal(parse(text), 0);
	assert_int_equal(map.n, RTE_MAX_LCORE);
	assert_int_equal(CPU_COUNT(&map.cpus[RTE_MAX_LCORE - 1]), 1);
}

static void
test_errors(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
			{"", "a number expected at the end"},
			{",0", "a number expected at position 1, not ','"},
			{"0,", "a number expected at the end"},
			{"0,,1", "a number expected at position 3, not ','"},
			{"0@", "a number expected at the end"},
			{"@0", "a number expected at position 1"},
			{"()", "a number expected at position 2, not ')'"},
			{"(0,1", "',' or ')' expected at the end"},
			{"0)", "the end expected at position 2, not ')'"},
			{"((0))", "a number expected at position 2, not '('"},
			{"0@0@0", "the end expected at position 4, not '@'"},
			{"0-1-2", "the end expected at position 4, not '-'"},
			{"0 1", "the end expected at position 3, not '1'"},
			{"0x1", "the end expected at position 2, not 'x'"},
			{"-1", "a number expected at position 1, not '-'"},
			{"1-", "a number expected at the end"},
			{"3-1", "the range 3-1 runs backwards"},
			{"8", "CPU 8 is not there or not online"},
			{"0@9", "CPU 9 is not there or not online"},
			{"99999999999999999999", "lcore numbers go from 0 to"},
			{"0@99999999999999999999", "CPU numbers go from 0 to"},
			{"a", "a number expected at position 1, not 'a'"},
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(parse(cases[i].text), -EINVAL);
		if (strstr(why.text, cases[i].why) == NULL)
			fail_msg("\"%s\": \"%s\"", cases[i].text, why.text);
	}
}

static void
test_lcore_too_high(void **state)
{
	char text[32];

	(void)state;
	snprintf(text, sizeof(text), "%d@0", RTE_MAX_LCORE);
	assert_int_equal(parse(text), -EINVAL);
	snprintf(text, sizeof(text), "(0-%d)@0", RTE_MAX_LCORE);
	assert_int_equal(parse(text), -EINVAL);
	snprintf(text, sizeof(text), "%d@0", RTE_MAX_LCORE - 1);
	assert_int_equal(parse(text), 0);
}

static void
test_cpu_list(void **state)
{
	rte_cpuset_t set;

	(void)state;
	assert_int_equal(cpu_list_parse("0-1,4\n", &set, &why), 0);
	assert_int_equal(CPU_COUNT(&set), 3);
	assert_true(CPU_ISSET(4, &set));
	assert_int_equal(cpu_list_parse("(0)", &set, &why), -EINVAL);
	assert_int_equal(cpu_list_parse("0@1", &set, &why), -EINVAL);
	assert_int_equal(cpu_list_parse("", &set, &why), -EINVAL);
	/* a failure leaves the set alone */
	assert_int_equal(CPU_COUNT(&set), 3);
}

static const char *
mask(const char *text)
{
	static char list[LCORE_LIST_LEN];

	if (core_mask_to_list(text, list, sizeof(list), &why) != 0)
		return NULL;
	return list;
}

static void
test_mask(void **state)
{
	char all[RTE_MAX_LCORE / 4 + 2];

	(void)state;
	assert_string_equal(mask("1"), "0");
	assert_string_equal(mask("0x1D"), "0,2,3,4");
	assert_string_equal(mask("0Xf"), "0,1,2,3");
	assert_string_equal(mask(" 10 "), "4");
	assert_null(mask("0"));
	assert_null(mask(""));
	assert_null(mask("0x"));
	assert_null(mask("0xg"));
	assert_non_null(strstr(why.text, "'g'"));
	assert_null(mask("-1"));
	memset(all, 'f', sizeof(all));
	all[RTE_MAX_LCORE / 4] = '\0';
	assert_non_null(mask(all));
	all[RTE_MAX_LCORE / 4] = '1';
	all[RTE_MAX_LCORE / 4 + 1] = '\0';
	assert_null(mask(all));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_forms),
			cmocka_unit_test(test_more_lcores_than_cpus),
			cmocka_unit_test(test_errors),
			cmocka_unit_test(test_lcore_too_high),
			cmocka_unit_test(test_cpu_list),
			cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
