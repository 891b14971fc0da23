/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bursts on the queues of a port that another process made, and may take away
 * while a thread here polls it. Each queue has a guard of this process, which
 * bursts enter and leave; once it is shut and nobody is inside, no burst uses
 * the queue any more, whatever the thread does. Guards stay where they are
 * until the library stops, for a thread may hold one that it is about to enter.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include <rte_branch_prediction.h>
#include <rte_cycles.h>

#include "ethdev_private.h"

#define WAIT_S 4 /* for a burst that runs */

struct guard {
	void *queue;
	eth_rx_burst_t rx;
	eth_tx_burst_t tx;
	bool open;
	bool busy;
} __rte_cache_aligned;

static struct guards {
	struct guard rx[RTE_MAX_QUEUES_PER_PORT];
	struct guard tx[RTE_MAX_QUEUES_PER_PORT];
	void *rxq[RTE_MAX_QUEUES_PER_PORT];
	void *txq[RTE_MAX_QUEUES_PER_PORT];
} * of_port[RTE_MAX_ETHPORTS];

/*
 * Whether the guard is open, and then it is entered. Both accesses pair with
 * is_left(), whose two are the other way round: in the total order one of us
 * sees the other.
 */
static bool
enter(struct guard *g)
{
	__atomic_store_n(&g->busy, true, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&g->open, __ATOMIC_SEQ_CST);
}

static void
leave(struct guard *g)
{
	/* Release pairs with the load in is_left(). */
	__atomic_store_n(&g->busy, false, __ATOMIC_RELEASE);
}

static uint16_t
rx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct guard *g = queue;

	/* The table of bursts is just being shut. */
	if (unlikely(g == NULL))
		return 0;
	n = enter(g) ? g->rx(g->queue, pkts, n) : 0;
	leave(g);
	return n;
}

static uint16_t
tx(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	struct guard *g = queue;

	/* The table of bursts is just being shut. */
	if (unlikely(g == NULL))
		return 0;
	n = enter(g) ? g->tx(g->queue, pkts, n) : 0;
	leave(g);
	return n;
}

static struct guards *
make(void)
{
	struct guards *all = aligned_alloc(RTE_CACHE_LINE_SIZE, sizeof(*all));
	unsigned int q;

	if (all == NULL)
		return NULL;
	for (q = 0; q < RTE_MAX_QUEUES_PER_PORT; q++) {
		all->rx[q] = (struct guard){0};
		all->tx[q] = (struct guard){0};
		all->rxq[q] = &all->rx[q];
		all->txq[q] = &all->tx[q];
	}
	return all;
}

/* Nobody is inside a guard that is shut, so that it can be changed. */
static void
open_guard(struct guard *g, const struct rte_eth_dev *dev, void *queue)
{
	if (g->open)
		return;
	g->queue = queue;
	g->rx = dev->rx_pkt_burst;
	g->tx = dev->tx_pkt_burst;
	/* Pairs with the load in enter(). */
	__atomic_store_n(&g->open, true, __ATOMIC_SEQ_CST);
}

int
ethdev_guard_open(struct rte_eth_dev *dev)
{
	const struct rte_eth_dev_data *data = dev->data;
	struct guards *all = of_port[data->port_id];
	struct rte_eth_fp_ops ops = {.rx_pkt_burst = rx, .tx_pkt_burst = tx};
	uint16_t q;

	if (all == NULL)
		all = make();
	if (all == NULL)
		return -ENOMEM;
	of_port[data->port_id] = all;
	for (q = 0; q < data->nb_rx_queues; q++)
		open_guard(&all->rx[q], dev, data->rx_queues[q]);
	for (q = 0; q < data->nb_tx_queues; q++)
		open_guard(&all->tx[q], dev, data->tx_queues[q]);
	ops.rxq.data = all->rxq;
	ops.txq.data = all->txq;
	ethdev_fastpath_set(dev, &ops);
	return 0;
}

static bool
is_left(struct guard *g)
{
	/* Both pair with enter(). */
	__atomic_store_n(&g->open, false, __ATOMIC_SEQ_CST);
	return !__atomic_load_n(&g->busy, __ATOMIC_SEQ_CST);
}

static int
wait_left(struct guard *g, uint64_t until)
{
	while (!is_left(g)) {
		if (rte_get_timer_cycles() > until)
			return -EBUSY;
		sched_yield();
	}
	return 0;
}

int
ethdev_guard_shut(uint16_t port_id)
{
	const uint64_t until =
			rte_get_timer_cycles() + WAIT_S * rte_get_timer_hz();
	struct guards *all = of_port[port_id];
	unsigned int q;
	int rc = 0;

	if (all == NULL)
		return 0;
	ethdev_fastpath_shut(port_id);
	for (q = 0; q < RTE_MAX_QUEUES_PER_PORT && rc == 0; q++)
		rc = wait_left(&all->rx[q], until);
	for (q = 0; q < RTE_MAX_QUEUES_PER_PORT && rc == 0; q++)
		rc = wait_left(&all->tx[q], until);
	return rc;
}

void
ethdev_guard_fini(void)
{
	unsigned int id;

	for (id = 0; id < RTE_MAX_ETHPORTS; id++) {
		free(of_port[id]);
		of_port[id] = NULL;
	}
}
