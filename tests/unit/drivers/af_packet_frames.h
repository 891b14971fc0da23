/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of what net_af_packet does to checksums and large frames: frames of
 * TCP and UDP of any shape, and the checks that a host would make on them. It
 * shares no code with what is tested.
 */
#ifndef AF_PACKET_FRAMES_H
#define AF_PACKET_FRAMES_H

#include "net/af_packet/af_packet_offload.h"
#include "ports.h"

#define FRAME_MAX (RTE_ETHER_HDR_LEN + UINT16_MAX + 82)

struct shape {
	bool ip6;
	bool udp;
	uint8_t tags;
	uint8_t l3_more; /* 8-byte units of options, or of an extension */
	uint8_t l4_more; /* 4-byte units of TCP options */
	uint8_t flags;   /* of TCP */
	uint32_t payload;
};

struct made {
	struct shape shape;
	uint32_t l3;
	uint32_t l4;
	uint32_t data;
	uint32_t len;
	uint8_t *bytes; /* with the kernel's header before */
};

static uint8_t frame_space[AFP_VNET_LEN + FRAME_MAX];

static inline void
put16(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static inline uint32_t
get16(const uint8_t *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static inline uint32_t
get32(const uint8_t *p)
{
	return get16(p) << 16 | get16(p + 2);
}

static inline uint32_t
sum_bytes(uint32_t sum, const uint8_t *p, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++) {
		sum += i & 1 ? p[i] : (uint32_t)p[i] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

static inline struct virtio_net_hdr *
frame_hdr(const struct made *f)
{
	return (void *)(f->bytes - AFP_VNET_LEN);
}

static inline uint8_t *
frame_sum_field(const struct made *f, uint8_t *bytes)
{
	return bytes + f->l4 + (f->shape.udp ? 6 : 16);
}

/* Of the frame at bytes, which has f's headers. */
static inline uint32_t
pseudo_sum(const struct made *f, const uint8_t *bytes, uint32_t l4_len)
{
	uint8_t rest[4] = {0, f->shape.udp ? 17 : 6};
	uint32_t sum = f->shape.ip6 ? sum_bytes(0, bytes + f->l3 + 8, 32)
				    : sum_bytes(0, bytes + f->l3 + 12, 8);

	put16(rest + 2, l4_len);
	return sum_bytes(sum, rest, sizeof(rest));
}

/* Whether a host would take it: its lengths and checksums. */
static inline void
check_frame(const struct made *f, const uint8_t *bytes, uint32_t len)
{
	const uint8_t *ip = bytes + f->l3;
	uint32_t l4_len = len - f->l4;

	if (f->shape.ip6) {
		assert_int_equal(get16(ip + 4), len - f->l3 - 40);
	} else {
		assert_int_equal(get16(ip + 2), len - f->l3);
		assert_int_equal(sum_bytes(0, ip, f->l4 - f->l3), 0xffff);
	}
	if (f->shape.udp) {
		assert_int_equal(get16(bytes + f->l4 + 4), l4_len);
		assert_int_not_equal(get16(bytes + f->l4 + 6), 0);
	}
	assert_int_equal(sum_bytes(pseudo_sum(f, bytes, l4_len), bytes + f->l4,
					 l4_len),
			0xffff);
}

static inline uint32_t
make_l3(struct made *f, uint8_t *p)
{
	uint32_t more = f->shape.l3_more * 8U;
	uint8_t proto = f->shape.udp ? 17 : 6;
	uint32_t behind = more + f->len - f->l4;

	if (!f->shape.ip6) {
		p[0] = (uint8_t)(0x45 + more / 4);
		put16(p + 2, 20 + behind);
		put16(p + 6, 0x4000);
		p[9] = proto;
		memset(p + 20, 1, more);
		put16(p + 10, 0);
		put16(p + 10, ~sum_bytes(0, p, 20 + more));
		return 20 + more;
	}
	p[0] = 0x60;
	put16(p + 4, behind);
	p[6] = more == 0 ? proto : 60;
	if (more != 0) {
		memset(p + 40, 0, more);
		p[40] = proto;
		p[41] = (uint8_t)(f->shape.l3_more - 1);
		p[42] = 1;
		p[43] = (uint8_t)(more - 4);
	}
	return 40 + more;
}

static inline void
make_l4(const struct made *f, uint8_t *p)
{
	if (f->shape.udp) {
		put16(p + 4, f->len - f->l4);
		return;
	}
	p[12] = (uint8_t)((5 + f->shape.l4_more) << 4);
	p[13] = f->shape.flags;
	memset(p + 20, 1, f->shape.l4_more * 4U);
}

/* All that has no meaning is random. The checksum is begun, not completed. */
static inline struct made
make_frame(struct shape shape)
{
	struct made f = {.shape = shape, .bytes = frame_space + AFP_VNET_LEN};
	uint8_t *p = f.bytes;
	uint32_t i;

	f.l3 = 14 + shape.tags * 4U;
	f.l4 = f.l3 + (shape.ip6 ? 40 : 20) + shape.l3_more * 8U;
	f.data = f.l4 + (shape.udp ? 8 : 20 + shape.l4_more * 4U);
	f.len = f.data + shape.payload;
	assert_true(f.len <= FRAME_MAX);
	for (i = 0; i < f.len; i++)
		p[i] = (uint8_t)(rand() >> 7);
	for (i = 12; i < f.l3 - 2; i += 4)
		put16(p + i, i == 12 && rand() % 2 ? 0x88a8 : 0x8100);
	put16(p + f.l3 - 2, shape.ip6 ? 0x86dd : 0x0800);
	make_l3(&f, p + f.l3);
	make_l4(&f, p + f.l4);
	put16(frame_sum_field(&f, p), pseudo_sum(&f, p, f.len - f.l4));
	*frame_hdr(&f) = (struct virtio_net_hdr){
			.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
			.hdr_len = (uint16_t)f.data,
			.csum_start = (uint16_t)f.l4,
			.csum_offset = shape.udp ? 6 : 16};
	return f;
}

/* A large frame, to be cut into parts of this payload. */
static inline struct made
make_large(struct shape shape, uint16_t size)
{
	struct made f = make_frame(shape);

	frame_hdr(&f)->gso_size = size;
	frame_hdr(&f)->gso_type = shape.udp ? VHDR_GSO_UDP_L4
			: shape.ip6         ? VIRTIO_NET_HDR_GSO_TCPV6
					    : VIRTIO_NET_HDR_GSO_TCPV4;
	return f;
}

static inline struct shape
random_shape(uint32_t payload_max)
{
	struct shape shape = {.ip6 = rand() & 1,
			.udp = rand() & 1,
			.tags = (uint8_t)(rand() % 5),
			.l3_more = (uint8_t)(rand() % 3),
			.l4_more = (uint8_t)(rand() % 11),
			.flags = (uint8_t)(rand() >> 3),
			.payload = 1 + (uint32_t)rand() % payload_max};

	return shape;
}

/* The packet's bytes in one piece; sound as an mbuf. */
static inline const uint8_t *
flat(const struct rte_mbuf *m)
{
	static uint8_t space[FRAME_MAX];
	const char *why;

	assert_int_equal(rte_mbuf_check(m, 1, &why), 0);
	assert_true(m->pkt_len <= sizeof(space));
	return rte_pktmbuf_read(m, 0, m->pkt_len, space);
}

#endif
