/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ports made of rings: what is sent goes into a ring, what is received comes
 * out of one, without a copy.
 */
#ifndef RTE_ETH_RING_H
#define RTE_ETH_RING_H

#include <rte_ring.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Make a port, named net_ring_<name>, whose receive queue i reads rx_queues[i]
 * and whose transmit queue i writes tx_queues[i]; 1 to 16 each. The rings stay
 * the caller's and must outlive the port. Returns the port id, or -1 with
 * rte_errno: EINVAL (a NULL or too many rings, a name that is in use),
 * ENAMETOOLONG, ENOMEM. numa_node is what rte_eth_dev_socket_id() tells of the
 * port.
 */
int rte_eth_from_rings(const char *name, struct rte_ring *const rx_queues[],
		const unsigned int nb_rx_queues,
		struct rte_ring *const tx_queues[],
		const unsigned int nb_tx_queues, const unsigned int numa_node);

/* As rte_eth_from_rings(), one ring for both directions, and its name. */
int rte_eth_from_ring(struct rte_ring *r);

#ifdef __cplusplus
}
#endif

#endif
