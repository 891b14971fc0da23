/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The headers of IPv4 and IPv6 as they are on the wire (RFC 791, RFC 8200), and
 * the bits of their fields. Fields are in network order; masks and addresses
 * are in the order of the processor. Programs include rte_ip.h.
 */
#ifndef BUFPLANE_IP_CORE_H
#define BUFPLANE_IP_CORE_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <netinet/ip.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_ipv4_hdr {
	RTE_STD_C11
	union {
		uint8_t version_ihl; /* the bits below, together */
		struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
			uint8_t ihl : 4; /* the header's length in words */
			uint8_t version : 4;
#else
			uint8_t version : 4;
			uint8_t ihl : 4;
#endif
		};
	};
	uint8_t type_of_service;
	rte_be16_t total_length; /* header included */
	rte_be16_t packet_id;
	rte_be16_t fragment_offset; /* with flags, see below */
	uint8_t time_to_live;
	uint8_t next_proto_id;
	rte_be16_t hdr_checksum;
	rte_be32_t src_addr;
	rte_be32_t dst_addr;
} __rte_packed;

BP_SIZE_IS(struct rte_ipv4_hdr, 20);
BP_FIELD_AT(struct rte_ipv4_hdr, version_ihl, 0);
BP_FIELD_AT(struct rte_ipv4_hdr, type_of_service, 1);
BP_FIELD_AT(struct rte_ipv4_hdr, total_length, 2);
BP_FIELD_AT(struct rte_ipv4_hdr, packet_id, 4);
BP_FIELD_AT(struct rte_ipv4_hdr, fragment_offset, 6);
BP_FIELD_AT(struct rte_ipv4_hdr, time_to_live, 8);
BP_FIELD_AT(struct rte_ipv4_hdr, next_proto_id, 9);
BP_FIELD_AT(struct rte_ipv4_hdr, hdr_checksum, 10);
BP_FIELD_AT(struct rte_ipv4_hdr, src_addr, 12);
BP_FIELD_AT(struct rte_ipv4_hdr, dst_addr, 16);

/* The address a.b.c.d. */
#define RTE_IPV4(a, b, c, d)                                                   \
	((uint32_t)((a)&0xff) << 24 | (uint32_t)((b)&0xff) << 16 |             \
			(uint32_t)((c)&0xff) << 8 | (uint32_t)((d)&0xff))

#define RTE_IPV4_MAX_PKT_LEN 65535

/* Bits of version_ihl. */
#define RTE_IPV4_HDR_IHL_MASK   (0x0f)
#define RTE_IPV4_IHL_MULTIPLIER (4)
#define RTE_IPV4_MIN_IHL        (0x5)
#define RTE_IPV4_VHL_DEF        ((IPVERSION << 4) | RTE_IPV4_MIN_IHL)

/* Bits of type_of_service. */
#define RTE_IPV4_HDR_DSCP_MASK (0xfc)
#define RTE_IPV4_HDR_ECN_MASK  (0x03)
#define RTE_IPV4_HDR_ECN_CE    RTE_IPV4_HDR_ECN_MASK

/* Bits of fragment_offset. */
#define RTE_IPV4_HDR_DF_SHIFT     14
#define RTE_IPV4_HDR_MF_SHIFT     13
#define RTE_IPV4_HDR_FO_SHIFT     3
#define RTE_IPV4_HDR_DF_FLAG      (1 << RTE_IPV4_HDR_DF_SHIFT)
#define RTE_IPV4_HDR_MF_FLAG      (1 << RTE_IPV4_HDR_MF_SHIFT)
#define RTE_IPV4_HDR_OFFSET_MASK  ((1 << RTE_IPV4_HDR_MF_SHIFT) - 1)
#define RTE_IPV4_HDR_OFFSET_UNITS 8

/* The first byte of an option. */
#define RTE_IPV4_HDR_OPT_EOL       0
#define RTE_IPV4_HDR_OPT_NOP       1
#define RTE_IPV4_HDR_OPT_COPIED(v) ((v)&0x80) /* into all fragments */
#define RTE_IPV4_HDR_OPT_MAX_LEN   40         /* bytes of all options */

/* Addresses. */
#define RTE_IPV4_ANY             ((uint32_t)0x00000000)
#define RTE_IPV4_LOOPBACK        ((uint32_t)0x7f000001)
#define RTE_IPV4_BROADCAST       ((uint32_t)0xe0000000)
#define RTE_IPV4_ALLHOSTS_GROUP  ((uint32_t)0xe0000001)
#define RTE_IPV4_ALLRTRS_GROUP   ((uint32_t)0xe0000002)
#define RTE_IPV4_MAX_LOCAL_GROUP ((uint32_t)0xe00000ff)

#define RTE_IPV4_MIN_MCAST RTE_IPV4(224, 0, 0, 0)
#define RTE_IPV4_MAX_MCAST RTE_IPV4(239, 255, 255, 255)

#define RTE_IS_IPV4_MCAST(x)                                                   \
	((x) >= RTE_IPV4_MIN_MCAST && (x) <= RTE_IPV4_MAX_MCAST)

struct rte_ipv6_hdr {
	rte_be32_t vtc_flow; /* version, traffic class, flow label */
	rte_be16_t payload_len;
	uint8_t proto; /* of the next header */
	uint8_t hop_limits;
	uint8_t src_addr[16];
	uint8_t dst_addr[16];
} __rte_packed;

BP_SIZE_IS(struct rte_ipv6_hdr, 40);
BP_FIELD_AT(struct rte_ipv6_hdr, payload_len, 4);
BP_FIELD_AT(struct rte_ipv6_hdr, proto, 6);
BP_FIELD_AT(struct rte_ipv6_hdr, hop_limits, 7);
BP_FIELD_AT(struct rte_ipv6_hdr, src_addr, 8);
BP_FIELD_AT(struct rte_ipv6_hdr, dst_addr, 24);

/* Bits of vtc_flow. */
#define RTE_IPV6_HDR_FL_SHIFT  0
#define RTE_IPV6_HDR_TC_SHIFT  20
#define RTE_IPV6_HDR_FL_MASK   ((1u << RTE_IPV6_HDR_TC_SHIFT) - 1)
#define RTE_IPV6_HDR_TC_MASK   (0xff << RTE_IPV6_HDR_TC_SHIFT)
#define RTE_IPV6_HDR_DSCP_MASK (0xfc << RTE_IPV6_HDR_TC_SHIFT)
#define RTE_IPV6_HDR_ECN_MASK  (0x03 << RTE_IPV6_HDR_TC_SHIFT)
#define RTE_IPV6_HDR_ECN_CE    RTE_IPV6_HDR_ECN_MASK

#define RTE_IPV6_MIN_MTU 1280

struct rte_ipv6_fragment_ext {
	uint8_t next_header;
	uint8_t reserved;
	rte_be16_t frag_data; /* offset and more fragments, see below */
	rte_be32_t id;
} __rte_packed;

BP_SIZE_IS(struct rte_ipv6_fragment_ext, 8);
BP_FIELD_AT(struct rte_ipv6_fragment_ext, reserved, 1);
BP_FIELD_AT(struct rte_ipv6_fragment_ext, frag_data, 2);
BP_FIELD_AT(struct rte_ipv6_fragment_ext, id, 4);

#define RTE_IPV6_FRAG_HDR_SIZE sizeof(struct rte_ipv6_fragment_ext)

/* Bits of frag_data. */
#define RTE_IPV6_EHDR_MF_SHIFT 0
#define RTE_IPV6_EHDR_MF_MASK  1
#define RTE_IPV6_EHDR_FO_SHIFT 3
#define RTE_IPV6_EHDR_FO_MASK  (~((1 << RTE_IPV6_EHDR_FO_SHIFT) - 1))
#define RTE_IPV6_EHDR_FO_ALIGN (1 << RTE_IPV6_EHDR_FO_SHIFT)

#define RTE_IPV6_FRAG_USED_MASK (RTE_IPV6_EHDR_MF_MASK | RTE_IPV6_EHDR_FO_MASK)

#define RTE_IPV6_GET_MF(x) ((x)&RTE_IPV6_EHDR_MF_MASK)
#define RTE_IPV6_GET_FO(x) ((x) >> RTE_IPV6_EHDR_FO_SHIFT)

#define RTE_IPV6_SET_FRAG_DATA(fo, mf)                                         \
	(((fo)&RTE_IPV6_EHDR_FO_MASK) | ((mf)&RTE_IPV6_EHDR_MF_MASK))

#ifdef __cplusplus
}
#endif

#endif
