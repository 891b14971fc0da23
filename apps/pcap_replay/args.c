/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line behind "--": one function an option. What each value may
 * be is checked here, and which options go together; whether the ports and
 * files exist is found when they are opened.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../common/app_output.h"
#include "replay.h"

#define MIB           (1u << 20)
#define READ_AHEAD    16
#define READ_AHEAD_HI 16384

typedef int (*parse_fn)(struct replay_options *opt, const char *text);

static int
parse_speed(struct replay_options *opt, const char *text)
{
	return app_parse_fraction("--speed", text, &opt->speed);
}

static int
parse_pps(struct replay_options *opt, const char *text)
{
	opt->mode = REPLAY_PPS;
	return app_parse_fraction("--pps", text, &opt->pps);
}

static int
parse_mbps(struct replay_options *opt, const char *text)
{
	opt->mode = REPLAY_MBPS;
	return app_parse_fraction("--mbps", text, &opt->mbps);
}

static int
parse_topspeed(struct replay_options *opt, const char *text)
{
	(void)text;
	opt->mode = REPLAY_TOPSPEED;
	return 0;
}

static int
parse_seconds(const char *what, const char *text, uint64_t *ns)
{
	double seconds;
	int rc = app_parse_fraction(what, text, &seconds);

	if (rc == 0)
		*ns = (uint64_t)fmin(ceil(seconds * (double)REPLAY_S), 1e18);
	return rc;
}

static int
parse_max_gap(struct replay_options *opt, const char *text)
{
	return parse_seconds("--max-gap", text, &opt->max_gap);
}

static int
parse_start(struct replay_options *opt, const char *text)
{
	return replay_start_parse(text, replay_real_ns(), &opt->start_real);
}

static int
parse_loop(struct replay_options *opt, const char *text)
{
	if (strcmp(text, "forever") == 0) {
		opt->loops = 0;
		return 0;
	}
	return app_parse_number("--loop (or 'forever')", text, 1, UINT64_MAX,
			&opt->loops);
}

static int
parse_limit(struct replay_options *opt, const char *text)
{
	return app_parse_number("--limit", text, 1, UINT64_MAX, &opt->limit);
}

static int
parse_merge(struct replay_options *opt, const char *text)
{
	(void)text;
	if (opt->order == REPLAY_IN_TURN)
		opt->order = REPLAY_MERGED;
	return 0;
}

static int
parse_file_per_port(struct replay_options *opt, const char *text)
{
	(void)text;
	opt->order = REPLAY_FILE_PER_PORT;
	return 0;
}

static int
parse_align(struct replay_options *opt, const char *text)
{
	(void)text;
	opt->align = true;
	return 0;
}

static int
parse_read_ahead(struct replay_options *opt, const char *text)
{
	uint64_t mib;
	int rc = app_parse_number("--read-ahead", text, 0, READ_AHEAD_HI, &mib);

	if (rc == 0 && (mib & (mib - 1)) != 0) {
		fprintf(stderr, "--read-ahead: '%s' is not a power of two\n",
				text);
		return -EINVAL;
	}
	if (rc == 0)
		opt->read_ahead = (size_t)mib * MIB;
	return rc;
}

static int
parse_preload(struct replay_options *opt, const char *text)
{
	(void)text;
	opt->preload = true;
	return 0;
}

static int
add_port(struct replay_options *opt, uint64_t port)
{
	for (uint16_t i = 0; i < opt->ports_n; i++) {
		if (opt->ports[i] == port) {
			fprintf(stderr, "--port: port %u is named twice\n",
					opt->ports[i]);
			return -EINVAL;
		}
	}
	opt->ports[opt->ports_n++] = (uint16_t)port;
	return 0;
}

/* "3" or "1-3". */
static int
add_ports(struct replay_options *opt, char *range)
{
	char *dash = strchr(range, '-');
	uint64_t low, high;

	/* A sign is no range: app_parse_number() shall see it. */
	if (dash == range)
		dash = NULL;
	if (dash != NULL)
		*dash = '\0';
	if (app_parse_number("--port", range, 0, RTE_MAX_ETHPORTS - 1, &low) <
			0)
		return -EINVAL;
	high = low;
	if (dash != NULL &&
			app_parse_number("--port", dash + 1, low,
					RTE_MAX_ETHPORTS - 1, &high) < 0)
		return -EINVAL;
	for (uint64_t port = low; port <= high; port++)
		if (add_port(opt, port) < 0)
			return -EINVAL;
	return 0;
}

static int
parse_port(struct replay_options *opt, const char *text)
{
	char *copy, *rest;
	int rc = 0;

	opt->ports_n = 0;
	if (strcmp(text, "all") == 0)
		return 0;
	copy = rest = strdup(text);
	if (copy == NULL)
		return -ENOMEM;
	while (rc == 0 && rest != NULL)
		rc = add_ports(opt, strsep(&rest, ","));
	free(copy);
	return rc;
}

static int
parse_queues(struct replay_options *opt, const char *text)
{
	uint64_t queues;
	int rc = app_parse_number(
			"--queues", text, 1, REPLAY_QUEUES_MAX, &queues);

	if (rc == 0)
		opt->queues = (uint16_t)queues;
	return rc;
}

static int
parse_rewrite(struct replay_options *opt, const char *text)
{
	return replay_rewrite_parse(&opt->rewrite, text);
}

static int
parse_stats(struct replay_options *opt, const char *text)
{
	return parse_seconds("--stats", text, &opt->stats);
}

static int
parse_json(struct replay_options *opt, const char *text)
{
	return app_output_name("--json", text, &opt->json);
}

static int
parse_pools(struct replay_options *opt, const char *text)
{
	return app_pools_parse(&opt->pools, text);
}

static const struct {
	const char *name;
	int has_arg;
	bool is_pace; /* at most one of these, whose last value counts */
	parse_fn parse;
} table[] = {
		{"speed", required_argument, true, parse_speed},
		{"pps", required_argument, true, parse_pps},
		{"mbps", required_argument, true, parse_mbps},
		{"topspeed", no_argument, true, parse_topspeed},
		{"max-gap", required_argument, false, parse_max_gap},
		{"start", required_argument, false, parse_start},
		{"loop", required_argument, false, parse_loop},
		{"limit", required_argument, false, parse_limit},
		{"merge", no_argument, false, parse_merge},
		{"file-per-port", no_argument, false, parse_file_per_port},
		{"align", no_argument, false, parse_align},
		{"read-ahead", required_argument, false, parse_read_ahead},
		{"preload", no_argument, false, parse_preload},
		{"port", required_argument, false, parse_port},
		{"queues", required_argument, false, parse_queues},
		{"rewrite", required_argument, false, parse_rewrite},
		{"stats", required_argument, false, parse_stats},
		{"json", required_argument, false, parse_json},
		{"pools", required_argument, false, parse_pools},
};

#define OPTIONS_N (sizeof(table) / sizeof(table[0]))
/* getopt_long() gives 256 and the place in the table. */
#define FIRST 256

/* 0, 1 for help, -EINVAL. */
static int
parse_options(struct replay_options *opt, int argc, char **argv,
		const struct option *names)
{
	int c, pace = 0;

	optind = 1;
	while ((c = app_next_option(argc, argv, "h", names)) != -1) {
		if (c == 'h') {
			replay_usage(argv[0]);
			return 1;
		}
		if (c < FIRST) /* getopt has named it */
			return -EINVAL;
		if (table[c - FIRST].parse(opt, optarg) < 0)
			return -EINVAL;
		if (!table[c - FIRST].is_pace)
			continue;
		if (pace != 0 && pace != c) {
			fprintf(stderr, "--speed, --pps, --mbps and --topspeed exclude each other\n");
			return -EINVAL;
		}
		pace = c;
	}
	return 0;
}

static int
check(const struct replay_options *opt)
{
	if (opt->files_n == 0) {
		fprintf(stderr, "no capture given: which FILE shall be replayed?\n");
		return -EINVAL;
	}
	if (opt->max_gap != 0 && opt->mode != REPLAY_RECORDED) {
		fprintf(stderr, "--max-gap is about the gaps of the capture: it goes with --speed only\n");
		return -EINVAL;
	}
	return 0;
}

int
replay_parse_args(struct replay_options *opt, int argc, char **argv)
{
	struct option names[OPTIONS_N + 2] = {{0}};
	int rc;

	for (size_t i = 0; i < OPTIONS_N; i++)
		names[i] = (struct option){table[i].name, table[i].has_arg,
				NULL, FIRST + (int)i};
	names[OPTIONS_N] = (struct option){"help", no_argument, NULL, 'h'};
	*opt = (struct replay_options){
			.speed = 1,
			.loops = 1,
			.ports_n = 1,
			.queues = 1,
			.read_ahead = (size_t)READ_AHEAD * MIB,
	};
	rc = parse_options(opt, argc, argv, names);
	if (rc != 0)
		return rc;
	opt->files = argv + optind;
	opt->files_n = (unsigned int)(argc - optind);
	return check(opt);
}
