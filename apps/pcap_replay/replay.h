/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The parts of pcap-replay: args.c reads the command line, reader.c the
 * captures, pacer.c says when a packet is due and waits for it, clock.c tells
 * the time, histogram.c collects timing errors, report.c shows progress and
 * the result, send.c puts packets on the port, main.c is the order of things.
 * All times are nanoseconds of CLOCK_MONOTONIC unless a name says otherwise.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "../common/app.h"

#define REPLAY_S 1000000000ull

struct rte_mempool;

enum replay_mode {
	REPLAY_RECORDED, /* the gaps of the capture, divided by speed */
	REPLAY_PPS,      /* evenly, so many a second */
	REPLAY_TOPSPEED, /* as fast as the port takes them */
};

struct replay_options {
	enum replay_mode mode;
	double speed;
	double pps;
	uint64_t loops;   /* 0: forever */
	uint64_t max_gap; /* ns; 0: as recorded */
	uint16_t port;
	struct app_pools pools;
	char *const *files;
	unsigned int files_n;
};

/* args.c: 0, 1 when help was asked for and given, or -EINVAL. */
int replay_parse_args(struct replay_options *opt, int argc, char **argv);
void replay_usage(const char *program);

/*
 * clock.c: time that never runs backwards and never drifts from its source.
 * The source is CLOCK_MONOTONIC; between two anchors, at most a second apart,
 * the cycle counter interpolates. Tests put a simulated pair in place.
 */
struct replay_clock {
	uint64_t (*source_ns)(void);
	uint64_t (*cycles)(void);
	uint64_t hz;
	uint64_t anchor_ns;
	uint64_t anchor_cycles;
	uint64_t last_ns;
};

void replay_clock_init(struct replay_clock *clock);
uint64_t replay_clock_now(struct replay_clock *clock);

/*
 * reader.c: the packets of all files one after the other. A reader holds one
 * open file at a time.
 */
struct replay_packet {
	uint64_t stamp;      /* ns since the epoch, as recorded */
	uint32_t len;        /* bytes in data */
	const uint8_t *data; /* valid until the next call */
};

struct replay_reader;

/* Opens each file once to see that it can be replayed; NULL after a message. */
struct replay_reader *replay_reader_open(char *const *files, unsigned int n);
/* 1 and a packet, 0 at the end of the last file, -errno after a message. */
int replay_reader_next(struct replay_reader *r, struct replay_packet *packet);
/* Back to the first file. */
void replay_reader_rewind(struct replay_reader *r);
/* Bytes of all files, and how many of them have been read in this round. */
uint64_t replay_reader_size(const struct replay_reader *r);
uint64_t replay_reader_position(const struct replay_reader *r);
void replay_reader_close(struct replay_reader *r);

/* pacer.c: the due time of each packet. */
struct replay_pacer {
	enum replay_mode mode;
	double speed;
	double gap; /* REPLAY_PPS: ns between two packets */
	uint64_t max_gap;
	uint64_t start;
	uint64_t count; /* packets so far, and in this round */
	uint64_t round_count;
	uint64_t last_stamp;  /* of the capture */
	uint64_t elapsed;     /* ns of the capture's time, all rounds, and */
	uint64_t round_start; /* when this round began */
};

void replay_pacer_init(struct replay_pacer *p, const struct replay_options *o,
		uint64_t start);
/* When the packet with this stamp is to be sent. */
uint64_t replay_pacer_due(struct replay_pacer *p, uint64_t stamp);
/* The capture starts again, one mean gap after its last packet. */
void replay_pacer_next_round(struct replay_pacer *p);
/*
 * Sleeps, then spins until the time is due, and returns true. Returns false
 * after 50 ms if it is further away, so that the caller can look around.
 */
bool replay_pacer_wait(struct replay_clock *clock, uint64_t due);

/* histogram.c: values with a relative error of at most 1/64. */
#define REPLAY_HISTOGRAM_BINS (59 * 64)
struct replay_histogram {
	uint64_t n;
	uint64_t max;
	uint64_t bins[REPLAY_HISTOGRAM_BINS];
};

void replay_histogram_add(struct replay_histogram *h, uint64_t value);
/* The value below or at which the given share (0 to 1) of all lies. */
uint64_t replay_histogram_quantile(
		const struct replay_histogram *h, double share);

/* What has happened so far. */
struct replay_result {
	uint64_t packets;
	uint64_t bytes;
	uint64_t dropped;
	uint64_t round; /* from 0 */
	uint64_t started;
	uint64_t ended;
	struct replay_histogram error;
};

/* send.c: everything from the first packet to the last; 0 or -errno. */
int replay_send(const struct replay_options *opt, struct replay_reader *r,
		struct rte_mempool *pool, struct replay_result *result);

/* report.c */
void replay_progress_open(const struct replay_options *opt);
void replay_progress(const struct replay_reader *r,
		const struct replay_result *result, uint64_t now);
void replay_progress_close(void);
void replay_report(FILE *out, const struct replay_options *opt,
		const struct replay_result *result);

#endif
