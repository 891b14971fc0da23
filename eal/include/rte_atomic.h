/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory barriers, integers that threads share, and a 128-bit exchange.
 * rte_mb and its kin order accesses as devices see them, rte_smp_* as other
 * processors do, rte_io_* accesses to device registers. New code does better
 * with the compiler's __atomic builtins, which say what they pair with.
 */
#ifndef RTE_ATOMIC_H
#define RTE_ATOMIC_H

#include <bufplane_arch.h>
#include <bufplane_atomic_int.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_compat.h>
#include <rte_config.h>

#ifdef __cplusplus
extern "C" {
#endif

#define rte_compiler_barrier() bp_arch_compiler_barrier()

#define rte_mb()  bp_arch_mb()
#define rte_wmb() bp_arch_wmb()
#define rte_rmb() bp_arch_rmb()

#define rte_smp_wmb() bp_arch_smp_wmb()
#define rte_smp_rmb() bp_arch_smp_rmb()

#define rte_io_mb()  bp_arch_io_mb()
#define rte_io_wmb() bp_arch_io_wmb()
#define rte_io_rmb() bp_arch_io_rmb()

static __rte_always_inline void
rte_smp_mb(void)
{
	bp_arch_smp_mb();
}

/* A fence of an __ATOMIC_* order, between processors. */
static __rte_always_inline void
rte_atomic_thread_fence(int memorder)
{
	bp_arch_fence(memorder);
}

typedef struct {
	__extension__ union {
		uint64_t val[2];
		__extension__ __int128 int128;
	};
} __rte_aligned(16) rte_int128_t;

/*
 * If *dst equals *exp, replace it by *src and return 1; else copy it to *exp
 * and return 0. dst is 16-byte aligned. Stronger than any order asked for, so
 * weak, success and failure say only what the caller relies on. On x86 the
 * processor must have RTE_CPUFLAG_CMPXCHG16B.
 */
static inline int
rte_atomic128_cmp_exchange(rte_int128_t *dst, rte_int128_t *exp,
		const rte_int128_t *src, unsigned int weak, int success,
		int failure)
{
	RTE_SET_USED(weak);
	RTE_SET_USED(success);
	RTE_SET_USED(failure);
	return bp_arch_cas128(dst->val, exp->val, src->val);
}

#ifdef __cplusplus
}
#endif

#endif
