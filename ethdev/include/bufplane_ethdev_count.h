/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counters of a queue, for drivers. One thread, the one that runs the queue's
 * bursts, counts up; any thread reads and resets. A reset moves the base line
 * and never the counter, so no count is lost to it.
 */
#ifndef BUFPLANE_ETHDEV_COUNT_H
#define BUFPLANE_ETHDEV_COUNT_H

#include <stdint.h>

#include <rte_ethdev_info.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bp_eth_counters {
	uint64_t packets;
	uint64_t bytes;
	uint64_t errors;
};

struct bp_eth_queue_counters {
	struct bp_eth_counters now;
	struct bp_eth_counters base; /* now, at the last reset */
};

/* Add to a counter that this thread alone counts up. */
static inline void
bp_eth_count(uint64_t *counter, uint64_t n)
{
	/* Pairs with the load of any reader; only the value matters. */
	__atomic_store_n(counter, *counter + n, __ATOMIC_RELAXED);
}

/* Add to a counter that several queues share. */
static inline void
bp_eth_count_shared(uint64_t *counter, uint64_t n)
{
	/* Pairs with nothing; only the value matters. */
	__atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

/* Make the counters read as zero from here on. */
void bp_eth_counters_reset(struct bp_eth_queue_counters *c);

/* Add a queue's counters to those of its port, and to its own if it has any. */
void bp_eth_stats_add_rx(struct rte_eth_stats *stats, uint16_t queue_id,
		const struct bp_eth_queue_counters *c);
void bp_eth_stats_add_tx(struct rte_eth_stats *stats, uint16_t queue_id,
		const struct bp_eth_queue_counters *c);

#ifdef __cplusplus
}
#endif

#endif
