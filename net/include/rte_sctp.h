/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The common header of SCTP, as it is on the wire (RFC 9260). Fields are in
 * network order, but the checksum, a CRC32c, is sent lowest byte first.
 */
#ifndef RTE_SCTP_H
#define RTE_SCTP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_sctp_hdr {
	rte_be16_t src_port;
	rte_be16_t dst_port;
	rte_be32_t tag; /* of the association */
	rte_be32_t cksum;
} __rte_packed;

BP_SIZE_IS(struct rte_sctp_hdr, 12);
BP_FIELD_AT(struct rte_sctp_hdr, dst_port, 2);
BP_FIELD_AT(struct rte_sctp_hdr, tag, 4);
BP_FIELD_AT(struct rte_sctp_hdr, cksum, 8);

#ifdef __cplusplus
}
#endif

#endif
