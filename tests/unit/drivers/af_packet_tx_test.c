/* SPDX-License-Identifier: BSD-3-Clause */
/* net_af_packet's transmit: what it writes into the ring, and what it counts.
 */
#include "af_packet_rings.h"

#define ROOM (1360 - (uint32_t)AFP_TX_OFFSET)

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
	return q.len == NULL;
}

static int
teardown(void **state)
{
	free(q.len);
	ring_drop(&q.ring);
	return ports_check(state);
}

static struct rte_mbuf *
packet(uint16_t len, uint8_t seed)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);
	uint16_t i;
	char *p;

	assert_non_null(m);
	p = rte_pktmbuf_append(m, len);
	assert_non_null(p);
	for (i = 0; i < len; i++)
		p[i] = (char)(seed + i);
	return m;
}

static uint16_t
send_one(uint16_t len)
{
	struct rte_mbuf *m = packet(len, 1);
	uint16_t sent = afp_tx(&q, &m, 1);

	if (sent == 0)
		rte_pktmbuf_free(m);
	return sent;
}

static const uint8_t *
data_of(unsigned int i)
{
	return q.ring.frame[i] + AFP_TX_OFFSET;
}

/* The kernel has sent what was asked for. */
static void
kernel_sends(void)
{
	unsigned int i;

	for (i = 0; i < FRAMES; i++)
		ring_hdr(&q.ring, i)->tp_status = TP_STATUS_AVAILABLE;
}

static void
written_as_it_is(void **state)
{
	struct rte_mbuf *m[3] = {packet(60, 1), packet(ROOM, 2), packet(14, 3)};
	const struct tpacket2_hdr *h;
	unsigned int i;

	assert_int_equal(afp_tx(&q, m, 3), 3);
	for (i = 0; i < 3; i++) {
		h = ring_hdr(&q.ring, i);
		assert_int_equal(h->tp_status, TP_STATUS_SEND_REQUEST);
		assert_int_equal(data_of(i)[0], i + 1);
		assert_int_equal(data_of(i)[13], i + 14);
	}
	assert_int_equal(ring_hdr(&q.ring, 0)->tp_len, 60);
	assert_int_equal(ring_hdr(&q.ring, 1)->tp_len, ROOM);
	assert_int_equal(data_of(1)[ROOM - 1], (uint8_t)(2 + ROOM - 1));
	assert_int_equal(ring_hdr(&q.ring, 2)->tp_len, 14);
	assert_int_equal(q.pending, 3);
	assert_int_equal(q.count.now.packets, 0);
	assert_int_equal(afp_tx(NULL, m, 1), 0);
}

static void
a_chain(void **state)
{
	struct rte_mbuf *m = packet(10, 1), *tail = packet(90, 11);

	assert_int_equal(rte_pktmbuf_chain(m, tail), 0);
	m->ol_flags = RTE_MBUF_F_TX_VLAN;
	m->vlan_tci = 0xa123;
	assert_int_equal(afp_tx(&q, &m, 1), 1);
	assert_int_equal(ring_hdr(&q.ring, 0)->tp_len, 104);
	assert_int_equal(data_of(0)[11], 12);
	assert_memory_equal(data_of(0) + 12, "\x81\x00\xa1\x23", 4);
	assert_int_equal(data_of(0)[16], 13);
	assert_int_equal(data_of(0)[103], 100);
}

static void
a_full_ring(void **state)
{
	struct rte_mbuf *m[FRAMES + 3];
	unsigned int i;

	for (i = 0; i < RTE_DIM(m); i++)
		m[i] = packet(100, (uint8_t)i);
	assert_int_equal(afp_tx(&q, m, RTE_DIM(m)), FRAMES);
	assert_int_equal(afp_tx(&q, m + FRAMES, 3), 0);
	/* One is out, but the kernel still holds its memory. */
	ring_hdr(&q.ring, 0)->tp_status = TP_STATUS_SENDING;
	ring_hdr(&q.ring, 1)->tp_status = TP_STATUS_AVAILABLE;
	assert_int_equal(afp_tx(&q, m + FRAMES, 3), 0);
	assert_int_equal(q.count.now.packets, 2);
	ring_hdr(&q.ring, 0)->tp_status = TP_STATUS_AVAILABLE;
	assert_int_equal(afp_tx(&q, m + FRAMES, 3), 2);
	assert_int_equal(q.pending, FRAMES);
	assert_int_equal(data_of(1)[0], FRAMES + 1);
	assert_int_equal(afp_tx(&q, m + FRAMES + 2, 1), 0);
	kernel_sends();
	assert_int_equal(afp_tx(&q, m + FRAMES + 2, 1), 0);
	assert_int_equal(afp_tx(&q, m + FRAMES + 2, 1), 1);
	assert_int_equal(q.count.now.packets, FRAMES + 2);
	assert_int_equal(q.count.now.bytes, 100 * (FRAMES + 2));
	assert_int_equal(q.count.now.errors, 0);
}

/* No length of a frame, for the ring or for the interface. */
static void
wrong_lengths(void **state)
{
	struct rte_mbuf *m;

	assert_int_equal(send_one(0), 1);
	assert_int_equal(send_one(13), 1);
	assert_int_equal(send_one(ROOM + 1), 1);
	m = packet(ROOM - 3, 1);
	m->ol_flags = RTE_MBUF_F_TX_VLAN;
	assert_int_equal(afp_tx(&q, &m, 1), 1);
	fake_port.mtu = 1000;
	assert_int_equal(send_one(1015), 1);
	assert_int_equal(q.count.now.errors, 5);
	assert_int_equal(q.pending, 0);
	assert_int_equal(send_one(1014), 1);
	/* A tag is not the MTU's. */
	m = packet(1014, 1);
	m->ol_flags = RTE_MBUF_F_TX_VLAN;
	assert_int_equal(afp_tx(&q, &m, 1), 1);
	assert_int_equal(q.pending, 2);
	assert_int_equal(q.count.now.errors, 5);
	q.next_mtu = 0;
	assert_int_equal(send_one(1015), 1);
	assert_int_equal(q.count.now.errors, 6);
}

/* Without an interface everything pending is dropped, and the ring is whole. */
static void
sending_fails(void **state)
{
	unsigned int i;

	q.fd = -1;
	for (i = 0; i < 4 * FRAMES; i++)
		assert_int_equal(send_one(100), 1);
	assert_int_equal(q.count.now.errors, 4 * FRAMES);
	assert_int_equal(q.pending, 0);
	assert_int_equal(q.head, 0);
	q.fd = pair[0];
	assert_int_equal(send_one(100), 1);
	assert_int_equal(ring_hdr(&q.ring, 0)->tp_status,
			TP_STATUS_SEND_REQUEST);
}

/* The kernel stays at a frame that it refuses. */
static void
wrong_format(void **state)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		assert_int_equal(send_one(100), 1);
	ring_hdr(&q.ring, 0)->tp_status = TP_STATUS_AVAILABLE;
	ring_hdr(&q.ring, 1)->tp_status = TP_STATUS_WRONG_FORMAT;
	assert_int_equal(send_one(100), 1);
	assert_int_equal(q.count.now.packets, 1);
	assert_int_equal(q.count.now.errors, 3);
	assert_int_equal(q.head, 1);
	assert_int_equal(q.pending, 0);
	for (i = 0; i < FRAMES; i++)
		assert_int_equal(ring_hdr(&q.ring, i)->tp_status,
				TP_STATUS_AVAILABLE);
}

/* The MTU has fallen: what the kernel took but did not send are errors. */
static void
taken_but_dropped(void **state)
{
	assert_int_equal(send_one(1200), 1);
	assert_int_equal(send_one(100), 1);
	kernel_sends();
	fake_port.mtu = 500;
	assert_int_equal(send_one(100), 1);
	assert_int_equal(q.count.now.errors, 1);
	assert_int_equal(q.count.now.packets, 1);
	assert_int_equal(q.count.now.bytes, 100);
	assert_int_equal(q.pending, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(written_as_it_is),
			TEST(a_chain),
			TEST(a_full_ring),
			TEST(wrong_lengths),
			TEST(sending_fails),
			TEST(wrong_format),
			TEST(taken_but_dropped),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
