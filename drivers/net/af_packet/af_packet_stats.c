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

/* Of the receive queues, summed up. */
static const struct {
	const char *name;
	size_t offset; /* in struct afp_rxq */
} xstats_of[] = {
		{"rx_truncated_frames", offsetof(struct afp_rxq, cut)},
		{"rx_malformed_frames", offsetof(struct afp_rxq, bad)},
		{"rx_malformed_blocks", offsetof(struct afp_rxq, bad_blocks)},
		{"rx_ring_freezes", offsetof(struct afp_rxq, freezes)},
};

static struct afp_xstat *
xstat_of(struct afp_rxq *q, unsigned int i)
{
	return (void *)((uint8_t *)q + xstats_of[i].offset);
}

static void
move_base(struct afp_xstat *x)
{
	__atomic_store_n(&x->base, load(&x->now), __ATOMIC_RELAXED);
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
	unsigned int i;

	rte_spinlock_lock(&q->port->lock);
	afp_rxq_count_missed(q);
	q->missed = 0;
	rte_spinlock_unlock(&q->port->lock);
	bp_eth_counters_reset(&q->count);
	for (i = 0; i < RTE_DIM(xstats_of); i++)
		move_base(xstat_of(q, i));
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

int
afp_xstats_get_names(struct rte_eth_dev *dev, struct rte_eth_xstat_name *names,
		unsigned int n)
{
	unsigned int i;

	if (names != NULL && n >= RTE_DIM(xstats_of))
		for (i = 0; i < RTE_DIM(xstats_of); i++)
			snprintf(names[i].name, sizeof(names[i].name), "%s",
					xstats_of[i].name);
	return RTE_DIM(xstats_of);
}

static uint64_t
sum_of(const struct rte_eth_dev *dev, unsigned int i)
{
	const struct afp_xstat *x;
	uint64_t sum = 0;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++) {
		if (dev->data->rx_queues[q] == NULL)
			continue;
		x = xstat_of(dev->data->rx_queues[q], i);
		sum += load(&x->now) - load(&x->base);
	}
	return sum;
}

int
afp_xstats_get(struct rte_eth_dev *dev, struct rte_eth_xstat *xstats,
		unsigned int n)
{
	unsigned int i;
	uint16_t q;

	if (xstats == NULL || n < RTE_DIM(xstats_of))
		return RTE_DIM(xstats_of);
	for (q = 0; q < dev->data->nb_rx_queues; q++)
		if (dev->data->rx_queues[q] != NULL)
			get_missed(dev->data->rx_queues[q]);
	for (i = 0; i < RTE_DIM(xstats_of); i++)
		xstats[i].value = sum_of(dev, i);
	return RTE_DIM(xstats_of);
}
