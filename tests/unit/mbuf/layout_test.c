/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sizes, alignments, offsets, bits, constants and function types of all headers
 * of packet buffers are those of DPDK 22.11.
 */
#include <stdio.h>

#include <rte_mbuf.h>
#include <rte_mbuf_dyn.h>
#include <rte_mbuf_pool_ops.h>

#include "../layout.h"

/* clang-format off: a row a line */
/* rte_mbuf.h */
TYPE(struct rte_pktmbuf_extmem, 32, 8);
FIELD(struct rte_pktmbuf_extmem, buf_ptr, 0, 8);
FIELD(struct rte_pktmbuf_extmem, buf_iova, 8, 8);
FIELD(struct rte_pktmbuf_extmem, buf_len, 16, 8);
FIELD(struct rte_pktmbuf_extmem, elt_size, 24, 2);
TYPE(struct rte_pktmbuf_pool_private, 8, 4);
FIELD(struct rte_pktmbuf_pool_private, mbuf_data_room_size, 0, 2);
FIELD(struct rte_pktmbuf_pool_private, mbuf_priv_size, 2, 2);
FIELD(struct rte_pktmbuf_pool_private, flags, 4, 4);
FUNCTION(rte_get_rx_ol_flag_list, int, uint64_t, char *, size_t);
FUNCTION(rte_get_rx_ol_flag_name, const char *, uint64_t);
FUNCTION(rte_get_tx_ol_flag_list, int, uint64_t, char *, size_t);
FUNCTION(rte_get_tx_ol_flag_name, const char *, uint64_t);
FUNCTION(rte_mbuf_check, int, const struct rte_mbuf *, int, const char **);
FUNCTION(rte_mbuf_sanity_check, void, const struct rte_mbuf *, int);
FUNCTION(rte_pktmbuf_clone, struct rte_mbuf *, struct rte_mbuf *,
		struct rte_mempool *);
FUNCTION(rte_pktmbuf_copy, struct rte_mbuf *, const struct rte_mbuf *,
		struct rte_mempool *, uint32_t, uint32_t);
FUNCTION(rte_pktmbuf_dump, void, FILE *, const struct rte_mbuf *, unsigned int);
FUNCTION(rte_pktmbuf_free_bulk, void, struct rte_mbuf **, unsigned int);
FUNCTION(rte_pktmbuf_init, void, struct rte_mempool *, void *, void *,
		unsigned int);
FUNCTION(rte_pktmbuf_pool_create, struct rte_mempool *, const char *,
		unsigned int, unsigned int, uint16_t, uint16_t, int);
FUNCTION(rte_pktmbuf_pool_create_by_ops, struct rte_mempool *, const char *,
		unsigned int, unsigned int, uint16_t, uint16_t, int,
		const char *);
FUNCTION(rte_pktmbuf_pool_create_extbuf, struct rte_mempool *, const char *,
		unsigned int, unsigned int, uint16_t, uint16_t, int,
		const struct rte_pktmbuf_extmem *, unsigned int);
FUNCTION(rte_pktmbuf_pool_init, void, struct rte_mempool *, void *);
VALUE(RTE_PKTMBUF_POOL_F_PINNED_EXT_BUF, 1);
FUNCTION(rte_mbuf_buf_addr, char *, struct rte_mbuf *, struct rte_mempool *);
FUNCTION(rte_mbuf_data_addr_default, char *, struct rte_mbuf *);
FUNCTION(rte_mbuf_data_iova, rte_iova_t, const struct rte_mbuf *);
FUNCTION(rte_mbuf_data_iova_default, rte_iova_t, const struct rte_mbuf *);
FUNCTION(rte_mbuf_dynfield_copy, void, struct rte_mbuf *,
		const struct rte_mbuf *);
FUNCTION(rte_mbuf_ext_refcnt_read, uint16_t,
		const struct rte_mbuf_ext_shared_info *);
FUNCTION(rte_mbuf_ext_refcnt_set, void, struct rte_mbuf_ext_shared_info *,
		uint16_t);
FUNCTION(rte_mbuf_ext_refcnt_update, uint16_t,
		struct rte_mbuf_ext_shared_info *, int16_t);
FUNCTION(rte_mbuf_from_indirect, struct rte_mbuf *, struct rte_mbuf *);
FUNCTION(rte_mbuf_iova_get, rte_iova_t, const struct rte_mbuf *);
FUNCTION(rte_mbuf_iova_set, void, struct rte_mbuf *, rte_iova_t);
FUNCTION(rte_mbuf_prefetch_part1, void, struct rte_mbuf *);
FUNCTION(rte_mbuf_prefetch_part2, void, struct rte_mbuf *);
FUNCTION(rte_mbuf_raw_alloc, struct rte_mbuf *, struct rte_mempool *);
FUNCTION(rte_mbuf_raw_free, void, struct rte_mbuf *);
FUNCTION(rte_mbuf_refcnt_read, uint16_t, const struct rte_mbuf *);
FUNCTION(rte_mbuf_refcnt_set, void, struct rte_mbuf *, uint16_t);
FUNCTION(rte_mbuf_refcnt_update, uint16_t, struct rte_mbuf *, int16_t);
FUNCTION(rte_mbuf_sched_color_get, uint8_t, const struct rte_mbuf *);
FUNCTION(rte_mbuf_sched_color_set, void, struct rte_mbuf *, uint8_t);
FUNCTION(rte_mbuf_sched_get, void, const struct rte_mbuf *, uint32_t *,
		uint8_t *, uint8_t *);
FUNCTION(rte_mbuf_sched_queue_get, uint32_t, const struct rte_mbuf *);
FUNCTION(rte_mbuf_sched_queue_set, void, struct rte_mbuf *, uint32_t);
FUNCTION(rte_mbuf_sched_set, void, struct rte_mbuf *, uint32_t, uint8_t,
		uint8_t);
FUNCTION(rte_mbuf_sched_traffic_class_get, uint8_t, const struct rte_mbuf *);
FUNCTION(rte_mbuf_sched_traffic_class_set, void, struct rte_mbuf *, uint8_t);
FUNCTION(rte_mbuf_to_baddr, char *, struct rte_mbuf *);
FUNCTION(rte_mbuf_to_priv, void *, struct rte_mbuf *);
FUNCTION(rte_mbuf_tx_offload, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
		uint64_t, uint64_t, uint64_t);
FUNCTION(rte_pktmbuf_adj, char *, struct rte_mbuf *, uint16_t);
FUNCTION(rte_pktmbuf_alloc, struct rte_mbuf *, struct rte_mempool *);
FUNCTION(rte_pktmbuf_alloc_bulk, int, struct rte_mempool *, struct rte_mbuf **,
		unsigned int);
FUNCTION(rte_pktmbuf_append, char *, struct rte_mbuf *, uint16_t);
FUNCTION(rte_pktmbuf_attach, void, struct rte_mbuf *, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_attach_extbuf, void, struct rte_mbuf *, void *, rte_iova_t,
		uint16_t, struct rte_mbuf_ext_shared_info *);
FUNCTION(rte_pktmbuf_chain, int, struct rte_mbuf *, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_data_room_size, uint16_t, struct rte_mempool *);
FUNCTION(rte_pktmbuf_detach, void, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_ext_shinfo_init_helper, struct rte_mbuf_ext_shared_info *,
		void *, uint16_t *, rte_mbuf_extbuf_free_callback_t, void *);
FUNCTION(rte_pktmbuf_free, void, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_free_seg, void, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_headroom, uint16_t, const struct rte_mbuf *);
FUNCTION(rte_pktmbuf_is_contiguous, int, const struct rte_mbuf *);
FUNCTION(rte_pktmbuf_lastseg, struct rte_mbuf *, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_linearize, int, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_prefree_seg, struct rte_mbuf *, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_prepend, char *, struct rte_mbuf *, uint16_t);
FUNCTION(rte_pktmbuf_priv_flags, uint32_t, struct rte_mempool *);
FUNCTION(rte_pktmbuf_priv_size, uint16_t, struct rte_mempool *);
FUNCTION(rte_pktmbuf_read, const void *, const struct rte_mbuf *, uint32_t,
		uint32_t, void *);
FUNCTION(rte_pktmbuf_refcnt_update, void, struct rte_mbuf *, int16_t);
FUNCTION(rte_pktmbuf_reset, void, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_reset_headroom, void, struct rte_mbuf *);
FUNCTION(rte_pktmbuf_tailroom, uint16_t, const struct rte_mbuf *);
FUNCTION(rte_pktmbuf_trim, int, struct rte_mbuf *, uint16_t);
FUNCTION(rte_validate_tx_offload, int, const struct rte_mbuf *);

/* rte_mbuf_core.h */
TYPE(rte_mbuf_extbuf_free_callback_t, 8, 8);
TYPE(struct rte_mbuf, 128, 64);
OPEN(struct rte_mbuf, cacheline0, 0);
FIELD(struct rte_mbuf, buf_addr, 0, 8);
FIELD(struct rte_mbuf, buf_iova, 8, 8);
OPEN(struct rte_mbuf, rearm_data, 16);
FIELD(struct rte_mbuf, data_off, 16, 2);
FIELD(struct rte_mbuf, refcnt, 18, 2);
FIELD(struct rte_mbuf, nb_segs, 20, 2);
FIELD(struct rte_mbuf, port, 22, 2);
FIELD(struct rte_mbuf, ol_flags, 24, 8);
OPEN(struct rte_mbuf, rx_descriptor_fields1, 32);
FIELD(struct rte_mbuf, packet_type, 32, 4);
FIELD(struct rte_mbuf, inner_esp_next_proto, 34, 1);
FIELD(struct rte_mbuf, pkt_len, 36, 4);
FIELD(struct rte_mbuf, data_len, 40, 2);
FIELD(struct rte_mbuf, vlan_tci, 42, 2);
FIELD(struct rte_mbuf, hash, 44, 8);
FIELD(struct rte_mbuf, hash.rss, 44, 4);
FIELD(struct rte_mbuf, hash.fdir, 44, 8);
FIELD(struct rte_mbuf, hash.fdir.hash, 44, 2);
FIELD(struct rte_mbuf, hash.fdir.id, 46, 2);
FIELD(struct rte_mbuf, hash.fdir.lo, 44, 4);
FIELD(struct rte_mbuf, hash.fdir.hi, 48, 4);
FIELD(struct rte_mbuf, hash.sched, 44, 8);
FIELD(struct rte_mbuf, hash.txadapter, 44, 8);
FIELD(struct rte_mbuf, hash.txadapter.reserved1, 44, 4);
FIELD(struct rte_mbuf, hash.txadapter.reserved2, 48, 2);
FIELD(struct rte_mbuf, hash.txadapter.txq, 50, 2);
FIELD(struct rte_mbuf, hash.usr, 44, 4);
FIELD(struct rte_mbuf, vlan_tci_outer, 52, 2);
FIELD(struct rte_mbuf, buf_len, 54, 2);
FIELD(struct rte_mbuf, pool, 56, 8);
OPEN(struct rte_mbuf, cacheline1, 64);
FIELD(struct rte_mbuf, next, 64, 8);
FIELD(struct rte_mbuf, tx_offload, 72, 8);
FIELD(struct rte_mbuf, shinfo, 80, 8);
FIELD(struct rte_mbuf, priv_size, 88, 2);
FIELD(struct rte_mbuf, timesync, 90, 2);
FIELD(struct rte_mbuf, dynfield1, 92, 36);
TYPE(struct rte_mbuf_ext_shared_info, 24, 8);
FIELD(struct rte_mbuf_ext_shared_info, free_cb, 0, 8);
FIELD(struct rte_mbuf_ext_shared_info, fcb_opaque, 8, 8);
FIELD(struct rte_mbuf_ext_shared_info, refcnt, 16, 2);
TYPE(struct rte_mbuf_sched, 8, 4);
FIELD(struct rte_mbuf_sched, queue_id, 0, 4);
FIELD(struct rte_mbuf_sched, traffic_class, 4, 1);
FIELD(struct rte_mbuf_sched, color, 5, 1);
FIELD(struct rte_mbuf_sched, reserved, 6, 2);
VALUE(RTE_MBUF_L2_LEN_BITS, 7);
VALUE(RTE_MBUF_L2_LEN_OFS, 0);
VALUE(RTE_MBUF_L3_LEN_BITS, 9);
VALUE(RTE_MBUF_L3_LEN_OFS, 7);
VALUE(RTE_MBUF_L4_LEN_BITS, 8);
VALUE(RTE_MBUF_L4_LEN_OFS, 16);
VALUE(RTE_MBUF_OUTL2_LEN_BITS, 7);
VALUE(RTE_MBUF_OUTL2_LEN_OFS, 49);
VALUE(RTE_MBUF_OUTL3_LEN_BITS, 9);
VALUE(RTE_MBUF_OUTL3_LEN_OFS, 40);
VALUE(RTE_MBUF_TSO_SEGSZ_BITS, 16);
VALUE(RTE_MBUF_TSO_SEGSZ_OFS, 24);
VALUE(RTE_MBUF_TXOFLD_UNUSED_BITS, 8);
VALUE(RTE_MBUF_TXOFLD_UNUSED_OFS, 56);
VALUE(MBUF_INVALID_PORT, 0xffff);
VALUE(RTE_MBUF_DEFAULT_BUF_SIZE, 0x880);
VALUE(RTE_MBUF_DEFAULT_DATAROOM, 0x800);
VALUE(RTE_MBUF_F_EXTERNAL, UINT64_C(0x2000000000000000));
VALUE(RTE_MBUF_F_FIRST_FREE, 0x800000);
VALUE(RTE_MBUF_F_INDIRECT, UINT64_C(0x4000000000000000));
VALUE(RTE_MBUF_F_LAST_FREE, UINT64_C(0x10000000000));
VALUE(RTE_MBUF_F_RX_FDIR, 4);
VALUE(RTE_MBUF_F_RX_FDIR_FLX, 0x4000);
VALUE(RTE_MBUF_F_RX_FDIR_ID, 0x2000);
VALUE(RTE_MBUF_F_RX_IEEE1588_PTP, 0x200);
VALUE(RTE_MBUF_F_RX_IEEE1588_TMST, 0x400);
VALUE(RTE_MBUF_F_RX_IP_CKSUM_BAD, 16);
VALUE(RTE_MBUF_F_RX_IP_CKSUM_GOOD, 128);
VALUE(RTE_MBUF_F_RX_IP_CKSUM_MASK, 144);
VALUE(RTE_MBUF_F_RX_IP_CKSUM_NONE, 144);
VALUE(RTE_MBUF_F_RX_IP_CKSUM_UNKNOWN, 0);
VALUE(RTE_MBUF_F_RX_L4_CKSUM_BAD, 8);
VALUE(RTE_MBUF_F_RX_L4_CKSUM_GOOD, 0x100);
VALUE(RTE_MBUF_F_RX_L4_CKSUM_MASK, 0x108);
VALUE(RTE_MBUF_F_RX_L4_CKSUM_NONE, 0x108);
VALUE(RTE_MBUF_F_RX_L4_CKSUM_UNKNOWN, 0);
VALUE(RTE_MBUF_F_RX_LRO, 0x10000);
VALUE(RTE_MBUF_F_RX_OUTER_IP_CKSUM_BAD, 32);
VALUE(RTE_MBUF_F_RX_OUTER_L4_CKSUM_BAD, 0x200000);
VALUE(RTE_MBUF_F_RX_OUTER_L4_CKSUM_GOOD, 0x400000);
VALUE(RTE_MBUF_F_RX_OUTER_L4_CKSUM_INVALID, 0x600000);
VALUE(RTE_MBUF_F_RX_OUTER_L4_CKSUM_MASK, 0x600000);
VALUE(RTE_MBUF_F_RX_OUTER_L4_CKSUM_UNKNOWN, 0);
VALUE(RTE_MBUF_F_RX_QINQ, 0x100000);
VALUE(RTE_MBUF_F_RX_QINQ_STRIPPED, 0x8000);
VALUE(RTE_MBUF_F_RX_RSS_HASH, 2);
VALUE(RTE_MBUF_F_RX_SEC_OFFLOAD, 0x40000);
VALUE(RTE_MBUF_F_RX_SEC_OFFLOAD_FAILED, 0x80000);
VALUE(RTE_MBUF_F_RX_VLAN, 1);
VALUE(RTE_MBUF_F_RX_VLAN_STRIPPED, 64);
VALUE(RTE_MBUF_F_TX_IEEE1588_TMST, UINT64_C(0x8000000000000));
VALUE(RTE_MBUF_F_TX_IPV4, UINT64_C(0x80000000000000));
VALUE(RTE_MBUF_F_TX_IPV6, UINT64_C(0x100000000000000));
VALUE(RTE_MBUF_F_TX_IP_CKSUM, UINT64_C(0x40000000000000));
VALUE(RTE_MBUF_F_TX_L4_MASK, UINT64_C(0x30000000000000));
VALUE(RTE_MBUF_F_TX_L4_NO_CKSUM, 0);
VALUE(RTE_MBUF_F_TX_MACSEC, UINT64_C(0x100000000000));
VALUE(RTE_MBUF_F_TX_OFFLOAD_MASK, UINT64_C(0x1ffffe0000000000));
VALUE(RTE_MBUF_F_TX_OUTER_IPV4, UINT64_C(0x800000000000000));
VALUE(RTE_MBUF_F_TX_OUTER_IPV6, UINT64_C(0x1000000000000000));
VALUE(RTE_MBUF_F_TX_OUTER_IP_CKSUM, UINT64_C(0x400000000000000));
VALUE(RTE_MBUF_F_TX_OUTER_UDP_CKSUM, UINT64_C(0x20000000000));
VALUE(RTE_MBUF_F_TX_QINQ, UINT64_C(0x2000000000000));
VALUE(RTE_MBUF_F_TX_SCTP_CKSUM, UINT64_C(0x20000000000000));
VALUE(RTE_MBUF_F_TX_SEC_OFFLOAD, UINT64_C(0x80000000000));
VALUE(RTE_MBUF_F_TX_TCP_CKSUM, UINT64_C(0x10000000000000));
VALUE(RTE_MBUF_F_TX_TCP_SEG, UINT64_C(0x4000000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_ESP, UINT64_C(0x1000000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_GENEVE, UINT64_C(0x800000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_GRE, UINT64_C(0x400000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_GTP, UINT64_C(0xe00000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_IP, UINT64_C(0x1a00000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_IPIP, UINT64_C(0x600000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_MASK, UINT64_C(0x1e00000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_MPLSINUDP, UINT64_C(0xa00000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_UDP, UINT64_C(0x1c00000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_VXLAN, UINT64_C(0x200000000000));
VALUE(RTE_MBUF_F_TX_TUNNEL_VXLAN_GPE, UINT64_C(0xc00000000000));
VALUE(RTE_MBUF_F_TX_UDP_CKSUM, UINT64_C(0x30000000000000));
VALUE(RTE_MBUF_F_TX_UDP_SEG, UINT64_C(0x40000000000));
VALUE(RTE_MBUF_F_TX_VLAN, UINT64_C(0x200000000000000));
VALUE(RTE_MBUF_MAX_NB_SEGS, 0xffff);
VALUE(RTE_MBUF_PORT_INVALID, 0xffff);
VALUE(RTE_MBUF_PRIV_ALIGN, 8);

/* rte_mbuf_ptype.h */
FUNCTION(rte_get_ptype_inner_l2_name, const char *, uint32_t);
FUNCTION(rte_get_ptype_inner_l3_name, const char *, uint32_t);
FUNCTION(rte_get_ptype_inner_l4_name, const char *, uint32_t);
FUNCTION(rte_get_ptype_l2_name, const char *, uint32_t);
FUNCTION(rte_get_ptype_l3_name, const char *, uint32_t);
FUNCTION(rte_get_ptype_l4_name, const char *, uint32_t);
FUNCTION(rte_get_ptype_name, int, uint32_t, char *, size_t);
FUNCTION(rte_get_ptype_tunnel_name, const char *, uint32_t);
VALUE(RTE_PTYPE_ALL_MASK, 0xfffffff);
VALUE(RTE_PTYPE_INNER_L2_ETHER, 0x10000);
VALUE(RTE_PTYPE_INNER_L2_ETHER_QINQ, 0x30000);
VALUE(RTE_PTYPE_INNER_L2_ETHER_VLAN, 0x20000);
VALUE(RTE_PTYPE_INNER_L2_MASK, 0xf0000);
VALUE(RTE_PTYPE_INNER_L3_IPV4, 0x100000);
VALUE(RTE_PTYPE_INNER_L3_IPV4_EXT, 0x200000);
VALUE(RTE_PTYPE_INNER_L3_IPV4_EXT_UNKNOWN, 0x400000);
VALUE(RTE_PTYPE_INNER_L3_IPV6, 0x300000);
VALUE(RTE_PTYPE_INNER_L3_IPV6_EXT, 0x500000);
VALUE(RTE_PTYPE_INNER_L3_IPV6_EXT_UNKNOWN, 0x600000);
VALUE(RTE_PTYPE_INNER_L3_MASK, 0xf00000);
VALUE(RTE_PTYPE_INNER_L4_FRAG, 0x3000000);
VALUE(RTE_PTYPE_INNER_L4_ICMP, 0x5000000);
VALUE(RTE_PTYPE_INNER_L4_MASK, 0xf000000);
VALUE(RTE_PTYPE_INNER_L4_NONFRAG, 0x6000000);
VALUE(RTE_PTYPE_INNER_L4_SCTP, 0x4000000);
VALUE(RTE_PTYPE_INNER_L4_TCP, 0x1000000);
VALUE(RTE_PTYPE_INNER_L4_UDP, 0x2000000);
VALUE(RTE_PTYPE_L2_ETHER, 1);
VALUE(RTE_PTYPE_L2_ETHER_ARP, 3);
VALUE(RTE_PTYPE_L2_ETHER_FCOE, 9);
VALUE(RTE_PTYPE_L2_ETHER_LLDP, 4);
VALUE(RTE_PTYPE_L2_ETHER_MPLS, 10);
VALUE(RTE_PTYPE_L2_ETHER_NSH, 5);
VALUE(RTE_PTYPE_L2_ETHER_PPPOE, 8);
VALUE(RTE_PTYPE_L2_ETHER_QINQ, 7);
VALUE(RTE_PTYPE_L2_ETHER_TIMESYNC, 2);
VALUE(RTE_PTYPE_L2_ETHER_VLAN, 6);
VALUE(RTE_PTYPE_L2_MASK, 15);
VALUE(RTE_PTYPE_L3_IPV4, 16);
VALUE(RTE_PTYPE_L3_IPV4_EXT, 48);
VALUE(RTE_PTYPE_L3_IPV4_EXT_UNKNOWN, 144);
VALUE(RTE_PTYPE_L3_IPV6, 64);
VALUE(RTE_PTYPE_L3_IPV6_EXT, 192);
VALUE(RTE_PTYPE_L3_IPV6_EXT_UNKNOWN, 224);
VALUE(RTE_PTYPE_L3_MASK, 240);
VALUE(RTE_PTYPE_L4_FRAG, 0x300);
VALUE(RTE_PTYPE_L4_ICMP, 0x500);
VALUE(RTE_PTYPE_L4_IGMP, 0x700);
VALUE(RTE_PTYPE_L4_MASK, 0xf00);
VALUE(RTE_PTYPE_L4_NONFRAG, 0x600);
VALUE(RTE_PTYPE_L4_SCTP, 0x400);
VALUE(RTE_PTYPE_L4_TCP, 0x100);
VALUE(RTE_PTYPE_L4_UDP, 0x200);
VALUE(RTE_PTYPE_TUNNEL_ESP, 0x9000);
VALUE(RTE_PTYPE_TUNNEL_GENEVE, 0x5000);
VALUE(RTE_PTYPE_TUNNEL_GRE, 0x2000);
VALUE(RTE_PTYPE_TUNNEL_GRENAT, 0x6000);
VALUE(RTE_PTYPE_TUNNEL_GTPC, 0x7000);
VALUE(RTE_PTYPE_TUNNEL_GTPU, 0x8000);
VALUE(RTE_PTYPE_TUNNEL_IP, 0x1000);
VALUE(RTE_PTYPE_TUNNEL_L2TP, 0xa000);
VALUE(RTE_PTYPE_TUNNEL_MASK, 0xf000);
VALUE(RTE_PTYPE_TUNNEL_MPLS_IN_GRE, 0xc000);
VALUE(RTE_PTYPE_TUNNEL_MPLS_IN_UDP, 0xd000);
VALUE(RTE_PTYPE_TUNNEL_NVGRE, 0x4000);
VALUE(RTE_PTYPE_TUNNEL_VXLAN, 0x3000);
VALUE(RTE_PTYPE_TUNNEL_VXLAN_GPE, 0xb000);
VALUE(RTE_PTYPE_UNKNOWN, 0);

/* rte_mbuf_dyn.h */
TYPE(rte_mbuf_timestamp_t, 8, 8);
TYPE(struct rte_mbuf_dynfield, 88, 8);
FIELD(struct rte_mbuf_dynfield, name, 0, 64);
FIELD(struct rte_mbuf_dynfield, size, 64, 8);
FIELD(struct rte_mbuf_dynfield, align, 72, 8);
FIELD(struct rte_mbuf_dynfield, flags, 80, 4);
TYPE(struct rte_mbuf_dynflag, 68, 4);
FIELD(struct rte_mbuf_dynflag, name, 0, 64);
FIELD(struct rte_mbuf_dynflag, flags, 64, 4);
FUNCTION(rte_mbuf_dyn_dump, void, FILE *);
FUNCTION(rte_mbuf_dyn_rx_timestamp_register, int, int *, uint64_t *);
FUNCTION(rte_mbuf_dyn_tx_timestamp_register, int, int *, uint64_t *);
FUNCTION(rte_mbuf_dynfield_lookup, int, const char *,
		struct rte_mbuf_dynfield *);
FUNCTION(rte_mbuf_dynfield_register, int, const struct rte_mbuf_dynfield *);
FUNCTION(rte_mbuf_dynfield_register_offset, int,
		const struct rte_mbuf_dynfield *, size_t);
FUNCTION(rte_mbuf_dynflag_lookup, int, const char *, struct rte_mbuf_dynflag *);
FUNCTION(rte_mbuf_dynflag_register, int, const struct rte_mbuf_dynflag *);
FUNCTION(rte_mbuf_dynflag_register_bitnum, int, const struct rte_mbuf_dynflag *,
		unsigned int);
TEXT(RTE_MBUF_DYNFIELD_IP_REASSEMBLY_NAME, "rte_dynfield_ip_reassembly");
TEXT(RTE_MBUF_DYNFIELD_METADATA_NAME, "rte_flow_dynfield_metadata");
TEXT(RTE_MBUF_DYNFIELD_TIMESTAMP_NAME, "rte_dynfield_timestamp");
TEXT(RTE_MBUF_DYNFLAG_IP_REASSEMBLY_INCOMPLETE_NAME,
		"rte_dynflag_ip_reassembly_incomplete");
TEXT(RTE_MBUF_DYNFLAG_METADATA_NAME, "rte_flow_dynflag_metadata");
TEXT(RTE_MBUF_DYNFLAG_RX_TIMESTAMP_NAME, "rte_dynflag_rx_timestamp");
TEXT(RTE_MBUF_DYNFLAG_TX_TIMESTAMP_NAME, "rte_dynflag_tx_timestamp");
VALUE(RTE_MBUF_DYN_NAMESIZE, 64);

/* rte_mbuf_pool_ops.h */
FUNCTION(rte_mbuf_best_mempool_ops, const char *, void);
FUNCTION(rte_mbuf_platform_mempool_ops, const char *, void);
FUNCTION(rte_mbuf_set_platform_mempool_ops, int, const char *);
FUNCTION(rte_mbuf_set_user_mempool_ops, int, const char *);
FUNCTION(rte_mbuf_user_mempool_ops, const char *, void);

/* clang-format on */

static void
bits_of_packet_type(void **state)
{
	(void)state;
	BITS(struct rte_mbuf, l2_type, 256, 4);
	BITS(struct rte_mbuf, l3_type, 260, 4);
	BITS(struct rte_mbuf, l4_type, 264, 4);
	BITS(struct rte_mbuf, tun_type, 268, 4);
	BITS(struct rte_mbuf, inner_l2_type, 272, 4);
	BITS(struct rte_mbuf, inner_l3_type, 276, 4);
	BITS(struct rte_mbuf, inner_l4_type, 280, 4);
}

static void
bits_of_tx_offload(void **state)
{
	(void)state;
	BITS(struct rte_mbuf, l2_len, 576, 7);
	BITS(struct rte_mbuf, l3_len, 583, 9);
	BITS(struct rte_mbuf, l4_len, 592, 8);
	BITS(struct rte_mbuf, tso_segsz, 600, 16);
	BITS(struct rte_mbuf, outer_l3_len, 616, 9);
	BITS(struct rte_mbuf, outer_l2_len, 625, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(bits_of_packet_type),
			cmocka_unit_test(bits_of_tx_offload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
