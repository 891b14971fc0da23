/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Transmit to split rings.
 */
#include "net/virtio/virtio_net_tx.h"

uint16_t
vnet_tx_split(void *queue, struct rte_mbuf **pkts, uint16_t n)
{
	return vnet_tx(queue, pkts, n, 0);
}
