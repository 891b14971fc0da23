/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The report at the end, for people.
 */
#include <inttypes.h>
#include <string.h>

#include "replay.h"

#define BAR_WIDTH  40
#define FIRST_EDGE 100

uint64_t
replay_next_edge(uint64_t edge)
{
	uint64_t lead = edge;

	if (edge < FIRST_EDGE)
		return FIRST_EDGE;
	if (edge > UINT64_MAX / 3)
		return UINT64_MAX;
	while (lead >= 10)
		lead /= 10;
	return lead == 2 ? edge / 2 * 5 : edge * 2;
}

static double
micro(uint64_t ns)
{
	return (double)ns / 1000;
}

/* A line for each range that is between the first and the last used one. */
static void
print_histogram(FILE *out, const struct replay_histogram *h)
{
	uint64_t below = 0, low = 0, high;
	char bar[BAR_WIDTH + 1], count[APP_GROUPED_SIZE];

	for (; below < h->n; low = high) {
		uint64_t seen, n;
		size_t full;

		high = replay_next_edge(low);
		seen = replay_histogram_below(h, high);
		n = seen - below;
		if (seen == 0)
			continue;
		full = (size_t)((double)n / (double)h->n * BAR_WIDTH + 0.5);
		memset(bar, '#', full);
		bar[full] = '\0';
		fprintf(out, "  up to %9.1f us %14s %5.1f %%%s%s\n",
				micro(high), app_grouped(count, n),
				(double)n / (double)h->n * 100,
				full > 0 ? " " : "", bar);
		below = seen;
	}
}

static void
print_timing(FILE *out, const struct replay_histogram *error)
{
	fprintf(out, "Timing error  p50 %.1f us, p99 %.1f us, max %.1f us\n",
			micro(replay_histogram_quantile(error, 0.5)),
			micro(replay_histogram_quantile(error, 0.99)),
			micro(error->max));
	print_histogram(out, error);
}

static void
print_queues(FILE *out, const struct replay_queues *queues)
{
	char packets[APP_GROUPED_SIZE], dropped[APP_GROUPED_SIZE];

	for (uint32_t i = 0; i < queues->n; i++) {
		const struct replay_queue *q = &queues->list[i];

		fprintf(out, "  port %u queue %u  %s packets, %s dropped\n",
				q->port, q->queue,
				app_grouped(packets, q->count.packets),
				app_grouped(dropped, q->count.dropped));
	}
}

void
replay_report(FILE *out, const struct replay_options *opt,
		const struct replay_result *result,
		const struct replay_queues *queues)
{
	const struct app_count *sum = &result->sum;
	struct app_rates rates =
			app_rates(sum, result->ended - result->started);
	char packets[APP_GROUPED_SIZE], bytes[APP_GROUPED_SIZE];
	char dropped[APP_GROUPED_SIZE], pps[APP_GROUPED_SIZE];

	fprintf(out, "Sent          %s packets, %s bytes in %.*f s%s\n",
			app_grouped(packets, sum->packets),
			app_grouped(bytes, sum->bytes),
			rates.seconds < 0.1 ? 6 : 3, rates.seconds,
			result->interrupted ? " (interrupted)" : "");
	fprintf(out, "Rate          %s packets/s, %.3f Mbit/s (%.3f Mbit/s on the wire)\n",
			app_grouped(pps, (uint64_t)rates.pps), rates.mbps,
			rates.wire_mbps);
	fprintf(out, "Dropped       %s packets that the port did not take\n",
			app_grouped(dropped, sum->dropped));
	if (result->unsent > 0)
		fprintf(out, "Not sent      %s packets that the port took\n",
				app_grouped(dropped, result->unsent));
	if (queues->n > 1)
		print_queues(out, queues);
	if (result->dry > 0 && opt->mode != REPLAY_TOPSPEED)
		fprintf(out,
				"Read-ahead    had nothing ready %" PRIu64
				" times: the files come too slowly\n",
				result->dry);
	if (opt->mode != REPLAY_TOPSPEED && result->error.n > 0)
		print_timing(out, &result->error);
}
