/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which port forwards to which, which lcore polls which receive queue, and on
 * which transmit queue it sends. No device is touched here. Queues are dealt
 * with the first ones of all ports first, in blocks, so that lcores that share
 * a port share all of them evenly. Each lcore has a transmit queue of its own
 * on a port; where a port has too few, lcores share them under its lock.
 */
#include <errno.h>
#include <stdio.h>

#include "l2fwd.h"

#define NO_PORT UINT16_MAX

static struct l2fwd_port *
find(struct l2fwd *app, uint16_t id)
{
	for (unsigned int i = 0; i < app->ports_n; i++)
		if (app->ports[i].id == id)
			return &app->ports[i];
	return NULL;
}

static void
join(struct l2fwd_port *a, struct l2fwd_port *b)
{
	a->partner = b->id;
	b->partner = a->id;
}

static void
pair_neighbours(struct l2fwd *app)
{
	unsigned int i;

	for (i = 0; i + 1 < app->ports_n; i += 2)
		join(&app->ports[i], &app->ports[i + 1]);
	if (i == app->ports_n)
		return;
	printf("Odd number of ports: port %u forwards to itself\n",
			app->ports[i].id);
	join(&app->ports[i], &app->ports[i]);
}

static int
pair_mapped(struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->opt.pairs_n; i++) {
		const struct l2fwd_pair pair = app->opt.pairs[i];
		struct l2fwd_port *a = find(app, pair.a);
		struct l2fwd_port *b = find(app, pair.b);
		const uint16_t bad = a == NULL ? pair.a : pair.b;

		if (a == NULL || b == NULL) {
			fprintf(stderr, "--portmap: port %u of (%u,%u) is not in the mask -p\n",
					bad, pair.a, pair.b);
			return -EINVAL;
		}
		if (a->partner != NO_PORT || b->partner != NO_PORT) {
			fprintf(stderr, "--portmap: a port of (%u,%u) has a partner already\n",
					pair.a, pair.b);
			return -EINVAL;
		}
		join(a, b);
	}
	for (unsigned int i = 0; i < app->ports_n; i++) {
		if (app->ports[i].partner != NO_PORT)
			continue;
		fprintf(stderr, "--portmap: port %u of the mask has no partner\n",
				app->ports[i].id);
		return -EINVAL;
	}
	return 0;
}

int
l2fwd_map_ports(struct l2fwd *app)
{
	app->ports_n = app->opt.ports_n;
	for (unsigned int i = 0; i < app->ports_n; i++)
		app->ports[i] = (struct l2fwd_port){
				.id = app->opt.ports[i],
				.partner = NO_PORT,
		};
	if (app->opt.pairs_n > 0)
		return pair_mapped(app);
	pair_neighbours(app);
	return 0;
}

static void
add_flow(struct l2fwd *app, const struct l2fwd_port *port, uint16_t queue)
{
	app->flows[app->flows_n++] = (struct l2fwd_flow){
			.rx_port = port->id,
			.rx_queue = queue,
			.tx_port = port->partner,
			.rewrite = app->opt.mac_updating,
	};
}

static void
make_flows(struct l2fwd *app)
{
	app->flows_n = 0;
	for (uint16_t queue = 0; queue < L2FWD_MAX_RXQ; queue++)
		for (unsigned int i = 0; i < app->ports_n; i++)
			if (queue < app->ports[i].rx_queues)
				add_flow(app, &app->ports[i], queue);
}

static int
check_room(const struct l2fwd *app, unsigned int lcores_n)
{
	const unsigned int each = app->opt.queues_per_lcore;
	const struct l2fwd_flow *left;

	if (each == 0 || app->flows_n <= (uint64_t)each * lcores_n)
		return 0;
	left = &app->flows[(size_t)each * lcores_n];
	fprintf(stderr, "-q %u: queue %u of port %u is left over: lcores %u, receive queues %u; give more lcores (-l) or a higher -q\n",
			each, left->rx_queue, left->rx_port, lcores_n,
			app->flows_n);
	return -EINVAL;
}

/* In blocks of -q, or else of sizes that differ by one at most. */
static void
deal(struct l2fwd *app, const unsigned int *ids, unsigned int lcores_n)
{
	const unsigned int n = RTE_MIN(lcores_n, app->flows_n);
	unsigned int end, at = 0;

	for (app->lcores_n = 0; at < app->flows_n; at = end) {
		const unsigned int i = app->lcores_n++;

		end = app->opt.queues_per_lcore > 0
				? at + app->opt.queues_per_lcore
				: app->flows_n * (i + 1) / n;
		end = RTE_MIN(end, app->flows_n);
		app->lcores[i] = (struct l2fwd_lcore){
				.id = ids[i],
				.flows = &app->flows[at],
				.flows_n = end - at,
		};
	}
}

/*
 * The n-th of the lcores that send on a port does so on its n-th transmit
 * queue, or begins at the first one again. Returns whether lcore sends on it.
 */
static bool
number_queue(const struct l2fwd_lcore *lcore, const struct l2fwd_port *port,
		unsigned int n)
{
	bool sends = false;

	for (unsigned int i = 0; i < lcore->flows_n; i++) {
		struct l2fwd_flow *flow = &lcore->flows[i];

		if (flow->tx_port != port->id)
			continue;
		flow->tx_queue = (uint16_t)(n % port->tx_queues_max);
		sends = true;
	}
	return sends;
}

static void
share_queues(struct l2fwd *app, struct l2fwd_port *port)
{
	rte_spinlock_init(&port->lock);
	for (unsigned int i = 0; i < app->flows_n; i++)
		if (app->flows[i].tx_port == port->id)
			app->flows[i].lock = &port->lock;
}

static int
map_senders(struct l2fwd *app, struct l2fwd_port *port)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < app->flows_n; i++) {
		if (app->flows[i].tx_port != port->id ||
				port->tx_queues_max > 0)
			continue;
		fprintf(stderr, "port %u cannot send what port %u receives: it has no transmit queue\n",
				port->id, app->flows[i].rx_port);
		return -ENOTSUP;
	}
	for (unsigned int i = 0; i < app->lcores_n; i++)
		n += number_queue(&app->lcores[i], port, n);
	port->tx_queues = (uint16_t)RTE_MIN(n, port->tx_queues_max);
	if (n > port->tx_queues)
		share_queues(app, port);
	return 0;
}

int
l2fwd_map_flows(struct l2fwd *app, const unsigned int *lcores,
		unsigned int lcores_n)
{
	int rc;

	make_flows(app);
	if (app->flows_n == 0) {
		fprintf(stderr, "-p: none of these ports receives anything\n");
		return -EINVAL;
	}
	rc = check_room(app, lcores_n);
	if (rc < 0)
		return rc;
	deal(app, lcores, lcores_n);
	for (unsigned int i = 0; i < app->ports_n && rc == 0; i++)
		rc = map_senders(app, &app->ports[i]);
	return rc;
}
