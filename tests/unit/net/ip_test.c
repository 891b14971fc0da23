/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checksums of IPv4, UDP and TCP, contiguous and in packets, with the results
 * that DPDK 22.11 gives, whatever the lengths in the headers say; extension
 * headers of IPv6; addresses and fragment fields.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_ip.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include <cmocka.h>

#define V4_LEN sizeof(struct rte_ipv4_hdr)
#define V6_LEN sizeof(struct rte_ipv6_hdr)

/* A packet, from the IP header on, and room behind. */
static union {
	struct rte_ipv4_hdr v4;
	struct rte_ipv6_hdr v6;
	uint8_t bytes[512];
} packet;

static struct rte_ipv4_hdr *const v4 = &packet.v4;
static struct rte_ipv6_hdr *const v6 = &packet.v6;

static void
make_v4(uint8_t proto, unsigned int len)
{
	unsigned int i;

	memset(&packet, 0, sizeof(packet));
	v4->version_ihl = RTE_IPV4_VHL_DEF;
	v4->total_length = rte_cpu_to_be_16((uint16_t)(V4_LEN + len));
	v4->time_to_live = 64;
	v4->next_proto_id = proto;
	v4->src_addr = rte_cpu_to_be_32(RTE_IPV4(10, 0, 0, 1));
	v4->dst_addr = rte_cpu_to_be_32(RTE_IPV4(10, 0, 0, 2));
	for (i = 0; i < len; i++)
		packet.bytes[V4_LEN + i] = (uint8_t)(i * 7 + 1);
}

static void
make_v6(uint8_t proto, unsigned int len)
{
	unsigned int i;

	memset(&packet, 0, sizeof(packet));
	v6->vtc_flow = RTE_BE32(0x60000000);
	v6->payload_len = rte_cpu_to_be_16((uint16_t)len);
	v6->proto = proto;
	v6->src_addr[15] = 1;
	v6->dst_addr[15] = 2;
	for (i = 0; i < len; i++)
		packet.bytes[V6_LEN + i] = (uint8_t)(i * 7 + 1);
}

/* The packet's first len bytes in segments of which the first has first. */
static struct rte_mbuf *
in_mbufs(struct rte_mbuf segs[2], unsigned int len, unsigned int first)
{
	memset(segs, 0, 2 * sizeof(*segs));
	segs[0].buf_addr = packet.bytes;
	segs[0].data_len = (uint16_t)first;
	segs[0].pkt_len = len;
	segs[0].nb_segs = 2;
	segs[0].next = &segs[1];
	segs[1].buf_addr = packet.bytes + first;
	segs[1].data_len = (uint16_t)(len - first);
	return segs;
}

static void
header_checksum(void **state)
{
	static const uint8_t example[] = {0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40,
			0x11, 0, 0, 0xc0, 0xa8, 0, 1, 0xc0, 0xa8, 0, 0xc7};

	(void)state;
	memcpy(&packet, example, sizeof(example));
	assert_int_equal(rte_ipv4_cksum(v4), RTE_BE16(0xb861));
	v4->hdr_checksum = rte_ipv4_cksum(v4);
	assert_int_equal(rte_ipv4_cksum(v4), 0);
	/* A sum of 0xffff is a checksum of 0, not the other zero. */
	memset(&packet, 0, sizeof(packet));
	v4->version_ihl = RTE_IPV4_VHL_DEF;
	v4->total_length = RTE_BE16(0xbaff);
	assert_int_equal(rte_ipv4_cksum(v4), 0);
	memset(&packet, 0, sizeof(packet));
	assert_int_equal(rte_ipv4_cksum(v4), 0xffff);
}

static void
all_header_lengths(void **state)
{
	static const uint16_t cksum[16] = {0xffff, 0x87be, 0x87bd, 0x767c,
			0x7571, 0x7366, 0x5555, 0xff0b, 0x708a, 0xa9d0, 0xaade,
			0x73b4, 0x0452, 0x5cb7, 0x7ce4, 0x65db};
	unsigned int ihl;

	(void)state;
	make_v4(IPPROTO_UDP, 100);
	for (ihl = 0; ihl < 16; ihl++) {
		v4->version_ihl = (uint8_t)(0x40 | ihl);
		assert_int_equal(rte_ipv4_hdr_len(v4), ihl * 4);
		assert_int_equal(rte_ipv4_cksum(v4), cksum[ihl]);
		assert_int_equal(rte_ipv4_phdr_cksum(v4, 0),
				0x8c14 - ihl * 0x400);
	}
}

static void
pseudo_headers(void **state)
{
	(void)state;
	make_v4(IPPROTO_UDP, 100);
	assert_int_equal(rte_ipv4_phdr_cksum(v4, 0), 0x7814);
	assert_int_equal(
			rte_ipv4_phdr_cksum(v4, RTE_MBUF_F_TX_TCP_SEG), 0x1414);
	assert_int_equal(
			rte_ipv4_phdr_cksum(v4, RTE_MBUF_F_TX_UDP_SEG), 0x7814);
	/* The length wraps if the total is less than the header. */
	v4->total_length = 0;
	assert_int_equal(rte_ipv4_phdr_cksum(v4, 0), 0x0114);
	make_v6(IPPROTO_UDP, 100);
	assert_int_equal(rte_ipv6_phdr_cksum(v6, 0), 0x7800);
	assert_int_equal(
			rte_ipv6_phdr_cksum(v6, RTE_MBUF_F_TX_TCP_SEG), 0x1400);
	assert_int_equal(
			rte_ipv6_phdr_cksum(v6, RTE_MBUF_F_TX_UDP_SEG), 0x7800);
	memset(v6->src_addr, 0xff, sizeof(v6->src_addr)); /* as good as 0 */
	assert_int_equal(rte_ipv6_phdr_cksum(v6, 0), 0x7700);
}

static void
set_and_verify_v4(uint8_t proto, unsigned int at)
{
	void *l4 = packet.bytes + V4_LEN;
	struct rte_mbuf segs[2];
	uint16_t cksum;
	unsigned int first;

	make_v4(proto, 61);
	memset(packet.bytes + V4_LEN + at, 0, 2);
	cksum = rte_ipv4_udptcp_cksum(v4, l4);
	for (first = V4_LEN; first < V4_LEN + 61; first++) {
		struct rte_mbuf *m = in_mbufs(segs, V4_LEN + 61, first);

		assert_int_equal(rte_ipv4_udptcp_cksum_mbuf(m, v4, V4_LEN),
				cksum);
	}
	assert_int_equal(rte_ipv4_udptcp_cksum_verify(v4, l4), -1);
	memcpy(packet.bytes + V4_LEN + at, &cksum, 2);
	assert_int_equal(rte_ipv4_udptcp_cksum_verify(v4, l4), 0);
	/* Padding behind does not count. */
	in_mbufs(segs, V4_LEN + 70, 33);
	assert_int_equal(
			rte_ipv4_udptcp_cksum_mbuf_verify(segs, v4, V4_LEN), 0);
	packet.bytes[V4_LEN + 60] ^= 1;
	assert_int_equal(rte_ipv4_udptcp_cksum_verify(v4, l4), -1);
	assert_int_equal(rte_ipv4_udptcp_cksum_mbuf_verify(segs, v4, V4_LEN),
			-1);
}

static void
set_and_verify_v6(uint8_t proto, unsigned int at)
{
	void *l4 = packet.bytes + V6_LEN;
	struct rte_mbuf segs[2];
	uint16_t cksum;
	unsigned int first;

	make_v6(proto, 61);
	memset(packet.bytes + V6_LEN + at, 0, 2);
	cksum = rte_ipv6_udptcp_cksum(v6, l4);
	for (first = V6_LEN; first < V6_LEN + 61; first++) {
		struct rte_mbuf *m = in_mbufs(segs, V6_LEN + 61, first);

		assert_int_equal(rte_ipv6_udptcp_cksum_mbuf(m, v6, V6_LEN),
				cksum);
	}
	assert_int_equal(rte_ipv6_udptcp_cksum_verify(v6, l4), -1);
	memcpy(packet.bytes + V6_LEN + at, &cksum, 2);
	assert_int_equal(rte_ipv6_udptcp_cksum_verify(v6, l4), 0);
	in_mbufs(segs, V6_LEN + 70, 53);
	assert_int_equal(
			rte_ipv6_udptcp_cksum_mbuf_verify(segs, v6, V6_LEN), 0);
	packet.bytes[V6_LEN + 60] ^= 1;
	assert_int_equal(rte_ipv6_udptcp_cksum_verify(v6, l4), -1);
	assert_int_equal(rte_ipv6_udptcp_cksum_mbuf_verify(segs, v6, V6_LEN),
			-1);
}

static void
set_and_verify(void **state)
{
	const unsigned int udp = offsetof(struct rte_udp_hdr, dgram_cksum);
	const unsigned int tcp = offsetof(struct rte_tcp_hdr, cksum);

	(void)state;
	set_and_verify_v4(IPPROTO_UDP, udp);
	set_and_verify_v4(IPPROTO_TCP, tcp);
	set_and_verify_v6(IPPROTO_UDP, udp);
	set_and_verify_v6(IPPROTO_TCP, tcp);
}

static void
results_of_22_11(void **state)
{
	struct rte_mbuf segs[2];

	(void)state;
	make_v4(IPPROTO_UDP, 30);
	assert_int_equal(rte_ipv4_udptcp_cksum(v4, v4 + 1), 0x9218);
	in_mbufs(segs, 70, 25);
	assert_int_equal(rte_ipv4_udptcp_cksum_mbuf(segs, v4, 20), 0x9218);
	make_v6(IPPROTO_UDP, 30);
	assert_int_equal(rte_ipv6_udptcp_cksum(v6, v6 + 1), 0x922c);
	in_mbufs(segs, 90, 45);
	assert_int_equal(rte_ipv6_udptcp_cksum_mbuf(segs, v6, 40), 0x922c);
}

/* The checksum that comes out as zero: UDP writes the other zero. */
static void
zero_checksums(void **state)
{
	static const struct {
		uint8_t proto;
		uint16_t cksum;
	} cases[] = {{IPPROTO_UDP, 0xffff}, {IPPROTO_TCP, 0}};
	struct rte_mbuf segs[2];
	uint16_t cksum;
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(cases); i++) {
		make_v4(cases[i].proto, 30);
		cksum = rte_ipv4_udptcp_cksum(v4, v4 + 1);
		memcpy(packet.bytes + V4_LEN + 30, &cksum, 2);
		v4->total_length = RTE_BE16(V4_LEN + 32);
		/* The length is two more now, the first word two less. */
		packet.bytes[V4_LEN + 1] =
				(uint8_t)(packet.bytes[V4_LEN + 1] - 2);
		assert_int_equal(rte_ipv4_udptcp_cksum(v4, v4 + 1),
				cases[i].cksum);
		in_mbufs(segs, V4_LEN + 32, 31);
		assert_int_equal(rte_ipv4_udptcp_cksum_mbuf(segs, v4, V4_LEN),
				cases[i].cksum);
		make_v6(cases[i].proto, 30);
		cksum = rte_ipv6_udptcp_cksum(v6, v6 + 1);
		memcpy(packet.bytes + V6_LEN + 30, &cksum, 2);
		v6->payload_len = RTE_BE16(32);
		packet.bytes[V6_LEN + 1] =
				(uint8_t)(packet.bytes[V6_LEN + 1] - 2);
		assert_int_equal(rte_ipv6_udptcp_cksum(v6, v6 + 1),
				cases[i].cksum);
		in_mbufs(segs, V6_LEN + 32, 51);
		assert_int_equal(rte_ipv6_udptcp_cksum_mbuf(segs, v6, V6_LEN),
				cases[i].cksum);
	}
}

/* Every total length: checksums never reach beyond the packet. */
static void
lengths_that_lie_v4(void **state)
{
	struct rte_mbuf segs[2];
	unsigned int total, fits;

	(void)state;
	make_v4(IPPROTO_UDP, 41);
	in_mbufs(segs, V4_LEN + 41, 30);
	for (total = 0; total <= UINT16_MAX; total++) {
		v4->total_length = rte_cpu_to_be_16((uint16_t)total);
		fits = total >= V4_LEN && total <= V4_LEN + 41;
		assert_int_equal(rte_ipv4_udptcp_cksum_mbuf(segs, v4, V4_LEN),
				fits ? rte_ipv4_udptcp_cksum(v4, v4 + 1)
				     : 0xffff);
		assert_int_equal(rte_ipv4_udptcp_cksum_mbuf_verify(
						 segs, v4, V4_LEN),
				-1);
		if (total < V4_LEN) {
			assert_int_equal(rte_ipv4_udptcp_cksum(v4, v4 + 1),
					0xffff);
			assert_int_equal(rte_ipv4_udptcp_cksum_verify(
							 v4, v4 + 1),
					-1);
		}
	}
}

static void
lengths_that_lie_v6(void **state)
{
	struct rte_mbuf segs[2];
	unsigned int len;

	(void)state;
	make_v6(IPPROTO_UDP, 41);
	in_mbufs(segs, V6_LEN + 41, 50);
	for (len = 0; len <= UINT16_MAX; len++) {
		v6->payload_len = rte_cpu_to_be_16((uint16_t)len);
		assert_int_equal(rte_ipv6_udptcp_cksum_mbuf(segs, v6, V6_LEN),
				len <= 41 ? rte_ipv6_udptcp_cksum(v6, v6 + 1)
					  : 0xffff);
		assert_int_equal(rte_ipv6_udptcp_cksum_mbuf_verify(
						 segs, v6, V6_LEN),
				-1);
	}
}

/* Layer 4 begins anywhere, in the packet or beyond. */
static void
offsets_that_lie(void **state)
{
	struct rte_mbuf segs[2];
	unsigned int off;

	(void)state;
	make_v4(IPPROTO_UDP, 41);
	in_mbufs(segs, V4_LEN + 41, 30);
	for (off = 0; off <= UINT16_MAX; off++) {
		assert_int_equal(rte_ipv4_udptcp_cksum_mbuf(
						 segs, v4, (uint16_t)off),
				off <= V4_LEN ? rte_ipv4_udptcp_cksum(v4,
								packet.bytes + off)
					      : 0xffff);
		assert_int_equal(rte_ipv4_udptcp_cksum_mbuf_verify(
						 segs, v4, (uint16_t)off),
				-1);
	}
	make_v6(IPPROTO_UDP, 41);
	in_mbufs(segs, V6_LEN + 41, 50);
	for (off = V6_LEN + 1; off <= UINT16_MAX; off++)
		assert_int_equal(rte_ipv6_udptcp_cksum_mbuf(
						 segs, v6, (uint16_t)off),
				0xffff);
}

static void
udp_without_checksum(void **state)
{
	(void)state;
	make_v4(IPPROTO_UDP, 20);
	memset(packet.bytes + V4_LEN + 6, 0, 2);
	assert_int_equal(rte_ipv4_udptcp_cksum_verify(v4, v4 + 1), -1);
	make_v6(IPPROTO_UDP, 20);
	memset(packet.bytes + V6_LEN + 6, 0, 2);
	assert_int_equal(rte_ipv6_udptcp_cksum_verify(v6, v6 + 1), -1);
}

static void
extension_headers(void **state)
{
	static const struct {
		int proto;
		size_t len[2]; /* if the second byte is 4, 255 */
	} known[] = {{IPPROTO_HOPOPTS, {40, 2048}},
			{IPPROTO_ROUTING, {40, 2048}},
			{IPPROTO_FRAGMENT, {8, 8}}, {IPPROTO_AH, {24, 1028}},
			{IPPROTO_DSTOPTS, {40, 2048}}};
	static const uint8_t headers[2][2] = {{3, 4}, {200, 255}};
	unsigned int i, h, found = 0;
	size_t len;
	int proto;

	(void)state;
	for (i = 0; i < RTE_DIM(known); i++)
		for (h = 0; h < 2; h++) {
			assert_int_equal(rte_ipv6_get_next_ext(headers[h],
							 known[i].proto, &len),
					headers[h][0]);
			assert_int_equal(len, known[i].len[h]);
		}
	for (proto = -1; proto <= 256; proto++) {
		len = 77;
		if (rte_ipv6_get_next_ext(headers[0], proto, &len) >= 0)
			found++;
		else
			assert_int_equal(len, 77);
	}
	assert_int_equal(found, RTE_DIM(known));
	assert_int_equal(rte_ipv6_get_next_ext(NULL, IPPROTO_TCP, &len),
			-EINVAL);
}

static void
macros(void **state)
{
	(void)state;
	assert_int_equal(RTE_IPV4(192, 168, 1, 255), 0xc0a801ff);
	assert_int_equal(RTE_IPV4(256, 0x101, -1, 0), 0x0001ff00);
	assert_false(RTE_IS_IPV4_MCAST(0xdfffffff));
	assert_true(RTE_IS_IPV4_MCAST(0xe0000000));
	assert_true(RTE_IS_IPV4_MCAST(0xefffffff));
	assert_false(RTE_IS_IPV4_MCAST(0xf0000000));
	assert_int_equal(RTE_IPV4_HDR_OPT_COPIED(0x83), 0x80);
	assert_int_equal(RTE_IPV4_HDR_OPT_COPIED(0x03), 0);
	assert_int_equal(RTE_IPV6_SET_FRAG_DATA(0x1238, 1), 0x1239);
	assert_int_equal(RTE_IPV6_SET_FRAG_DATA(0x123f, 2), 0x1238);
	assert_int_equal(RTE_IPV6_GET_MF(0x1239), 1);
	assert_int_equal(RTE_IPV6_GET_FO(0x1239), 0x247);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(header_checksum),
			cmocka_unit_test(all_header_lengths),
			cmocka_unit_test(pseudo_headers),
			cmocka_unit_test(set_and_verify),
			cmocka_unit_test(results_of_22_11),
			cmocka_unit_test(zero_checksums),
			cmocka_unit_test(lengths_that_lie_v4),
			cmocka_unit_test(lengths_that_lie_v6),
			cmocka_unit_test(offsets_that_lie),
			cmocka_unit_test(udp_without_checksum),
			cmocka_unit_test(extension_headers),
			cmocka_unit_test(macros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
