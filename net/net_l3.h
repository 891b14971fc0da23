/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * IPv4 (RFC 791) and IPv6 (RFC 8200) headers, as the parser of packet types
 * sees them. A header that cannot be IPv4 (its version, a length below 20)
 * names nothing behind it. A length may reach behind the packet, where no
 * header of layer 4 is found then.
 */
#ifndef NET_L3_H
#define NET_L3_H

#include <netinet/in.h>

#include <rte_ether.h>
#include <rte_ip.h>

#include "net_walk.h"

struct net_l3_names {
	uint32_t ip4, ip4_options, ip6, ip6_extended;
};

static const struct net_l3_names net_l3_names[] = {
		[NET_OUTER] = {RTE_PTYPE_L3_IPV4, RTE_PTYPE_L3_IPV4_EXT,
				RTE_PTYPE_L3_IPV6, RTE_PTYPE_L3_IPV6_EXT},
		[NET_INNER] = {RTE_PTYPE_INNER_L3_IPV4,
				RTE_PTYPE_INNER_L3_IPV4_EXT,
				RTE_PTYPE_INNER_L3_IPV6,
				RTE_PTYPE_INNER_L3_IPV6_EXT},
};

static inline bool
skip_ip4(struct net_walk *w, const struct net_l3_names *name, uint16_t *len,
		bool *frag)
{
	const uint16_t in_part = rte_cpu_to_be_16(
			RTE_IPV4_HDR_MF_FLAG | RTE_IPV4_HDR_OFFSET_MASK);
	struct rte_ipv4_hdr copy;
	const struct rte_ipv4_hdr *ip = net_peek(w, &copy, sizeof(copy));

	if (ip == NULL || ip->version != IPVERSION ||
			ip->ihl < RTE_IPV4_MIN_IHL)
		return false;
	*len = rte_ipv4_hdr_len(ip);
	w->ptype |= *len == sizeof(*ip) ? name->ip4 : name->ip4_options;
	w->off += *len;
	*frag = (ip->fragment_offset & in_part) != 0;
	net_next_is_ip_proto(w, ip->next_proto_id);
	return true;
}

/* Whether the type speaks of extension headers with this one in front. */
static inline bool
is_extension(uint8_t proto)
{
	switch (proto) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_ESP:
	case IPPROTO_AH:
	case IPPROTO_DSTOPTS:
		return true;
	default:
		return false;
	}
}

/* The extension headers of which the first is proto: all of them, or none. */
static inline bool
skip_extensions(struct net_walk *w, uint8_t proto, bool *frag)
{
	uint32_t end = w->off;
	int in_part;
	int last = rte_net_skip_ip6_ext(proto, w->m, &end, &in_part);

	if (last < 0)
		return false;
	w->off = end;
	*frag = in_part != 0;
	net_next_is_ip_proto(w, last);
	return last > 0;
}

static inline bool
skip_ip6(struct net_walk *w, const struct net_l3_names *name, uint16_t *len,
		bool *frag)
{
	const uint32_t start = w->off;
	struct rte_ipv6_hdr copy;
	const struct rte_ipv6_hdr *ip = net_peek(w, &copy, sizeof(copy));
	bool named = true;

	if (ip == NULL)
		return false;
	w->off += sizeof(*ip);
	net_next_is_ip_proto(w, ip->proto);
	if (is_extension(ip->proto)) {
		w->ptype |= name->ip6_extended;
		named = skip_extensions(w, ip->proto, frag);
	} else {
		w->ptype |= name->ip6;
	}
	*len = (uint16_t)(w->off - start);
	return named;
}

/* IP with options or extension headers; sets *frag in a fragment. */
static __rte_always_inline bool
net_l3(struct net_walk *w, enum net_depth depth, uint16_t *len, bool *frag)
{
	switch (w->ether_type) {
	case RTE_ETHER_TYPE_IPV4:
		return skip_ip4(w, &net_l3_names[depth], len, frag);
	case RTE_ETHER_TYPE_IPV6:
		return skip_ip6(w, &net_l3_names[depth], len, frag);
	default:
		return true;
	}
}

#endif
