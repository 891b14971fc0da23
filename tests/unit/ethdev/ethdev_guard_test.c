/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Queues that are taken away under a thread that polls them: once the guard is
 * shut, what the queue points to may be changed and freed without a race.
 */
#include <pthread.h>
#include <sched.h>

#include "ethdev_private.h"
#include "fake.h"

#define ROUNDS 20

struct queue {
	uint64_t n; /* of bursts; no atomic, as only one thread counts */
};

static bool go_on;
static uint64_t bursts; /* of the polling thread */

static uint16_t
count_rx(void *q, struct rte_mbuf **pkts, uint16_t n)
{
	((struct queue *)q)->n++;
	return 1;
}

static uint16_t
count_tx(void *q, struct rte_mbuf **pkts, uint16_t n)
{
	((struct queue *)q)->n++;
	return n;
}

/* What a thread has read from the table when the queue is taken away. */
static struct {
	eth_rx_burst_t rx;
	eth_tx_burst_t tx;
	void *rxq;
	void *txq;
} held;

static void
hold(void)
{
	const struct rte_eth_fp_ops *p = &rte_eth_fp_ops[port];

	held.rx = p->rx_pkt_burst;
	held.tx = p->tx_pkt_burst;
	held.rxq = p->rxq.data[0];
	held.txq = p->txq.data[0];
}

static void *
poll_port(void *arg)
{
	struct rte_mbuf *m = NULL;

	while (__atomic_load_n(&go_on, __ATOMIC_RELAXED)) {
		if (held.rx(held.rxq, &m, 1) == 0)
			continue;
		held.tx(held.txq, &m, 1);
		__atomic_fetch_add(&bursts, 1, __ATOMIC_RELAXED);
	}
	return arg;
}

static void
open_queues(struct rte_eth_dev *dev)
{
	dev->rx_pkt_burst = count_rx;
	dev->tx_pkt_burst = count_tx;
	dev->data->nb_rx_queues = 1;
	dev->data->nb_tx_queues = 1;
	dev->data->rx_queues[0] = calloc(1, sizeof(struct queue));
	dev->data->tx_queues[0] = calloc(1, sizeof(struct queue));
	assert_int_equal(ethdev_guard_open(dev), 0);
}

static void
free_queues(struct rte_eth_dev *dev)
{
	assert_int_equal(ethdev_guard_shut(port), 0);
	free(dev->data->rx_queues[0]);
	free(dev->data->tx_queues[0]);
	dev->data->rx_queues[0] = NULL;
	dev->data->tx_queues[0] = NULL;
	dev->data->nb_rx_queues = 0;
	dev->data->nb_tx_queues = 0;
}

static void
taken_away(void **state)
{
	struct rte_eth_dev *dev = &rte_eth_devices[port];
	pthread_t thread;
	uint64_t before;
	int i;

	go_on = true;
	bursts = 0;
	open_queues(dev);
	hold();
	free_queues(dev);
	assert_int_equal(pthread_create(&thread, NULL, poll_port, NULL), 0);
	for (i = 0; i < ROUNDS; i++) {
		before = __atomic_load_n(&bursts, __ATOMIC_RELAXED);
		open_queues(dev);
		while (__atomic_load_n(&bursts, __ATOMIC_RELAXED) == before)
			sched_yield();
		free_queues(dev);
	}
	__atomic_store_n(&go_on, false, __ATOMIC_RELAXED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	ethdev_guard_fini();
}

/* Queues that a port does not have take and give nothing. */
static void
other_queues(void **state)
{
	struct rte_eth_dev *dev = &rte_eth_devices[port];
	struct rte_mbuf *m = NULL;

	assert_int_equal(ethdev_guard_shut(port), 0);
	open_queues(dev);
	assert_int_equal(ethdev_guard_open(dev), 0);
	assert_int_equal(rte_eth_rx_burst(port, 0, &m, 1), 1);
	assert_int_equal(rte_eth_rx_burst(port, 1, &m, 1), 0);
	assert_int_equal(rte_eth_tx_burst(port, RTE_MAX_QUEUES_PER_PORT - 1, &m,
					 1),
			0);
	free_queues(dev);
	assert_int_equal(rte_eth_rx_burst(port, 0, &m, 1), 0);
	ethdev_guard_fini();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(
					taken_away, fake_setup, fake_teardown),
			cmocka_unit_test_setup_teardown(other_queues,
					fake_setup, fake_teardown),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
