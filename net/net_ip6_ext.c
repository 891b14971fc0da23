/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chain of extension headers of IPv6 (RFC 8200, section 4). It is
 * followed up to a fragment header, behind which only the first fragment has
 * more of them, and for a few headers only: a hostile chain must not keep a
 * core busy. What of a header is behind its first two bytes is never read.
 */
#include <bufplane_export.h>

#include <netinet/in.h>

#include "net_walk.h"

#define MAX_STEPS 5 /* headers, the one behind the extensions included */
#define UNIT      8 /* bytes */

/* What all of them start with. */
struct ext_hdr {
	uint8_t next;
	uint8_t more_units; /* behind the first; reserved in a fragment header
			     */
};

static bool
has_options(int proto)
{
	return proto == IPPROTO_HOPOPTS || proto == IPPROTO_ROUTING ||
			proto == IPPROTO_DSTOPTS;
}

BP_EXPORT
int
rte_net_skip_ip6_ext(uint16_t proto, const struct rte_mbuf *m, uint32_t *off,
		int *frag)
{
	struct ext_hdr copy;
	const struct ext_hdr *ext;
	unsigned int i;

	*frag = 0;
	for (i = 0; i < MAX_STEPS; i++) {
		if (proto == IPPROTO_NONE)
			return 0;
		if (!has_options(proto) && proto != IPPROTO_FRAGMENT)
			return proto;
		ext = rte_pktmbuf_read(m, *off, sizeof(copy), &copy);
		if (ext == NULL)
			return -1;
		*off += UNIT;
		if (proto == IPPROTO_FRAGMENT) {
			*frag = 1;
			return ext->next;
		}
		*off += ext->more_units * UNIT;
		proto = ext->next;
	}
	return -1;
}
