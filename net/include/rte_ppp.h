/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of PPP with address and control fields, as it is on the wire
 * (RFC 1661, RFC 1662). Fields are in network order.
 */
#ifndef RTE_PPP_H
#define RTE_PPP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_ppp_hdr {
	uint8_t addr; /* all stations: 0xff */
	uint8_t ctrl; /* unnumbered information: 0x03 */
	rte_be16_t proto_id;
} __rte_packed;

BP_SIZE_IS(struct rte_ppp_hdr, 4);
BP_FIELD_AT(struct rte_ppp_hdr, ctrl, 1);
BP_FIELD_AT(struct rte_ppp_hdr, proto_id, 2);

#ifdef __cplusplus
}
#endif

#endif
