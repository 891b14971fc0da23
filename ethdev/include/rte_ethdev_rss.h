/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The packet fields that receive-side scaling can hash over: flow types, the
 * RSS bit of each, the bits that narrow or widen a type, and sets of them.
 */
#ifndef RTE_ETHDEV_RSS_H
#define RTE_ETHDEV_RSS_H

#include <stdint.h>

#include <rte_bitops.h>

/* Flow types. */
#define RTE_ETH_FLOW_UNKNOWN            0
#define RTE_ETH_FLOW_RAW                1
#define RTE_ETH_FLOW_IPV4               2
#define RTE_ETH_FLOW_FRAG_IPV4          3
#define RTE_ETH_FLOW_NONFRAG_IPV4_TCP   4
#define RTE_ETH_FLOW_NONFRAG_IPV4_UDP   5
#define RTE_ETH_FLOW_NONFRAG_IPV4_SCTP  6
#define RTE_ETH_FLOW_NONFRAG_IPV4_OTHER 7
#define RTE_ETH_FLOW_IPV6               8
#define RTE_ETH_FLOW_FRAG_IPV6          9
#define RTE_ETH_FLOW_NONFRAG_IPV6_TCP   10
#define RTE_ETH_FLOW_NONFRAG_IPV6_UDP   11
#define RTE_ETH_FLOW_NONFRAG_IPV6_SCTP  12
#define RTE_ETH_FLOW_NONFRAG_IPV6_OTHER 13
#define RTE_ETH_FLOW_L2_PAYLOAD         14
#define RTE_ETH_FLOW_IPV6_EX            15
#define RTE_ETH_FLOW_IPV6_TCP_EX        16
#define RTE_ETH_FLOW_IPV6_UDP_EX        17
#define RTE_ETH_FLOW_PORT               18
#define RTE_ETH_FLOW_VXLAN              19
#define RTE_ETH_FLOW_GENEVE             20
#define RTE_ETH_FLOW_NVGRE              21
#define RTE_ETH_FLOW_VXLAN_GPE          22
#define RTE_ETH_FLOW_GTPU               23
#define RTE_ETH_FLOW_MAX                24

/* Which encapsulation level is hashed. */
#define RTE_ETH_RSS_LEVEL_PMD_DEFAULT (UINT64_C(0) << 50)
#define RTE_ETH_RSS_LEVEL_OUTERMOST   (UINT64_C(1) << 50)
#define RTE_ETH_RSS_LEVEL_INNERMOST   (UINT64_C(2) << 50)
#define RTE_ETH_RSS_LEVEL_MASK        (UINT64_C(3) << 50)

/* The level in a set of RSS bits, as a number. */
#define RTE_ETH_RSS_LEVEL(rss_hf) (((rss_hf)&RTE_ETH_RSS_LEVEL_MASK) >> 50)

/* Single types and narrowing bits, then sets of them. */
#define RTE_ETH_RSS_IPV4               RTE_BIT64(2)
#define RTE_ETH_RSS_FRAG_IPV4          RTE_BIT64(3)
#define RTE_ETH_RSS_NONFRAG_IPV4_TCP   RTE_BIT64(4)
#define RTE_ETH_RSS_NONFRAG_IPV4_UDP   RTE_BIT64(5)
#define RTE_ETH_RSS_NONFRAG_IPV4_SCTP  RTE_BIT64(6)
#define RTE_ETH_RSS_NONFRAG_IPV4_OTHER RTE_BIT64(7)
#define RTE_ETH_RSS_IPV6               RTE_BIT64(8)
#define RTE_ETH_RSS_FRAG_IPV6          RTE_BIT64(9)
#define RTE_ETH_RSS_NONFRAG_IPV6_TCP   RTE_BIT64(10)
#define RTE_ETH_RSS_NONFRAG_IPV6_UDP   RTE_BIT64(11)
#define RTE_ETH_RSS_NONFRAG_IPV6_SCTP  RTE_BIT64(12)
#define RTE_ETH_RSS_NONFRAG_IPV6_OTHER RTE_BIT64(13)
#define RTE_ETH_RSS_L2_PAYLOAD         RTE_BIT64(14)
#define RTE_ETH_RSS_IPV6_EX            RTE_BIT64(15)
#define RTE_ETH_RSS_IPV6_TCP_EX        RTE_BIT64(16)
#define RTE_ETH_RSS_IPV6_UDP_EX        RTE_BIT64(17)
#define RTE_ETH_RSS_PORT               RTE_BIT64(18)
#define RTE_ETH_RSS_VXLAN              RTE_BIT64(19)
#define RTE_ETH_RSS_GENEVE             RTE_BIT64(20)
#define RTE_ETH_RSS_NVGRE              RTE_BIT64(21)
#define RTE_ETH_RSS_GTPU               RTE_BIT64(23)
#define RTE_ETH_RSS_ETH                RTE_BIT64(24)
#define RTE_ETH_RSS_S_VLAN             RTE_BIT64(25)
#define RTE_ETH_RSS_C_VLAN             RTE_BIT64(26)
#define RTE_ETH_RSS_ESP                RTE_BIT64(27)
#define RTE_ETH_RSS_AH                 RTE_BIT64(28)
#define RTE_ETH_RSS_L2TPV3             RTE_BIT64(29)
#define RTE_ETH_RSS_PFCP               RTE_BIT64(30)
#define RTE_ETH_RSS_PPPOE              RTE_BIT64(31)
#define RTE_ETH_RSS_ECPRI              RTE_BIT64(32)
#define RTE_ETH_RSS_MPLS               RTE_BIT64(33)
#define RTE_ETH_RSS_IPV4_CHKSUM        RTE_BIT64(34)
#define RTE_ETH_RSS_L4_CHKSUM          RTE_BIT64(35)
#define RTE_ETH_RSS_L2TPV2             RTE_BIT64(36)
#define RTE_ETH_RSS_L3_PRE96           RTE_BIT64(52)
#define RTE_ETH_RSS_L3_PRE64           RTE_BIT64(53)
#define RTE_ETH_RSS_L3_PRE56           RTE_BIT64(54)
#define RTE_ETH_RSS_L3_PRE48           RTE_BIT64(55)
#define RTE_ETH_RSS_L3_PRE40           RTE_BIT64(56)
#define RTE_ETH_RSS_L3_PRE32           RTE_BIT64(57)
#define RTE_ETH_RSS_L2_DST_ONLY        RTE_BIT64(58)
#define RTE_ETH_RSS_L2_SRC_ONLY        RTE_BIT64(59)
#define RTE_ETH_RSS_L4_DST_ONLY        RTE_BIT64(60)
#define RTE_ETH_RSS_L4_SRC_ONLY        RTE_BIT64(61)
#define RTE_ETH_RSS_L3_DST_ONLY        RTE_BIT64(62)
#define RTE_ETH_RSS_L3_SRC_ONLY        RTE_BIT64(63)
#define RTE_ETH_RSS_SCTP                                                       \
	(RTE_ETH_RSS_NONFRAG_IPV4_SCTP | RTE_ETH_RSS_NONFRAG_IPV6_SCTP)
#define RTE_ETH_RSS_IP                                                         \
	(RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_FRAG_IPV4 |                            \
			RTE_ETH_RSS_NONFRAG_IPV4_OTHER | RTE_ETH_RSS_IPV6 |    \
			RTE_ETH_RSS_FRAG_IPV6 |                                \
			RTE_ETH_RSS_NONFRAG_IPV6_OTHER | RTE_ETH_RSS_IPV6_EX)
#define RTE_ETH_RSS_TCP                                                        \
	(RTE_ETH_RSS_NONFRAG_IPV4_TCP | RTE_ETH_RSS_NONFRAG_IPV6_TCP |         \
			RTE_ETH_RSS_IPV6_TCP_EX)
#define RTE_ETH_RSS_UDP                                                        \
	(RTE_ETH_RSS_NONFRAG_IPV4_UDP | RTE_ETH_RSS_NONFRAG_IPV6_UDP |         \
			RTE_ETH_RSS_IPV6_UDP_EX)
#define RTE_ETH_RSS_TUNNEL                                                     \
	(RTE_ETH_RSS_VXLAN | RTE_ETH_RSS_GENEVE | RTE_ETH_RSS_NVGRE)
#define RTE_ETH_RSS_VLAN (RTE_ETH_RSS_S_VLAN | RTE_ETH_RSS_C_VLAN)
#define RTE_ETH_RSS_PROTO_MASK                                                 \
	(RTE_ETH_RSS_IPV4 | RTE_ETH_RSS_FRAG_IPV4 |                            \
			RTE_ETH_RSS_NONFRAG_IPV4_TCP |                         \
			RTE_ETH_RSS_NONFRAG_IPV4_UDP |                         \
			RTE_ETH_RSS_NONFRAG_IPV4_SCTP |                        \
			RTE_ETH_RSS_NONFRAG_IPV4_OTHER | RTE_ETH_RSS_IPV6 |    \
			RTE_ETH_RSS_FRAG_IPV6 | RTE_ETH_RSS_NONFRAG_IPV6_TCP | \
			RTE_ETH_RSS_NONFRAG_IPV6_UDP |                         \
			RTE_ETH_RSS_NONFRAG_IPV6_SCTP |                        \
			RTE_ETH_RSS_NONFRAG_IPV6_OTHER |                       \
			RTE_ETH_RSS_L2_PAYLOAD | RTE_ETH_RSS_IPV6_EX |         \
			RTE_ETH_RSS_IPV6_TCP_EX | RTE_ETH_RSS_IPV6_UDP_EX |    \
			RTE_ETH_RSS_PORT | RTE_ETH_RSS_VXLAN |                 \
			RTE_ETH_RSS_GENEVE | RTE_ETH_RSS_NVGRE |               \
			RTE_ETH_RSS_MPLS)
#define RTE_ETH_RSS_IPV6_PRE96 (RTE_ETH_RSS_IPV6 | RTE_ETH_RSS_L3_PRE96)
#define RTE_ETH_RSS_IPV6_PRE96_TCP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_TCP | RTE_ETH_RSS_L3_PRE96)
#define RTE_ETH_RSS_IPV6_PRE96_UDP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_UDP | RTE_ETH_RSS_L3_PRE96)
#define RTE_ETH_RSS_IPV6_PRE96_SCTP                                            \
	(RTE_ETH_RSS_NONFRAG_IPV6_SCTP | RTE_ETH_RSS_L3_PRE96)
#define RTE_ETH_RSS_IPV6_PRE64 (RTE_ETH_RSS_IPV6 | RTE_ETH_RSS_L3_PRE64)
#define RTE_ETH_RSS_IPV6_PRE64_TCP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_TCP | RTE_ETH_RSS_L3_PRE64)
#define RTE_ETH_RSS_IPV6_PRE64_UDP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_UDP | RTE_ETH_RSS_L3_PRE64)
#define RTE_ETH_RSS_IPV6_PRE64_SCTP                                            \
	(RTE_ETH_RSS_NONFRAG_IPV6_SCTP | RTE_ETH_RSS_L3_PRE64)
#define RTE_ETH_RSS_IPV6_PRE56 (RTE_ETH_RSS_IPV6 | RTE_ETH_RSS_L3_PRE56)
#define RTE_ETH_RSS_IPV6_PRE56_TCP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_TCP | RTE_ETH_RSS_L3_PRE56)
#define RTE_ETH_RSS_IPV6_PRE56_UDP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_UDP | RTE_ETH_RSS_L3_PRE56)
#define RTE_ETH_RSS_IPV6_PRE56_SCTP                                            \
	(RTE_ETH_RSS_NONFRAG_IPV6_SCTP | RTE_ETH_RSS_L3_PRE56)
#define RTE_ETH_RSS_IPV6_PRE48 (RTE_ETH_RSS_IPV6 | RTE_ETH_RSS_L3_PRE48)
#define RTE_ETH_RSS_IPV6_PRE48_TCP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_TCP | RTE_ETH_RSS_L3_PRE48)
#define RTE_ETH_RSS_IPV6_PRE48_UDP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_UDP | RTE_ETH_RSS_L3_PRE48)
#define RTE_ETH_RSS_IPV6_PRE48_SCTP                                            \
	(RTE_ETH_RSS_NONFRAG_IPV6_SCTP | RTE_ETH_RSS_L3_PRE48)
#define RTE_ETH_RSS_IPV6_PRE40 (RTE_ETH_RSS_IPV6 | RTE_ETH_RSS_L3_PRE40)
#define RTE_ETH_RSS_IPV6_PRE40_TCP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_TCP | RTE_ETH_RSS_L3_PRE40)
#define RTE_ETH_RSS_IPV6_PRE40_UDP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_UDP | RTE_ETH_RSS_L3_PRE40)
#define RTE_ETH_RSS_IPV6_PRE40_SCTP                                            \
	(RTE_ETH_RSS_NONFRAG_IPV6_SCTP | RTE_ETH_RSS_L3_PRE40)
#define RTE_ETH_RSS_IPV6_PRE32 (RTE_ETH_RSS_IPV6 | RTE_ETH_RSS_L3_PRE32)
#define RTE_ETH_RSS_IPV6_PRE32_TCP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_TCP | RTE_ETH_RSS_L3_PRE32)
#define RTE_ETH_RSS_IPV6_PRE32_UDP                                             \
	(RTE_ETH_RSS_NONFRAG_IPV6_UDP | RTE_ETH_RSS_L3_PRE32)
#define RTE_ETH_RSS_IPV6_PRE32_SCTP                                            \
	(RTE_ETH_RSS_NONFRAG_IPV6_SCTP | RTE_ETH_RSS_L3_PRE32)

#endif
