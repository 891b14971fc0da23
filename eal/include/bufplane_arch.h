/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The one place where public headers meet the processor: waiting, the cycle
 * counter, barriers and the 128-bit compare-and-swap. Each bp_arch_* function
 * exists for every processor with the same meaning; the rte_ headers give
 * them their public names. Barriers are written in assembly throughout, since
 * ThreadSanitizer's compiler support rejects the fence builtin. It cannot see
 * into assembly either, so under it the exchange is its own.
 */
#ifndef BUFPLANE_ARCH_H
#define BUFPLANE_ARCH_H

#if defined(__SANITIZE_THREAD__)
#include <bufplane_arch_tsan.h>
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#include <bufplane_arch_tsan.h>
#endif
#endif

#if defined(__x86_64__)
#include <bufplane_arch_x86.h>
#elif defined(__aarch64__)
#include <bufplane_arch_arm64.h>
#else
#error "Bufplane is built for x86-64 and arm64"
#endif

#ifndef BP_ARCH_TSAN
/*
 * For ThreadSanitizer: a release that follows is meant for those, too, who
 * load a part of it; an acquire that was made loaded a part.
 */
static inline void
bp_arch_release_part(const volatile void *part)
{
	(void)part;
}

static inline void
bp_arch_acquire_part(const volatile void *part)
{
	(void)part;
}
#endif

#endif
