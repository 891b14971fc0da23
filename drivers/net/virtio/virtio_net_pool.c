/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a pool of mbufs has to be like for a receive queue: with room for what
 * the device writes, and in memory that the device reaches. What is looked at
 * of an mbuf does not change while others use it.
 */
#include <errno.h>

#include "net/virtio/virtio_net_queue.h"

/* The device writes its header into the headroom. */
int
vnet_pool_check(const struct vnet_port *port, struct rte_mempool *mp)
{
	uint16_t size = rte_pktmbuf_data_room_size(mp);

	if (RTE_PKTMBUF_HEADROOM < VNET_HDR_MAX) {
		VNET_LOG(ERR,
				"%s: a headroom of %d bytes cannot hold the "
				"device's header of %zu\n",
				vnet_name(port), RTE_PKTMBUF_HEADROOM,
				VNET_HDR_MAX);
		return -EINVAL;
	}
	if (size >= RTE_PKTMBUF_HEADROOM + VNET_ROOM_MIN)
		return 0;
	VNET_LOG(ERR,
			"%s: mbufs of pool %s have %u bytes, a headroom of %d "
			"and %d for data are needed\n",
			vnet_name(port), mp->name, size, RTE_PKTMBUF_HEADROOM,
			VNET_ROOM_MIN);
	return -EINVAL;
}

/* The first mbuf's data that the device does not reach, or NULL. */
struct reach {
	struct virtio_dev *dev;
	bool pinned;
	const void *far;
};

static void
look(struct rte_mempool *mp, void *opaque, void *obj, unsigned int index)
{
	struct rte_mbuf *m = obj;
	struct reach *r = opaque;
	const void *addr = r->pinned ? m->buf_addr : rte_mbuf_buf_addr(m, mp);
	uint64_t iova = r->pinned ? rte_mbuf_iova_get(m)
				  : rte_mempool_virt2iova(m) +
					(uint64_t)((uintptr_t)addr -
							(uintptr_t)m);

	if (r->far == NULL &&
			!r->dev->transport->reaches(r->dev, addr, iova,
					rte_pktmbuf_data_room_size(mp)))
		r->far = addr;
}

/* 0 or -EFAULT; others may be using the pool. */
int
vnet_pool_reached(const struct vnet_port *port, struct rte_mempool *mp)
{
	struct reach r = {.dev = port->dev,
			.pinned = rte_pktmbuf_priv_flags(mp) &
					RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF};

	if (port->dev->transport->reaches != NULL)
		rte_mempool_obj_iter(mp, look, &r);
	if (r.far == NULL)
		return 0;
	VNET_LOG(ERR,
			"%s: the device does not reach mbufs of pool %s, at "
			"%p for one: map their memory for it "
			"(rte_extmem_register and rte_dev_dma_map)\n",
			vnet_name(port), mp->name, r.far);
	return -EFAULT;
}
