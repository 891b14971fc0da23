/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reports on pools: the argument of --pools, what JSON says of a view, and
 * where reports go.
 */
#include <bufplane_mempool_view.h>
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/app.h"

#include <cmocka.h>

static void
test_parse(void **state)
{
	static const char *const wrong[] = {"", "xml", "jsonl", "json:", ":x",
			"tex", "JSON", "json,x"};
	struct app_pools pools = {0};

	(void)state;
	for (size_t i = 0; i < RTE_DIM(wrong); i++)
		assert_int_equal(app_pools_parse(&pools, wrong[i]), -EINVAL);
	assert_false(pools.at_end);
	assert_int_equal(app_pools_parse(&pools, "json:/a:b"), 0);
	assert_true(pools.at_end);
	assert_true(pools.json);
	assert_string_equal(pools.path, "/a:b");
	assert_int_equal(app_pools_parse(&pools, "text"), 0);
	assert_false(pools.json);
	assert_null(pools.path);
}

static void
test_signal(void **state)
{
	(void)state;
	app_pools_catch();
	assert_false(app_pools_asked());
	raise(SIGUSR1);
	raise(SIGUSR1);
	assert_true(app_pools_asked());
	assert_false(app_pools_asked());
}

static const struct bp_mempool_view_cache two_caches[] = {
		{false, 3, 256, 12},
		{true, 4000000, 256, 1},
};
static const struct bp_mempool_view_chunk two_chunks[] = {
		{0x100200000, 0xffffffff00000000, 8192, 2097152},
		{0x7f0000000000, RTE_BAD_IOVA, 4096, 0},
};
static struct bp_mempool_view second = {
		.name = "caf\xe9",
		.handler = "stack",
		.guarded = true,
		.socket_id = -1,
		.size = UINT32_MAX,
		.missing = UINT32_MAX,
};
static const struct bp_mempool_view first = {
		.next = &second,
		.name = "first",
		.handler = "ring_mp_mc",
		.flags = RTE_MEMPOOL_F_NO_SPREAD | RTE_MEMPOOL_F_NON_IO,
		.size = 100,
		.missing = 10,
		.out = 37,
		.available = 53,
		.in_handler = 40,
		.in_caches = 13,
		.elt_size = 64,
		.header_size = 62,
		.trailer_size = 2,
		.object_size = 128,
		.private_size = 8,
		.memory = 12288,
		.cache_size = 256,
		.caches_n = 2,
		.caches = two_caches,
		.chunks_n = 2,
		.chunks = two_chunks,
};

static void
test_json(void **state)
{
	static const char wanted[] =
			"[{\"name\":\"first\",\"handler\":\"ring_mp_mc\","
			"\"guard\":false,\"asan\":false,"
			"\"flags\":[\"NO_SPREAD\",\"NON_IO\"],\"socket\":0,"
			"\"size\":100,\"available\":53,\"out\":37,"
			"\"missing\":10,\"in_handler\":40,\"in_caches\":13,"
			"\"cache_size\":256,\"object_size\":128,"
			"\"element_size\":64,\"header_size\":62,"
			"\"trailer_size\":2,\"private_size\":8,"
			"\"memory\":12288,\"caches\":["
			"{\"lcore\":3,\"size\":256,\"objects\":12},"
			"{\"thread\":4000000,\"size\":256,\"objects\":1}],"
			"\"chunks\":[{\"address\":\"0x100200000\","
			"\"iova\":\"0xffffffff00000000\",\"bytes\":8192,"
			"\"page_size\":2097152},"
			"{\"address\":\"0x7f0000000000\",\"iova\":null,"
			"\"bytes\":4096,\"page_size\":0}]},"
			"{\"name\":\"caf?\",\"handler\":\"stack\","
			"\"guard\":true,\"asan\":false,\"flags\":[],"
			"\"socket\":-1,\"size\":4294967295,\"available\":0,"
			"\"out\":0,\"missing\":4294967295,\"in_handler\":0,"
			"\"in_caches\":0,\"cache_size\":0,\"object_size\":0,"
			"\"element_size\":0,\"header_size\":0,"
			"\"trailer_size\":0,\"private_size\":0,\"memory\":0,"
			"\"caches\":[],\"chunks\":[]}]";
	json_t *json = app_pools_json(&first);
	char *text = json_dumps(json, JSON_COMPACT);

	(void)state;
	assert_non_null(text);
	assert_string_equal(text, wanted);
	free(text);
	json_decref(json);
	json = app_pools_json(NULL);
	assert_int_equal(json_array_size(json), 0);
	json_decref(json);
}

/* Two reports of a process without pools, into a file. */
static void
report_twice(const char *format, char *text, size_t size)
{
	char spec[64], path[] = "/tmp/app_pools_test.XXXXXX";
	struct app_pools pools = {0};
	FILE *file;
	size_t n;

	assert_true(close(mkstemp(path)) == 0);
	snprintf(spec, sizeof(spec), "%s:%s", format, path);
	assert_int_equal(app_pools_parse(&pools, spec), 0);
	assert_int_equal(app_pools_open(&pools), 0);
	app_pools_report(&pools);
	app_pools_report(&pools);
	assert_int_equal(app_pools_close(), 0);
	file = fopen(path, "r");
	assert_non_null(file);
	n = fread(text, 1, size - 1, file);
	text[n] = '\0';
	fclose(file);
	unlink(path);
}

static void
test_files(void **state)
{
	static const char json[] =
			"{\"time\":\"0000-00-00T00:00:00Z\",\"pools\":[]}\n";
	char text[1024];

	(void)state;
	report_twice("json", text, sizeof(text));
	assert_int_equal(strlen(text), 2 * strlen(json));
	assert_memory_equal(text, json, 9);
	assert_string_equal(text + strlen(json) + 29, json + 29);
	report_twice("text", text, sizeof(text));
	assert_memory_equal(text, "Pools at 2", 10);
	assert_non_null(strstr(text, "Z\nnone\n\nPools at 2"));
}

static void
test_file_errors(void **state)
{
	struct app_pools pools = {.json = true, .path = "/nowhere/pools"};

	(void)state;
	assert_int_equal(app_pools_open(&pools), -ENOENT);
	assert_int_equal(app_pools_close(), 0);
	pools.path = "/dev/full";
	assert_int_equal(app_pools_open(&pools), 0);
	app_pools_report(&pools);
	app_pools_report(&pools);
	assert_int_equal(app_pools_close(), -ENOSPC);
	pools.path = NULL;
	assert_int_equal(app_pools_open(&pools), 0);
	app_pools_report(&pools);
	assert_int_equal(app_pools_close(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_parse),
			cmocka_unit_test(test_signal),
			cmocka_unit_test(test_json),
			cmocka_unit_test(test_files),
			cmocka_unit_test(test_file_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
