/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Types of packets, and the lengths of their headers: each frame whole and cut
 * at every byte, in one segment and in segments of one byte.
 */
#include <stdbool.h>

#include <netinet/in.h>

#include <rte_ether.h>
#include <rte_net.h>

#include "frame.h"

#define ETHER RTE_PTYPE_L2_ETHER
#define IP4   RTE_PTYPE_L3_IPV4
#define IP6   RTE_PTYPE_L3_IPV6
#define IP6X  RTE_PTYPE_L3_IPV6_EXT
#define TCP   RTE_PTYPE_L4_TCP
#define UDP   RTE_PTYPE_L4_UDP
#define GRE   RTE_PTYPE_TUNNEL_GRE
#define NVGRE RTE_PTYPE_TUNNEL_NVGRE
#define IPIP  RTE_PTYPE_TUNNEL_IP

static struct rte_net_hdr_lens lens;

static uint32_t
parse(const struct frame *f, uint16_t n, uint16_t step, uint32_t layers)
{
	struct rte_mbuf *m = frame_mbuf(f, n, step);
	uint32_t type;

	memset(&lens, 0xee, sizeof(lens));
	type = rte_net_get_ptype(m, &lens, layers);
	assert_int_equal(rte_net_get_ptype(m, NULL, layers), type);
	frame_free(m);
	return type;
}

/* What is known of a part of a frame is true of the whole. */
static void
check_parts(const struct frame *f, uint32_t type)
{
	struct rte_net_hdr_lens in_one;
	uint32_t part, mask;
	uint16_t n;

	for (n = 0; n <= f->n; n++) {
		part = parse(f, n, UINT16_MAX, RTE_PTYPE_ALL_MASK);
		in_one = lens;
		assert_int_equal(parse(f, n, 1, RTE_PTYPE_ALL_MASK), part);
		assert_memory_equal(&lens, &in_one, sizeof(lens));
		if ((type & RTE_PTYPE_L2_MASK) == RTE_PTYPE_L2_ETHER_MPLS)
			continue; /* just Ethernet until its bottom is seen */
		for (mask = 0xf; mask & RTE_PTYPE_ALL_MASK; mask <<= 4)
			assert_true((part & mask) == 0 ||
					(part & mask) == (type & mask));
	}
}

static void
check(const struct frame *f, uint32_t type, struct rte_net_hdr_lens want)
{
	assert_int_equal(parse(f, f->n, UINT16_MAX, RTE_PTYPE_ALL_MASK), type);
	assert_int_equal(lens.l2_len, want.l2_len);
	assert_int_equal(lens.l3_len, want.l3_len);
	assert_int_equal(lens.l4_len, want.l4_len);
	assert_int_equal(lens.tunnel_len, want.tunnel_len);
	assert_int_equal(lens.inner_l2_len, want.inner_l2_len);
	assert_int_equal(lens.inner_l3_len, want.inner_l3_len);
	assert_int_equal(lens.inner_l4_len, want.inner_l4_len);
	check_parts(f, type);
}

#define LENS(...) ((struct rte_net_hdr_lens){__VA_ARGS__})

static void
plain_ethernet(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	check(&f, 0, LENS(0));
	frame_ether(&f, RTE_ETHER_TYPE_ARP);
	frame_add(&f, 46);
	check(&f, ETHER, LENS(.l2_len = 14));
	frame_be16(f.bytes + 12, 0x0400); /* a length, not IP in IP */
	check(&f, ETHER, LENS(.l2_len = 14));
	frame_be16(f.bytes + 12, 0x2f00);
	check(&f, ETHER, LENS(.l2_len = 14));
	frame_be16(f.bytes + 12, 0x2900);
	check(&f, ETHER, LENS(.l2_len = 14));
}

static void
vlan_tags(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_VLAN);
	frame_tag(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, IPPROTO_UDP);
	frame_add(&f, 8);
	check(&f, RTE_PTYPE_L2_ETHER_VLAN | IP4 | UDP,
			LENS(.l2_len = 18, .l3_len = 20, .l4_len = 8));
	frame_be16(f.bytes + 16, RTE_ETHER_TYPE_ARP);
	check(&f, RTE_PTYPE_L2_ETHER_VLAN, LENS(.l2_len = 18));
}

static void
two_tags(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_QINQ);
	frame_tag(&f, RTE_ETHER_TYPE_VLAN);
	frame_tag(&f, RTE_ETHER_TYPE_IPV6);
	frame_ip6(&f, IPPROTO_TCP);
	frame_tcp(&f, 7);
	check(&f, RTE_PTYPE_L2_ETHER_QINQ | IP6 | TCP,
			LENS(.l2_len = 22, .l3_len = 40, .l4_len = 28));
	/* The outer tag of 802.1Q, too: the second counts as inside. */
	frame_be16(f.bytes + 12, RTE_ETHER_TYPE_VLAN);
	check(&f,
			RTE_PTYPE_L2_ETHER_VLAN |
					RTE_PTYPE_INNER_L2_ETHER_VLAN |
					RTE_PTYPE_INNER_L3_IPV6 |
					RTE_PTYPE_INNER_L4_TCP,
			LENS(.l2_len = 18, .inner_l2_len = 4,
					.inner_l3_len = 40,
					.inner_l4_len = 28));
}

static void
a_service_tag_alone(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_QINQ);
	frame_tag(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, IPPROTO_TCP);
	frame_tcp(&f, 5);
	check(&f, RTE_PTYPE_L2_ETHER_QINQ | IP4 | TCP,
			LENS(.l2_len = 18, .l3_len = 20, .l4_len = 20));
}

static void
label_stacks(void **state)
{
	struct frame f;
	unsigned int labels, i;

	(void)state;
	for (labels = 1; labels <= 61; labels += 12) {
		f.n = 0;
		frame_ether(&f,
				labels & 4 ? RTE_ETHER_TYPE_MPLSM
					   : RTE_ETHER_TYPE_MPLS);
		for (i = 1; i <= labels; i++)
			frame_label(&f, i == labels);
		frame_ip4(&f, 0x45, 0, IPPROTO_TCP);
		if (labels <= 60)
			check(&f, RTE_PTYPE_L2_ETHER_MPLS,
					LENS(.l2_len = (uint8_t)(14 +
							     labels * 4)));
		else
			check(&f, ETHER, LENS(.l2_len = 14));
	}
}

static void
ip4_options_and_fragments(void **state)
{
	struct frame f = {.n = 0};
	unsigned int words, frag;

	(void)state;
	for (words = 5; words <= 15; words++) {
		f.n = 0;
		frame_ether(&f, RTE_ETHER_TYPE_IPV4);
		frame_ip4(&f, 0x40 | words, 0x4000, IPPROTO_SCTP);
		frame_add(&f, 12);
		check(&f,
				ETHER | RTE_PTYPE_L4_SCTP |
						(words == 5 ? IP4
							    : RTE_PTYPE_L3_IPV4_EXT),
				LENS(.l2_len = 14,
						.l3_len = (uint16_t)(words * 4),
						.l4_len = 12));
	}
	for (frag = 1; frag < 0x4000; frag <<= 1) {
		f.n = 0;
		frame_ether(&f, RTE_ETHER_TYPE_IPV4);
		frame_ip4(&f, 0x45, frag, IPPROTO_UDP);
		frame_add(&f, 8);
		check(&f, ETHER | IP4 | RTE_PTYPE_L4_FRAG,
				LENS(.l2_len = 14, .l3_len = 20));
	}
}

/* Neither is IPv4, and nothing behind it is believed. */
static void
not_ip4(void **state)
{
	struct frame f = {.n = 0};
	unsigned int vihl;

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, IPPROTO_TCP);
	frame_tcp(&f, 5);
	for (vihl = 0; vihl < 256; vihl++) {
		f.bytes[14] = (uint8_t)vihl;
		if (vihl >> 4 == 4 && (vihl & 15) >= 5)
			continue;
		assert_int_equal(parse(&f, f.n, 1, RTE_PTYPE_ALL_MASK), ETHER);
		assert_int_equal(lens.l3_len, 0);
	}
}

static void
protocols_of_no_type(void **state)
{
	struct frame f = {.n = 0};
	unsigned int proto;

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, 0);
	frame_ip4(&f, 0x45, 0, IPPROTO_TCP);
	frame_tcp(&f, 5);
	for (proto = 0; proto < 256; proto++) {
		f.bytes[23] = (uint8_t)proto;
		switch (proto) {
		case IPPROTO_TCP:
		case IPPROTO_UDP:
		case IPPROTO_SCTP:
		case IPPROTO_GRE:
		case IPPROTO_IPIP:
		case IPPROTO_IPV6:
			continue;
		}
		assert_int_equal(parse(&f, f.n, UINT16_MAX, RTE_PTYPE_ALL_MASK),
				ETHER | IP4);
	}
}

static void
ip6_extensions(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV6);
	frame_ip6(&f, IPPROTO_HOPOPTS);
	frame_ext(&f, IPPROTO_ROUTING, 1);
	frame_ext(&f, IPPROTO_DSTOPTS, 3);
	frame_ext(&f, IPPROTO_UDP, 2);
	frame_add(&f, 8);
	check(&f, ETHER | IP6X | UDP,
			LENS(.l2_len = 14, .l3_len = 88, .l4_len = 8));
	f.bytes[14 + 40 + 8] = IPPROTO_FRAGMENT;
	check(&f, ETHER | IP6X | RTE_PTYPE_L4_FRAG,
			LENS(.l2_len = 14, .l3_len = 80));
	f.bytes[14 + 40 + 8] = IPPROTO_NONE;
	check(&f, ETHER | IP6X, LENS(.l2_len = 14, .l3_len = 72));
	f.bytes[14 + 6] = IPPROTO_AH;
	check(&f, ETHER | IP6X, LENS(.l2_len = 14, .l3_len = 40));
	f.bytes[14 + 6] = IPPROTO_NONE;
	check(&f, ETHER | IP6, LENS(.l2_len = 14, .l3_len = 40));
}

static void
too_many_extensions(void **state)
{
	struct frame f = {.n = 0};
	unsigned int i;

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV6);
	frame_ip6(&f, IPPROTO_DSTOPTS);
	for (i = 0; i < 4; i++)
		frame_ext(&f, IPPROTO_DSTOPTS, 1);
	frame_tcp(&f, 5);
	f.bytes[14 + 40 + 24] = IPPROTO_TCP;
	check(&f, ETHER | IP6X | TCP,
			LENS(.l2_len = 14, .l3_len = 72, .l4_len = 20));
	f.bytes[14 + 40 + 24] = IPPROTO_DSTOPTS;
	f.bytes[14 + 40 + 32] = IPPROTO_TCP;
	f.bytes[14 + 40 + 33] = 0;
	frame_tcp(&f, 5);
	assert_int_equal(parse(&f, f.n, 1, RTE_PTYPE_ALL_MASK), ETHER | IP6X);
	assert_int_equal(lens.l3_len, 40);
}

static void
gre_and_nvgre(void **state)
{
	struct frame f;
	unsigned int bits, words;

	(void)state;
	for (bits = 0; bits < 16; bits++) {
		f.n = 0;
		frame_ether(&f, RTE_ETHER_TYPE_IPV4);
		frame_ip4(&f, 0x46, 0, IPPROTO_GRE);
		frame_gre(&f, bits << 12, RTE_ETHER_TYPE_TEB);
		frame_ether(&f, RTE_ETHER_TYPE_VLAN);
		frame_tag(&f, RTE_ETHER_TYPE_IPV4);
		frame_ip4(&f, 0x47, 0, IPPROTO_TCP);
		frame_tcp(&f, 6);
		if (bits & 4) { /* source routes */
			check(&f, ETHER | RTE_PTYPE_L3_IPV4_EXT,
					LENS(.l2_len = 14, .l3_len = 24));
			continue;
		}
		words = 1 + (bits >> 3 & 1) + (bits >> 1 & 1) + (bits & 1);
		check(&f,
				ETHER | RTE_PTYPE_L3_IPV4_EXT | NVGRE |
						RTE_PTYPE_INNER_L2_ETHER_VLAN |
						RTE_PTYPE_INNER_L3_IPV4_EXT |
						RTE_PTYPE_INNER_L4_TCP,
				LENS(.l2_len = 14, .l3_len = 24,
						.tunnel_len = (uint16_t)(words *
								4),
						.inner_l2_len = 18,
						.inner_l3_len = 28,
						.inner_l4_len = 24));
	}
}

static void
gre_of_ip(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV6);
	frame_ip6(&f, IPPROTO_GRE);
	frame_gre(&f, 0x2000, RTE_ETHER_TYPE_IPV6);
	frame_ip6(&f, IPPROTO_FRAGMENT);
	frame_ext(&f, IPPROTO_UDP, 1);
	frame_add(&f, 8);
	check(&f,
			ETHER | IP6 | GRE | RTE_PTYPE_INNER_L3_IPV6_EXT |
					RTE_PTYPE_INNER_L4_FRAG,
			LENS(.l2_len = 14, .l3_len = 40, .tunnel_len = 8,
					.inner_l3_len = 48));
	frame_be16(f.bytes + 56, RTE_ETHER_TYPE_ARP);
	check(&f, ETHER | IP6 | GRE,
			LENS(.l2_len = 14, .l3_len = 40, .tunnel_len = 8));
	frame_be16(f.bytes + 56, RTE_ETHER_TYPE_QINQ);
	frame_be16(f.bytes + 64, RTE_ETHER_TYPE_VLAN);
	check(&f, ETHER | IP6 | GRE | RTE_PTYPE_INNER_L2_ETHER_QINQ,
			LENS(.l2_len = 14, .l3_len = 40, .tunnel_len = 8,
					.inner_l2_len = 8));
}

static void
ip_in_ip(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, IPPROTO_IPV6);
	frame_ip6(&f, IPPROTO_UDP);
	frame_add(&f, 8);
	check(&f,
			ETHER | IP4 | IPIP | RTE_PTYPE_INNER_L3_IPV6 |
					RTE_PTYPE_INNER_L4_UDP,
			LENS(.l2_len = 14, .l3_len = 20, .inner_l3_len = 40,
					.inner_l4_len = 8));
	f.n = 0;
	frame_ether(&f, RTE_ETHER_TYPE_IPV6);
	frame_ip6(&f, IPPROTO_IPIP);
	frame_ip4(&f, 0x45, 0, IPPROTO_IPIP); /* one tunnel is all */
	frame_ip4(&f, 0x45, 0, IPPROTO_TCP);
	check(&f, ETHER | IP6 | IPIP | RTE_PTYPE_INNER_L3_IPV4,
			LENS(.l2_len = 14, .l3_len = 40, .inner_l3_len = 20));
}

/* A TCP header that is cut off inside of a tunnel: what is outside stays. */
static void
inner_header_cut_off(void **state)
{
	struct frame f = {.n = 0};

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, IPPROTO_IPIP);
	frame_ip4(&f, 0x45, 0, IPPROTO_TCP);
	frame_add(&f, 19);
	check(&f, ETHER | IP4 | IPIP | RTE_PTYPE_INNER_L3_IPV4,
			LENS(.l2_len = 14, .l3_len = 20, .inner_l3_len = 20));
}

static void
layers_wanted(void **state)
{
	static const uint32_t all = ETHER | IP4 | NVGRE |
			RTE_PTYPE_INNER_L2_ETHER | RTE_PTYPE_INNER_L3_IPV4 |
			RTE_PTYPE_INNER_L4_TCP;
	struct frame f = {.n = 0};
	uint32_t mask;

	(void)state;
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, IPPROTO_GRE);
	frame_gre(&f, 0, RTE_ETHER_TYPE_TEB);
	frame_ether(&f, RTE_ETHER_TYPE_IPV4);
	frame_ip4(&f, 0x45, 0, IPPROTO_TCP);
	frame_tcp(&f, 5);
	for (mask = 0xf; mask & RTE_PTYPE_ALL_MASK; mask <<= 4) {
		const uint32_t below = mask / 0xf - 1;

		assert_int_equal(parse(&f, f.n, 1, ~mask), all & below);
		assert_int_equal(parse(&f, f.n, 1, mask | below),
				all & (mask | below));
	}
	assert_int_equal(parse(&f, f.n, 1, 0x01248124), all);
	assert_int_equal(parse(&f, f.n, 1, 0), 0);
}

/* Headers of all kinds with random bytes: never a byte too far. */
static void
random_headers(void **state)
{
	static const uint16_t types[] = {RTE_ETHER_TYPE_IPV4,
			RTE_ETHER_TYPE_IPV6, RTE_ETHER_TYPE_VLAN,
			RTE_ETHER_TYPE_QINQ, RTE_ETHER_TYPE_MPLS,
			RTE_ETHER_TYPE_TEB};
	static const uint8_t protos[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_GRE,
			IPPROTO_IPIP, IPPROTO_IPV6, IPPROTO_DSTOPTS,
			IPPROTO_FRAGMENT};
	struct rte_net_hdr_lens in_one;
	uint32_t type, seed = 1, i, k;

	(void)state;
	for (i = 0; i < 20000; i++) {
		struct frame f = {.n = 0};

		frame_ether(&f, types[i % 6]);
		frame_tag(&f, types[i / 6 % 6]);
		frame_ip4(&f, 0x45, 0, protos[i % 7]);
		frame_gre(&f, i << 12 & 0xb000, types[i / 36 % 6]);
		frame_ip6(&f, protos[i / 7 % 7]);
		frame_tcp(&f, 5);
		for (k = i % 8; k > 0; k--) {
			seed = seed * 1103515245u + 12345u;
			f.bytes[12 + (seed >> 24) % (f.n - 12)] =
					(uint8_t)(seed >> 16);
		}
		seed = seed * 1103515245u + 12345u;
		f.n = (uint16_t)((seed >> 16) % (f.n + 1u));
		type = parse(&f, f.n, UINT16_MAX, RTE_PTYPE_ALL_MASK);
		in_one = lens;
		assert_int_equal(parse(&f, f.n, 1 + i % 3, RTE_PTYPE_ALL_MASK),
				type);
		assert_memory_equal(&lens, &in_one, sizeof(lens));
	}
}

static int
skip_ext(const struct frame *f, uint16_t proto, uint32_t *off, int *frag)
{
	struct rte_mbuf *m = frame_mbuf(f, f->n, 3);
	int rc = rte_net_skip_ip6_ext(proto, m, off, frag);

	frame_free(m);
	return rc;
}

static void
skipping_extensions(void **state)
{
	struct frame f = {.n = 0};
	uint32_t off = 5;
	int frag = 7;

	(void)state;
	frame_add(&f, 5);
	frame_ext(&f, IPPROTO_ROUTING, 2);
	frame_ext(&f, IPPROTO_TCP, 1);
	assert_int_equal(skip_ext(&f, IPPROTO_TCP, &off, &frag), IPPROTO_TCP);
	assert_int_equal(off, 5);
	assert_int_equal(frag, 0);
	assert_int_equal(skip_ext(&f, IPPROTO_HOPOPTS, &off, &frag),
			IPPROTO_TCP);
	assert_int_equal(off, 29);
	off = 21; /* as a fragment header, whose length is fixed */
	f.bytes[22] = 9;
	assert_int_equal(skip_ext(&f, IPPROTO_FRAGMENT, &off, &frag),
			IPPROTO_TCP);
	assert_int_equal(off, 29);
	assert_int_equal(frag, 1);
	off = 5;
	assert_int_equal(skip_ext(&f, IPPROTO_NONE, &off, &frag), 0);
	assert_int_equal(off, 5);
	assert_int_equal(frag, 0);
}

static void
chains_that_fail(void **state)
{
	struct frame f = {.n = 0};
	uint32_t off = 0;
	int frag = 7, i;

	(void)state;
	for (i = 0; i < 4; i++)
		frame_ext(&f, IPPROTO_DSTOPTS, 1);
	assert_int_equal(skip_ext(&f, IPPROTO_DSTOPTS, &off, &frag), -1);
	assert_int_equal(off, 32);
	assert_int_equal(frag, 0);
	frame_ext(&f, IPPROTO_TCP, 1);
	off = 0;
	assert_int_equal(skip_ext(&f, IPPROTO_DSTOPTS, &off, &frag), -1);
	assert_int_equal(off, 40);
	off = 39;
	assert_int_equal(skip_ext(&f, IPPROTO_DSTOPTS, &off, &frag), -1);
	assert_int_equal(off, 39);
	off = UINT32_MAX;
	assert_int_equal(skip_ext(&f, IPPROTO_DSTOPTS, &off, &frag), -1);
	assert_int_equal(off, UINT32_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(plain_ethernet),
			cmocka_unit_test(vlan_tags),
			cmocka_unit_test(two_tags),
			cmocka_unit_test(a_service_tag_alone),
			cmocka_unit_test(label_stacks),
			cmocka_unit_test(ip4_options_and_fragments),
			cmocka_unit_test(not_ip4),
			cmocka_unit_test(protocols_of_no_type),
			cmocka_unit_test(ip6_extensions),
			cmocka_unit_test(too_many_extensions),
			cmocka_unit_test(gre_and_nvgre),
			cmocka_unit_test(gre_of_ip),
			cmocka_unit_test(ip_in_ip),
			cmocka_unit_test(inner_header_cut_off),
			cmocka_unit_test(layers_wanted),
			cmocka_unit_test(random_headers),
			cmocka_unit_test(skipping_extensions),
			cmocka_unit_test(chains_that_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
