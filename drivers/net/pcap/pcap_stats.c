/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_pcap's statistics: those of its queues, and one counter of its own. Any
 * thread asks; a reset moves base lines and never a counter.
 */
#include "pcap_private.h"

/* Pairs with the store in bp_eth_count(); only the value matters. */
static uint64_t
load(const uint64_t *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

int
pcap_stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	const struct pcap_port *port = dev->data->dev_private;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		bp_eth_stats_add_rx(stats, q, &port->rx[q].count);
		stats->imissed += load(&port->rx[q].missed) -
				load(&port->rx[q].missed_base);
	}
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		bp_eth_stats_add_tx(stats, q, &port->tx[q].count);
	return 0;
}

int
pcap_stats_reset(struct rte_eth_dev *dev)
{
	struct pcap_port *port = dev->data->dev_private;
	unsigned int q;

	for (q = 0; q < PCAP_QUEUES_MAX; q++) {
		bp_eth_counters_reset(&port->rx[q].count);
		bp_eth_counters_reset(&port->tx[q].count);
		__atomic_store_n(&port->rx[q].missed_base,
				load(&port->rx[q].missed), __ATOMIC_RELAXED);
		__atomic_store_n(&port->rx[q].cut_base, load(&port->rx[q].cut),
				__ATOMIC_RELAXED);
	}
	return 0;
}

/* The one counter of its own: records that hold only part of their packet. */
int
pcap_xstats_get_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
		unsigned int n)
{
	if (names != NULL && n >= 1)
		snprintf(names[0].name, sizeof(names[0].name),
				"rx_truncated_records");
	return 1;
}

int
pcap_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats,
		unsigned int n)
{
	const struct pcap_port *port = dev->data->dev_private;
	unsigned int q;

	if (xstats == NULL || n < 1)
		return 1;
	xstats[0].value = 0;
	for (q = 0; q < PCAP_QUEUES_MAX; q++)
		xstats[0].value += load(&port->rx[q].cut) -
				load(&port->rx[q].cut_base);
	return 1;
}
