/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of ICMP echo messages, as it is on the wire (RFC 792). Fields are
 * in network order.
 */
#ifndef RTE_ICMP_H
#define RTE_ICMP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_icmp_hdr {
	uint8_t icmp_type; /* RTE_IP_ICMP_* */
	uint8_t icmp_code;
	rte_be16_t icmp_cksum;
	rte_be16_t icmp_ident;
	rte_be16_t icmp_seq_nb;
} __rte_packed;

BP_SIZE_IS(struct rte_icmp_hdr, 8);
BP_FIELD_AT(struct rte_icmp_hdr, icmp_code, 1);
BP_FIELD_AT(struct rte_icmp_hdr, icmp_cksum, 2);
BP_FIELD_AT(struct rte_icmp_hdr, icmp_ident, 4);
BP_FIELD_AT(struct rte_icmp_hdr, icmp_seq_nb, 6);

#define RTE_IP_ICMP_ECHO_REPLY   0
#define RTE_IP_ICMP_ECHO_REQUEST 8

#ifdef __cplusplus
}
#endif

#endif
