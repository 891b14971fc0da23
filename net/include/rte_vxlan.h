/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers of VXLAN (RFC 7348) and of its generic protocol extension, as
 * they are on the wire, behind UDP. Fields are in network order.
 */
#ifndef RTE_VXLAN_H
#define RTE_VXLAN_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_udp.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_VXLAN_DEFAULT_PORT     4789
#define RTE_VXLAN_GPE_DEFAULT_PORT 4790

struct rte_vxlan_hdr {
	rte_be32_t vx_flags; /* flags (8 bits), reserved (24) */
	rte_be32_t vx_vni;   /* network identifier (24 bits), reserved (8) */
} __rte_packed;

BP_SIZE_IS(struct rte_vxlan_hdr, 8);
BP_FIELD_AT(struct rte_vxlan_hdr, vx_vni, 4);

struct rte_vxlan_gpe_hdr {
	uint8_t vx_flags;
	uint8_t reserved[2];
	uint8_t proto;     /* RTE_VXLAN_GPE_TYPE_* */
	rte_be32_t vx_vni; /* network identifier (24 bits), reserved (8) */
} __rte_packed;

BP_SIZE_IS(struct rte_vxlan_gpe_hdr, 8);
BP_FIELD_AT(struct rte_vxlan_gpe_hdr, reserved, 1);
BP_FIELD_AT(struct rte_vxlan_gpe_hdr, proto, 3);
BP_FIELD_AT(struct rte_vxlan_gpe_hdr, vx_vni, 4);

/* Bytes that each adds to a packet, UDP included. */
#define RTE_ETHER_VXLAN_HLEN                                                   \
	(sizeof(struct rte_udp_hdr) + sizeof(struct rte_vxlan_hdr))
#define RTE_ETHER_VXLAN_GPE_HLEN                                               \
	(sizeof(struct rte_udp_hdr) + sizeof(struct rte_vxlan_gpe_hdr))

/* What follows the header of VXLAN-GPE. */
#define RTE_VXLAN_GPE_TYPE_IPV4 1
#define RTE_VXLAN_GPE_TYPE_IPV6 2
#define RTE_VXLAN_GPE_TYPE_ETH  3
#define RTE_VXLAN_GPE_TYPE_NSH  4
#define RTE_VXLAN_GPE_TYPE_MPLS 5
#define RTE_VXLAN_GPE_TYPE_GBP  6
#define RTE_VXLAN_GPE_TYPE_VBNG 7

#ifdef __cplusplus
}
#endif

#endif
