/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line: whose argument is whose. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/app.h"
#include "devices/show.h"

#include <cmocka.h>

#define MAX_ARGS 12

/* Splits a line at its blanks. */
static int
split(char *line, char *argv[MAX_ARGS])
{
	int argc = 0;

	for (char *word = strtok(line, " "); word != NULL;
			word = strtok(NULL, " "))
		argv[argc++] = word;
	return argc;
}

static int
parse(struct devices_options *opt, const char *text)
{
	char line[128], *argv[MAX_ARGS];

	snprintf(line, sizeof(line), "devices %s", text);
	return devices_parse_args(opt, split(line, argv), argv);
}

static void
test_options(void **state)
{
	static const struct {
		const char *text;
		unsigned int show;
		const char *json;
	} cases[] = {
			{"", SHOW_ALL, NULL},
			{"--ports", SHOW_PORTS, NULL},
			{"--pci --drivers", SHOW_PCI | SHOW_DRIVERS, NULL},
			{"--interfaces --buses", SHOW_INTERFACES | SHOW_BUSES,
					NULL},
			{"--json", SHOW_ALL, "-"},
			{"--json -", SHOW_ALL, "-"},
			{"--json --pci", SHOW_PCI, "-"},
			{"--json file --pci", SHOW_PCI, "file"},
			{"--json=file", SHOW_ALL, "file"},
	};

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++) {
		struct devices_options opt;

		assert_int_equal(parse(&opt, cases[i].text), 0);
		assert_int_equal(opt.show, cases[i].show);
		assert_int_equal(opt.json != NULL, cases[i].json != NULL);
	}
}

static void
test_json_file(void **state)
{
	char line[] = "devices --json out.json";
	char *argv[MAX_ARGS];
	struct devices_options opt;

	(void)state;
	assert_int_equal(devices_parse_args(&opt, split(line, argv), argv), 0);
	assert_string_equal(opt.json, "out.json");
}

static void
test_refused(void **state)
{
	static const char *const wrong[] = {"--vdev net_null0", "--port=1",
			"-x", "file", "--pci 0000:00:03.0", "--json a b",
			"--json=", "--js", "--ports extra"};
	struct devices_options opt;

	(void)state;
	for (size_t i = 0; i < RTE_DIM(wrong); i++)
		assert_int_equal(parse(&opt, wrong[i]), -EINVAL);
	assert_int_equal(parse(&opt, "--help"), 1);
	assert_int_equal(parse(&opt, "--pci -h"), 1);
}

/* EAL's part as one text, "|" and the program's own part. */
static void
check_parts(const char *given, const char *wanted)
{
	char line[128], *argv[MAX_ARGS], text[256] = "";
	struct app_eal eal;
	int argc;

	snprintf(line, sizeof(line), "devices %s", given);
	argc = split(line, argv);
	assert_non_null(devices_eal_args(argc, argv, &eal));
	assert_string_equal(eal.argv[0], "devices");
	assert_null(eal.argv[eal.argc]);
	for (int i = 1; i < eal.argc; i++) {
		strcat(strcat(text, eal.argv[i]), " ");
		if (strcmp(eal.argv[i], "--lcores") == 0)
			i++; /* a CPU of this machine */
	}
	strcat(text, "|");
	for (int i = eal.own + 1; i < argc; i++)
		strcat(strcat(text, " "), argv[i]);
	assert_string_equal(text, wanted);
	free(eal.argv);
}

static void
test_parts(void **state)
{
#define QUIET "--in-memory --no-huge --no-pci "
	(void)state;
	check_parts("", QUIET "--lcores |");
	check_parts("--pci --json", QUIET "--lcores | --pci --json");
	check_parts("--", QUIET "--lcores |");
	check_parts("-- --pci", QUIET "--lcores | --pci");
	check_parts("--vdev net_null0 -- --ports",
			QUIET "--lcores --vdev net_null0 | --ports");
	check_parts("-l 1 --", QUIET "-l 1 |");
	check_parts("--lco 1 --", QUIET "--lco 1 |");
	check_parts("--lcores=1 -- --pci -- x",
			QUIET "--lcores=1 | --pci -- x");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_options),
			cmocka_unit_test(test_json_file),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
