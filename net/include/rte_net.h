/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a packet is, told from its headers, and the checksums that a NIC
 * expects to be prepared. The bytes of a packet are taken for hostile: none
 * behind its end is read or written, whatever its headers say.
 */
#ifndef RTE_NET_H
#define RTE_NET_H

#include <bufplane_layout.h>
#include <stdint.h>

#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lengths of headers in bytes, as they claim to be; 0 of those not found. */
struct rte_net_hdr_lens {
	uint8_t l2_len; /* tags and labels included */
	uint8_t inner_l2_len;
	uint16_t l3_len; /* options and extension headers included */
	uint16_t inner_l3_len;
	uint16_t tunnel_len;
	uint8_t l4_len;
	uint8_t inner_l4_len;
};

BP_SIZE_IS(struct rte_net_hdr_lens, 10);
BP_FIELD_AT(struct rte_net_hdr_lens, l3_len, 2);
BP_FIELD_AT(struct rte_net_hdr_lens, inner_l3_len, 4);
BP_FIELD_AT(struct rte_net_hdr_lens, tunnel_len, 6);
BP_FIELD_AT(struct rte_net_hdr_lens, l4_len, 8);

/*
 * Go behind the extension headers of IPv6 that start at *off of packet m, of
 * which proto names the first; *off is moved, even by a chain that fails.
 * Fragment headers end it, and *frag is 1 then, else 0. Returns the protocol
 * that follows; 0 for "no next header"; -1 if the packet ends within the
 * chain, or if there are more than four headers.
 */
int rte_net_skip_ip6_ext(uint16_t proto, const struct rte_mbuf *m,
		uint32_t *off, int *frag);

/*
 * The type (RTE_PTYPE_*) of a packet that starts with Ethernet:
 *   L2 Ethernet, VLAN, QinQ, MPLS; L3 IPv4 and IPv6; L4 TCP, UDP, SCTP, or a
 *   fragment; tunnels GRE, NVGRE and IP, and the same layers inside of them.
 * Looks at one layer after the other as long as layers, an OR of
 * RTE_PTYPE_*_MASK, has them and the packet names the next. hdr_lens may be
 * NULL. Any thread.
 */
uint32_t rte_net_get_ptype(const struct rte_mbuf *m,
		struct rte_net_hdr_lens *hdr_lens, uint32_t layers);

/* Offloads whose checksums need preparation. */
#define BP_NET_PREPARED                                                        \
	(RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_L4_MASK |                      \
			RTE_MBUF_F_TX_TCP_SEG | RTE_MBUF_F_TX_OUTER_IP_CKSUM | \
			RTE_MBUF_F_TX_OUTER_UDP_CKSUM)

/* rte_net_intel_cksum_flags_prepare() with something to do. */
int bp_net_cksum_prepare(struct rte_mbuf *m, uint64_t ol_flags);

/*
 * Prepare packet m for the offloads that ol_flags ask for, with its l2_len,
 * l3_len ...: checksums of IPv4 become 0, those of TCP and UDP that of the
 * pseudo-header (without the length for TSO). Returns 0; -ENOTSUP if the
 * first segment does not hold all of the headers.
 */
static inline int
rte_net_intel_cksum_flags_prepare(struct rte_mbuf *m, uint64_t ol_flags)
{
	if ((ol_flags & BP_NET_PREPARED) == 0)
		return 0;
	return bp_net_cksum_prepare(m, ol_flags);
}

/* As rte_net_intel_cksum_flags_prepare, with the packet's own flags. */
static inline int
rte_net_intel_cksum_prepare(struct rte_mbuf *m)
{
	return rte_net_intel_cksum_flags_prepare(m, m->ol_flags);
}

#ifdef __cplusplus
}
#endif

#endif
