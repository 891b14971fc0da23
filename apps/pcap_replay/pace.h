/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Time: clock.c tells it, pacer.c says when each packet is due and waits for
 * that, start.c when the first one is, histogram.c collects how late they
 * were. Nothing here knows a packet. All times are nanoseconds of
 * CLOCK_MONOTONIC unless a name says otherwise.
 */
#ifndef REPLAY_PACE_H
#define REPLAY_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define REPLAY_S 1000000000ull

struct replay_options;

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

enum replay_mode {
	REPLAY_RECORDED, /* the gaps of the capture, divided by speed */
	REPLAY_PPS,      /* evenly, so many packets a second */
	REPLAY_MBPS,     /* evenly, so many megabits a second */
	REPLAY_TOPSPEED, /* as fast as the port takes them */
};

/* pacer.c: the due time of each packet. */
struct replay_pacer {
	enum replay_mode mode;
	double speed;
	double gap; /* ns a packet (REPLAY_PPS) or a byte (REPLAY_MBPS) */
	uint64_t max_gap;
	uint64_t start;
	uint64_t count; /* packets and bytes so far, packets in this round */
	uint64_t bytes;
	uint64_t round_count;
	uint64_t highest_stamp; /* of the capture, that gaps count from */
	uint64_t elapsed;       /* ns of the capture's time, all rounds, and */
	uint64_t round_start;   /* when this round began */
};

void replay_pacer_init(struct replay_pacer *p, const struct replay_options *o,
		uint64_t start);
/* When the packet of this stamp and length is to be sent. */
uint64_t replay_pacer_due(struct replay_pacer *p, uint64_t stamp, uint32_t len);
/* The capture starts again, one mean gap after its last packet. */
void replay_pacer_next_round(struct replay_pacer *p);
/*
 * Sleeps, then spins until the time is due, and returns true. Returns false
 * after 50 ms if it is further away, so that the caller can look around.
 */
bool replay_pacer_wait(struct replay_clock *clock, uint64_t due);

/*
 * start.c: --start as ns of CLOCK_REALTIME. The text is +SECONDS, @SECONDS of
 * the epoch, a time of day (the next one) or a date with one. 0, or -EINVAL
 * after a message, also when the time has passed already.
 */
int replay_start_parse(const char *text, uint64_t now_real, uint64_t *start);
uint64_t replay_real_ns(void);
/* Where that lies on the monotonic clock, as far as is known now. */
uint64_t replay_start_due(uint64_t start_real, uint64_t now_real, uint64_t now);

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
/* How many values are at most this; those of its own bin do not count. */
uint64_t replay_histogram_below(
		const struct replay_histogram *h, uint64_t value);

#endif
