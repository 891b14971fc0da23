/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of UDP, as it is on the wire (RFC 768). Fields are in network
 * order.
 */
#ifndef RTE_UDP_H
#define RTE_UDP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_udp_hdr {
	rte_be16_t src_port;
	rte_be16_t dst_port;
	rte_be16_t dgram_len; /* header included */
	rte_be16_t dgram_cksum;
} __rte_packed;

BP_SIZE_IS(struct rte_udp_hdr, 8);
BP_FIELD_AT(struct rte_udp_hdr, dst_port, 2);
BP_FIELD_AT(struct rte_udp_hdr, dgram_len, 4);
BP_FIELD_AT(struct rte_udp_hdr, dgram_cksum, 6);

#ifdef __cplusplus
}
#endif

#endif
