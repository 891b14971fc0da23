/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Single bits in words of 32 and 64 bits. "Relaxed" means that nothing orders
 * an access against others; nor is changing a bit atomic: the word is loaded
 * and stored again. Bit numbers are below the width. A bit that is read comes
 * at its place: the result is RTE_BIT32(nr) or 0, not 1 or 0.
 */
#ifndef RTE_BITOPS_H
#define RTE_BITOPS_H

#include <stdint.h>

#include <rte_compat.h>
#include <rte_debug.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_BIT64(nr) (UINT64_C(1) << (nr))
#define RTE_BIT32(nr) (UINT32_C(1) << (nr))

__rte_experimental static inline uint32_t
rte_bit_relaxed_get32(unsigned int nr, volatile uint32_t *addr)
{
	RTE_ASSERT(nr < 32);
	return *addr & RTE_BIT32(nr);
}

__rte_experimental static inline void
rte_bit_relaxed_set32(unsigned int nr, volatile uint32_t *addr)
{
	RTE_ASSERT(nr < 32);
	*addr = *addr | RTE_BIT32(nr);
}

__rte_experimental static inline void
rte_bit_relaxed_clear32(unsigned int nr, volatile uint32_t *addr)
{
	RTE_ASSERT(nr < 32);
	*addr = *addr & ~RTE_BIT32(nr);
}

/* Set the bit; what it was before. */
__rte_experimental static inline uint32_t
rte_bit_relaxed_test_and_set32(unsigned int nr, volatile uint32_t *addr)
{
	uint32_t was = *addr;

	RTE_ASSERT(nr < 32);
	*addr = was | RTE_BIT32(nr);
	return was & RTE_BIT32(nr);
}

/* Clear the bit; what it was before. */
__rte_experimental static inline uint32_t
rte_bit_relaxed_test_and_clear32(unsigned int nr, volatile uint32_t *addr)
{
	uint32_t was = *addr;

	RTE_ASSERT(nr < 32);
	*addr = was & ~RTE_BIT32(nr);
	return was & RTE_BIT32(nr);
}

__rte_experimental static inline uint64_t
rte_bit_relaxed_get64(unsigned int nr, volatile uint64_t *addr)
{
	RTE_ASSERT(nr < 64);
	return *addr & RTE_BIT64(nr);
}

__rte_experimental static inline void
rte_bit_relaxed_set64(unsigned int nr, volatile uint64_t *addr)
{
	RTE_ASSERT(nr < 64);
	*addr = *addr | RTE_BIT64(nr);
}

__rte_experimental static inline void
rte_bit_relaxed_clear64(unsigned int nr, volatile uint64_t *addr)
{
	RTE_ASSERT(nr < 64);
	*addr = *addr & ~RTE_BIT64(nr);
}

/* Set the bit; what it was before. */
__rte_experimental static inline uint64_t
rte_bit_relaxed_test_and_set64(unsigned int nr, volatile uint64_t *addr)
{
	uint64_t was = *addr;

	RTE_ASSERT(nr < 64);
	*addr = was | RTE_BIT64(nr);
	return was & RTE_BIT64(nr);
}

/* Clear the bit; what it was before. */
__rte_experimental static inline uint64_t
rte_bit_relaxed_test_and_clear64(unsigned int nr, volatile uint64_t *addr)
{
	uint64_t was = *addr;

	RTE_ASSERT(nr < 64);
	*addr = was & ~RTE_BIT64(nr);
	return was & RTE_BIT64(nr);
}

#ifdef __cplusplus
}
#endif

#endif
