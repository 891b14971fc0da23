/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Waiting for another thread without giving the processor away. Each wait
 * loads with the order it is given (relaxed or acquire) and pauses in between;
 * an acquire load pairs with the release store that ends the wait.
 */
#ifndef RTE_PAUSE_H
#define RTE_PAUSE_H

#include <assert.h>
#include <stdint.h>

#include <rte_atomic.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Tell the processor that this is a busy wait. */
static inline void
rte_pause(void)
{
	bp_arch_pause();
}

/*
 * Let the thread go ahead that just won a word which this one wanted, too: who
 * tries again at once takes the winner's cache lines from under its hands.
 */
static inline void
bp_stand_back(void)
{
	for (int i = 0; i < 16; i++)
		rte_pause();
}

/* Wait until *addr is expected. */
static __rte_always_inline void
rte_wait_until_equal_16(
		volatile uint16_t *addr, uint16_t expected, int memorder)
{
	while (__atomic_load_n(addr, memorder) != expected)
		rte_pause();
}

/* As rte_wait_until_equal_16, but of 32 bits. */
static __rte_always_inline void
rte_wait_until_equal_32(
		volatile uint32_t *addr, uint32_t expected, int memorder)
{
	while (__atomic_load_n(addr, memorder) != expected)
		rte_pause();
}

/* As rte_wait_until_equal_16, but of 64 bits. */
static __rte_always_inline void
rte_wait_until_equal_64(
		volatile uint64_t *addr, uint64_t expected, int memorder)
{
	while (__atomic_load_n(addr, memorder) != expected)
		rte_pause();
}

/*
 * Wait until (*addr & mask) cond expected holds; cond is a comparison such as
 * == or <. addr, mask and expected are evaluated once, before the wait.
 */
#define RTE_WAIT_UNTIL_MASKED(addr, mask, cond, expected, memorder)            \
	do {                                                                   \
		__typeof__(addr) wait_addr_ = (addr);                          \
		const __typeof__(*(addr)) wait_mask_ = (mask);                 \
		const __typeof__(*(addr)) wait_exp_ = (expected);              \
		while (!((__atomic_load_n(wait_addr_, memorder) & wait_mask_)  \
						cond wait_exp_))               \
			rte_pause();                                           \
	} while (0)

#ifdef __cplusplus
}
#endif

#endif
