/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports as people read them: rates since the look before, and sums below.
 */
#include <string.h>

#include "top.h"

/* The same port in an earlier look, or NULL. */
static const struct look_port *
find_port(const struct look *look, const struct look_port *port)
{
	for (unsigned int i = 0; look != NULL && i < look->ports_n; i++)
		if (look->ports[i].id == port->id && look->ports[i].counted &&
				strcmp(look->ports[i].name, port->name) == 0)
			return &look->ports[i];
	return NULL;
}

/* Packets and bits a second. Who resets counters, or began anew, has none. */
static void
print_rates(FILE *out, const struct app_count *now,
		const struct app_count *before, uint64_t ns)
{
	char packets[APP_SCALED_SIZE] = "-", bits[APP_SCALED_SIZE] = "-";
	struct app_count since;
	struct app_rates rates;

	if (before != NULL && now->packets >= before->packets &&
			now->bytes >= before->bytes) {
		since = app_count_since(now, before);
		rates = app_rates(&since, ns);
		app_scaled(packets, rates.pps);
		app_scaled(bits, rates.mbps * 1e6);
	}
	fprintf(out, " %6s %6s", packets, bits);
}

static void
print_link(FILE *out, const struct look_port *port)
{
	char speed[APP_SCALED_SIZE];

	fprintf(out, port->up ? "  up" : "  down");
	if (port->up && port->mbit != 0)
		fprintf(out, " %s", app_scaled(speed, port->mbit * 1e6));
	fputc('\n', out);
}

static void
print_sums(FILE *out, const struct look_port *port)
{
	char received[APP_GROUPED_SIZE], sent[APP_GROUPED_SIZE];
	const uint64_t lost = port->missed + port->no_mbuf + port->broken +
			port->sent.dropped;

	if (!port->counted) {
		fprintf(out, "  the program does not say what it counted\n");
		return;
	}
	fprintf(out, "  received %s, sent %s",
			app_grouped(received, port->received.packets),
			app_grouped(sent, port->sent.packets));
	if (lost != 0) {
		fprintf(out, "\n  missed %s",
				app_grouped(received, port->missed));
		fprintf(out, ", without mbuf %s",
				app_grouped(received, port->no_mbuf));
		fprintf(out, ", broken %s",
				app_grouped(received, port->broken));
		fprintf(out, ", not sent %s",
				app_grouped(sent, port->sent.dropped));
	}
	fputc('\n', out);
}

void
text_show_ports(FILE *out, const struct look *look, const struct look *before)
{
	const uint64_t ns = before != NULL ? look->ns - before->ns : 0;

	fprintf(out, "\n%-34s %6s %6s %6s %6s  %s\n", "PORT", "RX/S", "BIT/S",
			"TX/S", "BIT/S", "LINK");
	for (unsigned int i = 0; i < look->ports_n; i++) {
		const struct look_port *port = &look->ports[i];
		const struct look_port *then = find_port(before, port);

		fprintf(out, "%2u %-31s", port->id, port->name);
		print_rates(out, &port->received,
				then != NULL ? &then->received : NULL, ns);
		print_rates(out, &port->sent, then != NULL ? &then->sent : NULL,
				ns);
		print_link(out, port);
		print_sums(out, port);
	}
	if (look->ports_n == 0)
		fprintf(out, "none\n");
}
