/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What queues of both kinds share; and what programs ask about them: their
 * settings, how many packets wait, what state a descriptor is in, and how
 * bursts are done.
 */
#include <errno.h>
#include <stdio.h>

#include "net/virtio/virtio_net_burst.h"

/* The most entries of a queue that the device says has max: 0 if it lies. */
uint16_t
vnet_queue_limit(const struct vnet_port *port, uint16_t max)
{
	if (max > VIRTQ_SIZE_MAX)
		return 0;
	/* Section 2.7: what is no power of two is not for split rings. */
	if (!virtio_has(port->dev, VIRTIO_F_RING_PACKED) && max != 0)
		max = (uint16_t)rte_align32prevpow2(max);
	return max;
}

/* As the device says; not while it works, when others may ask it, too. */
uint16_t
vnet_queue_max(const struct vnet_port *port, uint16_t index)
{
	return vnet_queue_limit(port,
			port->dev->transport->queue_size_max(port->dev, index));
}

/*
 * Of memory for queues: no name comes twice, since a device that does not end
 * its reset keeps what it has.
 */
void
vnet_memory_name(const struct vnet_port *port, const char *kind, uint16_t id,
		char *name)
{
	static uint32_t last;

	snprintf(name, RTE_MEMZONE_NAMESIZE, "vnet%u_%s%u_%u", port->port_id,
			kind, id,
			/* Pairs with nothing. */
			__atomic_add_fetch(&last, 1, __ATOMIC_RELAXED));
}

/* The ring for so many descriptors: 0 or -EINVAL. */
int
vnet_queue_fits(const struct vnet_port *port, const char *kind, uint16_t index,
		uint16_t nb_desc, uint16_t *size)
{
	uint16_t max = vnet_queue_max(port, index);

	if (nb_desc == 0 || nb_desc > max) {
		VNET_LOG(ERR,
				"%s: %s queue %u has 1 to %u descriptors, not "
				"%u\n",
				vnet_name(port), kind, index / 2, max, nb_desc);
		return -EINVAL;
	}
	*size = nb_desc;
	if (!virtio_has(port->dev, VIRTIO_F_RING_PACKED))
		*size = (uint16_t)rte_align32pow2(nb_desc);
	return 0;
}

/* The device may still write to a queue: it is left to it, with its mbufs. */
bool
vnet_is_stuck(const struct vnet_port *port, const char *kind, uint16_t id)
{
	if (port->stuck)
		VNET_LOG(ERR,
				"%s: the memory and mbufs of %s queue %u stay "
				"with the device, which does not end its "
				"reset\n",
				vnet_name(port), kind, id);
	return port->stuck;
}

int
vnet_queue_enable(struct vnet_port *port, struct virtq *vq, uint16_t vector)
{
	struct virtio_queue_place place;

	virtq_place(vq, &place);
	place.vector = vector;
	return port->dev->transport->queue_enable(
			port->dev, &place, &vq->doorbell);
}

int
vnet_can_reset_rings(const struct vnet_port *port)
{
	if (virtio_has(port->dev, VIRTIO_F_RING_RESET))
		return 0;
	VNET_LOG(ERR,
			"%s: a queue of a device without RING_RESET starts and "
			"stops with the port\n",
			vnet_name(port));
	return -ENOTSUP;
}

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
	snprintf(mode->info, sizeof(mode->info), "Scalar, %s%s%s%s%s",
			vq->is_packed ? "packed" : "split",
			vq->in_order ? ", in order" : "",
			mergeable ? ", mergeable" : "",
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

/* For the kind of rings that was agreed on. */
void
vnet_queue_calls(struct rte_eth_dev *eth)
{
	bool packed = virtio_has(vnet_port_of(eth)->dev, VIRTIO_F_RING_PACKED);

	eth->rx_pkt_burst = packed ? vnet_rx_packed : vnet_rx_split;
	eth->tx_pkt_burst = packed ? vnet_tx_packed : vnet_tx_split;
	eth->tx_pkt_prepare = vnet_tx_prepare;
	eth->rx_queue_count = rx_count;
	eth->rx_descriptor_status = rx_status;
	eth->tx_descriptor_status = tx_status;
}
