/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The header of GTP (3GPP TS 29.060, 29.281) and its extension for the PDU
 * session (3GPP TS 38.415), as they are on the wire, behind UDP. Fields are in
 * network order.
 */
#ifndef RTE_GTP_H
#define RTE_GTP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_udp.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_gtp_hdr {
	RTE_STD_C11
	union {
		uint8_t gtp_hdr_info; /* the bits below, together */
		struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
			uint8_t pn : 1; /* there is an N-PDU number */
			uint8_t s : 1;  /* there is a sequence number */
			uint8_t e : 1;  /* there is an extension header */
			uint8_t res1 : 1;
			uint8_t pt : 1; /* protocol: GTP, not GTP' */
			uint8_t ver : 3;
#else
			uint8_t ver : 3;
			uint8_t pt : 1;
			uint8_t res1 : 1;
			uint8_t e : 1;
			uint8_t s : 1;
			uint8_t pn : 1;
#endif
		};
	};
	uint8_t msg_type;
	rte_be16_t plen; /* bytes behind these eight */
	rte_be32_t teid; /* the tunnel's endpoint */
} __rte_packed;

BP_SIZE_IS(struct rte_gtp_hdr, 8);
BP_FIELD_AT(struct rte_gtp_hdr, gtp_hdr_info, 0);
BP_FIELD_AT(struct rte_gtp_hdr, msg_type, 1);
BP_FIELD_AT(struct rte_gtp_hdr, plen, 2);
BP_FIELD_AT(struct rte_gtp_hdr, teid, 4);

/* Follows the header if any of e, s and pn is set. */
struct rte_gtp_hdr_ext_word {
	rte_be16_t sqn;   /* sequence number */
	uint8_t npdu;     /* N-PDU number */
	uint8_t next_ext; /* type of the first extension header */
} __rte_packed;

BP_SIZE_IS(struct rte_gtp_hdr_ext_word, 4);
BP_FIELD_AT(struct rte_gtp_hdr_ext_word, npdu, 2);
BP_FIELD_AT(struct rte_gtp_hdr_ext_word, next_ext, 3);

/* The PDU session container, whatever its type. */
struct rte_gtp_psc_generic_hdr {
	uint8_t ext_hdr_len; /* in words of 4 bytes, this one included */
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint8_t pad : 3;
	uint8_t qmp : 1; /* monitoring packet */
	uint8_t type : 4;
	uint8_t qfi : 6; /* flow identifier */
	uint8_t spare : 2;
#else
	uint8_t type : 4;
	uint8_t qmp : 1;
	uint8_t pad : 3;
	uint8_t spare : 2;
	uint8_t qfi : 6;
#endif
	uint8_t data[0];
} __rte_packed;

BP_SIZE_IS(struct rte_gtp_psc_generic_hdr, 3);
BP_FIELD_AT(struct rte_gtp_psc_generic_hdr, data, 3);

/* The PDU session container, type 0: downlink. */
struct rte_gtp_psc_type0_hdr {
	uint8_t ext_hdr_len;
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint8_t spare_dl1 : 2;
	uint8_t snp : 1; /* there is a sequence number */
	uint8_t qmp : 1;
	uint8_t type : 4;
	uint8_t qfi : 6;
	uint8_t rqi : 1; /* reflective quality of service */
	uint8_t ppp : 1; /* there is a paging policy */
#else
	uint8_t type : 4;
	uint8_t qmp : 1;
	uint8_t snp : 1;
	uint8_t spare_dl1 : 2;
	uint8_t ppp : 1;
	uint8_t rqi : 1;
	uint8_t qfi : 6;
#endif
	uint8_t data[0];
} __rte_packed;

BP_SIZE_IS(struct rte_gtp_psc_type0_hdr, 3);
BP_FIELD_AT(struct rte_gtp_psc_type0_hdr, data, 3);

/* The PDU session container, type 1: uplink. */
struct rte_gtp_psc_type1_hdr {
	uint8_t ext_hdr_len;
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	uint8_t snp : 1;
	uint8_t ul_delay_ind : 1; /* there is an uplink delay */
	uint8_t dl_delay_ind : 1; /* there is a downlink delay */
	uint8_t qmp : 1;
	uint8_t type : 4;
	uint8_t qfi : 6;
	uint8_t spare_ul2 : 1;
	uint8_t n_delay_ind : 1; /* there is a delay on N3 or N9 */
#else
	uint8_t type : 4;
	uint8_t qmp : 1;
	uint8_t dl_delay_ind : 1;
	uint8_t ul_delay_ind : 1;
	uint8_t snp : 1;
	uint8_t n_delay_ind : 1;
	uint8_t spare_ul2 : 1;
	uint8_t qfi : 6;
#endif
	uint8_t data[0];
} __rte_packed;

BP_SIZE_IS(struct rte_gtp_psc_type1_hdr, 3);
BP_FIELD_AT(struct rte_gtp_psc_type1_hdr, data, 3);

/* Bytes that GTP adds to a packet, UDP included. */
#define RTE_ETHER_GTP_HLEN                                                     \
	(sizeof(struct rte_udp_hdr) + sizeof(struct rte_gtp_hdr))

#define RTE_GTPC_UDP_PORT 2123
#define RTE_GTPU_UDP_PORT 2152

/* The first half byte of what a G-PDU carries. */
#define RTE_GTP_TYPE_IPV4 0x40
#define RTE_GTP_TYPE_IPV6 0x60

#ifdef __cplusplus
}
#endif

#endif
