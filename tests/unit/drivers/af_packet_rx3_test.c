/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * net_af_packet's receive of TPACKET_V3: blocks that the test fills as the
 * kernel would, and as it never should.
 */
#include <rte_mbuf_dyn.h>

#include "af_packet_rings.h"

#define BLOCK  4096
#define BLOCKS 3
#define NEXT   RTE_ALIGN_CEIL(AFP_RX3_OFFSET + 100, (size_t)8)
#define HEAD   ((uint32_t)sizeof(struct tpacket_block_desc))

static const struct afp_args block_args = {.iface = "none",
		.qpairs = 1,
		.blocksz = BLOCK,
		.framesz = BLOCK,
		.framecnt = BLOCKS,
		.rx_version = 3};
static struct afp_rxq q;
static struct rte_mbuf *got[64];
static uint64_t nombuf;

static int
setup(void **state)
{
	memset(&q, 0, sizeof(q));
	ring_make_of(&q.ring, &block_args);
	q.fd = pair[0];
	q.mp = pool;
	q.room = RTE_MBUF_DEFAULT_DATAROOM;
	q.nombuf = &nombuf;
	q.port = &fake_port;
	q.port_id = 7;
	q.stamp_offset = -1;
	q.next_check = UINT64_MAX;
	nombuf = 0;
	return 0;
}

static int
teardown(void **state)
{
	ring_drop(&q.ring);
	return ports_check(state);
}

static struct tpacket_hdr_v1 *
head_of(unsigned int block)
{
	struct tpacket_block_desc *desc = (void *)q.ring.frame[block % BLOCKS];

	return &desc->hdr.bh1;
}

static struct tpacket3_hdr *
frame_at(unsigned int block, uint32_t offset)
{
	return (void *)(q.ring.frame[block % BLOCKS] + offset);
}

static uint8_t
byte_at(uint32_t len, uint32_t i)
{
	return (uint8_t)(len * 31 + i * 7 + (i >> 8));
}

static void
write_frame(struct tpacket3_hdr *h, uint32_t len)
{
	uint8_t *data = (uint8_t *)h + AFP_RX3_OFFSET;
	uint32_t i;

	memset(h, 0, AFP_RX3_OFFSET);
	h->tp_len = len;
	h->tp_snaplen = len;
	h->tp_mac = AFP_RX3_OFFSET;
	h->tp_sec = 3000000000U;
	h->tp_nsec = 123456789;
	for (i = 0; i < len; i++)
		data[i] = byte_at(len, i);
}

/* As the kernel does it: a block of frames of these lengths, n of them. */
static void
arrive(unsigned int block, const uint32_t *len, unsigned int n)
{
	struct tpacket_hdr_v1 *head = head_of(block);
	struct tpacket3_hdr *h = NULL;
	uint32_t offset = HEAD;
	unsigned int i;

	head->num_pkts = n;
	head->offset_to_first_pkt = HEAD;
	for (i = 0; i < n; i++) {
		h = frame_at(block, offset);
		write_frame(h, len[i]);
		h->tp_next_offset = RTE_ALIGN_CEIL(AFP_RX3_OFFSET + len[i], 8u);
		offset += h->tp_next_offset;
		assert_true(offset <= BLOCK);
	}
	if (h != NULL)
		h->tp_next_offset = 0;
	head->block_status = TP_STATUS_USER;
}

static void
arrive_one(unsigned int block, uint32_t len)
{
	arrive(block, &len, 1);
}

static void
arrive_two(unsigned int block)
{
	static const uint32_t len[] = {100, 200};

	arrive(block, len, 2);
}

static void
check_packet(struct rte_mbuf *m, uint32_t len)
{
	const char *why;
	uint32_t i;
	uint8_t b;

	assert_int_equal(rte_mbuf_check(m, 1, &why), 0);
	assert_int_equal(m->pkt_len, len);
	assert_int_equal(m->port, 7);
	for (i = 0; i < len; i++)
		assert_int_equal(
				*(const uint8_t *)rte_pktmbuf_read(m, i, 1, &b),
				byte_at(len, i));
}

/* A block goes back with its last frame, and not before. */
static void
frames_in_order(void **state)
{
	static const uint32_t len[] = {14, 60, 1500, 61, 999};
	unsigned int i, block;

	assert_int_equal(afp_rx3(&q, got, 64), 0);
	for (block = 0; block < 7; block++) {
		arrive(block, len, 5);
		arrive(block + 1, len, 5);
		assert_int_equal(afp_rx3(&q, got, 3), 3);
		assert_int_equal(head_of(block)->block_status, TP_STATUS_USER);
		assert_int_equal(afp_rx3_waiting(&q, 64), 7);
		assert_int_equal(afp_rx3_waiting(&q, 3), 3);
		assert_int_equal(afp_rx3(&q, got + 3, 2), 2);
		assert_int_equal(
				head_of(block)->block_status, TP_STATUS_KERNEL);
		for (i = 0; i < 5; i++)
			check_packet(got[i], len[i]);
		rte_pktmbuf_free_bulk(got, 5);
	}
	assert_int_equal(afp_rx3(&q, got, 64), 5);
	rte_pktmbuf_free_bulk(got, 5);
	assert_int_equal(q.count.now.packets, 40);
	assert_int_equal(q.count.now.bytes, 8 * 2634);
	assert_int_equal(q.count.now.errors, 0);
	assert_int_equal(afp_rx3_waiting(&q, 64), 0);
	assert_int_equal(afp_rx3(NULL, got, 1), 0);
}

/* One burst takes from all blocks; empty ones are no breach. */
static void
across_blocks(void **state)
{
	arrive_two(0);
	arrive(1, NULL, 0);
	arrive_two(2);
	assert_int_equal(afp_rx3(&q, got, 64), 4);
	rte_pktmbuf_free_bulk(got, 4);
	assert_int_equal(q.bad_blocks.now, 0);
	assert_int_equal(head_of(1)->block_status, TP_STATUS_KERNEL);
}

/* The whole of a block is used. */
static void
the_longest(void **state)
{
	q.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
	arrive_one(0, BLOCK - HEAD - AFP_RX3_OFFSET);
	assert_int_equal(afp_rx3(&q, got, 64), 1);
	check_packet(got[0], BLOCK - HEAD - AFP_RX3_OFFSET);
	rte_pktmbuf_free(got[0]);
}

/* A block of two frames whose way is broken: what goes before is kept. */
static void
hostile_ways(void **state)
{
	static const struct {
		uint32_t n;
		uint32_t first;
		uint32_t next;
		unsigned int packets;
	} bad[] = {
			{2, 0, NEXT, 0},
			{2, HEAD - 8, NEXT, 0},
			{2, HEAD + 4, NEXT, 0},
			{2, BLOCK, NEXT, 0},
			{2, BLOCK - 64, NEXT, 0},
			{2, UINT32_MAX, NEXT, 0},
			{2, UINT32_MAX - 7, NEXT, 0},
			{2, 0x80000000, NEXT, 0},
			{2, HEAD, 0, 0},
			{2, HEAD, 8, 0},
			{2, HEAD, TPACKET3_HDRLEN - 4, 0},
			{2, HEAD, NEXT + 1, 0},
			{2, HEAD, BLOCK - HEAD, 0},
			{2, HEAD, BLOCK - HEAD - 64, 0},
			{2, HEAD, BLOCK, 0},
			{2, HEAD, 0x80000000, 0},
			{2, HEAD, UINT32_MAX - 7, 0},
			{2, HEAD, UINT32_MAX - HEAD + 1 + HEAD, 0},
			{3, HEAD, NEXT, 1},
			{UINT32_MAX, HEAD, NEXT, 1},
	};
	unsigned int i, k, n;

	for (i = 0; i < RTE_DIM(bad); i++) {
		k = q.idx;
		arrive_two(k);
		head_of(k)->num_pkts = bad[i].n;
		head_of(k)->offset_to_first_pkt = bad[i].first;
		frame_at(k, HEAD)->tp_next_offset = bad[i].next;
		arrive_one(k + 1, 60);
		n = afp_rx3(&q, got, 64);
		assert_int_equal(n, bad[i].packets + 1);
		check_packet(got[n - 1], 60);
		rte_pktmbuf_free_bulk(got, n);
		assert_int_equal(head_of(k)->block_status, TP_STATUS_KERNEL);
		assert_int_equal(q.bad_blocks.now, i + 1);
		assert_int_equal(q.count.now.errors, i + 1);
		assert_int_equal(q.bad.now, 0);
	}
}

/* A frame that exceeds its part of the block: dropped, the next one lives. */
static void
hostile_frames(void **state)
{
	static const struct {
		uint32_t len;
		uint32_t snaplen;
		uint16_t mac;
	} bad[] = {
			{100, 100, 0},
			{100, 100, TPACKET3_HDRLEN - 1},
			{100, 100, NEXT + 1},
			{100, 100, BLOCK},
			{100, 100, UINT16_MAX},
			{NEXT - AFP_RX3_OFFSET + 1, NEXT - AFP_RX3_OFFSET + 1,
					AFP_RX3_OFFSET},
			{4000, 4000, AFP_RX3_OFFSET},
			{UINT32_MAX, UINT32_MAX, AFP_RX3_OFFSET},
			{UINT32_MAX, UINT32_MAX - AFP_RX3_OFFSET + 1,
					AFP_RX3_OFFSET},
			{0x80000000, 0x80000000, AFP_RX3_OFFSET},
			{99, 100, AFP_RX3_OFFSET},
			{0, 0, AFP_RX3_OFFSET},
			{13, 13, AFP_RX3_OFFSET},
	};
	struct tpacket3_hdr *h;
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(bad); i++) {
		k = q.idx;
		arrive_two(k);
		h = frame_at(k, HEAD);
		assert_int_equal(h->tp_next_offset, NEXT);
		h->tp_len = bad[i].len;
		h->tp_snaplen = bad[i].snaplen;
		h->tp_mac = bad[i].mac;
		assert_int_equal(afp_rx3(&q, got, 64), 1);
		check_packet(got[0], 200);
		rte_pktmbuf_free(got[0]);
		assert_int_equal(q.bad.now, i + 1);
		assert_int_equal(q.bad_blocks.now, 0);
	}
}

/* Only bad blocks: a burst comes to its end. */
static void
bad_blocks_only(void **state)
{
	unsigned int i;

	for (i = 0; i < BLOCKS; i++) {
		arrive_two(i);
		head_of(i)->offset_to_first_pkt = 1;
	}
	assert_int_equal(afp_rx3(&q, got, 64), 0);
	assert_int_equal(q.bad_blocks.now, BLOCKS);
}

static void
spoil(uint8_t *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		bytes[i] = (uint8_t)(rand() >> 8);
}

/* One of the words that lead through a block, changed by chance. */
static void
spoil_block(unsigned int block)
{
	struct tpacket3_hdr *h =
			frame_at(block, HEAD + (unsigned int)rand() % 2 * NEXT);

	switch (rand() % 6) {
	case 0:
		spoil((void *)head_of(block), sizeof(*head_of(block)));
		break;
	case 1:
		spoil((void *)h, sizeof(*h));
		break;
	case 2:
		h->tp_next_offset = (uint32_t)rand() % (2 * BLOCK) & ~7u;
		break;
	case 3:
		h->tp_snaplen = (uint32_t)rand() % (2 * BLOCK);
		h->tp_len = h->tp_snaplen;
		break;
	case 4:
		head_of(block)->num_pkts = (uint32_t)rand();
		break;
	default:
		head_of(block)->offset_to_first_pkt =
				(uint32_t)rand() % (2 * BLOCK) & ~7u;
	}
}

/* Whatever comes out is a sound packet, and all blocks go back. */
static void
random_blocks(void **state)
{
	unsigned int i, k, n, s;
	const char *why;

	srand(1);
	for (i = 0; i < 20000; i++) {
		k = q.idx;
		arrive_two(k);
		spoil_block(k);
		head_of(k)->block_status |= TP_STATUS_USER;
		while ((n = afp_rx3(&q, got, 64)) != 0)
			for (s = 0; s < n; s++) {
				assert_int_equal(
						rte_mbuf_check(got[s], 1, &why),
						0);
				assert_true(got[s]->pkt_len <= BLOCK);
				rte_pktmbuf_free(got[s]);
			}
		assert_int_equal(head_of(k)->block_status, TP_STATUS_KERNEL);
		assert_int_equal(q.idx, (k + 1) % BLOCKS);
	}
	assert_true(q.count.now.packets > 1000);
	assert_true(q.bad.now > 1000 && q.bad_blocks.now > 1000);
}

static void
what_goes_out_is_skipped(void **state)
{
	struct sockaddr_ll *from;

	arrive_two(0);
	from = (void *)(q.ring.frame[0] + HEAD +
			TPACKET_ALIGN(sizeof(struct tpacket3_hdr)));
	from->sll_pkttype = PACKET_OUTGOING;
	assert_int_equal(afp_rx3(&q, got, 64), 1);
	check_packet(got[0], 200);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(q.count.now.packets, 1);
	assert_int_equal(q.count.now.errors, 0);
}

static void
tags_and_stamps(void **state)
{
	struct tpacket3_hdr *h;

	assert_int_equal(rte_mbuf_dyn_rx_timestamp_register(
					 &q.stamp_offset, &q.stamp_flag),
			0);
	arrive_two(0);
	h = frame_at(0, HEAD);
	h->tp_status = TP_STATUS_VLAN_VALID | TP_STATUS_VLAN_TPID_VALID;
	h->hv1.tp_vlan_tci = 5;
	h->hv1.tp_vlan_tpid = 0x88a8;
	h = frame_at(0, HEAD + NEXT);
	h->tp_status = TP_STATUS_VLAN_VALID;
	h->hv1.tp_vlan_tci = 0xa123;
	q.offloads = RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
	assert_int_equal(afp_rx3(&q, got, 64), 2);
	assert_int_equal(got[0]->pkt_len, 104);
	assert_memory_equal(rte_pktmbuf_mtod_offset(got[0], void *, 12),
			"\x88\xa8\x00\x05", 4);
	assert_int_equal(got[0]->ol_flags, q.stamp_flag);
	assert_true(*RTE_MBUF_DYNFIELD(got[0], q.stamp_offset, uint64_t *) ==
			UINT64_C(3000000000123456789));
	assert_int_equal(got[1]->vlan_tci, 0xa123);
	assert_int_equal(got[1]->ol_flags,
			q.stamp_flag | RTE_MBUF_F_RX_VLAN |
					RTE_MBUF_F_RX_VLAN_STRIPPED);
	check_packet(got[1], 200);
	rte_pktmbuf_free_bulk(got, 2);
}

/* There is no other way for what a block is too small for. */
static void
cut_frames(void **state)
{
	struct tpacket3_hdr *h;

	assert_int_equal(send(pair[1], "a frame of another", 18, 0), 18);
	arrive_two(0);
	h = frame_at(0, HEAD);
	h->tp_len = 9000;
	h->tp_status = TP_STATUS_COPY;
	assert_int_equal(afp_rx3(&q, got, 64), 1);
	check_packet(got[0], 200);
	rte_pktmbuf_free(got[0]);
	assert_int_equal(q.cut.now, 1);
	assert_int_equal(q.count.now.errors, 1);
}

/* A block stays open, and is left at the frame that found no mbuf. */
static void
an_empty_pool_loses_nothing(void **state)
{
	struct rte_mempool *small = rte_pktmbuf_pool_create("small", 1, 0, 0,
			RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
	unsigned int i;

	assert_non_null(small);
	q.mp = small;
	arrive_two(0);
	arrive_two(1);
	for (i = 0; i < 4; i++) {
		assert_int_equal(afp_rx3(&q, got, 64), 1);
		assert_int_equal(afp_rx3(&q, got + 1, 64), 0);
		check_packet(got[0], i % 2 == 0 ? 100 : 200);
		rte_pktmbuf_free(got[0]);
	}
	assert_int_equal(nombuf, 6);
	assert_int_equal(afp_rx3(&q, got, 64), 0);
	assert_int_equal(q.count.now.errors, 0);
	rte_mempool_free(small);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(frames_in_order),
			TEST(across_blocks),
			TEST(the_longest),
			TEST(hostile_ways),
			TEST(hostile_frames),
			TEST(bad_blocks_only),
			TEST(random_blocks),
			TEST(what_goes_out_is_skipped),
			TEST(tags_and_stamps),
			TEST(cut_frames),
			TEST(an_empty_pool_loses_nothing),
	};

	return cmocka_run_group_tests(tests, ports_setup, ports_teardown);
}
