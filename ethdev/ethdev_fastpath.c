/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of burst functions. An entry is either shut, with functions that
 * move nothing and queues that are all NULL, or open, a copy of what the
 * driver set. It is open exactly while the port is started, and shut before
 * the driver hears of a stop.
 */
#include "ethdev_private.h"

static void *no_queues[RTE_MAX_QUEUES_PER_PORT];

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
		.rxq = {no_queues, no_queues},                                 \
		.tx_pkt_burst = rte_eth_pkt_burst_dummy,                       \
		.txq = {no_queues, no_queues},                                 \
	}

BP_EXPORT
struct rte_eth_fp_ops rte_eth_fp_ops[RTE_MAX_ETHPORTS] = {
		[0 ... RTE_MAX_ETHPORTS - 1] = SHUT,
};

/*
 * The function goes first when shutting and last when opening, so that a burst
 * that runs into the change never gives NULL queues to the driver.
 */
void
ethdev_fastpath_open(struct rte_eth_dev *dev)
{
	struct rte_eth_fp_ops *p = &rte_eth_fp_ops[dev->data->port_id];

	p->rxq.data = dev->data->rx_queues;
	p->rxq.clbk = (void **)(void *)dev->post_rx_burst_cbs;
	p->rx_queue_count = dev->rx_queue_count;
	p->rx_descriptor_status = dev->rx_descriptor_status;
	p->txq.data = dev->data->tx_queues;
	p->txq.clbk = (void **)(void *)dev->pre_tx_burst_cbs;
	p->tx_pkt_prepare = dev->tx_pkt_prepare;
	p->tx_descriptor_status = dev->tx_descriptor_status;
	/* Orders the queues before the functions that read them. */
	__atomic_store_n(&p->rx_pkt_burst, dev->rx_pkt_burst, __ATOMIC_RELEASE);
	__atomic_store_n(&p->tx_pkt_burst, dev->tx_pkt_burst, __ATOMIC_RELEASE);
}

void
ethdev_fastpath_shut(uint16_t port_id)
{
	static const struct rte_eth_fp_ops shut = SHUT;
	struct rte_eth_fp_ops *p = &rte_eth_fp_ops[port_id];

	__atomic_store_n(&p->rx_pkt_burst, shut.rx_pkt_burst, __ATOMIC_RELEASE);
	__atomic_store_n(&p->tx_pkt_burst, shut.tx_pkt_burst, __ATOMIC_RELEASE);
	*p = shut;
}
