/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * numa_guest CASE [EAL OPTION]... [-- WORD...]: one case of the tests of
 * memory on two nodes, in a process of its own. Exit code 0: it holds; 1: it
 * does not; 77: it cannot be tried here. Uses the public API only, so that it
 * also says what another library of the same API does.
 */
#include "numa_guest.h"

#include <numa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_log.h>

#include "numa_check.h"

static const struct numa_case cases[] = {
		{"place", numa_case_place, NULL},
		{"preload", numa_case_preload, NULL},
		{"limit", numa_case_limit, NULL},
		{"any", numa_case_any, NULL},
		{"short", numa_case_short, NULL},
		{"spill", numa_case_spill, NULL},
		{"ids", numa_case_ids, NULL},
		{"dump", numa_case_dump, NULL},
		{"events", numa_case_events, NULL},
		{"validators", numa_case_validators, NULL},
		{"nested", numa_case_nested, NULL},
		{"crossed", numa_case_crossed, NULL},
		{"refused", numa_case_refused, numa_refuse_mbind},
};

static FILE *log_file;
static char log_text[65536];

size_t
numa_arg(int argc, char **argv, int n)
{
	return n < argc ? strtoull(argv[n], NULL, 0) : 0;
}

const char *
numa_log(void)
{
	size_t n;

	fflush(log_file);
	rewind(log_file);
	n = fread(log_text, 1, sizeof(log_text) - 1, log_file);
	log_text[n] = '\0';
	fseek(log_file, 0, SEEK_END);
	return log_text;
}

static const struct numa_case *
find_case(const char *name)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(cases); i++)
		if (strcmp(cases[i].name, name) == 0)
			return &cases[i];
	return NULL;
}

static int
run(const struct numa_case *c, int argc, char **argv)
{
	int used = rte_eal_init(argc, argv);

	if (!CHECK(used >= 0, "rte_eal_init: %s", rte_strerror(rte_errno)))
		return 1;
	c->run(argc - used - 1, argv + used + 1);
	CHECK(rte_eal_cleanup() == 0, "rte_eal_cleanup");
	return numa_failures() == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const struct numa_case *c = argc < 2 ? NULL : find_case(argv[1]);
	int rc;

	if (c == NULL) {
		fprintf(stderr,
				"usage: numa_guest CASE [EAL OPTION]..."
				" [-- WORD...]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	log_file = tmpfile();
	if (log_file == NULL || rte_openlog_stream(log_file) != 0)
		return 2;
	/* A case that hangs is a failure with a name. */
	alarm(60);
	if (c->before_init != NULL)
		c->before_init();
	rc = run(c, argc - 1, argv + 1);
	printf("the log:\n%s", numa_log());
	return rc;
}
