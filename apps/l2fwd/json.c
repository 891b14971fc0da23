/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * --json: one object a line; "interval" for each table of statistics, with
 * what was counted since the one before, "report" at the end, with everything,
 * and "link" for each change of one.
 */
#include "l2fwd.h"

static struct app_output json;

int
l2fwd_json_open(const char *path)
{
	return app_output_open(&json, "--json", path);
}

int
l2fwd_json_close(void)
{
	return app_output_close(&json);
}

static json_t *
seconds(uint64_t ns)
{
	return json_real((double)ns / L2FWD_NS_PER_S);
}

static void
set_row(json_t *object, const struct l2fwd_row *row, uint64_t ns)
{
	json_t *rx = json_object(), *tx = json_object();

	app_json_set_counts(rx, &row->rx, ns);
	app_json_set_counts(tx, &row->tx, ns);
	json_object_set_new(object, "received", rx);
	json_object_set_new(object, "sent", tx);
}

static json_t *
port_object(const struct l2fwd_port *port)
{
	return json_pack("{s:i, s:o, s:s}", "port", port->id, "name",
			app_json_string(port->name), "link",
			l2fwd_link_state(port));
}

static json_t *
port_list(const struct l2fwd *app, const struct l2fwd_sample *sample)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < app->ports_n; i++) {
		json_t *object = port_object(&app->ports[i]);

		app_json_set_int(object, "partner", app->ports[i].partner);
		app_json_set_int(object, "link_changes",
				app->ports[i].link_changes);
		app_json_set_int(object, "errors", sample->ports[i].errors);
		set_row(object, &sample->ports[i], sample->ns);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *
lcore_list(const struct l2fwd *app, const struct l2fwd_sample *sample)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < app->lcores_n; i++) {
		json_t *object = json_object();

		app_json_set_int(object, "lcore", app->lcores[i].id);
		json_object_set_new(object, "busy_seconds",
				seconds(sample->lcores[i].busy));
		set_row(object, &sample->lcores[i], sample->ns);
		json_array_append_new(list, object);
	}
	return list;
}

static void
write_sample(const char *type, const struct l2fwd *app, uint64_t at,
		const struct l2fwd_sample *sample)
{
	json_t *object, *total;

	if (json.name == NULL)
		return;
	total = json_object();
	app_json_set_int(total, "errors", sample->total.errors);
	set_row(total, &sample->total, sample->ns);
	object = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "type", type, "at",
			seconds(at), "seconds", seconds(sample->ns), "ports",
			port_list(app, sample), "lcores",
			lcore_list(app, sample), "total", total);
	app_json_line(&json, object);
}

void
l2fwd_json_interval(const struct l2fwd *app, const struct l2fwd_sample *now,
		const struct l2fwd_sample *delta)
{
	write_sample("interval", app, now->ns, delta);
}

void
l2fwd_json_report(const struct l2fwd *app, const struct l2fwd_sample *now)
{
	write_sample("report", app, now->ns, now);
}

void
l2fwd_json_link(const struct l2fwd_port *port, uint64_t ns)
{
	json_t *object;

	if (json.name == NULL)
		return;
	object = port_object(port);
	json_object_set_new(object, "type", json_string("link"));
	json_object_set_new(object, "at", seconds(ns));
	app_json_line(&json, object);
}
