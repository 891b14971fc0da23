/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sums of flows by port and by lcore, their differences, and what the table
 * and JSON say of them. The ports need not exist for that.
 */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "l2fwd/l2fwd.h"

#include <cmocka.h>

static struct l2fwd app;
static struct l2fwd_sample first, second, delta;

static void
add_flow(uint16_t rx, uint16_t tx, uint64_t packets, uint64_t dropped)
{
	app.flows[app.flows_n++] = (struct l2fwd_flow){
			.rx_port = rx,
			.tx_port = tx,
			.rx = {packets, packets * 100, 0},
			.tx = {packets - dropped, (packets - dropped) * 100,
					dropped},
	};
}

/* Two ports with two queues each, the lcores have one queue of both. */
static int
setup(void **state)
{
	static const unsigned int ids[] = {4, 9};

	memset(&app, 0, sizeof(app));
	app.ports_n = 2;
	app.ports[0] = (struct l2fwd_port){
			.id = 3, .partner = 5, .name = "net_a", .up = true};
	app.ports[1] = (struct l2fwd_port){
			.id = 5, .partner = 3, .name = "net_b"};
	add_flow(3, 5, 1000, 0);
	add_flow(5, 3, 200, 50);
	add_flow(3, 5, 30, 10);
	add_flow(5, 3, 4, 0);
	app.lcores_n = 2;
	for (unsigned int i = 0; i < 2; i++)
		app.lcores[i] = (struct l2fwd_lcore){.id = ids[i],
				.flows_n = 2,
				.flows = &app.flows[2 * i]};
	l2fwd_sample_take(&app, 1000000000, &first);
	return 0;
}

static void
check_count(const struct app_count *count, uint64_t packets, uint64_t dropped)
{
	assert_int_equal(count->packets, packets);
	assert_int_equal(count->bytes, packets * 100);
	assert_int_equal(count->dropped, dropped);
}

static void
test_sums(void **state)
{
	check_count(&first.ports[0].rx, 1030, 0);
	check_count(&first.ports[0].tx, 154, 50);
	check_count(&first.ports[1].rx, 204, 0);
	check_count(&first.ports[1].tx, 1020, 10);
	check_count(&first.lcores[0].rx, 1200, 0);
	check_count(&first.lcores[0].tx, 1150, 50);
	check_count(&first.lcores[1].rx, 34, 0);
	check_count(&first.lcores[1].tx, 24, 10);
	check_count(&first.total.rx, 1234, 0);
	check_count(&first.total.tx, 1174, 60);
}

/* Half a second later, more has passed one way. */
static void
go_on(void)
{
	app.flows[0].rx.packets += 500;
	app.flows[0].rx.bytes += 50000;
	app.flows[0].tx.packets += 400;
	app.flows[0].tx.bytes += 40000;
	app.flows[0].tx.dropped += 100;
	l2fwd_sample_take(&app, 1500000000, &second);
	second.lcores[0].busy = 375000000;
	second.ports[0].rx.dropped = 20;
	l2fwd_sample_since(&second, &first, &delta);
}

static void
test_differences(void **state)
{
	go_on();
	assert_int_equal(delta.ns, 500000000);
	check_count(&delta.ports[0].rx, 500, 20);
	check_count(&delta.ports[0].tx, 0, 0);
	check_count(&delta.ports[1].tx, 400, 100);
	check_count(&delta.lcores[0].rx, 500, 0);
	check_count(&delta.lcores[1].tx, 0, 0);
	check_count(&delta.total.tx, 400, 100);
	assert_int_equal(delta.lcores[0].busy, 375000000);
	check_count(&second.ports[1].tx, 1420, 110);
}

static void
test_table(void **state)
{
	static const char wanted[] =
			"port                  received           sent     dropped"
			"    rx/s  bit/s    tx/s  bit/s  drop/s  link\n"
			"3 net_a                  1,530            154          50"
			"   1.00k   800k       0      0       0  up\n"
			"  the device missed 20 (40/s), took but did not send 0\n"
			"5 net_b                    204          1,420         110"
			"       0      0     800   640k     200  down\n"
			"total                    1,734          1,574         160"
			"   1.00k   800k     800   640k     200\n"
			"lcore                 received           sent     dropped"
			"    rx/s  bit/s    tx/s  bit/s  drop/s  busy\n"
			"4                        1,700          1,550         150"
			"   1.00k   800k     800   640k     200  75 %\n"
			"9                           34             24          10"
			"       0      0       0      0       0  0 %\n";
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	go_on();
	l2fwd_table(out, &app, &second, &delta);
	fclose(out);
	assert_string_equal(text, wanted);
	free(text);
}

static double
number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	assert_true(json_is_number(value));
	return json_number_value(value);
}

static void
check_interval(const json_t *line)
{
	const json_t *port = json_array_get(json_object_get(line, "ports"), 1);
	const json_t *lcore =
			json_array_get(json_object_get(line, "lcores"), 0);
	const json_t *sent = json_object_get(port, "sent");

	assert_true(number(line, "at") == 1.5);
	assert_true(number(line, "seconds") == 0.5);
	assert_int_equal(json_array_size(json_object_get(line, "ports")), 2);
	assert_true(number(port, "port") == 5);
	assert_true(number(port, "partner") == 3);
	assert_string_equal(json_string_value(json_object_get(port, "link")),
			"down");
	assert_true(number(sent, "packets") == 400);
	assert_true(number(sent, "packets_per_second") == 800);
	assert_true(number(sent, "mbit_per_second") == 0.64);
	assert_true(number(sent, "dropped") == 100);
	assert_true(number(lcore, "lcore") == 4);
	assert_true(number(lcore, "busy_seconds") == 0.375);
	assert_true(number(json_object_get(json_object_get(line, "total"),
					   "received"),
				    "packets") == 500);
}

static void
test_json(void **state)
{
	char path[] = "/tmp/bufplane-l2fwd-XXXXXX";
	const char *types[] = {"interval", "link", "report"};
	int fd = mkstemp(path);
	FILE *file;

	assert_true(fd >= 0);
	close(fd);
	go_on();
	assert_int_equal(l2fwd_json_open(path), 0);
	l2fwd_json_interval(&app, &second, &delta);
	l2fwd_json_link(&app.ports[1], 7);
	l2fwd_json_report(&app, &second);
	assert_int_equal(l2fwd_json_close(), 0);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(unlink(path), 0);
	for (unsigned int i = 0; i < RTE_DIM(types); i++) {
		json_t *line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL);

		assert_non_null(line);
		assert_string_equal(json_string_value(json_object_get(
						    line, "type")),
				types[i]);
		if (i == 0)
			check_interval(line);
		json_decref(line);
	}
	fclose(file);
}

static void
test_no_json(void **state)
{
	assert_int_equal(l2fwd_json_open(NULL), 0);
	l2fwd_json_interval(&app, &first, &first);
	l2fwd_json_link(&app.ports[0], 0);
	assert_int_equal(l2fwd_json_close(), 0);
	assert_true(l2fwd_json_open("/nowhere/file") < 0);
	assert_true(l2fwd_json_close() <= 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(test_sums, setup),
			cmocka_unit_test_setup(test_differences, setup),
			cmocka_unit_test_setup(test_table, setup),
			cmocka_unit_test_setup(test_json, setup),
			cmocka_unit_test_setup(test_no_json, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
