/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a packet's flags ask for, in the header in front of a frame: done as the
 * kernel would do it, it makes frames that are right.
 */
#include <bufplane_mbuf_bytes.h>

#include "af_packet_frames.h"
#include "af_packet_rings.h"

#define V4  RTE_MBUF_F_TX_IPV4
#define V6  RTE_MBUF_F_TX_IPV6
#define SUM RTE_MBUF_F_TX_IP_CKSUM
#define TCP RTE_MBUF_F_TX_TCP_CKSUM
#define UDP RTE_MBUF_F_TX_UDP_CKSUM
#define TSO RTE_MBUF_F_TX_TCP_SEG

static struct afp_txq q;

static int
setup(void **state)
{
	memset(&q, 0, sizeof(q));
	ring_make(&q.ring);
	q.fd = pair[0];
	q.port = &fake_port;
	q.len = calloc(FRAMES, sizeof(*q.len));
	q.next_check = UINT64_MAX;
	q.next_mtu = UINT64_MAX;
	q.vnet_len = AFP_VNET_LEN;
	q.large = malloc(AFP_LARGE_BYTES);
	q.large_fd = pair[0];
	return q.len == NULL || q.large == NULL;
}

static int
teardown(void **state)
{
	free(q.len);
	free(q.large);
	ring_drop(&q.ring);
	return ports_check(state);
}

/* The packet of a frame, its checksums left to the port. */
static struct rte_mbuf *
packet(const struct made *f, uint16_t tso_segsz)
{
	struct rte_mbuf *m = bp_pktmbuf_from_bytes(pool, f->bytes, f->len);

	assert_non_null(m);
	m->l2_len = f->l3;
	m->l3_len = f->l4 - f->l3;
	m->l4_len = f->data - f->l4;
	m->tso_segsz = tso_segsz;
	m->ol_flags = f->shape.ip6 ? V6 : V4 | SUM;
	if (tso_segsz != 0)
		m->ol_flags |= TSO;
	else
		m->ol_flags |= f->shape.udp ? UDP : TCP;
	return m;
}

/* As the kernel's software does it. */
static void
complete(const struct virtio_net_hdr *h, uint8_t *data, uint32_t len)
{
	uint32_t sum;

	assert_int_equal(h->flags, VIRTIO_NET_HDR_F_NEEDS_CSUM);
	assert_true(h->hdr_len <= len && h->hdr_len > h->csum_start);
	sum = 0xffff - sum_bytes(0, data + h->csum_start, len - h->csum_start);
	put16(data + h->csum_start + h->csum_offset, sum == 0 ? 0xffff : sum);
}

static uint8_t *
in_the_ring(unsigned int i)
{
	return q.ring.frame[i] + AFP_TX_OFFSET;
}

static void
send_it(struct rte_mbuf *m)
{
	assert_int_equal(afp_tx_prepare(&q, &m, 1), 1);
	assert_int_equal(afp_tx(&q, &m, 1), 1);
}

static void
reset_ring(void)
{
	unsigned int i;

	for (i = 0; i < FRAMES; i++)
		ring_hdr(&q.ring, i)->tp_status = TP_STATUS_AVAILABLE;
	q.head = 0;
	q.pending = 0;
}

static void
checksums(void **state)
{
	struct shape shape;
	struct made f;
	unsigned int i;
	uint8_t *p;

	srand(1);
	for (i = 0; i < 2000; i++) {
		shape = random_shape(1000);
		/* What is prepared is without extension headers. */
		if (shape.ip6)
			shape.l3_more = 0;
		f = make_frame(shape);
		put16(frame_sum_field(&f, f.bytes), 0x5555);
		if (!shape.ip6)
			put16(f.bytes + f.l3 + 10, 0x5555);
		reset_ring();
		send_it(packet(&f, 0));
		assert_int_equal(q.count.now.errors, 0);
		p = in_the_ring(0);
		assert_int_equal(ring_hdr(&q.ring, 0)->tp_len,
				AFP_VNET_LEN + f.len);
		complete((void *)p, p + AFP_VNET_LEN, f.len);
		check_frame(&f, p + AFP_VNET_LEN, f.len);
	}
}

/* Each part of what the kernel would cut up is right, here or beyond. */
static void
cut(struct made *f, uint8_t *p, uint32_t len, uint32_t tag)
{
	struct virtio_net_hdr *h = (void *)p;
	struct afp_gso gso;
	struct rte_mbuf *m;
	uint32_t bytes = 0;

	f->l3 += tag;
	f->l4 += tag;
	f->data += tag;
	assert_int_equal(h->hdr_len, f->data);
	assert_int_equal(afp_gso_begin(&gso, h, p + AFP_VNET_LEN, len), 0);
	while (afp_gso_is_active(&gso)) {
		m = afp_gso_next(&gso, pool);
		assert_non_null(m);
		check_frame(f, flat(m), m->pkt_len);
		bytes += m->pkt_len - f->data;
		rte_pktmbuf_free(m);
	}
	assert_int_equal(bytes, f->shape.payload);
}

static void
segmentation(void **state)
{
	static uint8_t space[AFP_LARGE_BYTES];
	struct shape shapes[] = {{.payload = 1000, .flags = 0x80},
			{.ip6 = true, .payload = 1100, .l4_more = 3},
			{.payload = 65000, .l3_more = 1},
			{.ip6 = true, .payload = 65000}};
	struct rte_mbuf *m;
	struct made f;
	unsigned int i;
	ssize_t len;

	for (i = 0; i < 2 * RTE_DIM(shapes); i++) {
		f = make_frame(shapes[i / 2]);
		m = packet(&f, 1400 - 100 * (i / 2));
		if (i & 1)
			m->ol_flags |= RTE_MBUF_F_TX_VLAN;
		reset_ring();
		send_it(m);
		assert_int_equal(q.count.now.errors, 0);
		if (f.len < 1300) {
			assert_int_equal(q.pending, 1);
			cut(&f, in_the_ring(0), f.len + (i & 1) * 4,
					(i & 1) * 4);
			continue;
		}
		assert_int_equal(q.pending, 0);
		len = recv(pair[1], space, sizeof(space), MSG_DONTWAIT);
		while (len == 0) /* the ring's, which is not there */
			len = recv(pair[1], space, sizeof(space), MSG_DONTWAIT);
		assert_int_equal(len, AFP_VNET_LEN + f.len + (i & 1) * 4);
		cut(&f, space, f.len + (i & 1) * 4, (i & 1) * 4);
	}
	assert_int_equal(q.count.now.packets, 4);
	/* Congestion was to be told once. */
	f = make_frame(shapes[0]);
	reset_ring();
	send_it(packet(&f, 500));
	assert_int_equal(((struct virtio_net_hdr *)(void *)in_the_ring(0))
					 ->gso_type,
			VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN);
}

/* Packets before it are the kernel's first; it waits as long as they do. */
static void
large_ones_keep_their_place(void **state)
{
	struct shape shape = {.payload = 100};
	struct made f = make_frame(shape);
	struct rte_mbuf *m[2];

	m[0] = packet(&f, 0);
	shape.payload = 30000;
	f = make_frame(shape);
	m[1] = packet(&f, 1000);
	assert_int_equal(afp_tx(&q, m, 2), 1);
	assert_int_equal(q.pending, 1);
	assert_int_equal(afp_tx(&q, m + 1, 1), 0);
	ring_hdr(&q.ring, 0)->tp_status = TP_STATUS_AVAILABLE;
	assert_int_equal(afp_tx(&q, m + 1, 1), 1);
	assert_int_equal(q.count.now.packets, 2);
	assert_int_equal(q.count.now.bytes, 154 + f.len);
	/* The socket's own failures. */
	m[0] = packet(&f, 1000);
	q.large_fd = -1;
	assert_int_equal(afp_tx(&q, m, 1), 1);
	assert_int_equal(q.count.now.errors, 1);
	/* A queue that does not segment has no way for it. */
	free(q.large);
	q.large = NULL;
	m[0] = packet(&f, 1000);
	assert_int_equal(afp_tx(&q, m, 1), 1);
	assert_int_equal(q.count.now.errors, 2);
}

static void
plain_packets(void **state)
{
	static const uint8_t none[AFP_VNET_LEN];
	struct shape shape = {.payload = 100};
	struct made f = make_frame(shape);
	struct rte_mbuf *m = packet(&f, 0);

	m->ol_flags = 0;
	memset(in_the_ring(0), 0xff, AFP_VNET_LEN);
	send_it(m);
	assert_memory_equal(in_the_ring(0), none, AFP_VNET_LEN);
	assert_memory_equal(in_the_ring(0) + AFP_VNET_LEN, f.bytes, f.len);
	/* The longest, and one more: a large one's size is no excuse. */
	shape.payload = 1360 - AFP_TX_OFFSET - AFP_VNET_LEN - f.data;
	f = make_frame(shape);
	send_it(packet(&f, 0));
	fake_port.mtu = 1000;
	m = packet(&f, 0);
	assert_int_equal(afp_tx_prepare(&q, &m, 1), 0);
	assert_int_equal(rte_errno, EINVAL);
	assert_int_equal(afp_tx(&q, &m, 1), 1);
	assert_int_equal(q.count.now.errors, 1);
}

/* Refused by prepare; whoever sends it all the same loses it. */
static void
refused(void **state)
{
	static const struct {
		uint64_t ol_flags;
		uint16_t l2, l3, l4, segsz;
		int error;
	} rows[] = {
			{V4 | RTE_MBUF_F_TX_SCTP_CKSUM, 14, 20, 20, 0, ENOTSUP},
			{V4 | TCP | RTE_MBUF_F_TX_OUTER_IPV4, 14, 20, 20, 0,
					ENOTSUP},
			{V4 | RTE_MBUF_F_TX_UDP_SEG, 14, 20, 8, 100, ENOTSUP},
			{V4 | TCP | RTE_MBUF_F_TX_MACSEC, 14, 20, 20, 0,
					ENOTSUP},
			{TCP, 14, 20, 20, 0, EINVAL},
			{V4 | TCP, 0, 20, 20, 0, EINVAL},
			{V4 | TCP, 13, 20, 20, 0, EINVAL},
			{V4 | TCP, 14, 0, 20, 0, EINVAL},
			{V4 | TCP, 14, 19, 20, 0, EINVAL},
			{V6 | TCP, 14, 39, 20, 0, EINVAL},
			{V4 | TCP, 14, 121, 20, 0, EINVAL},
			{V4 | UDP, 127, 20, 8, 0, EINVAL},
			{V4 | SUM, 14, 511, 0, 0, EINVAL},
			{V6 | SUM, 14, 40, 0, 0, EINVAL},
			{V4 | SUM | TSO, 14, 20, 20, 0, EINVAL},
			{V4 | TSO, 14, 20, 20, 50, EINVAL},
			{V4 | SUM | TSO, 14, 20, 19, 50, EINVAL},
			{V4 | SUM | TSO, 14, 20, 255, 50, EINVAL},
	};
	struct shape shape = {.payload = 100};
	struct rte_mbuf *m;
	struct made f;
	unsigned int i;

	for (i = 0; i < RTE_DIM(rows); i++) {
		f = make_frame(shape);
		m = packet(&f, rows[i].segsz);
		m->ol_flags = rows[i].ol_flags;
		m->l2_len = rows[i].l2;
		m->l3_len = rows[i].l3;
		m->l4_len = rows[i].l4;
		assert_int_equal(afp_tx_prepare(&q, &m, 1), 0);
		assert_int_equal(rte_errno, rows[i].error);
		assert_int_equal(afp_tx(&q, &m, 1), 1);
		assert_int_equal(q.count.now.errors, i + 1);
	}
	/* No offloads were asked for when the queue was set up. */
	q.vnet_len = 0;
	m = packet(&f, 0);
	assert_int_equal(afp_tx_prepare(&q, &m, 1), 0);
	assert_int_equal(rte_errno, ENOTSUP);
	m->ol_flags = 0;
	assert_int_equal(afp_tx_prepare(&q, &m, 1), 1);
	assert_int_equal(afp_tx_prepare(NULL, &m, 1), 0);
	rte_pktmbuf_free(m);
}

/* Any flags and lengths: what is written stays within the frame. */
static void
random_requests(void **state)
{
	struct rte_mbuf *m;
	struct made f;
	unsigned int i;

	srand(4);
	for (i = 0; i < 20000; i++) {
		f = make_frame(random_shape(200));
		m = packet(&f, (uint16_t)(rand() % 200));
		if (rand() & 1)
			m->ol_flags = (uint64_t)rand() << 40 & ~TSO;
		if (rand() & 1)
			m->tx_offload = (uint64_t)rand() << 16 ^
					(uint64_t)rand();
		m->ol_flags &= RTE_MBUF_F_TX_OFFLOAD_MASK;
		reset_ring();
		assert_int_equal(afp_tx(&q, &m, 1), 1);
	}
	assert_true(q.count.now.errors > 1000 && q.count.now.errors < 19000);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(checksums),
			TEST(segmentation),
			TEST(large_ones_keep_their_place),
			TEST(plain_packets),
			TEST(refused),
			TEST(random_requests),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
