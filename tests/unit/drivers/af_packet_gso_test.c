/* SPDX-License-Identifier: BSD-3-Clause */
/* Large frames are cut into packets as a network card would do it. */
#include "af_packet_frames.h"

#define FIN 0x01
#define PSH 0x08
#define ACK 0x10
#define CWR 0x80

static struct afp_gso gso;

static int
begin(const struct made *f)
{
	return afp_gso_begin(&gso, frame_hdr(f), f->bytes, f->len);
}

/* What stays as it was: all but lengths, id, sequence, flags, checksums. */
static void
check_copied(const struct made *f, const uint8_t *part, uint32_t at,
		bool is_first, bool is_last)
{
	const uint8_t *whole = f->bytes;
	uint8_t flags = whole[f->l4 + 13];

	assert_memory_equal(part, whole, f->l3 + 2);
	if (f->shape.ip6)
		assert_memory_equal(part + f->l3 + 6, whole + f->l3 + 6,
				f->l4 - f->l3 - 6);
	else
		assert_memory_equal(part + f->l3 + 12, whole + f->l3 + 12,
				f->l4 - f->l3 - 12);
	assert_memory_equal(part + f->l4, whole + f->l4, 4);
	if (f->shape.udp)
		return;
	assert_int_equal(get32(part + f->l4 + 4),
			(uint32_t)(get32(whole + f->l4 + 4) + at));
	if (!is_first)
		flags &= (uint8_t)~CWR;
	if (!is_last)
		flags &= (uint8_t) ~(FIN | PSH);
	assert_int_equal(part[f->l4 + 13], flags);
	assert_memory_equal(part + f->l4 + 8, whole + f->l4 + 8, 5);
	assert_memory_equal(part + f->l4 + 18, whole + f->l4 + 18,
			f->data - f->l4 - 18);
}

static void
verify_by_library(const struct made *f, const uint8_t *part)
{
	const void *l4 = part + f->l4;

	if (!f->shape.ip6)
		assert_int_equal(rte_ipv4_udptcp_cksum_verify(
						 (const void *)(part + f->l3),
						 l4),
				0);
	else if (f->shape.l3_more == 0)
		assert_int_equal(rte_ipv6_udptcp_cksum_verify(
						 (const void *)(part + f->l3),
						 l4),
				0);
}

/* Every packet is right, and together they are what the frame was. */
static void
cut(const struct made *f, struct rte_mempool *mp)
{
	uint32_t size = frame_hdr(f)->gso_size, at,
		 id = get16(f->bytes + f->l3 + 4);
	const uint8_t *part;
	struct rte_mbuf *m;
	uint32_t want;

	assert_int_equal(begin(f), 0);
	for (at = 0; at < f->shape.payload; at += want) {
		assert_true(afp_gso_is_active(&gso));
		m = afp_gso_next(&gso, mp);
		assert_non_null(m);
		want = RTE_MIN(size, f->shape.payload - at);
		assert_int_equal(m->pkt_len, f->data + want);
		assert_true(m->pkt_len <= afp_gso_longest(&gso));
		part = flat(m);
		check_frame(f, part, m->pkt_len);
		check_copied(f, part, at, at == 0,
				at + want == f->shape.payload);
		verify_by_library(f, part);
		if (!f->shape.ip6)
			assert_int_equal(
					get16(part + f->l3 + 4), id++ & 0xffff);
		assert_memory_equal(
				part + f->data, f->bytes + f->data + at, want);
		rte_pktmbuf_free(m);
	}
	assert_false(afp_gso_is_active(&gso));
}

static void
random_frames(void **state)
{
	struct made f;
	unsigned int i;

	srand(1);
	for (i = 0; i < 3000; i++) {
		f = make_large(random_shape(3000),
				(uint16_t)(1 + rand() % 1460));
		/* Now and then the checksum is complete, and so not used. */
		if (i % 4 == 0) {
			frame_hdr(&f)->flags = 0;
			put16(frame_sum_field(&f, f.bytes), 0x1234);
		}
		cut(&f, pool);
	}
}

static void
largest(void **state)
{
	static const struct shape shapes[] = {
			{.payload = 65535 - 40, .flags = ACK | PSH | CWR},
			{.ip6 = true, .payload = 65535 - 20, .flags = 0xff},
			{.udp = true, .payload = 65535 - 28},
			{.ip6 = true, .udp = true, .payload = 65535 - 8},
			{.tags = 2,
					.l3_more = 2,
					.l4_more = 10,
					.payload = 65000 - 40},
	};
	struct made f;
	unsigned int i;

	for (i = 0; i < RTE_DIM(shapes); i++) {
		f = make_large(shapes[i], 1448);
		frame_hdr(&f)->gso_type |=
				shapes[i].udp ? 0 : VIRTIO_NET_HDR_GSO_ECN;
		cut(&f, pool);
		f = make_large(shapes[i], 65535 - 200);
		cut(&f, pool);
	}
}

/* Ids and sequence numbers go over their end. */
static void
numbers_wrap(void **state)
{
	struct shape shape = {.payload = 1000, .flags = ACK};
	struct made f = make_large(shape, 100);

	put16(f.bytes + f.l3 + 4, 0xfffe);
	memset(f.bytes + f.l4 + 4, 0xff, 4);
	cut(&f, pool);
}

/* The addresses are not those of the pseudo-header, its sum is. */
static void
a_begun_sum_is_believed(void **state)
{
	struct shape shape = {.ip6 = true, .l3_more = 2, .payload = 100};
	struct made f = make_large(shape, 60);
	const uint8_t *part;
	struct rte_mbuf *m;

	f.bytes[f.l3 + 39] ^= 0xff;
	assert_int_equal(begin(&f), 0);
	while (afp_gso_is_active(&gso)) {
		m = afp_gso_next(&gso, pool);
		assert_non_null(m);
		part = flat(m);
		((uint8_t *)(uintptr_t)part)[f.l3 + 39] ^= 0xff;
		check_frame(&f, part, m->pkt_len);
		rte_pktmbuf_free(m);
	}
}

/* Small mbufs make chains; without mbufs it goes on later, where it was. */
static void
mbufs_run_out(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create(
			"small", 7, 0, 0, RTE_PKTMBUF_HEADROOM + 64, 0);
	struct shape shape = {.payload = 600, .tags = 1, .flags = 0xff};
	struct made f = make_large(shape, 250);
	struct rte_mbuf *held[4];

	assert_non_null(small);
	assert_int_equal(begin(&f), 0);
	assert_int_equal(rte_pktmbuf_alloc_bulk(small, held, 4), 0);
	assert_null(afp_gso_next(&gso, small));
	assert_int_equal(rte_mempool_avail_count(small), 3);
	rte_pktmbuf_free(held[3]);
	assert_null(afp_gso_next(&gso, small));
	rte_pktmbuf_free_bulk(held, 3);
	assert_int_equal(gso.pos, f.data);
	cut(&f, small);
	assert_int_equal(rte_mempool_in_use_count(small), 0);
	rte_mempool_free(small);
}

static void
refuse(struct made *f)
{
	assert_int_equal(begin(f), -EINVAL);
	assert_false(afp_gso_is_active(&gso));
}

static void
headers_that_lie(void **state)
{
	static const uint8_t types[] = {0, 1, 2, 3, 4, 5, 6, 0x7f, 0x80, 0xff};
	struct shape shape = {.payload = 3000};
	struct made f;
	unsigned int i;

	for (i = 0; i < RTE_DIM(types); i++) {
		f = make_large(shape, 1000);
		frame_hdr(&f)->gso_type = types[i];
		if (types[i] != VIRTIO_NET_HDR_GSO_TCPV4)
			refuse(&f);
	}
	f = make_large(shape, 0);
	refuse(&f);
	f = make_large(shape, 65500);
	refuse(&f);
	f = make_large(shape, 1000);
	frame_hdr(&f)->hdr_len = (uint16_t)(f.len + 1);
	refuse(&f);
	f = make_large(shape, 1000);
	frame_hdr(&f)->csum_start++;
	refuse(&f);
	f = make_large(shape, 1000);
	frame_hdr(&f)->csum_offset = 6;
	refuse(&f);
	shape.udp = true;
	f = make_large(shape, 1000);
	frame_hdr(&f)->gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
	refuse(&f);
	shape.ip6 = true;
	f = make_large(shape, 1000);
	frame_hdr(&f)->gso_type = VIRTIO_NET_HDR_GSO_TCPV6;
	refuse(&f);
}

static void
frames_that_lie(void **state)
{
	struct shape shape = {.payload = 3000, .l4_more = 10};
	struct made f = make_large(shape, 1000);
	uint32_t len = f.len;

	for (f.len = 14; f.len <= f.data; f.len++) {
		frame_hdr(&f)->hdr_len = 0;
		refuse(&f);
	}
	f.len = len;
	f.bytes[f.l4 + 12] = 0x40; /* a TCP header of 16 bytes */
	refuse(&f);
	f = make_large(shape, 1000);
	f.bytes[f.l3 + 6] = 0x20; /* a fragment */
	refuse(&f);
	f = make_large(shape, 1000);
	f.bytes[f.l3] = 0x55;
	refuse(&f);
	f = make_large(shape, 1000);
	f.bytes[f.l3 + 9] = 50;
	refuse(&f);
	f = make_large(shape, 1000);
	put16(f.bytes + 12, 0x88b5);
	refuse(&f);
}

/* Bits flipped in headers and frames that end where memory does. */
static void
mutants(void **state)
{
	unsigned int i, k, n, taken = 0;
	struct rte_mbuf *m;
	uint8_t *copy;
	struct made f;
	const char *why;

	srand(2);
	for (i = 0; i < 5000; i++) {
		f = make_large(random_shape(600), (uint16_t)(rand() % 300));
		for (k = (unsigned int)rand() % 4; k > 0; k--)
			frame_space[(unsigned int)rand() %
					(f.data + AFP_VNET_LEN)] ^=
					(uint8_t)(1 << rand() % 8);
		copy = malloc(f.len);
		assert_non_null(copy);
		memcpy(copy, f.bytes, f.len);
		n = 0;
		if (afp_gso_begin(&gso, frame_hdr(&f), copy, f.len) == 0)
			for (; afp_gso_is_active(&gso); n++) {
				m = afp_gso_next(&gso, pool);
				assert_non_null(m);
				assert_int_equal(rte_mbuf_check(m, 1, &why), 0);
				assert_true(m->pkt_len <= f.len);
				rte_pktmbuf_free(m);
			}
		assert_true(n <= 700);
		taken += n != 0;
		free(copy);
	}
	assert_true(taken > 1000 && taken < 4999);
}

#define TEST(f) cmocka_unit_test_teardown(f, ports_check)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(random_frames),
			TEST(largest),
			TEST(numbers_wrap),
			TEST(a_begun_sum_is_believed),
			TEST(mbufs_run_out),
			TEST(headers_that_lie),
			TEST(frames_that_lie),
			TEST(mutants),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
