/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When each packet is due. The gaps of the capture are added up as whole
 * nanoseconds and scaled afterwards, so that rounding never adds up, and the
 * time at which the packet before was really sent does not count, so that a
 * late packet does not delay the rest. A packet that lies behind the highest
 * stamp so far goes at once, and gaps count from that stamp on, so that packets
 * out of order do not make the whole longer. Where the stamps fall by more
 * than a second, a clock was set back or another recording begins: gaps count
 * from there.
 */
#include <time.h>

#include <rte_pause.h>

#include "replay.h"

/*
 * What a sleep may overrun by, on a CPU that has gone idle meanwhile; the rest
 * of the way is spun.
 */
#define SLEEP_MARGIN_NS UINT64_C(500000)
#define SLEEP_SLICE_NS  UINT64_C(50000000)

void
replay_pacer_init(struct replay_pacer *p, const struct replay_options *o,
		uint64_t start)
{
	*p = (struct replay_pacer){
			.mode = o->mode,
			.speed = o->speed,
			.max_gap = o->max_gap,
			.start = start,
	};
	if (o->mode == REPLAY_PPS)
		p->gap = (double)REPLAY_S / o->pps;
	else if (o->mode == REPLAY_MBPS)
		p->gap = (double)REPLAY_S * 8e-6 / o->mbps;
}

#define OUT_OF_ORDER_NS REPLAY_S

static uint64_t
recorded_gap(struct replay_pacer *p, uint64_t stamp)
{
	const uint64_t highest = p->highest_stamp;
	uint64_t gap;

	if (p->round_count == 0 || stamp >= highest ||
			highest - stamp > OUT_OF_ORDER_NS)
		p->highest_stamp = stamp;
	if (p->round_count == 0 || stamp <= highest)
		return 0;
	gap = stamp - highest;
	if (p->max_gap != 0 && gap > p->max_gap)
		return p->max_gap;
	return gap;
}

/* Three hundred years are as good as for ever. */
static uint64_t
whole_ns(double ns)
{
	return ns < 9e18 ? (uint64_t)ns : (uint64_t)9e18;
}

uint64_t
replay_pacer_due(struct replay_pacer *p, uint64_t stamp, uint32_t len)
{
	uint64_t due = p->start;

	if (p->mode == REPLAY_RECORDED) {
		p->elapsed += recorded_gap(p, stamp);
		due += whole_ns((double)p->elapsed / p->speed);
	} else if (p->mode == REPLAY_PPS) {
		due += whole_ns((double)p->count * p->gap);
	} else if (p->mode == REPLAY_MBPS) {
		due += whole_ns((double)p->bytes * p->gap);
	}
	p->bytes += len;
	p->count++;
	p->round_count++;
	return due;
}

void
replay_pacer_next_round(struct replay_pacer *p)
{
	if (p->round_count > 1)
		p->elapsed += (p->elapsed - p->round_start) /
				(p->round_count - 1);
	p->round_start = p->elapsed;
	p->round_count = 0;
}

static void
sleep_ns(uint64_t ns)
{
	struct timespec pause = {
			.tv_sec = (time_t)(ns / REPLAY_S),
			.tv_nsec = (long)(ns % REPLAY_S),
	};

	nanosleep(&pause, NULL);
}

bool
replay_pacer_wait(struct replay_clock *clock, uint64_t due)
{
	uint64_t now = replay_clock_now(clock);

	if (now >= due)
		return true;
	if (due - now > SLEEP_SLICE_NS + SLEEP_MARGIN_NS) {
		sleep_ns(SLEEP_SLICE_NS);
		return false;
	}
	if (due - now > 2 * SLEEP_MARGIN_NS)
		sleep_ns(due - now - SLEEP_MARGIN_NS);
	while (replay_clock_now(clock) < due)
		rte_pause();
	return true;
}
