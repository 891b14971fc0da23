/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Checksums, packet types, CRCs and addresses of packets: of random ones that
 * are headers on headers, cut off anywhere and spread over segments, and of
 * captured ones.
 */
#include <string.h>

#include <pcap/pcap.h>

#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_net.h>
#include <rte_net_crc.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include "case.h"

#define LEN_MAX 2000u

struct packet {
	uint8_t data[LEN_MAX];
	uint32_t len;
	bool tcp_inside; /* of a tunnel */
	char made_of[100];
};

static struct rte_mempool *pool;

static void
put(struct packet *p, const char *name, const void *header, uint32_t len)
{
	if (p->len + len > LEN_MAX)
		return;
	memcpy(p->data + p->len, header, len);
	p->len += len;
	if (strlen(p->made_of) + strlen(name) + 2 < sizeof(p->made_of)) {
		strcat(p->made_of, " ");
		strcat(p->made_of, name);
	}
}

static void
put_l4(struct packet *p, uint8_t proto, unsigned int depth)
{
	uint8_t bytes[64];

	rnd_fill(bytes, sizeof(bytes));
	if (proto == IPPROTO_TCP) {
		bytes[12] = (uint8_t)((5 + below(11)) << 4);
		put(p, "tcp", bytes, (uint32_t)(bytes[12] >> 4) * 4);
		p->tcp_inside = depth > 0;
	} else if (proto == IPPROTO_UDP) {
		put(p, "udp", bytes, sizeof(struct rte_udp_hdr));
	} else if (proto == IPPROTO_SCTP) {
		put(p, "sctp", bytes, 12);
	}
	put(p, "+", bytes, below(64));
}

static void put_ether(struct packet *p, unsigned int depth);
static void put_ipv4(struct packet *p, unsigned int depth);
static void put_ipv6(struct packet *p, unsigned int depth);

static void
put_gre(struct packet *p, unsigned int depth)
{
	static const uint16_t inner[] = {RTE_ETHER_TYPE_IPV4,
			RTE_ETHER_TYPE_IPV6, RTE_ETHER_TYPE_TEB, 0x1234};
	uint16_t type = inner[below(RTE_DIM(inner))];
	uint8_t gre[16] = {0};

	gre[0] = (uint8_t)(below(2) << 7 | below(2) << 5 | below(2) << 4);
	gre[2] = (uint8_t)(type >> 8);
	gre[3] = (uint8_t)type;
	put(p, "gre", gre,
			4 +
					4 *
							(uint32_t)((gre[0] >> 7) +
									(gre[0] >> 5 & 1) +
									(gre[0] >> 4 & 1)));
	if (type == RTE_ETHER_TYPE_IPV4)
		put_ipv4(p, depth + 1);
	else if (type == RTE_ETHER_TYPE_IPV6)
		put_ipv6(p, depth + 1);
	else if (type == RTE_ETHER_TYPE_TEB)
		put_ether(p, depth + 1);
}

static void
put_inner(struct packet *p, uint8_t proto, unsigned int depth)
{
	if (proto == IPPROTO_GRE)
		put_gre(p, depth);
	else if (proto == IPPROTO_IPIP)
		put_ipv4(p, depth + 1);
	else if (proto == IPPROTO_IPV6)
		put_ipv6(p, depth + 1);
	else
		put_l4(p, proto, depth);
}

static uint8_t
some_proto(unsigned int depth)
{
	static const uint8_t protos[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP,
			IPPROTO_ICMP, 200, IPPROTO_GRE, IPPROTO_IPIP,
			IPPROTO_IPV6};

	return protos[below(depth > 0 ? 5 : RTE_DIM(protos))];
}

static void
put_ipv4(struct packet *p, unsigned int depth)
{
	uint8_t bytes[60], proto = some_proto(depth);
	struct rte_ipv4_hdr *ip = (struct rte_ipv4_hdr *)bytes;
	uint32_t len = 20 + (below(3) ? 0 : 4 * below(11));

	rnd_fill(bytes, sizeof(bytes));
	ip->version_ihl = (uint8_t)(0x40 | len / 4);
	ip->next_proto_id = proto;
	ip->fragment_offset = rte_cpu_to_be_16(
			below(6) ? RTE_IPV4_HDR_DF_FLAG : (uint16_t)rnd());
	ip->total_length = rte_cpu_to_be_16((uint16_t)(20 + below(200)));
	put(p, "ipv4", bytes, len);
	put_inner(p, proto, depth);
}

static void
put_ipv6(struct packet *p, unsigned int depth)
{
	static const uint8_t extensions[] = {IPPROTO_HOPOPTS, IPPROTO_ROUTING,
			IPPROTO_DSTOPTS, IPPROTO_FRAGMENT};
	uint8_t bytes[40], proto = some_proto(depth), next = proto;
	struct rte_ipv6_hdr *ip = (struct rte_ipv6_hdr *)bytes;
	bool extended = below(3) == 0;

	rnd_fill(bytes, sizeof(bytes));
	if (extended)
		next = extensions[below(RTE_DIM(extensions))];
	ip->vtc_flow = rte_cpu_to_be_32(0x60000000 | below(1 << 28));
	ip->payload_len = rte_cpu_to_be_16((uint16_t)below(200));
	ip->proto = next;
	put(p, "ipv6", bytes, sizeof(*ip));
	if (extended) {
		rnd_fill(bytes, sizeof(bytes));
		bytes[0] = proto;
		bytes[1] = next == IPPROTO_FRAGMENT ? 0 : (uint8_t)below(3);
		put(p, next == IPPROTO_FRAGMENT ? "fragment" : "extension",
				bytes, 8 + 8 * (uint32_t)bytes[1]);
	}
	put_inner(p, proto, depth);
}

static void
put_ether(struct packet *p, unsigned int depth)
{
	static const uint16_t types[] = {RTE_ETHER_TYPE_IPV4,
			RTE_ETHER_TYPE_IPV6, RTE_ETHER_TYPE_ARP,
			RTE_ETHER_TYPE_1588, RTE_ETHER_TYPE_PPPOE_SESSION,
			0x1234, 60};
	uint16_t type = types[below(below(2) ? 2 : RTE_DIM(types))];
	uint8_t bytes[22];
	uint32_t tags = below(3), len = 14 + 4 * tags;

	rnd_fill(bytes, sizeof(bytes));
	for (uint32_t tag = 0; tag < tags; tag++) {
		uint16_t outer = tags == 2 && tag == 0 ? RTE_ETHER_TYPE_QINQ
						       : RTE_ETHER_TYPE_VLAN;

		bytes[12 + 4 * tag] = (uint8_t)(outer >> 8);
		bytes[13 + 4 * tag] = (uint8_t)outer;
	}
	bytes[len - 2] = (uint8_t)(type >> 8);
	bytes[len - 1] = (uint8_t)type;
	put(p, tags == 2 ? "qinq" : tags ? "vlan" : "ether", bytes, len);
	if (type == RTE_ETHER_TYPE_IPV4)
		put_ipv4(p, depth);
	else if (type == RTE_ETHER_TYPE_IPV6)
		put_ipv6(p, depth);
	else
		put_l4(p, 0, depth);
}

/* The packet in segments, cut at even offsets only (see known.txt). */
static struct rte_mbuf *
spread(const uint8_t *data, uint32_t len, bool split)
{
	struct rte_mbuf *head = rte_pktmbuf_alloc(pool);

	for (struct rte_mbuf *m = head; m != NULL;) {
		uint32_t part = split ? 2 + 2 * below(200) : len;
		char *to;

		part = RTE_MIN(part, len);
		to = rte_pktmbuf_append(m, (uint16_t)part);
		memcpy(to, data, part);
		data += part;
		len -= part;
		if (m != head)
			rte_pktmbuf_chain(head, m);
		m = len > 0 ? rte_pktmbuf_alloc(pool) : NULL;
	}
	return head;
}

/* A length counts if its layer has a type; see known.txt. */
static uint32_t
of(uint32_t type, uint32_t layer, uint32_t len)
{
	return (type & layer) != 0 ? len : 0;
}

static void
types(const char *label, const struct rte_mbuf *m)
{
	static const uint32_t some[] = {RTE_PTYPE_ALL_MASK, RTE_PTYPE_L2_MASK,
			RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK,
			RTE_PTYPE_L4_MASK,
			RTE_PTYPE_ALL_MASK & ~RTE_PTYPE_INNER_L4_MASK,
			RTE_PTYPE_ALL_MASK & ~RTE_PTYPE_TUNNEL_MASK};
	char name[200];

	for (size_t i = 0; i < RTE_DIM(some); i++) {
		struct rte_net_hdr_lens lens = {0};
		uint32_t type = rte_net_get_ptype(m, &lens, some[i]);

		tell("%s type %#x: %#x, %u %u %u %u %u %u %u", label, some[i],
				type, of(type, RTE_PTYPE_L2_MASK, lens.l2_len),
				of(type, RTE_PTYPE_L3_MASK, lens.l3_len),
				of(type, RTE_PTYPE_L4_MASK, lens.l4_len),
				of(type, RTE_PTYPE_TUNNEL_MASK,
						lens.tunnel_len),
				of(type, RTE_PTYPE_INNER_L2_MASK,
						lens.inner_l2_len),
				of(type, RTE_PTYPE_INNER_L3_MASK,
						lens.inner_l3_len),
				of(type, RTE_PTYPE_INNER_L4_MASK,
						lens.inner_l4_len));
		if (i == 0) {
			int rc = rte_get_ptype_name(type, name, sizeof(name));

			tell("%s type name: %d %s", label, rc, name);
		}
	}
}

static void
sums(const char *label, struct packet *p, const struct rte_mbuf *m)
{
	uint32_t off = 2 * below((p->len + 1) / 2);
	uint32_t len = 1 + below(p->len - off); /* not 0: see known.txt */
	uint16_t sum = 0xdead;
	int rc = rte_raw_cksum_mbuf(m, off, len, &sum);

	tell("%s sum of %u at %u: %#x, in segments %d %#x", label, len, off,
			rte_raw_cksum(p->data + off, len), rc, sum);
	rte_net_crc_set_alg((enum rte_net_crc_alg)below(3));
	tell("%s crc: %#x %#x", label,
			rte_net_crc_calc(p->data, p->len, RTE_NET_CRC16_CCITT),
			rte_net_crc_calc(p->data, p->len, RTE_NET_CRC32_ETH));
}

/* Sums of the packet's first IP header, wherever that begins. */
static void
ip_sums(const char *label, struct packet *p, struct rte_mbuf *m)
{
	struct rte_net_hdr_lens lens = {0};
	uint32_t type = rte_net_get_ptype(m, &lens, RTE_PTYPE_ALL_MASK);
	uint16_t l4 = (uint16_t)(lens.l2_len + lens.l3_len);
	void *ip = p->data + lens.l2_len;

	if (l4 >= p->len)
		return; /* an empty payload: see known.txt */
	if (RTE_ETH_IS_IPV4_HDR(type) && lens.l3_len >= 20) {
		struct rte_ipv4_hdr *ip4 = ip;

		ip4->total_length = rte_cpu_to_be_16(
				(uint16_t)(p->len - lens.l2_len));
		tell("%s ipv4: %u %#x, pseudo %#x %#x, l4 %#x %#x, %d %d",
				label, rte_ipv4_hdr_len(ip4),
				rte_ipv4_cksum(ip4),
				rte_ipv4_phdr_cksum(ip4, 0),
				rte_ipv4_phdr_cksum(ip4, RTE_MBUF_F_TX_TCP_SEG),
				rte_ipv4_udptcp_cksum(ip4, p->data + l4),
				rte_ipv4_udptcp_cksum_mbuf(m, ip4, l4),
				rte_ipv4_udptcp_cksum_verify(ip4, p->data + l4),
				rte_ipv4_udptcp_cksum_mbuf_verify(m, ip4, l4));
	} else if (RTE_ETH_IS_IPV6_HDR(type) && lens.l3_len >= 40) {
		struct rte_ipv6_hdr *ip6 = ip;

		ip6->payload_len = rte_cpu_to_be_16((uint16_t)(p->len - l4));
		tell("%s ipv6: pseudo %#x %#x, l4 %#x %#x, %d %d", label,
				rte_ipv6_phdr_cksum(ip6, 0),
				rte_ipv6_phdr_cksum(ip6, RTE_MBUF_F_TX_UDP_SEG),
				rte_ipv6_udptcp_cksum(ip6, p->data + l4),
				rte_ipv6_udptcp_cksum_mbuf(m, ip6, l4),
				rte_ipv6_udptcp_cksum_verify(ip6, p->data + l4),
				rte_ipv6_udptcp_cksum_mbuf_verify(m, ip6, l4));
	}
}

/* What is done to a packet in its buffer comes last. */
static void
changes(const char *label, struct rte_mbuf *m)
{
	int rc;

	if (m->data_len < sizeof(struct rte_ether_hdr) +
					sizeof(struct rte_vlan_hdr))
		return; /* see known.txt */
	rc = rte_vlan_strip(m);
	tell("%s untagged: %d, %u %u %#lx %u", label, rc, m->pkt_len,
			m->data_len, m->ol_flags, rc ? 0 : m->vlan_tci);
	m->vlan_tci = 0x123;
	rc = rte_vlan_insert(&m);
	tell("%s tagged: %d, %u %#lx %016lx", label, rc, m->pkt_len,
			m->ol_flags,
			hash(0, rte_pktmbuf_mtod(m, char *), m->data_len));
}

static void
examine(const char *label, struct packet *p, bool split)
{
	struct rte_mbuf *m = spread(p->data, p->len, split);

	types(label, m);
	sums(label, p, m);
	ip_sums(label, p, m);
	changes(label, m);
	rte_pktmbuf_free(m);
}

static void
prepare(unsigned int number, struct packet *p)
{
	static const uint64_t flags[] = {RTE_MBUF_F_TX_UDP_CKSUM,
			RTE_MBUF_F_TX_TCP_CKSUM, RTE_MBUF_F_TX_TCP_SEG, 0};
	struct rte_mbuf *m = spread(p->data, p->len, false);
	struct rte_net_hdr_lens lens = {0};
	uint32_t type = rte_net_get_ptype(m, &lens, RTE_PTYPE_ALL_MASK);
	int rc;

	m->l2_len = lens.l2_len;
	m->l3_len = lens.l3_len;
	m->ol_flags = flags[below(RTE_DIM(flags))];
	if (RTE_ETH_IS_IPV4_HDR(type))
		m->ol_flags |= RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM;
	else
		m->ol_flags |= RTE_MBUF_F_TX_IPV6;
	if (p->len >= m->l2_len + m->l3_len + 20u && m->l3_len >= 20) {
		rc = rte_net_intel_cksum_prepare(m);
		tell("packets/%u prepared %#lx: %d %016lx", number, m->ol_flags,
				rc,
				hash(0, rte_pktmbuf_mtod(m, char *),
						m->data_len));
	}
	rte_pktmbuf_free(m);
}

/* Differences that the other cases avoid. */
static void
fixed(void)
{
	static const uint8_t plain[60] = {[12] = 8, [14] = 0x45, [23] = 17};
	static const uint8_t half[60] = {[12] = 8, [14] = 0x46, [23] = 17};
	static const uint8_t tagged[60] = {[12] = 0x81};
	static const uint8_t tunnel[60] = {
			[12] = 8, [14] = 0x45, [23] = 4, [34] = 0x45, [43] = 6};
	struct rte_mbuf *m = spread(plain, sizeof(plain), false);
	struct rte_net_hdr_lens lens = {0};
	uint32_t type = rte_net_get_ptype(m, &lens, RTE_PTYPE_L4_MASK);
	uint16_t sum = 0;

	tell("packets/length without a type: %#x, %u", type, lens.l2_len);
	rte_pktmbuf_free(m);
	m = spread(half, 36, false);
	type = rte_net_get_ptype(m, &lens, RTE_PTYPE_ALL_MASK);
	tell("packets/options that are cut off: %#x, %u", type, lens.l3_len);
	rte_pktmbuf_chain(m, spread(half, 36, false));
	tell("packets/sum of 0 bytes at the end: %d",
			rte_raw_cksum_mbuf(m, 72, 0, &sum));
	rte_pktmbuf_free(m);
	m = spread(tagged, 17, false);
	tell("packets/half a tag: %d", rte_vlan_strip(m));
	rte_pktmbuf_free(m);
	m = spread(tunnel, sizeof(tunnel), false);
	tell("packets/TCP in a tunnel that is cut off: %#x",
			rte_net_get_ptype(m, NULL, RTE_PTYPE_ALL_MASK));
	rte_pktmbuf_free(m);
}

void
packets_part(unsigned int rounds)
{
	pool = rte_pktmbuf_pool_create("packets", 1000, 0, 0,
			RTE_PKTMBUF_HEADROOM + LEN_MAX, SOCKET_ID_ANY);
	fixed();
	for (unsigned int i = 0; i < 2 * rounds; i++) {
		struct packet p = {.len = 0};
		char label[160];

		put_ether(&p, 0);
		if (!p.tcp_inside && below(3) == 0)
			p.len = 1 + below(p.len);
		prepare(i, &p);
		snprintf(label, sizeof(label), "packets/%u%s of %u", i,
				p.made_of, p.len);
		examine(label, &p, below(2));
	}
}

static void
capture(const char *path)
{
	const char *name = strrchr(path, '/');
	char reason[PCAP_ERRBUF_SIZE], label[200];
	pcap_t *in = pcap_open_offline(path, reason);
	struct pcap_pkthdr *header;
	const u_char *data;
	unsigned int number = 0;

	if (in == NULL) {
		fprintf(stderr, "%s: %s\n", path, reason);
		return;
	}
	while (pcap_next_ex(in, &header, &data) == 1) {
		struct packet p = {.len = RTE_MIN(header->caplen, LEN_MAX)};

		memcpy(p.data, data, p.len);
		snprintf(label, sizeof(label), "captures%s %u", name, number++);
		if (p.len > 0)
			examine(label, &p, number & 1);
	}
	pcap_close(in);
}

void
captures_part(int count, char **files)
{
	for (int i = 0; i < count; i++)
		capture(files[i]);
	rte_mempool_free(pool);
}
