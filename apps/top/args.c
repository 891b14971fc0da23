/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line. EAL's options stand in front of "--", but for the one that
 * says which program is meant.
 */
#include <errno.h>
#include <getopt.h>
#include <stdint.h>

#include "../common/app.h"
#include "../common/app_output.h"
#include "top.h"

enum {
	OPT_PREFIX = 256,
	OPT_JSON,
	OPT_GUARD,
};

static const struct option long_options[] = {
		{"ports", no_argument, NULL, SHOW_PORTS},
		{"pools", no_argument, NULL, SHOW_POOLS},
		{"rings", no_argument, NULL, SHOW_RINGS},
		{"stacks", no_argument, NULL, SHOW_STACKS},
		{"memory", no_argument, NULL, SHOW_MEMORY},
		{"file-prefix", required_argument, NULL, OPT_PREFIX},
		{"interval", required_argument, NULL, 'i'},
		{"count", required_argument, NULL, 'c'},
		{"guard", no_argument, NULL, OPT_GUARD},
		{"json", optional_argument, NULL, OPT_JSON},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
};

static void
usage(const char *program)
{
	program = app_program_name(program);
	printf("Usage: %s [options]\n"
	       "       %s [EAL options] -- [options]\n"
	       "\n"
	       "Attaches to a running program as a secondary process and shows what it has in\n"
	       "shared memory, again and again. Nothing in it is changed.\n"
	       "\n"
	       "Which program:\n"
	       "  --file-prefix NAME  the one that was started with this --file-prefix (rte)\n"
	       "What is shown (everything):\n"
	       "  --ports             ports: rates, sums, link\n"
	       "  --pools             mempools: fill level, caches of lcores, guard\n"
	       "  --rings             rings, but those that pools are made of\n"
	       "  --stacks            stacks\n"
	       "  --memory            heaps, segments and memzones\n"
	       "How:\n"
	       "  -i, --interval S    seconds between two looks, 0.1 to 3600 (2)\n"
	       "  -c, --count N       N looks, then end (0: until it is stopped)\n"
	       "  --guard             which objects are out, by the place that got them, of\n"
	       "                      pools that the guard watches\n"
	       "  --json [FILE]       one look, as JSON on one line; '-' is standard output (-)\n"
	       "  -h, --help          this text\n"
	       "\n"
	       "On a terminal it is redrawn in place and cut at the edges; q or Ctrl-C ends it,\n"
	       "g shows or hides reports of the guard, any other key looks at once.\n"
	       "Of a cache it shows the lcore, or t and the thread, and the objects in it.\n"
	       "\n"
	       "The program must not run with --in-memory. Its mempool handlers from plug-ins\n"
	       "are needed here too: -d PLUGIN before '--'.\n"
	       "\n"
	       "Examples. What does the program named 'plane' do with its pools?\n"
	       "  %s --file-prefix plane --pools\n"
	       "How many mbufs are out?\n"
	       "  %s --json | jq '.pools[] | {name, out}'\n",
			program, program, program, program);
}

static int
parse_option(struct top_options *opt, int c, int argc, char **argv)
{
	switch (c) {
	case OPT_PREFIX:
		opt->prefix = optarg;
		return 0;
	case OPT_GUARD:
		opt->guard = true;
		return 0;
	case OPT_JSON:
		return app_output_name("--json",
				app_optional_argument(argc, argv), &opt->json);
	case 'i':
		return app_parse_fraction("--interval", optarg, &opt->interval);
	case 'c':
		return app_parse_number(
				"--count", optarg, 0, UINT32_MAX, &opt->rounds);
	case '?': /* getopt has named it */
		fprintf(stderr, "EAL's options, as -d, stand in front of '--': see --help\n");
		return -EINVAL;
	default:
		opt->show |= (unsigned int)c;
		return 0;
	}
}

static int
check(const struct top_options *opt)
{
	if (opt->interval >= 0.1 && opt->interval <= 3600)
		return 0;
	fprintf(stderr, "--interval: %g is not between 0.1 and 3600 seconds\n",
			opt->interval);
	return -EINVAL;
}

int
top_parse_args(struct top_options *opt, int argc, char **argv)
{
	int c, rc;

	*opt = (struct top_options){.interval = 2};
	optind = 0; /* whatever was read before is forgotten */
	while ((c = app_next_option(argc, argv, "+i:c:h", long_options)) !=
			-1) {
		if (c == 'h') {
			usage(argv[0]);
			return 1;
		}
		rc = parse_option(opt, c, argc, argv);
		if (rc < 0)
			return rc;
	}
	if (optind < argc) {
		fprintf(stderr, "unexpected argument '%s'\n", argv[optind]);
		return -EINVAL;
	}
	if (opt->show == 0)
		opt->show = SHOW_ALL;
	return check(opt);
}
