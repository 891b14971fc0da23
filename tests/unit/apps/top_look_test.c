/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A look at pools, rings, stacks and memory of a process, and how it is shown
 * to people and to programs.
 */
#include <bufplane.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_mempool.h>

#include "top/top.h"

#include <cmocka.h>

static struct rte_mempool *plain, *guarded;
static struct rte_ring *ring;
static struct rte_stack *stack;
static void *objects[30];

static struct rte_mempool *
make_pool(const char *name, const char *handler)
{
	struct rte_mempool *mp =
			rte_mempool_create_empty(name, 100, 64, 0, 0, 0, 0);

	if (mp == NULL || rte_mempool_set_ops_byname(mp, handler, NULL) != 0 ||
			rte_mempool_populate_default(mp) != 100)
		return NULL;
	return mp;
}

static int
setup(void **state)
{
	struct bp_config config = {.size = sizeof(config),
			.no_huge = true,
			.in_memory = true,
			.affinity = BP_AFFINITY_KEEP,
			.log_level = RTE_LOG_EMERG};

	(void)state;
	if (bp_init(&config) != 0)
		return -1;
	plain = make_pool("plain", "ring_mp_mc");
	guarded = make_pool("watched", "guard:stack");
	ring = rte_ring_create("between", 64, SOCKET_ID_ANY, RING_F_SP_ENQ);
	stack = rte_stack_create("pile", 50, SOCKET_ID_ANY, 0);
	if (plain == NULL || guarded == NULL || ring == NULL || stack == NULL)
		return -1;
	if (rte_mempool_get_bulk(plain, objects, 20) != 0 ||
			rte_mempool_get_bulk(guarded, objects + 20, 10) != 0)
		return -1;
	rte_ring_enqueue_bulk(ring, objects, 7, NULL);
	rte_stack_push(stack, objects, 5);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	rte_mempool_put_bulk(plain, objects, 20);
	rte_mempool_put_bulk(guarded, objects + 20, 10);
	rte_mempool_free(plain);
	rte_mempool_free(guarded);
	rte_ring_free(ring);
	rte_stack_free(stack);
	return rte_eal_cleanup();
}

static const struct look_ring *
find_ring(const struct look *look, const char *name)
{
	for (unsigned int i = 0; i < look->rings_n; i++)
		if (strcmp(look->rings[i].name, name) == 0)
			return &look->rings[i];
	return NULL;
}

static void
test_look(void **state)
{
	const struct look_ring *r;
	struct look look;
	uint64_t pages = 0;

	(void)state;
	assert_int_equal(look_take(&look, SHOW_ALL), 0);
	r = find_ring(&look, "between");
	assert_non_null(r);
	assert_int_equal(r->capacity, 63);
	assert_int_equal(r->used, 7);
	assert_int_equal(r->producers, RTE_RING_SYNC_ST);
	assert_int_equal(r->consumers, RTE_RING_SYNC_MT);
	assert_false(r->of_pool);
	r = find_ring(&look, "MP_plain");
	assert_non_null(r);
	assert_true(r->of_pool);
	assert_int_equal(r->used, 80);
	/* One of these is in the guarded pool. */
	assert_int_equal(look.stacks_n, 2);
	assert_int_equal(look.guards_n, 1);
	assert_string_equal(look.guards[0].pool, "watched");
	assert_int_equal(look.guards[0].out, 10);
	assert_non_null(strstr(look.guards[0].text, "10 got at"));
	assert_true(look.heaps_n >= 1 && look.lists_n >= 1);
	assert_true(look.zones_n > 2);
	for (unsigned int i = 0; i < look.lists_n; i++)
		pages += look.lists[i].pages * look.lists[i].page_size;
	assert_true(pages >= look.heaps[0].stats.heap_totalsz_bytes);
	look_free(&look);
	assert_int_equal(look_take(&look, SHOW_STACKS), 0);
	assert_null(look.pools);
	assert_int_equal(look.rings_n + look.zones_n + look.guards_n, 0);
	look_free(&look);
	look_free(&look); /* twice is fine */
}

static void
test_text(void **state)
{
	static const char *const wanted[] = {
			"plain                             100          80          20  ring_mp_mc\n",
			"  [################....]  80 %\n",
			"watched                           100          90          10  stack, guarded\n",
			"between                            63           7  one   many   11 %\n",
			"pile                               50           5  locked       10 %\n",
			"\nHEAP ", "\nSEGMENTS AT ", "\nMEMZONE ",
			"RG_between "};
	struct top_options opt = {.show = SHOW_ALL};
	struct look look;
	char *text, *line;
	size_t size;
	FILE *out;

	(void)state;
	assert_int_equal(look_take(&look, SHOW_ALL), 0);
	out = open_memstream(&text, &size);
	text_show(out, &look, NULL, &opt);
	fclose(out);
	for (size_t i = 0; i < RTE_DIM(wanted); i++)
		if (strstr(text, wanted[i]) == NULL)
			fail_msg("'%s' is not in\n%s", wanted[i], text);
	/* The rings of pools are not shown as rings. */
	assert_null(strstr(text, "many  many"));
	assert_null(strstr(text, "got at"));
	for (line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		assert_true(strlen(line) <= 80);
	free(text);
	opt.guard = true;
	out = open_memstream(&text, &size);
	text_show(out, &look, NULL, &opt);
	fclose(out);
	assert_non_null(strstr(text, "10 got at"));
	free(text);
	look_free(&look);
}

static void
test_nothing(void **state)
{
	static const struct look look;
	const struct top_options opt = {.show = SHOW_ALL};
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	text_show(out, &look, NULL, &opt);
	fclose(out);
	assert_non_null(strstr(text, "RING"));
	assert_non_null(strstr(text, "none"));
	free(text);
}

static struct look_port two_ports[] = {
		{.id = 0,
				.name = "net_pcap0",
				.driver = "net_pcap",
				.up = true,
				.mbit = 10000,
				.counted = true,
				.received = {3000, 300000, 3},
				.sent = {1234567, 5, 4},
				.missed = 2,
				.no_mbuf = 1},
		{.id = 11, .name = "silent"},
};
static struct look_port before_them[] = {
		{.id = 0,
				.name = "net_pcap0",
				.counted = true,
				.received = {1000, 100000, 0},
				.sent = {1234568, 5, 4}},
};

static void
check_ports(const struct look *look, const struct look *before,
		const char *wanted)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	text_show_ports(out, look, before);
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
}

#define HEADING                                                                \
	"\nPORT                                 RX/S  BIT/S   TX/S  BIT/S  LINK\n"
#define REST                                                                     \
	"  received 3,000, sent 1,234,567\n"                                     \
	"  missed 2, without mbuf 1, broken 0, not sent 4\n"                     \
	"11 silent                               -      -      -      -  down\n" \
	"  the program does not say what it counted\n"

static void
test_ports(void **state)
{
	const struct look now = {
			.ns = 3000000000, .ports_n = 2, .ports = two_ports};
	const struct look then = {
			.ns = 1000000000, .ports_n = 1, .ports = before_them};
	const char *driver, *link;
	int mbit, dropped;
	json_t *all;

	(void)state;
	check_ports(&now, NULL,
			HEADING
			" 0 net_pcap0                            -      -      -      -  up 10.0G\n" REST);
	/* Counters that went back give no rate. */
	check_ports(&now, &then,
			HEADING
			" 0 net_pcap0                        1.00k   800k      -      -  up 10.0G\n" REST);
	all = json_make(&now, SHOW_PORTS);
	assert_int_equal(json_unpack(all, "{s:[{s:s, s:s, s:i, s:{s:i}}, {}]}",
					 "ports", "driver", &driver, "link",
					 &link, "speed_mbit", &mbit, "received",
					 "dropped", &dropped),
			0);
	assert_string_equal(driver, "net_pcap");
	assert_string_equal(link, "up");
	assert_int_equal(mbit, 10000);
	assert_int_equal(dropped, 3);
	json_decref(all);
}

static void
test_bytes(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = {
			{0, "0 B"},
			{1023, "1023 B"},
			{1024, "1.0 KiB"},
			{1536, "1.5 KiB"},
			{5ULL << 30, "5.0 GiB"},
			{UINT64_MAX, "16777216.0 TiB"},
	};
	char buf[TEXT_BYTES_SIZE];

	(void)state;
	for (size_t i = 0; i < RTE_DIM(cases); i++)
		assert_string_equal(
				text_bytes(buf, cases[i].bytes), cases[i].text);
}

static void
test_json(void **state)
{
	const char *name, *producers, *report;
	int used, out = 0;
	struct look look;
	json_t *all, *ring_json = NULL;

	(void)state;
	assert_int_equal(look_take(&look, SHOW_ALL), 0);
	all = json_make(&look, SHOW_ALL);
	assert_non_null(all);
	for (size_t i = 0; i < look.rings_n; i++)
		if (strcmp(look.rings[i].name, "between") == 0)
			ring_json = json_array_get(
					json_object_get(all, "rings"), i);
	assert_int_equal(
			json_unpack(ring_json, "{s:s, s:i, s:s}", "name", &name,
					"used", &used, "producers", &producers),
			0);
	assert_int_equal(used, 7);
	assert_string_equal(producers, "st");
	assert_int_equal(
			json_unpack(all,
					"{s:[{s:s, s:i}, {s:s}], s:{s:o, s:o, s:o}}",
					"pools", "name", &name, "out", &out,
					"guard_report", &report, "memory",
					"heaps", &ring_json, "segments",
					&ring_json, "memzones", &ring_json),
			0);
	assert_string_equal(name, "plain");
	assert_int_equal(out, 20);
	assert_int_equal(json_array_size(ring_json), look.zones_n);
	json_decref(all);
	all = json_make(&look, SHOW_RINGS);
	assert_int_equal(json_object_size(all), 2); /* and the time */
	json_decref(all);
	look_free(&look);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_look),
			cmocka_unit_test(test_text),
			cmocka_unit_test(test_nothing),
			cmocka_unit_test(test_ports),
			cmocka_unit_test(test_bytes),
			cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
