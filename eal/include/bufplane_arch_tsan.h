/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bufplane_arch.h under ThreadSanitizer: the operations whose effect on the
 * order of other accesses it has to know, as calls of its run-time library.
 */
#ifndef BUFPLANE_ARCH_TSAN_H
#define BUFPLANE_ARCH_TSAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The processor's own is left out. */
#define BP_ARCH_TSAN 1

__extension__ typedef unsigned __int128 bp_arch_uint128;

/* As gcc knows it; dst and exp are 16 bytes each. */
bool __tsan_atomic128_compare_exchange_strong(volatile void *dst, void *exp,
		bp_arch_uint128 src, int success, int failure);

static inline int
bp_arch_cas128(volatile uint64_t *dst, uint64_t *exp, const uint64_t *src)
{
	bp_arch_uint128 old, val;
	bool done;

	memcpy(&old, exp, sizeof(old));
	memcpy(&val, src, sizeof(val));
	done = __tsan_atomic128_compare_exchange_strong(
			dst, &old, val, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
	memcpy(exp, &old, sizeof(old));
	return done;
}

void __tsan_acquire(void *addr);
void __tsan_release(void *addr);

/*
 * ThreadSanitizer knows an atomic by its address: a store of 8 bytes releases
 * nothing to a load of the upper 4, unless it is told of these before the store
 * and after the load.
 */
static inline void
bp_arch_release_part(const volatile void *part)
{
	__tsan_release((void *)(uintptr_t)part);
}

static inline void
bp_arch_acquire_part(const volatile void *part)
{
	__tsan_acquire((void *)(uintptr_t)part);
}

#ifdef __cplusplus
}
#endif

#endif
