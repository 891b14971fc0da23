/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checksums prepared for a NIC that completes them: the field of IPv4 becomes
 * 0, that of UDP or TCP the sum of the pseudo-header. Which headers are where
 * the mbuf says (l2_len ...), not the packet. First everything is checked to
 * lie in the first segment, then it is written: an error changes nothing.
 */
#include <bufplane_export.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <rte_net.h>

/* The headers of layers 3 and 4, outside of a tunnel or inside. */
struct part {
	uint64_t l3_off;
	uint64_t cksum_off; /* of UDP or TCP */
	uint64_t ol_flags;  /* for the pseudo-header */
	bool is_ip4;
	bool clear_ip4;
	bool set_l4;
};

/* The tunnel's headers. */
static struct part
describe_outer(const struct rte_mbuf *m, uint64_t ol_flags)
{
	struct part part = {.l3_off = m->outer_l2_len};

	part.is_ip4 = (ol_flags & RTE_MBUF_F_TX_OUTER_IPV4) != 0;
	if (!part.is_ip4 && (ol_flags & RTE_MBUF_F_TX_OUTER_IPV6) == 0)
		return part;
	part.clear_ip4 = part.is_ip4 &&
			(ol_flags & RTE_MBUF_F_TX_OUTER_IP_CKSUM) != 0;
	part.set_l4 = (ol_flags & RTE_MBUF_F_TX_OUTER_UDP_CKSUM) != 0;
	part.cksum_off = part.l3_off + m->outer_l3_len +
			offsetof(struct rte_udp_hdr, dgram_cksum);
	part.ol_flags = m->ol_flags; /* as 22.11 has it */
	return part;
}

/* The headers in the tunnel, or those of a packet without. */
static struct part
describe_inner(const struct rte_mbuf *m, uint64_t ol_flags)
{
	const uint64_t l4 = ol_flags & RTE_MBUF_F_TX_L4_MASK;
	struct part part = {.l3_off = m->l2_len, .ol_flags = ol_flags};

	if (ol_flags & (RTE_MBUF_F_TX_OUTER_IPV4 | RTE_MBUF_F_TX_OUTER_IPV6))
		part.l3_off += m->outer_l2_len + m->outer_l3_len;
	part.is_ip4 = (ol_flags & RTE_MBUF_F_TX_IPV4) != 0;
	part.clear_ip4 =
			part.is_ip4 && (ol_flags & RTE_MBUF_F_TX_IP_CKSUM) != 0;
	part.cksum_off = part.l3_off + m->l3_len;
	if (l4 == RTE_MBUF_F_TX_UDP_CKSUM) {
		part.set_l4 = true;
		part.cksum_off += offsetof(struct rte_udp_hdr, dgram_cksum);
	} else if (l4 == RTE_MBUF_F_TX_TCP_CKSUM ||
			(ol_flags & RTE_MBUF_F_TX_TCP_SEG) != 0) {
		part.set_l4 = true;
		part.cksum_off += offsetof(struct rte_tcp_hdr, cksum);
	}
	return part;
}

/* Whether the first segment holds all that fill() touches. */
static bool
fits(const struct rte_mbuf *m, const struct part *part)
{
	const uint64_t l3_len = part->is_ip4 ? sizeof(struct rte_ipv4_hdr)
					     : sizeof(struct rte_ipv6_hdr);

	if (!part->clear_ip4 && !part->set_l4)
		return true;
	if (part->l3_off + l3_len > m->data_len)
		return false;
	return !part->set_l4 ||
			part->cksum_off + sizeof(uint16_t) <= m->data_len;
}

static void
fill(struct rte_mbuf *m, const struct part *part)
{
	void *ip = rte_pktmbuf_mtod_offset(m, void *, part->l3_off);
	uint16_t sum;

	if (part->clear_ip4)
		((struct rte_ipv4_hdr *)ip)->hdr_checksum = 0;
	if (!part->set_l4)
		return;
	if (part->is_ip4)
		sum = rte_ipv4_phdr_cksum(ip, part->ol_flags);
	else
		sum = rte_ipv6_phdr_cksum(ip, part->ol_flags);
	memcpy(rte_pktmbuf_mtod_offset(m, void *, part->cksum_off), &sum,
			sizeof(sum));
}

BP_EXPORT
int
bp_net_cksum_prepare(struct rte_mbuf *m, uint64_t ol_flags)
{
	const struct part outer = describe_outer(m, ol_flags);
	const struct part inner = describe_inner(m, ol_flags);
	const uint64_t headers = inner.l3_off + m->l3_len + m->l4_len;

	if (headers > m->data_len || !fits(m, &outer) || !fits(m, &inner))
		return -ENOTSUP;
	fill(m, &outer);
	fill(m, &inner);
	return 0;
}
