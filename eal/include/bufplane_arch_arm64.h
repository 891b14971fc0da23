/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bufplane_arch.h for arm64, ARMv8.0 and later. The processor reorders loads
 * and stores freely: barriers between processors reach the inner shareable
 * domain, those that devices take part in the outer one.
 */
#ifndef BUFPLANE_ARCH_ARM64_H
#define BUFPLANE_ARCH_ARM64_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline void
bp_arch_compiler_barrier(void)
{
	__asm__ volatile("" ::: "memory");
}

static inline void
bp_arch_pause(void)
{
	__asm__ volatile("yield" ::: "memory");
}

static inline uint64_t
bp_arch_cycles(void)
{
	uint64_t ticks;

	__asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
	return ticks;
}

/* Not before all earlier loads and stores are done. */
static inline uint64_t
bp_arch_cycles_precise(void)
{
	__asm__ volatile("dsb ish\n\tisb" ::: "memory");
	return bp_arch_cycles();
}

/* All accesses, also those that a device makes or sees. */
static inline void
bp_arch_mb(void)
{
	__asm__ volatile("dmb osh" ::: "memory");
}

static inline void
bp_arch_wmb(void)
{
	__asm__ volatile("dmb oshst" ::: "memory");
}

static inline void
bp_arch_rmb(void)
{
	__asm__ volatile("dmb oshld" ::: "memory");
}

/* Between processors. */
static inline void
bp_arch_smp_mb(void)
{
	__asm__ volatile("dmb ish" ::: "memory");
}

static inline void
bp_arch_smp_wmb(void)
{
	__asm__ volatile("dmb ishst" ::: "memory");
}

static inline void
bp_arch_smp_rmb(void)
{
	__asm__ volatile("dmb ishld" ::: "memory");
}

/* Towards a device. */
static inline void
bp_arch_io_mb(void)
{
	bp_arch_mb();
}

static inline void
bp_arch_io_wmb(void)
{
	bp_arch_wmb();
}

static inline void
bp_arch_io_rmb(void)
{
	bp_arch_rmb();
}

/* The fence of an __ATOMIC_* order; release also orders earlier loads. */
static inline void
bp_arch_fence(int memorder)
{
	if (memorder == __ATOMIC_RELAXED)
		return;
	if (memorder == __ATOMIC_ACQUIRE || memorder == __ATOMIC_CONSUME)
		bp_arch_smp_rmb();
	else
		bp_arch_smp_mb();
}

/* A hint that this processor has no instruction for. */
static inline void
bp_arch_cldemote(const volatile void *p)
{
	(void)p;
}

#ifndef BP_ARCH_TSAN
/*
 * If the 16 bytes at dst (16-byte aligned) equal exp, replace them by src and
 * return 1; else put what is there into exp and return 0. A mismatch writes
 * the old value back, since only a store that succeeds proves that both
 * halves were read at once. Acquire and release either way.
 */
static inline int
bp_arch_cas128(volatile uint64_t *dst, uint64_t *exp, const uint64_t *src)
{
	uint64_t lo, hi, new_lo, new_hi;
	uint32_t lost;
	int done;

	__asm__ volatile(
			"1:	ldaxp	%[lo], %[hi], %[mem]\n"
			"	cmp	%[lo], %[exp_lo]\n"
			"	ccmp	%[hi], %[exp_hi], #0, eq\n"
			"	csel	%[new_lo], %[src_lo], %[lo], eq\n"
			"	csel	%[new_hi], %[src_hi], %[hi], eq\n"
			"	stlxp	%w[lost], %[new_lo], %[new_hi], %[mem]\n"
			"	cbnz	%w[lost], 1b\n"
			: [mem] "+Q"(*(volatile uint64_t(*)[2])dst),
			[lo] "=&r"(lo), [hi] "=&r"(hi), [new_lo] "=&r"(new_lo),
			[new_hi] "=&r"(new_hi), [lost] "=&r"(lost)
			: [exp_lo] "r"(exp[0]), [exp_hi] "r"(exp[1]),
			[src_lo] "r"(src[0]), [src_hi] "r"(src[1])
			: "memory", "cc");
	done = lo == exp[0] && hi == exp[1];
	exp[0] = lo;
	exp[1] = hi;
	return done;
}
#endif

#ifdef __cplusplus
}
#endif

#endif
