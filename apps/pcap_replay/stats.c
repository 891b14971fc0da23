/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --stats: what was sent since the line before. Lines are due at whole
 * multiples of the interval; those that were missed are left out.
 */
#include <inttypes.h>

#include "replay.h"

void
replay_stats_init(struct replay_stats *s, uint64_t every, uint64_t now)
{
	*s = (struct replay_stats){
			.every = every,
			.next = now + every,
			.last = now,
	};
}

static void
print_line(FILE *out, double at, const struct app_count *delta,
		const struct app_rates *rates, const struct app_count *sum)
{
	char packets[APP_GROUPED_SIZE], pps[APP_GROUPED_SIZE];
	char dropped[APP_GROUPED_SIZE];

	fprintf(out, "%10.3f s  %s packets/s  %.3f Mbit/s  %s dropped  %s packets in all\n",
			at, app_grouped(pps, (uint64_t)rates->pps), rates->mbps,
			app_grouped(dropped, delta->dropped),
			app_grouped(packets, sum->packets));
}

void
replay_stats(struct replay_stats *s, FILE *out,
		const struct replay_result *result, uint64_t now)
{
	const struct app_count *sum = &result->sum;
	struct app_count delta;
	struct app_rates rates;

	if (s->every == 0 || now < s->next)
		return;
	delta = app_count_since(sum, &s->before);
	rates = app_rates(&delta, now - s->last);
	replay_progress_close();
	print_line(out, (double)(now - result->started) / (double)REPLAY_S,
			&delta, &rates, sum);
	replay_json_interval(result, &delta, now - s->last, now);
	s->before = *sum;
	s->last = now;
	s->next += (now - s->next) / s->every * s->every + s->every;
}
