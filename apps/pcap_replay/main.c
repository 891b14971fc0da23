/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcap-replay: captures in, ports out. The exit code is 0 when every packet
 * was read, taken by its port and not lost there, and every mbuf is back in its
 * pool, and 1 otherwise.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>

#include "replay.h"

#define POOL_MBUFS 8191
#define POOL_CACHE 256
#define TX_DESC    1024

static int
choose_ports(struct replay_options *opt)
{
	uint16_t port;

	if (opt->ports_n == 0)
		RTE_ETH_FOREACH_DEV (port)
			opt->ports[opt->ports_n++] = port;
	for (uint16_t i = 0; i < opt->ports_n; i++) {
		if (rte_eth_dev_is_valid_port(opt->ports[i]))
			continue;
		fprintf(stderr, "--port: there is no port %u; the number of ports is %u; give one with --vdev\n",
				opt->ports[i], rte_eth_dev_count_avail());
		return -ENODEV;
	}
	if (opt->ports_n == 0) {
		fprintf(stderr, "--port: there are no ports; give one with --vdev\n");
		return -ENODEV;
	}
	if (opt->order == REPLAY_FILE_PER_PORT &&
			opt->files_n != opt->ports_n) {
		fprintf(stderr, "--file-per-port: %u files do not match %u ports\n",
				opt->files_n, opt->ports_n);
		return -EINVAL;
	}
	return 0;
}

static int
open_port(uint16_t port, uint16_t queues)
{
	struct app_port_setup setup = {
			.tx_queues = queues,
			.tx_desc = TX_DESC,
	};
	int rc = app_port_setup(port, &setup);

	if (rc == 0) {
		rc = rte_eth_dev_start(port);
		if (rc < 0)
			fprintf(stderr, "port %u does not start: %s\n", port,
					rte_strerror(-rc));
	}
	if (rc < 0)
		rte_eth_dev_close(port);
	return rc;
}

/* Closes the first n, and adds what they took and could not send to *unsent. */
static int
close_ports(const struct replay_options *opt, uint16_t n, uint64_t *unsent)
{
	struct rte_eth_stats stats;
	int rc = 0;

	for (uint16_t i = 0; i < n; i++) {
		int closed = app_port_close(opt->ports[i], &stats);

		*unsent += stats.oerrors;
		rc = rc < 0 ? rc : closed;
	}
	return rc;
}

static int
open_ports(const struct replay_options *opt)
{
	uint64_t unsent = 0; /* nothing was sent yet */

	for (uint16_t i = 0; i < opt->ports_n; i++) {
		int rc = open_port(opt->ports[i], opt->queues);

		if (rc < 0) {
			close_ports(opt, i, &unsent);
			return rc;
		}
	}
	return 0;
}

static int
send_and_report(const struct replay_options *opt, struct replay_feed *feed,
		struct rte_mempool *pool)
{
	static struct replay_result result;
	struct replay_queues queues;
	int rc, closed;

	rc = replay_queues_init(&queues, opt);
	if (rc < 0)
		return rc;
	rc = open_ports(opt);
	if (rc < 0) {
		replay_queues_free(&queues);
		return rc;
	}
	replay_progress_open(opt);
	rc = replay_send(opt, feed, pool, &queues, &result);
	replay_progress_close();
	closed = close_ports(opt, opt->ports_n, &result.unsent);
	replay_report(stdout, opt, &result, &queues);
	replay_json_report(opt, &result, &queues);
	replay_queues_free(&queues);
	if (rc == 0 && (result.sum.dropped > 0 || result.unsent > 0))
		rc = -EIO;
	return rc < 0 ? rc : closed;
}

/* Enough for all descriptors and bursts. */
static struct rte_mempool *
make_pool(const struct replay_options *opt)
{
	unsigned int queues = (unsigned int)opt->ports_n * opt->queues;
	unsigned int n = queues * (TX_DESC + REPLAY_BURST) * 2;
	struct rte_mempool *pool;

	if (n < POOL_MBUFS)
		n = POOL_MBUFS;
	pool = rte_pktmbuf_pool_create("replay_pool", n, POOL_CACHE, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, (int)rte_socket_id());
	if (pool == NULL)
		fprintf(stderr, "no pool of %u mbufs: %s\n", n,
				rte_strerror(rte_errno));
	return pool;
}

static int
replay(struct replay_options *opt)
{
	struct rte_mempool *pool = NULL;
	struct replay_feed feed;
	int rc = choose_ports(opt);

	if (rc < 0)
		return rc;
	rc = replay_feed_open(&feed, opt);
	if (rc < 0)
		return rc;
	pool = make_pool(opt);
	if (pool == NULL) {
		replay_feed_close(&feed);
		return -ENOMEM;
	}
	rc = send_and_report(opt, &feed, pool);
	replay_feed_close(&feed);
	if (opt->pools.at_end)
		app_pools_report(&opt->pools);
	if (app_pool_check(pool) < 0)
		rc = -EBUSY;
	rte_mempool_free(pool);
	return rc;
}

static int
run(struct replay_options *opt)
{
	int rc, pools, json;

	rc = app_pools_open(&opt->pools);
	if (rc == 0)
		rc = replay_json_open(opt->json);
	if (rc == 0)
		rc = replay(opt);
	json = replay_json_close();
	pools = app_pools_close();
	if (rc == 0)
		rc = json;
	return rc == 0 ? pools : rc;
}

int
main(int argc, char **argv)
{
	struct replay_options opt;
	int used, rc;

	if (app_asks_for_help(argc, argv)) {
		replay_usage(argv[0]);
		return app_exit_code(0);
	}
	used = app_start(argc, argv);
	if (used < 0)
		return EXIT_FAILURE;
	rc = replay_parse_args(&opt, argc - used, argv + used);
	if (rc == 0)
		rc = run(&opt);
	if (rte_eal_cleanup() != 0)
		rc = -EIO;
	return app_exit_code(rc);
}
