/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checksums prepared for a NIC: with each kind of header, in a tunnel and
 * without, and with headers that the first segment does not hold.
 */
#include <errno.h>
#include <stdbool.h>

#include <netinet/in.h>

#include <rte_ether.h>
#include <rte_net.h>

#include "frame.h"

#define IP4_TCP (RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_TCP_CKSUM)

/* A header of IP, with addresses that are not all zeros. */
static void
add_ip4(struct frame *f, unsigned int proto, unsigned int payload)
{
	uint8_t *at = f->bytes + f->n;

	frame_ip4(f, 0x45, 0, proto);
	frame_be16(at + 2, 20 + payload);
	memset(at + 10, 0x11, 10);
}

static void
add_ip6(struct frame *f, unsigned int proto, unsigned int payload)
{
	uint8_t *at = f->bytes + f->n;

	frame_ip6(f, proto);
	frame_be16(at + 4, payload);
	memset(at + 8, 0x22, 32);
}

/* The sum of 16-bit words from at on, and of two more numbers. */
static unsigned int
sum(const uint8_t *at, unsigned int len, unsigned int proto,
		unsigned int payload)
{
	unsigned int total = proto + payload, i;

	for (i = 0; i < len; i += 2)
		total += at[i] << 8 | at[i + 1];
	while (total > 0xffff)
		total = (total >> 16) + (total & 0xffff);
	return total;
}

static unsigned int
sum_ip4(const uint8_t *ip, unsigned int proto, unsigned int payload)
{
	return sum(ip + 12, 8, proto, payload);
}

static unsigned int
sum_ip6(const uint8_t *ip, unsigned int proto, unsigned int payload)
{
	return sum(ip + 8, 32, proto, payload);
}

/* The frame's bytes are want, and no more than two fields were written. */
static void
assert_bytes(const struct rte_mbuf *m, const struct frame *want)
{
	assert_memory_equal(rte_pktmbuf_mtod(m, const uint8_t *), want->bytes,
			want->n);
}

static void
nothing_to_do(void **state)
{
	static const uint64_t flags[] = {0, RTE_MBUF_F_TX_IPV4,
			RTE_MBUF_F_TX_VLAN | RTE_MBUF_F_TX_IPV6,
			RTE_MBUF_F_TX_OUTER_IPV4};
	struct frame f = {.n = 10};
	struct rte_mbuf *m = frame_mbuf(&f, f.n, UINT16_MAX);
	unsigned int i;

	(void)state;
	m->l2_len = 14; /* is not looked at */
	m->l3_len = 20;
	for (i = 0; i < RTE_DIM(flags); i++) {
		m->ol_flags = flags[i];
		assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
	}
	assert_bytes(m, &f);
	frame_free(m);
}

static void
ip4_only(void **state)
{
	struct frame f = {.n = 0};
	struct rte_mbuf *m;

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	add_ip4(&f, IPPROTO_ICMP, 0);
	m = frame_mbuf(&f, f.n, UINT16_MAX);
	m->l2_len = 14;
	m->l3_len = 20;
	m->ol_flags = RTE_MBUF_F_TX_IP_CKSUM; /* of what? */
	assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
	assert_bytes(m, &f);
	m->ol_flags = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM;
	assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
	frame_be16(f.bytes + 24, 0);
	assert_bytes(m, &f);
	frame_free(m);
}

static void
tcp_and_udp(void **state)
{
	static const struct {
		uint64_t flags;
		bool ip6;
		unsigned int proto, field, payload;
	} rows[] = {
			{RTE_MBUF_F_TX_TCP_CKSUM, false, IPPROTO_TCP, 16, 20},
			{RTE_MBUF_F_TX_TCP_CKSUM, true, IPPROTO_TCP, 16, 20},
			{RTE_MBUF_F_TX_TCP_SEG, false, IPPROTO_TCP, 16, 0},
			{RTE_MBUF_F_TX_TCP_SEG, true, IPPROTO_TCP, 16, 0},
			{RTE_MBUF_F_TX_UDP_CKSUM, false, IPPROTO_UDP, 6, 20},
			{RTE_MBUF_F_TX_UDP_CKSUM, true, IPPROTO_UDP, 6, 20},
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < RTE_DIM(rows); i++) {
		struct frame f = {.n = 0};
		struct rte_mbuf *m;
		unsigned int want;

		frame_ether(&f, 0);
		if (rows[i].ip6)
			add_ip6(&f, rows[i].proto, 20);
		else
			add_ip4(&f, rows[i].proto, 20);
		frame_tcp(&f, 5);
		m = frame_mbuf(&f, f.n, UINT16_MAX);
		m->l2_len = 14;
		m->l3_len = rows[i].ip6 ? 40 : 20;
		m->l4_len = rows[i].proto == IPPROTO_TCP ? 20 : 8;
		m->ol_flags = rows[i].flags |
				(rows[i].ip6 ? RTE_MBUF_F_TX_IPV6
					     : RTE_MBUF_F_TX_IPV4);
		assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
		want = rows[i].ip6 ? sum_ip6(f.bytes + 14, rows[i].proto,
						     rows[i].payload)
				   : sum_ip4(f.bytes + 14, rows[i].proto,
						     rows[i].payload);
		frame_be16(f.bytes + 14 + m->l3_len + rows[i].field, want);
		assert_bytes(m, &f);
		frame_free(m);
	}
}

/* Ethernet, IPv4 or IPv6, UDP, 8 bytes, Ethernet, IPv4, TCP. */
static struct rte_mbuf *
make_tunnel(struct frame *f, bool ip6)
{
	struct rte_mbuf *m;

	f->n = 0;
	frame_ether(f, 0);
	if (ip6)
		add_ip6(f, IPPROTO_UDP, 8 + 8 + 14 + 20 + 20);
	else
		add_ip4(f, IPPROTO_UDP, 8 + 8 + 14 + 20 + 20);
	frame_add(f, 16);
	frame_ether(f, RTE_ETHER_TYPE_IPV4);
	add_ip4(f, IPPROTO_TCP, 20);
	frame_tcp(f, 5);
	m = frame_mbuf(f, f->n, UINT16_MAX);
	m->outer_l2_len = 14;
	m->outer_l3_len = ip6 ? 40 : 20;
	m->l2_len = 16 + 14;
	m->l3_len = 20;
	m->l4_len = 20;
	m->ol_flags = IP4_TCP | RTE_MBUF_F_TX_IP_CKSUM |
			RTE_MBUF_F_TX_OUTER_UDP_CKSUM |
			(ip6 ? RTE_MBUF_F_TX_OUTER_IPV6
			     : RTE_MBUF_F_TX_OUTER_IPV4 | RTE_MBUF_F_TX_OUTER_IP_CKSUM);
	return m;
}

static void
in_a_tunnel(void **state)
{
	struct frame f;
	unsigned int inner;
	int ip6;

	(void)state;
	for (ip6 = 0; ip6 < 2; ip6++) {
		struct rte_mbuf *m = make_tunnel(&f, ip6);
		uint8_t *outer = f.bytes + 14;

		assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
		inner = 14 + m->outer_l3_len + 30;
		if (ip6)
			frame_be16(outer + 40 + 6,
					sum_ip6(outer, IPPROTO_UDP, 70));
		else
			frame_be16(outer + 20 + 6,
					sum_ip4(outer, IPPROTO_UDP, 70));
		if (!ip6)
			frame_be16(outer + 10, 0);
		frame_be16(f.bytes + inner + 10, 0);
		frame_be16(f.bytes + inner + 20 + 16,
				sum_ip4(f.bytes + inner, IPPROTO_TCP, 20));
		assert_bytes(m, &f);
		frame_free(m);
	}
}

/* The flags of the call count, but for the tunnel's sum. */
static void
flags_of_the_call(void **state)
{
	struct frame f;
	struct rte_mbuf *m = make_tunnel(&f, false);
	uint64_t flags = m->ol_flags;

	(void)state;
	m->ol_flags = 0;
	assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
	assert_bytes(m, &f);
	assert_int_equal(rte_net_intel_cksum_flags_prepare(
					 m, flags | RTE_MBUF_F_TX_TCP_SEG),
			0);
	frame_be16(f.bytes + 14 + 20 + 6,
			sum_ip4(f.bytes + 14, IPPROTO_UDP, 70));
	frame_be16(f.bytes + 14 + 10, 0);
	frame_be16(f.bytes + 64 + 10, 0);
	frame_be16(f.bytes + 64 + 20 + 16,
			sum_ip4(f.bytes + 64, IPPROTO_TCP, 0));
	assert_bytes(m, &f);
	frame_free(m);
}

/* An IPv6 header has no checksum of its own to clear. */
static void
no_checksum_in_ip6(void **state)
{
	struct frame f;
	struct rte_mbuf *m = make_tunnel(&f, true);

	(void)state;
	m->ol_flags = RTE_MBUF_F_TX_OUTER_IPV6 | RTE_MBUF_F_TX_OUTER_IP_CKSUM;
	assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
	assert_bytes(m, &f);
	frame_free(m);
}

/* Cut at every byte, the packet is refused and stays as it was. */
static void
cut_off(void **state)
{
	struct frame f;
	struct rte_mbuf *whole, *m;
	int ip6;
	uint16_t n;

	(void)state;
	for (ip6 = 0; ip6 < 2; ip6++) {
		whole = make_tunnel(&f, ip6);
		for (n = 0; n < f.n; n++) {
			struct frame cut = f;

			cut.n = n;
			m = frame_mbuf(&f, n, UINT16_MAX);
			m->tx_offload = whole->tx_offload;
			m->ol_flags = whole->ol_flags;
			assert_int_equal(rte_net_intel_cksum_prepare(m),
					-ENOTSUP);
			assert_bytes(m, &cut);
			frame_free(m);
		}
		m = frame_mbuf(&f, f.n, 64); /* the headers are in two */
		m->tx_offload = whole->tx_offload;
		m->ol_flags = whole->ol_flags;
		assert_int_equal(rte_net_intel_cksum_prepare(m), -ENOTSUP);
		frame_free(m);
		frame_free(whole);
	}
}

/* Lengths that do not even cover the fields that are to be written. */
static void
lengths_that_lie(void **state)
{
	struct frame f = {.n = 0};
	struct rte_mbuf *m;

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	add_ip4(&f, IPPROTO_TCP, 0);
	m = frame_mbuf(&f, f.n, UINT16_MAX);
	m->l2_len = 14;
	m->l3_len = 20;
	m->ol_flags = IP4_TCP; /* l4_len 0 */
	assert_int_equal(rte_net_intel_cksum_prepare(m), -ENOTSUP);
	m->ol_flags = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_UDP_CKSUM;
	assert_int_equal(rte_net_intel_cksum_prepare(m), -ENOTSUP);
	m->l2_len = 30;
	m->l3_len = 0;
	m->ol_flags = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM;
	assert_int_equal(rte_net_intel_cksum_prepare(m), -ENOTSUP);
	m->outer_l2_len = 127;
	m->outer_l3_len = 511;
	m->l2_len = 0;
	m->ol_flags = RTE_MBUF_F_TX_OUTER_IPV4 | RTE_MBUF_F_TX_OUTER_UDP_CKSUM;
	assert_int_equal(rte_net_intel_cksum_prepare(m), -ENOTSUP);
	assert_bytes(m, &f);
	frame_free(m);
}

static void
sctp_is_left_alone(void **state)
{
	struct frame f = {.n = 0};
	struct rte_mbuf *m;

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	add_ip4(&f, IPPROTO_SCTP, 12);
	frame_add(&f, 12);
	m = frame_mbuf(&f, f.n, UINT16_MAX);
	m->l2_len = 14;
	m->l3_len = 20;
	m->l4_len = 12;
	m->ol_flags = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_SCTP_CKSUM;
	assert_int_equal(rte_net_intel_cksum_prepare(m), 0);
	assert_bytes(m, &f);
	frame_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(nothing_to_do),
			cmocka_unit_test(ip4_only),
			cmocka_unit_test(tcp_and_udp),
			cmocka_unit_test(in_a_tunnel),
			cmocka_unit_test(flags_of_the_call),
			cmocka_unit_test(no_checksum_in_ip6),
			cmocka_unit_test(cut_off),
			cmocka_unit_test(lengths_that_lie),
			cmocka_unit_test(sctp_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
