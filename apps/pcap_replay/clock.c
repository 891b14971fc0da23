/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Time for pacing. Reading CLOCK_MONOTONIC for every packet costs more than
 * the cycle counter does, whose frequency in turn is known to some parts per
 * million only: so the counter is used between anchors, and each anchor is a
 * reading of the clock. An error of the frequency can thus never add up; it is
 * at most that of one second, and a step back at an anchor is held back.
 */
#include <time.h>

#include <rte_cycles.h>

#include "replay.h"

static uint64_t
monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * REPLAY_S + (uint64_t)now.tv_nsec;
}

static void
anchor(struct replay_clock *clock)
{
	clock->anchor_cycles = clock->cycles();
	clock->anchor_ns = clock->source_ns();
}

void
replay_clock_init(struct replay_clock *clock)
{
	*clock = (struct replay_clock){
			.source_ns = monotonic_ns,
			.cycles = rte_get_tsc_cycles,
			.hz = rte_get_tsc_hz(),
	};
	anchor(clock);
}

uint64_t
replay_clock_now(struct replay_clock *clock)
{
	uint64_t cycles = clock->cycles() - clock->anchor_cycles;
	uint64_t now;

	/* Also when the counter ran backwards: the difference is huge. */
	if (cycles >= clock->hz) {
		anchor(clock);
		cycles = 0;
	}
	now = clock->anchor_ns +
			(uint64_t)((double)cycles * 1e9 / (double)clock->hz);
	if (now > clock->last_ns)
		clock->last_ns = now;
	return clock->last_ns;
}
