/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of Geneve, as it is on the wire (RFC 8926), behind UDP. Fields
 * are in network order.
 */
#ifndef RTE_GENEVE_H
#define RTE_GENEVE_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_GENEVE_DEFAULT_PORT 6081

struct rte_geneve_hdr {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint8_t opt_len : 6; /* of the options, in words of 4 bytes */
	uint8_t ver : 2;
	uint8_t reserved1 : 6;
	uint8_t critical : 1; /* some option must be understood */
	uint8_t oam : 1;      /* a control packet */
#else
	uint8_t ver : 2;
	uint8_t opt_len : 6;
	uint8_t oam : 1;
	uint8_t critical : 1;
	uint8_t reserved1 : 6;
#endif
	rte_be16_t proto; /* RTE_GENEVE_TYPE_ETH, or RTE_ETHER_TYPE_* */
	uint8_t vni[3];   /* network identifier, highest byte first */
	uint8_t reserved2;
	uint32_t opts[];
} __rte_packed;

BP_SIZE_IS(struct rte_geneve_hdr, 8);
BP_FIELD_AT(struct rte_geneve_hdr, proto, 2);
BP_FIELD_AT(struct rte_geneve_hdr, vni, 4);
BP_FIELD_AT(struct rte_geneve_hdr, reserved2, 7);
BP_FIELD_AT(struct rte_geneve_hdr, opts, 8);

#define RTE_GENEVE_TYPE_ETH 0x6558

#ifdef __cplusplus
}
#endif

#endif
