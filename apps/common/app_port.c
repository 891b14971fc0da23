/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A port from configuration to its last queue, and back. Nothing is started
 * here: the programs start a port when all of them are set up.
 */
#include <errno.h>
#include <string.h>

#include <rte_ethdev.h>

#include "app.h"

static int
fail(uint16_t port, const char *step, int rc)
{
	fprintf(stderr, "port %u: %s failed: %s\n", port, step,
			rte_strerror(-rc));
	return rc;
}

static int
setup_queues(uint16_t port, const struct app_port_setup *setup,
		const struct rte_eth_dev_info *info,
		const struct rte_eth_conf *conf)
{
	struct rte_eth_rxconf rx = info->default_rxconf;
	struct rte_eth_txconf tx = info->default_txconf;
	int socket = rte_eth_dev_socket_id(port);
	int rc;

	rx.offloads = conf->rxmode.offloads;
	tx.offloads = conf->txmode.offloads;
	for (uint16_t q = 0; q < setup->rx_queues; q++) {
		rc = rte_eth_rx_queue_setup(port, q, setup->rx_desc,
				(unsigned int)socket, &rx, setup->pool);
		if (rc < 0)
			return fail(port, "receive queue set-up", rc);
	}
	for (uint16_t q = 0; q < setup->tx_queues; q++) {
		rc = rte_eth_tx_queue_setup(port, q, setup->tx_desc,
				(unsigned int)socket, &tx);
		if (rc < 0)
			return fail(port, "transmit queue set-up", rc);
	}
	return 0;
}

/* What of it the port can do. */
static struct rte_eth_conf
choose(const struct app_port_setup *setup, const struct rte_eth_dev_info *info)
{
	const uint64_t rss = info->flow_type_rss_offloads &
			(RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP);
	struct rte_eth_conf conf;

	memset(&conf, 0, sizeof(conf));
	conf.rxmode.offloads =
			info->rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER;
	conf.txmode.offloads =
			info->tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	if (setup->rx_queues > 1 && rss != 0) {
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
		conf.rx_adv_conf.rss_conf.rss_hf = rss;
	}
	if (setup->link_events &&
			(*info->dev_flags & RTE_ETH_DEV_INTR_LSC) != 0)
		conf.intr_conf.lsc = 1;
	if (setup->link_events &&
			(*info->dev_flags & RTE_ETH_DEV_INTR_RMV) != 0)
		conf.intr_conf.rmv = 1;
	return conf;
}

int
app_port_setup(uint16_t port, struct app_port_setup *setup)
{
	struct rte_eth_conf conf;
	struct rte_eth_dev_info info;
	int rc;

	rc = rte_eth_dev_info_get(port, &info);
	if (rc < 0)
		return fail(port, "asking for its capabilities", rc);
	conf = choose(setup, &info);
	rc = rte_eth_dev_configure(
			port, setup->rx_queues, setup->tx_queues, &conf);
	if (rc < 0)
		return fail(port, "configuration", rc);
	rc = rte_eth_dev_adjust_nb_rx_tx_desc(
			port, &setup->rx_desc, &setup->tx_desc);
	if (rc < 0)
		return fail(port, "choice of descriptor counts", rc);
	return setup_queues(port, setup, &info, &conf);
}

int
app_port_close(uint16_t port, struct rte_eth_stats *stats)
{
	int stopped = rte_eth_dev_stop(port);
	int closed;

	if (stopped < 0)
		fail(port, "stop", stopped);
	if (stats != NULL && rte_eth_stats_get(port, stats) != 0)
		memset(stats, 0, sizeof(*stats));
	closed = rte_eth_dev_close(port);
	if (closed < 0)
		fail(port, "close", closed);
	return stopped < 0 ? stopped : closed;
}
