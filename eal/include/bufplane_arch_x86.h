/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bufplane_arch.h for x86-64. Only instructions of the first x86-64 processors
 * are used, but for cmpxchg16b, which came soon after (RTE_CPUFLAG_CMPXCHG16B
 * tells). The processor keeps loads in order among loads and stores among
 * stores, so most barriers only restrain the compiler.
 */
#ifndef BUFPLANE_ARCH_X86_H
#define BUFPLANE_ARCH_X86_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The prefix that makes an instruction atomic, for a program's assembly. */
#define MPLOCKED "lock ; "

static inline void
bp_arch_compiler_barrier(void)
{
	__asm__ volatile("" ::: "memory");
}

static inline void
bp_arch_pause(void)
{
	__asm__ volatile("pause" ::: "memory");
}

static inline uint64_t
bp_arch_cycles(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}

/* Not before all earlier loads and stores are done. */
static inline uint64_t
bp_arch_cycles_precise(void)
{
	__asm__ volatile("mfence\n\tlfence" ::: "memory");
	return bp_arch_cycles();
}

/* All accesses, also those to device memory and non-temporal ones. */
static inline void
bp_arch_mb(void)
{
	__asm__ volatile("mfence" ::: "memory");
}

static inline void
bp_arch_wmb(void)
{
	__asm__ volatile("sfence" ::: "memory");
}

static inline void
bp_arch_rmb(void)
{
	__asm__ volatile("lfence" ::: "memory");
}

/*
 * Between processors: any locked instruction orders a store before a later
 * load, at less cost than mfence. The word lies where no value is likely to
 * be waiting to be stored, and is left as it is.
 */
static inline void
bp_arch_smp_mb(void)
{
	__asm__ volatile("lock; orl $0, -64(%%rsp)" ::: "memory", "cc");
}

static inline void
bp_arch_smp_wmb(void)
{
	bp_arch_compiler_barrier();
}

static inline void
bp_arch_smp_rmb(void)
{
	bp_arch_compiler_barrier();
}

/* Towards a device, whose registers are mapped uncached. */
static inline void
bp_arch_io_mb(void)
{
	bp_arch_mb();
}

static inline void
bp_arch_io_wmb(void)
{
	bp_arch_compiler_barrier();
}

static inline void
bp_arch_io_rmb(void)
{
	bp_arch_compiler_barrier();
}

/* The fence of an __ATOMIC_* order. */
static inline void
bp_arch_fence(int memorder)
{
	if (memorder == __ATOMIC_SEQ_CST)
		bp_arch_smp_mb();
	else
		bp_arch_compiler_barrier();
}

/* A hint to move a line to a farther cache; a no-op where unknown. */
static inline void
bp_arch_cldemote(const volatile void *p)
{
	/* cldemote (%rdi): assemblers of the baseline do not know its name */
	__asm__ volatile(".byte 0x0f, 0x1c, 0x07" ::"D"(p));
}

#ifndef BP_ARCH_TSAN
/*
 * If the 16 bytes at dst (16-byte aligned) equal exp, replace them by src and
 * return 1; else put what is there into exp and return 0. The instruction is
 * a full barrier either way.
 */
static inline int
bp_arch_cas128(volatile uint64_t *dst, uint64_t *exp, const uint64_t *src)
{
	unsigned char done;

	__asm__ volatile("lock cmpxchg16b %[mem]\n\tsete %[done]"
			 : [mem] "+m"(*(volatile uint64_t(*)[2])dst),
			 [done] "=q"(done), "+a"(exp[0]), "+d"(exp[1])
			 : "b"(src[0]), "c"(src[1])
			 : "memory", "cc");
	return done;
}
#endif

#ifdef __cplusplus
}
#endif

#endif
