/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of pcap-replay. args.c reads the command line; source.h is about
 * where packets come from and pace.h about time; rewrite.c changes headers,
 * queues.c puts packets on the ports, send.c has the loop over all packets;
 * stats.c, progress.c, report.c and json.c tell people and programs; main.c is
 * the order of things. All times are nanoseconds of CLOCK_MONOTONIC unless a
 * name says otherwise.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rte_config.h>

#include "../common/app.h"
#include "pace.h"
#include "source.h"

struct rte_mbuf;
struct rte_mempool;

#define REPLAY_QUEUES_MAX 64

enum replay_vlan {
	REPLAY_VLAN_KEEP,
	REPLAY_VLAN_SET,   /* the outermost tag, added where there is none */
	REPLAY_VLAN_STRIP, /* the outermost tag */
};

/* rewrite.c: what --rewrite says. */
struct replay_rewrite {
	bool src_on;
	bool dst_on;
	bool pcp_on;
	uint8_t src[6];
	uint8_t dst[6];
	enum replay_vlan vlan;
	uint16_t id;
	uint8_t pcp;
};

/* Adds KEY=VALUE[,KEY=VALUE...]; 0, or -EINVAL after a message. */
int replay_rewrite_parse(struct replay_rewrite *rw, const char *text);
/* 0, or -ENOSPC if a tag does not fit. Frames below 14 bytes stay. */
int replay_rewrite_apply(const struct replay_rewrite *rw, struct rte_mbuf *m);

struct replay_options {
	enum replay_mode mode;
	double speed;
	double pps;
	double mbps;
	uint64_t loops;      /* 0: forever */
	uint64_t limit;      /* packets; 0: all */
	uint64_t max_gap;    /* ns; 0: as recorded */
	uint64_t start_real; /* ns of CLOCK_REALTIME; 0: at once */
	uint64_t stats;      /* ns between two lines; 0: none */
	enum replay_order order;
	bool align; /* the stamps of each file count from its first one */
	bool preload;
	size_t read_ahead; /* bytes; 0: no thread */
	struct replay_rewrite rewrite;
	uint16_t ports_n; /* 0: all there are */
	uint16_t ports[RTE_MAX_ETHPORTS];
	uint16_t queues;
	const char *json; /* file, "-" or NULL */
	struct app_pools pools;
	char *const *files;
	unsigned int files_n;
};

/* args.c: 0, 1 when help was asked for and given, or -EINVAL. */
int replay_parse_args(struct replay_options *opt, int argc, char **argv);
/* usage.c */
void replay_usage(const char *program);

/* What has happened so far. */
struct replay_result {
	struct app_count sum;
	uint64_t size;     /* bytes of all files, 0 if not known, */
	uint64_t position; /* how many of them have been read in */
	uint64_t round;    /* this round, from 0 */
	uint64_t dry;      /* times that the read-ahead had nothing to give */
	uint64_t unsent;   /* packets that ports took and could not send */
	uint64_t began_real;
	uint64_t started;
	uint64_t ended;
	bool interrupted;
	struct replay_histogram error;
};

/*
 * queues.c: the transmit queues of all ports. A packet waits in the burst of
 * its queue until the burst is full or replay_queues_flush() is called.
 */
#define REPLAY_BURST 32
struct replay_queue {
	uint16_t port;
	uint16_t queue;
	uint16_t n; /* packets of the burst, and when they are due */
	struct rte_mbuf *pkts[REPLAY_BURST];
	uint64_t due[REPLAY_BURST];
	struct app_count count;
};

struct replay_queues {
	struct replay_queue *list;
	uint32_t n;
	uint16_t per_port;
	bool file_per_port;
	uint32_t waiting;               /* packets in all bursts */
	struct replay_histogram *error; /* NULL: nothing is ever late */
	struct replay_clock clock;
	void (*meanwhile)(void *arg);
	void *meanwhile_arg;
};

int replay_queues_init(
		struct replay_queues *q, const struct replay_options *opt);
void replay_queues_free(struct replay_queues *q);
/* Takes the mbuf. */
void replay_queues_add(struct replay_queues *q,
		const struct replay_packet *packet, struct rte_mbuf *m,
		uint64_t due);
void replay_queues_flush(struct replay_queues *q);
/* What is called, now and then, while a port stalls; NULL: nothing. */
void replay_queues_meanwhile(
		struct replay_queues *q, void (*call)(void *arg), void *arg);
struct app_count replay_queues_sum(const struct replay_queues *q);

/* send.c: everything from the first packet to the last; 0 or -errno. */
int replay_send(const struct replay_options *opt, struct replay_feed *feed,
		struct rte_mempool *pool, struct replay_queues *queues,
		struct replay_result *result);

/* stats.c: a line, and with --json an object, every opt->stats. */
struct replay_stats {
	uint64_t every;
	uint64_t next;
	uint64_t last; /* when, and what there was then */
	struct app_count before;
};

void replay_stats_init(struct replay_stats *s, uint64_t every, uint64_t now);
void replay_stats(struct replay_stats *s, FILE *out,
		const struct replay_result *result, uint64_t now);

/* progress.c */
void replay_progress_open(const struct replay_options *opt);
void replay_progress(const struct replay_result *result, uint64_t now);
void replay_progress_waiting(uint64_t left, uint64_t now);
void replay_progress_close(void);

/* report.c */
/* Edges of 1, 2, 5, 10... for people: the next above, from 100 ns. */
uint64_t replay_next_edge(uint64_t edge);
void replay_report(FILE *out, const struct replay_options *opt,
		const struct replay_result *result,
		const struct replay_queues *queues);

/* json.c: one object a line into opt->json; nothing without it. */
int replay_json_open(const char *path);
void replay_json_interval(const struct replay_result *result,
		const struct app_count *delta, uint64_t ns, uint64_t now);
void replay_json_report(const struct replay_options *opt,
		const struct replay_result *result,
		const struct replay_queues *queues);
/* 0, or a negative errno, after a message, if something was not written. */
int replay_json_close(void);

#endif
