/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a person sees: a progress bar on a terminal, nothing elsewhere, and the
 * report at the end.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "../common/app.h"
#include "replay.h"

#define BAR_WIDTH 30
#define REDRAW_NS 100000000
#define ETH_OVERHEAD                                                           \
	24 /* preamble, gap and checksum of a frame on the wire                \
	    */

static struct {
	const struct replay_options *opt;
	bool on;
	bool drawn;
	uint64_t last;
} progress;

void
replay_progress_open(const struct replay_options *opt)
{
	progress.opt = opt;
	progress.on = isatty(STDERR_FILENO);
	progress.drawn = false;
	progress.last = 0;
}

/* The share of the work done, or a negative number if there is no telling. */
static double
share_done(const struct replay_reader *r, const struct replay_result *result)
{
	uint64_t size = replay_reader_size(r);
	double round, share;

	if (size == 0 || progress.opt->loops == 0)
		return -1;
	round = (double)replay_reader_position(r) / (double)size;
	share = ((double)result->round + (round < 1 ? round : 1)) /
			(double)progress.opt->loops;
	/* The last round counts as done before the reader goes back. */
	return share < 1 ? share : 1;
}

static void
draw_bar(double share)
{
	char bar[BAR_WIDTH + 1];
	size_t full = (size_t)(share * BAR_WIDTH);

	memset(bar, '.', BAR_WIDTH);
	memset(bar, '#', full);
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "\r\033[K[%s] %3.0f %%  ", bar, share * 100);
}

void
replay_progress(const struct replay_reader *r,
		const struct replay_result *result, uint64_t now)
{
	double share, seconds;
	char packets[APP_GROUPED_SIZE], rate[APP_GROUPED_SIZE];

	if (!progress.on || now - progress.last < REDRAW_NS)
		return;
	progress.last = now;
	progress.drawn = true;
	seconds = (double)(now - result->started) / (double)REPLAY_S;
	share = share_done(r, result);
	if (share >= 0)
		draw_bar(share);
	else
		fprintf(stderr, "\r\033[K");
	fprintf(stderr, "%s packets, %s/s",
			app_grouped(packets, result->packets),
			app_grouped(rate,
					(uint64_t)((double)result->packets /
							(seconds + 1e-9))));
	if (share > 0)
		fprintf(stderr, ", %.0f s left", seconds * (1 - share) / share);
	fflush(stderr);
}

void
replay_progress_close(void)
{
	if (progress.drawn)
		fprintf(stderr, "\r\033[K");
}

static double
micro(uint64_t ns)
{
	return (double)ns / 1000;
}

static void
report_timing(FILE *out, const struct replay_histogram *error)
{
	fprintf(out, "Timing error  p50 %.1f us, p99 %.1f us, max %.1f us\n",
			micro(replay_histogram_quantile(error, 0.5)),
			micro(replay_histogram_quantile(error, 0.99)),
			micro(error->max));
}

void
replay_report(FILE *out, const struct replay_options *opt,
		const struct replay_result *result)
{
	double seconds = (double)(result->ended - result->started) /
			(double)REPLAY_S;
	double per = seconds > 0 ? 1 / seconds : 0;
	double wire = (double)(result->bytes + ETH_OVERHEAD * result->packets);
	char packets[APP_GROUPED_SIZE], bytes[APP_GROUPED_SIZE];
	char dropped[APP_GROUPED_SIZE], rate[APP_GROUPED_SIZE];

	fprintf(out, "Sent          %s packets, %s bytes in %.3f s\n",
			app_grouped(packets, result->packets),
			app_grouped(bytes, result->bytes), seconds);
	fprintf(out, "Rate          %s packets/s, %.3f Mbit/s (%.3f Mbit/s on the wire)\n",
			app_grouped(rate,
					(uint64_t)((double)result->packets *
							per)),
			(double)result->bytes * per * 8e-6, wire * per * 8e-6);
	fprintf(out, "Dropped       %s packets that the port did not take\n",
			app_grouped(dropped, result->dropped));
	if (opt->mode != REPLAY_TOPSPEED && result->error.n > 0)
		report_timing(out, &result->error);
}
