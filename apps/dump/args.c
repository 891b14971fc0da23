/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line; what is left of it is the filter, which is compiled before
 * anything is started.
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include <pcap/pcap.h>

#include "../common/app.h"
#include "../common/app_output.h"
#include "dump.h"

#define SNAPLEN_MAX 262144 /* what readers of captures take at most */
#define BUFFER_MAX  4096   /* MiB */

enum {
	OPT_PREFIX = 256,
	OPT_RECEIVED,
	OPT_SENT,
	OPT_BUFFER,
	OPT_LIST,
};

static const struct option long_options[] = {
		{"file-prefix", required_argument, NULL, OPT_PREFIX},
		{"port", required_argument, NULL, 'p'},
		{"rx", no_argument, NULL, OPT_RECEIVED},
		{"tx", no_argument, NULL, OPT_SENT},
		{"write", required_argument, NULL, 'w'},
		{"snaplen", required_argument, NULL, 's'},
		{"count", required_argument, NULL, 'c'},
		{"duration", required_argument, NULL, 'd'},
		{"buffer", required_argument, NULL, OPT_BUFFER},
		{"list", no_argument, NULL, OPT_LIST},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
};

static void
usage(const char *program)
{
	program = app_program_name(program);
	printf("Usage: %s [options] -w FILE [filter]\n"
	       "       %s [EAL options] -- [options] -w FILE [filter]\n"
	       "\n"
	       "Attaches to a running program as a secondary process, and writes what its ports\n"
	       "receive and send to a pcapng file, until Ctrl-C. The program has callbacks on\n"
	       "their queues meanwhile, and nothing of it before and after, also if this one is\n"
	       "killed.\n"
	       "\n"
	       "Which packets:\n"
	       "  --file-prefix NAME  of the program that was started with it (rte)\n"
	       "  -p, --port PORT     of this port, a name or number, given once for each (all)\n"
	       "  --rx, --tx          that are received, sent (both)\n"
	       "  filter              those that match, as tcpdump has it: see pcap-filter(7)\n"
	       "  --list              none: show the ports\n"
	       "How much of it:\n"
	       "  -s, --snaplen N     N bytes of each packet (262144)\n"
	       "  -c, --count N       N packets, then end\n"
	       "  -d, --duration S    S seconds, then end\n"
	       "Where to:\n"
	       "  -w, --write FILE    a file, which is replaced; '-' is standard output\n"
	       "  --buffer MIB        memory for packets on their way, shared by the queues (16)\n"
	       "  -h, --help          this text\n"
	       "\n"
	       "A packet for which there is no room on its way is dropped here and counted; the\n"
	       "program keeps it. What is sent is what the program hands to the port, which may\n"
	       "not take all of it. Packets that secondary processes move are not seen.\n"
	       "\n"
	       "Examples. Web traffic of all ports of the program named 'plane':\n"
	       "  %s --file-prefix plane -w web.pcapng tcp port 80\n"
	       "Ten packets that port 0 receives, shown at once:\n"
	       "  %s -p 0 --rx -c 10 -w - | tshark -r -\n",
			program, program, program, program);
}

static int
add_port(struct dump_options *opt, const char *text)
{
	if (text[0] == '\0' || opt->ports_n == DUMP_PORTS) {
		fprintf(stderr, "--port: '%s' is %s\n", text,
				text[0] == '\0' ? "no port" : "one too many");
		return -EINVAL;
	}
	opt->ports[opt->ports_n++] = text;
	return 0;
}

static int
parse_option(struct dump_options *opt, int c)
{
	switch (c) {
	case OPT_PREFIX:
		opt->prefix = optarg;
		return 0;
	case 'p':
		return add_port(opt, optarg);
	case OPT_RECEIVED:
		opt->received = true;
		return 0;
	case OPT_SENT:
		opt->sent = true;
		return 0;
	case OPT_LIST:
		opt->list = true;
		return 0;
	case 'w':
		return app_output_name("--write", optarg, &opt->file);
	case 's':
		return app_parse_number("--snaplen", optarg, 1, SNAPLEN_MAX,
				&opt->snaplen);
	case 'c':
		return app_parse_number(
				"--count", optarg, 1, UINT64_MAX, &opt->count);
	case 'd':
		return app_parse_fraction("--duration", optarg, &opt->duration);
	case OPT_BUFFER:
		return app_parse_number("--buffer", optarg, 1, BUFFER_MAX,
				&opt->buffer);
	default: /* getopt has named it */
		fprintf(stderr, "EAL's options stand in front of '--': see --help\n");
		return -EINVAL;
	}
}

/* The words with blanks between them; NULL: no memory. */
static char *
join(int n, char **words)
{
	char *text = NULL;
	size_t size;
	FILE *mem = open_memstream(&text, &size);

	if (mem == NULL)
		return NULL;
	for (int i = 0; i < n; i++)
		fprintf(mem, "%s%s", i > 0 ? " " : "", words[i]);
	if (fclose(mem) == 0)
		return text;
	free(text);
	return NULL;
}

static int
compile(struct dump_options *opt)
{
	pcap_t *p = pcap_open_dead(DLT_EN10MB, (int)opt->snaplen);
	int rc = 0;

	if (p == NULL)
		return -ENOMEM;
	if (pcap_compile(p, &opt->program, opt->filter, 1,
			    PCAP_NETMASK_UNKNOWN) != 0) {
		fprintf(stderr, "filter '%s': %s\n", opt->filter,
				pcap_geterr(p));
		rc = -EINVAL;
	} else if (opt->program.bf_len > BP_CAPTURE_INSNS) {
		fprintf(stderr, "filter '%s': it has %u instructions, more than %d\n",
				opt->filter, opt->program.bf_len,
				BP_CAPTURE_INSNS);
		rc = -EINVAL;
	}
	pcap_close(p);
	return rc;
}

void
dump_free_args(struct dump_options *opt)
{
	if (opt->filter == NULL)
		return;
	pcap_freecode(&opt->program);
	free((char *)(uintptr_t)opt->filter);
	opt->filter = NULL;
}

static int
read_filter(struct dump_options *opt, int argc, char **argv)
{
	int rc;

	opt->filter = join(argc - optind, argv + optind);
	if (opt->filter == NULL)
		return -ENOMEM;
	rc = opt->filter[0] != '\0' ? compile(opt) : 0;
	if (rc != 0)
		dump_free_args(opt);
	return rc;
}

static int
finish(struct dump_options *opt, int argc, char **argv)
{
	if (opt->file == NULL && !opt->list) {
		fprintf(stderr, "where to? -w FILE is missing: see --help\n");
		return -EINVAL;
	}
	if (!opt->received && !opt->sent)
		opt->received = opt->sent = true;
	return read_filter(opt, argc, argv);
}

int
dump_parse_args(struct dump_options *opt, int argc, char **argv)
{
	int c, rc;

	*opt = (struct dump_options){.snaplen = SNAPLEN_MAX, .buffer = 16};
	optind = 0; /* whatever was read before is forgotten */
	while ((c = app_next_option(argc, argv, "+p:w:s:c:d:h",
				long_options)) != -1) {
		if (c == 'h') {
			usage(argv[0]);
			return 1;
		}
		rc = parse_option(opt, c);
		if (rc < 0)
			return rc;
	}
	return finish(opt, argc, argv);
}
