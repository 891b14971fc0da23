/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line. EAL's options stand in front of "--"; without a "--", all
 * are the program's own. EAL is started so that it disturbs nobody: without
 * hugepages and files, so also beside another program, and on one CPU.
 */
#include <errno.h>
#include <getopt.h>

#include "../common/app.h"
#include "../common/app_output.h"
#include "show.h"

enum {
	OPT_JSON = 256,
};

static const struct option long_options[] = {
		{"ports", no_argument, NULL, SHOW_PORTS},
		{"interfaces", no_argument, NULL, SHOW_INTERFACES},
		{"pci", no_argument, NULL, SHOW_PCI},
		{"buses", no_argument, NULL, SHOW_BUSES},
		{"drivers", no_argument, NULL, SHOW_DRIVERS},
		{"json", optional_argument, NULL, OPT_JSON},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
};

void
devices_usage(const char *program)
{
	program = app_program_name(program);
	printf("Usage: %s [options]\n"
	       "       %s [EAL options] -- [options]\n"
	       "\n"
	       "Lists what there is to make ports of, what has it now, and what is needed to\n"
	       "use it. Nothing is opened, bound or changed, except what EAL options ask for.\n"
	       "\n"
	       "What is shown (everything):\n"
	       "  --ports        ports that the EAL options make, and what they can do\n"
	       "  --interfaces   interfaces of the kernel, for net_af_packet\n"
	       "  --pci          PCI network devices, who has them, how to use them\n"
	       "  --buses        buses, and devices on them\n"
	       "  --drivers      drivers, and the arguments they take\n"
	       "How:\n"
	       "  --json [FILE]  as JSON, one line, instead; '-' is standard output (-)\n"
	       "  -h, --help     this text\n"
	       "\n"
	       "EAL is started with --in-memory --no-huge --no-pci on one CPU, so it runs\n"
	       "beside other programs and for any user.\n"
	       "\n"
	       "Examples. What can this machine offer?\n"
	       "  %s\n"
	       "What can a port on eth0 do?\n"
	       "  %s --vdev net_af_packet0,iface=eth0 -- --ports\n"
	       "Which PCI devices does the kernel hold?\n"
	       "  %s --pci --json | jq -r '.pci[] | select(.state == \"kernel\").address'\n",
			program, program, program, program, program);
}

int
devices_parse_args(struct devices_options *opt, int argc, char **argv)
{
	int c;

	*opt = (struct devices_options){0};
	optind = 0; /* whatever was read before is forgotten */
	while ((c = app_next_option(argc, argv, "+h", long_options)) != -1) {
		if (c == 'h') {
			devices_usage(argv[0]);
			return 1;
		}
		if (c == '?') { /* getopt has named it */
			fprintf(stderr, "EAL's options, as --vdev, stand in front of '--': see --help\n");
			return -EINVAL;
		}
		if (c != OPT_JSON)
			opt->show |= (unsigned int)c;
		else if (app_output_name("--json",
					 app_optional_argument(argc, argv),
					 &opt->json) < 0)
			return -EINVAL;
	}
	if (optind < argc) {
		fprintf(stderr, "unexpected argument '%s'\n", argv[optind]);
		return -EINVAL;
	}
	if (opt->show == 0)
		opt->show = SHOW_ALL;
	return 0;
}

char **
devices_eal_args(int argc, char **argv, struct app_eal *eal)
{
	static const char *const quiet[] = {
			"--in-memory", "--no-huge", "--no-pci", NULL};

	*eal = (struct app_eal){.words = quiet};
	return app_eal_args(argc, argv, eal);
}
