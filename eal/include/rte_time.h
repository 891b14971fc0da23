/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A clock in nanoseconds that is driven by a free-running counter of any
 * width, and conversions of struct timespec. nsec_mask and cc_shift describe
 * a fixed-point number: cycles are nanoseconds times 2^cc_shift, and what is
 * lost below one nanosecond is carried along in nsec_frac.
 */
#ifndef RTE_TIME_H
#define RTE_TIME_H

#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NSEC_PER_SEC 1000000000L

struct rte_timecounter {
	uint64_t cycle_last; /* the counter when nsec was right */
	uint64_t nsec;       /* the clock */
	uint64_t nsec_mask;  /* the bits below one nanosecond */
	uint64_t nsec_frac;  /* what they hold */
	uint64_t cc_mask;    /* the bits that the counter has */
	uint32_t cc_shift;   /* where whole nanoseconds start */
};

/* A stretch of cycles in nanoseconds; the remainder goes to the next call. */
static inline uint64_t
rte_cyclecounter_cycles_to_ns(struct rte_timecounter *tc, uint64_t cycles)
{
	uint64_t fixed = cycles + tc->nsec_frac;

	tc->nsec_frac = fixed & tc->nsec_mask;
	return fixed >> tc->cc_shift;
}

/* Move the clock to where the counter is now, and return it. */
static inline uint64_t
rte_timecounter_update(struct rte_timecounter *tc, uint64_t cycle_now)
{
	uint64_t passed = (cycle_now - tc->cycle_last) & tc->cc_mask;

	tc->cycle_last = cycle_now;
	tc->nsec += rte_cyclecounter_cycles_to_ns(tc, passed);
	return tc->nsec;
}

static inline uint64_t
rte_timespec_to_ns(const struct timespec *ts)
{
	return (uint64_t)ts->tv_sec * NSEC_PER_SEC + (uint64_t)ts->tv_nsec;
}

static inline struct timespec
rte_ns_to_timespec(uint64_t nsec)
{
	struct timespec ts;

	ts.tv_sec = (time_t)(nsec / NSEC_PER_SEC);
	ts.tv_nsec = (long)(nsec % NSEC_PER_SEC);
	return ts;
}

#ifdef __cplusplus
}
#endif

#endif
