/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The progress bar on a terminal, nothing elsewhere. The share that is done is
 * that of the files' bytes and rounds, or that of --limit if it is larger;
 * where neither is known, there is no bar.
 */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "replay.h"

#define BAR_WIDTH 30
#define REDRAW_NS 100000000

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

/* Not at once, for the first moment says nothing of rates. */
static bool
is_time(uint64_t now)
{
	if (progress.last == 0)
		progress.last = now;
	if (!progress.on || now - progress.last < REDRAW_NS)
		return false;
	progress.last = now;
	progress.drawn = true;
	return true;
}

static double
share_of(uint64_t part, uint64_t whole)
{
	return part < whole ? (double)part / (double)whole : 1;
}

/* A negative number if there is no telling. */
static double
share_done(const struct replay_result *result)
{
	const struct replay_options *opt = progress.opt;
	double share = -1, limit;

	if (result->size != 0 && opt->loops != 0)
		share = ((double)result->round +
					share_of(result->position,
							result->size)) /
				(double)opt->loops;
	if (opt->limit != 0) {
		limit = share_of(result->sum.packets + result->sum.dropped,
				opt->limit);
		share = limit > share ? limit : share;
	}
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

/* As "12 s", "3:04" or "1:02:03". */
static void
print_time(double seconds)
{
	uint64_t s = seconds < 1e15 ? (uint64_t)(seconds + 0.5)
				    : (uint64_t)1e15;

	if (s < 60)
		fprintf(stderr, "%" PRIu64 " s", s);
	else if (s < 3600)
		fprintf(stderr, "%" PRIu64 ":%02" PRIu64, s / 60, s % 60);
	else
		fprintf(stderr, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64,
				s / 3600, s / 60 % 60, s % 60);
}

void
replay_progress(const struct replay_result *result, uint64_t now)
{
	struct app_rates rates;
	char packets[APP_GROUPED_SIZE], pps[APP_GROUPED_SIZE];
	double share;

	if (!is_time(now))
		return;
	rates = app_rates(&result->sum, now - result->started);
	share = share_done(result);
	if (share >= 0)
		draw_bar(share);
	else
		fprintf(stderr, "\r\033[K");
	fprintf(stderr, "%s packets, %s/s",
			app_grouped(packets, result->sum.packets),
			app_grouped(pps, (uint64_t)rates.pps));
	if (share > 0) {
		fprintf(stderr, ", ");
		print_time(rates.seconds * (1 - share) / share);
		fprintf(stderr, " left");
	}
	fflush(stderr);
}

void
replay_progress_waiting(uint64_t left, uint64_t now)
{
	if (!is_time(now))
		return;
	fprintf(stderr, "\r\033[Kstarts in ");
	print_time((double)left / (double)REPLAY_S);
	fflush(stderr);
}

void
replay_progress_close(void)
{
	if (progress.drawn)
		fprintf(stderr, "\r\033[K");
	progress.drawn = false;
}
