/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names of offload, capability and RSS bits, and the log lines that refuse
 * bits by name. A name is the last part of the bit's macro.
 */
#include <inttypes.h>

#include "ethdev_private.h"

struct bit_name {
	uint64_t bit;
	const char *name;
};

#define RX(x)                                                                  \
	{                                                                      \
		RTE_ETH_RX_OFFLOAD_##x, #x                                     \
	}
static const struct bit_name rx_names[] = {RX(VLAN_STRIP), RX(IPV4_CKSUM),
		RX(UDP_CKSUM), RX(TCP_CKSUM), RX(TCP_LRO), RX(QINQ_STRIP),
		RX(OUTER_IPV4_CKSUM), RX(MACSEC_STRIP), RX(VLAN_FILTER),
		RX(VLAN_EXTEND), RX(SCATTER), RX(TIMESTAMP), RX(SECURITY),
		RX(KEEP_CRC), RX(SCTP_CKSUM), RX(OUTER_UDP_CKSUM), RX(RSS_HASH),
		RX(BUFFER_SPLIT)};

#define TX(x)                                                                  \
	{                                                                      \
		RTE_ETH_TX_OFFLOAD_##x, #x                                     \
	}
static const struct bit_name tx_names[] = {TX(VLAN_INSERT), TX(IPV4_CKSUM),
		TX(UDP_CKSUM), TX(TCP_CKSUM), TX(SCTP_CKSUM), TX(TCP_TSO),
		TX(UDP_TSO), TX(OUTER_IPV4_CKSUM), TX(QINQ_INSERT),
		TX(VXLAN_TNL_TSO), TX(GRE_TNL_TSO), TX(IPIP_TNL_TSO),
		TX(GENEVE_TNL_TSO), TX(MACSEC_INSERT), TX(MT_LOCKFREE),
		TX(MULTI_SEGS), TX(MBUF_FAST_FREE), TX(SECURITY),
		TX(UDP_TNL_TSO), TX(IP_TNL_TSO), TX(OUTER_UDP_CKSUM),
		TX(SEND_ON_TIMESTAMP)};

#define CAPA(x)                                                                \
	{                                                                      \
		RTE_ETH_DEV_CAPA_##x, #x                                       \
	}
static const struct bit_name capa_names[] = {CAPA(RUNTIME_RX_QUEUE_SETUP),
		CAPA(RUNTIME_TX_QUEUE_SETUP), CAPA(RXQ_SHARE),
		CAPA(FLOW_RULE_KEEP), CAPA(FLOW_SHARED_OBJECT_KEEP)};

#define RSS(x)                                                                 \
	{                                                                      \
		RTE_ETH_RSS_##x, #x                                            \
	}
static const struct bit_name rss_names[] = {RSS(IPV4), RSS(FRAG_IPV4),
		RSS(NONFRAG_IPV4_TCP), RSS(NONFRAG_IPV4_UDP),
		RSS(NONFRAG_IPV4_SCTP), RSS(NONFRAG_IPV4_OTHER), RSS(IPV6),
		RSS(FRAG_IPV6), RSS(NONFRAG_IPV6_TCP), RSS(NONFRAG_IPV6_UDP),
		RSS(NONFRAG_IPV6_SCTP), RSS(NONFRAG_IPV6_OTHER),
		RSS(L2_PAYLOAD), RSS(IPV6_EX), RSS(IPV6_TCP_EX),
		RSS(IPV6_UDP_EX), RSS(PORT), RSS(VXLAN), RSS(GENEVE),
		RSS(NVGRE), RSS(GTPU), RSS(ETH), RSS(S_VLAN), RSS(C_VLAN),
		RSS(ESP), RSS(AH), RSS(L2TPV3), RSS(PFCP), RSS(PPPOE),
		RSS(ECPRI), RSS(MPLS), RSS(IPV4_CHKSUM), RSS(L4_CHKSUM),
		RSS(L2TPV2), RSS(L3_PRE96), RSS(L3_PRE64), RSS(L3_PRE56),
		RSS(L3_PRE48), RSS(L3_PRE40), RSS(L3_PRE32), RSS(L2_DST_ONLY),
		RSS(L2_SRC_ONLY), RSS(L4_DST_ONLY), RSS(L4_SRC_ONLY),
		RSS(L3_DST_ONLY), RSS(L3_SRC_ONLY)};

static const char *
find(const struct bit_name *names, unsigned int n, uint64_t bit)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (names[i].bit == bit)
			return names[i].name;
	return "UNKNOWN";
}

BP_EXPORT
const char *
rte_eth_dev_rx_offload_name(uint64_t offload)
{
	return find(rx_names, RTE_DIM(rx_names), offload);
}

BP_EXPORT
const char *
rte_eth_dev_tx_offload_name(uint64_t offload)
{
	return find(tx_names, RTE_DIM(tx_names), offload);
}

BP_EXPORT
const char *
rte_eth_dev_capability_name(uint64_t capability)
{
	return find(capa_names, RTE_DIM(capa_names), capability);
}

const char *
ethdev_rss_name(uint64_t bit)
{
	return find(rss_names, RTE_DIM(rss_names), bit);
}

void
ethdev_refuse_bits(const struct rte_eth_dev *dev, const char *what,
		uint64_t bits, const char *(*name)(uint64_t bit))
{
	uint64_t bit;

	for (; bits != 0; bits &= bits - 1) {
		bit = bits & -bits;
		RTE_ETHDEV_LOG(ERR,
				"Port %u (%s) cannot do %s %s (0x%" PRIx64
				")\n",
				dev->data->port_id, dev->data->name, what,
				name(bit), bit);
	}
}
