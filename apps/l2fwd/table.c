/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table for people: a line a port, a line an lcore. Counts are sums since
 * the start and exact, rates are those of the interval and have three digits.
 */
#include <inttypes.h>

#include "l2fwd.h"

struct line {
	const char *name;
	const struct l2fwd_row *now;
	const struct l2fwd_row *delta;
	const char *last; /* column: of the port or the lcore */
};

static void
print_heading(FILE *out, const char *name, const char *last)
{
	fprintf(out, "%-15s %14s %14s %11s  %6s %6s  %6s %6s  %6s  %s\n", name,
			"received", "sent", "dropped", "rx/s", "bit/s", "tx/s",
			"bit/s", "drop/s", last);
}

static void
print_line(FILE *out, const struct line *line, uint64_t ns)
{
	const struct app_rates rx = app_rates(&line->delta->rx, ns);
	const struct app_rates tx = app_rates(&line->delta->tx, ns);
	char a[APP_GROUPED_SIZE], b[APP_GROUPED_SIZE], c[APP_GROUPED_SIZE];
	char d[APP_SCALED_SIZE], e[APP_SCALED_SIZE], f[APP_SCALED_SIZE];
	char g[APP_SCALED_SIZE], h[APP_SCALED_SIZE];

	fprintf(out, "%-15.15s %14s %14s %11s  %6s %6s  %6s %6s  %6s%s%s\n",
			line->name, app_grouped(a, line->now->rx.packets),
			app_grouped(b, line->now->tx.packets),
			app_grouped(c, line->now->tx.dropped),
			app_scaled(d, rx.pps), app_scaled(e, rx.mbps * 1e6),
			app_scaled(f, tx.pps), app_scaled(g, tx.mbps * 1e6),
			app_scaled(h, tx.dropped_pps),
			line->last[0] != '\0' ? "  " : "", line->last);
}

/* A second line for what went wrong in the port, if anything did. */
static void
print_trouble(FILE *out, const struct l2fwd_row *now,
		const struct l2fwd_row *delta, uint64_t ns)
{
	const struct app_rates rates = app_rates(&delta->rx, ns);
	char a[APP_GROUPED_SIZE], b[APP_SCALED_SIZE], c[APP_GROUPED_SIZE];

	if (now->rx.dropped == 0 && now->errors == 0)
		return;
	fprintf(out, "  the device missed %s (%s/s), took but did not send %s\n",
			app_grouped(a, now->rx.dropped),
			app_scaled(b, rates.dropped_pps),
			app_grouped(c, now->errors));
}

static void
print_port(FILE *out, const struct l2fwd_port *port,
		const struct l2fwd_row *now, const struct l2fwd_row *delta,
		uint64_t ns)
{
	char name[RTE_ETH_NAME_MAX_LEN + 8];
	const struct line line = {name, now, delta, l2fwd_link_state(port)};

	snprintf(name, sizeof(name), "%u %s", port->id, port->name);
	print_line(out, &line, ns);
	print_trouble(out, now, delta, ns);
}

static void
print_lcore(FILE *out, unsigned int id, const struct l2fwd_row *now,
		const struct l2fwd_row *delta, uint64_t ns)
{
	char name[16], busy[16];
	const struct line line = {name, now, delta, busy};

	snprintf(name, sizeof(name), "%u", id);
	snprintf(busy, sizeof(busy), "%.0f %%",
			ns > 0 ? 100.0 * (double)delta->busy / (double)ns : 0);
	print_line(out, &line, ns);
}

void
l2fwd_table(FILE *out, const struct l2fwd *app, const struct l2fwd_sample *now,
		const struct l2fwd_sample *delta)
{
	const struct line total = {"total", &now->total, &delta->total, ""};

	print_heading(out, "port", "link");
	for (unsigned int i = 0; i < app->ports_n; i++)
		print_port(out, &app->ports[i], &now->ports[i],
				&delta->ports[i], delta->ns);
	print_line(out, &total, delta->ns);
	print_heading(out, "lcore", "busy");
	for (unsigned int i = 0; i < app->lcores_n; i++)
		print_lcore(out, app->lcores[i].id, &now->lcores[i],
				&delta->lcores[i], delta->ns);
}
