/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading and resetting the counters of queues. Everything here may run in any
 * thread while the queue's own thread counts.
 */
#include <bufplane_ethdev_count.h>

#include "ethdev_private.h"

/* Pairs with the store in bp_eth_count(); only the value matters. */
static uint64_t
load(const uint64_t *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

static void
store(uint64_t *counter, uint64_t v)
{
	__atomic_store_n(counter, v, __ATOMIC_RELAXED);
}

static struct bp_eth_counters
since_reset(const struct bp_eth_queue_counters *c)
{
	struct bp_eth_counters n;

	n.packets = load(&c->now.packets) - load(&c->base.packets);
	n.bytes = load(&c->now.bytes) - load(&c->base.bytes);
	n.errors = load(&c->now.errors) - load(&c->base.errors);
	return n;
}

BP_EXPORT
void
bp_eth_counters_reset(struct bp_eth_queue_counters *c)
{
	store(&c->base.packets, load(&c->now.packets));
	store(&c->base.bytes, load(&c->now.bytes));
	store(&c->base.errors, load(&c->now.errors));
}

BP_EXPORT
void
bp_eth_stats_add_rx(struct rte_eth_stats *stats, uint16_t queue_id,
		const struct bp_eth_queue_counters *c)
{
	struct bp_eth_counters n = since_reset(c);

	stats->ipackets += n.packets;
	stats->ibytes += n.bytes;
	stats->ierrors += n.errors;
	if (queue_id >= RTE_ETHDEV_QUEUE_STAT_CNTRS)
		return;
	stats->q_ipackets[queue_id] += n.packets;
	stats->q_ibytes[queue_id] += n.bytes;
	stats->q_errors[queue_id] += n.errors;
}

BP_EXPORT
void
bp_eth_stats_add_tx(struct rte_eth_stats *stats, uint16_t queue_id,
		const struct bp_eth_queue_counters *c)
{
	struct bp_eth_counters n = since_reset(c);

	stats->opackets += n.packets;
	stats->obytes += n.bytes;
	stats->oerrors += n.errors;
	if (queue_id >= RTE_ETHDEV_QUEUE_STAT_CNTRS)
		return;
	stats->q_opackets[queue_id] += n.packets;
	stats->q_obytes[queue_id] += n.bytes;
}
