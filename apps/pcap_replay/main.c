/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pcap-replay: captures in, one port out. The exit code is 0 when every packet
 * was read and taken by the port and every mbuf is back in its pool, and 1
 * otherwise.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>

#include "../common/app.h"
#include "replay.h"

#define POOL_MBUFS 8191
#define POOL_CACHE 256
#define TX_DESC    1024

static int
open_port(uint16_t port)
{
	struct app_port_setup setup = {.tx_queues = 1, .tx_desc = TX_DESC};
	int rc;

	if (!rte_eth_dev_is_valid_port(port)) {
		fprintf(stderr, "--port: there is no port %u; %u ports were found; give one with --vdev\n",
				port, rte_eth_dev_count_avail());
		return -ENODEV;
	}
	rc = app_port_setup(port, &setup);
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

static int
send_and_report(const struct replay_options *opt, struct replay_reader *reader,
		struct rte_mempool *pool)
{
	static struct replay_result result;
	int rc, closed;

	rc = open_port(opt->port);
	if (rc < 0)
		return rc;
	replay_progress_open(opt);
	rc = replay_send(opt, reader, pool, &result);
	replay_progress_close();
	closed = app_port_close(opt->port);
	replay_report(stdout, opt, &result);
	if (rc == 0 && result.dropped > 0)
		rc = -EIO;
	return rc < 0 ? rc : closed;
}

static int
replay(const struct replay_options *opt)
{
	struct replay_reader *reader =
			replay_reader_open(opt->files, opt->files_n);
	struct rte_mempool *pool;
	int rc;

	if (reader == NULL)
		return -EIO;
	pool = rte_pktmbuf_pool_create("replay_pool", POOL_MBUFS, POOL_CACHE, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, (int)rte_socket_id());
	if (pool == NULL) {
		fprintf(stderr, "no pool of %d mbufs: %s\n", POOL_MBUFS,
				rte_strerror(rte_errno));
		replay_reader_close(reader);
		return -ENOMEM;
	}
	rc = send_and_report(opt, reader, pool);
	if (opt->pools.at_end)
		app_pools_report(&opt->pools);
	if (app_pool_check(pool) < 0)
		rc = -EBUSY;
	rte_mempool_free(pool);
	replay_reader_close(reader);
	return rc;
}

int
main(int argc, char **argv)
{
	struct replay_options opt;
	int used, rc, closed;

	if (app_asks_for_help(argc, argv)) {
		replay_usage(argv[0]);
		return EXIT_SUCCESS;
	}
	used = app_start(argc, argv);
	if (used < 0)
		return EXIT_FAILURE;
	rc = replay_parse_args(&opt, argc - used, argv + used);
	if (rc == 0)
		rc = app_pools_open(&opt.pools);
	if (rc == 0)
		rc = replay(&opt);
	closed = app_pools_close(&opt.pools);
	if (rte_eal_cleanup() != 0 || rc < 0 || closed < 0)
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
