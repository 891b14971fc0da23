/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cyclic redundancy checks: that of Ethernet frames, and the one of 16 bits
 * that HDLC and X.25 use (CRC-16/IBM-SDLC in catalogues).
 */
#ifndef RTE_NET_CRC_H
#define RTE_NET_CRC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum rte_net_crc_type {
	RTE_NET_CRC16_CCITT = 0,
	RTE_NET_CRC32_ETH,
	RTE_NET_CRC_REQS /* how many there are */
};

enum rte_net_crc_alg {
	RTE_NET_CRC_SCALAR = 0,
	RTE_NET_CRC_SSE42,
	RTE_NET_CRC_NEON,
	RTE_NET_CRC_AVX512
};

/*
 * Choose how all later CRCs are computed, in the process: in plain C, or with
 * the vectors of this processor. An algorithm that processor, architecture or
 * rte_vect_get_max_simd_bitwidth() does not allow is replaced by the best that
 * they do below it. Until the first call, the best is used. Any thread.
 */
void rte_net_crc_set_alg(enum rte_net_crc_alg alg);

/*
 * The CRC of data_len bytes, at any address, in the order of the processor.
 * 0 for an unknown type. Any thread.
 */
uint32_t rte_net_crc_calc(const void *data, uint32_t data_len,
		enum rte_net_crc_type type);

#ifdef __cplusplus
}
#endif

#endif
