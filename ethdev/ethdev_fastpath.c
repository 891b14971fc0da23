/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of burst functions. An entry is either shut, with functions that
 * move nothing and queues that are all NULL, or open, a copy of what the
 * driver set. It is open exactly while the port is started, and shut before
 * the driver hears of a stop. A shut entry's queues have a callback, the only
 * place that learns which port it is: it says that the port is not ready.
 */
#include <rte_errno.h>
#include <rte_lcore.h>

#include "ethdev_private.h"

static void *no_queues[RTE_MAX_QUEUES_PER_PORT];

/* Who has been told so since the port was stopped; the last: no lcore. */
static uint8_t told[RTE_MAX_ETHPORTS][RTE_MAX_LCORE + 1];

static void
tell(uint16_t port_id, const char *what)
{
	unsigned int lcore = rte_lcore_id();
	uint8_t *by_me = &told[port_id][RTE_MIN(lcore, RTE_MAX_LCORE + 0U)];

	rte_errno = ENOTSUP;
	/* Pairs with ethdev_fastpath_shut(); only the value matters. */
	if (__atomic_exchange_n(by_me, 1, __ATOMIC_RELAXED) != 0)
		return;
	if (lcore == LCORE_ID_ANY)
		RTE_ETHDEV_LOG(ERR, "A thread %s port %u, which is not ready\n",
				what, port_id);
	else
		RTE_ETHDEV_LOG(ERR, "Lcore %u %s port %u, which is not ready\n",
				lcore, what, port_id);
}

/* A burst that ran into a stop may have got packets all the same. */
static uint16_t
rx_not_ready(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **pkts,
		uint16_t nb_pkts, uint16_t max_pkts, void *arg)
{
	(void)queue_id;
	(void)pkts;
	(void)max_pkts;
	(void)arg;
	tell(port_id, "receives from");
	return nb_pkts;
}

static uint16_t
tx_not_ready(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **pkts,
		uint16_t nb_pkts, void *arg)
{
	(void)queue_id;
	(void)pkts;
	(void)arg;
	tell(port_id, "sends to");
	return nb_pkts;
}

static struct rte_eth_rxtx_callback rx_callback = {.fn.rx = rx_not_ready};
static struct rte_eth_rxtx_callback tx_callback = {.fn.tx = tx_not_ready};

static void *rx_callbacks[RTE_MAX_QUEUES_PER_PORT] = {
		[0 ... RTE_MAX_QUEUES_PER_PORT - 1] = &rx_callback,
};
static void *tx_callbacks[RTE_MAX_QUEUES_PER_PORT] = {
		[0 ... RTE_MAX_QUEUES_PER_PORT - 1] = &tx_callback,
};

BP_EXPORT
uint16_t
rte_eth_pkt_burst_dummy(void *queue, struct rte_mbuf **pkts, uint16_t nb_pkts)
{
	(void)queue;
	(void)pkts;
	(void)nb_pkts;
	return 0;
}

#define SHUT                                                                   \
	{                                                                      \
		.rx_pkt_burst = rte_eth_pkt_burst_dummy,                       \
		.rxq = {no_queues, rx_callbacks},                              \
		.tx_pkt_burst = rte_eth_pkt_burst_dummy,                       \
		.txq = {no_queues, tx_callbacks},                              \
	}

BP_EXPORT
struct rte_eth_fp_ops rte_eth_fp_ops[RTE_MAX_ETHPORTS] = {
		[0 ... RTE_MAX_ETHPORTS - 1] = SHUT,
};

/*
 * The function goes first when shutting and last when opening, so that a burst
 * that runs into the change never gives NULL queues to the driver.
 */
static void
set_rest(struct rte_eth_fp_ops *p, const struct rte_eth_fp_ops *from)
{
	/* One by one: a copy of it all may be made by way of zeroes. */
	__atomic_store_n(&p->rxq.data, from->rxq.data, __ATOMIC_RELAXED);
	__atomic_store_n(&p->rxq.clbk, from->rxq.clbk, __ATOMIC_RELAXED);
	__atomic_store_n(&p->txq.data, from->txq.data, __ATOMIC_RELAXED);
	__atomic_store_n(&p->txq.clbk, from->txq.clbk, __ATOMIC_RELAXED);
	p->rx_queue_count = from->rx_queue_count;
	p->rx_descriptor_status = from->rx_descriptor_status;
	p->tx_pkt_prepare = from->tx_pkt_prepare;
	p->tx_descriptor_status = from->tx_descriptor_status;
}

void
ethdev_fastpath_set(struct rte_eth_dev *dev, struct rte_eth_fp_ops *ops)
{
	struct rte_eth_fp_ops *p = &rte_eth_fp_ops[dev->data->port_id];

	ops->rxq.clbk = (void **)(void *)dev->post_rx_burst_cbs;
	ops->txq.clbk = (void **)(void *)dev->pre_tx_burst_cbs;
	set_rest(p, ops);
	/* Orders the queues before the functions that read them. */
	__atomic_store_n(&p->rx_pkt_burst, ops->rx_pkt_burst, __ATOMIC_RELEASE);
	__atomic_store_n(&p->tx_pkt_burst, ops->tx_pkt_burst, __ATOMIC_RELEASE);
}

void
ethdev_fastpath_open(struct rte_eth_dev *dev)
{
	struct rte_eth_fp_ops ops = {
			.rx_pkt_burst = dev->rx_pkt_burst,
			.rx_queue_count = dev->rx_queue_count,
			.rx_descriptor_status = dev->rx_descriptor_status,
			.rxq = {.data = dev->data->rx_queues},
			.tx_pkt_burst = dev->tx_pkt_burst,
			.tx_pkt_prepare = dev->tx_pkt_prepare,
			.tx_descriptor_status = dev->tx_descriptor_status,
			.txq = {.data = dev->data->tx_queues},
	};

	ethdev_fastpath_set(dev, &ops);
}

void
ethdev_fastpath_shut(uint16_t port_id)
{
	static const struct rte_eth_fp_ops shut = SHUT;
	struct rte_eth_fp_ops *p = &rte_eth_fp_ops[port_id];
	unsigned int i;

	__atomic_store_n(&p->rx_pkt_burst, shut.rx_pkt_burst, __ATOMIC_RELEASE);
	__atomic_store_n(&p->tx_pkt_burst, shut.tx_pkt_burst, __ATOMIC_RELEASE);
	set_rest(p, &shut);
	/* Pairs with tell(); only the value matters. */
	for (i = 0; i < RTE_DIM(told[0]); i++)
		__atomic_store_n(&told[port_id][i], 0, __ATOMIC_RELAXED);
}
