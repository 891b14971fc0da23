/* SPDX-License-Identifier: BSD-3-Clause */
/* Delays: by spinning on the cycle counter, by sleeping, or the program's. */
#include <bufplane_export.h>
#include <errno.h>
#include <time.h>

#include <rte_cycles.h>
#include <rte_pause.h>

BP_EXPORT
void (*rte_delay_us)(unsigned int us) = rte_delay_us_block;

/* At least us microseconds: a part of a tick counts as one. */
BP_EXPORT
void
rte_delay_us_block(unsigned int us)
{
	uint64_t start = rte_get_timer_cycles();
	uint64_t hz = rte_get_timer_hz();
	uint64_t ticks = us / US_PER_S * hz +
			(us % US_PER_S * hz + US_PER_S - 1) / US_PER_S;

	while (rte_get_timer_cycles() - start < ticks)
		rte_pause();
}

BP_EXPORT
void
rte_delay_us_sleep(unsigned int us)
{
	struct timespec left = {
			.tv_sec = us / US_PER_S,
			.tv_nsec = (long)(us % US_PER_S) * 1000,
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		;
}

BP_EXPORT
void
rte_delay_us_callback_register(void (*userfunc)(unsigned int))
{
	rte_delay_us = userfunc != NULL ? userfunc : rte_delay_us_block;
}
