/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Time in ticks of the processor's counter, and delays. The counter runs at a
 * constant rate, on all processors alike; rte_get_tsc_hz tells the rate. It
 * is the only source: "timer" and "tsc" mean the same.
 */
#ifndef RTE_CYCLES_H
#define RTE_CYCLES_H

#include <bufplane_arch.h>
#include <stdint.h>

#include <rte_atomic.h>
#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_config.h>
#include <rte_debug.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MS_PER_S 1000
#define US_PER_S 1000000
#define NS_PER_S 1000000000

enum timer_source {
	EAL_TIMER_TSC = 0,
	EAL_TIMER_HPET
};

/* Always EAL_TIMER_TSC. */
extern enum timer_source eal_timer_source;

/* The counter; the processor may read it earlier or later than written. */
static inline uint64_t
rte_rdtsc(void)
{
	return bp_arch_cycles();
}

/* As rte_rdtsc, but after all loads and stores in front of it. */
static inline uint64_t
rte_rdtsc_precise(void)
{
	return bp_arch_cycles_precise();
}

static inline uint64_t
rte_get_tsc_cycles(void)
{
	return rte_rdtsc();
}

/* Ticks a second, never 0. The measurement improves for a while. */
uint64_t rte_get_tsc_hz(void);

static inline uint64_t
rte_get_timer_cycles(void)
{
	return rte_get_tsc_cycles();
}

static inline uint64_t
rte_get_timer_hz(void)
{
	return rte_get_tsc_hz();
}

/*
 * Wait for us microseconds, in the way that was registered last: at first
 * rte_delay_us_block.
 */
extern void (*rte_delay_us)(unsigned int us);

/* As rte_delay_us, but in milliseconds. */
static inline void
rte_delay_ms(unsigned int ms)
{
	rte_delay_us(ms * 1000);
}

/* Wait without giving the processor away. */
void rte_delay_us_block(unsigned int us);

/* Wait in the kernel, which may take longer. */
void rte_delay_us_sleep(unsigned int us);

/* Make userfunc what rte_delay_us and rte_delay_ms call. */
void rte_delay_us_callback_register(void (*userfunc)(unsigned int));

#ifdef __cplusplus
}
#endif

#endif
