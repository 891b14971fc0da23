/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The type of a packet: walks along its headers from layer to layer, outside
 * and then inside of one tunnel, and stops where a layer is not wanted, not
 * known, or cut off. What was found until then is the answer.
 */
#include <bufplane_export.h>

#include "net_l2.h"
#include "net_l3.h"
#include "net_l4.h"
#include "net_tunnel.h"
#include "net_walk.h"

/* What is inside of a tunnel, or behind Ethernet with more than one shim. */
static void
walk_inner(struct net_walk *w, struct rte_net_hdr_lens *lens, uint32_t layers)
{
	bool frag = false;

	if ((layers & RTE_PTYPE_INNER_L2_MASK) == 0 ||
			!net_l2_inner(w, &lens->inner_l2_len))
		return;
	if ((layers & RTE_PTYPE_INNER_L3_MASK) == 0 ||
			!net_l3(w, NET_INNER, &lens->inner_l3_len, &frag))
		return;
	if ((layers & RTE_PTYPE_INNER_L4_MASK) != 0)
		net_l4(w, NET_INNER, frag, &lens->inner_l4_len);
}

static void
walk(struct net_walk *w, struct rte_net_hdr_lens *lens, uint32_t layers)
{
	bool frag = false;

	if ((layers & RTE_PTYPE_L2_MASK) == 0 || !net_l2(w, &lens->l2_len))
		return;
	if ((layers & RTE_PTYPE_L3_MASK) == 0 ||
			!net_l3(w, NET_OUTER, &lens->l3_len, &frag))
		return;
	if (w->ip_proto != NET_NO_IP_PROTO &&
			((layers & RTE_PTYPE_L4_MASK) == 0 ||
					!net_l4(w, NET_OUTER, frag,
							&lens->l4_len)))
		return;
	if ((layers & RTE_PTYPE_TUNNEL_MASK) == 0)
		return;
	net_tunnel(w, &lens->tunnel_len);
	walk_inner(w, lens, layers);
}

BP_EXPORT
uint32_t
rte_net_get_ptype(const struct rte_mbuf *m, struct rte_net_hdr_lens *hdr_lens,
		uint32_t layers)
{
	struct rte_net_hdr_lens none = {0};
	struct rte_net_hdr_lens *lens = hdr_lens != NULL ? hdr_lens : &none;
	struct net_walk w = {.m = m, .ip_proto = NET_NO_IP_PROTO};

	*lens = none;
	walk(&w, lens, layers);
	return w.ptype;
}
