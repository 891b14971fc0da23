/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rte_vect.h: the widest vector that code may use. Anybody may change it
 * until the command line has fixed it. Width and mark share one word, so that
 * a change and the fixing of the width cannot pass each other.
 */
#include "base/vect.h"

#include <bufplane_export.h>
#include <errno.h>
#include <stdbool.h>

#include <rte_vect.h>

#include "eal.h"

#define WIDTH_MASK   UINT32_C(0xffff)
#define WIDTH_FORCED UINT32_C(0x10000)

/* Relaxed throughout: no other data depends on the word. */
static uint32_t width_word = RTE_VECT_DEFAULT_SIMD_BITWIDTH;

static bool
width_is_valid(uint16_t bitwidth)
{
	return bitwidth >= RTE_VECT_SIMD_DISABLED &&
			rte_is_power_of_2(bitwidth);
}

int
eal_vect_force(uint16_t bitwidth)
{
	uint32_t word = bitwidth | WIDTH_FORCED;

	if (bitwidth == 0)
		word = RTE_VECT_DEFAULT_SIMD_BITWIDTH;
	else if (!width_is_valid(bitwidth))
		return -EINVAL;
	__atomic_store_n(&width_word, word, __ATOMIC_RELAXED);
	return 0;
}

BP_EXPORT
uint16_t
rte_vect_get_max_simd_bitwidth(void)
{
	return (uint16_t)(__atomic_load_n(&width_word, __ATOMIC_RELAXED) &
			WIDTH_MASK);
}

BP_EXPORT
int
rte_vect_set_max_simd_bitwidth(uint16_t bitwidth)
{
	uint32_t word = __atomic_load_n(&width_word, __ATOMIC_RELAXED);

	do {
		if (word & WIDTH_FORCED) {
			EAL_LOG(NOTICE, "vector width %u refused: the command line fixed it at %u\n",
					bitwidth,
					(unsigned int)(word & WIDTH_MASK));
			return -EPERM;
		}
		if (!width_is_valid(bitwidth)) {
			EAL_LOG(ERR, "vector width %u refused: it is not a power of two from %d to %d\n",
					bitwidth, RTE_VECT_SIMD_DISABLED,
					RTE_VECT_SIMD_MAX);
			return -EINVAL;
		}
	} while (!__atomic_compare_exchange_n(&width_word, &word, bitwidth, 0,
			__ATOMIC_RELAXED, __ATOMIC_RELAXED));
	return 0;
}
