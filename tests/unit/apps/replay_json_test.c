/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcap-replay's JSON: a line an object, every key that docs/programs.md names
 * and no other, and nothing without --json.
 */
#include <jansson.h>

#include "replay_files.h"

static struct replay_result result = {
		.sum = {.packets = 3, .bytes = 300, .dropped = 1},
		.round = 1,
		.dry = 2,
		.began_real = 1700000000ull * REPLAY_S + 5,
		.ended = REPLAY_S,
		.interrupted = true,
};

static void
check_keys(json_t *object, const char *const *keys)
{
	size_t n = 0;

	for (; keys[n] != NULL; n++)
		if (json_object_get(object, keys[n]) == NULL)
			fail_msg("no %s", keys[n]);
	assert_int_equal(json_object_size(object), n);
}

static json_int_t
number(json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

/* A report into a new file; what the file then holds, line n. */
static json_t *
report(const struct replay_options *opt, unsigned int n)
{
	const struct app_count delta = {.packets = 2, .bytes = 200};
	struct replay_queues queues;
	json_t *object = NULL;
	FILE *in;

	assert_int_equal(replay_queues_init(&queues, opt), 0);
	assert_int_equal(replay_json_open(files_name()), 0);
	replay_json_interval(&result, &delta, REPLAY_S / 2, REPLAY_S);
	replay_json_report(opt, &result, &queues);
	assert_int_equal(replay_json_close(), 0);
	replay_queues_free(&queues);
	in = fopen(files.names[files.n - 1], "r");
	assert_non_null(in);
	for (unsigned int i = 0; i <= n; i++) {
		json_decref(object);
		object = json_loadf(in, JSON_DISABLE_EOF_CHECK, NULL);
		assert_non_null(object);
		assert_int_equal(fgetc(in), '\n');
	}
	assert_true(n == 0 || fgetc(in) == EOF);
	fclose(in);
	return object;
}

static void
test_interval(void **state)
{
	static const char *const keys[] = {"type", "packets", "bytes",
			"dropped", "seconds", "packets_per_second",
			"mbit_per_second", "wire_mbit_per_second", "at",
			"round", "total_packets", "total_dropped", NULL};
	struct replay_options opt = files_options(REPLAY_IN_TURN, 1);
	json_t *o = report(&opt, 0);

	(void)state;
	check_keys(o, keys);
	assert_string_equal(json_string_value(json_object_get(o, "type")),
			"interval");
	assert_int_equal(number(o, "packets"), 2);
	assert_int_equal(number(o, "round"), 2);
	assert_int_equal(number(o, "total_packets"), 3);
	assert_int_equal(number(o, "total_dropped"), 1);
	assert_true(json_real_value(json_object_get(o, "at")) == 1);
	assert_true(json_real_value(json_object_get(o, "packets_per_second")) ==
			4);
	json_decref(o);
}

static void
test_report(void **state)
{
	static const char *const keys[] = {"type", "packets", "bytes",
			"dropped", "seconds", "packets_per_second",
			"mbit_per_second", "wire_mbit_per_second", "started",
			"files", "rounds", "interrupted", "read_ahead_dry",
			"unsent", "queues", "timing_error_ns", NULL};
	static const char *const timing[] = {
			"p50", "p90", "p99", "p999", "max", "histogram", NULL};
	static char *const names[] = {"in.pcap", "\xff.pcap"};
	struct replay_options opt = files_options(REPLAY_IN_TURN, 1);
	json_t *o, *part;

	(void)state;
	opt.files = names;
	opt.files_n = 2;
	opt.queues = 2;
	replay_histogram_add(&result.error, 700);
	replay_histogram_add(&result.error, 3000);
	o = report(&opt, 1);
	check_keys(o, keys);
	assert_string_equal(json_string_value(json_object_get(o, "started")),
			"2023-11-14T22:13:20.000000005Z");
	assert_int_equal(number(o, "rounds"), 2);
	assert_int_equal(number(o, "read_ahead_dry"), 2);
	assert_true(json_is_true(json_object_get(o, "interrupted")));
	part = json_object_get(o, "files");
	assert_int_equal(json_array_size(part), 2);
	assert_string_equal(
			json_string_value(json_array_get(part, 0)), "in.pcap");
	part = json_object_get(o, "queues");
	assert_int_equal(json_array_size(part), 2);
	assert_int_equal(number(json_array_get(part, 1), "queue"), 1);
	part = json_object_get(o, "timing_error_ns");
	check_keys(part, timing);
	assert_int_equal(number(part, "max"), 3000);
	/* Up to 1000, 2000 and 5000 ns. */
	part = json_object_get(part, "histogram");
	assert_int_equal(json_array_size(part), 3);
	assert_int_equal(number(json_array_get(part, 2), "up_to"), 5000);
	assert_int_equal(number(json_array_get(part, 2), "packets"), 1);
	json_decref(o);
}

static void
test_top_speed_has_no_timing(void **state)
{
	struct replay_options opt = files_options(REPLAY_IN_TURN, 1);
	json_t *o;

	(void)state;
	opt.mode = REPLAY_TOPSPEED;
	o = report(&opt, 1);
	assert_null(json_object_get(o, "timing_error_ns"));
	json_decref(o);
}

static void
test_without_json(void **state)
{
	struct replay_options opt = files_options(REPLAY_IN_TURN, 1);
	struct replay_queues queues;

	(void)state;
	assert_int_equal(replay_queues_init(&queues, &opt), 0);
	assert_int_equal(replay_json_open(NULL), 0);
	replay_json_interval(&result, &result.sum, 1, 1);
	replay_json_report(&opt, &result, &queues);
	assert_int_equal(replay_json_close(), 0);
	replay_queues_free(&queues);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, files_setup, files_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_interval),
			TEST(test_report),
			TEST(test_top_speed_has_no_timing),
			TEST(test_without_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
