/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --json: one object a line, those of --stats with the type "interval" and the
 * last one with the type "report". Numbers are counts, seconds or nanoseconds
 * as their names say.
 */
#include <time.h>

#include "../common/app_json.h"
#include "replay.h"

static struct app_output json;

int
replay_json_open(const char *path)
{
	return app_output_open(&json, "--json", path);
}

int
replay_json_close(void)
{
	return app_output_close(&json);
}

static json_t *
counts(const char *type, const struct app_count *count, uint64_t ns)
{
	json_t *object = json_pack("{s:s}", "type", type);

	app_json_set_counts(object, count, ns);
	return object;
}

void
replay_json_interval(const struct replay_result *result,
		const struct app_count *delta, uint64_t ns, uint64_t now)
{
	json_t *object;

	if (json.name == NULL)
		return;
	object = counts("interval", delta, ns);
	json_object_set_new(object, "at",
			json_real((double)(now - result->started) /
					(double)REPLAY_S));
	app_json_set_int(object, "total_packets", result->sum.packets);
	app_json_set_int(object, "total_dropped", result->sum.dropped);
	app_json_set_int(object, "round", result->round + 1);
	app_json_line(&json, object);
}

/* The same ranges as in the report for people. */
static json_t *
histogram(const struct replay_histogram *h)
{
	json_t *list = json_array();
	uint64_t below = 0, high = 0;

	while (below < h->n) {
		uint64_t seen;
		json_t *bin;

		high = replay_next_edge(high);
		seen = replay_histogram_below(h, high);
		if (seen == 0)
			continue;
		bin = json_object();
		app_json_set_int(bin, "up_to", high);
		app_json_set_int(bin, "packets", seen - below);
		json_array_append_new(list, bin);
		below = seen;
	}
	return list;
}

static json_t *
timing(const struct replay_histogram *h)
{
	static const struct {
		const char *key;
		double share;
	} quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99},
			{"p999", 0.999}};
	json_t *object = json_object();

	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++)
		app_json_set_int(object, quantiles[i].key,
				replay_histogram_quantile(
						h, quantiles[i].share));
	app_json_set_int(object, "max", h->max);
	json_object_set_new(object, "histogram", histogram(h));
	return object;
}

static json_t *
queue_list(const struct replay_queues *queues)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < queues->n; i++) {
		const struct replay_queue *q = &queues->list[i];
		json_t *object = json_object();

		app_json_set_int(object, "port", q->port);
		app_json_set_int(object, "queue", q->queue);
		app_json_set_int(object, "packets", q->count.packets);
		app_json_set_int(object, "bytes", q->count.bytes);
		app_json_set_int(object, "dropped", q->count.dropped);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *
began(uint64_t real)
{
	time_t seconds = (time_t)(real / REPLAY_S);
	char stamp[] = "0000-00-00T00:00:00";
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
	return json_sprintf("%s.%09uZ", stamp, (unsigned int)(real % REPLAY_S));
}

void
replay_json_report(const struct replay_options *opt,
		const struct replay_result *result,
		const struct replay_queues *queues)
{
	json_t *object, *files;

	if (json.name == NULL)
		return;
	object = counts("report", &result->sum,
			result->ended - result->started);
	files = json_array();
	for (unsigned int i = 0; i < opt->files_n; i++)
		json_array_append_new(files, app_json_string(opt->files[i]));
	json_object_set_new(object, "files", files);
	json_object_set_new(object, "started", began(result->began_real));
	app_json_set_int(object, "rounds", result->round + 1);
	app_json_set_int(object, "read_ahead_dry", result->dry);
	app_json_set_int(object, "unsent", result->unsent);
	json_object_set_new(object, "interrupted",
			json_boolean(result->interrupted));
	json_object_set_new(object, "queues", queue_list(queues));
	if (opt->mode != REPLAY_TOPSPEED)
		json_object_set_new(object, "timing_error_ns",
				timing(&result->error));
	app_json_line(&json, object);
}
