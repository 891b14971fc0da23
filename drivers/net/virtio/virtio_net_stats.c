/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counters: those of queues by packets, bytes, kinds of packets (names as 22.11
 * has them) and what the device did wrong; those of the port behind them. Each
 * xstat is found by its place: queue by queue, in the order of the tables here.
 * A reset moves base lines, so no count is lost to it.
 */
#include <stdio.h>
#include <string.h>

#include "net/virtio/virtio_net_queue.h"

struct named {
	const char *name;
	size_t now; /* offsets in the queue, or the port */
	size_t base;
};

#define IN(type, name, now, base)                                              \
	{                                                                      \
		name, offsetof(struct type, now), offsetof(struct type, base)  \
	}
#define COMMON(type)                                                           \
	IN(type, "good_packets", count.now.packets, count.base.packets),       \
			IN(type, "good_bytes", count.now.bytes,                \
					count.base.bytes),                     \
			IN(type, "errors", count.now.errors,                   \
					count.base.errors)
#define KIND(type, name, kind) IN(type, name, kinds.now[kind], kinds.base[kind])
#define KINDS(type)                                                            \
	KIND(type, "multicast_packets", VNET_MULTICAST),                       \
			KIND(type, "broadcast_packets", VNET_BROADCAST),       \
			KIND(type, "undersize_packets", VNET_UNDERSIZE),       \
			KIND(type, "size_64_packets", VNET_SIZE_64),           \
			KIND(type, "size_65_127_packets", VNET_SIZE_127),      \
			KIND(type, "size_128_255_packets", VNET_SIZE_255),     \
			KIND(type, "size_256_511_packets", VNET_SIZE_511),     \
			KIND(type, "size_512_1023_packets", VNET_SIZE_1023),   \
			KIND(type, "size_1024_1518_packets", VNET_SIZE_1518),  \
			KIND(type, "size_1519_max_packets", VNET_SIZE_MAX)
#define RING(type, name, i) IN(type, name, vq.breaches[i], vq_base[i])
#define RINGS(type)                                                            \
	RING(type, "bad_used_id", VIRTQ_BAD_ID),                               \
			RING(type, "stale_used_id", VIRTQ_STALE_ID),           \
			RING(type, "bad_used_length", VIRTQ_BAD_LEN),          \
			RING(type, "bad_used_index", VIRTQ_BAD_INDEX)
#define PACKET(name, i) IN(vnet_rxq, name, breaches[i], breaches_base[i])

static const struct named of_rx[] = {
		COMMON(vnet_rxq),
		KINDS(vnet_rxq),
		RINGS(vnet_rxq),
		PACKET("bad_length_packets", VNET_BAD_LENGTH),
		PACKET("bad_buffer_count_packets", VNET_BAD_BUFFERS),
		PACKET("bad_checksum_start_packets", VNET_BAD_CKSUM),
		PACKET("bad_segmentation_packets", VNET_BAD_GSO),
};
static const struct named of_tx[] = {
		COMMON(vnet_txq),
		KINDS(vnet_txq),
		RINGS(vnet_txq),
};
#define OF_PORT(name, i) IN(vnet_port, name, events[i], events_base[i])
static const struct named of_port[] = {
		OF_PORT("ctrl_timeouts", VNET_CTRL_TIMEOUTS),
		OF_PORT("ctrl_refusals", VNET_CTRL_REFUSALS),
		OF_PORT("ctrl_bad_acks", VNET_CTRL_BAD_ACKS),
		OF_PORT("ctrl_broken", VNET_CTRL_BROKEN),
		OF_PORT("bad_config_fields", VNET_BAD_CONFIG),
		OF_PORT("resets_wanted", VNET_RESETS_WANTED),
		OF_PORT("reset_timeouts", VNET_RESET_TIMEOUTS),
		OF_PORT("reconnects", VNET_RECONNECTS),
		OF_PORT("taken_back_buffers", VNET_TAKEN_BACK),
};

/* What is done to each counter that there is. */
typedef void (*visit_t)(const struct named *what, void *where,
		const char *prefix, void *arg);

/* A queue is NULL if it is not set up: its counters are zero. */
static void
visit_all(const struct rte_eth_dev *eth, visit_t visit, void *arg)
{
	const struct rte_eth_dev_data *data = eth->data;
	char prefix[16];
	unsigned int q, i;

	for (q = 0; q < data->nb_rx_queues; q++) {
		snprintf(prefix, sizeof(prefix), "rx_q%u_", q);
		for (i = 0; i < RTE_DIM(of_rx); i++)
			visit(&of_rx[i], data->rx_queues[q], prefix, arg);
	}
	for (q = 0; q < data->nb_tx_queues; q++) {
		snprintf(prefix, sizeof(prefix), "tx_q%u_", q);
		for (i = 0; i < RTE_DIM(of_tx); i++)
			visit(&of_tx[i], data->tx_queues[q], prefix, arg);
	}
	for (i = 0; i < RTE_DIM(of_port); i++)
		visit(&of_port[i], data->dev_private, "", arg);
}

static unsigned int
count_all(const struct rte_eth_dev *eth)
{
	return eth->data->nb_rx_queues * (unsigned int)RTE_DIM(of_rx) +
			eth->data->nb_tx_queues * (unsigned int)RTE_DIM(of_tx) +
			(unsigned int)RTE_DIM(of_port);
}

static uint64_t *
at(void *where, size_t offset)
{
	return (void *)((uint8_t *)where + offset);
}

/* Pairs with the store in bp_eth_count(); only the value matters. */
static uint64_t
load(const uint64_t *counter)
{
	return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

static void
reset(const struct named *what, void *where, const char *prefix, void *arg)
{
	if (where != NULL)
		__atomic_store_n(at(where, what->base),
				load(at(where, what->now)), __ATOMIC_RELAXED);
}

static void
name(const struct named *what, void *where, const char *prefix, void *arg)
{
	struct rte_eth_xstat_name **next = arg;

	snprintf((*next)->name, sizeof((*next)->name), "%s%s", prefix,
			what->name);
	(*next)++;
}

static void
value(const struct named *what, void *where, const char *prefix, void *arg)
{
	struct rte_eth_xstat **next = arg;

	(*next)->value = where == NULL ? 0
				       : load(at(where, what->now)) -
					load(at(where, what->base));
	(*next)++;
}

int
vnet_xstats_names(struct rte_eth_dev *eth, struct rte_eth_xstat_name *names,
		unsigned int n)
{
	if (names != NULL && n >= count_all(eth))
		visit_all(eth, name, &names);
	return (int)count_all(eth);
}

int
vnet_xstats_get(struct rte_eth_dev *eth, struct rte_eth_xstat *xstats,
		unsigned int n)
{
	if (xstats != NULL && n >= count_all(eth))
		visit_all(eth, value, &xstats);
	return (int)count_all(eth);
}

int
vnet_stats_get(struct rte_eth_dev *eth, struct rte_eth_stats *stats)
{
	const struct vnet_rxq *rx;
	const struct vnet_txq *tx;
	uint16_t q;

	for (q = 0; q < eth->data->nb_rx_queues; q++) {
		rx = eth->data->rx_queues[q];
		if (rx != NULL)
			bp_eth_stats_add_rx(stats, q, &rx->count);
	}
	for (q = 0; q < eth->data->nb_tx_queues; q++) {
		tx = eth->data->tx_queues[q];
		if (tx != NULL)
			bp_eth_stats_add_tx(stats, q, &tx->count);
	}
	return 0;
}

int
vnet_stats_reset(struct rte_eth_dev *eth)
{
	visit_all(eth, reset, NULL);
	return 0;
}
