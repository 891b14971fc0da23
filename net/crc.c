/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The choice among the ways to compute a CRC. It is made at the first
 * computation, when the width that vectors may have is known.
 */
#include "crc.h"

#include <bufplane_export.h>

#include <rte_branch_prediction.h>
#include <rte_vect.h>

/* NULL until it is chosen. Its loads and stores stand alone: relaxed. */
static crc_fn chosen;

/* The best with vectors of at most width bits, of those that are allowed. */
static crc_fn
best(uint16_t width)
{
	const uint16_t allowed = rte_vect_get_max_simd_bitwidth();
	const crc_fn vector = crc_vector(RTE_MIN(width, allowed));

	return vector != NULL ? vector : crc_scalar;
}

BP_EXPORT
void
rte_net_crc_set_alg(enum rte_net_crc_alg alg)
{
	uint16_t width = 0;

	switch (alg) {
#if defined(__x86_64__)
	case RTE_NET_CRC_SSE42:
		width = RTE_VECT_SIMD_128;
		break;
	case RTE_NET_CRC_AVX512:
		width = RTE_VECT_SIMD_512;
		break;
#elif defined(__aarch64__)
	case RTE_NET_CRC_NEON:
		width = RTE_VECT_SIMD_128;
		break;
#endif
	default:
		break;
	}
	__atomic_store_n(&chosen, best(width), __ATOMIC_RELAXED);
}

BP_EXPORT
uint32_t
rte_net_crc_calc(
		const void *data, uint32_t data_len, enum rte_net_crc_type type)
{
	crc_fn fn = __atomic_load_n(&chosen, __ATOMIC_RELAXED);

	if (unlikely((unsigned int)type >= RTE_NET_CRC_REQS))
		return 0;
	if (unlikely(fn == NULL)) {
		fn = best(UINT16_MAX);
		__atomic_store_n(&chosen, fn, __ATOMIC_RELAXED);
	}
	return fn(data, data_len, type);
}
