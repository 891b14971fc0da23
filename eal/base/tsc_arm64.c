/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The generic timer's frequency, which the processor states in CNTFRQ_EL0
 * (Arm ARM, D13.8.2). It is that of the counter by definition.
 */
#include "tsc.h"

bool
tsc_cpu_rate(struct tsc_rate *rate)
{
	uint64_t hz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	rate->hz = hz;
	rate->err_ppb = 0;
	return hz > 0;
}
