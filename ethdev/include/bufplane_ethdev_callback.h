/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Callbacks on queues whose memory is the caller's. Nothing is allocated, so
 * one can come and go any number of times.
 */
#ifndef BUFPLANE_ETHDEV_CALLBACK_H
#define BUFPLANE_ETHDEV_CALLBACK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_eth_rxtx_callback;

/*
 * Link an entry of ethdev_driver.h, with fn and param set, as the first that
 * sees what a queue received, or the last that sees what it is to send. It is
 * removed by rte_eth_remove_rx_callback() or rte_eth_remove_tx_callback(),
 * before the port goes, which RTE_ETH_EVENT_DESTROY tells. A burst that found
 * it before may still call it: its memory stays until no burst can be under
 * way, but it may be linked to the same queue again at once. Returns 0, -ENODEV
 * without such a port, or -EINVAL without such a queue.
 */
int bp_eth_link_rx_callback(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_rxtx_callback *cb);
int bp_eth_link_tx_callback(uint16_t port_id, uint16_t queue_id,
		struct rte_eth_rxtx_callback *cb);

#ifdef __cplusplus
}
#endif

#endif
