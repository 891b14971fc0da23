/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table behind the burst calls: for each port the driver's functions and
 * the arrays of its queues, on one cache line a direction. It is local to the
 * process. A port that is not started has functions that move no packet, so a
 * burst call is safe at any time on any port id below RTE_MAX_ETHPORTS.
 */
#ifndef RTE_ETHDEV_CORE_H
#define RTE_ETHDEV_CORE_H

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_config.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;
struct rte_eth_dev;
struct rte_eth_dev_callback;

/* Move up to n packets; return how many. q is the driver's own queue. */
typedef uint16_t (*eth_rx_burst_t)(
		void *rxq, struct rte_mbuf **rx_pkts, uint16_t nb_pkts);
typedef uint16_t (*eth_tx_burst_t)(
		void *txq, struct rte_mbuf **tx_pkts, uint16_t nb_pkts);

/* Check and finish packets before sending; stops at the first bad one. */
typedef uint16_t (*eth_tx_prep_t)(
		void *txq, struct rte_mbuf **tx_pkts, uint16_t nb_pkts);

/* Packets that wait in a queue, and the state of one descriptor. */
typedef uint32_t (*eth_rx_queue_count_t)(void *rxq);
typedef int (*eth_rx_descriptor_status_t)(void *rxq, uint16_t offset);
typedef int (*eth_tx_descriptor_status_t)(void *txq, uint16_t offset);

/* The queues of one direction, and the callbacks on each. */
struct rte_ethdev_qdata {
	void **data;
	void **clbk;
};

struct rte_eth_fp_ops {
	/* receive */
	eth_rx_burst_t rx_pkt_burst;
	eth_rx_queue_count_t rx_queue_count;
	eth_rx_descriptor_status_t rx_descriptor_status;
	struct rte_ethdev_qdata rxq;
	uintptr_t reserved1[3];
	/* transmit */
	eth_tx_burst_t tx_pkt_burst;
	eth_tx_prep_t tx_pkt_prepare;
	eth_tx_descriptor_status_t tx_descriptor_status;
	struct rte_ethdev_qdata txq;
	uintptr_t reserved2[3];
} __attribute__((aligned(RTE_CACHE_LINE_SIZE)));
static_assert(sizeof(struct rte_eth_fp_ops) == 128, "layout of 22.11");
static_assert(offsetof(struct rte_eth_fp_ops, tx_pkt_burst) == 64,
		"a cache line a direction");

extern struct rte_eth_fp_ops rte_eth_fp_ops[RTE_MAX_ETHPORTS];

#ifdef __cplusplus
}
#endif

#endif
