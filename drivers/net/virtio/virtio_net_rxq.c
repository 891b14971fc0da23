/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive queues: set-up, and what happens to them from start to stop. Memory
 * of the rings is there from set-up on; while the device works, the mbufs that
 * are with it are the cookies of the virtqueue.
 */
#include <errno.h>
#include <string.h>

#include "net/virtio/virtio_net_burst.h"

/* A frame of this MTU must find room, in one mbuf or several. */
int
vnet_room_fits(const struct vnet_rxq *q, uint32_t mtu)
{
	uint32_t need = mtu + VNET_OVERHEAD;

	if (q->room >= need || (q->offloads & RTE_ETH_RX_OFFLOAD_SCATTER))
		return 0;
	VNET_LOG(ERR,
			"%s: mbufs of pool %s have room for %u bytes, frames "
			"of MTU %u need %u; or use RTE_ETH_RX_OFFLOAD_SCATTER "
			"if the device can merge buffers\n",
			vnet_name(q->port), q->mp->name, q->room, mtu, need);
	return -EINVAL;
}

static int
make_ring(struct vnet_rxq *q)
{
	const struct virtio_dev *dev = q->port->dev;
	const struct vnet_ring ring = {.kind = "receive",
			.id = q->id,
			.index = (uint16_t)(2 * q->id),
			.pieces = 1,
			.nb_desc = q->nb_desc};
	int rc = vnet_ring_make(q->port, &ring, &q->vq, &q->features);

	if (rc <= 0)
		return rc;
	memset(q->vq_base, 0, sizeof(q->vq_base));
	q->spare = q->vq.size - q->nb_desc;
	q->hdr_len = vnet_hdr_len(dev);
	/* Of a pinned buffer this is a guess, as good as none. */
	q->ahead = sizeof(struct rte_mbuf) + rte_pktmbuf_priv_size(q->mp) +
			RTE_PKTMBUF_HEADROOM - q->hdr_len;
	q->mergeable = virtio_has(dev, VIRTIO_NET_F_MRG_RXBUF);
	q->has_hash = virtio_has(dev, VIRTIO_NET_F_HASH_REPORT);
	return 0;
}

static void
take_conf(struct vnet_rxq *q, const struct rte_eth_rxconf *conf)
{
	q->conf = *conf;
	q->offloads = conf->offloads;
	q->strip = !!(conf->offloads & RTE_ETH_RX_OFFLOAD_VLAN_STRIP);
	q->max_frame = conf->offloads & RTE_ETH_RX_OFFLOAD_TCP_LRO
			? VNET_LRO_FRAME
			: RTE_MAX((uint32_t)VNET_FRAME,
					  (uint32_t)q->port->config.mtu +
							  VNET_OVERHEAD);
	q->free_thresh = vnet_free_thresh(conf->rx_free_thresh, q->nb_desc);
	q->conf.rx_free_thresh = q->free_thresh;
}

static int
fill_in(struct vnet_rxq *q, struct rte_eth_dev *eth,
		const struct rte_eth_rxconf *conf, struct rte_mempool *mp)
{
	q->port = vnet_port_of(eth);
	q->mp = mp;
	q->nombuf = &eth->data->rx_mbuf_alloc_failed;
	q->rearm = bp_eth_rx_rearm(eth->data->port_id);
	if (rte_pktmbuf_priv_flags(mp) & RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF)
		q->mbuf_flags = RTE_MBUF_F_EXTERNAL;
	q->room = rte_pktmbuf_data_room_size(mp) - RTE_PKTMBUF_HEADROOM;
	take_conf(q, conf);
	if (vnet_room_fits(q, eth->data->mtu) != 0)
		return -EINVAL;
	return make_ring(q);
}

int
vnet_rxq_setup(struct rte_eth_dev *eth, uint16_t id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_rxconf *conf,
		struct rte_mempool *mp)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct vnet_rxq *q;
	int rc = mp == NULL ? -EINVAL : vnet_pool_check(port, mp);

	if (rc == 0)
		rc = vnet_check_conf(port, nb_desc, conf->rx_free_thresh,
				conf->rx_deferred_start);
	if (rc != 0)
		return rc;
	q = rte_zmalloc_socket("virtio_rxq", sizeof(*q), RTE_CACHE_LINE_SIZE,
			(int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->id = id;
	q->nb_desc = nb_desc;
	rc = fill_in(q, eth, conf, mp);
	if (rc != 0) {
		virtq_fini(&q->vq);
		rte_free(q);
		return rc;
	}
	if (conf->offloads &
			(RTE_ETH_RX_OFFLOAD_SCATTER |
					RTE_ETH_RX_OFFLOAD_TCP_LRO))
		eth->data->scattered_rx = 1;
	eth->data->rx_queues[id] = q;
	return 0;
}

void
vnet_rxq_release(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_rxq *q = eth->data->rx_queues[id];

	if (!vnet_is_stuck(q->port, "receive", id))
		virtq_fini(&q->vq);
	rte_free(q);
}

/* Before the device works: an empty queue that it knows; no burst uses it. */
int
vnet_rxq_open(struct vnet_rxq *q)
{
	struct vnet_port *port = q->port;
	int rc = make_ring(q);

	if (rc == 0)
		rc = vnet_room_fits(q, vnet_eth_of(port)->data->mtu);
	if (rc == 0)
		rc = vnet_pool_reached(port, q->mp);
	if (rc != 0)
		return rc;
	virtq_reset(&q->vq);
	q->reported = false;
	return vnet_queue_enable(port, &q->vq, vnet_rx_vector(port, q->id));
}

/* The device works: bursts may use the queue. */
void
vnet_rxq_run(struct vnet_rxq *q)
{
	vnet_rx_refill(q);
	vnet_rxq_set(q, true);
}

/* The device is reset, or the queue: all mbufs come back. */
void
vnet_rxq_close(struct vnet_rxq *q)
{
	struct rte_mbuf *m;

	vnet_rxq_set(q, false);
	while ((m = virtq_detach(&q->vq)) != NULL)
		rte_pktmbuf_free_seg(m);
	rte_pktmbuf_free(q->head);
	q->head = NULL;
	q->to_come = 0;
}

int
vnet_rxq_start(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_rxq *q = eth->data->rx_queues[id];
	int rc = vnet_can_reset_rings(q->port);

	if (rc == 0)
		rc = vnet_rxq_open(q);
	if (rc != 0)
		return rc;
	vnet_rxq_run(q);
	eth->data->rx_queue_state[id] = RTE_ETH_QUEUE_STATE_STARTED;
	return 0;
}

int
vnet_rxq_stop(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_rxq *q = eth->data->rx_queues[id];
	int rc = vnet_queue_reset(q->port, &q->vq, &q->started);

	if (rc < 0)
		return rc;
	vnet_rxq_close(q);
	eth->data->rx_queue_state[id] = RTE_ETH_QUEUE_STATE_STOPPED;
	return rc == 0 ? 0 : -ETIMEDOUT;
}
