/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An entry of the MPLS label stack, as it is on the wire (RFC 3032). The label
 * of 20 bits is tag_msb, in network order, followed by tag_lsb.
 */
#ifndef RTE_MPLS_H
#define RTE_MPLS_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mpls_hdr {
	uint16_t tag_msb; /* the label's upper 16 bits */
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint8_t bs : 1;      /* the stack's last entry */
	uint8_t tc : 3;      /* traffic class */
	uint8_t tag_lsb : 4; /* the label's lower 4 bits */
#else
	uint8_t tag_lsb : 4;
	uint8_t tc : 3;
	uint8_t bs : 1;
#endif
	uint8_t ttl;
} __rte_packed;

BP_SIZE_IS(struct rte_mpls_hdr, 4);
BP_FIELD_AT(struct rte_mpls_hdr, tag_msb, 0);
BP_FIELD_AT(struct rte_mpls_hdr, ttl, 3);

#ifdef __cplusplus
}
#endif

#endif
