/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The frequency of the cycle counter. It starts as what the processor says
 * (CPUID, CNTFRQ), with an error bound that suits the source, and is measured
 * against CLOCK_MONOTONIC_RAW between an anchor, taken when the library
 * starts, and later calls of rte_get_tsc_hz(): the longer ago the anchor, the
 * better the measurement, so nobody ever waits and no thread is needed.
 *
 * What callers see: never 0; a value that changes only when a measurement
 * halves the error bound, by no more than the bound, which 50 ms after the
 * start is typically below 1 ppm; no change once it is below 0.1 ppm. Where
 * the processor says nothing, a first call within 50 us of the start spins
 * for the rest of them.
 */
#include "tsc.h"

#include <pthread.h>
#include <time.h>

#include <rte_cycles.h>
#include <rte_pause.h>

#include "eal.h"

#define SPIN_NS       50000ull /* of the shortest measurement */
#define GOOD_PPB      100ull   /* no need to measure any further */
#define ANCHOR_TRIES  5
#define UNKNOWN_PPB   16000000000ull /* by any factor up to 16 */
#define DISTRUST      8
#define FROZEN        UINT64_MAX
#define NS_PER_SECOND 1000000000ull

BP_EXPORT
enum timer_source eal_timer_source = EAL_TIMER_TSC;

/*
 * hz and next_try are read without the lock; hz is 0 until something is known.
 * next_try is the counter at which measuring again pays, or FROZEN.
 */
static struct {
	pthread_mutex_t lock;
	uint64_t hz;
	uint64_t next_try;
	struct tsc_rate rate;
	struct tsc_anchor anchor;
} tsc = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The best of a few: an interrupt in between makes a wide window. */
static void
take_anchor(struct tsc_anchor *best)
{
	struct timespec now;

	*best = (struct tsc_anchor){.window = UINT64_MAX};
	for (unsigned int i = 0; i < ANCHOR_TRIES; i++) {
		uint64_t before = rte_rdtsc_precise();
		uint64_t after;

		clock_gettime(CLOCK_MONOTONIC_RAW, &now);
		after = rte_rdtsc_precise();
		if (after - before >= best->window)
			continue;
		best->window = after - before;
		best->ticks = before + best->window / 2;
		best->ns = (uint64_t)now.tv_sec * NS_PER_SECOND +
				(uint64_t)now.tv_nsec;
	}
}

bool
tsc_measure(const struct tsc_anchor *from, const struct tsc_anchor *to,
		struct tsc_rate *rate)
{
	__extension__ unsigned __int128 scaled;
	uint64_t ticks = to->ticks - from->ticks;
	uint64_t ns = to->ns - from->ns;
	uint64_t slack = (from->window + to->window) / 2 + 1;

	if (to->ticks <= from->ticks || to->ns <= from->ns)
		return false;
	scaled = (unsigned __int128)ticks * NS_PER_SECOND;
	rate->hz = (uint64_t)(scaled / ns);
	/* Each anchor's ticks are off by half its window, its ns by one. */
	scaled = (unsigned __int128)slack * TSC_PPB / ticks + 2 * TSC_PPB / ns;
	rate->err_ppb = scaled < UNKNOWN_PPB ? (uint64_t)scaled : UNKNOWN_PPB;
	return rate->hz > 0;
}

bool
tsc_adopt(struct tsc_rate *known, const struct tsc_rate *measured)
{
	uint64_t bound = known->err_ppb + measured->err_ppb;
	uint64_t diff = measured->hz > known->hz ? measured->hz - known->hz
						 : known->hz - measured->hz;
	__extension__ unsigned __int128 diff_ppb;

	diff_ppb = (unsigned __int128)diff * TSC_PPB / (known->hz + 1);
	if (diff_ppb > bound) {
		if (known->err_ppb < UNKNOWN_PPB)
			known->err_ppb = (known->err_ppb + 1) * DISTRUST;
		return false;
	}
	if (measured->err_ppb > known->err_ppb / 2)
		return false;
	*known = *measured;
	return true;
}

/* With the lock held: publish the rate and when to try again. */
static void
publish(const struct tsc_anchor *now)
{
	uint64_t next = FROZEN;

	if (tsc.rate.err_ppb > GOOD_PPB)
		next = now->ticks + (now->ticks - tsc.anchor.ticks) +
				tsc.rate.hz / (NS_PER_SECOND / SPIN_NS);
	__atomic_store_n(&tsc.hz, tsc.rate.hz, __ATOMIC_RELAXED);
	__atomic_store_n(&tsc.next_try, next, __ATOMIC_RELAXED);
}

/* With the lock held. */
static void
refine(void)
{
	struct tsc_anchor now;
	struct tsc_rate measured;
	bool useful;

	take_anchor(&now);
	useful = tsc_measure(&tsc.anchor, &now, &measured) &&
			(tsc_adopt(&tsc.rate, &measured) ||
					measured.err_ppb > GOOD_PPB);
	/* The clocks went back, or the machine stood still in between. */
	if (!useful)
		tsc.anchor = now;
	publish(&now);
}

/* With the lock held, where the processor says nothing. */
static void
measure_first(void)
{
	struct tsc_anchor now;

	for (;;) {
		take_anchor(&now);
		if (now.ns - tsc.anchor.ns < SPIN_NS)
			rte_pause();
		else if (tsc_measure(&tsc.anchor, &now, &tsc.rate))
			break;
		else
			tsc.anchor = now;
	}
	publish(&now);
}

/* With the lock held: anchor, and unless a rate is known ask the processor. */
static void
start(void)
{
	take_anchor(&tsc.anchor);
	if (tsc.rate.hz == 0 && !tsc_cpu_rate(&tsc.rate))
		tsc.rate = (struct tsc_rate){.err_ppb = UNKNOWN_PPB};
	publish(&tsc.anchor);
}

void
eal_tsc_init(void)
{
	pthread_mutex_lock(&tsc.lock);
	if (tsc.rate.hz == 0 || tsc.rate.err_ppb > GOOD_PPB)
		start();
	pthread_mutex_unlock(&tsc.lock);
}

/* The value stays as it is for callers after rte_eal_cleanup(). */
void
eal_tsc_fini(void)
{
	pthread_mutex_lock(&tsc.lock);
	__atomic_store_n(&tsc.next_try, FROZEN, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&tsc.lock);
}

static uint64_t
first_hz(void)
{
	pthread_mutex_lock(&tsc.lock);
	if (tsc.anchor.ns == 0)
		start();
	if (tsc.rate.hz == 0)
		measure_first();
	pthread_mutex_unlock(&tsc.lock);
	return __atomic_load_n(&tsc.hz, __ATOMIC_RELAXED);
}

BP_EXPORT
uint64_t
rte_get_tsc_hz(void)
{
	uint64_t hz = __atomic_load_n(&tsc.hz, __ATOMIC_RELAXED);
	uint64_t next = __atomic_load_n(&tsc.next_try, __ATOMIC_RELAXED);

	if (hz == 0)
		return first_hz();
	/* Whoever comes while another thread measures has a value already. */
	if (next == FROZEN || rte_rdtsc() < next ||
			pthread_mutex_trylock(&tsc.lock) != 0)
		return hz;
	refine();
	pthread_mutex_unlock(&tsc.lock);
	return __atomic_load_n(&tsc.hz, __ATOMIC_RELAXED);
}
