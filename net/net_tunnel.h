/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tunnels directly over IP, as the parser of packet types sees them: GRE (RFC
 * 2784, 2890), called NVGRE (RFC 7637) when it carries Ethernet, and IP in IP
 * (RFC 2003, 2473), which has no header of its own. GRE with source routes is
 * not followed; its optional words are counted, not read.
 */
#ifndef NET_TUNNEL_H
#define NET_TUNNEL_H

#include <netinet/in.h>

#include <rte_ether.h>
#include <rte_gre.h>

#include "net_walk.h"

static inline void
skip_gre(struct net_walk *w, uint16_t *len)
{
	struct rte_gre_hdr copy;
	const struct rte_gre_hdr *gre = net_peek(w, &copy, sizeof(copy));
	unsigned int words; /* checksum, key, sequence number */

	if (gre == NULL || gre->res1 != 0)
		return;
	words = gre->c + gre->k + gre->s;
	*len = (uint16_t)(sizeof(*gre) + words * sizeof(rte_be32_t));
	w->off += *len;
	net_next_is_ether(w, rte_be_to_cpu_16(gre->proto));
	w->ptype |= w->ether_type == RTE_ETHER_TYPE_TEB ? RTE_PTYPE_TUNNEL_NVGRE
							: RTE_PTYPE_TUNNEL_GRE;
}

/* GRE, NVGRE, or IP in IP. */
static __rte_always_inline void
net_tunnel(struct net_walk *w, uint16_t *len)
{
	switch (w->ip_proto) {
	case IPPROTO_GRE:
		skip_gre(w, len);
		break;
	case IPPROTO_IPIP:
		w->ptype |= RTE_PTYPE_TUNNEL_IP;
		net_next_is_ether(w, RTE_ETHER_TYPE_IPV4);
		break;
	case IPPROTO_IPV6:
		w->ptype |= RTE_PTYPE_TUNNEL_IP;
		net_next_is_ether(w, RTE_ETHER_TYPE_IPV6);
		break;
	default:
		break;
	}
}

#endif
