/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit queues: set-up, and what happens to them from start to stop. A
 * packet whose header cannot be in front of its data has it in a front, memory
 * of the queue; there is one for each descriptor.
 */
#include <errno.h>
#include <string.h>

#include "net/virtio/virtio_net_burst.h"

/* All fronts are free. */
static void
link_fronts(struct vnet_txq *q)
{
	uint8_t *data = q->fronts_memory->addr;
	uint16_t i;

	q->front = NULL;
	q->others = 0;
	for (i = 0; i < q->nb_desc; i++) {
		struct vnet_front *f = &q->fronts[i];
		size_t at = (size_t)i * VNET_TX_FRONT;

		f->m = NULL;
		f->data = data + at;
		f->iova = q->fronts_memory->iova + at;
		f->next = q->front;
		q->front = f;
	}
}

static int
make_fronts(struct vnet_txq *q)
{
	const struct vnet_port *port = q->port;
	size_t bytes = (size_t)q->nb_desc * VNET_TX_FRONT;
	char name[RTE_MEMZONE_NAMESIZE];

	vnet_memory_name(port, "fronts", q->id, name);
	q->fronts_memory = rte_memzone_reserve_aligned(name, bytes,
			port->dev->socket_id, RTE_MEMZONE_IOVA_CONTIG,
			RTE_CACHE_LINE_SIZE);
	q->fronts = rte_zmalloc_socket("virtio_fronts",
			q->nb_desc * sizeof(*q->fronts), RTE_CACHE_LINE_SIZE,
			port->dev->socket_id);
	if (q->fronts_memory == NULL || q->fronts == NULL) {
		VNET_LOG(ERR, "%s: no memory for transmit queue %u\n",
				vnet_name(port), q->id);
		return -ENOMEM;
	}
	return virtio_need(port->dev, q->fronts_memory->addr, bytes);
}

static int
make_ring(struct vnet_txq *q)
{
	const struct virtio_dev *dev = q->port->dev;
	const struct vnet_ring ring = {.kind = "transmit",
			.id = q->id,
			.index = (uint16_t)(2 * q->id + 1),
			.pieces = VNET_TX_PIECES,
			.nb_desc = q->nb_desc};
	int rc = vnet_ring_make(q->port, &ring, &q->vq, &q->features);

	if (rc <= 0)
		return rc;
	memset(q->vq_base, 0, sizeof(q->vq_base));
	q->spare = q->vq.size - q->nb_desc;
	q->hdr_len = vnet_hdr_len(dev);
	q->ecn = virtio_has(dev, VIRTIO_NET_F_HOST_ECN);
	q->pieces_max = q->vq.pieces;
	if (!q->vq.indirect)
		q->pieces_max = RTE_MIN(q->pieces_max, q->nb_desc);
	return 0;
}

static void
destroy(struct vnet_txq *q)
{
	virtq_fini(&q->vq);
	rte_memzone_free(q->fronts_memory);
	rte_free(q->fronts);
	rte_free(q);
}

int
vnet_txq_setup(struct rte_eth_dev *eth, uint16_t id, uint16_t nb_desc,
		unsigned int socket_id, const struct rte_eth_txconf *conf)
{
	struct vnet_port *port = vnet_port_of(eth);
	struct vnet_txq *q;
	int rc = vnet_check_conf(port, nb_desc, conf->tx_free_thresh,
			conf->tx_deferred_start);

	if (rc != 0)
		return rc;
	q = rte_zmalloc_socket("virtio_txq", sizeof(*q), RTE_CACHE_LINE_SIZE,
			(int)socket_id);
	if (q == NULL)
		return -ENOMEM;
	q->port = port;
	q->id = id;
	q->nb_desc = nb_desc;
	q->conf = *conf;
	q->offloads = conf->offloads;
	q->free_thresh = vnet_free_thresh(conf->tx_free_thresh, nb_desc);
	q->conf.tx_free_thresh = q->free_thresh;
	rc = make_ring(q);
	if (rc == 0)
		rc = make_fronts(q);
	if (rc != 0) {
		destroy(q);
		return rc;
	}
	eth->data->tx_queues[id] = q;
	return 0;
}

void
vnet_txq_release(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_txq *q = eth->data->tx_queues[id];

	if (vnet_is_stuck(q->port, "transmit", id))
		rte_free(q);
	else
		destroy(q);
}

/* Before the device works; no burst uses it. */
int
vnet_txq_open(struct vnet_txq *q)
{
	int rc = make_ring(q);

	if (rc != 0)
		return rc;
	virtq_reset(&q->vq);
	link_fronts(q);
	q->reported = false;
	return vnet_queue_enable(q->port, &q->vq, VIRTIO_NO_VECTOR);
}

/* The device is reset, or the queue: all mbufs come back. */
void
vnet_txq_close(struct vnet_txq *q)
{
	void *cookie;

	vnet_txq_set(q, false);
	while ((cookie = virtq_detach(&q->vq)) != NULL)
		vnet_tx_free(q, &cookie, 1);
}

int
vnet_txq_start(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_txq *q = eth->data->tx_queues[id];
	int rc = vnet_can_reset_rings(q->port);

	if (rc == 0)
		rc = vnet_txq_open(q);
	if (rc != 0)
		return rc;
	vnet_txq_set(q, true);
	eth->data->tx_queue_state[id] = RTE_ETH_QUEUE_STATE_STARTED;
	return 0;
}

int
vnet_txq_stop(struct rte_eth_dev *eth, uint16_t id)
{
	struct vnet_txq *q = eth->data->tx_queues[id];
	int rc = vnet_queue_reset(q->port, &q->vq, &q->started);

	if (rc < 0)
		return rc;
	vnet_txq_close(q);
	eth->data->tx_queue_state[id] = RTE_ETH_QUEUE_STATE_STOPPED;
	return rc == 0 ? 0 : -ETIMEDOUT;
}
