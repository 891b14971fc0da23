/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bufplane-dump: what the ports of a running program receive and send, as
 * pcapng. The exit code is 0 when all that came was written or counted as
 * dropped, and 1 otherwise.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <time.h>

#include <rte_eal.h>
#include <rte_errno.h>

#include "../common/app.h"
#include "dump.h"
#include "write.h"

/* Packets between two looks at what may end it. */
#define BATCH 4096

static uint64_t
now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void
list(const struct dump_client *c)
{
	char mac[RTE_ETHER_ADDR_FMT_SIZE];

	for (unsigned int i = 0; i < c->ports_n; i++) {
		const struct bp_capture_reply *is = &c->ports[i].is;

		rte_ether_format_addr(mac, sizeof(mac), &is->mac);
		printf("%u: %s, address %s, queues %u receive, %u transmit\n",
				is->port_id, is->name, mac, is->rx_queues,
				is->tx_queues);
	}
}

static void
report(const struct dump_client *c, const struct reader *r, uint64_t bytes)
{
	char packets[APP_GROUPED_SIZE], text[APP_GROUPED_SIZE];
	uint64_t written = 0;

	for (unsigned int i = 0; i < c->ports_n; i++)
		written += c->ports[i].written;
	fprintf(stderr, "%s packets of %s bytes were written\n",
			app_grouped(packets, written),
			app_grouped(text, bytes));
	for (unsigned int i = 0; i < c->ports_n; i++) {
		const struct reader_counts n = reader_count(r, i);

		fprintf(stderr,
				"port %u %s: %" PRIu64 " seen, %" PRIu64
				" for the filter, %" PRIu64 " dropped, %" PRIu64
				" written\n",
				c->ports[i].is.port_id, c->ports[i].is.name,
				n.seen, n.accepted, n.dropped,
				c->ports[i].written);
	}
}

/* Up to most packets: how many, or a negative errno after a message. */
static int
write_some(struct dump_client *c, struct reader *r, struct writer *w, int most)
{
	struct dump_packet packet;
	int n, rc = 1;

	for (n = 0; n < most && !writer_full(w); n++) {
		rc = reader_next(r, &packet);
		if (rc <= 0)
			break;
		writer_packet(w, &packet);
		c->ports[packet.port].written++;
	}
	if (rc < 0)
		fprintf(stderr, "the program's ring is damaged\n");
	else if (n < most)
		rc = writer_flush(w);
	return rc < 0 ? rc : n;
}

/* Whether it goes on, after a message if not. Waits if there is nothing. */
static bool
goes_on(const struct dump_client *c, const struct reader *r, bool wait)
{
	if (!client_wait(c, wait ? 1 : 0)) {
		fprintf(stderr, "the program has ended\n");
		return false;
	}
	if (wait && reader_at_end(r)) {
		fprintf(stderr, "the ports are gone\n");
		return false;
	}
	return true;
}

/* Until something ends it: 0 or a negative errno after a message. */
static int
capture(struct dump_client *c, struct reader *r, struct writer *w,
		const struct dump_options *opt)
{
	const uint64_t end = opt->duration > 0 ? now_ns(CLOCK_MONOTONIC) +
					(uint64_t)(opt->duration * 1e9)
					       : UINT64_MAX;
	int n;

	do {
		n = write_some(c, r, w, BATCH);
	} while (n >= 0 && !writer_full(w) && !app_stopping() &&
			now_ns(CLOCK_MONOTONIC) < end && goes_on(c, r, n == 0));
	client_stop(c);
	if (n >= 0)
		n = write_some(c, r, w, INT_MAX);
	return n < 0 ? n : 0;
}

static int
capture_to(struct dump_client *c, struct writer *w,
		const struct dump_options *opt)
{
	static struct reader reader;
	const uint64_t start = now_ns(CLOCK_REALTIME);
	int rc, closed;

	rc = client_start(c, opt);
	if (rc != 0)
		return rc;
	reader_open(&reader, c->zone, c->ports, c->ports_n);
	rc = writer_begin(w, c, opt);
	if (rc == 0) {
		fprintf(stderr, "capturing on %u port%s\n", c->ports_n,
				c->ports_n == 1 ? "" : "s");
		rc = capture(c, &reader, w, opt);
		writer_statistics(w, c, &reader, start, now_ns(CLOCK_REALTIME));
		report(c, &reader, w->bytes);
	}
	closed = writer_flush(w);
	client_close(c);
	return rc != 0 ? rc : closed;
}

static int
work(const struct dump_options *opt)
{
	static struct dump_client client;
	struct writer writer;
	int closed, rc = client_find_ports(&client, opt);

	if (rc != 0)
		return rc;
	if (opt->list) {
		list(&client);
		return 0;
	}
	rc = writer_open(&writer, opt);
	if (rc != 0)
		return rc;
	rc = capture_to(&client, &writer, opt);
	closed = writer_close(&writer);
	return rc != 0 ? rc : closed;
}

static int
run(int argc, char **argv, struct app_eal *eal)
{
	struct dump_options opt;
	int rc = dump_parse_args(&opt, argc, argv);

	if (rc != 0)
		return rc;
	rc = app_attach(eal, opt.prefix);
	if (rc >= 0) {
		rc = work(&opt);
		if (rte_eal_cleanup() != 0 && rc == 0)
			rc = -EIO;
	}
	dump_free_args(&opt);
	return rc;
}

int
main(int argc, char **argv)
{
	return app_eal_main(argc, argv, app_attach_args, run);
}
