/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pseudo-random numbers, fast and of good statistical quality, not for
 * secrets. Each thread draws from a generator of its own, so no call waits.
 */
#ifndef RTE_RANDOM_H
#define RTE_RANDOM_H

#include <stdint.h>

#include <rte_compat.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Restart all generators from one seed. The same seed gives each lcore the
 * same sequence again, and different lcores different ones. A thread that is
 * drawing meanwhile takes the new seed at its next call. Before the first
 * call generators are seeded from the system.
 */
void rte_srand(uint64_t seedval);

/* 64 random bits. Any thread. */
uint64_t rte_rand(void);

/* A number below upper_bound, each equally likely; 0 if the bound is 0. */
uint64_t rte_rand_max(uint64_t upper_bound);

/* A number in [0.0, 1.0), one of 2^53 evenly spaced ones. */
double rte_drand(void);

#ifdef __cplusplus
}
#endif

#endif
