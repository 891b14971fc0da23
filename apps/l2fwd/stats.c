/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The statistics table: one line a port, in place on a terminal, plain lines
 * elsewhere, every -T seconds and once at the end. Rates are those since the
 * table before.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include <rte_cycles.h>

#include "../common/app.h"
#include "l2fwd.h"

struct sample {
	uint64_t rx;
	uint64_t tx;
};

static struct {
	struct app_screen screen;
	uint64_t started;
	uint64_t shown;  /* cycle count of the last table */
	uint64_t period; /* in cycles, 0: never */
	struct sample before[RTE_MAX_ETHPORTS];
} table;

/* The counters of one port: received on its flow, sent by its partner's. */
struct row {
	struct sample now;
	uint64_t dropped;
};

static struct row
row_of(const struct l2fwd *app, uint16_t port)
{
	struct row row = {0};

	for (unsigned int i = 0; i < app->flows_n; i++) {
		const struct l2fwd_flow *f = &app->flows[i];

		if (f->rx_port == port)
			row.now.rx = __atomic_load_n(
					&f->rx_packets, __ATOMIC_RELAXED);
		if (f->tx_port == port) {
			row.now.tx = __atomic_load_n(
					&f->tx.packets, __ATOMIC_RELAXED);
			row.dropped = __atomic_load_n(
					&f->tx.dropped, __ATOMIC_RELAXED);
		}
	}
	return row;
}

static void
print_line(FILE *out, const char *name, const struct row *row,
		const struct sample *rate)
{
	char a[APP_GROUPED_SIZE], b[APP_GROUPED_SIZE], c[APP_GROUPED_SIZE];
	char d[APP_GROUPED_SIZE], e[APP_GROUPED_SIZE];

	fprintf(out, "%-14.14s %15s %12s %15s %12s %12s\n", name,
			app_grouped(a, row->now.rx), app_grouped(b, rate->rx),
			app_grouped(c, row->now.tx), app_grouped(d, rate->tx),
			app_grouped(e, row->dropped));
}

static struct sample
rate_of(struct sample now, struct sample before, double seconds)
{
	if (seconds <= 0)
		return (struct sample){0};
	return (struct sample){
			.rx = (uint64_t)((double)(now.rx - before.rx) /
					seconds),
			.tx = (uint64_t)((double)(now.tx - before.tx) /
					seconds),
	};
}

static void
print_ports(const struct l2fwd *app, FILE *out, double seconds)
{
	struct row total = {0};
	struct sample total_rate = {0};

	for (unsigned int i = 0; i < app->flows_n; i++) {
		uint16_t port = app->flows[i].rx_port;
		struct row row = row_of(app, port);
		struct sample rate =
				rate_of(row.now, table.before[port], seconds);
		char name[RTE_ETH_NAME_MAX_LEN + 8] = "?";
		char device[RTE_ETH_NAME_MAX_LEN] = "?";

		rte_eth_dev_get_name_by_port(port, device);
		snprintf(name, sizeof(name), "%u %s", port, device);
		print_line(out, name, &row, &rate);
		total.now.rx += row.now.rx;
		total.now.tx += row.now.tx;
		total.dropped += row.dropped;
		total_rate.rx += rate.rx;
		total_rate.tx += rate.tx;
		table.before[port] = row.now;
	}
	print_line(out, "total", &total, &total_rate);
}

static void
show(const struct l2fwd *app, const char *title)
{
	uint64_t now = rte_rdtsc();
	double hz = (double)rte_get_tsc_hz();
	FILE *out = app_screen_begin(&table.screen);

	fprintf(out, "%s after %.1f s\n", title,
			(double)(now - table.started) / hz);
	fprintf(out, "%-14s %15s %12s %15s %12s %12s\n", "port", "received",
			"/s", "sent", "/s", "dropped");
	print_ports(app, out, (double)(now - table.shown) / hz);
	app_screen_end(&table.screen);
	table.shown = now;
}

int
l2fwd_stats_open(const struct l2fwd *app)
{
	table.started = rte_rdtsc();
	table.shown = table.started;
	table.period = app->opt.period * rte_get_tsc_hz();
	return app_screen_open(&table.screen, stdout);
}

void
l2fwd_stats_poll(const struct l2fwd *app)
{
	if (app_pools_asked()) {
		app_pools_report(&app->opt.pools);
		app_screen_leave(&table.screen);
	}
	if (table.period != 0 && rte_rdtsc() - table.shown >= table.period)
		show(app, "Statistics");
}

void
l2fwd_stats_final(const struct l2fwd *app)
{
	/* Totals: what the rates compare with is the start. */
	table.shown = table.started;
	for (unsigned int i = 0; i < RTE_MAX_ETHPORTS; i++)
		table.before[i] = (struct sample){0};
	show(app, "Totals");
	app_screen_close(&table.screen);
}
