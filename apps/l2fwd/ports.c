/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The life of the ports: all are set up, then started; at the end all are
 * stopped and closed. A step that fails leaves no port open. A port that goes
 * meanwhile is closed as soon as all lcores have let go of it; that is no
 * error.
 */
#include <bufplane_ethdev.h>
#include <errno.h>
#include <stdio.h>

#include <rte_errno.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>

#include "l2fwd.h"

static int
check_mask(const struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->opt.ports_n; i++) {
		if (rte_eth_dev_is_valid_port(app->opt.ports[i]))
			continue;
		fprintf(stderr, "-p: port %u is in the mask, but the number of ports is %u; give a --vdev for each, or bind devices to vfio-pci\n",
				app->opt.ports[i], rte_eth_dev_count_avail());
		return -ENODEV;
	}
	return 0;
}

/* How many queues the port has, and how many of them we use. */
static int
count_queues(const struct l2fwd *app, struct l2fwd_port *port)
{
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(port->id, &info);

	if (rc == 0)
		rc = rte_eth_dev_get_name_by_port(port->id, port->name);
	if (rc < 0) {
		fprintf(stderr, "port %u says nothing of itself: %s\n",
				port->id, rte_strerror(-rc));
		return rc;
	}
	port->tx_queues_max = info.max_tx_queues;
	port->rx_queues = (uint16_t)RTE_MIN(
			app->opt.rx_queues, info.max_rx_queues);
	if (port->rx_queues < app->opt.rx_queues)
		printf("Port %u: %s has only %u of %u receive queues\n",
				port->id, port->name, port->rx_queues,
				app->opt.rx_queues);
	return 0;
}

static void
show_map(const struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->lcores_n; i++) {
		const struct l2fwd_lcore *lcore = &app->lcores[i];

		for (unsigned int k = 0; k < lcore->flows_n; k++) {
			const struct l2fwd_flow *flow = &lcore->flows[k];

			printf("Lcore %u: port %u queue %u to port %u queue %u%s\n",
					lcore->id, flow->rx_port,
					flow->rx_queue, flow->tx_port,
					flow->tx_queue,
					flow->lock != NULL ? ", shared" : "");
		}
	}
}

static int
make_map(struct l2fwd *app)
{
	unsigned int id, lcores[RTE_MAX_LCORE], n = 0;
	int rc = l2fwd_map_ports(app);

	for (unsigned int i = 0; i < app->ports_n && rc == 0; i++)
		rc = count_queues(app, &app->ports[i]);
	RTE_LCORE_FOREACH (id)
		lcores[n++] = id;
	if (rc == 0)
		rc = l2fwd_map_flows(app, lcores, n);
	if (rc == 0)
		show_map(app);
	return rc;
}

/* Enough for all descriptors, bursts and caches. */
static int
make_pool(struct l2fwd *app)
{
	unsigned int n = rte_lcore_count() * L2FWD_POOL_CACHE +
			app->flows_n * 2 * L2FWD_BURST;

	for (unsigned int i = 0; i < app->ports_n; i++)
		n += L2FWD_DESC *
				((unsigned int)app->ports[i].rx_queues +
						app->ports[i].tx_queues);
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
setup_port(const struct l2fwd *app, struct l2fwd_port *port)
{
	struct app_port_setup setup = {
			.rx_queues = port->rx_queues,
			.tx_queues = port->tx_queues,
			.rx_desc = L2FWD_DESC,
			.tx_desc = L2FWD_DESC,
			.link_events = true,
			.pool = app->pool,
	};
	int rc = app_port_setup(port->id, &setup);

	return rc < 0 ? rc : l2fwd_link_watch(port);
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
setup_all(struct l2fwd *app)
{
	int rc = 0;

	for (unsigned int i = 0; i < app->ports_n && rc == 0; i++)
		rc = setup_port(app, &app->ports[i]);
	for (unsigned int i = 0; i < app->flows_n && rc == 0; i++)
		rc = set_addresses(&app->flows[i]);
	return rc;
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

/* With --exit-on-eof something has to end some time. */
static int
count_finite(struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->flows_n; i++) {
		if (bp_eth_rx_at_end(app->flows[i].rx_port,
				    app->flows[i].rx_queue) != -ENOTSUP)
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

static int
start_all(struct l2fwd *app)
{
	int rc = 0;

	for (unsigned int i = 0; i < app->ports_n && rc == 0; i++)
		rc = start_port(app, app->ports[i].id);
	return rc == 0 ? count_finite(app) : rc;
}

static int
close_port(struct l2fwd_port *port)
{
	int rc = 0;

	if (port->closed)
		return 0;
	port->closed = true;
	/* Without its device it may have been closed already. */
	if (l2fwd_is_removed(port->id) && !rte_eth_dev_is_valid_port(port->id))
		return 0;
	l2fwd_link_unwatch(port);
	rc = app_port_close(port->id, &port->last);
	return l2fwd_is_removed(port->id) ? 0 : rc;
}

/* The first error. */
static int
close_all(struct l2fwd *app)
{
	int rc = 0;

	for (unsigned int i = 0; i < app->ports_n; i++) {
		int closed = close_port(&app->ports[i]);

		rc = rc < 0 ? rc : closed;
	}
	return rc;
}

/* Whether no lcore will use this port, which is gone. */
static bool
is_free(const struct l2fwd *app, uint16_t port)
{
	bool free = true;

	for (unsigned int i = 0; i < app->flows_n && free; i++) {
		const struct l2fwd_flow *flow = &app->flows[i];

		/* Pair with the stores in let_go(). */
		if (flow->rx_port == port)
			free = __atomic_load_n(
					&flow->rx_removed, __ATOMIC_ACQUIRE);
		if (flow->tx_port == port)
			free = free &&
					__atomic_load_n(&flow->tx_removed,
							__ATOMIC_ACQUIRE);
	}
	return free;
}

void
l2fwd_ports_drop(struct l2fwd *app)
{
	for (unsigned int i = 0; i < app->ports_n; i++) {
		struct l2fwd_port *port = &app->ports[i];

		if (port->removed && !port->closed && is_free(app, port->id))
			close_port(port);
	}
}

int
l2fwd_ports_open(struct l2fwd *app)
{
	int rc = check_mask(app);

	if (rc == 0)
		rc = make_map(app);
	if (rc == 0)
		rc = make_pool(app);
	if (rc < 0)
		return rc;
	rc = setup_all(app);
	if (rc == 0)
		rc = start_all(app);
	if (rc < 0) {
		close_all(app);
		rte_mempool_free(app->pool);
		return rc;
	}
	l2fwd_links_show(app);
	return 0;
}

/* Inputs that broke off, where the driver may have said so long ago. */
static int
say_broken(const struct l2fwd *app)
{
	int rc = 0;

	for (unsigned int i = 0; i < app->flows_n; i++) {
		const struct l2fwd_flow *flow = &app->flows[i];

		if (flow->rx_error == 0)
			continue;
		fprintf(stderr, "port %u queue %u: its input broke off: %s\n",
				flow->rx_port, flow->rx_queue,
				rte_strerror(-flow->rx_error));
		rc = flow->rx_error;
	}
	return rc;
}

int
l2fwd_ports_close(struct l2fwd *app)
{
	int broken = say_broken(app);
	int rc = close_all(app);

	if (rc == 0)
		rc = broken;
	if (app->opt.pools.at_end)
		app_pools_report(&app->opt.pools);
	if (app_pool_check(app->pool) < 0)
		rc = -EBUSY;
	rte_mempool_free(app->pool);
	return rc;
}
