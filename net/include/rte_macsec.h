/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The security tag of MACsec behind its Ethernet type, as it is on the wire
 * (IEEE 802.1AE). Fields are in network order.
 */
#ifndef RTE_MACSEC_H
#define RTE_MACSEC_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of tci_an: tag control information, and the association's number. */
#define RTE_MACSEC_TCI_VER_MASK 0x80
#define RTE_MACSEC_TCI_ES       0x40 /* end station */
#define RTE_MACSEC_TCI_SC       0x20 /* a rte_macsec_sci_hdr follows */
#define RTE_MACSEC_TCI_SCB      0x10 /* single copy broadcast */
#define RTE_MACSEC_TCI_E        0x08 /* encrypted */
#define RTE_MACSEC_TCI_C        0x04 /* text changed */
#define RTE_MACSEC_AN_MASK      0x03

#define RTE_MACSEC_SCI_LEN 8

struct rte_macsec_hdr {
	uint8_t tci_an;
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint8_t short_length : 6; /* of the data if below 48, else 0 */
	uint8_t unused : 2;
#else
	uint8_t unused : 2;
	uint8_t short_length : 6;
#endif
	rte_be32_t packet_number;
} __rte_packed;

BP_SIZE_IS(struct rte_macsec_hdr, 6);
BP_FIELD_AT(struct rte_macsec_hdr, packet_number, 2);

struct rte_macsec_sci_hdr {
	uint8_t sci[RTE_MACSEC_SCI_LEN]; /* the secure channel */
} __rte_packed;

BP_SIZE_IS(struct rte_macsec_sci_hdr, 8);

#ifdef __cplusplus
}
#endif

#endif
