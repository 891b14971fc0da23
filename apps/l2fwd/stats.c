/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When to tell what: every -T seconds and on SIGUSR1 what was counted, and the
 * changes of links as they come. All of it is the main lcore's.
 */
#include <inttypes.h>

#include <rte_cycles.h>

#include "l2fwd.h"

#define LINK_CHECK_NS L2FWD_NS_PER_S

static struct {
	struct app_screen screen;
	uint64_t started; /* cycle count */
	uint64_t links;   /* when to ask for them; ns since the start */
	struct l2fwd_sample before;
} stats;

/* In two steps, as years of cycles times 1e9 would overflow. */
static uint64_t
to_ns(uint64_t cycles)
{
	const uint64_t hz = rte_get_tsc_hz();

	return cycles / hz * L2FWD_NS_PER_S + cycles % hz * L2FWD_NS_PER_S / hz;
}

static struct app_count
load(const struct app_count *count)
{
	/* Pair with the stores of count() in forward.c. */
	return (struct app_count){
			.packets = __atomic_load_n(
					&count->packets, __ATOMIC_RELAXED),
			.bytes = __atomic_load_n(
					&count->bytes, __ATOMIC_RELAXED),
			.dropped = __atomic_load_n(
					&count->dropped, __ATOMIC_RELAXED),
	};
}

static void
add_flow(struct l2fwd_row *rx, struct l2fwd_row *tx,
		const struct l2fwd_flow *flow)
{
	const struct app_count in = load(&flow->rx), out = load(&flow->tx);

	if (rx != NULL)
		app_count_add(&rx->rx, &in);
	if (tx != NULL)
		app_count_add(&tx->tx, &out);
}

static struct l2fwd_row
port_row(const struct l2fwd *app, const struct l2fwd_port *port)
{
	struct rte_eth_stats s = port->last;
	struct l2fwd_row row = {0};

	for (unsigned int i = 0; i < app->flows_n; i++) {
		const struct l2fwd_flow *flow = &app->flows[i];

		add_flow(flow->rx_port == port->id ? &row : NULL,
				flow->tx_port == port->id ? &row : NULL, flow);
	}
	if (port->closed || rte_eth_stats_get(port->id, &s) == 0) {
		row.rx.dropped = s.imissed + s.ierrors + s.rx_nombuf;
		row.errors = s.oerrors;
	}
	return row;
}

static struct l2fwd_row
lcore_row(const struct l2fwd_lcore *lcore)
{
	struct l2fwd_row row = {
			.busy = to_ns(__atomic_load_n(
					&lcore->busy, __ATOMIC_RELAXED)),
	};

	for (unsigned int i = 0; i < lcore->flows_n; i++)
		add_flow(&row, &row, &lcore->flows[i]);
	return row;
}

void
l2fwd_sample_take(const struct l2fwd *app, uint64_t ns,
		struct l2fwd_sample *sample)
{
	*sample = (struct l2fwd_sample){.ns = ns};
	for (unsigned int i = 0; i < app->ports_n; i++) {
		sample->ports[i] = port_row(app, &app->ports[i]);
		app_count_add(&sample->total.rx, &sample->ports[i].rx);
		app_count_add(&sample->total.tx, &sample->ports[i].tx);
		sample->total.errors += sample->ports[i].errors;
	}
	for (unsigned int i = 0; i < app->lcores_n; i++) {
		sample->lcores[i] = lcore_row(&app->lcores[i]);
		sample->total.busy += sample->lcores[i].busy;
	}
}

static struct l2fwd_row
row_since(const struct l2fwd_row *now, const struct l2fwd_row *before)
{
	return (struct l2fwd_row){
			.rx = app_count_since(&now->rx, &before->rx),
			.tx = app_count_since(&now->tx, &before->tx),
			.errors = now->errors - before->errors,
			.busy = now->busy - before->busy,
	};
}

void
l2fwd_sample_since(const struct l2fwd_sample *now,
		const struct l2fwd_sample *before, struct l2fwd_sample *delta)
{
	delta->ns = now->ns - before->ns;
	delta->total = row_since(&now->total, &before->total);
	for (unsigned int i = 0; i < RTE_DIM(now->ports); i++)
		delta->ports[i] = row_since(&now->ports[i], &before->ports[i]);
	for (unsigned int i = 0; i < RTE_DIM(now->lcores); i++)
		delta->lcores[i] =
				row_since(&now->lcores[i], &before->lcores[i]);
}

static void
show(const struct l2fwd *app, const char *title, const struct l2fwd_sample *now,
		const struct l2fwd_sample *delta)
{
	FILE *out = app_screen_begin(&stats.screen);

	fprintf(out, "%s after %.1f s\n", title,
			(double)now->ns / L2FWD_NS_PER_S);
	l2fwd_table(out, app, now, delta);
	app_screen_end(&stats.screen);
}

static void
show_interval(const struct l2fwd *app, uint64_t ns)
{
	static struct l2fwd_sample now, delta;

	l2fwd_sample_take(app, ns, &now);
	l2fwd_sample_since(&now, &stats.before, &delta);
	show(app, "Statistics", &now, &delta);
	l2fwd_json_interval(app, &now, &delta);
	stats.before = now;
}

static void
check_links(struct l2fwd *app, uint64_t ns)
{
	for (unsigned int i = 0; i < app->ports_n; i++) {
		struct l2fwd_port *port = &app->ports[i];

		if (!l2fwd_link_update(port))
			continue;
		app_screen_leave(&stats.screen);
		printf("Port %u: %s, %s%s after %.1f s\n", port->id, port->name,
				port->removed ? "" : "link ",
				l2fwd_link_state(port),
				(double)ns / L2FWD_NS_PER_S);
		l2fwd_json_link(port, ns);
	}
	stats.links = ns + LINK_CHECK_NS;
}

int
l2fwd_stats_open(void)
{
	stats.started = rte_rdtsc();
	return app_screen_open(&stats.screen, stdout);
}

void
l2fwd_stats_poll(struct l2fwd *app)
{
	const uint64_t ns = to_ns(rte_rdtsc() - stats.started);
	const uint64_t period = (uint64_t)app->opt.period * L2FWD_NS_PER_S;
	bool asked = false;

	if (l2fwd_links_asked() || ns >= stats.links)
		check_links(app, ns);
	if (app_pools_asked()) {
		app_pools_report(&app->opt.pools);
		app_screen_leave(&stats.screen);
		asked = true;
	}
	if (asked || (period != 0 && ns - stats.before.ns >= period))
		show_interval(app, ns);
}

void
l2fwd_stats_final(struct l2fwd *app)
{
	static struct l2fwd_sample all;

	l2fwd_sample_take(app, to_ns(rte_rdtsc() - stats.started), &all);
	stats.screen.last = true;
	/* Of the whole, so that the rates are means. */
	show(app, "Totals", &all, &all);
	l2fwd_json_report(app, &all);
	app_screen_close(&stats.screen);
}
