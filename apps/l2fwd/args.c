/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line behind "--": the options of DPDK's l2fwd sample, and
 * --exit-on-eof and --pools. A value that cannot be is named, with what would
 * be right.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/app.h"
#include "l2fwd.h"

enum {
	OPT_MAC_UPDATING = 256,
	OPT_NO_MAC_UPDATING,
	OPT_PORTMAP,
	OPT_EXIT_ON_EOF,
	OPT_POOLS,
};

static const char short_options[] = "p:Pq:T:h";

static const struct option long_options[] = {
		{"mac-updating", no_argument, NULL, OPT_MAC_UPDATING},
		{"no-mac-updating", no_argument, NULL, OPT_NO_MAC_UPDATING},
		{"portmap", required_argument, NULL, OPT_PORTMAP},
		{"exit-on-eof", no_argument, NULL, OPT_EXIT_ON_EOF},
		{"pools", required_argument, NULL, OPT_POOLS},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
};

void
l2fwd_usage(const char *program)
{
	printf("Usage: %s [EAL options] -- -p PORTMASK [options]\n"
	       "\n"
	       "Forwards what each port receives to its partner, with the\n"
	       "source address of the sending port and 02:00:00:00:00:PORT as\n"
	       "the destination. Neighbours in the mask are partners; the last\n"
	       "one of an odd number is its own.\n"
	       "\n"
	       "  -p PORTMASK           ports to use, in hexadecimal\n"
	       "  -P                    put them into promiscuous mode\n"
	       "  -q NQ                 ports that each lcore polls, 1 to %u (1)\n"
	       "  -T PERIOD             seconds between statistics, 0 for none,\n"
	       "                        %u at most (%u)\n"
	       "  --portmap PAIRS       partners, as \"(0,1)[,(2,3)...]\"\n"
	       "  --[no-]mac-updating   rewrite the addresses or not (rewrite)\n"
	       "  --exit-on-eof         stop when every input capture is spent\n"
	       "  --pools FORMAT[:FILE] where the mbufs are, as text or json, at\n"
	       "                        the end; also each time SIGUSR1 comes,\n"
	       "                        which needs no option (text, on stderr)\n"
	       "  -h, --help            this text\n"
	       "\n"
	       "Example, from one capture to another without any hardware:\n"
	       "  %s --no-huge --no-pci -l 0 \\\n"
	       "    --vdev net_pcap0,rx_pcap=in.pcap \\\n"
	       "    --vdev net_pcap1,tx_pcap=out.pcap -- -p 3 -q 2 --exit-on-eof\n",
			program, L2FWD_MAX_QUEUES, L2FWD_MAX_PERIOD,
			L2FWD_DEFAULT_PERIOD, program);
}

static int
parse_mask(const char *text, uint64_t *mask)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 16);
	if (errno != 0 || end == text || *end != '\0' || value == 0 ||
			strchr(text, '-') != NULL ||
			value >> RTE_MAX_ETHPORTS != 0) {
		fprintf(stderr, "-p: '%s' is not a hexadecimal mask of 1 to %d ports\n",
				text, RTE_MAX_ETHPORTS);
		return -EINVAL;
	}
	*mask = value;
	return 0;
}

/* "(a,b)" at *text; moves *text behind it. */
static int
parse_pair(const char **text, struct l2fwd_pair *pair)
{
	unsigned int a, b;
	int used = 0;

	if (sscanf(*text, "(%2u,%2u)%n", &a, &b, &used) != 2 || used == 0 ||
			a >= RTE_MAX_ETHPORTS || b >= RTE_MAX_ETHPORTS)
		return -EINVAL;
	*pair = (struct l2fwd_pair){.a = (uint16_t)a, .b = (uint16_t)b};
	*text += used;
	return 0;
}

static int
parse_portmap(struct l2fwd_options *opt, const char *map)
{
	const char *at = map;

	opt->pairs_n = 0;
	do {
		if (opt->pairs_n > 0)
			at++;
		if (opt->pairs_n == RTE_MAX_ETHPORTS ||
				parse_pair(&at, &opt->pairs[opt->pairs_n]) <
						0) {
			fprintf(stderr, "--portmap: '%s' is not of the form \"(0,1)[,(2,3)...]\" with ports below %d\n",
					map, RTE_MAX_ETHPORTS);
			return -EINVAL;
		}
		opt->pairs_n++;
	} while (*at == ',');
	if (*at != '\0') {
		fprintf(stderr, "--portmap: '%s' goes on with '%s'\n", map, at);
		return -EINVAL;
	}
	return 0;
}

static int
parse_small(const char *what, const char *text, unsigned int low,
		unsigned int high, unsigned int *value)
{
	uint64_t parsed;
	int rc = app_parse_number(what, text, low, high, &parsed);

	if (rc == 0)
		*value = (unsigned int)parsed;
	return rc;
}

static int
parse_option(struct l2fwd_options *opt, int c)
{
	switch (c) {
	case 'p':
		return parse_mask(optarg, &opt->port_mask);
	case 'P':
		opt->promiscuous = true;
		return 0;
	case 'q':
		return parse_small("-q", optarg, 1, L2FWD_MAX_QUEUES,
				&opt->queues_per_lcore);
	case 'T':
		return parse_small("-T", optarg, 0, L2FWD_MAX_PERIOD,
				&opt->period);
	case OPT_MAC_UPDATING:
		opt->mac_updating = true;
		return 0;
	case OPT_NO_MAC_UPDATING:
		opt->mac_updating = false;
		return 0;
	case OPT_PORTMAP:
		return parse_portmap(opt, optarg);
	case OPT_EXIT_ON_EOF:
		opt->exit_on_eof = true;
		return 0;
	case OPT_POOLS:
		return app_pools_parse(&opt->pools, optarg);
	default:
		return -EINVAL; /* getopt has named it */
	}
}

int
l2fwd_parse_args(struct l2fwd_options *opt, int argc, char **argv)
{
	int c;

	*opt = (struct l2fwd_options){
			.mac_updating = true,
			.queues_per_lcore = 1,
			.period = L2FWD_DEFAULT_PERIOD,
	};
	optind = 1;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread reads them. */
	while ((c = getopt_long(argc, argv, short_options, long_options,
				NULL)) != -1) {
		if (c == 'h') {
			l2fwd_usage(argv[0]);
			return 1;
		}
		if (parse_option(opt, c) < 0)
			return -EINVAL;
	}
	if (optind < argc) {
		fprintf(stderr, "unexpected argument '%s'\n", argv[optind]);
		return -EINVAL;
	}
	if (opt->port_mask == 0) {
		fprintf(stderr, "-p PORTMASK is missing: which ports shall forward?\n");
		return -EINVAL;
	}
	return 0;
}
