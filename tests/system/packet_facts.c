/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the library says of the Ethernet packets of captures:
 *
 *   packet_facts FILE...             checks every prefix of every packet
 *   packet_facts --merge OUT FILE... writes all of them to the capture OUT, and
 *                                    prints a line for each
 *
 * A prefix is parsed in one segment and in segments of one byte, each in memory
 * of its own; both must say the same, and AddressSanitizer sees what they read.
 * A line: file, number, then name and length of L2, L3, L4, tunnel, inner L2,
 * L3 and L4, then the checksums of IPv4 and of UDP or TCP: good, bad,
 * none (UDP does without), unverified (the packet is cut off), or "-".
 * Files that libpcap cannot read, and other link types, are passed over.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include <rte_ether.h>
#include <rte_mbuf_ptype.h>
#include <rte_net.h>

/* Headers are within so many bytes, which become segments of one. */
#define SPLIT 400

struct facts {
	uint32_t ptype;
	struct rte_net_hdr_lens lens;
	const char *ip_cksum, *l4_cksum;
};

struct packet {
	const char *file; /* the last part of its name */
	unsigned int number;
	const uint8_t *data;
	uint16_t len;
	uint32_t wire_len;
};

static struct rte_mbuf split[SPLIT + 1];
static unsigned long packets, prefixes, failures;

static void *
allocate(size_t n)
{
	void *p = malloc(n);

	if (p == NULL) {
		perror("packet_facts");
		exit(2);
	}
	return p;
}

static const char *
verdict(bool is_good)
{
	return is_good ? "good" : "bad";
}

static const char *
check_ip4(const struct rte_mbuf *m, const struct facts *facts)
{
	uint16_t sum;

	if (rte_raw_cksum_mbuf(m, facts->lens.l2_len, facts->lens.l3_len,
			    &sum) != 0)
		return "-";
	return verdict(sum == 0xffff);
}

/* Where in layer 4 a checksum may be 0: there is none then. */
static bool
has_none(const struct rte_mbuf *m, const struct facts *facts, uint32_t off)
{
	struct rte_udp_hdr copy;
	const struct rte_udp_hdr *udp =
			rte_pktmbuf_read(m, off, sizeof(copy), &copy);

	return (facts->ptype & RTE_PTYPE_L4_MASK) == RTE_PTYPE_L4_UDP &&
			udp != NULL && udp->dgram_cksum == 0;
}

static const char *
check_l4_ip4(const struct rte_mbuf *m, const struct facts *facts)
{
	const uint16_t off = facts->lens.l2_len + facts->lens.l3_len;
	struct rte_ipv4_hdr copy;
	const struct rte_ipv4_hdr *ip = rte_pktmbuf_read(
			m, facts->lens.l2_len, sizeof(copy), &copy);

	if (facts->lens.l2_len + rte_be_to_cpu_16(ip->total_length) >
			m->pkt_len)
		return "unverified";
	if (has_none(m, facts, off))
		return "none";
	return verdict(rte_ipv4_udptcp_cksum_mbuf_verify(m, ip, off) == 0);
}

static const char *
check_l4_ip6(const struct rte_mbuf *m, const struct facts *facts)
{
	const uint16_t off = facts->lens.l2_len + facts->lens.l3_len;
	struct rte_ipv6_hdr copy;
	const struct rte_ipv6_hdr *ip = rte_pktmbuf_read(
			m, facts->lens.l2_len, sizeof(copy), &copy);

	if (off + rte_be_to_cpu_16(ip->payload_len) > m->pkt_len)
		return "unverified";
	return verdict(rte_ipv6_udptcp_cksum_mbuf_verify(m, ip, off) == 0);
}

static struct facts
learn(const struct rte_mbuf *m)
{
	struct facts facts = {.ip_cksum = "-", .l4_cksum = "-"};
	uint32_t l3, l4;

	facts.ptype = rte_net_get_ptype(m, &facts.lens, RTE_PTYPE_ALL_MASK);
	l3 = facts.ptype & RTE_PTYPE_L3_MASK;
	l4 = facts.ptype & RTE_PTYPE_L4_MASK;
	if (l3 == RTE_PTYPE_L3_IPV4 || l3 == RTE_PTYPE_L3_IPV4_EXT)
		facts.ip_cksum = check_ip4(m, &facts);
	if (l4 != RTE_PTYPE_L4_TCP && l4 != RTE_PTYPE_L4_UDP)
		return facts;
	if (l3 == RTE_PTYPE_L3_IPV6)
		facts.l4_cksum = check_l4_ip6(m, &facts);
	else if (l3 != RTE_PTYPE_L3_IPV6_EXT)
		facts.l4_cksum = check_l4_ip4(m, &facts);
	return facts;
}

/* Ask for every offload with the lengths found; only faults matter here. */
static void
prepare(struct rte_mbuf *m, const struct facts *facts)
{
	m->l2_len = facts->lens.l2_len;
	m->l3_len = facts->lens.l3_len;
	m->l4_len = facts->lens.l4_len;
	rte_net_intel_cksum_flags_prepare(m,
			RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM |
					RTE_MBUF_F_TX_TCP_CKSUM);
	rte_net_intel_cksum_flags_prepare(
			m, RTE_MBUF_F_TX_IPV6 | RTE_MBUF_F_TX_UDP_CKSUM);
}

static struct facts
learn_in_one(const uint8_t *data, uint16_t n, bool prepared)
{
	struct rte_mbuf m = {.nb_segs = 1, .data_len = n, .pkt_len = n};
	struct facts facts;

	m.buf_addr = allocate(n);
	m.buf_len = n;
	memcpy(m.buf_addr, data, n);
	facts = learn(&m);
	if (prepared)
		prepare(&m, &facts);
	free(m.buf_addr);
	return facts;
}

/* Let the first n segments be the packet. */
static struct facts
learn_split(uint16_t n)
{
	struct rte_mbuf *last = &split[n == 0 ? 0 : n - 1];
	struct facts facts;

	split[0].data_len = n == 0 ? 0 : 1;
	split[0].pkt_len = n;
	split[0].nb_segs = n == 0 ? 1 : n;
	last->next = NULL;
	facts = learn(split);
	last->next = last + 1;
	return facts;
}

static void
check_prefix(const struct packet *packet, uint16_t n)
{
	struct facts in_one = learn_in_one(packet->data, n, true);
	struct facts in_many = learn_split(n);

	prefixes++;
	if (in_one.ptype == in_many.ptype &&
			memcmp(&in_one.lens, &in_many.lens,
					sizeof(in_one.lens)) == 0 &&
			in_one.ip_cksum == in_many.ip_cksum &&
			in_one.l4_cksum == in_many.l4_cksum)
		return;
	fprintf(stderr, "%s: packet %u: %u bytes in one segment are %08x, in many %08x\n",
			packet->file, packet->number, n, in_one.ptype,
			in_many.ptype);
	failures++;
}

static void
check_prefixes(const struct packet *packet, void *arg)
{
	const uint16_t most = RTE_MIN(packet->len, (uint16_t)SPLIT);
	uint16_t n;

	(void)arg;
	for (n = 0; n < most; n++)
		*(uint8_t *)split[n].buf_addr = packet->data[n];
	for (n = 0; n <= most; n++)
		check_prefix(packet, n);
	if (packet->len > most)
		learn_in_one(packet->data, packet->len, true);
}

static void
print_layer(const char *name, unsigned int len)
{
	printf("\t%s\t%u", name, len);
}

static void
print_facts(const struct packet *packet, void *arg)
{
	const struct facts f = learn_in_one(packet->data, packet->len, false);
	const struct rte_net_hdr_lens *const lens = &f.lens;
	const struct pcap_pkthdr header = {
			.caplen = packet->len, .len = packet->wire_len};

	pcap_dump(arg, &header, packet->data);
	printf("%s\t%u", packet->file, packet->number);
	print_layer(rte_get_ptype_l2_name(f.ptype), lens->l2_len);
	print_layer(rte_get_ptype_l3_name(f.ptype), lens->l3_len);
	print_layer(rte_get_ptype_l4_name(f.ptype), lens->l4_len);
	print_layer(rte_get_ptype_tunnel_name(f.ptype), lens->tunnel_len);
	print_layer(rte_get_ptype_inner_l2_name(f.ptype), lens->inner_l2_len);
	print_layer(rte_get_ptype_inner_l3_name(f.ptype), lens->inner_l3_len);
	print_layer(rte_get_ptype_inner_l4_name(f.ptype), lens->inner_l4_len);
	printf("\t%s\t%s\n", f.ip_cksum, f.l4_cksum);
}

static void
each_packet(const char *name, void (*visit)(const struct packet *, void *),
		void *arg)
{
	const char *slash = strrchr(name, '/');
	struct packet packet = {.file = slash == NULL ? name : slash + 1};
	char reason[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_open_offline(name, reason);
	struct pcap_pkthdr *header;

	if (pcap == NULL)
		return;
	while (pcap_datalink(pcap) == DLT_EN10MB &&
			pcap_next_ex(pcap, &header, &packet.data) == 1) {
		packet.number++;
		/* What one segment can hold. */
		packet.len = (uint16_t)RTE_MIN(
				header->caplen, (bpf_u_int32)UINT16_MAX);
		packet.wire_len = RTE_MAX(header->len, header->caplen);
		packets++;
		visit(&packet, arg);
	}
	pcap_close(pcap);
}

static void
make_split(void)
{
	unsigned int i;

	for (i = 0; i < SPLIT; i++) {
		split[i].buf_addr = allocate(1);
		split[i].buf_len = 1;
		split[i].data_len = 1;
		split[i].next = &split[i + 1];
	}
}

static int
merge(int argc, char **argv)
{
	pcap_t *dead = pcap_open_dead(DLT_EN10MB, UINT16_MAX);
	pcap_dumper_t *out = pcap_dump_open(dead, argv[2]);
	int i;

	if (out == NULL) {
		fprintf(stderr, "%s: %s\n", argv[2], pcap_geterr(dead));
		return 2;
	}
	for (i = 3; i < argc; i++)
		each_packet(argv[i], print_facts, out);
	pcap_dump_close(out);
	pcap_close(dead);
	return packets == 0;
}

int
main(int argc, char **argv)
{
	int i;

	if (argc > 3 && strcmp(argv[1], "--merge") == 0)
		return merge(argc, argv);
	make_split();
	for (i = 1; i < argc; i++)
		each_packet(argv[i], check_prefixes, NULL);
	for (i = 0; i < SPLIT; i++)
		free(split[i].buf_addr);
	printf("%lu packets, %lu prefixes, %lu failures\n", packets, prefixes,
			failures);
	return packets == 0 || failures > 0;
}
