/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of GRE and its optional words, as they are on the wire (RFC 2784,
 * RFC 2890). The words follow in the order of the declarations here, each if
 * its bit is set. Fields are in network order.
 */
#ifndef RTE_GRE_H
#define RTE_GRE_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_gre_hdr {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint16_t res2 : 4;
	uint16_t s : 1; /* there is a sequence number */
	uint16_t k : 1; /* there is a key */
	uint16_t res1 : 1;
	uint16_t c : 1; /* there is a checksum */
	uint16_t ver : 3;
	uint16_t res3 : 5;
#else
	uint16_t c : 1;
	uint16_t res1 : 1;
	uint16_t k : 1;
	uint16_t s : 1;
	uint16_t res2 : 4;
	uint16_t res3 : 5;
	uint16_t ver : 3;
#endif
	uint16_t proto; /* RTE_ETHER_TYPE_*, in network order */
} __rte_packed;

BP_SIZE_IS(struct rte_gre_hdr, 4);
BP_FIELD_AT(struct rte_gre_hdr, proto, 2);

struct rte_gre_hdr_opt_checksum_rsvd {
	rte_be16_t checksum;
	rte_be16_t reserved1;
} __rte_packed;

BP_SIZE_IS(struct rte_gre_hdr_opt_checksum_rsvd, 4);
BP_FIELD_AT(struct rte_gre_hdr_opt_checksum_rsvd, reserved1, 2);

struct rte_gre_hdr_opt_key {
	rte_be32_t key;
} __rte_packed;

BP_SIZE_IS(struct rte_gre_hdr_opt_key, 4);

struct rte_gre_hdr_opt_sequence {
	rte_be32_t sequence;
} __rte_packed;

BP_SIZE_IS(struct rte_gre_hdr_opt_sequence, 4);

#ifdef __cplusplus
}
#endif

#endif
