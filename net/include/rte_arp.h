/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ARP over Ethernet for IPv4, as it is on the wire (RFC 826), and a frame that
 * tells switches where an address is. Fields are in network order.
 */
#ifndef RTE_ARP_H
#define RTE_ARP_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_ether.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_arp_ipv4 {
	struct rte_ether_addr arp_sha; /* the sender */
	rte_be32_t arp_sip;
	struct rte_ether_addr arp_tha; /* the target */
	rte_be32_t arp_tip;
} __rte_packed __rte_aligned(2);

BP_SIZE_IS(struct rte_arp_ipv4, 20);
BP_FIELD_AT(struct rte_arp_ipv4, arp_sip, 6);
BP_FIELD_AT(struct rte_arp_ipv4, arp_tha, 10);
BP_FIELD_AT(struct rte_arp_ipv4, arp_tip, 16);

struct rte_arp_hdr {
	rte_be16_t arp_hardware; /* RTE_ARP_HRD_* */
	rte_be16_t arp_protocol; /* RTE_ETHER_TYPE_* */
	uint8_t arp_hlen;        /* bytes of a hardware address */
	uint8_t arp_plen;        /* bytes of a protocol address */
	rte_be16_t arp_opcode;   /* RTE_ARP_OP_* */
	struct rte_arp_ipv4 arp_data;
} __rte_packed __rte_aligned(2);

BP_SIZE_IS(struct rte_arp_hdr, 28);
BP_FIELD_AT(struct rte_arp_hdr, arp_protocol, 2);
BP_FIELD_AT(struct rte_arp_hdr, arp_hlen, 4);
BP_FIELD_AT(struct rte_arp_hdr, arp_plen, 5);
BP_FIELD_AT(struct rte_arp_hdr, arp_opcode, 6);
BP_FIELD_AT(struct rte_arp_hdr, arp_data, 8);

#define RTE_ARP_HRD_ETHER 1

#define RTE_ARP_OP_REQUEST    1
#define RTE_ARP_OP_REPLY      2
#define RTE_ARP_OP_REVREQUEST 3
#define RTE_ARP_OP_REVREPLY   4
#define RTE_ARP_OP_INVREQUEST 8
#define RTE_ARP_OP_INVREPLY   9

/*
 * A packet of mpool with a reverse request for mac, broadcast from mac. NULL
 * when the pool is empty or its buffers are too small.
 */
struct rte_mbuf *rte_net_make_rarp_packet(
		struct rte_mempool *mpool, const struct rte_ether_addr *mac);

#ifdef __cplusplus
}
#endif

#endif
