/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --json: one object a line, those of --stats with the type "interval" and the
 * last one with the type "report". Numbers are counts, seconds or nanoseconds
 * as their names say. What could not be written is said once, at the first
 * error. Where standard output is wanted for them, it has nothing else: all
 * that people read then goes to standard error.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "replay.h"

static FILE *output; /* NULL: no JSON is wanted */
static const char *name;
static int broken; /* 0, or the first error */

static int
fail(const char *what, int error)
{
	char text[128];

	fprintf(stderr, "--json: %s cannot be %s: %s\n", name, what,
			strerror_r(error, text, sizeof(text)));
	return -error;
}

static FILE *
take_stdout(void)
{
	int fd;
	FILE *file;

	fflush(stdout);
	fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fd < 0)
		return NULL;
	file = fdopen(fd, "w");
	if (file == NULL || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		close(fd);
		return NULL;
	}
	return file;
}

int
replay_json_open(const char *path)
{
	broken = 0;
	output = NULL;
	name = path;
	if (path == NULL)
		return 0;
	output = strcmp(path, "-") == 0 ? take_stdout() : fopen(path, "we");
	return output == NULL ? fail("opened", errno) : 0;
}

int
replay_json_close(void)
{
	if (output != NULL && fclose(output) != 0 && broken == 0)
		broken = fail("written", errno);
	output = NULL;
	return broken;
}

/* Takes the object. */
static void
write_line(json_t *object)
{
	bool bad = json_dumpf(object, output,
				   JSON_COMPACT | JSON_REAL_PRECISION(12)) < 0;

	json_decref(object);
	bad |= fputc('\n', output) == EOF;
	bad |= fflush(output) != 0;
	if (bad && broken == 0)
		broken = fail("written", errno != 0 ? errno : EIO);
}

static void
set_int(json_t *object, const char *key, uint64_t value)
{
	json_object_set_new(object, key,
			json_integer(value < INT64_MAX ? (json_int_t)value
						       : INT64_MAX));
}

/* A file's name may be any bytes; a string of JSON may not. */
static json_t *
string(const char *text)
{
	json_t *value = json_string(text);

	return value != NULL ? value : json_string("(not UTF-8)");
}

static json_t *
counts(const char *type, const struct replay_count *count, uint64_t ns)
{
	struct replay_rates rates = replay_rates(count, ns);
	json_t *object = json_pack("{s:s, s:f, s:f, s:f, s:f}", "type", type,
			"seconds", rates.seconds, "packets_per_second",
			rates.pps, "mbit_per_second", rates.mbps,
			"wire_mbit_per_second", rates.wire_mbps);

	set_int(object, "packets", count->packets);
	set_int(object, "bytes", count->bytes);
	set_int(object, "dropped", count->dropped);
	return object;
}

void
replay_json_interval(const struct replay_result *result,
		const struct replay_count *delta, uint64_t ns, uint64_t now)
{
	json_t *object;

	if (output == NULL)
		return;
	object = counts("interval", delta, ns);
	json_object_set_new(object, "at",
			json_real((double)(now - result->started) /
					(double)REPLAY_S));
	set_int(object, "total_packets", result->sum.packets);
	set_int(object, "total_dropped", result->sum.dropped);
	set_int(object, "round", result->round + 1);
	write_line(object);
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
		set_int(bin, "up_to", high);
		set_int(bin, "packets", seen - below);
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
		set_int(object, quantiles[i].key,
				replay_histogram_quantile(
						h, quantiles[i].share));
	set_int(object, "max", h->max);
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

		set_int(object, "port", q->port);
		set_int(object, "queue", q->queue);
		set_int(object, "packets", q->count.packets);
		set_int(object, "bytes", q->count.bytes);
		set_int(object, "dropped", q->count.dropped);
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

	if (output == NULL)
		return;
	object = counts("report", &result->sum,
			result->ended - result->started);
	files = json_array();
	for (unsigned int i = 0; i < opt->files_n; i++)
		json_array_append_new(files, string(opt->files[i]));
	json_object_set_new(object, "files", files);
	json_object_set_new(object, "started", began(result->began_real));
	set_int(object, "rounds", result->round + 1);
	set_int(object, "read_ahead_dry", result->dry);
	json_object_set_new(object, "interrupted",
			json_boolean(result->interrupted));
	json_object_set_new(object, "queues", queue_list(queues));
	if (opt->mode != REPLAY_TOPSPEED)
		json_object_set_new(object, "timing_error_ns",
				timing(&result->error));
	write_line(object);
}
