/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The names of packet types: for each field of the type a table of 16 values.
 * A value without a name is unknown.
 */
#include <bufplane_export.h>

#include "mbuf.h"

/* A field of a packet type. */
struct field {
	unsigned int shift;
	const char *unknown;
	const char *names[16];
};

enum {
	L2,
	L3,
	L4,
	TUNNEL,
	INNER_L2,
	INNER_L3,
	INNER_L4,
	FIELDS,
};

static const struct field fields[FIELDS] = {
		[L2] = {.shift = 0,
				.unknown = "L2_UNKNOWN",
				.names =
						{
								[RTE_PTYPE_L2_ETHER >>
										0] =
										"L2_ETHER",
								[RTE_PTYPE_L2_ETHER_TIMESYNC >>
										0] =
										"L2_ETHER_TIMESYNC",
								[RTE_PTYPE_L2_ETHER_ARP >>
										0] =
										"L2_ETHER_ARP",
								[RTE_PTYPE_L2_ETHER_LLDP >>
										0] =
										"L2_ETHER_LLDP",
								[RTE_PTYPE_L2_ETHER_NSH >>
										0] =
										"L2_ETHER_NSH",
								[RTE_PTYPE_L2_ETHER_VLAN >>
										0] =
										"L2_ETHER_VLAN",
								[RTE_PTYPE_L2_ETHER_QINQ >>
										0] =
										"L2_ETHER_QINQ",
								[RTE_PTYPE_L2_ETHER_PPPOE >>
										0] =
										"L2_ETHER_PPPOE",
								[RTE_PTYPE_L2_ETHER_FCOE >>
										0] =
										"L2_ETHER_FCOE",
								[RTE_PTYPE_L2_ETHER_MPLS >>
										0] =
										"L2_ETHER_MPLS",
						}},
		[L3] = {.shift = 4,
				.unknown = "L3_UNKNOWN",
				.names =
						{
								[RTE_PTYPE_L3_IPV4 >>
										4] =
										"L3_IPV4",
								[RTE_PTYPE_L3_IPV4_EXT >>
										4] =
										"L3_IPV4_EXT",
								[RTE_PTYPE_L3_IPV6 >>
										4] =
										"L3_IPV6",
								[RTE_PTYPE_L3_IPV4_EXT_UNKNOWN >>
										4] =
										"L3_IPV4_EXT_UNKNOWN",
								[RTE_PTYPE_L3_IPV6_EXT >>
										4] =
										"L3_IPV6_EXT",
								[RTE_PTYPE_L3_IPV6_EXT_UNKNOWN >>
										4] =
										"L3_IPV6_EXT_UNKNOWN",
						}},
		[L4] = {.shift = 8,
				.unknown = "L4_UNKNOWN",
				.names =
						{
								[RTE_PTYPE_L4_TCP >>
										8] =
										"L4_TCP",
								[RTE_PTYPE_L4_UDP >>
										8] =
										"L4_UDP",
								[RTE_PTYPE_L4_FRAG >>
										8] =
										"L4_FRAG",
								[RTE_PTYPE_L4_SCTP >>
										8] =
										"L4_SCTP",
								[RTE_PTYPE_L4_ICMP >>
										8] =
										"L4_ICMP",
								[RTE_PTYPE_L4_NONFRAG >>
										8] =
										"L4_NONFRAG",
								[RTE_PTYPE_L4_IGMP >>
										8] =
										"L4_IGMP",
						}},
		[TUNNEL] = {.shift = 12,
				.unknown = "TUNNEL_UNKNOWN",
				.names =
						{
								[RTE_PTYPE_TUNNEL_IP >>
										12] =
										"TUNNEL_IP",
								[RTE_PTYPE_TUNNEL_GRE >>
										12] =
										"TUNNEL_GRE",
								[RTE_PTYPE_TUNNEL_VXLAN >>
										12] =
										"TUNNEL_VXLAN",
								[RTE_PTYPE_TUNNEL_NVGRE >>
										12] =
										"TUNNEL_NVGRE",
								[RTE_PTYPE_TUNNEL_GENEVE >>
										12] =
										"TUNNEL_GENEVE",
								[RTE_PTYPE_TUNNEL_GRENAT >>
										12] =
										"TUNNEL_GRENAT",
								[RTE_PTYPE_TUNNEL_GTPC >>
										12] =
										"TUNNEL_GTPC",
								[RTE_PTYPE_TUNNEL_GTPU >>
										12] =
										"TUNNEL_GTPU",
								[RTE_PTYPE_TUNNEL_ESP >>
										12] =
										"TUNNEL_ESP",
								[RTE_PTYPE_TUNNEL_L2TP >>
										12] =
										"TUNNEL_L2TP",
								[RTE_PTYPE_TUNNEL_VXLAN_GPE >>
										12] =
										"TUNNEL_VXLAN_GPE",
								[RTE_PTYPE_TUNNEL_MPLS_IN_GRE >>
										12] =
										"TUNNEL_MPLS_IN_GRE",
								[RTE_PTYPE_TUNNEL_MPLS_IN_UDP >>
										12] =
										"TUNNEL_MPLS_IN_UDP",
						}},
		[INNER_L2] = {.shift = 16,
				.unknown = "INNER_L2_UNKNOWN",
				.names =
						{
								[RTE_PTYPE_INNER_L2_ETHER >>
										16] =
										"INNER_L2_ETHER",
								[RTE_PTYPE_INNER_L2_ETHER_VLAN >>
										16] =
										"INNER_L2_ETHER_VLAN",
								[RTE_PTYPE_INNER_L2_ETHER_QINQ >>
										16] =
										"INNER_L2_ETHER_QINQ",
						}},
		[INNER_L3] = {.shift = 20,
				.unknown = "INNER_L3_UNKNOWN",
				.names =
						{
								[RTE_PTYPE_INNER_L3_IPV4 >>
										20] =
										"INNER_L3_IPV4",
								[RTE_PTYPE_INNER_L3_IPV4_EXT >>
										20] =
										"INNER_L3_IPV4_EXT",
								[RTE_PTYPE_INNER_L3_IPV6 >>
										20] =
										"INNER_L3_IPV6",
								[RTE_PTYPE_INNER_L3_IPV4_EXT_UNKNOWN >>
										20] =
										"INNER_L3_IPV4_EXT_UNKNOWN",
								[RTE_PTYPE_INNER_L3_IPV6_EXT >>
										20] =
										"INNER_L3_IPV6_EXT",
								[RTE_PTYPE_INNER_L3_IPV6_EXT_UNKNOWN >>
										20] =
										"INNER_L3_IPV6_EXT_UNKNOWN",
						}},
		[INNER_L4] = {.shift = 24,
				.unknown = "INNER_L4_UNKNOWN",
				.names =
						{
								[RTE_PTYPE_INNER_L4_TCP >>
										24] =
										"INNER_L4_TCP",
								[RTE_PTYPE_INNER_L4_UDP >>
										24] =
										"INNER_L4_UDP",
								[RTE_PTYPE_INNER_L4_FRAG >>
										24] =
										"INNER_L4_FRAG",
								[RTE_PTYPE_INNER_L4_SCTP >>
										24] =
										"INNER_L4_SCTP",
								[RTE_PTYPE_INNER_L4_ICMP >>
										24] =
										"INNER_L4_ICMP",
								[RTE_PTYPE_INNER_L4_NONFRAG >>
										24] =
										"INNER_L4_NONFRAG",
						}},
};

static const char *
field_name(unsigned int which, uint32_t ptype)
{
	const struct field *field = &fields[which];
	const char *name = field->names[(ptype >> field->shift) & 0xf];

	return name != NULL ? name : field->unknown;
}

BP_EXPORT
const char *
rte_get_ptype_l2_name(uint32_t ptype)
{
	return field_name(L2, ptype);
}

BP_EXPORT
const char *
rte_get_ptype_l3_name(uint32_t ptype)
{
	return field_name(L3, ptype);
}

BP_EXPORT
const char *
rte_get_ptype_l4_name(uint32_t ptype)
{
	return field_name(L4, ptype);
}

BP_EXPORT
const char *
rte_get_ptype_tunnel_name(uint32_t ptype)
{
	return field_name(TUNNEL, ptype);
}

BP_EXPORT
const char *
rte_get_ptype_inner_l2_name(uint32_t ptype)
{
	return field_name(INNER_L2, ptype);
}

BP_EXPORT
const char *
rte_get_ptype_inner_l3_name(uint32_t ptype)
{
	return field_name(INNER_L3, ptype);
}

BP_EXPORT
const char *
rte_get_ptype_inner_l4_name(uint32_t ptype)
{
	return field_name(INNER_L4, ptype);
}

BP_EXPORT
int
rte_get_ptype_name(uint32_t ptype, char *buf, size_t buflen)
{
	struct mbuf_text text = {.at = buf, .left = buflen};
	unsigned int i;

	if (mbuf_text_add(&text, "") != 0)
		return -1;
	if ((ptype & RTE_PTYPE_ALL_MASK) == RTE_PTYPE_UNKNOWN)
		return mbuf_text_add(&text, "UNKNOWN");
	for (i = 0; i < FIELDS; i++) {
		if (((ptype >> fields[i].shift) & 0xf) == 0)
			continue;
		if (mbuf_text_add(&text, field_name(i, ptype)) != 0 ||
				mbuf_text_add(&text, " ") != 0)
			return -1;
	}
	return 0;
}
