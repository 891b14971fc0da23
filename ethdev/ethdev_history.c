/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Marks of receiving and sending in the history of mbufs: for a port that is
 * started while any pool keeps one, callbacks on each queue, before those of
 * the program's on receive and behind those that are there on send. They stay
 * until the port is closed. A port without them has nothing of this in its
 * way.
 */
#include <bufplane_mbuf_history.h>

#include "ethdev_private.h"

/* Of adding our callbacks, and of ports that go away meanwhile. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint16_t
mark_rx(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **pkts, uint16_t n,
		uint16_t max, void *param)
{
	(void)max;
	(void)param;
	bp_mbuf_history_rx(pkts, n, port_id, queue_id);
	return n;
}

static uint16_t
mark_tx(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **pkts, uint16_t n,
		void *param)
{
	(void)param;
	bp_mbuf_history_tx(pkts, n, port_id, queue_id);
	return n;
}

/* The param of our callbacks, which no other has. */
static char ours;

static bool
has_mark(struct rte_eth_rxtx_callback *const *head)
{
	const struct rte_eth_rxtx_callback *cb;

	/* Acquire pairs with the release of who linked the entry. */
	cb = __atomic_load_n(head, __ATOMIC_ACQUIRE);
	while (cb != NULL && cb->param != &ours)
		cb = __atomic_load_n(&cb->next, __ATOMIC_ACQUIRE);
	return cb != NULL;
}

/* The lock is held. */
static void
add_marks(struct rte_eth_dev *dev)
{
	const uint16_t port_id = dev->data->port_id;
	bool failed = false;
	uint16_t q;

	for (q = 0; q < dev->data->nb_rx_queues; q++)
		if (!has_mark(&dev->post_rx_burst_cbs[q]) &&
				rte_eth_add_first_rx_callback(port_id, q,
						mark_rx, &ours) == NULL)
			failed = true;
	for (q = 0; q < dev->data->nb_tx_queues; q++)
		if (!has_mark(&dev->pre_tx_burst_cbs[q]) &&
				rte_eth_add_tx_callback(port_id, q, mark_tx,
						&ours) == NULL)
			failed = true;
	if (failed)
		RTE_ETHDEV_LOG(ERR,
				"Port %u: no memory for all marks in the history of mbufs\n",
				port_id);
}

/* The first history was switched on: ports that are started get marks. */
static void
add_to_started(void)
{
	uint16_t id;

	pthread_mutex_lock(&lock);
	for (id = 0; id < RTE_MAX_ETHPORTS; id++)
		if (rte_eth_dev_is_valid_port(id) &&
				rte_eth_devices[id].data->dev_started)
			add_marks(&rte_eth_devices[id]);
	pthread_mutex_unlock(&lock);
}

/* dev counts as started: what is switched on after the question, finds it. */
void
ethdev_history_start(struct rte_eth_dev *dev)
{
	bp_mbuf_history_watch(add_to_started);
	if (!bp_mbuf_history_is_on())
		return;
	pthread_mutex_lock(&lock);
	add_marks(dev);
	pthread_mutex_unlock(&lock);
}

void
ethdev_history_end(struct rte_eth_dev *dev)
{
	pthread_mutex_lock(&lock);
	/* Release pairs with the acquire in rte_eth_dev_is_valid_port(). */
	__atomic_store_n(&dev->state, RTE_ETH_DEV_UNUSED, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
}
