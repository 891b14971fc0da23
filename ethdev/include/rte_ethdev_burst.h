/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The calls on the path of packets: one table look-up and one indirect call
 * each. They do not check their arguments: port_id is below RTE_MAX_ETHPORTS
 * and queue_id below the port's number of queues. On a port that is not
 * started they move nothing.
 */
#ifndef RTE_ETHDEV_BURST_H
#define RTE_ETHDEV_BURST_H

#include <errno.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_config.h>
#include <rte_ethdev_core.h>
#include <rte_ethdev_info.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Run a queue's list of callbacks, which starts at opaque. Not for programs. */
uint16_t rte_eth_call_rx_callbacks(uint16_t port_id, uint16_t queue_id,
		struct rte_mbuf **rx_pkts, uint16_t nb_rx, uint16_t nb_pkts,
		void *opaque);
uint16_t rte_eth_call_tx_callbacks(uint16_t port_id, uint16_t queue_id,
		struct rte_mbuf **tx_pkts, uint16_t nb_pkts, void *opaque);

/*
 * Receive up to nb_pkts packets into rx_pkts; the caller owns them then.
 * Returns how many; 0 at once if there is none.
 */
static inline uint16_t
rte_eth_rx_burst(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **rx_pkts,
		const uint16_t nb_pkts)
{
	struct rte_eth_fp_ops *p = &rte_eth_fp_ops[port_id];
	uint16_t n = p->rx_pkt_burst(p->rxq.data[queue_id], rx_pkts, nb_pkts);

#ifdef RTE_ETHDEV_RXTX_CALLBACKS
	/* Acquire pairs with the release in rte_eth_add_rx_callback(). */
	void *cb = __atomic_load_n(&p->rxq.clbk[queue_id], __ATOMIC_ACQUIRE);

	if (unlikely(cb != NULL))
		n = rte_eth_call_rx_callbacks(
				port_id, queue_id, rx_pkts, n, nb_pkts, cb);
#endif
	return n;
}

/*
 * Send up to nb_pkts packets. Returns how many the driver took: the first
 * ones, which belong to it now; the rest is still the caller's.
 */
static inline uint16_t
rte_eth_tx_burst(uint16_t port_id, uint16_t queue_id, struct rte_mbuf **tx_pkts,
		uint16_t nb_pkts)
{
	struct rte_eth_fp_ops *p = &rte_eth_fp_ops[port_id];

#ifdef RTE_ETHDEV_RXTX_CALLBACKS
	/* Acquire pairs with the release in rte_eth_add_tx_callback(). */
	void *cb = __atomic_load_n(&p->txq.clbk[queue_id], __ATOMIC_ACQUIRE);

	if (unlikely(cb != NULL))
		nb_pkts = rte_eth_call_tx_callbacks(
				port_id, queue_id, tx_pkts, nb_pkts, cb);
#endif
	return p->tx_pkt_burst(p->txq.data[queue_id], tx_pkts, nb_pkts);
}

/*
 * Check packets with offload flags before rte_eth_tx_burst() and set what the
 * device needs in them. Returns how many are good; if fewer than nb_pkts, the
 * next one is bad and rte_errno says why.
 */
static inline uint16_t
rte_eth_tx_prepare(uint16_t port_id, uint16_t queue_id,
		struct rte_mbuf **tx_pkts, uint16_t nb_pkts)
{
	struct rte_eth_fp_ops *p = &rte_eth_fp_ops[port_id];

	if (p->tx_pkt_prepare == NULL)
		return nb_pkts;
	return p->tx_pkt_prepare(p->txq.data[queue_id], tx_pkts, nb_pkts);
}

/*
 * Send what the buffer holds; what is not taken goes to its callback. Returns
 * how many were sent.
 */
static inline uint16_t
rte_eth_tx_buffer_flush(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_dev_tx_buffer *buffer)
{
	struct rte_mbuf **rest = buffer->pkts;
	uint16_t left = buffer->length;
	uint16_t sent = 0;

	if (left > 0)
		sent = rte_eth_tx_burst(port_id, queue_id, rest, left);
	rest += sent;
	left = (uint16_t)(left - sent);
	buffer->length = 0;
	if (unlikely(left > 0))
		buffer->error_callback(rest, left, buffer->error_userdata);
	return sent;
}

/* Put a packet into the buffer and flush it if that fills it; 0 otherwise. */
static inline uint16_t
rte_eth_tx_buffer(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_dev_tx_buffer *buffer, struct rte_mbuf *tx_pkt)
{
	const uint16_t at = buffer->length;

	buffer->pkts[at] = tx_pkt;
	buffer->length = (uint16_t)(at + 1);
	return at + 1 < buffer->size
			? (uint16_t)0
			: rte_eth_tx_buffer_flush(port_id, queue_id, buffer);
}

/* Packets that wait in a receive queue, or -ENODEV, -EINVAL, -ENOTSUP. */
static inline int
rte_eth_rx_queue_count(uint16_t port_id, uint16_t queue_id)
{
	struct rte_eth_fp_ops *p;
	void *q;

	if (port_id >= RTE_MAX_ETHPORTS || queue_id >= RTE_MAX_QUEUES_PER_PORT)
		return -EINVAL;
	p = &rte_eth_fp_ops[port_id];
	if (p->rx_queue_count == NULL)
		return -ENOTSUP;
	q = p->rxq.data[queue_id];
	return q == NULL ? -EINVAL : (int)p->rx_queue_count(q);
}

/* RTE_ETH_RX_DESC_* of the descriptor at offset from the next to be read. */
static inline int
rte_eth_rx_descriptor_status(
		uint16_t port_id, uint16_t queue_id, uint16_t offset)
{
	struct rte_eth_fp_ops *p;
	void *q;

	if (port_id >= RTE_MAX_ETHPORTS || queue_id >= RTE_MAX_QUEUES_PER_PORT)
		return -ENODEV;
	p = &rte_eth_fp_ops[port_id];
	if (p->rx_descriptor_status == NULL)
		return -ENOTSUP;
	q = p->rxq.data[queue_id];
	return q == NULL ? -ENODEV : p->rx_descriptor_status(q, offset);
}

/* RTE_ETH_TX_DESC_* of the descriptor at offset from the next to be sent. */
static inline int
rte_eth_tx_descriptor_status(
		uint16_t port_id, uint16_t queue_id, uint16_t offset)
{
	struct rte_eth_fp_ops *p;
	void *q;

	if (port_id >= RTE_MAX_ETHPORTS || queue_id >= RTE_MAX_QUEUES_PER_PORT)
		return -ENODEV;
	p = &rte_eth_fp_ops[port_id];
	if (p->tx_descriptor_status == NULL)
		return -ENOTSUP;
	q = p->txq.data[queue_id];
	return q == NULL ? -ENODEV : p->tx_descriptor_status(q, offset);
}

#ifdef __cplusplus
}
#endif

#endif
