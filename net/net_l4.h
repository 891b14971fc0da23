/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TCP, UDP and SCTP, as the parser of packet types sees them. Only the length
 * of a TCP header has to be read; the others are named by the IP header alone,
 * even when the packet ends there.
 */
#ifndef NET_L4_H
#define NET_L4_H

#include <netinet/in.h>

#include <rte_sctp.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "net_walk.h"

/* Add a type of layer 4, which inside of a tunnel stands 16 bits higher. */
static inline void
add_type(struct net_walk *w, enum net_depth depth, uint32_t type)
{
	static_assert(RTE_PTYPE_INNER_L4_TCP == RTE_PTYPE_L4_TCP << 16 &&
					RTE_PTYPE_INNER_L4_FRAG ==
							RTE_PTYPE_L4_FRAG << 16,
			"inner types of layer 4");
	w->ptype |= depth == NET_INNER ? type << 16 : type;
}

static inline void
add_tcp(struct net_walk *w, enum net_depth depth, uint8_t *len)
{
	struct rte_tcp_hdr copy;
	const struct rte_tcp_hdr *tcp = net_peek(w, &copy, sizeof(copy));

	if (tcp == NULL)
		return;
	*len = (uint8_t)((tcp->data_off >> 4) * sizeof(uint32_t));
	add_type(w, depth, RTE_PTYPE_L4_TCP);
}

/* TCP, UDP or SCTP, or any fragment: the end of the walk, if it is that. */
static __rte_always_inline bool
net_l4(struct net_walk *w, enum net_depth depth, bool frag, uint8_t *len)
{
	if (frag) {
		add_type(w, depth, RTE_PTYPE_L4_FRAG);
		return false;
	}
	switch (w->ip_proto) {
	case IPPROTO_TCP:
		add_tcp(w, depth, len);
		return false;
	case IPPROTO_UDP:
		*len = sizeof(struct rte_udp_hdr);
		add_type(w, depth, RTE_PTYPE_L4_UDP);
		return false;
	case IPPROTO_SCTP:
		*len = sizeof(struct rte_sctp_hdr);
		add_type(w, depth, RTE_PTYPE_L4_SCTP);
		return false;
	default:
		return true;
	}
}

#endif
