/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the kernel says in front of a frame: believed only as far as it fits,
 * and done, or told to who asked for it. First by itself, then in a ring.
 */
#include <bufplane_mbuf_bytes.h>

#include "af_packet_frames.h"
#include "af_packet_rings.h"

#define NONE RTE_MBUF_F_RX_L4_CKSUM_NONE
#define GOOD RTE_MBUF_F_RX_L4_CKSUM_GOOD
#define TCP  RTE_ETH_RX_OFFLOAD_TCP_CKSUM
#define UDP  RTE_ETH_RX_OFFLOAD_UDP_CKSUM
#define LRO  RTE_ETH_RX_OFFLOAD_TCP_LRO

static struct afp_rxq q;
static struct rte_mbuf *got[64];
static struct rte_mempool *small;
static uint64_t nombuf;

static int
setup(void **state)
{
	memset(&q, 0, sizeof(q));
	ring_make(&q.ring);
	q.fd = pair[0];
	q.mp = pool;
	q.room = RTE_MBUF_DEFAULT_DATAROOM;
	q.nombuf = &nombuf;
	q.port = &fake_port;
	q.stamp_offset = -1;
	q.next_check = UINT64_MAX;
	q.vnet_len = AFP_VNET_LEN;
	q.large = malloc(AFP_LARGE_BYTES);
	nombuf = 0;
	small = rte_pktmbuf_pool_create(
			"small", 1023, 0, 0, RTE_PKTMBUF_HEADROOM + 67, 0);
	return q.large == NULL || small == NULL;
}

static int
teardown(void **state)
{
	unsigned int left = rte_mempool_in_use_count(small);

	rte_mempool_free(small);
	free(q.large);
	ring_drop(&q.ring);
	return left != 0 ? -1 : ports_check(state);
}

/* The packet of the frame, as the driver makes it. */
static struct rte_mbuf *
take(const struct made *f, uint64_t offloads, struct rte_mempool *mp)
{
	struct rte_mbuf *m = bp_pktmbuf_from_bytes(mp, f->bytes, f->len);
	struct afp_vnet v;

	assert_non_null(m);
	assert_int_equal(afp_vnet_look(&v, f->bytes, f->len, offloads), 0);
	assert_false(v.split);
	afp_vnet_apply(&v, m);
	return m;
}

static void
sums_are_completed(void **state)
{
	struct rte_mbuf *m;
	struct made f;
	unsigned int i;

	srand(1);
	for (i = 0; i < 2000; i++) {
		f = make_frame(random_shape(1400));
		assert_false(afp_vnet_is_plain(f.bytes));
		/* In chains too, and the field across segments. */
		m = take(&f, 0, i & 1 ? small : pool);
		check_frame(&f, flat(m), f.len);
		assert_int_equal(m->ol_flags, 0);
		rte_pktmbuf_free(m);
	}
}

/* Of a frame whose sum is 0. */
static uint32_t
zero_sum(struct shape shape)
{
	struct made f = make_frame(shape);
	uint8_t *last = f.bytes + f.len - 2;
	struct rte_mbuf *m;
	uint32_t field;

	put16(last, 0);
	put16(last, 0xffff - sum_bytes(0, f.bytes + f.l4, f.len - f.l4));
	m = take(&f, 0, pool);
	check_frame(&f, flat(m), f.len);
	field = get16(frame_sum_field(&f, (uint8_t *)(uintptr_t)flat(m)));
	rte_pktmbuf_free(m);
	return field;
}

/* In UDP, 0 would say that there is none. */
static void
sums_of_zero(void **state)
{
	assert_int_equal(zero_sum((struct shape){.udp = true, .payload = 2}),
			0xffff);
	assert_int_equal(zero_sum((struct shape){.payload = 2}), 0);
}

/* Begun within a tunnel, whose packet the flags would not speak of. */
static void
inner_sums(void **state)
{
	struct made f = make_frame((struct shape){.udp = true, .payload = 60});
	const uint8_t *inner = f.bytes + f.data + 20;
	struct rte_mbuf *m;

	put16(f.bytes + f.data + 20 + 16, 0);
	frame_hdr(&f)->csum_start = (uint16_t)(inner - f.bytes);
	frame_hdr(&f)->csum_offset = 16;
	m = take(&f, TCP | UDP, pool);
	assert_int_equal(m->ol_flags, 0);
	assert_int_equal(sum_bytes(0, flat(m) + f.data + 20, 40), 0xffff);
	rte_pktmbuf_free(m);
}

/* The one checksum that is no sum. */
static void
sctp_has_a_crc(void **state)
{
	struct shape shape = {.udp = true, .payload = 32 + 4};
	struct made f = make_frame(shape);
	uint8_t *sctp = f.bytes + f.l4;
	uint32_t crc = UINT32_MAX, i;
	struct rte_mbuf *m;
	const uint8_t *p;

	f.bytes[f.l3 + 9] = 132;
	memset(sctp + 8, 0, 4);
	frame_hdr(&f)->csum_offset = 8;
	m = take(&f, 0, pool);
	for (i = 0; i < (f.len - f.l4) * 8; i++) {
		crc ^= i % 8 == 0 ? sctp[i / 8] : 0;
		crc = crc & 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
	}
	crc = ~crc;
	p = flat(m) + f.l4 + 8;
	for (i = 0; i < 4; i++)
		assert_int_equal(p[i], (uint8_t)(crc >> 8 * i));
	rte_pktmbuf_free(m);
}

/* What a port that asked is told, and whether the bytes are left alone. */
static void
flags(void **state)
{
	static const struct {
		bool udp;
		uint8_t hdr_flags;
		uint64_t offloads;
		uint64_t ol_flags;
		bool complete;
	} rows[] = {
			{false, 1, TCP, NONE, false},
			{false, 1, TCP | UDP, NONE, false},
			{false, 1, UDP, 0, true},
			{true, 1, UDP, NONE, false},
			{true, 1, TCP, 0, true},
			{false, 2, TCP, GOOD, false},
			{false, 2, UDP, 0, false},
			{false, 2, 0, 0, false},
			{true, 2, TCP | UDP, GOOD, false},
			{true, 2, TCP, 0, false},
			{true, 0x80, TCP | UDP, 0, false},
	};
	struct shape shape = {.payload = 33};
	struct rte_mbuf *m;
	struct made f;
	unsigned int i;

	for (i = 0; i < RTE_DIM(rows); i++) {
		shape.udp = rows[i].udp;
		f = make_frame(shape);
		frame_hdr(&f)->flags = rows[i].hdr_flags;
		m = take(&f, rows[i].offloads, pool);
		assert_int_equal(m->ol_flags, rows[i].ol_flags);
		if (rows[i].complete)
			check_frame(&f, flat(m), f.len);
		else
			assert_memory_equal(flat(m), f.bytes, f.len);
		rte_pktmbuf_free(m);
	}
	/* The kernel says so of ARP as well. */
	put16(f.bytes + 12, 0x0806);
	frame_hdr(&f)->flags = VIRTIO_NET_HDR_F_DATA_VALID;
	m = take(&f, TCP | UDP, pool);
	assert_int_equal(m->ol_flags, 0);
	rte_pktmbuf_free(m);
}

static void
large_frames(void **state)
{
	struct shape shape = {.payload = 5000};
	struct made f = make_large(shape, 1000);
	struct rte_mbuf *m;
	struct afp_vnet v;

	assert_int_equal(afp_vnet_look(&v, f.bytes, f.len, TCP), 0);
	assert_true(v.split);
	m = take(&f, LRO, pool);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_RX_LRO);
	assert_int_equal(m->tso_segsz, 1000);
	check_frame(&f, flat(m), f.len);
	rte_pktmbuf_free(m);
	m = take(&f, LRO | TCP, pool);
	assert_int_equal(m->ol_flags, RTE_MBUF_F_RX_LRO | NONE);
	rte_pktmbuf_free(m);
	frame_hdr(&f)->gso_type = VIRTIO_NET_HDR_GSO_TCPV6;
	assert_int_equal(afp_vnet_look(&v, f.bytes, f.len, LRO), -EINVAL);
	frame_hdr(&f)->gso_type = 77;
	assert_int_equal(afp_vnet_look(&v, f.bytes, f.len, LRO), -EINVAL);
	/* It is TCP's: UDP is split all the same. */
	shape.udp = true;
	f = make_large(shape, 1000);
	assert_int_equal(afp_vnet_look(&v, f.bytes, f.len, LRO | UDP), 0);
	assert_true(v.split);
}

static void
sums_that_do_not_fit(void **state)
{
	static const uint16_t bad[][2] = {{0, 16}, {13, 16}, {34, 65535},
			{65535, 65535}, {65535, 0}, {53, 0}, {52, 1}, {14, 39}};
	struct shape shape = {.payload = 0};
	struct made f = make_frame(shape);
	struct afp_vnet v;
	unsigned int i;

	assert_int_equal(f.len, 54);
	for (i = 0; i < RTE_DIM(bad); i++) {
		frame_hdr(&f)->csum_start = bad[i][0];
		frame_hdr(&f)->csum_offset = bad[i][1];
		assert_int_equal(afp_vnet_look(&v, f.bytes, f.len, 0), -EINVAL);
	}
	frame_hdr(&f)->csum_start = 52;
	frame_hdr(&f)->csum_offset = 0;
	assert_int_equal(afp_vnet_look(&v, f.bytes, f.len, 0), 0);
}

/* As the kernel does it: into slot i, as far as it has room. */
static void
arrive(unsigned int i, const struct made *f)
{
	struct tpacket2_hdr *h = ring_hdr(&q.ring, i);
	uint32_t most = q.ring.framesz - AFP_RX_OFFSET;

	memset(h, 0, sizeof(*h));
	h->tp_len = f->len;
	h->tp_snaplen = RTE_MIN(f->len, most);
	h->tp_mac = AFP_RX_OFFSET;
	memcpy((uint8_t *)h + AFP_RX_OFFSET - AFP_VNET_LEN,
			f->bytes - AFP_VNET_LEN, AFP_VNET_LEN + h->tp_snaplen);
	h->tp_status = TP_STATUS_USER;
	if (f->len <= most)
		return;
	h->tp_status |= TP_STATUS_COPY;
	assert_int_equal(send(pair[1], f->bytes - AFP_VNET_LEN,
					 AFP_VNET_LEN + f->len, 0),
			AFP_VNET_LEN + f->len);
}

/* The parts of a frame, however few a burst takes; then what comes next. */
static void
take_parts(const struct made *f, uint16_t burst)
{
	struct shape shape = {.payload = 50};
	uint32_t size = frame_hdr(f)->gso_size, at = 0;
	struct made next;
	uint16_t n, i;

	while (at < f->shape.payload) {
		n = afp_rx(&q, got, burst);
		assert_true(n > 0 && n <= burst);
		for (i = 0; i < n; i++) {
			check_frame(f, flat(got[i]), got[i]->pkt_len);
			assert_memory_equal(flat(got[i]) + f->data,
					f->bytes + f->data + at,
					got[i]->pkt_len - f->data);
			at += RTE_MIN(size, f->shape.payload - at);
			rte_pktmbuf_free(got[i]);
		}
	}
	assert_int_equal(at, f->shape.payload);
	next = make_frame(shape);
	arrive(q.idx, &next);
	assert_int_equal(afp_rx(&q, got, burst), 1);
	check_frame(&next, flat(got[0]), next.len);
	rte_pktmbuf_free(got[0]);
}

static void
parts_of_a_frame(void **state)
{
	struct shape in_the_ring = {.payload = 1200};
	struct shape beyond = {.ip6 = true, .payload = 65000};
	struct made f;
	uint16_t burst;

	for (burst = 1; burst <= 64; burst *= 4) {
		f = make_large(in_the_ring, 100);
		arrive(q.idx, &f);
		take_parts(&f, burst);
		f = make_large(beyond, 1400);
		arrive(q.idx, &f);
		take_parts(&f, burst);
	}
	assert_int_equal(q.count.now.errors, 0);
	assert_int_equal(q.count.now.packets, 4 * (12 + 47 + 2));
}

/* Tags go into every part. */
static void
parts_with_tags(void **state)
{
	struct shape shape = {.payload = 300};
	struct made f = make_large(shape, 100);
	struct tpacket2_hdr *h;
	unsigned int i;

	arrive(0, &f);
	h = ring_hdr(&q.ring, 0);
	h->tp_status |= TP_STATUS_VLAN_VALID;
	h->tp_vlan_tci = 5;
	assert_int_equal(afp_rx(&q, got, 64), 3);
	for (i = 0; i < 3; i++) {
		assert_memory_equal(
				flat(got[i]) + 12, "\x81\x00\x00\x05\x08", 5);
		assert_int_equal(got[i]->pkt_len, f.data + 104);
	}
	rte_pktmbuf_free_bulk(got, 3);
}

/* Nothing is lost, and nothing twice, in a ring or beyond it. */
static void
parts_wait_for_mbufs(void **state)
{
	struct shape shape = {.payload = 65000};
	struct made f = make_large(shape, 1000);
	struct rte_mbuf *held[POOL_SIZE];
	unsigned int parts = 0;
	uint16_t n;

	arrive(0, &f);
	assert_int_equal(rte_pktmbuf_alloc_bulk(pool, held, POOL_SIZE - 20), 0);
	while ((n = afp_rx(&q, got, 64)) != 0) {
		parts += n;
		if (parts < 60)
			assert_int_equal(n, 6);
		rte_pktmbuf_free_bulk(got, n);
		if (parts == 6)
			rte_pktmbuf_free_bulk(held, POOL_SIZE - 20);
	}
	assert_int_equal(parts, 65);
}

static void
longer_than_an_mbuf(void **state)
{
	struct shape shape = {.payload = 1000};
	struct made f = make_large(shape, 500);

	q.mp = small;
	q.room = 67;
	arrive(0, &f);
	assert_int_equal(afp_rx(&q, got, 64), 0);
	assert_int_equal(q.count.now.errors, 1);
	assert_int_equal(q.bad.now, 0);
	q.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	arrive(1, &f);
	take_parts(&f, 1);
	/* What is left whole is a chain, whoever asked for chains or not. */
	q.offloads = LRO;
	f = make_large(shape, 500);
	arrive(q.idx, &f);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	assert_int_equal(got[0]->pkt_len, f.len);
	assert_int_equal(got[0]->tso_segsz, 500);
	check_frame(&f, flat(got[0]), f.len);
	rte_pktmbuf_free(got[0]);
}

/* Copies of frames that nobody asked for are passed over. */
static void
stale_copies(void **state)
{
	struct shape shape = {.payload = 3000};
	struct made f = make_large(shape, 1000);

	assert_int_equal(send(pair[1], f.bytes, 1500, 0), 1500);
	arrive(0, &f);
	take_parts(&f, 64);
	assert_int_equal(q.cut.now, 0);
}

static void
bad_headers_are_counted(void **state)
{
	struct shape shape = {.payload = 100};
	struct made f = make_large(shape, 0);

	arrive(0, &f);
	f = make_frame(shape);
	frame_hdr(&f)->csum_start = 500;
	arrive(1, &f);
	/* Its place is before the header's of the frame itself. */
	f = make_frame(shape);
	arrive(2, &f);
	ring_hdr(&q.ring, 2)->tp_mac = TPACKET2_HDRLEN + AFP_VNET_LEN - 1;
	arrive(3, &f);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(q.bad.now, 3);
	assert_int_equal(q.count.now.errors, 3);
}

/* Bits flipped in header and frame: sound packets come out, or none. */
static void
mutants(void **state)
{
	static const uint64_t offloads[] = {0, TCP | UDP, LRO, LRO | TCP};
	unsigned int i, k, rounds;
	struct shape shape;
	struct made f;
	uint16_t n;

	srand(3);
	for (i = 0; i < 3000; i++) {
		shape = random_shape(i % 16 == 0 ? 4000 : 900);
		f = rand() & 1 ? make_frame(shape)
			       : make_large(shape, (uint16_t)(rand() % 400));
		for (k = (unsigned int)rand() % 4; k > 0; k--)
			frame_space[(unsigned int)rand() % (f.data + 10)] ^=
					(uint8_t)(1 << rand() % 8);
		q.offloads = offloads[rand() & 3];
		arrive(q.idx, &f);
		for (rounds = 0; rounds < 500; rounds++) {
			n = afp_rx(&q, got, 64);
			if (n == 0)
				break;
			for (k = 0; k < n; k++)
				flat(got[k]);
			rte_pktmbuf_free_bulk(got, n);
		}
		assert_true(rounds < 500);
	}
	assert_true(q.count.now.packets > 3000 && q.bad.now > 100);
	assert_int_equal(q.cut.now, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(sums_are_completed),
			TEST(sums_of_zero),
			TEST(inner_sums),
			TEST(sctp_has_a_crc),
			TEST(flags),
			TEST(large_frames),
			TEST(sums_that_do_not_fit),
			TEST(parts_of_a_frame),
			TEST(parts_with_tags),
			TEST(parts_wait_for_mbufs),
			TEST(longer_than_an_mbuf),
			TEST(stale_copies),
			TEST(bad_headers_are_counted),
			TEST(mutants),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
