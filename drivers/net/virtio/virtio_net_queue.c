/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What queues of both kinds share: the ring that features and settings ask
 * for, its memory, and that the device takes it up and lets go of it.
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

/* What a queue is set up with: 0, -EINVAL or -ENOTSUP. */
int
vnet_check_conf(const struct vnet_port *port, uint16_t nb_desc,
		uint16_t free_thresh, bool deferred)
{
	if (free_thresh > nb_desc) {
		VNET_LOG(ERR,
				"%s: rx_free_thresh and tx_free_thresh are 0 "
				"to the number of descriptors, %u; not %u\n",
				vnet_name(port), nb_desc, free_thresh);
		return -EINVAL;
	}
	if (!deferred || virtio_has(port->dev, VIRTIO_F_RING_RESET))
		return 0;
	VNET_LOG(ERR,
			"%s: rx_deferred_start and tx_deferred_start need a "
			"device with RING_RESET\n",
			vnet_name(port));
	return -ENOTSUP;
}

/* 0 stands for what is good for most. */
uint16_t
vnet_free_thresh(uint16_t wanted, uint16_t nb_desc)
{
	return wanted != 0 ? wanted
			   : RTE_MAX(1, RTE_MIN(VNET_BATCH, nb_desc / 4));
}

/* The size of a ring for so many descriptors: 0 or -EINVAL. */
static int
choose_size(struct vnet_port *port, const struct vnet_ring *ring,
		uint16_t *size)
{
	uint16_t max = vnet_queue_max(port, ring->index);

	if (max == 0)
		bp_eth_count(&port->events[VNET_BAD_CONFIG], 1);
	if (ring->nb_desc == 0 || ring->nb_desc > max) {
		VNET_LOG(ERR,
				"%s: %s queue %u has 1 to %u descriptors, not "
				"%u\n",
				vnet_name(port), ring->kind, ring->id, max,
				ring->nb_desc);
		return -EINVAL;
	}
	*size = ring->nb_desc;
	if (!virtio_has(port->dev, VIRTIO_F_RING_PACKED))
		*size = (uint16_t)rte_align32pow2(ring->nb_desc);
	return 0;
}

int
vnet_ring_make(struct vnet_port *port, const struct vnet_ring *ring,
		struct virtq *vq, uint64_t *features)
{
	char name[RTE_MEMZONE_NAMESIZE];
	struct virtq_conf conf = {.name = name,
			.index = ring->index,
			.pieces = ring->pieces,
			.socket_id = port->dev->socket_id};
	int rc;

	if (vq->memory != NULL && *features == port->dev->features)
		return 0;
	virtq_fini(vq);
	rc = choose_size(port, ring, &conf.size);
	if (rc != 0)
		return rc;
	vnet_memory_name(port, ring->kind, ring->id, name);
	rc = virtq_init(vq, port->dev, &conf);
	if (rc != 0)
		return rc;
	*features = port->dev->features;
	return 1;
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

/* Keep a device that did not reset a queue from all memory: 1, or rc. */
static int
cut_off(struct vnet_port *port, uint16_t index, int rc)
{
	bp_eth_count(&port->events[VNET_RESET_TIMEOUTS], 1);
	if (!virtio_dev_cut_off(port->dev))
		return rc;
	vnet_broken(port, index % 2 == 0 ? "receive" : "transmit", index / 2,
			"the device does not let go of it, and is kept from "
			"all memory");
	return 1;
}

int
vnet_queue_reset(struct vnet_port *port, const struct virtq *vq, bool *started)
{
	bool before = __atomic_load_n(started, __ATOMIC_RELAXED);
	int rc = vnet_can_reset_rings(port);

	if (rc != 0)
		return rc;
	vnet_set_started(started, false);
	rc = port->dev->transport->queue_reset(port->dev, vq->index);
	if (rc == -ETIMEDOUT)
		rc = cut_off(port, vq->index, rc);
	if (rc < 0)
		vnet_set_started(started, before);
	return rc;
}
