/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the parser of packet types knows while it walks along the headers of a
 * packet. A layer's function (net_l2.h, net_l3.h, net_l4.h, net_tunnel.h)
 * reads the header at w->off, if w names one that it knows, adds to the type,
 * moves w behind it, and writes its length. It returns whether to go on: false
 * when the packet ends too early, or when what follows cannot be named. They
 * are inline so that w stays in registers.
 *
 * The next header is named either by an EtherType or by an IP protocol, never
 * by both: the two spaces of numbers overlap. A byte behind the packet is
 * never read.
 */
#ifndef NET_WALK_H
#define NET_WALK_H

#include <stdbool.h>

#include <rte_mbuf.h>
#include <rte_net.h>

#define NET_NO_ETHER_TYPE 0
#define NET_NO_IP_PROTO   (-1)

struct net_walk {
	const struct rte_mbuf *m;
	uint32_t off;        /* of the next header */
	uint32_t ptype;      /* of the headers so far */
	uint16_t ether_type; /* of the next header, in host order */
	int ip_proto;        /* of the next header */
};

/* Outside of a tunnel, or inside. */
enum net_depth {
	NET_OUTER,
	NET_INNER
};

static inline void
net_next_is_ether(struct net_walk *w, uint16_t type)
{
	w->ether_type = type;
	w->ip_proto = NET_NO_IP_PROTO;
}

static inline void
net_next_is_ip_proto(struct net_walk *w, int proto)
{
	w->ether_type = NET_NO_ETHER_TYPE;
	w->ip_proto = proto;
}

/*
 * The next header, of which len bytes are fixed, at any address: in the packet,
 * or in copy. NULL if the packet ends before.
 */
static inline const void *
net_peek(const struct net_walk *w, void *copy, uint32_t len)
{
	return rte_pktmbuf_read(w->m, w->off, len, copy);
}

#endif
