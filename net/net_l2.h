/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Ethernet headers with their tags (IEEE 802.1Q) and labels (RFC 3032), as
 * the parser of packet types sees them. A type is told from the EtherType,
 * even if the tag behind it is cut off; the length counts whole headers.
 */
#ifndef NET_L2_H
#define NET_L2_H

#include <rte_ether.h>
#include <rte_mpls.h>

#include "net_walk.h"

/* As many as an 8-bit length can tell. */
#define MAX_LABELS                                                             \
	((UINT8_MAX - sizeof(struct rte_ether_hdr)) /                          \
			sizeof(struct rte_mpls_hdr))

/* The tag at w, if it is whole: what follows it is next then. */
static inline bool
skip_tag(struct net_walk *w)
{
	struct rte_vlan_hdr copy;
	const struct rte_vlan_hdr *tag = net_peek(w, &copy, sizeof(copy));

	if (tag == NULL)
		return false;
	w->off += sizeof(*tag);
	net_next_is_ether(w, rte_be_to_cpu_16(tag->eth_proto));
	return true;
}

static inline bool
is_tag(uint16_t ether_type)
{
	return ether_type == RTE_ETHER_TYPE_VLAN ||
			ether_type == RTE_ETHER_TYPE_QINQ ||
			ether_type == RTE_ETHER_TYPE_QINQ1 ||
			ether_type == RTE_ETHER_TYPE_QINQ2 ||
			ether_type == RTE_ETHER_TYPE_QINQ3;
}

/* A service tag, and the tag that it is in front of; maybe it is alone. */
static inline bool
skip_two_tags(struct net_walk *w)
{
	const struct net_walk start = *w;

	if (!skip_tag(w))
		return false;
	if (!is_tag(w->ether_type) || skip_tag(w))
		return true;
	*w = start;
	return false;
}

/* Labels down to the bottom of the stack; what is below has no name. */
static inline bool
skip_labels(struct net_walk *w)
{
	struct rte_mpls_hdr copy;
	const struct rte_mpls_hdr *label;
	uint32_t off = w->off;
	unsigned int n;

	for (n = 0; n < MAX_LABELS; n++) {
		label = rte_pktmbuf_read(w->m, off, sizeof(copy), &copy);
		if (label == NULL)
			return false;
		off += sizeof(*label);
		if (label->bs == 0)
			continue;
		w->off = off;
		net_next_is_ether(w, NET_NO_ETHER_TYPE);
		return true;
	}
	return false;
}

/* Read the Ethernet header itself. */
static inline bool
skip_ether(struct net_walk *w)
{
	uint8_t copy[RTE_ETHER_HDR_LEN];
	const uint8_t *eth = net_peek(w, copy, sizeof(copy));

	if (eth == NULL)
		return false;
	w->off += sizeof(copy);
	net_next_is_ether(w, (uint16_t)(eth[12] << 8 | eth[13]));
	return true;
}

/* What may stand between the Ethernet header and that of layer 3. */
static inline bool
skip_shim(struct net_walk *w)
{
	switch (w->ether_type) {
	case RTE_ETHER_TYPE_VLAN:
		w->ptype = RTE_PTYPE_L2_ETHER_VLAN;
		return skip_tag(w);
	case RTE_ETHER_TYPE_QINQ:
		w->ptype = RTE_PTYPE_L2_ETHER_QINQ;
		return skip_two_tags(w);
	case RTE_ETHER_TYPE_MPLS:
	case RTE_ETHER_TYPE_MPLSM:
		if (!skip_labels(w))
			return false;
		w->ptype = RTE_PTYPE_L2_ETHER_MPLS;
		return true;
	default:
		return true;
	}
}

/* Ethernet, and VLAN tags or a label stack behind it. */
static __rte_always_inline bool
net_l2(struct net_walk *w, uint8_t *len)
{
	bool whole;

	if (!skip_ether(w))
		return false;
	w->ptype = RTE_PTYPE_L2_ETHER;
	whole = skip_shim(w);
	*len = (uint8_t)w->off;
	return whole;
}

/* Ethernet, VLAN tags, or both, in a tunnel. */
static __rte_always_inline bool
net_l2_inner(struct net_walk *w, uint8_t *len)
{
	const uint32_t start = w->off;
	uint32_t type = 0;
	bool whole = true;

	if (w->ether_type == RTE_ETHER_TYPE_TEB) {
		if (!skip_ether(w))
			return false;
		type = RTE_PTYPE_INNER_L2_ETHER;
	}
	if (w->ether_type == RTE_ETHER_TYPE_VLAN) {
		type = RTE_PTYPE_INNER_L2_ETHER_VLAN;
		whole = skip_tag(w);
	} else if (w->ether_type == RTE_ETHER_TYPE_QINQ) {
		type = RTE_PTYPE_INNER_L2_ETHER_QINQ;
		whole = skip_two_tags(w);
	}
	w->ptype |= type;
	*len = (uint8_t)(w->off - start);
	return whole;
}

#endif
