/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_eal_init() from a command line: what it returns, what argv is after it,
 * the usage, and that the built-in components start and stop.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_lcore.h>

#include "bufplane.h"
#include "bufplane_export.h"

#include <cmocka.h>

#define WORDS_MAX 16

static int running;

static int
part_init(void)
{
	running++;
	return 0;
}

static void
part_fini(void)
{
	running--;
}

static const struct bp_component part = {"part", part_init, part_fini};

BP_EXPORT
const struct bp_component *const bp_builtin_components[] = {&part};
BP_EXPORT
const unsigned int bp_builtin_components_n = 1;

static char line[256];
static char *words[WORDS_MAX + 1];
static int words_n;
static char printed[8192];

/* rte_eal_init() with these words, keeping what it prints. */
static int
run(const char *text)
{
	char *word = line;
	FILE *file = tmpfile();
	size_t n;
	int out, rc;

	/* A prefix of its own, for others run at the same time. */
	snprintf(line, sizeof(line), "prog|--file-prefix=unit%d|%s",
			(int)getpid(), text);
	for (words_n = 0; word != NULL; words_n++)
		words[words_n] = strsep(&word, "|");
	words[words_n] = NULL;
	fflush(stdout);
	out = dup(STDOUT_FILENO);
	dup2(fileno(file), STDOUT_FILENO);
	rc = rte_eal_init(words_n, words);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	rewind(file);
	n = fread(printed, 1, sizeof(printed) - 1, file);
	printed[n] = '\0';
	fclose(file);
	return rc;
}

static void
starts(const char *text, int rc, const char *next)
{
	rc++; /* the prefix */
	assert_int_equal(run(text), rc);
	assert_string_equal(words[rc], "prog");
	if (next == NULL)
		assert_int_equal(words_n, rc + 1);
	else
		assert_string_equal(words[rc + 1], next);
	assert_int_equal(running, 1);
	assert_string_equal(printed, "");
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(running, 0);
}

static void
test_success(void **state)
{
	(void)state;
	starts("--no-huge|-l|0", 3, NULL);
	starts("--no-huge|-l|0|--|-q|4", 4, "-q");
	starts("file|--no-huge|--lcores|(0-3)@0", 3, "file");
	starts("--no-huge|--in-memory|--no-pci", 3, NULL);
	starts("--no-huge", 1, NULL);
	starts("--no-huge|--force-max-simd-bitwidth|0", 3, NULL);
	starts("file|--no-huge|--vmware-tsc-map|--log-level=error", 3, "file");
}

static void
fails(const char *text, int error, bool usage)
{
	assert_int_equal(run(text), -1);
	assert_int_equal(rte_errno, error);
	assert_int_equal(strstr(printed, "Usage: prog") != NULL, usage);
	assert_int_equal(running, 0);
	assert_int_equal(rte_lcore_count(), 0);
	assert_string_equal(words[0], "prog");
}

static void
test_failure(void **state)
{
	(void)state;
	fails("--foo", EINVAL, true);
	fails("-l", EINVAL, true);
	fails("-l|0|--main-lcore|1", EINVAL, true);
	fails("--no-huge|--log-level|foo", EINVAL, true);
	fails("--no-huge|--socket-mem|1", EINVAL, true);
	fails("--proc-type=secondary", ENOENT, false);
	fails("--proc-type=secondary|--in-memory", EINVAL, true);
	fails("--proc-type=secondary|--no-shconf", EINVAL, true);
	fails("--proc-type=third", EINVAL, true);
	fails("-a|0000:00:01.0", ENODEV, false);
	fails("-d|/nowhere/x.so", EINVAL, true);
	fails("--no-huge|--vdev|nobody0", ENODEV, false);
	starts("--no-huge", 1, NULL);
}

static void
test_no_argv(void **state)
{
	char *none[] = {NULL};

	(void)state;
	assert_int_equal(rte_eal_init(0, none), -1);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(rte_eal_init(1, NULL), -1);
	assert_int_equal(rte_errno, EINVAL);
}

static void
test_help(void **state)
{
	(void)state;
	fails("-h", ECANCELED, true);
	assert_non_null(strstr(printed, "--lcores MAP"));
	fails("--help|--foo", ECANCELED, true);
	fails("--no-huge|--log-level=help", ECANCELED, false);
	assert_non_null(strstr(printed, "lib.eal"));
}

static void
hook(const char *program)
{
	printf("my own usage of %s\n", program);
}

static void
test_usage_hook(void **state)
{
	(void)state;
	assert_null(rte_set_application_usage_hook(hook));
	fails("-h", ECANCELED, false);
	assert_non_null(strstr(printed, "my own usage of prog\n"));
	assert_non_null(strstr(printed, "--lcores MAP"));
	assert_ptr_equal(rte_set_application_usage_hook(NULL), hook);
}

static void
test_twice(void **state)
{
	(void)state;
	assert_int_equal(run("--no-huge|-l|0"), 4);
	assert_int_equal(run("--no-huge|-l|0"), -1);
	assert_int_equal(rte_errno, EALREADY);
	assert_int_equal(running, 1);
	assert_int_equal(rte_eal_cleanup(), 0);
	assert_int_equal(running, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_success),
			cmocka_unit_test(test_failure),
			cmocka_unit_test(test_no_argv),
			cmocka_unit_test(test_help),
			cmocka_unit_test(test_usage_hook),
			cmocka_unit_test(test_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
