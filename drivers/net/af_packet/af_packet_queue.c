/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A queue is set up, as memory only, and tells about itself: how that was, how
 * it moves packets, how far its ring is filled. The last is for the thread that
 * runs its bursts.
 */
#include <stdio.h>

#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>

#include "af_packet_private.h"

/* Frames of a queue's ring; V3 has blocks of about so many in all. */
static uint16_t
ring_size(const struct rte_eth_dev *dev)
{
	const struct afp_port *port = dev->data->dev_private;

	return (uint16_t)RTE_MIN(port->args.framecnt, (unsigned int)UINT16_MAX);
}

void
afp_queue_defaults(const struct rte_eth_dev *dev,
		struct rte_eth_dev_portconf *conf)
{
	conf->burst_size = AFP_BURST;
	conf->ring_size = ring_size(dev);
	conf->nb_queues = 1;
}

static int
check_room(const struct rte_eth_dev *dev, const struct rte_mempool *mp,
		uint32_t room, uint64_t offloads)
{
	const struct afp_port *port = dev->data->dev_private;
	uint32_t need = port->mtu + AFP_OVERHEAD;

	if (room >= need || (offloads & RTE_ETH_RX_OFFLOAD_SCATTER))
		return 0;
	AFP_LOG(ERR,
			"%s: mbufs of pool %s have room for %u bytes, frames "
			"of MTU %u need %u; or use RTE_ETH_RX_OFFLOAD_SCATTER\n",
			dev->data->name, mp->name, room, port->mtu, need);
	return -ENOMEM;
}

int
afp_rxq_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	uint16_t room = rte_pktmbuf_data_room_size(mp) - RTE_PKTMBUF_HEADROOM;
	struct afp_rxq *q;
	int rc = check_room(dev, mp, room, conf->offloads);

	if (rc != 0)
		return rc;
	q = rte_zmalloc_socket("af_packet_rxq", sizeof(*q), RTE_CACHE_LINE_SIZE,
			(int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->fd = -1;
	q->wake = -1;
	q->kick = -1;
	q->mp = mp;
	q->room = room;
	q->nombuf = &dev->data->rx_mbuf_alloc_failed;
	q->offloads = conf->offloads;
	q->port_id = dev->data->port_id;
	q->port = dev->data->dev_private;
	q->stamp_offset = -1;
	if ((conf->offloads & RTE_ETH_RX_OFFLOAD_TIMESTAMP) &&
			rte_mbuf_dyn_rx_timestamp_register(&q->stamp_offset,
					&q->stamp_flag) != 0) {
		AFP_LOG(ERR, "%s: no room in mbufs for timestamps: %s\n",
				dev->data->name, rte_strerror(rte_errno));
		rte_free(q);
		return -rte_errno;
	}
	if (conf->offloads &
			(RTE_ETH_RX_OFFLOAD_SCATTER |
					RTE_ETH_RX_OFFLOAD_TCP_LRO))
		dev->data->scattered_rx = 1;
	dev->data->rx_queues[queue_id] = q;
	return 0;
}

int
afp_txq_setup(struct rte_eth_dev *dev, uint16_t queue_id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf)
{
	struct afp_txq *q;

	q = rte_zmalloc_socket("af_packet_txq", sizeof(*q), RTE_CACHE_LINE_SIZE,
			(int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->fd = -1;
	q->large_fd = -1;
	q->offloads = conf->offloads;
	q->port = dev->data->dev_private;
	dev->data->tx_queues[queue_id] = q;
	return 0;
}

void
afp_rxq_info(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_rxq_info *info)
{
	const struct afp_rxq *q = dev->data->rx_queues[queue_id];

	info->mp = q->mp;
	info->conf.offloads = q->offloads;
	info->scattered_rx = !!(q->offloads & RTE_ETH_RX_OFFLOAD_SCATTER);
	info->nb_desc = ring_size(dev);
	info->rx_buf_size = q->room;
}

void
afp_txq_info(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_txq_info *info)
{
	const struct afp_txq *q = dev->data->tx_queues[queue_id];

	info->conf.offloads = q->offloads;
	info->nb_desc = ring_size(dev);
}

int
afp_rx_mode(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_burst_mode *mode)
{
	const struct afp_port *port = dev->data->dev_private;

	snprintf(mode->info, sizeof(mode->info), "Scalar, TPACKET_V%u",
			port->args.rx_version);
	return 0;
}

int
afp_tx_mode(struct rte_eth_dev *dev, uint16_t queue_id,
		struct rte_eth_burst_mode *mode)
{
	snprintf(mode->info, sizeof(mode->info), "Scalar, TPACKET_V2");
	return 0;
}

static unsigned int
waiting(const struct afp_rxq *q, unsigned int n)
{
	return q->port->args.rx_version == 3 ? afp_rx3_waiting(q, n)
					     : afp_rx_waiting(q, n);
}

static uint32_t
rx_count(void *queue)
{
	return waiting(queue, INT_MAX);
}

static int
rx_status(void *queue, uint16_t offset)
{
	const struct afp_rxq *q = queue;

	if (offset >= q->port->args.framecnt)
		return -EINVAL;
	if (q->ring.n == 0)
		return RTE_ETH_RX_DESC_UNAVAIL;
	return waiting(q, offset + 1U) > offset ? RTE_ETH_RX_DESC_DONE
						: RTE_ETH_RX_DESC_AVAIL;
}

static int
tx_status(void *queue, uint16_t offset)
{
	const struct afp_txq *q = queue;
	const uint8_t *frame;

	if (offset >= q->port->args.framecnt)
		return -EINVAL;
	if (q->ring.n == 0)
		return RTE_ETH_TX_DESC_UNAVAIL;
	frame = q->ring.frame[(q->head + offset) % q->ring.n];
	return afp_status(frame) & (TP_STATUS_SEND_REQUEST | TP_STATUS_SENDING)
			? RTE_ETH_TX_DESC_FULL
			: RTE_ETH_TX_DESC_DONE;
}

void
afp_queue_calls(struct rte_eth_dev *dev)
{
	const struct afp_port *port = dev->data->dev_private;

	dev->rx_pkt_burst = port->args.rx_version == 3 ? afp_rx3 : afp_rx;
	dev->tx_pkt_burst = afp_tx;
	dev->tx_pkt_prepare = afp_tx_prepare;
	dev->rx_queue_count = rx_count;
	dev->rx_descriptor_status = rx_status;
	dev->tx_descriptor_status = tx_status;
}
