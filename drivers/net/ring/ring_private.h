/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_ring inside: queues that are rings. A port either made its rings, and
 * frees them when it closes, or was given them.
 */
#ifndef RING_PRIVATE_H
#define RING_PRIVATE_H

#include <bufplane_ethdev_count.h>
#include <bufplane_export.h>
#include <ethdev_driver.h>

#include <rte_ring.h>

#define RING_QUEUES_MAX 16
#define RING_SLOTS      1024
#define RING_NODES_MAX  4

/* The rings of a port to be. */
struct ring_set {
	struct rte_ring *rx[RING_QUEUES_MAX];
	struct rte_ring *tx[RING_QUEUES_MAX];
	unsigned int n_rx;
	unsigned int n_tx;
	int owned; /* free rx at close */
	int node;  /* of the port, as it was asked for */
};

struct ring_queue {
	struct rte_ring *r;
	struct bp_eth_queue_counters count;
} __rte_cache_aligned;

struct ring_port {
	struct ring_queue rx[RING_QUEUES_MAX];
	struct ring_queue tx[RING_QUEUES_MAX];
	unsigned int n_rx;
	unsigned int n_tx;
	int owned;
};

/* One nodeaction=name:node:action of the arguments. */
struct ring_node {
	char name[RTE_ETH_NAME_MAX_LEN];
	int node;
	int attach; /* else create */
};

struct ring_args {
	struct ring_node node[RING_NODES_MAX];
	unsigned int n;
};

extern int ring_pmd_logtype;
#define RING_LOG(level, ...)                                                   \
	rte_log(RTE_LOG_##level, ring_pmd_logtype, __VA_ARGS__)

/* ring_args.c: 0 or -EINVAL with a log line. */
int ring_args_parse(const char *name, const char *text, struct ring_args *args);

/* ring_set.c: the 16 rings of a name, created or looked up; 0 or -errno. */
int ring_set_create(struct ring_set *set, const char *name, int node);
int ring_set_attach(struct ring_set *set, const char *name);
void ring_set_free(struct ring_set *set);

/* ring_ethdev.c: a port over these rings; 0 or -errno, and the set is as it
 * was. */
int ring_port_create(struct rte_device *device, const char *name,
		const struct ring_set *set, int node);

/* ring_from.c: the rings that this thread is making a port of, or NULL. */
const struct ring_set *ring_request(void);

#endif
