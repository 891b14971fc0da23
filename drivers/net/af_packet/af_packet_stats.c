/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counters of the port: those of its queues, and what the kernel says it had
 * no room for. The kernel forgets what it has been asked, so that is summed up
 * here; a reset moves base lines and loses nothing.
 */
#include <stdio.h>

#include "af_packet_private.h"

/* Pairs with the store in bp_eth_count(); only the value matters. */
static uint64_t
load(const uint64_t *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

static void
move_base(uint64_t *base, const uint64_t *counter)
{
	__atomic_store_n(base, load(counter), __ATOMIC_RELAXED);
}

static uint64_t
get_missed(struct afp_rxq *q)
{
	uint64_t missed;

	rte_spinlock_lock(&q->port->lock);
	afp_rxq_count_missed(q);
	missed = q->missed;
	rte_spinlock_unlock(&q->port->lock);
	return missed;
}

int
afp_stats_get(struct rte_eth_dev *dev, struct rte_eth_stats *stats)
{
	struct afp_rxq *rx;
	struct afp_txq *tx;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rx = dev->data->rx_queues[q];
		if (rx == NULL)
			continue;
		bp_eth_stats_add_rx(stats, q, &rx->count);
		stats->imissed += get_missed(rx);
	}
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		tx = dev->data->tx_queues[q];
		if (tx != NULL)
			bp_eth_stats_add_tx(stats, q, &tx->count);
	}
	return 0;
}

static void
reset_rx(struct afp_rxq *q)
{
	bp_eth_counters_reset(&q->count);
	move_base(&q->cut_base, &q->cut);
	move_base(&q->bad_base, &q->bad);
	rte_spinlock_lock(&q->port->lock);
	afp_rxq_count_missed(q);
	q->missed = 0;
	rte_spinlock_unlock(&q->port->lock);
}

int
afp_stats_reset(struct rte_eth_dev *dev)
{
	struct afp_txq *tx;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		if (dev->data->rx_queues[q] != NULL)
			reset_rx(dev->data->rx_queues[q]);
	for (q = 0; q < dev->data->nb_tx_queues; q++) {
		tx = dev->data->tx_queues[q];
		if (tx != NULL)
			bp_eth_counters_reset(&tx->count);
	}
	return 0;
}

/* Two counters of its own, both also among the errors. */
int
afp_xstats_get_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
		unsigned int n)
{
	if (names != NULL && n >= 2) {
		snprintf(names[0].name, sizeof(names[0].name),
				"rx_truncated_frames");
		snprintf(names[1].name, sizeof(names[1].name),
				"rx_malformed_frames");
	}
	return 2;
}

int
afp_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats,
		unsigned int n)
{
	const struct afp_rxq *rx;
	uint16_t q;

	if (xstats == NULL || n < 2)
		return 2;
	xstats[0].value = 0;
	xstats[1].value = 0;
	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		rx = dev->data->rx_queues[q];
		if (rx == NULL)
			continue;
		xstats[0].value += load(&rx->cut) - load(&rx->cut_base);
		xstats[1].value += load(&rx->bad) - load(&rx->bad_base);
	}
	return 2;
}
