/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the processor can do, asked at run time. The list of features differs
 * from one architecture to the next; the calls do not.
 */
#ifndef RTE_CPUFLAGS_H
#define RTE_CPUFLAGS_H

#include <errno.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_compat.h>

#if defined(__x86_64__)
#include <bufplane_cpuflags_x86.h>
#elif defined(__aarch64__)
#include <bufplane_cpuflags_arm64.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Ways to wait that use less power; one bit each. */
struct rte_cpu_intrinsics {
	uint32_t power_monitor : 1;
	uint32_t power_pause : 1;
	uint32_t power_monitor_multi : 1;
};

/* The feature's name without its prefix; NULL for a number out of range. */
const char *rte_cpu_get_flag_name(enum rte_cpu_flag_t feature);

/* 1 if the processor has the feature, 0 if not, -ENOENT: no such feature. */
int rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature);

/* 1 if the processor has all that the library was compiled for, else 0. */
int rte_cpu_is_supported(void);

/* Which of the power calls work: none, since Bufplane does not have them. */
__rte_experimental void rte_cpu_get_intrinsics_support(
		struct rte_cpu_intrinsics *intrinsics);

#ifdef __cplusplus
}
#endif

#endif
