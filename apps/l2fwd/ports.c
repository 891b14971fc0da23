/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which ports forward to which, who polls them, and their life: all are set up,
 * then started; at the end all are stopped and closed. A step that fails leaves
 * no port open.
 */
#include <bufplane_ethdev.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>

#include "../common/app.h"
#include "l2fwd.h"

#define NO_PORT       UINT16_MAX
#define LINK_WAIT_MS  9000
#define LINK_CHECK_MS 100

static bool
in_mask(const struct l2fwd *app, uint16_t port)
{
	return (app->opt.port_mask >> port & 1) != 0;
}

static int
check_mask(const struct l2fwd *app)
{
	for (uint16_t port = 0; port < RTE_MAX_ETHPORTS; port++) {
		if (in_mask(app, port) && !rte_eth_dev_is_valid_port(port)) {
			fprintf(stderr, "-p: port %u is in the mask, but there are %u ports; give a --vdev for each\n",
					port, rte_eth_dev_count_avail());
			return -ENODEV;
		}
	}
	return 0;
}

/* Partners as neighbours in the mask; the last odd one is its own. */
static void
pair_neighbours(const struct l2fwd *app, uint16_t *partner)
{
	uint16_t last = NO_PORT;

	for (uint16_t port = 0; port < RTE_MAX_ETHPORTS; port++) {
		if (!in_mask(app, port))
			continue;
		if (last == NO_PORT) {
			last = port;
			continue;
		}
		partner[last] = port;
		partner[port] = last;
		last = NO_PORT;
	}
	if (last != NO_PORT) {
		printf("Odd number of ports: port %u forwards to itself\n",
				last);
		partner[last] = last;
	}
}

static int
pair_mapped(const struct l2fwd *app, uint16_t *partner)
{
	for (unsigned int i = 0; i < app->opt.pairs_n; i++) {
		struct l2fwd_pair pair = app->opt.pairs[i];

		if (!in_mask(app, pair.a) || !in_mask(app, pair.b)) {
			fprintf(stderr,
					"--portmap: (%u,%u) names a port outside the mask 0x%" PRIx64
					"\n",
					pair.a, pair.b, app->opt.port_mask);
			return -EINVAL;
		}
		if (partner[pair.a] != NO_PORT || partner[pair.b] != NO_PORT) {
			fprintf(stderr, "--portmap: a port of (%u,%u) has a partner already\n",
					pair.a, pair.b);
			return -EINVAL;
		}
		partner[pair.a] = pair.b;
		partner[pair.b] = pair.a;
	}
	for (uint16_t port = 0; port < RTE_MAX_ETHPORTS; port++) {
		if (in_mask(app, port) && partner[port] == NO_PORT) {
			fprintf(stderr, "--portmap: port %u of the mask has no partner\n",
					port);
			return -EINVAL;
		}
	}
	return 0;
}

/* Gives the flow to the first lcore that has room for it. */
static int
assign(struct l2fwd *app, struct l2fwd_flow *flow)
{
	unsigned int id;

	RTE_LCORE_FOREACH (id) {
		struct l2fwd_lcore *lcore = &app->lcores[id];

		if (lcore->flows_n == app->opt.queues_per_lcore)
			continue;
		lcore->flows[lcore->flows_n++] = flow;
		printf("Lcore %u: port %u to port %u\n", id, flow->rx_port,
				flow->tx_port);
		return 0;
	}
	fprintf(stderr, "port %u is left over: lcores: %u, ports for each: %u; give more lcores (-l) or a higher -q\n",
			flow->rx_port, rte_lcore_count(),
			app->opt.queues_per_lcore);
	return -EINVAL;
}

static int
make_flows(struct l2fwd *app)
{
	uint16_t partner[RTE_MAX_ETHPORTS];
	int rc = 0;

	for (uint16_t port = 0; port < RTE_MAX_ETHPORTS; port++)
		partner[port] = NO_PORT;
	if (app->opt.pairs_n > 0)
		rc = pair_mapped(app, partner);
	else
		pair_neighbours(app, partner);
	for (uint16_t port = 0; rc == 0 && port < RTE_MAX_ETHPORTS; port++) {
		struct l2fwd_flow *flow = &app->flows[app->flows_n];

		if (!in_mask(app, port))
			continue;
		app->flows_n++;
		flow->rx_port = port;
		flow->tx_port = partner[port];
		flow->rewrite = app->opt.mac_updating;
		rc = assign(app, flow);
	}
	return rc;
}

static int
make_pool(struct l2fwd *app)
{
	unsigned int n = app->flows_n * (2 * L2FWD_DESC + 2 * L2FWD_BURST) +
			rte_lcore_count() * L2FWD_POOL_CACHE;

	n = RTE_MAX(n, (unsigned int)L2FWD_POOL_MIN);
	app->pool = rte_pktmbuf_pool_create("mbuf_pool", n, L2FWD_POOL_CACHE, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, (int)rte_socket_id());
	if (app->pool == NULL) {
		fprintf(stderr, "no pool of %u mbufs: %s\n", n,
				rte_strerror(rte_errno));
		return -rte_errno;
	}
	return 0;
}

static int
set_addresses(struct l2fwd_flow *flow)
{
	uint16_t port = flow->tx_port;
	int rc = rte_eth_macaddr_get(port, &flow->src);

	if (rc < 0) {
		fprintf(stderr, "port %u has no address: %s\n", port,
				rte_strerror(-rc));
		return rc;
	}
	flow->dst = (struct rte_ether_addr){
			.addr_bytes = {0x02, 0, 0, 0, 0, (uint8_t)port}};
	return 0;
}

static int
start_port(const struct l2fwd *app, uint16_t port)
{
	int rc = rte_eth_dev_start(port);

	if (rc == 0 && app->opt.promiscuous) {
		rc = rte_eth_promiscuous_enable(port);
		if (rc == -ENOTSUP) {
			printf("Port %u: this driver has no promiscuous mode\n",
					port);
			rc = 0;
		}
	}
	if (rc < 0)
		fprintf(stderr, "port %u does not start: %s\n", port,
				rte_strerror(-rc));
	return rc;
}

static bool
link_is_up(uint16_t port)
{
	struct rte_eth_link link;

	return rte_eth_link_get_nowait(port, &link) == 0 && link.link_status;
}

/* Gives each link some time to come up, then says how it is. */
static void
show_links(const struct l2fwd *app)
{
	unsigned int waited = 0;

	for (unsigned int i = 0; i < app->flows_n; i++) {
		uint16_t port = app->flows[i].rx_port;
		char name[RTE_ETH_NAME_MAX_LEN] = "?";

		while (!link_is_up(port) && waited < LINK_WAIT_MS &&
				!app_stopping()) {
			usleep(LINK_CHECK_MS * 1000);
			waited += LINK_CHECK_MS;
		}
		rte_eth_dev_get_name_by_port(port, name);
		printf("Port %u: %s, link %s\n", port, name,
				link_is_up(port) ? "up" : "down");
	}
}

/* With --exit-on-eof something has to end some time. */
static int
count_finite(struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->flows_n; i++) {
		if (bp_eth_rx_at_end(app->flows[i].rx_port, 0) != -ENOTSUP)
			app->finite_n++;
		else
			app->flows[i].spent = true;
	}
	if (app->opt.exit_on_eof && app->finite_n == 0) {
		fprintf(stderr, "--exit-on-eof: no port reads a capture that ends\n");
		return -EINVAL;
	}
	return 0;
}

/* Undoes set-up of the first n ports. */
static void
close_first(const struct l2fwd *app, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		app_port_close(app->flows[i].rx_port);
}

static int
setup_ports(struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->flows_n; i++) {
		struct app_port_setup setup = {
				.rx_queues = 1,
				.tx_queues = 1,
				.rx_desc = L2FWD_DESC,
				.tx_desc = L2FWD_DESC,
				.pool = app->pool,
		};
		int rc = app_port_setup(app->flows[i].rx_port, &setup);

		if (rc == 0)
			rc = set_addresses(&app->flows[i]);
		if (rc < 0)
			return rc;
	}
	return 0;
}

int
l2fwd_ports_open(struct l2fwd *app)
{
	int rc = check_mask(app);

	if (rc == 0)
		rc = make_flows(app);
	if (rc == 0)
		rc = make_pool(app);
	if (rc < 0)
		return rc;
	rc = setup_ports(app);
	for (unsigned int i = 0; rc == 0 && i < app->flows_n; i++)
		rc = start_port(app, app->flows[i].rx_port);
	if (rc == 0)
		rc = count_finite(app);
	if (rc < 0) {
		close_first(app, app->flows_n);
		rte_mempool_free(app->pool);
		return rc;
	}
	show_links(app);
	return 0;
}

int
l2fwd_ports_close(struct l2fwd *app)
{
	int rc = 0;

	for (unsigned int i = 0; i < app->flows_n; i++) {
		const struct l2fwd_flow *flow = &app->flows[i];
		int closed = app_port_close(flow->rx_port);

		if (rc == 0)
			rc = closed != 0 ? closed : flow->rx_error;
	}
	if (app->opt.pools.at_end)
		app_pools_report(&app->opt.pools);
	if (app_pool_check(app->pool) < 0)
		rc = -EBUSY;
	rte_mempool_free(app->pool);
	return rc;
}
