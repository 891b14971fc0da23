/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of l2fwd: args.c reads the command line, ports.c sets ports and
 * their pairs up, forward.c is the loop of an lcore, stats.c the table, main.c
 * the order of things. A port is polled by one lcore; what arrives on it goes
 * out on its partner, whose transmit side that same lcore owns.
 */
#ifndef L2FWD_H
#define L2FWD_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_ethdev.h>

#include "../common/app.h"

#define L2FWD_BURST          32
#define L2FWD_DRAIN_US       100
#define L2FWD_QUIET          100   /* drain periods without a packet */
#define L2FWD_ENDING         10000 /* drain periods at most after the end */
#define L2FWD_DESC           1024
#define L2FWD_POOL_CACHE     256
#define L2FWD_POOL_MIN       8192
#define L2FWD_MAX_PERIOD     86400U
#define L2FWD_DEFAULT_PERIOD 10U
#define L2FWD_MAX_QUEUES     16U /* ports that one lcore polls */

struct l2fwd_pair {
	uint16_t a;
	uint16_t b;
};

struct l2fwd_options {
	uint64_t port_mask;
	bool promiscuous;
	bool mac_updating;
	bool exit_on_eof;
	struct app_pools pools;
	unsigned int queues_per_lcore;
	unsigned int period; /* of the statistics in seconds; 0: none */
	unsigned int pairs_n;
	struct l2fwd_pair pairs[RTE_MAX_ETHPORTS];
};

struct l2fwd_tx_stats {
	uint64_t packets;
	uint64_t bytes;
	uint64_t dropped;
};

/* What an lcore does with one port: read it, and send on its partner. */
struct l2fwd_flow {
	uint16_t rx_port;
	uint16_t tx_port;
	bool rewrite;
	bool spent;                /* the input has ended */
	int rx_error;              /* why it ended, or 0 */
	struct rte_ether_addr src; /* of the transmitting port */
	struct rte_ether_addr dst;
	uint64_t rx_packets;
	uint64_t rx_bytes;
	struct l2fwd_tx_stats tx;
	uint16_t pending_n;
	struct rte_mbuf *pending[2 * L2FWD_BURST];
} __rte_cache_aligned;

struct l2fwd_lcore {
	unsigned int flows_n;
	struct l2fwd_flow *flows[L2FWD_MAX_QUEUES];
} __rte_cache_aligned;

struct l2fwd {
	struct l2fwd_options opt;
	struct rte_mempool *pool;
	unsigned int flows_n;
	unsigned int spent_n;  /* flows whose input has ended; atomic */
	unsigned int finite_n; /* flows whose input can end */
	unsigned int quiet;    /* drain periods without a packet since, */
	unsigned int ending;   /* and all of them since the last end */
	uint64_t seen;         /* packets at the end of the last one */
	struct l2fwd_flow flows[RTE_MAX_ETHPORTS];
	struct l2fwd_lcore lcores[RTE_MAX_LCORE];
};

/* args.c: 0, 1 when help was asked for and given, or -EINVAL. */
int l2fwd_parse_args(struct l2fwd_options *opt, int argc, char **argv);
void l2fwd_usage(const char *program);

/* ports.c */
int l2fwd_ports_open(struct l2fwd *app);
int l2fwd_ports_close(struct l2fwd *app);

/* forward.c: the loop of one lcore, for rte_eal_mp_remote_launch(). */
int l2fwd_lcore_main(void *arg);

/* stats.c: the main lcore's share of the loop, and the table at the end. */
int l2fwd_stats_open(const struct l2fwd *app);
void l2fwd_stats_poll(const struct l2fwd *app);
void l2fwd_stats_final(const struct l2fwd *app);

#endif
