/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Receive from split rings, used in order: packets of several buffers, too.
 */
#include "net/virtio/virtio_net_rx.h"

uint16_t
vnet_rx_split_in_order_merge(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	return vnet_rx(queue, pkts, n,
			VIRTQ_IN_ORDER | VNET_MERGE | VIRTQ_SINGLE);
}
