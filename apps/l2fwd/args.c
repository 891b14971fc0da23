/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line behind "--": the options of DPDK's l2fwd sample, and those
 * that usage.c tells of besides. A value that cannot be is named, with what
 * would be right.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "l2fwd.h"

enum {
	OPT_MAC_UPDATING = 256,
	OPT_NO_MAC_UPDATING,
	OPT_PORTMAP,
	OPT_RXQ,
	OPT_JSON,
	OPT_EXIT_ON_EOF,
	OPT_POOLS,
};

static const char short_options[] = "p:Pq:T:h";

static const struct option long_options[] = {
		{"mac-updating", no_argument, NULL, OPT_MAC_UPDATING},
		{"no-mac-updating", no_argument, NULL, OPT_NO_MAC_UPDATING},
		{"portmap", required_argument, NULL, OPT_PORTMAP},
		{"rxq", required_argument, NULL, OPT_RXQ},
		{"json", required_argument, NULL, OPT_JSON},
		{"exit-on-eof", no_argument, NULL, OPT_EXIT_ON_EOF},
		{"pools", required_argument, NULL, OPT_POOLS},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
};

/* One digit: four ports. */
static int
add_ports(struct l2fwd_options *opt, unsigned int first, char digit)
{
	const char text[] = {digit, '\0'};
	unsigned long bits = strtoul(text, NULL, 16);

	for (; bits != 0; bits >>= 1, first++) {
		if ((bits & 1) == 0)
			continue;
		if (first >= RTE_MAX_ETHPORTS)
			return -EINVAL;
		opt->ports[opt->ports_n++] = (uint16_t)first;
	}
	return 0;
}

static int
parse_mask(struct l2fwd_options *opt, const char *text)
{
	const char *digits = text;
	size_t n;
	int rc = 0;

	if (strncmp(text, "0x", 2) == 0 || strncmp(text, "0X", 2) == 0)
		digits += 2;
	n = strlen(digits);
	opt->ports_n = 0;
	if (strspn(digits, "0123456789abcdefABCDEF") != n)
		rc = -EINVAL;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = add_ports(opt, (unsigned int)RTE_MIN(4 * i, 4096UL),
				digits[n - 1 - i]);
	if (rc < 0 || opt->ports_n == 0) {
		fprintf(stderr, "-p: '%s' is not a hexadecimal mask of 1 to %d ports\n",
				text, RTE_MAX_ETHPORTS);
		return -EINVAL;
	}
	return 0;
}

/* "(a,b)" at *text, and a comma; moves *text behind them. */
static int
parse_pair(const char **text, struct l2fwd_pair *pair)
{
	unsigned int a, b;
	int used = 0;

	if (sscanf(*text, " ( %4u , %4u ) %n", &a, &b, &used) != 2 ||
			used == 0 || a >= RTE_MAX_ETHPORTS ||
			b >= RTE_MAX_ETHPORTS)
		return -EINVAL;
	*pair = (struct l2fwd_pair){.a = (uint16_t)a, .b = (uint16_t)b};
	*text += used;
	if (**text == ',' && (*text)[1] != '\0')
		++*text;
	return 0;
}

static int
parse_portmap(struct l2fwd_options *opt, const char *map)
{
	const char *at = map;

	opt->pairs_n = 0;
	do {
		if (opt->pairs_n == RTE_MAX_ETHPORTS ||
				parse_pair(&at, &opt->pairs[opt->pairs_n]) <
						0) {
			fprintf(stderr, "--portmap: '%s' is not of the form \"(0,1)[,(2,3)...]\" with ports below %d: at '%s'\n",
					map, RTE_MAX_ETHPORTS, at);
			return -EINVAL;
		}
		opt->pairs_n++;
	} while (*at != '\0');
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
		return parse_mask(opt, optarg);
	case 'P':
		opt->promiscuous = true;
		return 0;
	case 'q':
		return parse_small("-q", optarg, 1, L2FWD_MAX_FLOWS,
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
	case OPT_RXQ:
		return parse_small("--rxq", optarg, 1, L2FWD_MAX_RXQ,
				&opt->rx_queues);
	case OPT_JSON:
		return app_output_name("--json", optarg, &opt->json);
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
			.rx_queues = 1,
			.period = L2FWD_DEFAULT_PERIOD,
	};
	optind = 1;
	while ((c = app_next_option(argc, argv, short_options, long_options)) !=
			-1) {
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
	if (opt->ports_n == 0) {
		fprintf(stderr, "-p PORTMASK is missing: which ports shall forward?\n");
		return -EINVAL;
	}
	return 0;
}
