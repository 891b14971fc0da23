/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line behind "--": how fast, how often, on which port, and the
 * captures. At most one of --speed, --pps and --topspeed is given.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <string.h>

#include <rte_config.h>

#include "../common/app.h"
#include "replay.h"

enum {
	OPT_PORT = 256,
	OPT_LOOP,
	OPT_SPEED,
	OPT_PPS,
	OPT_TOPSPEED,
	OPT_MAX_GAP,
	OPT_POOLS,
};

static const struct option long_options[] = {
		{"port", required_argument, NULL, OPT_PORT},
		{"loop", required_argument, NULL, OPT_LOOP},
		{"speed", required_argument, NULL, OPT_SPEED},
		{"pps", required_argument, NULL, OPT_PPS},
		{"topspeed", no_argument, NULL, OPT_TOPSPEED},
		{"max-gap", required_argument, NULL, OPT_MAX_GAP},
		{"pools", required_argument, NULL, OPT_POOLS},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
};

void
replay_usage(const char *program)
{
	printf("Usage: %s [EAL options] -- [options] FILE...\n"
	       "\n"
	       "Sends the packets of captures (pcap or pcapng, Ethernet) on a\n"
	       "port, with the gaps in which they were recorded.\n"
	       "\n"
	       "  --port N       the port to send on (0)\n"
	       "  --loop N       send everything N times, or 'forever' (1)\n"
	       "  --speed X      X times as fast as recorded (1)\n"
	       "  --pps N        N packets a second, evenly\n"
	       "  --topspeed     as fast as the port takes them\n"
	       "  --max-gap S    no gap longer than S seconds\n"
	       "  --pools FORMAT[:FILE]\n"
	       "                 where the mbufs are, as text or json, at the end;\n"
	       "                 also each time SIGUSR1 comes, which needs no option\n"
	       "                 (text, on stderr)\n"
	       "  -h, --help     this text\n"
	       "\n"
	       "Example, into a second capture without any hardware:\n"
	       "  %s --no-huge --no-pci -l 0 --vdev net_pcap0,tx_pcap=out.pcap \\\n"
	       "    -- --speed 2 in.pcap\n",
			program, program);
}

static int
parse_number(const char *what, uint64_t low, uint64_t high, uint64_t *value)
{
	return app_parse_number(what, optarg, low, high, value);
}

static int
parse_loop(uint64_t *loops)
{
	if (strcmp(optarg, "forever") == 0) {
		*loops = 0;
		return 0;
	}
	return parse_number("--loop", 1, UINT64_MAX, loops);
}

static int
parse_max_gap(uint64_t *max_gap)
{
	double seconds;
	int rc = app_parse_fraction("--max-gap", optarg, &seconds);

	if (rc == 0)
		*max_gap = (uint64_t)fmin(
				ceil(seconds * (double)REPLAY_S), 1e18);
	return rc;
}

static int
parse_option(struct replay_options *opt, int c)
{
	uint64_t port;
	int rc;

	switch (c) {
	case OPT_PORT:
		rc = parse_number("--port", 0, RTE_MAX_ETHPORTS - 1, &port);
		if (rc == 0)
			opt->port = (uint16_t)port;
		return rc;
	case OPT_LOOP:
		return parse_loop(&opt->loops);
	case OPT_SPEED:
		return app_parse_fraction("--speed", optarg, &opt->speed);
	case OPT_PPS:
		opt->mode = REPLAY_PPS;
		return app_parse_fraction("--pps", optarg, &opt->pps);
	case OPT_TOPSPEED:
		opt->mode = REPLAY_TOPSPEED;
		return 0;
	case OPT_MAX_GAP:
		return parse_max_gap(&opt->max_gap);
	case OPT_POOLS:
		return app_pools_parse(&opt->pools, optarg);
	default:
		return -EINVAL; /* getopt has named it */
	}
}

static bool
is_pace(int c)
{
	return c == OPT_SPEED || c == OPT_PPS || c == OPT_TOPSPEED;
}

int
replay_parse_args(struct replay_options *opt, int argc, char **argv)
{
	unsigned int paces = 0;
	int c;

	*opt = (struct replay_options){.speed = 1, .loops = 1};
	optind = 1;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread reads them. */
	while ((c = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		if (c == 'h') {
			replay_usage(argv[0]);
			return 1;
		}
		if (parse_option(opt, c) < 0)
			return -EINVAL;
		paces += is_pace(c);
	}
	if (paces > 1) {
		fprintf(stderr, "--speed, --pps and --topspeed exclude each other\n");
		return -EINVAL;
	}
	opt->files = argv + optind;
	opt->files_n = (unsigned int)(argc - optind);
	if (opt->files_n == 0) {
		fprintf(stderr, "no capture given: which FILE shall be replayed?\n");
		return -EINVAL;
	}
	return 0;
}
