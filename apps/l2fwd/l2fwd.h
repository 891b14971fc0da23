/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of l2fwd: args.c and usage.c are the command line, map.c says which
 * port forwards to which and who polls what, ports.c sets ports up, links.c
 * watches their links, forward.c is the loop of an lcore, stats.c counts,
 * table.c and json.c tell people and programs, main.c is the order of things.
 *
 * A flow is a receive queue with the transmit queue that its packets leave on.
 * One lcore polls it, and is the only writer of its counters.
 */
#ifndef L2FWD_H
#define L2FWD_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_ethdev.h>
#include <rte_spinlock.h>

#include "../common/app_json.h"

#define L2FWD_BURST          32
#define L2FWD_HOUSE_US       100   /* between looks at anything but packets */
#define L2FWD_QUIET          100   /* of these without a packet */
#define L2FWD_ENDING         10000 /* of these at most after the end */
#define L2FWD_DESC           1024
#define L2FWD_POOL_CACHE     256
#define L2FWD_POOL_MIN       8192
#define L2FWD_MAX_PERIOD     86400U
#define L2FWD_DEFAULT_PERIOD 10U
#define L2FWD_MAX_RXQ        16U /* receive queues of a port */
#define L2FWD_MAX_FLOWS      (RTE_MAX_ETHPORTS * L2FWD_MAX_RXQ)
#define L2FWD_NS_PER_S       1000000000U

struct l2fwd_pair {
	uint16_t a;
	uint16_t b;
};

struct l2fwd_options {
	unsigned int ports_n;
	uint16_t ports[RTE_MAX_ETHPORTS]; /* ascending */
	bool promiscuous;
	bool mac_updating;
	bool exit_on_eof;
	const char *json; /* file, "-" or NULL */
	struct app_pools pools;
	unsigned int queues_per_lcore; /* 0: as few as suffice */
	unsigned int rx_queues;        /* of each port, if it has so many */
	unsigned int period; /* of the statistics in seconds; 0: none */
	unsigned int pairs_n;
	struct l2fwd_pair pairs[RTE_MAX_ETHPORTS];
};

struct l2fwd_flow {
	uint16_t rx_port;
	uint16_t rx_queue;
	uint16_t tx_port;
	uint16_t tx_queue;
	bool rewrite;
	bool spent;                /* the input has ended, or cannot end */
	int rx_error;              /* why it ended, or 0 */
	bool rx_removed;           /* these ports went away, and the lcore */
	bool tx_removed;           /* has let go of them; atomic */
	struct rte_ether_addr src; /* of the transmitting port */
	struct rte_ether_addr dst;
	rte_spinlock_t *lock; /* of a shared transmit queue, else NULL */
	struct app_count rx;  /* counters: one writer, relaxed atomics */
	struct app_count tx;
} __rte_cache_aligned;

/* Flows of an lcore are neighbours. */
struct l2fwd_lcore {
	unsigned int id;
	unsigned int flows_n;
	struct l2fwd_flow *flows;
	uint64_t busy; /* cycles of rounds with packets; one writer, relaxed */
} __rte_cache_aligned;

struct l2fwd_port {
	uint16_t id;
	uint16_t partner;
	uint16_t rx_queues; /* 0: it only sends */
	uint16_t tx_queues;
	uint16_t tx_queues_max; /* what the device has */
	char name[RTE_ETH_NAME_MAX_LEN];
	bool up; /* its link, as last seen */
	unsigned int link_changes;
	bool watched;              /* it tells of changes itself */
	bool guarded;              /* and of its removal */
	bool removed;              /* as last seen */
	bool closed;               /* since it is */
	struct rte_eth_stats last; /* of one that is closed */
	rte_spinlock_t lock; /* for lcores that share its transmit queues */
};

struct l2fwd {
	struct l2fwd_options opt;
	struct rte_mempool *pool;
	unsigned int ports_n; /* as in opt, and in this order */
	struct l2fwd_port ports[RTE_MAX_ETHPORTS];
	unsigned int flows_n;
	struct l2fwd_flow flows[L2FWD_MAX_FLOWS];
	unsigned int lcores_n; /* those that poll anything */
	struct l2fwd_lcore lcores[RTE_MAX_LCORE];
	unsigned int spent_n;  /* flows whose input has ended; atomic */
	unsigned int finite_n; /* flows whose input can end */
	unsigned int quiet;    /* looks without a packet since, */
	unsigned int ending;   /* and all of them since the last end */
	uint64_t seen;         /* packets at the end of the last one */
};

/* args.c: 0, 1 when help was asked for and given, or -EINVAL. */
int l2fwd_parse_args(struct l2fwd_options *opt, int argc, char **argv);
/* usage.c */
void l2fwd_usage(const char *program);

/*
 * map.c. Each sets up app from app->opt and what was set before; 0, or a
 * negative errno after a message. First ports with their partners; then, as
 * rx_queues and tx_queues_max of the ports are known, flows on these lcores.
 */
int l2fwd_map_ports(struct l2fwd *app);
int l2fwd_map_flows(struct l2fwd *app, const unsigned int *lcores,
		unsigned int lcores_n);

/* ports.c */
int l2fwd_ports_open(struct l2fwd *app);
/* Closes those that are gone, as soon as no lcore uses them. */
void l2fwd_ports_drop(struct l2fwd *app);
int l2fwd_ports_close(struct l2fwd *app);

/*
 * links.c: how links are at the start, and whenever one changes, in a line and
 * in JSON. Ports that cannot tell of changes are asked once a second.
 */
int l2fwd_link_watch(struct l2fwd_port *port);
void l2fwd_link_unwatch(struct l2fwd_port *port);
void l2fwd_links_show(struct l2fwd *app);
/* Has a port told of a change since the last call? */
bool l2fwd_links_asked(void);
/* Notes how the link is by now, or that the port is gone; has it changed? */
bool l2fwd_link_update(struct l2fwd_port *port);
/* "up", "down" or "removed", as last noted. */
const char *l2fwd_link_state(const struct l2fwd_port *port);
/* Has the port said that it is gone? */
bool l2fwd_is_removed(uint16_t port);

/* forward.c: one burst, to its end; its size. */
uint16_t l2fwd_poll(struct l2fwd_flow *flow);
/* The loop of one lcore, for rte_eal_mp_remote_launch(). */
int l2fwd_lcore_main(void *arg);

/* stats.c: what was counted until a moment. */
struct l2fwd_row {
	struct app_count rx; /* dropped: missed by the port, not by us */
	struct app_count tx; /* dropped: not taken by the port */
	uint64_t errors;     /* taken by the port, but not sent */
	uint64_t busy;       /* ns, of an lcore */
};

struct l2fwd_sample {
	uint64_t ns; /* since the start */
	struct l2fwd_row total;
	struct l2fwd_row ports[RTE_MAX_ETHPORTS];
	struct l2fwd_row lcores[RTE_MAX_LCORE];
};

void l2fwd_sample_take(const struct l2fwd *app, uint64_t ns,
		struct l2fwd_sample *sample);
/* The difference of two, and of their times. */
void l2fwd_sample_since(const struct l2fwd_sample *now,
		const struct l2fwd_sample *before, struct l2fwd_sample *delta);

/* The main lcore's share of the loop, and the table at the end. */
int l2fwd_stats_open(void);
void l2fwd_stats_poll(struct l2fwd *app);
void l2fwd_stats_final(struct l2fwd *app);

/* table.c: counts of all, rates of what came since. */
void l2fwd_table(FILE *out, const struct l2fwd *app,
		const struct l2fwd_sample *now,
		const struct l2fwd_sample *delta);

/* json.c: nothing without --json. */
int l2fwd_json_open(const char *path);
void l2fwd_json_interval(const struct l2fwd *app,
		const struct l2fwd_sample *now,
		const struct l2fwd_sample *delta);
void l2fwd_json_report(const struct l2fwd *app, const struct l2fwd_sample *now);
void l2fwd_json_link(const struct l2fwd_port *port, uint64_t ns);
int l2fwd_json_close(void);

#endif
