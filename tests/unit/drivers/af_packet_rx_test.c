/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_af_packet's receive: a ring that the test fills as the kernel would, and
 * as it never should.
 */
#include <rte_mbuf_dyn.h>

#include "af_packet_rings.h"

static struct afp_rxq q;
static struct rte_mbuf *got[64];
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
	q.port_id = 7;
	q.stamp_offset = -1;
	q.next_check = UINT64_MAX;
	q.large = malloc(AFP_LARGE_BYTES);
	nombuf = 0;
	return q.large == NULL;
}

static int
teardown(void **state)
{
	free(q.large);
	ring_drop(&q.ring);
	return ports_check(state);
}

static uint8_t
byte_at(unsigned int seed, uint32_t i)
{
	return (uint8_t)(seed * 31 + i * 7 + (i >> 8));
}

/* As the kernel does it: a frame of len bytes in slot i. */
static struct tpacket2_hdr *
arrive(unsigned int i, uint32_t len)
{
	struct tpacket2_hdr *h = ring_hdr(&q.ring, i);
	uint32_t k, most = q.ring.framesz - AFP_RX_OFFSET;
	uint8_t *data = q.ring.frame[i % q.ring.n] + AFP_RX_OFFSET;

	h->tp_len = len;
	h->tp_snaplen = RTE_MIN(len, most);
	h->tp_mac = AFP_RX_OFFSET;
	h->tp_net = AFP_RX_OFFSET + RTE_ETHER_HDR_LEN;
	h->tp_sec = 3000000000U;
	h->tp_nsec = 123456789;
	h->tp_vlan_tci = 0;
	h->tp_vlan_tpid = 0;
	for (k = 0; k < h->tp_snaplen; k++)
		data[k] = byte_at(i, k);
	h->tp_status = TP_STATUS_USER;
	return h;
}

static void
check_bytes(const struct rte_mbuf *m, unsigned int seed, uint32_t from,
		uint32_t skip, uint32_t len)
{
	uint32_t k;
	uint8_t b;

	for (k = 0; k < len; k++)
		assert_int_equal(*(const uint8_t *)rte_pktmbuf_read(
						 m, from + k, 1, &b),
				byte_at(seed, skip + k));
}

static void
check_packet(struct rte_mbuf *m, unsigned int seed, uint32_t len)
{
	const char *why;

	assert_int_equal(rte_mbuf_check(m, 1, &why), 0);
	assert_int_equal(m->pkt_len, len);
	assert_int_equal(m->port, 7);
	check_bytes(m, seed, 0, 0, len);
}

static void
frames_in_order(void **state)
{
	unsigned int i, round;

	assert_int_equal(afp_rx(&q, got, 64), 0);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < FRAMES; i++)
			arrive(i, 14 + i * 250);
		assert_int_equal(afp_rx(&q, got, 4), 4);
		assert_int_equal(afp_rx(&q, got + 4, 60), 2);
		for (i = 0; i < FRAMES; i++) {
			check_packet(got[i], i, 14 + i * 250);
			assert_int_equal(ring_hdr(&q.ring, i)->tp_status,
					TP_STATUS_KERNEL);
			assert_int_equal(got[i]->ol_flags, 0);
			rte_pktmbuf_free(got[i]);
		}
	}
	assert_int_equal(q.count.now.packets, 3 * FRAMES);
	assert_int_equal(q.count.now.bytes, 3 * (6 * 14 + 15 * 250));
	assert_int_equal(q.count.now.errors, 0);
	assert_int_equal(afp_rx(NULL, got, 1), 0);
}

/* It waits for a slot, and does not look beyond it. */
static void
a_gap_stops(void **state)
{
	arrive(1, 100);
	assert_int_equal(afp_rx(&q, got, 64), 0);
	arrive(0, 60);
	assert_int_equal(afp_rx(&q, got, 64), 2);
	rte_pktmbuf_free_bulk(got, 2);
}

/* The longest that a frame holds, and that every byte of it is used. */
static void
the_longest(void **state)
{
	arrive(0, 1360 - AFP_RX_OFFSET);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	check_packet(got[0], 0, 1360 - AFP_RX_OFFSET);
	rte_pktmbuf_free(got[0]);
}

/* What no kernel writes: each is dropped, counted, and the next one lives. */
static void
hostile(void **state)
{
	static const struct {
		uint32_t len;
		uint32_t snaplen;
		uint16_t mac;
	} bad[] = {
			{100, 100, 0},
			{100, 100, TPACKET2_HDRLEN - 1},
			{100, 100, 1360},
			{100, 100, 1361},
			{100, 100, 1261},
			{100, 100, UINT16_MAX},
			{1285, 1285, AFP_RX_OFFSET},
			{UINT32_MAX, UINT32_MAX, AFP_RX_OFFSET},
			{UINT32_MAX, UINT32_MAX - 65, AFP_RX_OFFSET},
			{0x80000000, 0x80000000, AFP_RX_OFFSET},
			{99, 100, AFP_RX_OFFSET},
			{0, 0, AFP_RX_OFFSET},
			{13, 13, AFP_RX_OFFSET},
			{100, 0, AFP_RX_OFFSET},
	};
	struct tpacket2_hdr *h;
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++) {
		h = arrive(q.idx, 100);
		h->tp_len = bad[i].len;
		h->tp_snaplen = bad[i].snaplen;
		h->tp_mac = bad[i].mac;
		arrive(q.idx + 1, 60);
		assert_int_equal(afp_rx(&q, got, 64), 1);
		assert_int_equal(got[0]->pkt_len, 60);
		assert_int_equal(h->tp_status, TP_STATUS_KERNEL);
		rte_pktmbuf_free(got[0]);
		assert_int_equal(q.count.now.errors, i + 1);
		assert_int_equal(q.bad.now, i + 1);
	}
	assert_int_equal(rte_mempool_in_use_count(pool), 0);
}

/* Random headers: whatever comes out is a sound packet. */
static void
random_headers(void **state)
{
	unsigned int i, k, n;
	struct tpacket2_hdr *h;
	const char *why;
	uint16_t s;

	srand(1);
	for (i = 0; i < 20000; i++) {
		h = ring_hdr(&q.ring, q.idx);
		for (k = 0; k < sizeof(*h); k++)
			((uint8_t *)h)[k] = (uint8_t)(rand() >> 8);
		if (rand() & 1)
			h->tp_mac = (uint16_t)(rand() & 2047);
		if (rand() & 1)
			h->tp_snaplen = (uint32_t)rand() & 2047;
		if (rand() & 1)
			h->tp_len = h->tp_snaplen;
		h->tp_status |= TP_STATUS_USER;
		q.offloads = rand() & 1 ? RTE_ETH_RX_OFFLOAD_VLAN_STRIP : 0;
		n = afp_rx(&q, got, 1);
		for (s = 0; s < n; s++) {
			assert_int_equal(rte_mbuf_check(got[s], 1, &why), 0);
			assert_true(got[s]->pkt_len <= 1360);
			rte_pktmbuf_free(got[s]);
		}
	}
	assert_int_equal(q.count.now.packets + q.count.now.errors, 20000);
	assert_true(q.count.now.packets > 100);
}

/* An endless ring of bad frames does not hold a burst for ever. */
static void
bad_frames_only(void **state)
{
	unsigned int i;

	for (i = 0; i < FRAMES; i++)
		arrive(i, 100)->tp_mac = 1;
	assert_int_equal(afp_rx(&q, got, 64), 0);
	assert_int_equal(q.bad.now, FRAMES);
}

static void
what_goes_out_is_skipped(void **state)
{
	struct sockaddr_ll *from = (void *)(q.ring.frame[0] +
			TPACKET_ALIGN(sizeof(struct tpacket2_hdr)));

	arrive(0, 100);
	from->sll_pkttype = PACKET_OUTGOING;
	arrive(1, 60);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	check_packet(got[0], 1, 60);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(q.count.now.packets, 1);
	assert_int_equal(q.count.now.errors, 0);
}

static void
tags_go_back(void **state)
{
	struct tpacket2_hdr *h = arrive(0, 100);
	uint8_t *p;

	h->tp_status |= TP_STATUS_VLAN_VALID;
	h->tp_vlan_tci = 0xa123;
	h = arrive(1, 100);
	h->tp_status |= TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;
	h->tp_vlan_tci = 5;
	h->tp_vlan_tpid = 0x88a8;
	assert_int_equal(afp_rx(&q, got, 64), 2);
	p = rte_pktmbuf_mtod(got[0], uint8_t *);
	assert_int_equal(got[0]->pkt_len, 104);
	check_bytes(got[0], 0, 0, 0, 12);
	assert_memory_equal(p + 12, "\x81\x00\xa1\x23", 4);
	check_bytes(got[0], 0, 16, 12, 88);
	p = rte_pktmbuf_mtod(got[1], uint8_t *);
	assert_memory_equal(p + 12, "\x88\xa8\x00\x05", 4);
	assert_int_equal(got[0]->ol_flags, RTE_MBUF_F_RX_VLAN);
	assert_int_equal(got[0]->vlan_tci, 0xa123);
	assert_int_equal(got[1]->ol_flags, 0);
	rte_pktmbuf_free_bulk(got, 2);
}

/* Stripped is only what the mbuf can say in full. */
static void
tags_stripped(void **state)
{
	struct tpacket2_hdr *h = arrive(0, 100);

	q.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	h->tp_status |= TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;
	h->tp_vlan_tci = 0xa123;
	h->tp_vlan_tpid = 0x8100;
	h = arrive(1, 100);
	h->tp_status |= TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;
	h->tp_vlan_tci = 5;
	h->tp_vlan_tpid = 0x88a8;
	arrive(2, 100);
	assert_int_equal(afp_rx(&q, got, 64), 3);
	check_packet(got[0], 0, 100);
	assert_int_equal(got[0]->vlan_tci, 0xa123);
	assert_int_equal(got[0]->ol_flags,
			RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED);
	assert_int_equal(got[1]->ol_flags, 0);
	assert_int_equal(got[1]->pkt_len, 104);
	assert_int_equal(got[2]->ol_flags, 0);
	rte_pktmbuf_free_bulk(got, 3);
}

static void
stamps(void **state)
{
	assert_int_equal(rte_mbuf_dyn_rx_timestamp_register(
					 &q.stamp_offset, &q.stamp_flag),
			0);
	arrive(0, 100);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	assert_int_equal(got[0]->ol_flags, q.stamp_flag);
	assert_true(*RTE_MBUF_DYNFIELD(got[0], q.stamp_offset, uint64_t *) ==
			UINT64_C(3000000000123456789));
	rte_pktmbuf_free(got[0]);
}

/* A small room: chains where they are wanted, else the frame is dropped. */
static void
scattered(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create(
			"small", 63, 0, 0, RTE_PKTMBUF_HEADROOM + 64, 0);

	assert_non_null(small);
	q.mp = small;
	q.room = 64;
	arrive(0, 65);
	arrive(1, 64);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	assert_int_equal(q.count.now.errors, 1);
	check_packet(got[0], 1, 64);
	rte_pktmbuf_free(got[0]);
	q.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	arrive(2, 65)->tp_status |= TP_STATUS_VLAN_VALID;
	arrive(3, 1284);
	assert_int_equal(afp_rx(&q, got, 64), 2);
	assert_int_equal(got[0]->nb_segs, 2);
	assert_int_equal(got[0]->pkt_len, 69);
	check_packet(got[1], 3, 1284);
	assert_int_equal(got[1]->nb_segs, 21);
	rte_pktmbuf_free_bulk(got, 2);
	assert_int_equal(rte_mempool_in_use_count(small), 0);
	rte_mempool_free(small);
}

/* Frames wait for mbufs, for the first and for the rest of a chain. */
static void
an_empty_pool_loses_nothing(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create(
			"small", 3, 0, 0, RTE_PKTMBUF_HEADROOM + 64, 0);
	struct rte_mbuf *held[3];

	assert_non_null(small);
	q.mp = small;
	q.room = 64;
	q.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	arrive(0, 150);
	arrive(1, 60);
	assert_int_equal(rte_pktmbuf_alloc_bulk(small, held, 3), 0);
	assert_int_equal(afp_rx(&q, got, 64), 0);
	assert_int_equal(nombuf, 1);
	rte_pktmbuf_free_bulk(held, 2);
	assert_int_equal(afp_rx(&q, got, 64), 0);
	assert_int_equal(nombuf, 2);
	assert_int_equal(rte_mempool_in_use_count(small), 1);
	rte_pktmbuf_free(held[2]);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	check_packet(got[0], 0, 150);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(afp_rx(&q, got, 64), 1);
	check_packet(got[0], 1, 60);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(q.count.now.errors, 0);
	rte_mempool_free(small);
}

/* Longer than the ring's frames: from the socket, or dropped. */
static void
larger_than_the_ring(void **state)
{
	static uint8_t data[1900];
	unsigned int k;

	for (k = 0; k < sizeof(data); k++)
		data[k] = byte_at(0, k);
	assert_int_equal(send(pair[1], data, sizeof(data), 0), sizeof(data));
	arrive(0, sizeof(data))->tp_status |= TP_STATUS_COPY;
	arrive(1, 1900);
	arrive(2, 1900)->tp_status |= TP_STATUS_COPY;
	assert_int_equal(afp_rx(&q, got, 64), 1);
	check_packet(got[0], 0, sizeof(data));
	rte_pktmbuf_free(got[0]);
	assert_int_equal(q.cut.now, 2);
	assert_int_equal(q.count.now.errors, 2);
	assert_int_equal(q.bad.now, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(frames_in_order),
			TEST(a_gap_stops),
			TEST(the_longest),
			TEST(hostile),
			TEST(random_headers),
			TEST(bad_frames_only),
			TEST(what_goes_out_is_skipped),
			TEST(tags_go_back),
			TEST(tags_stripped),
			TEST(stamps),
			TEST(scattered),
			TEST(an_empty_pool_loses_nothing),
			TEST(larger_than_the_ring),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
