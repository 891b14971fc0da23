/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit to packed rings.
 */
#include "net/virtio/virtio_net_tx.h"

uint16_t
vnet_tx_packed(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	return vnet_tx(queue, pkts, n, VIRTQ_PACKED);
}
