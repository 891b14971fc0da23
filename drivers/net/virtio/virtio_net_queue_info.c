/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What programs ask about queues: their settings, how many packets wait, what
 * state a descriptor is in, and how bursts are done.
 */
#include <errno.h>
#include <stdio.h>

#include "net/virtio/virtio_net_burst.h"

void
vnet_rxq_info(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_rxq_info *info)
{
	const struct vnet_rxq *q = eth->data->rx_queues[id];

	info->mp = q->mp;
	info->conf = q->conf;
	info->conf.offloads = q->offloads;
	info->scattered_rx = !!(q->offloads & RTE_ETH_RX_OFFLOAD_SCATTER);
	info->nb_desc = q->nb_desc;
	info->rx_buf_size = q->room;
}

void
vnet_txq_info(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_txq_info *info)
{
	const struct vnet_txq *q = eth->data->tx_queues[id];

	info->conf = q->conf;
	info->nb_desc = q->nb_desc;
}

static void
describe(const struct virtq *vq, bool mergeable,
		struct rte_eth_burst_mode *mode)
{
	snprintf(mode->info, sizeof(mode->info), "Scalar, %s%s%s%s%s%s",
			vq->is_packed ? "packed" : "split",
			vq->in_order ? ", in order" : "",
			mergeable ? ", mergeable" : "",
			virtio_has(vq->dev, VIRTIO_NET_F_HASH_REPORT) ? ", hash"
								      : "",
			vq->indirect ? ", indirect" : "",
			vq->event_idx ? ", event index" : "");
}

int
vnet_rx_mode(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_burst_mode *mode)
{
	const struct vnet_rxq *q = eth->data->rx_queues[id];

	if (q == NULL)
		return -EINVAL;
	describe(&q->vq, q->mergeable, mode);
	return 0;
}

int
vnet_tx_mode(struct rte_eth_dev *eth, uint16_t id,
		struct rte_eth_burst_mode *mode)
{
	const struct vnet_txq *q = eth->data->tx_queues[id];

	if (q == NULL)
		return -EINVAL;
	describe(&q->vq, false, mode);
	return 0;
}

/* Buffers, which are packets but for those that were merged. */
static uint32_t
rx_count(void *queue)
{
	const struct vnet_rxq *q = queue;

	return vnet_rxq_runs(q) ? virtq_used_count(&q->vq) : 0;
}

static int
rx_status(void *queue, uint16_t offset)
{
	const struct vnet_rxq *q = queue;

	if (offset >= q->nb_desc)
		return -EINVAL;
	if (offset < rx_count(queue))
		return RTE_ETH_RX_DESC_DONE;
	if (vnet_rxq_runs(q) && offset < q->vq.size - virtq_free(&q->vq))
		return RTE_ETH_RX_DESC_AVAIL;
	return RTE_ETH_RX_DESC_UNAVAIL;
}

/* The free ones come first, then those that the device has done with. */
static int
tx_status(void *queue, uint16_t offset)
{
	const struct vnet_txq *q = queue;

	if (offset >= q->nb_desc)
		return -EINVAL;
	if (!vnet_txq_runs(q))
		return RTE_ETH_TX_DESC_UNAVAIL;
	return offset < virtq_free(&q->vq) - q->spare + virtq_used_count(&q->vq)
			? RTE_ETH_TX_DESC_DONE
			: RTE_ETH_TX_DESC_FULL;
}

/* Functions for paths that are common. */
static const struct {
	unsigned int path;
	eth_rx_burst_t rx;
	eth_tx_burst_t tx;
} calls[] = {
		{0, vnet_rx_split, vnet_tx_split},
		{VNET_MERGE, vnet_rx_split_merge, vnet_tx_split},
		{VIRTQ_IN_ORDER, vnet_rx_split_in_order,
				vnet_tx_split_in_order},
		{VIRTQ_IN_ORDER | VNET_MERGE, vnet_rx_split_in_order_merge,
				vnet_tx_split_in_order},
		{VIRTQ_PACKED, vnet_rx_packed, vnet_tx_packed},
		{VIRTQ_PACKED | VNET_MERGE, vnet_rx_packed_merge,
				vnet_tx_packed},
		{VIRTQ_PACKED | VIRTQ_IN_ORDER, vnet_rx_packed_in_order,
				vnet_tx_packed_in_order},
		{VIRTQ_PACKED | VIRTQ_IN_ORDER | VNET_MERGE,
				vnet_rx_packed_in_order_merge,
				vnet_tx_packed_in_order},
};

/* For what was agreed on. */
void
vnet_queue_calls(struct rte_eth_dev *eth)
{
	const struct virtio_dev *dev = vnet_port_of(eth)->dev;
	const unsigned int path = vnet_path_of(dev);
	unsigned int i;

	eth->rx_pkt_burst = vnet_rx_any;
	eth->tx_pkt_burst = vnet_tx_any;
	for (i = 0; i < RTE_DIM(calls); i++)
		if (calls[i].path == path) {
			eth->rx_pkt_burst = calls[i].rx;
			eth->tx_pkt_burst = calls[i].tx;
		}
	eth->tx_pkt_prepare = vnet_tx_prepare;
	eth->rx_queue_count = rx_count;
	eth->rx_descriptor_status = rx_status;
	eth->tx_descriptor_status = tx_status;
}
