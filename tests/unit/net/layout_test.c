/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sizes, alignments, offsets, bits, constants and function types of all
 * protocol headers are those of DPDK 22.11.
 */
#include <rte_arp.h>
#include <rte_ecpri.h>
#include <rte_esp.h>
#include <rte_ether.h>
#include <rte_geneve.h>
#include <rte_gre.h>
#include <rte_gtp.h>
#include <rte_higig.h>
#include <rte_icmp.h>
#include <rte_ip.h>
#include <rte_l2tpv2.h>
#include <rte_macsec.h>
#include <rte_mpls.h>
#include <rte_net.h>
#include <rte_net_crc.h>
#include <rte_ppp.h>
#include <rte_sctp.h>
#include <rte_tcp.h>
#include <rte_udp.h>
#include <rte_vxlan.h>

#include "../layout.h"

/* clang-format off: a row a line */
/* rte_ether.h */
TYPE(struct rte_ether_addr, 6, 2);
FIELD(struct rte_ether_addr, addr_bytes, 0, 6);
TYPE(struct rte_ether_hdr, 14, 2);
FIELD(struct rte_ether_hdr, dst_addr, 0, 6);
FIELD(struct rte_ether_hdr, src_addr, 6, 6);
FIELD(struct rte_ether_hdr, ether_type, 12, 2);
TYPE(struct rte_vlan_hdr, 4, 1);
FIELD(struct rte_vlan_hdr, vlan_tci, 0, 2);
FIELD(struct rte_vlan_hdr, eth_proto, 2, 2);
VALUE(RTE_ETHER_ADDR_FMT_SIZE, 18);
VALUE(RTE_ETHER_ADDR_LEN, 6);
VALUE(RTE_ETHER_CRC_LEN, 4);
VALUE(RTE_ETHER_GROUP_ADDR, 1);
VALUE(RTE_ETHER_HDR_LEN, 14);
VALUE(RTE_ETHER_LOCAL_ADMIN_ADDR, 2);
VALUE(RTE_ETHER_MAX_JUMBO_FRAME_LEN, 0x3f00);
VALUE(RTE_ETHER_MAX_LEN, 0x5ee);
VALUE(RTE_ETHER_MAX_VLAN_FRAME_LEN, 0x5f2);
VALUE(RTE_ETHER_MAX_VLAN_ID, 0xfff);
VALUE(RTE_ETHER_MIN_LEN, 64);
VALUE(RTE_ETHER_MIN_MTU, 68);
VALUE(RTE_ETHER_MTU, 0x5dc);
VALUE(RTE_ETHER_TYPE_1588, 0x88f7);
VALUE(RTE_ETHER_TYPE_ARP, 0x806);
VALUE(RTE_ETHER_TYPE_ECPRI, 0xaefe);
VALUE(RTE_ETHER_TYPE_ETAG, 0x893f);
VALUE(RTE_ETHER_TYPE_IPV4, 0x800);
VALUE(RTE_ETHER_TYPE_IPV6, 0x86dd);
VALUE(RTE_ETHER_TYPE_LEN, 2);
VALUE(RTE_ETHER_TYPE_LLDP, 0x88cc);
VALUE(RTE_ETHER_TYPE_MPLS, 0x8847);
VALUE(RTE_ETHER_TYPE_MPLSM, 0x8848);
VALUE(RTE_ETHER_TYPE_PPPOE_DISCOVERY, 0x8863);
VALUE(RTE_ETHER_TYPE_PPPOE_SESSION, 0x8864);
VALUE(RTE_ETHER_TYPE_QINQ, 0x88a8);
VALUE(RTE_ETHER_TYPE_QINQ1, 0x9100);
VALUE(RTE_ETHER_TYPE_QINQ2, 0x9200);
VALUE(RTE_ETHER_TYPE_QINQ3, 0x9300);
VALUE(RTE_ETHER_TYPE_RARP, 0x8035);
VALUE(RTE_ETHER_TYPE_SLOW, 0x8809);
VALUE(RTE_ETHER_TYPE_TEB, 0x6558);
VALUE(RTE_ETHER_TYPE_VLAN, 0x8100);
VALUE(RTE_VLAN_DEI_MASK, 0x1000);
VALUE(RTE_VLAN_DEI_SHIFT, 12);
VALUE(RTE_VLAN_HLEN, 4);
VALUE(RTE_VLAN_ID_MASK, 0xfff);
VALUE(RTE_VLAN_PRI_MASK, 0xe000);
VALUE(RTE_VLAN_PRI_SHIFT, 13);
TEXT(RTE_ETHER_ADDR_PRT_FMT, "%02X:%02X:%02X:%02X:%02X:%02X");
FUNCTION(rte_eth_random_addr, void, uint8_t *);
FUNCTION(rte_ether_format_addr, void, char *, uint16_t,
		const struct rte_ether_addr *);
FUNCTION(rte_ether_unformat_addr, int, const char *, struct rte_ether_addr *);
FUNCTION(rte_ether_addr_copy, void, const struct rte_ether_addr *,
		struct rte_ether_addr *);
FUNCTION(rte_is_broadcast_ether_addr, int, const struct rte_ether_addr *);
FUNCTION(rte_is_local_admin_ether_addr, int, const struct rte_ether_addr *);
FUNCTION(rte_is_multicast_ether_addr, int, const struct rte_ether_addr *);
FUNCTION(rte_is_same_ether_addr, int, const struct rte_ether_addr *,
		const struct rte_ether_addr *);
FUNCTION(rte_is_unicast_ether_addr, int, const struct rte_ether_addr *);
FUNCTION(rte_is_universal_ether_addr, int, const struct rte_ether_addr *);
FUNCTION(rte_is_valid_assigned_ether_addr, int, const struct rte_ether_addr *);
FUNCTION(rte_is_zero_ether_addr, int, const struct rte_ether_addr *);
FUNCTION(rte_vlan_insert, int, struct rte_mbuf **);
FUNCTION(rte_vlan_strip, int, struct rte_mbuf *);

/* rte_arp.h */
TYPE(struct rte_arp_hdr, 28, 2);
FIELD(struct rte_arp_hdr, arp_hardware, 0, 2);
FIELD(struct rte_arp_hdr, arp_protocol, 2, 2);
FIELD(struct rte_arp_hdr, arp_hlen, 4, 1);
FIELD(struct rte_arp_hdr, arp_plen, 5, 1);
FIELD(struct rte_arp_hdr, arp_opcode, 6, 2);
FIELD(struct rte_arp_hdr, arp_data, 8, 20);
TYPE(struct rte_arp_ipv4, 20, 2);
FIELD(struct rte_arp_ipv4, arp_sha, 0, 6);
FIELD(struct rte_arp_ipv4, arp_sip, 6, 4);
FIELD(struct rte_arp_ipv4, arp_tha, 10, 6);
FIELD(struct rte_arp_ipv4, arp_tip, 16, 4);
VALUE(RTE_ARP_HRD_ETHER, 1);
VALUE(RTE_ARP_OP_INVREPLY, 9);
VALUE(RTE_ARP_OP_INVREQUEST, 8);
VALUE(RTE_ARP_OP_REPLY, 2);
VALUE(RTE_ARP_OP_REQUEST, 1);
VALUE(RTE_ARP_OP_REVREPLY, 4);
VALUE(RTE_ARP_OP_REVREQUEST, 3);
FUNCTION(rte_net_make_rarp_packet, struct rte_mbuf *, struct rte_mempool *,
		const struct rte_ether_addr *);

/* rte_ip.h */
TYPE(struct rte_ipv4_hdr, 20, 1);
FIELD(struct rte_ipv4_hdr, version_ihl, 0, 1);
FIELD(struct rte_ipv4_hdr, type_of_service, 1, 1);
FIELD(struct rte_ipv4_hdr, total_length, 2, 2);
FIELD(struct rte_ipv4_hdr, packet_id, 4, 2);
FIELD(struct rte_ipv4_hdr, fragment_offset, 6, 2);
FIELD(struct rte_ipv4_hdr, time_to_live, 8, 1);
FIELD(struct rte_ipv4_hdr, next_proto_id, 9, 1);
FIELD(struct rte_ipv4_hdr, hdr_checksum, 10, 2);
FIELD(struct rte_ipv4_hdr, src_addr, 12, 4);
FIELD(struct rte_ipv4_hdr, dst_addr, 16, 4);
TYPE(struct rte_ipv6_fragment_ext, 8, 1);
FIELD(struct rte_ipv6_fragment_ext, next_header, 0, 1);
FIELD(struct rte_ipv6_fragment_ext, reserved, 1, 1);
FIELD(struct rte_ipv6_fragment_ext, frag_data, 2, 2);
FIELD(struct rte_ipv6_fragment_ext, id, 4, 4);
TYPE(struct rte_ipv6_hdr, 40, 1);
FIELD(struct rte_ipv6_hdr, vtc_flow, 0, 4);
FIELD(struct rte_ipv6_hdr, payload_len, 4, 2);
FIELD(struct rte_ipv6_hdr, proto, 6, 1);
FIELD(struct rte_ipv6_hdr, hop_limits, 7, 1);
FIELD(struct rte_ipv6_hdr, src_addr, 8, 16);
FIELD(struct rte_ipv6_hdr, dst_addr, 24, 16);
VALUE(RTE_IPV4_ALLHOSTS_GROUP, 0xe0000001);
VALUE(RTE_IPV4_ALLRTRS_GROUP, 0xe0000002);
VALUE(RTE_IPV4_ANY, 0);
VALUE(RTE_IPV4_BROADCAST, 0xe0000000);
VALUE(RTE_IPV4_HDR_DF_FLAG, 0x4000);
VALUE(RTE_IPV4_HDR_DF_SHIFT, 14);
VALUE(RTE_IPV4_HDR_DSCP_MASK, 252);
VALUE(RTE_IPV4_HDR_ECN_CE, 3);
VALUE(RTE_IPV4_HDR_ECN_MASK, 3);
VALUE(RTE_IPV4_HDR_FO_SHIFT, 3);
VALUE(RTE_IPV4_HDR_IHL_MASK, 15);
VALUE(RTE_IPV4_HDR_MF_FLAG, 0x2000);
VALUE(RTE_IPV4_HDR_MF_SHIFT, 13);
VALUE(RTE_IPV4_HDR_OFFSET_MASK, 0x1fff);
VALUE(RTE_IPV4_HDR_OFFSET_UNITS, 8);
VALUE(RTE_IPV4_HDR_OPT_EOL, 0);
VALUE(RTE_IPV4_HDR_OPT_MAX_LEN, 40);
VALUE(RTE_IPV4_HDR_OPT_NOP, 1);
VALUE(RTE_IPV4_IHL_MULTIPLIER, 4);
VALUE(RTE_IPV4_LOOPBACK, 0x7f000001);
VALUE(RTE_IPV4_MAX_LOCAL_GROUP, 0xe00000ff);
VALUE(RTE_IPV4_MAX_MCAST, 0xefffffff);
VALUE(RTE_IPV4_MAX_PKT_LEN, 0xffff);
VALUE(RTE_IPV4_MIN_IHL, 5);
VALUE(RTE_IPV4_MIN_MCAST, 0xe0000000);
VALUE(RTE_IPV4_VHL_DEF, 69);
VALUE(RTE_IPV6_EHDR_FO_ALIGN, 8);
VALUE(RTE_IPV6_EHDR_FO_MASK, 0xfffffffffffffff8);
VALUE(RTE_IPV6_EHDR_FO_SHIFT, 3);
VALUE(RTE_IPV6_EHDR_MF_MASK, 1);
VALUE(RTE_IPV6_EHDR_MF_SHIFT, 0);
VALUE(RTE_IPV6_FRAG_HDR_SIZE, 8);
VALUE(RTE_IPV6_FRAG_USED_MASK, 0xfffffffffffffff9);
VALUE(RTE_IPV6_HDR_DSCP_MASK, 0xfc00000);
VALUE(RTE_IPV6_HDR_ECN_CE, 0x300000);
VALUE(RTE_IPV6_HDR_ECN_MASK, 0x300000);
VALUE(RTE_IPV6_HDR_FL_MASK, 0xfffff);
VALUE(RTE_IPV6_HDR_FL_SHIFT, 0);
VALUE(RTE_IPV6_HDR_TC_MASK, 0xff00000);
VALUE(RTE_IPV6_HDR_TC_SHIFT, 20);
VALUE(RTE_IPV6_MIN_MTU, 0x500);
FUNCTION(rte_ipv4_cksum, uint16_t, const struct rte_ipv4_hdr *);
FUNCTION(rte_ipv4_hdr_len, uint8_t, const struct rte_ipv4_hdr *);
FUNCTION(rte_ipv4_phdr_cksum, uint16_t, const struct rte_ipv4_hdr *, uint64_t);
FUNCTION(rte_ipv4_udptcp_cksum, uint16_t, const struct rte_ipv4_hdr *,
		const void *);
FUNCTION(rte_ipv4_udptcp_cksum_mbuf, uint16_t, const struct rte_mbuf *,
		const struct rte_ipv4_hdr *, uint16_t);
FUNCTION(rte_ipv4_udptcp_cksum_mbuf_verify, int, const struct rte_mbuf *,
		const struct rte_ipv4_hdr *, uint16_t);
FUNCTION(rte_ipv4_udptcp_cksum_verify, int, const struct rte_ipv4_hdr *,
		const void *);
FUNCTION(rte_ipv6_get_next_ext, int, const uint8_t *, int, size_t *);
FUNCTION(rte_ipv6_phdr_cksum, uint16_t, const struct rte_ipv6_hdr *, uint64_t);
FUNCTION(rte_ipv6_udptcp_cksum, uint16_t, const struct rte_ipv6_hdr *,
		const void *);
FUNCTION(rte_ipv6_udptcp_cksum_mbuf, uint16_t, const struct rte_mbuf *,
		const struct rte_ipv6_hdr *, uint16_t);
FUNCTION(rte_ipv6_udptcp_cksum_mbuf_verify, int, const struct rte_mbuf *,
		const struct rte_ipv6_hdr *, uint16_t);
FUNCTION(rte_ipv6_udptcp_cksum_verify, int, const struct rte_ipv6_hdr *,
		const void *);
FUNCTION(rte_raw_cksum, uint16_t, const void *, size_t);
FUNCTION(__rte_raw_cksum, uint32_t, const void *, size_t, uint32_t);
FUNCTION(__rte_raw_cksum_reduce, uint16_t, uint32_t);
FUNCTION(rte_raw_cksum_mbuf, int, const struct rte_mbuf *, uint32_t, uint32_t,
		uint16_t *);

/* rte_icmp.h */
TYPE(struct rte_icmp_hdr, 8, 1);
FIELD(struct rte_icmp_hdr, icmp_type, 0, 1);
FIELD(struct rte_icmp_hdr, icmp_code, 1, 1);
FIELD(struct rte_icmp_hdr, icmp_cksum, 2, 2);
FIELD(struct rte_icmp_hdr, icmp_ident, 4, 2);
FIELD(struct rte_icmp_hdr, icmp_seq_nb, 6, 2);
VALUE(RTE_IP_ICMP_ECHO_REPLY, 0);
VALUE(RTE_IP_ICMP_ECHO_REQUEST, 8);

/* rte_tcp.h */
TYPE(struct rte_tcp_hdr, 20, 1);
FIELD(struct rte_tcp_hdr, src_port, 0, 2);
FIELD(struct rte_tcp_hdr, dst_port, 2, 2);
FIELD(struct rte_tcp_hdr, sent_seq, 4, 4);
FIELD(struct rte_tcp_hdr, recv_ack, 8, 4);
FIELD(struct rte_tcp_hdr, data_off, 12, 1);
FIELD(struct rte_tcp_hdr, tcp_flags, 13, 1);
FIELD(struct rte_tcp_hdr, rx_win, 14, 2);
FIELD(struct rte_tcp_hdr, cksum, 16, 2);
FIELD(struct rte_tcp_hdr, tcp_urp, 18, 2);
VALUE(RTE_TCP_ACK_FLAG, 16);
VALUE(RTE_TCP_CWR_FLAG, 128);
VALUE(RTE_TCP_ECE_FLAG, 64);
VALUE(RTE_TCP_FIN_FLAG, 1);
VALUE(RTE_TCP_PSH_FLAG, 8);
VALUE(RTE_TCP_RST_FLAG, 4);
VALUE(RTE_TCP_SYN_FLAG, 2);
VALUE(RTE_TCP_URG_FLAG, 32);

/* rte_udp.h */
TYPE(struct rte_udp_hdr, 8, 1);
FIELD(struct rte_udp_hdr, src_port, 0, 2);
FIELD(struct rte_udp_hdr, dst_port, 2, 2);
FIELD(struct rte_udp_hdr, dgram_len, 4, 2);
FIELD(struct rte_udp_hdr, dgram_cksum, 6, 2);

/* rte_sctp.h */
TYPE(struct rte_sctp_hdr, 12, 1);
FIELD(struct rte_sctp_hdr, src_port, 0, 2);
FIELD(struct rte_sctp_hdr, dst_port, 2, 2);
FIELD(struct rte_sctp_hdr, tag, 4, 4);
FIELD(struct rte_sctp_hdr, cksum, 8, 4);

/* rte_esp.h */
TYPE(struct rte_esp_hdr, 8, 1);
FIELD(struct rte_esp_hdr, spi, 0, 4);
FIELD(struct rte_esp_hdr, seq, 4, 4);
TYPE(struct rte_esp_tail, 2, 1);
FIELD(struct rte_esp_tail, pad_len, 0, 1);
FIELD(struct rte_esp_tail, next_proto, 1, 1);

/* rte_vxlan.h */
TYPE(struct rte_vxlan_gpe_hdr, 8, 1);
FIELD(struct rte_vxlan_gpe_hdr, vx_flags, 0, 1);
FIELD(struct rte_vxlan_gpe_hdr, reserved, 1, 2);
FIELD(struct rte_vxlan_gpe_hdr, proto, 3, 1);
FIELD(struct rte_vxlan_gpe_hdr, vx_vni, 4, 4);
TYPE(struct rte_vxlan_hdr, 8, 1);
FIELD(struct rte_vxlan_hdr, vx_flags, 0, 4);
FIELD(struct rte_vxlan_hdr, vx_vni, 4, 4);
VALUE(RTE_ETHER_VXLAN_GPE_HLEN, 16);
VALUE(RTE_ETHER_VXLAN_HLEN, 16);
VALUE(RTE_VXLAN_DEFAULT_PORT, 0x12b5);
VALUE(RTE_VXLAN_GPE_DEFAULT_PORT, 0x12b6);
VALUE(RTE_VXLAN_GPE_TYPE_ETH, 3);
VALUE(RTE_VXLAN_GPE_TYPE_GBP, 6);
VALUE(RTE_VXLAN_GPE_TYPE_IPV4, 1);
VALUE(RTE_VXLAN_GPE_TYPE_IPV6, 2);
VALUE(RTE_VXLAN_GPE_TYPE_MPLS, 5);
VALUE(RTE_VXLAN_GPE_TYPE_NSH, 4);
VALUE(RTE_VXLAN_GPE_TYPE_VBNG, 7);

/* rte_gre.h */
TYPE(struct rte_gre_hdr, 4, 1);
FIELD(struct rte_gre_hdr, proto, 2, 2);
TYPE(struct rte_gre_hdr_opt_checksum_rsvd, 4, 1);
FIELD(struct rte_gre_hdr_opt_checksum_rsvd, checksum, 0, 2);
FIELD(struct rte_gre_hdr_opt_checksum_rsvd, reserved1, 2, 2);
TYPE(struct rte_gre_hdr_opt_key, 4, 1);
FIELD(struct rte_gre_hdr_opt_key, key, 0, 4);
TYPE(struct rte_gre_hdr_opt_sequence, 4, 1);
FIELD(struct rte_gre_hdr_opt_sequence, sequence, 0, 4);

/* rte_geneve.h */
TYPE(struct rte_geneve_hdr, 8, 1);
FIELD(struct rte_geneve_hdr, proto, 2, 2);
FIELD(struct rte_geneve_hdr, vni, 4, 3);
FIELD(struct rte_geneve_hdr, reserved2, 7, 1);
OPEN(struct rte_geneve_hdr, opts, 8);
VALUE(RTE_GENEVE_DEFAULT_PORT, 0x17c1);
VALUE(RTE_GENEVE_TYPE_ETH, 0x6558);

/* rte_gtp.h */
TYPE(struct rte_gtp_hdr, 8, 1);
FIELD(struct rte_gtp_hdr, gtp_hdr_info, 0, 1);
FIELD(struct rte_gtp_hdr, msg_type, 1, 1);
FIELD(struct rte_gtp_hdr, plen, 2, 2);
FIELD(struct rte_gtp_hdr, teid, 4, 4);
TYPE(struct rte_gtp_hdr_ext_word, 4, 1);
FIELD(struct rte_gtp_hdr_ext_word, sqn, 0, 2);
FIELD(struct rte_gtp_hdr_ext_word, npdu, 2, 1);
FIELD(struct rte_gtp_hdr_ext_word, next_ext, 3, 1);
TYPE(struct rte_gtp_psc_generic_hdr, 3, 1);
FIELD(struct rte_gtp_psc_generic_hdr, ext_hdr_len, 0, 1);
OPEN(struct rte_gtp_psc_generic_hdr, data, 3);
TYPE(struct rte_gtp_psc_type0_hdr, 3, 1);
FIELD(struct rte_gtp_psc_type0_hdr, ext_hdr_len, 0, 1);
OPEN(struct rte_gtp_psc_type0_hdr, data, 3);
TYPE(struct rte_gtp_psc_type1_hdr, 3, 1);
FIELD(struct rte_gtp_psc_type1_hdr, ext_hdr_len, 0, 1);
OPEN(struct rte_gtp_psc_type1_hdr, data, 3);
VALUE(RTE_ETHER_GTP_HLEN, 16);
VALUE(RTE_GTPC_UDP_PORT, 0x84b);
VALUE(RTE_GTPU_UDP_PORT, 0x868);
VALUE(RTE_GTP_TYPE_IPV4, 64);
VALUE(RTE_GTP_TYPE_IPV6, 96);

/* rte_mpls.h */
TYPE(struct rte_mpls_hdr, 4, 1);
FIELD(struct rte_mpls_hdr, tag_msb, 0, 2);
FIELD(struct rte_mpls_hdr, ttl, 3, 1);

/* rte_ppp.h */
TYPE(struct rte_ppp_hdr, 4, 1);
FIELD(struct rte_ppp_hdr, addr, 0, 1);
FIELD(struct rte_ppp_hdr, ctrl, 1, 1);
FIELD(struct rte_ppp_hdr, proto_id, 2, 2);

/* rte_macsec.h */
TYPE(struct rte_macsec_hdr, 6, 1);
FIELD(struct rte_macsec_hdr, tci_an, 0, 1);
FIELD(struct rte_macsec_hdr, packet_number, 2, 4);
TYPE(struct rte_macsec_sci_hdr, 8, 1);
FIELD(struct rte_macsec_sci_hdr, sci, 0, 8);
VALUE(RTE_MACSEC_AN_MASK, 3);
VALUE(RTE_MACSEC_SCI_LEN, 8);
VALUE(RTE_MACSEC_TCI_C, 4);
VALUE(RTE_MACSEC_TCI_E, 8);
VALUE(RTE_MACSEC_TCI_ES, 64);
VALUE(RTE_MACSEC_TCI_SC, 32);
VALUE(RTE_MACSEC_TCI_SCB, 16);
VALUE(RTE_MACSEC_TCI_VER_MASK, 128);

/* rte_higig.h */
TYPE(struct rte_higig2_frc, 8, 4);
TYPE(struct rte_higig2_hdr, 16, 4);
FIELD(struct rte_higig2_hdr, fcr, 0, 8);
FIELD(struct rte_higig2_hdr, ppt0, 8, 8);
FIELD(struct rte_higig2_hdr, ppt1, 8, 8);
TYPE(struct rte_higig2_ppt_type0, 8, 4);
TYPE(struct rte_higig2_ppt_type1, 8, 2);
FIELD(struct rte_higig2_ppt_type1, classification, 0, 2);
FIELD(struct rte_higig2_ppt_type1, resv, 2, 2);
FIELD(struct rte_higig2_ppt_type1, vid, 4, 2);

/* rte_ecpri.h */
TYPE(struct rte_ecpri_combined_msg_hdr, 16, 4);
FIELD(struct rte_ecpri_combined_msg_hdr, common, 0, 4);
FIELD(struct rte_ecpri_combined_msg_hdr, type0, 4, 4);
FIELD(struct rte_ecpri_combined_msg_hdr, type1, 4, 4);
FIELD(struct rte_ecpri_combined_msg_hdr, type2, 4, 4);
FIELD(struct rte_ecpri_combined_msg_hdr, type3, 4, 8);
FIELD(struct rte_ecpri_combined_msg_hdr, type4, 4, 12);
FIELD(struct rte_ecpri_combined_msg_hdr, type5, 4, 2);
FIELD(struct rte_ecpri_combined_msg_hdr, type6, 4, 4);
FIELD(struct rte_ecpri_combined_msg_hdr, type7, 4, 4);
FIELD(struct rte_ecpri_combined_msg_hdr, dummy, 4, 12);
TYPE(struct rte_ecpri_common_hdr, 4, 4);
FIELD(struct rte_ecpri_common_hdr, u32, 0, 4);
TYPE(struct rte_ecpri_msg_bit_seq, 4, 2);
FIELD(struct rte_ecpri_msg_bit_seq, pc_id, 0, 2);
FIELD(struct rte_ecpri_msg_bit_seq, seq_id, 2, 2);
TYPE(struct rte_ecpri_msg_delay_measure, 2, 1);
FIELD(struct rte_ecpri_msg_delay_measure, msr_id, 0, 1);
FIELD(struct rte_ecpri_msg_delay_measure, act_type, 1, 1);
TYPE(struct rte_ecpri_msg_event_ind, 4, 1);
FIELD(struct rte_ecpri_msg_event_ind, evt_id, 0, 1);
FIELD(struct rte_ecpri_msg_event_ind, evt_type, 1, 1);
FIELD(struct rte_ecpri_msg_event_ind, seq, 2, 1);
FIELD(struct rte_ecpri_msg_event_ind, number, 3, 1);
TYPE(struct rte_ecpri_msg_gen_data, 8, 4);
FIELD(struct rte_ecpri_msg_gen_data, pc_id, 0, 4);
FIELD(struct rte_ecpri_msg_gen_data, seq_id, 4, 4);
TYPE(struct rte_ecpri_msg_iq_data, 4, 2);
FIELD(struct rte_ecpri_msg_iq_data, pc_id, 0, 2);
FIELD(struct rte_ecpri_msg_iq_data, seq_id, 2, 2);
TYPE(struct rte_ecpri_msg_remote_reset, 4, 2);
FIELD(struct rte_ecpri_msg_remote_reset, rst_id, 0, 2);
FIELD(struct rte_ecpri_msg_remote_reset, rst_op, 2, 1);
TYPE(struct rte_ecpri_msg_rm_access, 12, 4);
FIELD(struct rte_ecpri_msg_rm_access, addr, 4, 6);
FIELD(struct rte_ecpri_msg_rm_access, length, 10, 2);
TYPE(struct rte_ecpri_msg_rtc_ctrl, 4, 2);
FIELD(struct rte_ecpri_msg_rtc_ctrl, rtc_id, 0, 2);
FIELD(struct rte_ecpri_msg_rtc_ctrl, seq_id, 2, 2);
VALUE(RTE_ECPRI_EVT_IND_FAULT_ACK, 1);
VALUE(RTE_ECPRI_EVT_IND_FAULT_IND, 0);
VALUE(RTE_ECPRI_EVT_IND_NTFY_IND, 2);
VALUE(RTE_ECPRI_EVT_IND_SYNC_ACK, 4);
VALUE(RTE_ECPRI_EVT_IND_SYNC_END, 5);
VALUE(RTE_ECPRI_EVT_IND_SYNC_REQ, 3);
VALUE(RTE_ECPRI_MSG_TYPE_BIT_SEQ, 1);
VALUE(RTE_ECPRI_MSG_TYPE_DLY_MSR, 5);
VALUE(RTE_ECPRI_MSG_TYPE_EVT_IND, 7);
VALUE(RTE_ECPRI_MSG_TYPE_GEN_DATA, 3);
VALUE(RTE_ECPRI_MSG_TYPE_IQ_DATA, 0);
VALUE(RTE_ECPRI_MSG_TYPE_IWF_DCTRL, 11);
VALUE(RTE_ECPRI_MSG_TYPE_IWF_MAP, 10);
VALUE(RTE_ECPRI_MSG_TYPE_IWF_OPT, 9);
VALUE(RTE_ECPRI_MSG_TYPE_IWF_UP, 8);
VALUE(RTE_ECPRI_MSG_TYPE_RMT_RST, 6);
VALUE(RTE_ECPRI_MSG_TYPE_RM_ACC, 4);
VALUE(RTE_ECPRI_MSG_TYPE_RTC_CTRL, 2);
VALUE(RTE_ECPRI_REV_UP_TO_20, 1);

/* rte_l2tpv2.h */
TYPE(struct rte_l2tpv2_combined_msg_hdr, 26, 1);
FIELD(struct rte_l2tpv2_combined_msg_hdr, common, 0, 2);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type0, 2, 20);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type1, 2, 18);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type2, 2, 16);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type3, 2, 10);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type4, 2, 14);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type5, 2, 8);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type6, 2, 6);
FIELD(struct rte_l2tpv2_combined_msg_hdr, type7, 2, 4);
TYPE(struct rte_l2tpv2_common_hdr, 2, 2);
FIELD(struct rte_l2tpv2_common_hdr, flags_version, 0, 2);
TYPE(struct rte_l2tpv2_msg_with_all_options, 20, 1);
FIELD(struct rte_l2tpv2_msg_with_all_options, length, 0, 2);
FIELD(struct rte_l2tpv2_msg_with_all_options, tunnel_id, 2, 2);
FIELD(struct rte_l2tpv2_msg_with_all_options, session_id, 4, 2);
FIELD(struct rte_l2tpv2_msg_with_all_options, ns, 6, 2);
FIELD(struct rte_l2tpv2_msg_with_all_options, nr, 8, 2);
FIELD(struct rte_l2tpv2_msg_with_all_options, offset_size, 10, 2);
FIELD(struct rte_l2tpv2_msg_with_all_options, offset_padding, 12, 8);
TYPE(struct rte_l2tpv2_msg_with_length, 6, 2);
FIELD(struct rte_l2tpv2_msg_with_length, length, 0, 2);
FIELD(struct rte_l2tpv2_msg_with_length, tunnel_id, 2, 2);
FIELD(struct rte_l2tpv2_msg_with_length, session_id, 4, 2);
TYPE(struct rte_l2tpv2_msg_with_ns_nr, 8, 2);
FIELD(struct rte_l2tpv2_msg_with_ns_nr, tunnel_id, 0, 2);
FIELD(struct rte_l2tpv2_msg_with_ns_nr, session_id, 2, 2);
FIELD(struct rte_l2tpv2_msg_with_ns_nr, ns, 4, 2);
FIELD(struct rte_l2tpv2_msg_with_ns_nr, nr, 6, 2);
TYPE(struct rte_l2tpv2_msg_with_offset, 14, 1);
FIELD(struct rte_l2tpv2_msg_with_offset, tunnel_id, 0, 2);
FIELD(struct rte_l2tpv2_msg_with_offset, session_id, 2, 2);
FIELD(struct rte_l2tpv2_msg_with_offset, offset_size, 4, 2);
FIELD(struct rte_l2tpv2_msg_with_offset, offset_padding, 6, 8);
TYPE(struct rte_l2tpv2_msg_without_all_options, 4, 2);
FIELD(struct rte_l2tpv2_msg_without_all_options, tunnel_id, 0, 2);
FIELD(struct rte_l2tpv2_msg_without_all_options, session_id, 2, 2);
TYPE(struct rte_l2tpv2_msg_without_length, 18, 1);
FIELD(struct rte_l2tpv2_msg_without_length, tunnel_id, 0, 2);
FIELD(struct rte_l2tpv2_msg_without_length, session_id, 2, 2);
FIELD(struct rte_l2tpv2_msg_without_length, ns, 4, 2);
FIELD(struct rte_l2tpv2_msg_without_length, nr, 6, 2);
FIELD(struct rte_l2tpv2_msg_without_length, offset_size, 8, 2);
FIELD(struct rte_l2tpv2_msg_without_length, offset_padding, 10, 8);
TYPE(struct rte_l2tpv2_msg_without_ns_nr, 16, 8);
FIELD(struct rte_l2tpv2_msg_without_ns_nr, length, 0, 2);
FIELD(struct rte_l2tpv2_msg_without_ns_nr, tunnel_id, 2, 2);
FIELD(struct rte_l2tpv2_msg_without_ns_nr, session_id, 4, 2);
FIELD(struct rte_l2tpv2_msg_without_ns_nr, offset_size, 6, 2);
FIELD(struct rte_l2tpv2_msg_without_ns_nr, offset_padding, 8, 8);
TYPE(struct rte_l2tpv2_msg_without_offset, 10, 2);
FIELD(struct rte_l2tpv2_msg_without_offset, length, 0, 2);
FIELD(struct rte_l2tpv2_msg_without_offset, tunnel_id, 2, 2);
FIELD(struct rte_l2tpv2_msg_without_offset, session_id, 4, 2);
FIELD(struct rte_l2tpv2_msg_without_offset, ns, 6, 2);
FIELD(struct rte_l2tpv2_msg_without_offset, nr, 8, 2);
VALUE(RTE_L2TPV2_MSG_TYPE_CONTROL, 0xc802);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA, 2);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA_L, 0x4002);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA_L_O, 0x4202);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA_L_S, 0x4802);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA_L_S_O, 0x4a02);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA_O, 514);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA_S, 0x802);
VALUE(RTE_L2TPV2_MSG_TYPE_DATA_S_O, 0xa02);

/* rte_net.h */
TYPE(struct rte_net_hdr_lens, 10, 2);
FIELD(struct rte_net_hdr_lens, l2_len, 0, 1);
FIELD(struct rte_net_hdr_lens, inner_l2_len, 1, 1);
FIELD(struct rte_net_hdr_lens, l3_len, 2, 2);
FIELD(struct rte_net_hdr_lens, inner_l3_len, 4, 2);
FIELD(struct rte_net_hdr_lens, tunnel_len, 6, 2);
FIELD(struct rte_net_hdr_lens, l4_len, 8, 1);
FIELD(struct rte_net_hdr_lens, inner_l4_len, 9, 1);
FUNCTION(rte_net_get_ptype, uint32_t, const struct rte_mbuf *,
		struct rte_net_hdr_lens *, uint32_t);
FUNCTION(rte_net_skip_ip6_ext, int, uint16_t, const struct rte_mbuf *,
		uint32_t *, int *);
FUNCTION(rte_net_intel_cksum_flags_prepare, int, struct rte_mbuf *, uint64_t);
FUNCTION(rte_net_intel_cksum_prepare, int, struct rte_mbuf *);

/* rte_net_crc.h */
TYPE(enum rte_net_crc_alg, 4, 4);
TYPE(enum rte_net_crc_type, 4, 4);
VALUE(RTE_NET_CRC16_CCITT, 0);
VALUE(RTE_NET_CRC32_ETH, 1);
VALUE(RTE_NET_CRC_AVX512, 3);
VALUE(RTE_NET_CRC_NEON, 2);
VALUE(RTE_NET_CRC_REQS, 2);
VALUE(RTE_NET_CRC_SCALAR, 0);
VALUE(RTE_NET_CRC_SSE42, 1);
FUNCTION(rte_net_crc_calc, uint32_t, const void *, uint32_t,
		enum rte_net_crc_type);
FUNCTION(rte_net_crc_set_alg, void, enum rte_net_crc_alg);

/* clang-format on */

static void
bits_of_ipv4_hdr(void **state)
{
	(void)state;
	BITS(struct rte_ipv4_hdr, ihl, 0, 4);
	BITS(struct rte_ipv4_hdr, version, 4, 4);
}

static void
bits_of_gre_hdr(void **state)
{
	(void)state;
	BITS(struct rte_gre_hdr, res2, 0, 4);
	BITS(struct rte_gre_hdr, s, 4, 1);
	BITS(struct rte_gre_hdr, k, 5, 1);
	BITS(struct rte_gre_hdr, res1, 6, 1);
	BITS(struct rte_gre_hdr, c, 7, 1);
	BITS(struct rte_gre_hdr, ver, 8, 3);
	BITS(struct rte_gre_hdr, res3, 11, 5);
}

static void
bits_of_geneve_hdr(void **state)
{
	(void)state;
	BITS(struct rte_geneve_hdr, opt_len, 0, 6);
	BITS(struct rte_geneve_hdr, ver, 6, 2);
	BITS(struct rte_geneve_hdr, reserved1, 8, 6);
	BITS(struct rte_geneve_hdr, critical, 14, 1);
	BITS(struct rte_geneve_hdr, oam, 15, 1);
}

static void
bits_of_gtp_hdr(void **state)
{
	(void)state;
	BITS(struct rte_gtp_hdr, pn, 0, 1);
	BITS(struct rte_gtp_hdr, s, 1, 1);
	BITS(struct rte_gtp_hdr, e, 2, 1);
	BITS(struct rte_gtp_hdr, res1, 3, 1);
	BITS(struct rte_gtp_hdr, pt, 4, 1);
	BITS(struct rte_gtp_hdr, ver, 5, 3);
}

static void
bits_of_gtp_psc_generic_hdr(void **state)
{
	(void)state;
	BITS(struct rte_gtp_psc_generic_hdr, pad, 8, 3);
	BITS(struct rte_gtp_psc_generic_hdr, qmp, 11, 1);
	BITS(struct rte_gtp_psc_generic_hdr, type, 12, 4);
	BITS(struct rte_gtp_psc_generic_hdr, qfi, 16, 6);
	BITS(struct rte_gtp_psc_generic_hdr, spare, 22, 2);
}

static void
bits_of_gtp_psc_type0_hdr(void **state)
{
	(void)state;
	BITS(struct rte_gtp_psc_type0_hdr, spare_dl1, 8, 2);
	BITS(struct rte_gtp_psc_type0_hdr, snp, 10, 1);
	BITS(struct rte_gtp_psc_type0_hdr, qmp, 11, 1);
	BITS(struct rte_gtp_psc_type0_hdr, type, 12, 4);
	BITS(struct rte_gtp_psc_type0_hdr, qfi, 16, 6);
	BITS(struct rte_gtp_psc_type0_hdr, rqi, 22, 1);
	BITS(struct rte_gtp_psc_type0_hdr, ppp, 23, 1);
}

static void
bits_of_gtp_psc_type1_hdr(void **state)
{
	(void)state;
	BITS(struct rte_gtp_psc_type1_hdr, snp, 8, 1);
	BITS(struct rte_gtp_psc_type1_hdr, ul_delay_ind, 9, 1);
	BITS(struct rte_gtp_psc_type1_hdr, dl_delay_ind, 10, 1);
	BITS(struct rte_gtp_psc_type1_hdr, qmp, 11, 1);
	BITS(struct rte_gtp_psc_type1_hdr, type, 12, 4);
	BITS(struct rte_gtp_psc_type1_hdr, qfi, 16, 6);
	BITS(struct rte_gtp_psc_type1_hdr, spare_ul2, 22, 1);
	BITS(struct rte_gtp_psc_type1_hdr, n_delay_ind, 23, 1);
}

static void
bits_of_mpls_hdr(void **state)
{
	(void)state;
	BITS(struct rte_mpls_hdr, bs, 16, 1);
	BITS(struct rte_mpls_hdr, tc, 17, 3);
	BITS(struct rte_mpls_hdr, tag_lsb, 20, 4);
}

static void
bits_of_macsec_hdr(void **state)
{
	(void)state;
	BITS(struct rte_macsec_hdr, short_length, 8, 6);
	BITS(struct rte_macsec_hdr, unused, 14, 2);
}

static void
bits_of_higig2_frc(void **state)
{
	(void)state;
	BITS(struct rte_higig2_frc, ksop, 0, 8);
	BITS(struct rte_higig2_frc, tc, 8, 4);
	BITS(struct rte_higig2_frc, mcst, 12, 1);
	BITS(struct rte_higig2_frc, resv, 13, 3);
	BITS(struct rte_higig2_frc, dst_modid, 16, 8);
	BITS(struct rte_higig2_frc, dst_pid, 24, 8);
	BITS(struct rte_higig2_frc, src_modid, 32, 8);
	BITS(struct rte_higig2_frc, src_pid, 40, 8);
	BITS(struct rte_higig2_frc, lbid, 48, 8);
	BITS(struct rte_higig2_frc, ppd_type, 56, 3);
	BITS(struct rte_higig2_frc, resv1, 59, 3);
	BITS(struct rte_higig2_frc, dp, 62, 2);
}

static void
bits_of_higig2_ppt_type0(void **state)
{
	(void)state;
	BITS(struct rte_higig2_ppt_type0, mirror, 0, 1);
	BITS(struct rte_higig2_ppt_type0, mirror_done, 1, 1);
	BITS(struct rte_higig2_ppt_type0, mirror_only, 2, 1);
	BITS(struct rte_higig2_ppt_type0, ingress_tagged, 3, 1);
	BITS(struct rte_higig2_ppt_type0, dst_tgid, 4, 3);
	BITS(struct rte_higig2_ppt_type0, dst_t, 7, 1);
	BITS(struct rte_higig2_ppt_type0, vc_label2, 8, 4);
	BITS(struct rte_higig2_ppt_type0, label_present, 12, 1);
	BITS(struct rte_higig2_ppt_type0, l3, 13, 1);
	BITS(struct rte_higig2_ppt_type0, res, 14, 2);
	BITS(struct rte_higig2_ppt_type0, vc_label1, 16, 8);
	BITS(struct rte_higig2_ppt_type0, vc_label0, 24, 8);
	BITS(struct rte_higig2_ppt_type0, vid_high, 32, 8);
	BITS(struct rte_higig2_ppt_type0, vid_low, 40, 8);
	BITS(struct rte_higig2_ppt_type0, opc, 48, 3);
	BITS(struct rte_higig2_ppt_type0, res1, 51, 2);
	BITS(struct rte_higig2_ppt_type0, srce_t, 53, 1);
	BITS(struct rte_higig2_ppt_type0, pf, 54, 2);
	BITS(struct rte_higig2_ppt_type0, res2, 56, 5);
	BITS(struct rte_higig2_ppt_type0, hdr_ext_length, 61, 3);
}

static void
bits_of_higig2_ppt_type1(void **state)
{
	(void)state;
	BITS(struct rte_higig2_ppt_type1, opcode, 48, 3);
	BITS(struct rte_higig2_ppt_type1, resv1, 51, 2);
	BITS(struct rte_higig2_ppt_type1, src_t, 53, 1);
	BITS(struct rte_higig2_ppt_type1, pfm, 54, 2);
	BITS(struct rte_higig2_ppt_type1, resv2, 56, 5);
	BITS(struct rte_higig2_ppt_type1, hdr_ext_len, 61, 3);
}

static void
bits_of_ecpri_common_hdr(void **state)
{
	(void)state;
	BITS(struct rte_ecpri_common_hdr, size, 0, 16);
	BITS(struct rte_ecpri_common_hdr, type, 16, 8);
	BITS(struct rte_ecpri_common_hdr, c, 24, 1);
	BITS(struct rte_ecpri_common_hdr, res, 25, 3);
	BITS(struct rte_ecpri_common_hdr, revision, 28, 4);
}

static void
bits_of_ecpri_msg_rm_access(void **state)
{
	(void)state;
	BITS(struct rte_ecpri_msg_rm_access, ele_id, 0, 16);
	BITS(struct rte_ecpri_msg_rm_access, rr, 16, 4);
	BITS(struct rte_ecpri_msg_rm_access, rw, 20, 4);
	BITS(struct rte_ecpri_msg_rm_access, rma_id, 24, 8);
}

static void
bits_of_l2tpv2_common_hdr(void **state)
{
	(void)state;
	BITS(struct rte_l2tpv2_common_hdr, ver, 0, 4);
	BITS(struct rte_l2tpv2_common_hdr, res3, 4, 4);
	BITS(struct rte_l2tpv2_common_hdr, p, 8, 1);
	BITS(struct rte_l2tpv2_common_hdr, o, 9, 1);
	BITS(struct rte_l2tpv2_common_hdr, res2, 10, 1);
	BITS(struct rte_l2tpv2_common_hdr, s, 11, 1);
	BITS(struct rte_l2tpv2_common_hdr, res1, 12, 2);
	BITS(struct rte_l2tpv2_common_hdr, l, 14, 1);
	BITS(struct rte_l2tpv2_common_hdr, t, 15, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(bits_of_ipv4_hdr),
			cmocka_unit_test(bits_of_gre_hdr),
			cmocka_unit_test(bits_of_geneve_hdr),
			cmocka_unit_test(bits_of_gtp_hdr),
			cmocka_unit_test(bits_of_gtp_psc_generic_hdr),
			cmocka_unit_test(bits_of_gtp_psc_type0_hdr),
			cmocka_unit_test(bits_of_gtp_psc_type1_hdr),
			cmocka_unit_test(bits_of_mpls_hdr),
			cmocka_unit_test(bits_of_macsec_hdr),
			cmocka_unit_test(bits_of_higig2_frc),
			cmocka_unit_test(bits_of_higig2_ppt_type0),
			cmocka_unit_test(bits_of_higig2_ppt_type1),
			cmocka_unit_test(bits_of_ecpri_common_hdr),
			cmocka_unit_test(bits_of_ecpri_msg_rm_access),
			cmocka_unit_test(bits_of_l2tpv2_common_hdr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
