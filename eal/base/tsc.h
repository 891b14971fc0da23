/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What tsc.c asks of the processor-specific file (tsc_x86.c, tsc_arm64.c), and
 * the part of it that unit tests drive with clocks of their own.
 */
#ifndef EAL_BASE_TSC_H
#define EAL_BASE_TSC_H

#include <stdbool.h>
#include <stdint.h>

#define TSC_PPB 1000000000ull

/* A frequency, and by how much it may be off, in parts per 10^9. */
struct tsc_rate {
	uint64_t hz;
	uint64_t err_ppb; /* 0: exact by definition */
};

/* The counter and the kernel's clock, read together. */
struct tsc_anchor {
	uint64_t ticks;
	uint64_t ns;
	uint64_t window; /* ticks within which both were read */
};

/* What the processor says; false if it says nothing. */
bool tsc_cpu_rate(struct tsc_rate *rate);

#ifdef __x86_64__
enum tsc_reg {
	TSC_EAX,
	TSC_EBX,
	TSC_ECX,
	TSC_EDX,
};

/* The instruction CPUID, or a test's. */
typedef void (*tsc_cpuid_fn)(uint32_t leaf, uint32_t regs[4]);

/* tsc_cpu_rate() with that CPUID. */
bool tsc_cpuid_rate(tsc_cpuid_fn cpuid, struct tsc_rate *rate);
#endif

/* Measure between two anchors; false if the second is not behind. */
bool tsc_measure(const struct tsc_anchor *from, const struct tsc_anchor *to,
		struct tsc_rate *rate);

/*
 * Take a measurement over: true if it is at least twice as good as what is
 * known and does not contradict it. One that contradicts makes the known rate
 * less trusted, so that the measurements win in the end.
 */
bool tsc_adopt(struct tsc_rate *known, const struct tsc_rate *measured);

#endif
