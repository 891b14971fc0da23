/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The names of packet types: for each field of the type a table of 16 values.
 * A value without a name is unknown.
 */
#include <bufplane_export.h>

#include "mbuf.h"

/* A value of the field at bit shift, and its name. */
#define NAME(shift, name) [RTE_PTYPE_##name >> (shift)] = #name

static const char *const l2[16] = {
		NAME(0, L2_ETHER),
		NAME(0, L2_ETHER_TIMESYNC),
		NAME(0, L2_ETHER_ARP),
		NAME(0, L2_ETHER_LLDP),
		NAME(0, L2_ETHER_NSH),
		NAME(0, L2_ETHER_VLAN),
		NAME(0, L2_ETHER_QINQ),
		NAME(0, L2_ETHER_PPPOE),
		NAME(0, L2_ETHER_FCOE),
		NAME(0, L2_ETHER_MPLS),
};

static const char *const l3[16] = {
		NAME(4, L3_IPV4),
		NAME(4, L3_IPV4_EXT),
		NAME(4, L3_IPV6),
		NAME(4, L3_IPV4_EXT_UNKNOWN),
		NAME(4, L3_IPV6_EXT),
		NAME(4, L3_IPV6_EXT_UNKNOWN),
};

static const char *const l4[16] = {
		NAME(8, L4_TCP),
		NAME(8, L4_UDP),
		NAME(8, L4_FRAG),
		NAME(8, L4_SCTP),
		NAME(8, L4_ICMP),
		NAME(8, L4_NONFRAG),
		NAME(8, L4_IGMP),
};

static const char *const tunnel[16] = {
		NAME(12, TUNNEL_IP),
		NAME(12, TUNNEL_GRE),
		NAME(12, TUNNEL_VXLAN),
		NAME(12, TUNNEL_NVGRE),
		NAME(12, TUNNEL_GENEVE),
		NAME(12, TUNNEL_GRENAT),
		NAME(12, TUNNEL_GTPC),
		NAME(12, TUNNEL_GTPU),
		NAME(12, TUNNEL_ESP),
		NAME(12, TUNNEL_L2TP),
		NAME(12, TUNNEL_VXLAN_GPE),
		NAME(12, TUNNEL_MPLS_IN_GRE),
		NAME(12, TUNNEL_MPLS_IN_UDP),
};

static const char *const inner_l2[16] = {
		NAME(16, INNER_L2_ETHER),
		NAME(16, INNER_L2_ETHER_VLAN),
		NAME(16, INNER_L2_ETHER_QINQ),
};

static const char *const inner_l3[16] = {
		NAME(20, INNER_L3_IPV4),
		NAME(20, INNER_L3_IPV4_EXT),
		NAME(20, INNER_L3_IPV6),
		NAME(20, INNER_L3_IPV4_EXT_UNKNOWN),
		NAME(20, INNER_L3_IPV6_EXT),
		NAME(20, INNER_L3_IPV6_EXT_UNKNOWN),
};

static const char *const inner_l4[16] = {
		NAME(24, INNER_L4_TCP),
		NAME(24, INNER_L4_UDP),
		NAME(24, INNER_L4_FRAG),
		NAME(24, INNER_L4_SCTP),
		NAME(24, INNER_L4_ICMP),
		NAME(24, INNER_L4_NONFRAG),
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

/* The fields of a packet type, from the lowest bits on. */
static const struct {
	const char *const *names;
	const char *unknown;
} fields[FIELDS] = {
		[L2] = {l2, "L2_UNKNOWN"},
		[L3] = {l3, "L3_UNKNOWN"},
		[L4] = {l4, "L4_UNKNOWN"},
		[TUNNEL] = {tunnel, "TUNNEL_UNKNOWN"},
		[INNER_L2] = {inner_l2, "INNER_L2_UNKNOWN"},
		[INNER_L3] = {inner_l3, "INNER_L3_UNKNOWN"},
		[INNER_L4] = {inner_l4, "INNER_L4_UNKNOWN"},
};

static unsigned int
field_value(unsigned int field, uint32_t ptype)
{
	return ptype >> field * 4 & 0xf;
}

static const char *
field_name(unsigned int field, uint32_t ptype)
{
	const char *name = fields[field].names[field_value(field, ptype)];

	return name != NULL ? name : fields[field].unknown;
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
		if (field_value(i, ptype) == 0)
			continue;
		if (mbuf_text_add(&text, field_name(i, ptype)) != 0 ||
				mbuf_text_add(&text, " ") != 0)
			return -1;
	}
	return 0;
}
